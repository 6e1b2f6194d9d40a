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

/// How a request was let through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// As everyone is.
    Usual,
    /// It tries whether the provider works again.
    Probe,
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

    /// Lets a request through, or not. Whoever was let through says how it went, and which way it came:
    /// [`Breaker::succeeded`], [`Breaker::failed`] or, when it was stopped before that showed, [`Breaker::gave_up`].
    pub fn enter(&mut self, now: Instant) -> Option<Way> {
        if !self.lets_through(now) {
            return None;
        }
        self.probing = self.closed_to.is_some();
        Some(if self.probing { Way::Probe } else { Way::Usual })
    }

    /// The provider answered.
    pub fn succeeded(&mut self) {
        *self = Self::new(self.policy);
    }

    /// The provider failed. What was let through before the breaker opened tells nothing new then, and is no probe's answer.
    pub fn failed(&mut self, now: Instant, way: Way) {
        if way == Way::Usual && self.closed_to.is_some() {
            return;
        }
        self.failures = self.failures.saturating_add(1);
        if self.failures >= self.policy.failures {
            self.closed_to = Some(now + self.policy.pause);
            self.probing = false;
        }
    }

    /// The request was stopped before it showed how the provider is: if it was the probe, the next one may try.
    pub fn gave_up(&mut self, way: Way) {
        self.probing &= way == Way::Usual;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAUSE: Duration = Duration::from_secs(30);

    fn opened(now: Instant) -> Breaker {
        let mut breaker = Breaker::new(BreakerPolicy { failures: 5, pause: PAUSE });
        for _ in 0..5 {
            assert_eq!(breaker.enter(now), Some(Way::Usual));
            breaker.failed(now, Way::Usual);
        }
        breaker
    }

    #[test]
    fn case_095_five_failures_in_a_row_open_it_and_one_probe_closes_it() {
        let now = Instant::now();
        let mut breaker = opened(now);
        assert_eq!(breaker.state(), BreakerState::Open);
        assert_eq!(breaker.enter(now + PAUSE / 2), None);
        assert_eq!(breaker.enter(now + PAUSE), Some(Way::Probe), "one may try");
        assert_eq!(breaker.state(), BreakerState::HalfOpen);
        assert_eq!(breaker.enter(now + PAUSE), None, "but only one");
        breaker.succeeded();
        assert_eq!(breaker.state(), BreakerState::Closed);
        assert_eq!(breaker.enter(now + PAUSE), Some(Way::Usual));
    }

    #[test]
    fn a_probe_that_fails_opens_it_again_at_once() {
        let now = Instant::now();
        let mut breaker = opened(now);
        assert_eq!(breaker.enter(now + PAUSE), Some(Way::Probe));
        breaker.failed(now + PAUSE, Way::Probe);
        assert_eq!(breaker.state(), BreakerState::Open);
        assert_eq!(breaker.enter(now + PAUSE + PAUSE / 2), None);
        assert_eq!(breaker.enter(now + PAUSE * 2), Some(Way::Probe));
    }

    #[test]
    fn a_probe_that_was_stopped_leaves_its_place_to_the_next() {
        let now = Instant::now();
        let mut breaker = opened(now);
        assert_eq!(breaker.enter(now + PAUSE), Some(Way::Probe));
        breaker.gave_up(Way::Probe);
        assert_eq!(breaker.enter(now + PAUSE), Some(Way::Probe));
    }

    #[test]
    fn what_was_let_through_before_says_nothing_of_the_probe() {
        let now = Instant::now();
        let mut breaker = opened(now);
        breaker.failed(now + PAUSE, Way::Usual);
        assert_eq!(breaker.enter(now + PAUSE), Some(Way::Probe), "the pause is no longer for it");
        breaker.gave_up(Way::Usual);
        breaker.failed(now + PAUSE, Way::Usual);
        assert_eq!(breaker.state(), BreakerState::HalfOpen);
        assert_eq!(breaker.enter(now + PAUSE * 3), None, "one probe at a time");
    }

    #[test]
    fn a_success_in_between_starts_the_count_anew() {
        let now = Instant::now();
        let mut breaker = Breaker::new(BreakerPolicy { failures: 2, pause: PAUSE });
        for _ in 0..10 {
            breaker.failed(now, Way::Usual);
            breaker.succeeded();
        }
        assert_eq!(breaker.state(), BreakerState::Closed);
    }
}
