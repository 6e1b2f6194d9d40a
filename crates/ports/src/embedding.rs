//! The port to models that turn texts into vectors.

use async_trait::async_trait;

use crate::ProviderError;

/// What the texts are. Some models are told, and put them elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EmbeddingPurpose {
    /// Something that is looked for.
    Query,
    /// Something to be found.
    Passage,
}

/// A model that turns texts into vectors: texts that mean about the same get vectors that point about the same way.
#[async_trait]
pub trait EmbeddingModel: Send + Sync {
    /// Names the vectors, such as `local/all-MiniLM-L6-v2`. Those of different ids cannot be compared.
    fn id(&self) -> &str;

    /// The texts stay on this machine.
    fn local(&self) -> bool;

    /// A vector of length one for each text, in order, all of the same dimension. A text that is too long for the model is
    /// cut.
    ///
    /// # Errors
    /// When the model cannot be reached or refuses; there is no vector then, not even of the first texts.
    async fn embed(
        &self,
        purpose: EmbeddingPurpose,
        texts: &[String],
    ) -> Result<Vec<Vec<f32>>, ProviderError>;
}
