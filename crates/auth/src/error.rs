//! What can go wrong, by what the caller can do about it.

use std::time::Duration;

use crate::store::{Conflict, StoreError};

/// A field that cannot be accepted, in words for the person who filled it in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {message}")]
pub struct InvalidInput {
    /// The field's name in the API.
    pub field: &'static str,
    /// What is wrong with it. Never repeats the value.
    pub message: String,
}

impl InvalidInput {
    pub(crate) fn new(field: &'static str, message: impl Into<String>) -> Self {
        Self { field, message: message.into() }
    }
}

/// Why an accounts call failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AuthError {
    /// There is an owner: set-up is over for good.
    #[error("Mami is already set up")]
    AlreadySetUp,
    /// The one-time token is not the one that was printed.
    #[error("the set-up token is wrong")]
    SetupTokenInvalid,
    /// Wrong name, wrong password or disabled account: which of them is never told.
    #[error("the username or the password is wrong")]
    InvalidCredentials,
    /// Too many failed attempts.
    #[error("too many failed attempts")]
    Throttled {
        /// When the next attempt will be heard.
        retry_after: Duration,
    },
    /// More passwords to hash than the machine can take now.
    #[error("too many people sign in at the same time")]
    Busy {
        /// When to try again.
        retry_after: Duration,
    },
    /// Another account has this name, or one that differs only in case or width.
    #[error("the username is taken")]
    UsernameTaken,
    /// Fields to mend, all of them at once.
    #[error("the input is not valid")]
    Invalid(Vec<InvalidInput>),
    /// No such account.
    #[error("there is no such account")]
    NotFound,
    /// The database cannot answer now: later.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// Something is broken. The text is for the log.
    #[error("{0}")]
    Internal(String),
}

impl From<StoreError> for AuthError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict(Conflict::AlreadySetUp) => Self::AlreadySetUp,
            StoreError::Conflict(Conflict::UsernameTaken) => Self::UsernameTaken,
            StoreError::Unavailable(detail) => Self::Unavailable(detail),
            StoreError::Failed(detail) => Self::Internal(detail),
        }
    }
}
