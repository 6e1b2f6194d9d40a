//! What a model has said so far in a turn.

use std::time::Duration;

use mami_ports::{TokenUsage, TurnEvent};
use tokio::time::Instant;

use crate::think::Piece;

/// What was said so far.
#[derive(Default)]
pub(crate) struct Speech {
    /// Bytes of text and thinking.
    pub(crate) length: usize,
    /// The text since the model was asked last.
    pub(crate) round: String,
    pub(crate) usage: Option<TokenUsage>,
    pub(crate) first_token: Option<Duration>,
    thinking_since: Option<Instant>,
    /// How long the model thought.
    pub(crate) thought: Option<Duration>,
}

impl Speech {
    /// Takes a piece in, and gives the event that says it.
    pub(crate) fn take(&mut self, piece: Piece, begun_at: Instant) -> Option<TurnEvent> {
        let (Piece::Text(text) | Piece::Reasoning(text)) = &piece;
        if text.is_empty() {
            return None;
        }
        self.length += text.len();
        self.first_token.get_or_insert_with(|| begun_at.elapsed());
        Some(match piece {
            Piece::Reasoning(text) => {
                self.thinking_since.get_or_insert_with(Instant::now);
                TurnEvent::Reasoning { text }
            }
            Piece::Text(text) => {
                self.rest();
                self.round.push_str(&text);
                TurnEvent::Delta { text }
            }
        })
    }

    /// Thinking is over for now.
    pub(crate) fn rest(&mut self) {
        if let Some(since) = self.thinking_since.take() {
            *self.thought.get_or_insert_default() += since.elapsed();
        }
    }

    pub(crate) fn count(&mut self, usage: Option<TokenUsage>) {
        if let Some(usage) = usage {
            let before = self.usage.unwrap_or(TokenUsage { input_tokens: 0, output_tokens: 0 });
            self.usage = Some(TokenUsage {
                input_tokens: before.input_tokens.saturating_add(usage.input_tokens),
                output_tokens: before.output_tokens.saturating_add(usage.output_tokens),
            });
        }
    }
}

/// PostgreSQL cannot store U+0000, and no model means to say it.
pub(crate) fn without_nul(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "") } else { text }
}
