//! The HTTP client that the adapters talk through.

use std::time::Duration;

use reqwest::{Client, redirect};

/// Why a provider could not be set up. It never names the key.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The base URL has no host, or is not http or https.
    #[error("the base URL must start with http:// or https:// and name a host")]
    BaseUrl,
    /// The key holds characters that no HTTP header may carry.
    #[error("the API key holds a character that cannot be sent, such as a line break")]
    ApiKey,
    /// The machine's TLS set-up is broken.
    #[error("the HTTP client could not be built: {0}")]
    Client(String),
}

/// How many idle connections to one provider are kept for the next turn.
const IDLE_CONNECTIONS: usize = 32;

/// A client that goes where it is told and nowhere else: it follows no redirect (a key must not travel to another host),
/// takes no proxy from the environment and sets no limit on how long an answer may take.
pub(crate) fn client(connect: Duration) -> Result<Client, SetupError> {
    // The client panics when no TLS implementation was chosen; choosing twice is harmless.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .user_agent(concat!("mami/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(connect)
        .tcp_nodelay(true)
        .tcp_keepalive(Duration::from_secs(30))
        .redirect(redirect::Policy::none())
        .referer(false)
        .no_proxy()
        .pool_max_idle_per_host(IDLE_CONNECTIONS)
        .pool_idle_timeout(Duration::from_secs(60))
        .build()
        .map_err(|error| SetupError::Client(error.to_string()))
}
