#![doc = include_str!("../README.md")]

mod activation;
mod bert;
mod directory;
mod error;
#[cfg(feature = "pull")]
pub mod hub;
mod loaded;
mod prompts;
mod sentence_model;
pub mod shelf;
mod weights;

pub use error::ModelError;
pub use sentence_model::{Options, SentenceModel};
