#![doc = include_str!("../README.md")]

mod auth;
mod chat;
mod connect;
mod documents;
mod entity;
mod error;
mod memory;
mod personas;
#[cfg(feature = "testing")]
pub mod testing;
mod writer;

pub use connect::{Access, Db, DbConfig, PoolFigures, Target};
pub use error::ConnectError;
