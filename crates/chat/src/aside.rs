//! Work for a model that nobody waits for, beside a conversation.

use std::time::Duration;

use mami_ports::{Prompt, PromptMessage, PromptRole};
use serde_json::Value;

use crate::{catalog::Audience, route::Ask, service::Chat};

/// How long a model may take. Nobody waits, but a model that never comes to an end is hung up on.
const PATIENCE: Duration = Duration::from_secs(300);
/// Bytes that an answer may have; a model that says more than it was asked for is not listened to.
const MOST_BYTES: usize = 64 << 10;

/// What a model is asked beside a conversation.
#[derive(Debug, Clone)]
pub struct Aside {
    /// `auto` or `provider/model`.
    pub model: String,
    /// The role of whose conversation it is, for models that are not for all.
    pub role: String,
    /// Nothing of it may leave this machine.
    pub private: bool,
    /// What it is to do.
    pub instructions: String,
    /// What it is to do it with.
    pub input: String,
    /// The schema of the JSON object that is the answer.
    pub schema: Value,
    /// Tokens that the answer may have.
    pub max_tokens: u32,
}

impl Chat {
    /// Asks a model, once. `None`: there is none for it, it failed, or the server stops; it is said in the log.
    pub async fn ask_aside(&self, aside: Aside) -> Option<String> {
        let ask = Ask {
            wanted: aside.model,
            default_model: self.policy.default_model.clone(),
            role: aside.role,
            private: aside.private,
            ..Ask::default()
        };
        let choice = self.first_model(&ask)?;
        let line = self.catalog.line(&choice.provider, Audience::of(aside.private))?;
        let messages = vec![
            PromptMessage::new(PromptRole::System, aside.instructions),
            PromptMessage::new(PromptRole::User, aside.input),
        ];
        let prompt = Prompt {
            temperature: Some(0.0),
            max_tokens: Some(aside.max_tokens),
            schema: Some(aside.schema),
            ..Prompt::new(choice.model.clone(), messages)
        };
        let answer = tokio::time::timeout(PATIENCE, line.whole_answer(&prompt, MOST_BYTES));
        match self.stopping.run_until_cancelled(answer).await? {
            Ok(Ok(answer)) => Some(answer),
            Ok(Err(error)) => {
                tracing::info!(model = choice.id(), %error, "a model did not do what it was asked for in the background");
                None
            }
            Err(_) => {
                tracing::info!(model = choice.id(), "a model took too long in the background");
                None
            }
        }
    }
}
