//! Sessions: what a sign-in leaves behind, and the token that proves it.

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use mami_ports::{Random, SessionId, UserId};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

/// A sign-in of one person on one device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its id. Not a secret: the token is.
    pub id: SessionId,
    /// Who signed in.
    pub user_id: UserId,
    /// When.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub last_seen_at: DateTime<Utc>,
    /// When its token ends, unless it is used before.
    pub expires_at: DateTime<Utc>,
    /// Until when it can be resumed with a remember token; none: it cannot.
    pub remembered_until: Option<DateTime<Utc>>,
    /// The browser's or program's own words, at most [`Session::MAX_USER_AGENT`] characters.
    pub user_agent: Option<String>,
    /// The IP address that it was last used from.
    pub address: Option<String>,
}

impl Session {
    /// How many characters of a user agent are kept.
    pub const MAX_USER_AGENT: usize = 256;

    /// When nothing opens it any more.
    pub fn ends_at(&self) -> DateTime<Utc> {
        self.remembered_until.map_or(self.expires_at, |until| until.max(self.expires_at))
    }
}

/// How long sessions last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionPolicy {
    /// How long a session lasts without being used.
    pub idle: TimeDelta,
    /// How long it lasts however much it is used, unless it is remembered.
    pub longest: TimeDelta,
}

impl Default for SessionPolicy {
    fn default() -> Self {
        Self { idle: TimeDelta::hours(12), longest: TimeDelta::days(30) }
    }
}

impl SessionPolicy {
    /// When a session's token ends that was made at `created_at` and is used at `now`. A remembered one slides without an
    /// end of its own: it is renewed whenever it is resumed.
    pub(crate) fn expires_at(
        &self,
        created_at: DateTime<Utc>,
        now: DateTime<Utc>,
        remembered: bool,
    ) -> DateTime<Utc> {
        let idle = now + self.idle;
        if remembered { idle } else { idle.min(created_at + self.longest) }
    }
}

/// What a row knows of the secret that opens it: the SHA-256 of it. The secret itself (a session's token, an API key, a
/// recovery code) is only with its owner; it is drawn at random and at least 80 bits long, so a plain hash is enough.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    /// The hash, as it is kept.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The hash of a token; `None` for what was never one of our tokens.
    pub(crate) fn of(token: &SecretString) -> Option<Self> {
        let text = token.expose_secret();
        let is_token = text.len() == 2 * TOKEN_BYTES && text.bytes().all(|b| b.is_ascii_hexdigit());
        is_token.then(|| Self::sha256(text))
    }

    /// The hash of a secret whose form was checked.
    pub(crate) fn sha256(secret: &str) -> Self {
        Self(Sha256::digest(secret).into())
    }
}

impl From<[u8; 32]> for TokenHash {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash([REDACTED])")
    }
}

const TOKEN_BYTES: usize = 32;

/// A new token, in hexadecimal.
pub(crate) fn new_token(random: &dyn Random) -> SecretString {
    let mut bytes = [0u8; TOKEN_BYTES];
    random.fill(&mut bytes);
    SecretString::from(hex(&bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        for nibble in [byte >> 4, byte & 0xF] {
            text.extend(char::from_digit(nibble.into(), 16));
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use mami_ports::testing::TestRandom;

    use super::*;

    #[test]
    fn a_token_is_256_bits_and_never_the_same() {
        let random = TestRandom::default();
        let tokens: HashSet<String> =
            (0..1000).map(|_| new_token(&random).expose_secret().to_owned()).collect();
        assert_eq!(tokens.len(), 1000);
        assert!(tokens.iter().all(|token| token.len() == 64 && token.bytes().all(|b| b.is_ascii_hexdigit())));
    }

    #[test]
    fn only_the_sha256_of_a_token_is_kept() {
        let token = SecretString::from("0123456789abcdef".repeat(4));
        let expected: [u8; 32] = Sha256::digest("0123456789abcdef".repeat(4)).into();
        assert_eq!(TokenHash::of(&token).unwrap().as_bytes(), &expected);
        assert_eq!(format!("{:?} {token:?}", TokenHash::of(&token)).matches("0123").count(), 0);
    }

    #[test]
    fn what_is_no_token_is_not_even_looked_up() {
        for text in [String::new(), "x".repeat(64), "a".repeat(63), "a".repeat(65), "é".repeat(32)] {
            assert_eq!(TokenHash::of(&text.into()), None);
        }
    }

    #[test]
    fn a_session_lasts_while_it_is_used_but_not_for_ever() {
        let policy = SessionPolicy { idle: TimeDelta::hours(2), longest: TimeDelta::hours(5) };
        let made = DateTime::<Utc>::UNIX_EPOCH;
        let hour = |n| made + TimeDelta::hours(n);
        assert_eq!(policy.expires_at(made, hour(0), false), hour(2));
        assert_eq!(policy.expires_at(made, hour(1), false), hour(3));
        assert_eq!(policy.expires_at(made, hour(4), false), hour(5));
        assert_eq!(policy.expires_at(made, hour(4), true), hour(6));
    }
}
