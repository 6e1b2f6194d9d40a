//! Ollama, on this machine or another.

mod answer;
mod host;
mod models;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use mami_ports::{
    ChatModel, ChunkStream, Clock, ModelInfo, Prompt, PromptMessage, PromptRole, ProviderError,
};
use ollama_rs::{
    generation::chat::{ChatMessage, request::ChatMessageRequest},
    models::ModelOptions,
};
use serde_json::Value;
use tokio::time::Instant;
use url::Url;

use crate::{
    SetupError,
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
    /// The largest line that is read.
    pub max_line_bytes: usize,
    /// The most context a model gets, whatever it could take: its memory grows with it.
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

    /// The request for an answer, in ollama-rs's types. They leave out that it shall stream, which only its own client may
    /// say; so that is added here.
    fn body(&self, prompt: &Prompt) -> Result<Value, ProviderError> {
        let mut options = ModelOptions::default();
        if let Some(temperature) = prompt.temperature {
            options = options.temperature(temperature);
        }
        if let Some(most) = prompt.max_tokens {
            options = options.num_predict(i32::try_from(most).unwrap_or(i32::MAX));
        }
        // Unless told, Ollama takes a small context and silently forgets what does not fit.
        if let Some(context) = self.models.context_of(&prompt.model) {
            options = options.num_ctx(context.into());
        }
        let messages = prompt.messages.iter().map(message).collect();
        let request = ChatMessageRequest::new(prompt.model.clone(), messages).options(options);
        let mut body = serde_json::to_value(request).map_err(|error| ProviderError::Rejected {
            reason: format!("the request cannot be sent: {error}"),
        })?;
        if let Some(body) = body.as_object_mut() {
            body.insert("stream".to_owned(), Value::Bool(true));
        }
        Ok(body)
    }
}

fn message(message: &PromptMessage) -> ChatMessage {
    let content = message.content.clone();
    match message.role {
        PromptRole::System => ChatMessage::system(content),
        PromptRole::User | PromptRole::Tool => ChatMessage::user(content),
        PromptRole::Assistant => ChatMessage::assistant(content),
    }
}

#[async_trait]
impl ChatModel for Ollama {
    async fn models(&self) -> Result<Vec<ModelInfo>, ProviderError> {
        self.models.list(&self.connection).await
    }

    async fn stream(&self, prompt: &Prompt) -> Result<ChunkStream, ProviderError> {
        let deadline = Instant::now() + self.config.first_byte;
        let request = self.connection.post("api/chat").json(&self.body(prompt)?);
        let response = self.connection.send(request, deadline).await?;
        let lines = LineReader::new(response, self.config.max_line_bytes);
        let patience = Patience::new(deadline, self.config.stall);
        Ok(Box::pin(answer::chunks(self.connection.clone(), lines, patience)))
    }
}
