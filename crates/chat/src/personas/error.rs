//! What can go wrong with personas, by what the caller can do about it.

use crate::store::StoreError;

/// Why a request about personas was not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PersonaError {
    /// There is no such persona, or it is someone else's and not shared.
    #[error("there is no such persona")]
    NotFound,
    /// Only those who run the place may share, and change what is shared.
    #[error("only admins share personas and change shared ones")]
    NotAllowed,
    /// It is a file: duplicate it to change it.
    #[error("this persona is a file; duplicate it to change it")]
    ReadOnly,
    /// There are as many as a person may have: delete one first.
    #[error("there are as many personas as a person may have")]
    TooMany,
    /// Someone else changed it meanwhile, again and again.
    #[error("the persona was changed meanwhile")]
    Conflict,
    /// Fields are at fault.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Invalid(Vec<PersonaFault>),
    /// The database is not available: try again in a moment.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A field at fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{pointer}: {message}")]
pub struct PersonaFault {
    /// A JSON pointer into the request.
    pub pointer: String,
    /// What a client translates; stable.
    pub code: &'static str,
    /// What is wrong with it.
    pub message: String,
}
