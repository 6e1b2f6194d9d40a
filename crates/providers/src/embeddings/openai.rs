//! OpenAI's `/embeddings`, as many others have it.

use std::sync::Arc;

use async_trait::async_trait;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use mami_ports::{Clock, EmbeddingModel, EmbeddingPurpose, ProviderError};
use serde::Deserialize;
use serde_json::json;

use super::{BATCH, EmbedderConfig, Remote};
use crate::SetupError;

/// A model of an OpenAI-compatible API that turns texts into vectors.
pub struct OpenAiEmbedder(Remote);

impl OpenAiEmbedder {
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
    data: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    index: Option<usize>,
    embedding: Numbers,
}

/// Numbers were asked for; some servers send bytes all the same.
#[derive(Deserialize)]
#[serde(untagged)]
enum Numbers {
    Written(Vec<f32>),
    /// Little-endian, in Base64.
    Bytes(String),
}

impl Numbers {
    fn read(self) -> Option<Vec<f32>> {
        match self {
            Self::Written(numbers) => Some(numbers),
            Self::Bytes(text) => {
                let bytes = BASE64_STANDARD.decode(text).ok()?;
                let (numbers, rest) = bytes.as_chunks();
                rest.is_empty().then(|| numbers.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect())
            }
        }
    }
}

#[async_trait]
impl EmbeddingModel for OpenAiEmbedder {
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
            let body = json!({ "model": self.0.model, "input": input, "encoding_format": "float" });
            let answer = self.0.ask("embeddings", &body).await?;
            let answer: Answer = serde_json::from_value(answer)
                .map_err(|error| self.0.connection.malformed(&error.to_string()))?;
            let ordered = ordered(answer.data)
                .ok_or_else(|| self.0.connection.malformed("the vectors cannot be read or told apart"))?;
            vectors.append(&mut self.0.checked(ordered, batch.len())?);
        }
        Ok(vectors)
    }
}

/// The vectors in the order of the texts, which is not always the one that they come in.
fn ordered(items: Vec<Item>) -> Option<Vec<Vec<f32>>> {
    let mut places: Vec<Option<Vec<f32>>> = items.iter().map(|_| None).collect();
    for (nth, item) in items.into_iter().enumerate() {
        let place = places.get_mut(item.index.unwrap_or(nth))?;
        if place.is_some() {
            return None;
        }
        *place = Some(item.embedding.read()?);
    }
    places.into_iter().collect()
}
