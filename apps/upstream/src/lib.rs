#![doc = include_str!("../README.md")]

mod answer;
mod embeddings;
mod findings;
mod hub;
mod ledger;
mod paced;
mod routes;
mod script;
mod server;
mod wire;

pub use findings::Finding;
pub use hub::{Hub, HubFault};
pub use ledger::Received;
pub use script::{Call, Fault, Model, Script};
pub use server::{Upstream, serve};
