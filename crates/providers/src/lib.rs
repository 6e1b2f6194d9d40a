#![doc = include_str!("../README.md")]

pub mod builtin;
mod calls;
mod embeddings;
mod http;
mod lines;
pub mod ollama;
pub mod openai;

pub use builtin::{Builtin, Doc};
pub use embeddings::{EmbedderConfig, OllamaEmbedder, OpenAiEmbedder};
pub use http::SetupError;
pub use ollama::{Ollama, OllamaConfig};
pub use openai::{OpenAi, OpenAiConfig};
