//! What arrived, for tests to look at.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
    sync::{Mutex, PoisonError},
};

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

/// Streams, by whether and how they ended.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Streams {
    pub(crate) running: usize,
    pub(crate) most_at_once: usize,
    pub(crate) finished: usize,
    pub(crate) dropped: usize,
}

/// For how many questions it is remembered how often they failed.
const MOST_FAILURES: usize = 4096;

/// The book of what arrived and how it ended. Requests are only kept when asked for: a benchmark sends a great many.
#[derive(Debug)]
pub(crate) struct Ledger {
    keep: bool,
    received: Mutex<Vec<Received>>,
    /// How often a question was failed already, by its hash.
    failures: Mutex<HashMap<u64, usize>>,
    pub(crate) streams: watch::Sender<Streams>,
}

impl Ledger {
    pub(crate) fn new(keep: bool) -> Self {
        Self {
            keep,
            received: Mutex::default(),
            failures: Mutex::default(),
            streams: watch::Sender::new(Streams::default()),
        }
    }

    pub(crate) fn record(&self, received: impl FnOnce() -> Received) {
        if self.keep {
            self.received.lock().unwrap_or_else(PoisonError::into_inner).push(received());
        }
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether a question that is to fail so many times has still to fail; that counts as once.
    pub(crate) fn fails(&self, question: &str, times: usize) -> bool {
        let mut hasher = DefaultHasher::new();
        question.hash(&mut hasher);
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() >= MOST_FAILURES {
            failures.clear();
        }
        let failed = failures.entry(hasher.finish()).or_default();
        let fails = *failed < times;
        *failed += usize::from(fails);
        fails
    }

    pub(crate) fn begun(&self) {
        self.streams.send_modify(|streams| {
            streams.running += 1;
            streams.most_at_once = streams.most_at_once.max(streams.running);
        });
    }
}
