//! Putting the server together.

use crate::settings::Settings;

/// Serves until told to stop.
///
/// # Errors
/// When the server cannot start.
pub async fn serve(settings: Settings) -> anyhow::Result<()> {
    anyhow::bail!("nothing to serve yet at {}", settings.server.host)
}
