//! What arrived, for tests to look at.

use std::sync::{Mutex, PoisonError};

use tokio::sync::watch;

/// A request as it arrived.
#[derive(Debug, Clone)]
pub struct Received {
    /// Method and path, such as `POST /v1/chat/completions`.
    pub what: String,
    /// The headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, `Null` when there was none.
    pub body: serde_json::Value,
}

impl Received {
    /// The value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Streams by how they ended.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Ended {
    pub(crate) finished: usize,
    pub(crate) dropped: usize,
}

/// The book of what arrived and how it ended. Requests are only kept when asked for: a benchmark sends a great many.
#[derive(Debug)]
pub(crate) struct Ledger {
    keep: bool,
    received: Mutex<Vec<Received>>,
    pub(crate) ended: watch::Sender<Ended>,
}

impl Ledger {
    pub(crate) fn new(keep: bool) -> Self {
        Self { keep, received: Mutex::default(), ended: watch::Sender::new(Ended::default()) }
    }

    pub(crate) fn record(&self, received: impl FnOnce() -> Received) {
        if self.keep {
            self.received.lock().unwrap_or_else(PoisonError::into_inner).push(received());
        }
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
