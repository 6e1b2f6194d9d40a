//! Ollama's `/api/embed`.

use std::sync::Arc;

use async_trait::async_trait;
use mami_ports::{Clock, EmbeddingModel, EmbeddingPurpose, ProviderError};
use serde::Deserialize;
use serde_json::json;

use super::{BATCH, EmbedderConfig, Remote};
use crate::SetupError;

/// A model of an Ollama that turns texts into vectors.
pub struct OllamaEmbedder(Remote);

impl OllamaEmbedder {
    /// Connects nothing yet; the clock is for `Retry-After` dates.
    ///
    /// # Errors
    /// When the configuration cannot work.
    pub fn new(config: EmbedderConfig, clock: Arc<dyn Clock>) -> Result<Self, SetupError> {
        Remote::new(config, clock).map(Self)
    }
}

#[derive(Deserialize)]
struct Answer {
    embeddings: Vec<Vec<f32>>,
}

#[async_trait]
impl EmbeddingModel for OllamaEmbedder {
    fn id(&self) -> &str {
        &self.0.id
    }

    fn local(&self) -> bool {
        self.0.local
    }

    async fn embed(
        &self,
        purpose: EmbeddingPurpose,
        texts: &[String],
    ) -> Result<Vec<Vec<f32>>, ProviderError> {
        let mut vectors = Vec::with_capacity(texts.len());
        for batch in texts.chunks(BATCH) {
            let input = self.0.written(purpose, batch);
            let body = json!({ "model": self.0.model, "input": input, "truncate": true });
            let answer = self.0.ask("api/embed", &body).await?;
            let answer: Answer = serde_json::from_value(answer)
                .map_err(|error| self.0.connection.malformed(&error.to_string()))?;
            vectors.append(&mut self.0.checked(answer.embeddings, batch.len())?);
        }
        Ok(vectors)
    }
}
