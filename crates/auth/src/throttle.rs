//! How many wrong guesses are heard: a token bucket for each account and for each network.
//!
//! A bucket is kept as the moment at which it will be full again (the generic cell rate algorithm): a failure moves
//! that moment by the time a token takes to come back. A check under way holds its token until its outcome is known,
//! so that parallel guesses are counted like guesses in a row.

mod gate;

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use chrono::{DateTime, Utc};
use mami_ports::{Clock, Rate, UserId};

pub(crate) use self::gate::Gate;
use crate::error::AuthError;

/// How many wrong guesses are heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ThrottlePolicy {
    /// For one account, whether it exists or not; also for the set-up token.
    pub account: Rate,
    /// From one IPv4 address or one IPv6 /64.
    pub network: Rate,
    /// For codes of invites and links that set passwords, from one such network.
    pub guesses: Rate,
    /// For what someone does that leaves a line in the audit log, whether it fails or not.
    pub deeds: Rate,
    /// How many accounts and networks are remembered. When there are more, those with the fewest failures are
    /// forgotten.
    pub capacity: usize,
}

impl Default for ThrottlePolicy {
    fn default() -> Self {
        Self {
            account: Rate { burst: 10, every: Duration::from_secs(30) },
            network: Rate { burst: 50, every: Duration::from_secs(3) },
            // The twentieth wrong code in a row has to wait.
            guesses: Rate { burst: 19, every: Duration::from_secs(30) },
            deeds: Rate { burst: 200, every: Duration::from_secs(20) },
            capacity: 100_000,
        }
    }
}

/// Whose failures are counted together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    /// An account, by [`crate::Username::key`].
    Account(String),
    /// The set-up token.
    SetUp,
    /// A network, by its first address.
    Network(IpAddr),
    /// Codes of invites and links, from a network.
    Guesses(IpAddr),
    /// The proofs that someone who is signed in gives: nobody else can use these up.
    Proof(UserId),
    /// What someone who is signed in does that leaves a line in the audit log for good.
    Deed(UserId),
}

impl Key {
    /// The network of an address.
    pub(crate) fn network(address: IpAddr) -> Self {
        Self::Network(first_address(address))
    }

    /// The codes that come from the network of an address.
    pub(crate) fn guesses(address: IpAddr) -> Self {
        Self::Guesses(first_address(address))
    }
}

/// The first address of an address's network.
fn first_address(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6((v6.to_bits() & (u128::MAX << 64)).into()),
        v4 @ IpAddr::V4(_) => v4,
    }
}

/// Counts failures.
pub(crate) struct Throttle {
    policy: ThrottlePolicy,
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
}

struct State {
    /// The time of day when it was last looked at.
    wall: DateTime<Utc>,
    /// The time that has passed, as far as the clock went forward: a clock that is set back takes nothing from anyone.
    now: Duration,
    buckets: HashMap<Key, Bucket>,
}

#[derive(Default)]
struct Bucket {
    /// When all tokens are back.
    full_at: Duration,
    /// Tokens held by checks under way.
    held: u32,
}

/// A check under way. Unless it is [forgiven](Attempt::forgive), it counts as failed, also when it is dropped halfway.
#[must_use]
pub(crate) struct Attempt<'a> {
    throttle: &'a Throttle,
    keys: Vec<Key>,
    failed: bool,
}

impl Attempt<'_> {
    /// The check succeeded, or was never made: it counts for nothing.
    pub(crate) fn forgive(mut self) {
        self.failed = false;
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        let mut state = self.throttle.state();
        for key in &self.keys {
            state.release(key);
            if self.failed {
                state.charge(key, self.throttle.rate(key));
            }
        }
    }
}

impl Throttle {
    pub(crate) fn new(policy: ThrottlePolicy, clock: Arc<dyn Clock>) -> Self {
        let state = State { wall: clock.now(), now: Duration::ZERO, buckets: HashMap::new() };
        Self { policy, clock, state: Mutex::new(state) }
    }

    /// Takes a token of each key for a check that is about to be made.
    ///
    /// # Errors
    /// [`AuthError::Throttled`] when a bucket is empty; nothing is taken then.
    pub(crate) fn begin(&self, keys: Vec<Key>) -> Result<Attempt<'_>, AuthError> {
        let mut state = self.state();
        self.refuse_if_empty(&state, &keys)?;
        for key in &keys {
            state.hold(key, self.policy.capacity);
        }
        drop(state);
        Ok(Attempt { throttle: self, keys, failed: true })
    }

    fn refuse_if_empty(&self, state: &State, keys: &[Key]) -> Result<(), AuthError> {
        let longest = keys.iter().map(|key| state.wait(key, self.rate(key))).max().unwrap_or_default();
        if longest.is_zero() { Ok(()) } else { Err(AuthError::Throttled { retry_after: longest }) }
    }

    fn rate(&self, key: &Key) -> Rate {
        match key {
            Key::Account(_) | Key::SetUp => self.policy.account,
            Key::Network(_) => self.policy.network,
            Key::Guesses(_) => self.policy.guesses,
            Key::Proof(_) => self.policy.account,
            Key::Deed(_) => self.policy.deeds,
        }
    }

    /// The state, moved to now.
    fn state(&self) -> MutexGuard<'_, State> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let wall = self.clock.now();
        let passed = (wall - state.wall).to_std().unwrap_or_default();
        state.now = state.now.saturating_add(passed);
        state.wall = wall;
        state
    }
}

impl State {
    /// How long until there is a token.
    fn wait(&self, key: &Key, rate: Rate) -> Duration {
        let Some(bucket) = self.buckets.get(key) else { return Duration::ZERO };
        let full_at = bucket.full_at.max(self.now).saturating_add(rate.every.saturating_mul(bucket.held));
        let allowed = self.now.saturating_add(rate.every.saturating_mul(rate.burst.saturating_sub(1)));
        full_at.saturating_sub(allowed)
    }

    fn hold(&mut self, key: &Key, capacity: usize) {
        self.make_room(key, capacity);
        self.buckets.entry(key.clone()).or_default().held += 1;
    }

    fn release(&mut self, key: &Key) {
        if let Some(bucket) = self.buckets.get_mut(key) {
            bucket.held = bucket.held.saturating_sub(1);
            if bucket.held == 0 && bucket.full_at <= self.now {
                self.buckets.remove(key);
            }
        }
    }

    fn charge(&mut self, key: &Key, rate: Rate) {
        let bucket = self.buckets.entry(key.clone()).or_default();
        bucket.full_at = bucket.full_at.max(self.now).saturating_add(rate.every);
    }

    /// Keeps the map within bounds: full buckets go first, then the fullest tenth, so that a flood of new names does
    /// not wash away the one under attack. Checks under way are never forgotten; the hasher bounds their number.
    fn make_room(&mut self, key: &Key, capacity: usize) {
        if self.buckets.len() < capacity || self.buckets.contains_key(key) {
            return;
        }
        let now = self.now;
        self.buckets.retain(|_, bucket| bucket.held > 0 || bucket.full_at > now);
        if self.buckets.len() < capacity {
            return;
        }
        let mut full_at: Vec<Duration> = self.buckets.values().map(|bucket| bucket.full_at).collect();
        let tenth = full_at.len() / 10;
        let (_, limit, _) = full_at.select_nth_unstable(tenth);
        let limit = *limit;
        self.buckets.retain(|_, bucket| bucket.held > 0 || bucket.full_at > limit);
    }
}

#[cfg(test)]
mod tests;
