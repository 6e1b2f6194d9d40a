//! What can go wrong, by what the caller can do about it.

use std::time::Duration;

use crate::store::{Conflict, StoreError};

/// A field that cannot be accepted, in words for the person who filled it in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {message}")]
pub struct InvalidInput {
    /// The field's name in the API.
    pub field: &'static str,
    /// What a client switches on; stable.
    pub code: &'static str,
    /// What is wrong with it. Never repeats the value.
    pub message: String,
}

impl InvalidInput {
    pub(crate) fn new(field: &'static str, code: &'static str, message: impl Into<String>) -> Self {
        Self { field, code, message: message.into() }
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
    /// The password is right; a code of the second factor is missing.
    #[error("a code of the second factor is needed")]
    SecondFactorRequired,
    /// The code is wrong, or was used before.
    #[error("the code of the second factor is wrong")]
    SecondFactorInvalid,
    /// A second factor is in force already.
    #[error("there is a second factor already")]
    SecondFactorEnabled,
    /// A remember token came back that was used up: the device is signed out.
    #[error("the remembered sign-in was used by someone else")]
    RememberTokenReused,
    /// The code lets nobody in: why is never told.
    #[error("the invite is not valid")]
    InviteInvalid,
    /// The link sets no password: why is never told.
    #[error("the link is not valid")]
    ResetInvalid,
    /// Someone who is signed in did not know their password.
    #[error("the password is wrong")]
    WrongPassword,
    /// The role of who asks does not allow it.
    #[error("the role does not allow it")]
    NotAllowed,
    /// Nobody would be left to own the place.
    #[error("the last owner must stay")]
    LastOwner,
    /// One's own account is not deleted as somebody else's is.
    #[error("one's own account is left on the account page")]
    UseAccountPage,
    /// The account has as many keys as it may have.
    #[error("there are too many keys")]
    TooManyKeys,
    /// No such account, session, invite or key.
    #[error("there is no such thing")]
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
            StoreError::Conflict(Conflict::InviteInvalid) => Self::InviteInvalid,
            StoreError::Conflict(Conflict::NotAllowed) => Self::NotAllowed,
            StoreError::Conflict(Conflict::LastOwner) => Self::LastOwner,
            StoreError::Conflict(Conflict::TooManyKeys) => Self::TooManyKeys,
            StoreError::Unavailable(detail) => Self::Unavailable(detail),
            StoreError::Failed(detail) => Self::Internal(detail),
        }
    }
}
