//! A model in memory: from texts to vectors of length one.

use mami_ports::EmbeddingPurpose;
use tokenizers::{Tokenizer, TruncationParams};

use crate::{
    ModelError,
    activation::Activation,
    bert::{self, Bert},
    directory::{ModelDirectory, read_up_to},
    weights::Weights,
};

/// The tokenizer of 250,000 words has 17 MB.
const TOKENIZER_BYTES: u64 = 64 << 20;
/// As many tokens go through the model at once: enough to keep the arithmetic busy, and no more than 20 MB of steps between.
const BATCH_TOKENS: usize = 1024;
/// A token has about four characters. What comes after so many times as many as there may be is not even looked at.
const LONGEST_TOKEN: usize = 32;

/// What is needed to turn texts into vectors.
pub(crate) struct Loaded {
    directory: ModelDirectory,
    tokenizer: Tokenizer,
    bert: Bert,
    max_tokens: usize,
}

/// How many tokens of a text are read: what was asked for, what the model was trained for, and what it has positions for.
pub(crate) fn max_tokens(directory: &ModelDirectory, asked: usize) -> usize {
    let config = &directory.config;
    let positions = config.max_position_embeddings - config.first_position();
    // A text of fewer would be all marks and no words.
    asked.min(directory.max_tokens.unwrap_or(asked)).clamp(8, positions.max(8))
}

/// Everything that can be known of the weights without reading them.
pub(crate) fn check(directory: &ModelDirectory) -> Result<(Weights, Activation), ModelError> {
    let config = &directory.config;
    let activation = Activation::named(&config.hidden_act).ok_or_else(|| ModelError::Unsupported {
        file: directory.weights.with_file_name("config.json"),
        what: format!(
            "the activation {:?} is not known; known are gelu, gelu_new and relu",
            config.hidden_act
        ),
    })?;
    let weights = Weights::open(&directory.weights)?;
    bert::check(&weights, config)?;
    Ok((weights, activation))
}

impl Loaded {
    pub(crate) fn load(directory: &ModelDirectory, max_tokens: usize) -> Result<Self, ModelError> {
        let (weights, activation) = check(directory)?;
        let damaged = |error: tokenizers::Error| ModelError::Damaged {
            file: directory.tokenizer.clone(),
            what: format!("it is no tokenizer: {error}"),
        };
        let bytes = read_up_to(&directory.tokenizer, TOKENIZER_BYTES)?;
        let mut tokenizer = Tokenizer::from_bytes(bytes).map_err(damaged)?;
        // What tokenizer.json says of both is how the model was trained: many cut at 128 tokens, and fill up to 128 too.
        tokenizer
            .with_truncation(Some(TruncationParams { max_length: max_tokens, ..TruncationParams::default() }))
            .map_err(damaged)?
            .with_padding(None);
        let bert = Bert::load(weights, &directory.config, activation)?;
        Ok(Self { directory: directory.clone(), tokenizer, bert, max_tokens })
    }

    pub(crate) fn embed(
        &self,
        purpose: EmbeddingPurpose,
        texts: &[String],
    ) -> Result<Vec<Vec<f32>>, ModelError> {
        let mut vectors = Vec::with_capacity(texts.len());
        let (mut batch, mut tokens) = (Vec::new(), 0);
        for text in texts {
            let ids = self.tokens(purpose, text)?;
            if tokens + ids.len() > BATCH_TOKENS {
                vectors.append(&mut self.run(&std::mem::take(&mut batch))?);
                tokens = 0;
            }
            tokens += ids.len();
            batch.push(ids);
        }
        if !batch.is_empty() {
            vectors.append(&mut self.run(&batch)?);
        }
        Ok(vectors)
    }

    fn tokens(&self, purpose: EmbeddingPurpose, text: &str) -> Result<Vec<u32>, ModelError> {
        let longest = self.max_tokens * LONGEST_TOKEN;
        let told: String =
            self.directory.prompts.of(purpose).chars().chain(text.chars().take(longest)).collect();
        let told = if self.directory.lower_case { told.to_lowercase() } else { told };
        let encoding = self
            .tokenizer
            .encode_fast(told, true)
            .map_err(|error| ModelError::Run(format!("{}: {error}", self.directory.tokenizer.display())))?;
        let mut ids = encoding.get_ids().to_vec();
        if ids.is_empty() {
            ids.push(self.directory.config.pad_token_id);
        }
        Ok(ids)
    }

    fn run(&self, batch: &[Vec<u32>]) -> Result<Vec<Vec<f32>>, ModelError> {
        let mut vectors = self.bert.forward(batch, self.directory.pooling)?;
        for vector in &mut vectors {
            let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
            if !length.is_normal() {
                let what = "a text came out as a vector without a direction: the weights are damaged";
                return Err(ModelError::Damaged {
                    file: self.directory.weights.clone(),
                    what: what.to_owned(),
                });
            }
            vector.iter_mut().for_each(|x| *x /= length);
        }
        Ok(vectors)
    }
}
