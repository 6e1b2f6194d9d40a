//! The way to one provider: a fair line before it, a breaker on it, and figures about how it went.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures_util::StreamExt;
use mami_ports::{ChatModel, Chunk, Prompt, ProviderError};
use serde::Serialize;
use tokio::time::Instant;
use utoipa::ToSchema;

use crate::{
    breaker::{Breaker, BreakerPolicy, Way},
    catalog::{Provider, for_the_owner},
    queue::FairQueue,
    think::{Piece, ThinkSplitter},
    turn::cut_off,
};

/// How many of the last requests the figures are about.
const REMEMBERED: usize = 100;
/// How many may wait; whoever comes then is told to come back later.
const LONGEST: usize = 256;

/// How long the first piece of an answer took, in milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Latency {
    /// Half of them took at most this.
    pub p50: Option<u64>,
    /// 19 of 20 took at most this.
    pub p95: Option<u64>,
}

/// The way to one provider.
pub struct Line {
    /// The connection.
    pub(crate) model: Arc<dyn ChatModel>,
    /// Who is served, and who waits.
    pub(crate) queue: FairQueue,
    breaker: Mutex<Breaker>,
    past: Mutex<Past>,
}

#[derive(Default)]
struct Past {
    /// Of the last requests: how long the first piece took, or `None` of one that failed.
    requests: VecDeque<Option<Duration>>,
    error: Option<String>,
}

/// A request that the breaker let through. Dropped without a word about how it went, it was stopped.
pub(crate) struct Passage {
    line: Arc<Line>,
    way: Way,
    begun: Instant,
    told: bool,
}

impl Line {
    pub(crate) fn new(provider: &Provider, policy: BreakerPolicy) -> Self {
        Self {
            model: Arc::clone(&provider.model),
            queue: FairQueue::new(provider.max_concurrent, LONGEST),
            breaker: Mutex::new(Breaker::new(policy)),
            past: Mutex::default(),
        }
    }

    /// Passes the breaker. `None`: the provider failed too often, and is left alone for a while.
    pub(crate) fn enter(self: &Arc<Self>) -> Option<Passage> {
        let begun = Instant::now();
        let way = self.breaker().enter(begun)?;
        Some(Passage { line: Arc::clone(self), way, begun, told: false })
    }

    /// Asks for an answer that nobody follows, and gives it whole. The breaker counts it like any other. It takes no place in the
    /// line, so that no person waits for it, and is not asked for where others are served or wait for that already.
    ///
    /// # Errors
    /// When there is none, it has more than `limit` bytes, or the provider has its hands full.
    pub(crate) async fn whole_answer(
        self: &Arc<Self>,
        prompt: &Prompt,
        limit: usize,
    ) -> Result<String, ProviderError> {
        if self.queue.is_full() {
            return Err(ProviderError::Unavailable { detail: "it is busy with others".into() });
        }
        let resting = || ProviderError::Unavailable { detail: "it failed too often".into() };
        let passage = self.enter().ok_or_else(resting)?;
        match self.read(prompt, limit).await {
            Ok(text) => {
                passage.began();
                Ok(text)
            }
            Err(error) => {
                passage.failed(&error);
                Err(error)
            }
        }
    }

    async fn read(&self, prompt: &Prompt, limit: usize) -> Result<String, ProviderError> {
        let mut chunks = self.model.stream(prompt).await?;
        let (mut text, mut thinking) = (String::new(), ThinkSplitter::default());
        let mut take = |pieces: &mut dyn Iterator<Item = Piece>| {
            for piece in pieces {
                if let Piece::Text(piece) = piece {
                    text.push_str(&piece);
                }
            }
            text.len()
        };
        while let Some(chunk) = chunks.next().await {
            let length = match chunk? {
                Chunk::Text(piece) => take(&mut thinking.push(&piece)),
                Chunk::Reasoning(_) | Chunk::ToolCall(_) => continue,
                Chunk::Finished { .. } => {
                    take(&mut thinking.finish().into_iter());
                    return Ok(text);
                }
            };
            if length > limit {
                return Err(ProviderError::Malformed { detail: "it says more than it was asked for".into() });
            }
        }
        Err(cut_off())
    }

    pub(crate) fn breaker(&self) -> MutexGuard<'_, Breaker> {
        self.breaker.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many requests are remembered, the share that failed, and how long the others took to begin.
    pub(crate) fn figures(&self) -> (usize, f64, Latency) {
        let past = self.past();
        let mut took: Vec<u64> = past.requests.iter().flatten().map(|took| millis(*took)).collect();
        took.sort_unstable();
        let at = |share: usize| {
            let last = took.len().checked_sub(1)?;
            took.get(last * share / 100).copied()
        };
        let (all, failed) = (past.requests.len(), past.requests.len() - took.len());
        let share = |part: usize| f64::from(u32::try_from(part).unwrap_or(u32::MAX));
        let rate = if all == 0 { 0.0 } else { share(failed) / share(all) };
        (all, rate, Latency { p50: at(50), p95: at(95) })
    }

    /// What was wrong with the last request, if it failed.
    pub(crate) fn last_error(&self) -> Option<String> {
        self.past().error.clone()
    }

    fn past(&self) -> MutexGuard<'_, Past> {
        self.past.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn remember(&self, took: Option<Duration>, error: Option<String>) {
        let mut past = self.past();
        past.requests.push_back(took);
        if past.requests.len() > REMEMBERED {
            past.requests.pop_front();
        }
        past.error = error;
    }
}

impl Passage {
    /// The answer has begun.
    pub(crate) fn began(mut self) {
        self.told = true;
        self.line.breaker().succeeded();
        self.line.remember(Some(self.begun.elapsed()), None);
    }

    /// The provider did not answer.
    pub(crate) fn failed(mut self, error: &ProviderError) {
        self.told = true;
        match error {
            // It is there and answers, if only to say no.
            ProviderError::Rejected { .. } => self.line.breaker().succeeded(),
            ProviderError::RateLimited { .. } => self.line.breaker().gave_up(self.way),
            ProviderError::Unavailable { .. }
            | ProviderError::Interrupted { .. }
            | ProviderError::Malformed { .. } => self.line.breaker().failed(Instant::now(), self.way),
        }
        self.line.remember(None, Some(for_the_owner(error)));
    }
}

impl Drop for Passage {
    fn drop(&mut self) {
        if !self.told {
            self.line.breaker().gave_up(self.way);
        }
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
