//! What can go wrong with memories, by what the caller can do about it.

use mami_ports::MemoryId;

use crate::store::StoreError;

/// Why a request about memories was not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MemoryError {
    /// There is no such memory, or it is someone else's.
    #[error("there is no such memory")]
    NotFound,
    /// Whoever runs the place has turned memory off.
    #[error("memory is turned off")]
    Off,
    /// There are as many as a person may have: delete some first.
    #[error("there are as many memories as a person may have: {limit}")]
    Full {
        /// So many.
        limit: u32,
    },
    /// Another memory says that already.
    #[error("another memory says the same")]
    Duplicate(MemoryId),
    /// It was approved of already.
    #[error("this memory does not wait for approval")]
    NotPending,
    /// The message or conversation that it comes from is gone meanwhile.
    #[error("what it comes from is gone")]
    SourceGone,
    /// Fields are at fault.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Invalid(Vec<MemoryFault>),
    /// The database is not available: try again in a moment.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl MemoryError {
    /// One field is at fault.
    pub fn invalid(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid(vec![MemoryFault { pointer: pointer.into(), message: message.into() }])
    }
}

/// A field at fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{pointer}: {message}")]
pub struct MemoryFault {
    /// A JSON pointer into the request.
    pub pointer: String,
    /// What is wrong with it.
    pub message: String,
}
