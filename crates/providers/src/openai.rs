//! Groq, OpenAI and every other API that speaks OpenAI's chat completions.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use mami_ports::{ChatModel, ChunkStream, Clock, ModelInfo, Prompt, ProviderError};
use secrecy::SecretString;
use url::Url;

use crate::SetupError;

/// Where Groq answers.
pub const GROQ_BASE_URL: &str = "https://api.groq.com/openai/v1";
/// Where OpenAI answers.
pub const OPENAI_BASE_URL: &str = "https://api.openai.com/v1";

/// How to reach one OpenAI-compatible API.
#[derive(Debug, Clone)]
pub struct OpenAiConfig {
    /// What the owner calls it, for the log.
    pub name: String,
    /// Where the API begins, usually ending in `/v1`.
    pub base_url: Url,
    /// The key, sent to the host of `base_url` alone.
    pub api_key: Option<SecretString>,
    /// The models to offer; empty: ask the provider.
    pub models: Vec<String>,
    /// The longest wait for a connection.
    pub connect: Duration,
    /// The longest wait for the first event of an answer.
    pub first_byte: Duration,
    /// The longest silence between two events of an answer.
    pub stall: Duration,
    /// The largest event that is read.
    pub max_event_bytes: usize,
}

impl OpenAiConfig {
    /// The usual limits, no key, and models as the provider lists them.
    #[must_use]
    pub fn new(name: impl Into<String>, base_url: Url) -> Self {
        Self {
            name: name.into(),
            base_url,
            api_key: None,
            models: Vec::new(),
            connect: Duration::from_secs(5),
            first_byte: Duration::from_secs(60),
            stall: Duration::from_secs(60),
            max_event_bytes: 1 << 20,
        }
    }
}

/// One OpenAI-compatible API.
pub struct OpenAi {
    config: OpenAiConfig,
    client: reqwest::Client,
    clock: Arc<dyn Clock>,
}

impl OpenAi {
    /// Connects nothing yet; the clock is for `Retry-After` dates.
    ///
    /// # Errors
    /// When the configuration cannot work.
    pub fn new(config: OpenAiConfig, clock: Arc<dyn Clock>) -> Result<Self, SetupError> {
        let client = crate::http::client(config.connect)?;
        Ok(Self { config, client, clock })
    }
}

#[async_trait]
impl ChatModel for OpenAi {
    async fn models(&self) -> Result<Vec<ModelInfo>, ProviderError> {
        let _ = (&self.client, &self.clock);
        Err(ProviderError::Unavailable { detail: self.config.name.clone() })
    }

    async fn stream(&self, _prompt: &Prompt) -> Result<ChunkStream, ProviderError> {
        Err(ProviderError::Unavailable { detail: self.config.name.clone() })
    }
}
