//! Logs and metrics.

use anyhow::Context as _;
use tracing_subscriber::EnvFilter;

use crate::settings::Log;

/// Starts logging to the standard error stream.
///
/// # Errors
/// When the filter cannot be read, or logging was started already.
pub fn init(settings: &Log) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&settings.filter).context("log.filter cannot be read")?;
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init()
        .map_err(anyhow::Error::from_boxed)
}
