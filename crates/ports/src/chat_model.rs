//! The port to chat models, hosted or local, and the types that cross it.

use std::{pin::Pin, sync::Arc, time::Duration};

use async_trait::async_trait;
use futures_util::Stream;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A connection to one provider of chat models.
#[async_trait]
pub trait ChatModel: Send + Sync {
    /// The models that the provider offers now.
    ///
    /// # Errors
    /// When the provider cannot be reached or refuses.
    async fn models(&self) -> Result<Vec<ModelInfo>, ProviderError>;

    /// Asks for an answer. The call returns when the provider has accepted the prompt; the answer then comes as
    /// chunks. Dropping the stream closes the upstream connection.
    ///
    /// # Errors
    /// When the provider could not be reached, refused, or was too busy, before any chunk came.
    async fn stream(&self, prompt: &Prompt) -> Result<ChunkStream, ProviderError>;
}

/// An answer on its way. It ends with [`Chunk::Finished`] or an error; a stream that ends with neither was cut, and
/// whoever reads it treats it as [`ProviderError::Interrupted`].
pub type ChunkStream = Pin<Box<dyn Stream<Item = Result<Chunk, ProviderError>> + Send>>;

/// A model that a provider offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelInfo {
    /// The provider's own name for it, such as `llama-3.3-70b-versatile`.
    pub name: String,
    /// How many tokens prompt and answer may have together; `None` when the provider does not tell.
    pub context_length: Option<u32>,
    /// What it can do.
    pub capabilities: Vec<Capability>,
}

/// What a model can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Capability {
    /// Reads and writes text.
    Text,
    /// Reads images.
    Vision,
    /// Calls tools.
    Tools,
    /// Thinks aloud before it answers.
    Reasoning,
}

/// All that a model is told for one answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Prompt {
    /// The provider's own name of the model.
    pub model: String,
    /// What was said so far, oldest first; the system prompt, where there is one, is the first.
    pub messages: Vec<PromptMessage>,
    /// How freely to choose words, 0.0 to 2.0.
    pub temperature: Option<f32>,
    /// The most tokens the answer may have.
    pub max_tokens: Option<u32>,
    /// How long to think, for models that do.
    pub effort: Option<Effort>,
    /// What the model may call.
    pub tools: Vec<Tool>,
    /// The answer is to be one JSON object of this schema. Not every provider can hold its models to the schema, so the prompt
    /// says it as well.
    pub schema: Option<serde_json::Value>,
}

impl Prompt {
    /// These messages for this model, and nothing special asked for.
    pub fn new(model: impl Into<String>, messages: Vec<PromptMessage>) -> Self {
        Self {
            model: model.into(),
            messages,
            temperature: None,
            max_tokens: None,
            effort: None,
            tools: Vec::new(),
            schema: None,
        }
    }
}

/// How long a model thinks before it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Effort {
    /// Briefly.
    Low,
    /// As usual.
    Medium,
    /// Thoroughly.
    High,
}

impl Effort {
    /// The name that the API and most providers use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// Something that a model may call while it answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Tool {
    /// Its name, such as `remember`.
    pub name: String,
    /// What it does and when to call it, for the model.
    pub description: String,
    /// What it takes, as a JSON schema of an object.
    pub parameters: serde_json::Value,
}

/// A model's wish to have a tool called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolCall {
    /// The provider's id for it; made up where it gives none.
    pub id: String,
    /// The tool's name, as the model wrote it.
    pub name: String,
    /// What it is called with: JSON, as the model wrote it.
    pub arguments: String,
}

/// One message of a prompt.
#[derive(Debug, Clone, PartialEq)]
pub struct PromptMessage {
    /// Who said it.
    pub role: PromptRole,
    /// What was said.
    pub content: String,
    /// What was shown with it.
    pub images: Vec<PromptImage>,
    /// What the model thought before it said this; only for providers that want it back.
    pub reasoning: Option<String>,
    /// Of the model: what it called.
    pub calls: Vec<ToolCall>,
    /// Of a tool: the call that this is the result of.
    pub call_id: Option<String>,
}

impl PromptMessage {
    /// A message of text alone.
    pub fn new(role: PromptRole, content: impl Into<String>) -> Self {
        Self {
            role,
            content: content.into(),
            images: Vec::new(),
            reasoning: None,
            calls: Vec::new(),
            call_id: None,
        }
    }
}

/// An image for a model to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromptImage {
    /// Its media type, such as `image/jpeg`.
    pub mime: String,
    /// The image, encoded as that says.
    pub bytes: Arc<[u8]>,
}

/// Who a message of a prompt is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PromptRole {
    /// Instructions of whoever runs the assistant.
    System,
    /// The person.
    User,
    /// The model.
    Assistant,
    /// A tool that the model called.
    Tool,
}

/// A piece of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chunk {
    /// Text of the answer.
    Text(String),
    /// Text of the model's thinking.
    Reasoning(String),
    /// The model calls a tool: the whole call.
    ToolCall(ToolCall),
    /// The last chunk: the answer is whole, or as long as it was allowed to be.
    Finished {
        /// Why it ended.
        reason: FinishReason,
        /// What it cost, where the provider tells.
        usage: Option<TokenUsage>,
    },
}

/// Why an answer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FinishReason {
    /// The model was done.
    Stop,
    /// It reached the longest allowed answer.
    Length,
}

/// Tokens that an answer took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TokenUsage {
    /// Tokens of the prompt.
    pub input_tokens: u32,
    /// Tokens of the answer, thinking included.
    pub output_tokens: u32,
}

/// What went wrong at a provider, by what can be done about it. Details are for the log and never carry a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProviderError {
    /// Not reachable, overloaded or broken: another provider, or later.
    #[error("the provider is not available: {detail}")]
    Unavailable {
        /// What was seen.
        detail: String,
    },
    /// Too many requests: wait.
    #[error("the provider is rate limited")]
    RateLimited {
        /// How long, where the provider tells.
        retry_after: Option<Duration>,
    },
    /// It will not take this request, however often it is sent (key, model or content).
    #[error("the provider refused the request: {reason}")]
    Rejected {
        /// The provider's own words, cut to a sensible length.
        reason: String,
    },
    /// The answer broke off or stalled.
    #[error("the answer was interrupted: {detail}")]
    Interrupted {
        /// What was seen.
        detail: String,
    },
    /// What came is no answer, or not one that can be read: the provider is broken, or something else answers there.
    #[error("the answer was not understood: {detail}")]
    Malformed {
        /// What was seen.
        detail: String,
    },
}
