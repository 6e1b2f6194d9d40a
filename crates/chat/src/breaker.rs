//! When a provider is left alone for a while: pure, time is handed in.

use std::time::Duration;

use serde::Serialize;
use tokio::time::Instant;
use utoipa::ToSchema;

/// When a breaker opens, and for how long.
#[derive(Debug, Clone, Copy)]
pub struct BreakerPolicy {
    /// So many failures in a row open it.
    pub failures: u32,
    /// So long nobody is let through, then one request may try.
    pub pause: Duration,
}

/// How a breaker stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BreakerState {
    /// Everyone is let through.
    Closed,
    /// The provider failed too often: nobody is let through.
    Open,
    /// One request tries whether it works again; the others are not let through.
    HalfOpen,
}

/// Counts a provider's failures, and lets nobody through when there were too many. Method: the circuit breaker of Nygard,
/// "Release It!".
#[derive(Debug)]
pub struct Breaker {
    policy: BreakerPolicy,
    /// Failures in a row.
    failures: u32,
    /// Nobody is let through before this.
    closed_to: Option<Instant>,
    probing: bool,
}

impl Breaker {
    /// A closed breaker.
    pub fn new(policy: BreakerPolicy) -> Self {
        Self { policy, failures: 0, closed_to: None, probing: false }
    }

    /// How it stands.
    pub fn state(&self) -> BreakerState {
        match (self.closed_to, self.probing) {
            (None, _) => BreakerState::Closed,
            (Some(_), true) => BreakerState::HalfOpen,
            (Some(_), false) => BreakerState::Open,
        }
    }

    /// Whether a request would be let through now.
    pub fn lets_through(&self, now: Instant) -> bool {
        self.closed_to.is_none_or(|until| now >= until && !self.probing)
    }

    /// Lets a request through, or not. Whoever was let through says how it went: [`Breaker::succeeded`], [`Breaker::failed`]
    /// or, when it was stopped before that showed, [`Breaker::gave_up`].
    pub fn enter(&mut self, now: Instant) -> bool {
        let through = self.lets_through(now);
        self.probing |= through && self.closed_to.is_some();
        through
    }

    /// The provider answered.
    pub fn succeeded(&mut self) {
        *self = Self::new(self.policy);
    }

    /// The provider failed.
    pub fn failed(&mut self, now: Instant) {
        self.failures = self.failures.saturating_add(1);
        if self.failures >= self.policy.failures {
            self.closed_to = Some(now + self.policy.pause);
            self.probing = false;
        }
    }

    /// The request was stopped before it showed how the provider is: the next one may try.
    pub fn gave_up(&mut self) {
        self.probing = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAUSE: Duration = Duration::from_secs(30);

    fn opened(now: Instant) -> Breaker {
        let mut breaker = Breaker::new(BreakerPolicy { failures: 5, pause: PAUSE });
        for _ in 0..5 {
            assert!(breaker.enter(now));
            breaker.failed(now);
        }
        breaker
    }

    #[test]
    fn case_095_five_failures_in_a_row_open_it_and_one_probe_closes_it() {
        let now = Instant::now();
        let mut breaker = opened(now);
        assert_eq!(breaker.state(), BreakerState::Open);
        assert!(!breaker.enter(now + PAUSE / 2));
        assert!(breaker.enter(now + PAUSE), "one may try");
        assert_eq!(breaker.state(), BreakerState::HalfOpen);
        assert!(!breaker.enter(now + PAUSE), "but only one");
        breaker.succeeded();
        assert_eq!(breaker.state(), BreakerState::Closed);
        assert!(breaker.enter(now + PAUSE));
    }

    #[test]
    fn a_probe_that_fails_opens_it_again_at_once() {
        let now = Instant::now();
        let mut breaker = opened(now);
        assert!(breaker.enter(now + PAUSE));
        breaker.failed(now + PAUSE);
        assert_eq!(breaker.state(), BreakerState::Open);
        assert!(!breaker.enter(now + PAUSE + PAUSE / 2));
        assert!(breaker.enter(now + PAUSE * 2));
    }

    #[test]
    fn a_probe_that_was_stopped_leaves_its_place_to_the_next() {
        let now = Instant::now();
        let mut breaker = opened(now);
        assert!(breaker.enter(now + PAUSE));
        breaker.gave_up();
        assert!(breaker.enter(now + PAUSE));
    }

    #[test]
    fn a_success_in_between_starts_the_count_anew() {
        let now = Instant::now();
        let mut breaker = Breaker::new(BreakerPolicy { failures: 2, pause: PAUSE });
        for _ in 0..10 {
            breaker.failed(now);
            breaker.succeeded();
        }
        assert_eq!(breaker.state(), BreakerState::Closed);
    }
}
