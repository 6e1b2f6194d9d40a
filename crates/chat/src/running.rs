//! The answers that this server is writing.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use mami_ports::{MessageId, RecalledItem, Transcript, TurnEvent, UserId};
use tokio_util::sync::CancellationToken;

use crate::{service::Chat, store::Progress};

/// What this server knows of a running answer.
pub(crate) struct Running {
    pub(crate) user: UserId,
    /// It is in the database, or will be.
    pub(crate) kept: bool,
    pub(crate) cancel: CancellationToken,
    state: Mutex<RunningState>,
}

struct RunningState {
    transcript: Transcript,
    saved_position: u64,
    saved_at: DateTime<Utc>,
}

impl Running {
    /// One that has said nothing yet. `kept`: it is in the database, or will be.
    pub(crate) fn new(user: UserId, kept: bool, now: DateTime<Utc>) -> Self {
        let state = RunningState { transcript: Transcript::default(), saved_position: 0, saved_at: now };
        Self { user, kept, cancel: CancellationToken::new(), state: Mutex::new(state) }
    }

    pub(crate) fn push(&self, event: &TurnEvent) -> u64 {
        self.state.lock().map_or(0, |mut state| state.transcript.push(event))
    }

    pub(crate) fn transcript(&self) -> Transcript {
        self.state.lock().map(|state| state.transcript.clone()).unwrap_or_default()
    }

    /// What was recalled for it.
    pub(crate) fn recalled(&self) -> Vec<RecalledItem> {
        let Ok(state) = self.state.lock() else { return Vec::new() };
        let told = state.transcript.events().iter().find_map(|event| match event {
            TurnEvent::Recall(recall) => Some(recall.items.clone()),
            _ => None,
        });
        told.unwrap_or_default()
    }

    /// What is to be saved now, if anything: new text, or a sign of life when the last was longer ago than `renew`.
    pub(crate) fn progress(
        &self,
        message: MessageId,
        now: DateTime<Utc>,
        renew: TimeDelta,
    ) -> Option<Progress> {
        let state = self.state.lock().ok()?;
        if state.transcript.position() == 0 || !self.kept {
            return None; // Until its start is said, the answer may not be written yet.
        }
        let grown = state.transcript.position() > state.saved_position;
        if !grown && (now - state.saved_at).abs() < renew {
            return None;
        }
        Some(Progress { message, transcript: grown.then(|| state.transcript.clone()), now })
    }

    /// Notes what was saved.
    pub(crate) fn saved(&self, position: Option<u64>, at: DateTime<Utc>) {
        if let Ok(mut state) = self.state.lock() {
            state.saved_position = position.unwrap_or(state.saved_position);
            state.saved_at = at;
        }
    }
}

/// Keeps a turn among the running ones. Dropped with it, even by a panic: then the answer is found without a server and
/// ended as interrupted.
pub(crate) struct Registration {
    chat: Arc<Chat>,
    message: MessageId,
}

impl Registration {
    /// Puts a turn among the running ones.
    pub(crate) fn enter(chat: &Arc<Chat>, message: MessageId, running: &Arc<Running>) -> Self {
        if let Ok(mut all) = chat.running.lock() {
            all.insert(message, Arc::clone(running));
        }
        Self { chat: Arc::clone(chat), message }
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        if let Ok(mut running) = self.chat.running.lock() {
            running.remove(&self.message);
        }
        self.chat.live.close(self.message);
    }
}
