#![doc = include_str!("../README.md")]

pub mod chunk;
pub mod documents;
pub mod error;
pub mod extract;
pub mod gate;
pub mod memory;
pub mod notes;
pub mod partition;
pub mod pick;
pub mod question;
pub mod rank;
pub mod recall;
pub mod same;
pub mod secrets;
pub mod service;
pub mod store;
#[cfg(feature = "testing")]
pub mod testing;
pub mod transfer;
pub mod words;

pub use error::{MemoryError, MemoryFault};
pub use memory::{By, Change, Choices, History, Kind, Memory, MemoryStatus, Origin, WholeMemory};
pub use service::{Extraction, Memories, MemoryPolicy};
pub use store::{MemoryStore, RecallStore, StoreError};
