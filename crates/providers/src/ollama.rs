//! Ollama, on this machine or another.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use mami_ports::{ChatModel, ChunkStream, Clock, ModelInfo, Prompt, ProviderError};
use url::Url;

use crate::SetupError;

/// How to reach one Ollama.
#[derive(Debug, Clone)]
pub struct OllamaConfig {
    /// What the owner calls it, for the log.
    pub name: String,
    /// Where it answers; [`parse_host`] reads the forms of `OLLAMA_HOST`.
    pub base_url: Url,
    /// The longest wait for a connection: short, it is near.
    pub connect: Duration,
    /// The longest wait for the first line of an answer: long, the model may have to be loaded.
    pub first_byte: Duration,
    /// The longest silence between two lines of an answer.
    pub stall: Duration,
    /// The largest line that is read.
    pub max_line_bytes: usize,
    /// The most context a model gets, whatever it could take: memory grows with it.
    pub max_context: u32,
}

impl OllamaConfig {
    /// The usual limits.
    #[must_use]
    pub fn new(name: impl Into<String>, base_url: Url) -> Self {
        Self {
            name: name.into(),
            base_url,
            connect: Duration::from_secs(2),
            first_byte: Duration::from_secs(120),
            stall: Duration::from_secs(60),
            max_line_bytes: 1 << 20,
            max_context: 8192,
        }
    }
}

/// One Ollama.
pub struct Ollama {
    config: OllamaConfig,
    client: reqwest::Client,
    clock: Arc<dyn Clock>,
}

impl Ollama {
    /// Connects nothing yet; the clock is for `Retry-After` dates.
    ///
    /// # Errors
    /// When the configuration cannot work.
    pub fn new(config: OllamaConfig, clock: Arc<dyn Clock>) -> Result<Self, SetupError> {
        let client = crate::http::client(config.connect)?;
        Ok(Self { config, client, clock })
    }
}

#[async_trait]
impl ChatModel for Ollama {
    async fn models(&self) -> Result<Vec<ModelInfo>, ProviderError> {
        let _ = (&self.client, &self.clock);
        Err(ProviderError::Unavailable { detail: self.config.name.clone() })
    }

    async fn stream(&self, _prompt: &Prompt) -> Result<ChunkStream, ProviderError> {
        Err(ProviderError::Unavailable { detail: self.config.name.clone() })
    }
}

/// Reads the forms that people give `OLLAMA_HOST`: `host`, `host:port`, `:port`, `http://host`, `https://host/path`. The port
/// is 11434 unless given (with a scheme: that scheme's own). An address to listen on, such as `0.0.0.0`, becomes this
/// machine's own, since nobody can connect to it.
///
/// # Errors
/// When no host can be made out.
pub fn parse_host(value: &str) -> Result<Url, SetupError> {
    let value = value.trim().trim_matches(['"', '\'']);
    let (scheme, rest) = match value.split_once("://") {
        Some((scheme, rest)) if matches!(scheme, "http" | "https") => (Some(scheme), rest),
        Some(_) => return Err(SetupError::BaseUrl),
        None => (None, value),
    };
    let rest = match rest {
        "" => "127.0.0.1".to_owned(),
        port if port.starts_with(':') && !port.starts_with("::") => format!("127.0.0.1{port}"),
        // A bare IPv6 address needs its brackets before a URL can hold it.
        bare if bare.parse::<std::net::Ipv6Addr>().is_ok() => format!("[{bare}]"),
        other => other.to_owned(),
    };
    let mut url =
        Url::parse(&format!("{}://{rest}", scheme.unwrap_or("http"))).map_err(|_| SetupError::BaseUrl)?;
    if scheme.is_none() && url.port().is_none() {
        // `host:80` also has no port once parsed, because 80 is what http means anyway.
        let said_80 = rest.split('/').next().is_some_and(|authority| authority.ends_with(":80"));
        url.set_port(Some(if said_80 { 80 } else { 11434 })).map_err(|()| SetupError::BaseUrl)?;
    }
    match url.host_str() {
        Some("0.0.0.0") => url.set_host(Some("127.0.0.1")).map_err(|_| SetupError::BaseUrl)?,
        Some("[::]") => url.set_host(Some("[::1]")).map_err(|_| SetupError::BaseUrl)?,
        Some(_) => {}
        None => return Err(SetupError::BaseUrl),
    }
    Ok(url)
}
