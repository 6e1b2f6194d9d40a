//! The adapters against the scripted stand-in and, where single bytes matter, against a bare socket.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails, in its supporting functions too"
)]

mod builtin;
mod embeddings;
mod faults;
mod flow;
mod formats;
mod lists;
mod socket;
mod stand_in;
mod tools;

use std::{sync::Arc, time::Duration};

use futures_util::StreamExt;
use mami_ports::{
    ChatModel, Chunk, FinishReason, Prompt, PromptMessage, PromptRole, ProviderError, SystemClock,
    TokenUsage, ToolCall,
};
use mami_providers::{Ollama, OllamaConfig, OpenAi, OpenAiConfig};
use url::Url;

/// A key that must not show up where it does not belong.
const KEY: &str = "sk-canary-0123456789";

/// The two adapters that speak over the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    OpenAi,
    Ollama,
}

impl Kind {
    /// An adapter with much patience, so that a busy machine is no fault.
    fn connect(self, server: &str) -> Box<dyn ChatModel> {
        self.connect_with(server, Duration::from_secs(30), Duration::from_secs(30))
    }

    /// An adapter that gives up soon when an answer stalls.
    fn connect_impatient(self, server: &str) -> Box<dyn ChatModel> {
        self.connect_with(server, Duration::from_secs(30), Duration::from_millis(500))
    }

    fn connect_with(self, server: &str, first_byte: Duration, stall: Duration) -> Box<dyn ChatModel> {
        let server: Url = server.parse().unwrap();
        let clock = Arc::new(SystemClock);
        match self {
            Self::OpenAi => {
                let config = OpenAiConfig {
                    api_key: Some(KEY.into()),
                    first_byte,
                    stall,
                    ..OpenAiConfig::new("hosted", server.join("v1/").unwrap())
                };
                Box::new(OpenAi::new(config, clock).unwrap())
            }
            Self::Ollama => {
                let config = OllamaConfig { first_byte, stall, ..OllamaConfig::new("local", server) };
                Box::new(Ollama::new(config, clock).unwrap())
            }
        }
    }

    fn content_type(self) -> &'static str {
        match self {
            Self::OpenAi => "text/event-stream",
            Self::Ollama => "application/x-ndjson",
        }
    }

    /// A piece of text as this format sends it.
    fn piece(self, text: &str) -> String {
        let text = serde_json::Value::from(text);
        match self {
            Self::OpenAi => {
                format!("data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":{text}}}}}]}}\n\n")
            }
            Self::Ollama => {
                format!("{{\"message\":{{\"role\":\"assistant\",\"content\":{text}}},\"done\":false}}\n")
            }
        }
    }

    /// What says that the answer is whole.
    fn end(self) -> &'static str {
        match self {
            Self::OpenAi => {
                "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"
            }
            Self::Ollama => "{\"message\":{\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\"}\n",
        }
    }
}

fn prompt(question: &str) -> Prompt {
    let message = |role, content: &str| PromptMessage::new(role, content);
    Prompt::new(
        "scripted",
        vec![
            message(PromptRole::System, "Be brief."),
            message(PromptRole::User, "Hi"),
            message(PromptRole::Assistant, "Hello"),
            message(PromptRole::User, question),
        ],
    )
}

/// All that came of a prompt.
#[derive(Debug)]
struct Outcome {
    text: String,
    reasoning: String,
    calls: Vec<ToolCall>,
    end: Result<(FinishReason, Option<TokenUsage>), ProviderError>,
}

impl Outcome {
    fn refused(error: ProviderError) -> Self {
        Self { text: String::new(), reasoning: String::new(), calls: Vec::new(), end: Err(error) }
    }

    fn interrupted(&self) -> bool {
        matches!(self.end, Err(ProviderError::Interrupted { .. }))
    }

    fn malformed(&self) -> bool {
        matches!(self.end, Err(ProviderError::Malformed { .. }))
    }
}

async fn ask(model: &dyn ChatModel, question: &str) -> Outcome {
    ask_prompt(model, &prompt(question)).await
}

async fn ask_prompt(model: &dyn ChatModel, prompt: &Prompt) -> Outcome {
    let mut stream = match model.stream(prompt).await {
        Ok(stream) => stream,
        Err(error) => return Outcome::refused(error),
    };
    let (mut text, mut reasoning, mut calls, mut end) = (String::new(), String::new(), Vec::new(), None);
    while let Some(chunk) = stream.next().await {
        assert!(end.is_none(), "nothing comes after the end, yet {chunk:?} came");
        match chunk {
            Ok(Chunk::Text(piece)) => text.push_str(&piece),
            Ok(Chunk::Reasoning(piece)) => reasoning.push_str(&piece),
            Ok(Chunk::ToolCall(call)) => calls.push(call),
            Ok(Chunk::Finished { reason, usage }) => end = Some(Ok((reason, usage))),
            Err(error) => end = Some(Err(error)),
        }
    }
    Outcome { text, reasoning, calls, end: end.expect("a stream ends with a finish or an error") }
}
