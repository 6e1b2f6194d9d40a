//! Groq, OpenAI and every other API that speaks OpenAI's chat completions.

mod answer;
mod models;
mod request;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use mami_ports::{ChatModel, ChunkStream, Clock, ModelInfo, Prompt, ProviderError};
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use secrecy::SecretString;
use tokio::time::Instant;
use url::Url;

use crate::{
    SetupError,
    calls::Calls,
    http::{Connection, Patience, read_up_to},
    lines::EventReader,
};

/// Where Groq answers.
pub const GROQ_BASE_URL: &str = "https://api.groq.com/openai/v1";
/// Where OpenAI answers.
pub const OPENAI_BASE_URL: &str = "https://api.openai.com/v1";

/// The longest wait for the list of models.
const LIST_WAIT: Duration = Duration::from_secs(15);

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
    /// The largest event that is read, and the most that the tool calls of one answer may take together.
    pub max_event_bytes: usize,
    /// Whether it wants the model's earlier thinking back, as `reasoning_content`. Most refuse it or charge for it.
    pub send_reasoning: bool,
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
            send_reasoning: false,
        }
    }
}

/// One OpenAI-compatible API.
pub struct OpenAi {
    config: OpenAiConfig,
    connection: Arc<Connection>,
}

impl OpenAi {
    /// Connects nothing yet; the clock is for `Retry-After` dates.
    ///
    /// # Errors
    /// When the configuration cannot work.
    pub fn new(config: OpenAiConfig, clock: Arc<dyn Clock>) -> Result<Self, SetupError> {
        let key = config.api_key.clone();
        let connection = Connection::new(&config.name, &config.base_url, key, config.connect, clock)?;
        Ok(Self { config, connection: Arc::new(connection) })
    }
}

#[async_trait]
impl ChatModel for OpenAi {
    async fn models(&self) -> Result<Vec<ModelInfo>, ProviderError> {
        if !self.config.models.is_empty() {
            return Ok(self.config.models.iter().map(|name| models::guess(name)).collect());
        }
        let request = self.connection.get("models");
        Ok(models::offered(self.connection.json(request, Instant::now() + LIST_WAIT).await?))
    }

    async fn stream(&self, prompt: &Prompt) -> Result<ChunkStream, ProviderError> {
        let deadline = Instant::now() + self.config.first_byte;
        let body = request::body(prompt, &self.config).map_err(|error| ProviderError::Rejected {
            reason: format!("the request cannot be sent: {error}"),
        })?;
        let request = self
            .connection
            .post("chat/completions")
            .header(ACCEPT, "text/event-stream")
            .header(CONTENT_TYPE, "application/json")
            .body(body);
        let response = self.connection.send(request, deadline).await?;
        let content_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        match content_type.and_then(|value| value.split(';').next()).map(str::trim) {
            Some("text/html") => return Err(self.connection.malformed("a web page came, not an answer")),
            Some("application/json") => {
                let body = read_up_to(response, self.config.max_event_bytes);
                let body = tokio::time::timeout_at(deadline, body).await.unwrap_or_default();
                return Err(answer::not_a_stream(&self.connection, &body));
            }
            _ => {}
        }
        let events = EventReader::new(response, self.config.max_event_bytes);
        let patience = Patience::new(deadline, self.config.stall);
        let calls = Calls::new(prompt, self.config.max_event_bytes);
        Ok(Box::pin(answer::chunks(self.connection.clone(), events, patience, calls)))
    }
}
