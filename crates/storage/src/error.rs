//! What the database says, in our words.

use std::path::PathBuf;

use sea_orm::DbErr;

/// Why the database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The address is not understood.
    #[error(
        "DATABASE_URL is neither sqlite://path nor postgres://user@host/name ({0}); leave it out for SQLite in the data \
         directory"
    )]
    BadUrl(&'static str),
    /// A database was named that is not there.
    #[error(
        "there is no database at {0}. If the path is right and you want a new database there, add ?mode=rwc to \
         DATABASE_URL"
    )]
    Missing(PathBuf),
    /// Another server has it open.
    #[error("another Mami is running on {0}. Stop it first; several servers need PostgreSQL")]
    InUse(PathBuf),
    /// A newer Mami has changed it.
    #[error(
        "the database was made by a newer Mami: it has the steps {0:?}, which this one does not know. Run the newer \
         Mami, or restore a backup from before the upgrade"
    )]
    Newer(Vec<String>),
    /// The directory or file cannot be used.
    #[error("{path}: {error}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// The database refused.
    #[error("the database refused: {0}")]
    Database(#[from] DbErr),
}

/// Why a statement was not done.
#[derive(Debug, Clone)]
pub(crate) enum Fault {
    /// A unique index or foreign key did not allow it.
    Unique,
    /// Busy, gone, or out of space: later.
    Unavailable(String),
    /// A mistake of ours.
    Failed(String),
}

impl From<DbErr> for Fault {
    fn from(error: DbErr) -> Self {
        if matches!(error.sql_err(), Some(sea_orm::SqlErr::UniqueConstraintViolation(_))) {
            return Self::Unique;
        }
        match error {
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => Self::Unavailable(error.to_string()),
            DbErr::Exec(_) | DbErr::Query(_) if passing(&error.to_string()) => {
                Self::Unavailable(error.to_string())
            }
            _ => Self::Failed(error.to_string()),
        }
    }
}

/// Whether the database's words mean that the same statement may succeed later.
fn passing(words: &str) -> bool {
    [
        "database is locked",
        "lock timeout",
        "deadlock detected",
        "database or disk is full",
        "disk I/O error",
        "readonly",
        "connection",
        "No space left",
    ]
    .iter()
    .any(|sign| words.contains(sign))
}

impl Fault {
    fn words(self) -> String {
        match self {
            Self::Unique => "a row that must be unique was there already".into(),
            Self::Unavailable(words) | Self::Failed(words) => words,
        }
    }
}

impl From<Fault> for mami_chat::StoreError {
    fn from(fault: Fault) -> Self {
        Self(fault.words())
    }
}

impl From<Fault> for mami_memory::StoreError {
    fn from(fault: Fault) -> Self {
        Self(fault.words())
    }
}

impl From<Fault> for mami_memory::documents::store::StoreError {
    fn from(fault: Fault) -> Self {
        Self(fault.words())
    }
}

impl From<Fault> for mami_auth::StoreError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Unavailable(words) => Self::Unavailable(words),
            other => Self::Failed(other.words()),
        }
    }
}
