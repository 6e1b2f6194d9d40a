//! Models elsewhere that turn texts into vectors: what Ollama and OpenAI-compatible APIs have in common.

mod ollama;
mod openai;

use std::{sync::Arc, time::Duration};

use mami_ports::{Clock, EmbeddingPurpose, ProviderError};
use secrecy::SecretString;
use serde_json::Value;
use tokio::time::{Instant, timeout_at};
use url::Url;

use crate::{
    SetupError,
    http::{Connection, read_up_to},
};
pub use ollama::OllamaEmbedder;
pub use openai::OpenAiEmbedder;

/// As many texts go into one request.
const BATCH: usize = 64;
/// As many bytes of a text are sent. No token has less than one, and the models with the longest texts take 8192.
const TEXT_BYTES: usize = 8000;
/// The largest answer that is read: 64 vectors of 8192 numbers, written out.
const ANSWER_BYTES: usize = 16 << 20;
/// No model has longer vectors.
const MOST_DIMENSIONS: usize = 16_384;

/// How to reach one model for vectors.
#[derive(Debug, Clone)]
pub struct EmbedderConfig {
    /// What the owner calls the provider.
    pub name: String,
    /// Where it answers, as for its chat models.
    pub base_url: Url,
    /// The key, sent to the host of `base_url` alone; Ollama takes none.
    pub api_key: Option<SecretString>,
    /// The provider's own name of the model, such as `nomic-embed-text`.
    pub model: String,
    /// Whether texts that are sent there stay on machines of the owner's.
    pub local: bool,
    /// The longest wait for a connection.
    pub connect: Duration,
    /// The longest wait for the whole answer to one batch.
    pub answer: Duration,
}

/// What both adapters hold.
struct Remote {
    id: String,
    model: String,
    local: bool,
    answer: Duration,
    connection: Connection,
    before: (&'static str, &'static str),
}

impl Remote {
    fn new(config: EmbedderConfig, clock: Arc<dyn Clock>) -> Result<Self, SetupError> {
        let EmbedderConfig { name, base_url, api_key, model, local, connect, answer } = config;
        let connection = Connection::new(&name, &base_url, api_key, connect, clock)?;
        let before = told(&model);
        Ok(Self { id: format!("{name}/{model}"), model, local, answer, connection, before })
    }

    /// A batch as it is sent: told what it is, and cut.
    fn written(&self, purpose: EmbeddingPurpose, texts: &[String]) -> Vec<String> {
        let before = match purpose {
            EmbeddingPurpose::Query => self.before.0,
            EmbeddingPurpose::Passage => self.before.1,
        };
        let write = |text: &String| {
            let mut written = format!("{before}{text}");
            written.truncate(written.floor_char_boundary(TEXT_BYTES));
            // OpenAI refuses texts without a letter.
            if written.is_empty() { " ".to_owned() } else { written }
        };
        texts.iter().map(write).collect()
    }

    /// Asks, and reads the JSON that is answered.
    async fn ask(&self, path: &str, body: &Value) -> Result<Value, ProviderError> {
        let deadline = Instant::now() + self.answer;
        let request = self.connection.post(path).json(body);
        let response = self.connection.send(request, deadline).await?;
        let Ok(body) = timeout_at(deadline, read_up_to(response, ANSWER_BYTES)).await else {
            return Err(self.connection.interrupted("it did not answer in time"));
        };
        if body.len() == ANSWER_BYTES {
            return Err(self.connection.malformed("the answer has no end"));
        }
        let answer: Value = serde_json::from_slice(&body).map_err(|error| {
            if error.is_eof() && body.first() == Some(&b'{') {
                self.connection.interrupted("the answer broke off")
            } else {
                self.connection.malformed(&error.to_string())
            }
        })?;
        match answer.get("error") {
            Some(error) if !error.is_null() => Err(self.connection.in_band(error, false)),
            _ => Ok(answer),
        }
    }

    /// Vectors as they may be used: as many as asked for, of one dimension, and of length one.
    fn checked(&self, mut vectors: Vec<Vec<f32>>, asked: usize) -> Result<Vec<Vec<f32>>, ProviderError> {
        if vectors.len() != asked {
            let what = format!("{} vectors came for {asked} texts", vectors.len());
            return Err(self.connection.malformed(&what));
        }
        let dimension = vectors.first().map_or(0, Vec::len);
        if dimension > MOST_DIMENSIONS || vectors.iter().any(|vector| vector.len() != dimension) {
            return Err(self.connection.malformed("the vectors are not of one sensible dimension"));
        }
        for vector in &mut vectors {
            let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
            if !length.is_normal() {
                return Err(self.connection.malformed("a vector has no direction"));
            }
            vector.iter_mut().for_each(|x| *x /= length);
        }
        Ok(vectors)
    }
}

/// What goes before a query and before a passage, for the models that were trained so; their servers do not add it.
/// <https://huggingface.co/nomic-ai/nomic-embed-text-v1.5>, <https://huggingface.co/mixedbread-ai/mxbai-embed-large-v1>,
/// <https://huggingface.co/intfloat/multilingual-e5-small>
fn told(model: &str) -> (&'static str, &'static str) {
    let model = model.to_ascii_lowercase();
    if model.contains("nomic-embed-text") {
        ("search_query: ", "search_document: ")
    } else if model.contains("mxbai-embed") {
        ("Represent this sentence for searching relevant passages: ", "")
    } else if model.contains("e5-") && !model.contains("instruct") {
        ("query: ", "passage: ")
    } else {
        ("", "")
    }
}
