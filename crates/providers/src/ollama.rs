//! Ollama, on this machine or another.

mod answer;
mod host;
mod models;
mod request;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use mami_ports::{ChatModel, ChunkStream, Clock, ModelInfo, Prompt, ProviderError};
use tokio::time::Instant;
use url::Url;

use crate::{
    SetupError,
    calls::Calls,
    http::{Connection, Patience},
    lines::LineReader,
};
pub use host::parse_host;
use models::Models;

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
    /// The largest line that is read, and the most that the tool calls of one answer may take together.
    pub max_line_bytes: usize,
    /// The most context a model gets, whatever it could take: its memory grows with it.
    pub max_context: u32,
    /// Whether the model's earlier thinking is sent back to it.
    pub send_reasoning: bool,
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
            send_reasoning: false,
        }
    }
}

/// One Ollama.
pub struct Ollama {
    config: OllamaConfig,
    connection: Arc<Connection>,
    models: Models,
}

impl Ollama {
    /// Connects nothing yet; the clock is for `Retry-After` dates.
    ///
    /// # Errors
    /// When the configuration cannot work.
    pub fn new(config: OllamaConfig, clock: Arc<dyn Clock>) -> Result<Self, SetupError> {
        let connection = Connection::new(&config.name, &config.base_url, None, config.connect, clock)?;
        let models = Models::new(config.max_context);
        Ok(Self { config, connection: Arc::new(connection), models })
    }
}

#[async_trait]
impl ChatModel for Ollama {
    async fn models(&self) -> Result<Vec<ModelInfo>, ProviderError> {
        self.models.list(&self.connection).await
    }

    async fn stream(&self, prompt: &Prompt) -> Result<ChunkStream, ProviderError> {
        let deadline = Instant::now() + self.config.first_byte;
        let known = self.models.known_as(&prompt.model);
        let body = request::body(prompt, known.as_ref(), self.config.send_reasoning).map_err(|error| {
            ProviderError::Rejected { reason: format!("the request cannot be sent: {error}") }
        })?;
        let request = self.connection.post("api/chat").json(&body);
        let response = self.connection.send(request, deadline).await?;
        let lines = LineReader::new(response, self.config.max_line_bytes);
        let patience = Patience::new(deadline, self.config.stall);
        let calls = Calls::new(prompt, self.config.max_line_bytes);
        Ok(Box::pin(answer::chunks(self.connection.clone(), lines, patience, calls)))
    }
}
