//! Whatever reads documents.

use async_trait::async_trait;
use mami_extract::{Block, Format};

use super::DocumentProblem;

/// Reads documents, where nothing that is in one can do harm: in the server, in a process of its own.
#[async_trait]
pub trait Reader: Send + Sync {
    /// Reads one, and says now and then how much of it was read, in percent.
    ///
    /// # Errors
    /// When it cannot be read.
    async fn read(
        &self,
        name: &str,
        content: Vec<u8>,
        progress: &(dyn Fn(u8) + Send + Sync),
    ) -> Result<Reading, DocumentProblem>;
}

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// What the document is.
    pub format: Format,
    /// What is in it.
    pub blocks: Vec<Block>,
}
