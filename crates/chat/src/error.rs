//! What can go wrong in a chat, by what the caller can do about it.

use mami_ports::{LiveError, MessageId};

use crate::{files::FileError, personas::PersonaError, store::StoreError};

/// Why a request about conversations or turns was not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChatError {
    /// There is no such thing, or it is someone else's.
    #[error("not found")]
    NotFound,
    /// A field is at fault.
    #[error("invalid input: {0:?}")]
    Invalid(Vec<InvalidField>),
    /// Another answer is being written in this conversation: wait for it, or stop it.
    #[error("another answer is being written in this conversation")]
    TurnRunning {
        /// That answer, where it is known.
        message_id: Option<MessageId>,
    },
    /// Someone else moved the conversation on meanwhile: read it again.
    #[error("the conversation was changed meanwhile")]
    Conflict,
    /// The idempotency key was used for another request.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// No model can answer.
    #[error("no model can answer")]
    NoModel,
    /// The server is stopping: try again in a moment.
    #[error("the server is stopping")]
    Stopping,
    /// The database is not available: try again in a moment.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Live events are not available: try again in a moment.
    #[error(transparent)]
    Live(#[from] LiveError),
}

/// A field at fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidField {
    /// A JSON pointer into the request.
    pub pointer: &'static str,
    /// What is wrong with it.
    pub message: String,
}

impl ChatError {
    /// One field at fault.
    pub fn invalid(pointer: &'static str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![InvalidField { pointer, message: message.into() }])
    }
}

impl From<FileError> for ChatError {
    /// Reading a file for a turn: there is one, or the database is not available.
    fn from(error: FileError) -> Self {
        match error {
            FileError::Store(error) => Self::Store(error),
            other => Self::invalid("/message/attachments", other.to_string()),
        }
    }
}

impl From<PersonaError> for ChatError {
    /// Finding who speaks: there always is somebody, or the database is not available.
    fn from(error: PersonaError) -> Self {
        match error {
            PersonaError::Store(error) => Self::Store(error),
            other => Self::invalid("/persona_id", other.to_string()),
        }
    }
}
