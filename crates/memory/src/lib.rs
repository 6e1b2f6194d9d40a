#![doc = include_str!("../README.md")]

pub mod error;
pub mod extract;
pub mod memory;
pub mod same;
pub mod secrets;
pub mod service;
pub mod store;
#[cfg(feature = "testing")]
pub mod testing;
pub mod transfer;

pub use error::{MemoryError, MemoryFault};
pub use memory::{By, Change, Choices, History, Kind, Memory, MemoryStatus, Origin, WholeMemory};
pub use service::{Extraction, Memories, MemoryPolicy};
pub use store::{MemoryStore, RecallStore, StoreError};
