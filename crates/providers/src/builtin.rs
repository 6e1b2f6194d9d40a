//! The guide that a newcomer meets: no network, no weights, and honest about it. It follows rules, has a few prepared pages
//! and looks things up in the manual.

mod library;
mod reply;
mod words;

use std::{sync::OnceLock, time::Duration};

use async_stream::stream;
use async_trait::async_trait;
use mami_ports::{
    Capability, ChatModel, Chunk, ChunkStream, FinishReason, ModelInfo, Prompt, ProviderError, TokenUsage,
};
use tokio::time::{Instant, sleep_until};

use library::Library;

/// A document of the manual that the guide answers from.
#[derive(Debug, Clone)]
pub struct Doc {
    /// What it is called.
    pub title: String,
    /// Its text, in Markdown.
    pub text: String,
}

/// The built-in guide.
#[derive(Debug)]
pub struct Builtin {
    docs: Vec<Doc>,
    /// The manual made searchable, when the first question comes: starting up does not wait for it.
    library: OnceLock<Library>,
    pace: Duration,
}

impl Builtin {
    /// The name of the guide's one model.
    pub const MODEL: &str = "guide";
    /// A pause between two pieces that reads pleasantly.
    pub const PACE: Duration = Duration::from_millis(12);

    /// A guide to these documents, which pauses for `pace` between two pieces of its answer.
    #[must_use]
    pub fn new(library: Vec<Doc>, pace: Duration) -> Self {
        Self { docs: library, library: OnceLock::new(), pace }
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

    async fn stream(&self, prompt: &Prompt) -> Result<ChunkStream, ProviderError> {
        let library = self.library.get_or_init(|| Library::new(&self.docs));
        let reply = reply::reply(&prompt.messages, library);
        let input = prompt.messages.iter().map(|message| message.content.split_whitespace().count()).sum();
        let most = prompt.max_tokens.and_then(|most| usize::try_from(most).ok()).unwrap_or(usize::MAX);
        let pace = self.pace;
        Ok(Box::pin(stream! {
            let mut due = Instant::now();
            let mut pieces = pieces(&reply).into_iter();
            let mut output = 0;
            for piece in pieces.by_ref().take(most) {
                if !pace.is_zero() && output > 0 {
                    due += pace;
                    sleep_until(due).await;
                }
                output += 1;
                yield Ok(Chunk::Text(piece));
            }
            let reason = if pieces.next().is_some() { FinishReason::Length } else { FinishReason::Stop };
            yield Ok(Chunk::Finished { reason, usage: Some(estimate(input, output)) });
        }))
    }
}

/// Words stand in for tokens.
fn estimate(input: usize, output: usize) -> TokenUsage {
    let count = |words| u32::try_from(words).unwrap_or(u32::MAX);
    TokenUsage { input_tokens: count(input), output_tokens: count(output) }
}

/// Words with the space after them; together they are the text.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut ended = true;
    for character in text.chars() {
        match pieces.last_mut() {
            Some(piece) if !ended || character.is_whitespace() => piece.push(character),
            _ => pieces.push(character.to_string()),
        }
        ended = character.is_whitespace();
    }
    pieces
}
