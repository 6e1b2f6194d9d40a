//! Limits of speed that several servers share.

use std::time::Duration;

use async_trait::async_trait;

/// How many tokens a bucket holds, and how fast they come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Tokens of a full bucket.
    pub burst: u32,
    /// One comes back each time this has passed.
    pub every: Duration,
}

/// A token of a bucket. Who names the bucket takes care that its name tells no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The bucket.
    pub bucket: String,
    /// How it fills.
    pub rate: Rate,
}

/// Token buckets that every server of one Mami sees.
#[async_trait]
pub trait Buckets: Send + Sync {
    /// Takes all of these tokens, or none of them and tells how long to wait.
    ///
    /// # Errors
    /// When the buckets cannot be reached.
    async fn take(&self, tokens: &[Token]) -> Result<Option<Duration>, BucketsError>;

    /// Puts tokens back that were taken a moment ago.
    ///
    /// # Errors
    /// When the buckets cannot be reached.
    async fn put_back(&self, tokens: &[Token]) -> Result<(), BucketsError>;
}

/// The buckets cannot be reached.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("shared limits are not available: {0}")]
pub struct BucketsError(pub String);
