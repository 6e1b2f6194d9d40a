//! Why something about a document was not done.

use mami_extract::Refusal;

use super::{DocumentFault, store::StoreError};

/// Why something about a document or a collection was not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// There is no such thing, or it is someone else's.
    #[error("not found")]
    NotFound,
    /// It is shared, and only those who run the place change it.
    #[error("only admins share, and change what is shared")]
    NotAllowed,
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// It has more bytes than a document may have.
    #[error("more than {limit} bytes")]
    TooLarge {
        /// How many it may have.
        limit: u64,
    },
    /// The person's documents would take more than they may.
    #[error("more than {limit} bytes in all")]
    StorageFull {
        /// How many bytes they may take together.
        limit: u64,
    },
    /// The person has as many as one may have.
    #[error("more than {limit}")]
    TooMany {
        /// How many.
        limit: u32,
    },
    /// Only what has failed is tried again.
    #[error("it has not failed")]
    NotFailed,
    /// A document belongs to one thing at most.
    #[error("it belongs to more than one thing")]
    TwoPlaces,
    /// A field of a collection cannot be as it is.
    #[error("{pointer}: {message}")]
    Invalid {
        /// Which, as a JSON pointer.
        pointer: &'static str,
        /// What is wrong with it.
        message: String,
    },
    /// A cursor that no answer gave.
    #[error("no such cursor")]
    InvalidCursor,
    /// The database is not available: try again in a moment.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a document was not read. Its text is for people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentProblem {
    /// It cannot be read.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Reading it took longer than it may.
    #[error("This document took too long to read. Split it into parts, or save it in another format.")]
    TooSlow,
    /// Reading it took more memory than it may.
    #[error(
        "This document takes too much memory to read. Split it into parts, or save it in another format."
    )]
    TooMuchMemory,
    /// Whatever reads documents broke over it.
    #[error("This document could not be read: it may be damaged. Save it in another format.")]
    Broken,
    /// It was tried as often as it is tried.
    #[error("This document could not be read: the server stopped each time it was tried.")]
    GaveUp,
    /// Reading could not be begun, for a reason that lies with the server; it is tried again.
    #[error("This document could not be read just now.")]
    Unavailable(String),
}

impl DocumentProblem {
    /// What a client switches on; stable.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.code(),
            Self::TooSlow => "too_slow",
            Self::TooMuchMemory => "too_much_memory",
            Self::Broken => "broken",
            Self::GaveUp => "gave_up",
            Self::Unavailable(_) => "unavailable",
        }
    }

    /// As it is kept with the document.
    pub fn fault(&self) -> DocumentFault {
        DocumentFault { code: self.code().to_owned(), message: self.to_string() }
    }
}
