//! Staying signed in: a cookie with a selector and a one-time validator.
//!
//! After Charles Miller's and Barry Jaspan's "Improved Persistent Login Cookie Best Practice" (2004 and 2006): each use gives a
//! new validator, and one that comes back after its successor was used can only be a copy. Here every validator
//! carries the number of its generation, so that an old one is known for what it is.
//!
//! Two tabs that start together, or an answer that is lost on its way, present the same validator twice. That is no
//! theft as long as its successor has not been used; for a short time, such a second use gets a successor of its own, and
//! a session token that is good beside the first one's.

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use mami_ports::SessionId;
use secrecy::{ExposeSecret, SecretString};

use crate::{
    session::{Session, TokenHash},
    user::User,
};

/// How long a device stays signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RememberPolicy {
    /// After its last use.
    pub lasts: TimeDelta,
    /// For how long a validator may come again while its successor is unused.
    pub grace: TimeDelta,
}

impl Default for RememberPolicy {
    fn default() -> Self {
        Self { lasts: TimeDelta::days(30), grace: TimeDelta::seconds(60) }
    }
}

/// What the cookie holds: which session, and the proof.
#[derive(Clone)]
pub struct RememberToken {
    /// The selector. Not a secret.
    pub session: SessionId,
    /// The validator, 256 random bits in hexadecimal.
    pub validator: SecretString,
}

impl RememberToken {
    /// Reads a cookie; `None` for what was never one of ours.
    pub fn parse(cookie: &str) -> Option<Self> {
        let (selector, validator) = cookie.split_once('.')?;
        let token = Self { session: selector.parse().ok()?, validator: validator.to_owned().into() };
        TokenHash::of(&token.validator).map(|_| token)
    }

    /// The cookie's value.
    pub fn cookie(&self) -> SecretString {
        format!("{}.{}", self.session.uuid().simple(), self.validator.expose_secret()).into()
    }
}

impl fmt::Debug for RememberToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RememberToken({}, [REDACTED])", self.session)
    }
}

/// What is known of a validator that was presented.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remembered {
    /// The session that it belongs to, over or not.
    pub session: Session,
    /// Whose it is.
    pub user: User,
    /// The validator's generation.
    pub presented: i32,
    /// The generation that was not used yet.
    pub current: i32,
    /// When the validators before that were first used.
    pub advanced_at: DateTime<Utc>,
}

/// What to make of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The first use.
    Fresh,
    /// Another tab, or an answer was lost.
    Again,
    /// A copy of what was used up long since.
    Stolen,
}

impl RememberPolicy {
    /// How often a device that is in use all the time slides its end.
    const RENEW_EVERY: TimeDelta = TimeDelta::days(1);

    /// Whether a session that is still good should be resumed all the same, so that its thirty days begin anew.
    pub(crate) fn is_due(&self, session: &Session, now: DateTime<Utc>) -> bool {
        session.remembered_until.is_some_and(|until| until - now < self.lasts - Self::RENEW_EVERY)
    }

    pub(crate) fn judge(&self, token: &Remembered, now: DateTime<Utc>) -> Verdict {
        let behind = token.current - token.presented;
        // In both directions, so that a clock that was set back widens no grace for long.
        let recent = (now - token.advanced_at).abs() <= self.grace;
        match behind {
            0 => Verdict::Fresh,
            1 if recent => Verdict::Again,
            _ => Verdict::Stolen,
        }
    }
}

/// What a remembered session becomes when it is resumed.
#[derive(Debug, Clone)]
pub struct Renewal {
    /// The generation that it has now, and that nobody may have changed meanwhile.
    pub expected: i32,
    /// The generation that is unused from now on.
    pub current: i32,
    /// When the generation before was first used.
    pub advanced_at: DateTime<Utc>,
    /// The hash of a validator of that generation.
    pub validator: TokenHash,
    /// The hash of the session's new token, which replaces the old one.
    pub token: TokenHash,
    /// Now.
    pub last_seen_at: DateTime<Utc>,
    /// When the session ends unless it is used.
    pub expires_at: DateTime<Utc>,
    /// When it can no longer be resumed.
    pub remembered_until: DateTime<Utc>,
    /// Where it is used from.
    pub address: Option<String>,
    /// By which browser.
    pub user_agent: Option<String>,
}
