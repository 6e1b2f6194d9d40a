//! What can be wrong with a model's directory.

use std::{io, path::PathBuf};

/// Why a model could not be opened. It names the file, so that whoever laid it there knows where to look.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// A file that every model of this kind has is not there.
    #[error("{}: there is no such file; a model's directory has it", file.display())]
    Missing {
        /// Which.
        file: PathBuf,
    },
    /// A file cannot be read.
    #[error("{}: {cause}", file.display())]
    Unreadable {
        /// Which.
        file: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// A file does not hold what it should.
    #[error("{}: {what}", file.display())]
    Damaged {
        /// Which.
        file: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// A sound model that this crate cannot run.
    #[error("{}: {what}", file.display())]
    Unsupported {
        /// The file that says so.
        file: PathBuf,
        /// What it asks for, and what is known.
        what: String,
    },
    /// The machine gave no thread, or the arithmetic failed.
    #[error("the model could not be run: {0}")]
    Run(String),
}

impl ModelError {
    pub(crate) fn reading(file: PathBuf, cause: io::Error) -> Self {
        if cause.kind() == io::ErrorKind::NotFound {
            Self::Missing { file }
        } else {
            Self::Unreadable { file, cause }
        }
    }
}

impl From<candle_core::Error> for ModelError {
    fn from(error: candle_core::Error) -> Self {
        Self::Run(error.to_string())
    }
}
