//! The engine's whole public face: [`Auth`], and beside it its methods by what they are about.

mod account;
mod api_keys;
mod audit;
mod invites;
mod people;
mod second_factor;
mod sign_in;

use std::{
    collections::HashMap,
    fmt,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use mami_ports::{Buckets, Clock, Ids, Random};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

pub use self::{account::PasswordReset, api_keys::ApiKeyInput, second_factor::SecondFactor, sign_in::LogIn};
use crate::{
    audit::{AuditEntry, By},
    error::{AuthError, InvalidInput},
    password::{HashPolicy, Hasher},
    remember::{RememberPolicy, RememberToken},
    session::{Session, SessionPolicy, TokenHash, new_token},
    store::{Slice, Store},
    throttle::{Gate, Key, Throttle, ThrottlePolicy},
    user::User,
};

/// The settings of the engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuthPolicy {
    /// How long sessions last.
    pub sessions: SessionPolicy,
    /// How long devices stay signed in.
    pub remember: RememberPolicy,
    /// How many wrong guesses are heard.
    pub throttle: ThrottlePolicy,
    /// What a password's hash costs.
    pub hashing: HashPolicy,
    /// How long entries of the audit log are kept.
    pub audit_keep: TimeDelta,
}

impl Default for AuthPolicy {
    fn default() -> Self {
        Self {
            sessions: SessionPolicy::default(),
            remember: RememberPolicy::default(),
            throttle: ThrottlePolicy::default(),
            hashing: HashPolicy::default(),
            audit_keep: TimeDelta::days(365),
        }
    }
}

/// An account that someone asks for.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// The name to sign in with.
    pub username: String,
    /// The password.
    pub password: SecretString,
    /// The name to show; the username when absent.
    pub display_name: Option<String>,
}

/// Where a request comes from.
#[derive(Debug, Clone, Default)]
pub struct ClientInfo {
    /// What the browser or program says of itself.
    pub user_agent: Option<String>,
    /// Its address, as far as we trust it.
    pub address: Option<IpAddr>,
}

impl ClientInfo {
    /// The address, as it is kept.
    pub(crate) fn address_text(&self) -> Option<String> {
        self.address.map(|address| address.to_canonical().to_string())
    }

    /// The user agent, as it is kept.
    fn user_agent_text(&self) -> Option<String> {
        let visible = |agent: &String| {
            agent.chars().filter(|c| !c.is_control()).take(Session::MAX_USER_AGENT).collect()
        };
        self.user_agent.as_ref().map(visible)
    }

    fn network(&self) -> Option<Key> {
        self.address.map(Key::network)
    }
}

/// A session that was started or resumed, with the only copy of its tokens.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Who signed in.
    pub user: User,
    /// The session.
    pub session: Session,
    /// The token for the session's cookie.
    pub token: SecretString,
    /// The token for the cookie that resumes it later.
    pub remember: Option<RememberToken>,
}

/// Accounts, and everything that proves who someone is.
pub struct Auth {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    ids: Ids,
    policy: AuthPolicy,
    throttle: Gate,
    hasher: Hasher,
    setup_token: SecretString,
    /// Somebody chose the token, so that it may be easier to guess than one that was drawn.
    setup_token_chosen: bool,
    touches: Touches,
}

impl Auth {
    /// How much later than noted a session or key must be used for that to be noted. It is a write.
    const TOUCH_EVERY: TimeDelta = TimeDelta::minutes(1);

    /// The engine. `setup_token` is the configured one-time token; without one (or with an empty one) it is drawn.
    ///
    /// # Errors
    /// [`AuthError::Internal`] when argon2 does not take the parameters of the policy.
    pub fn new(
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
        policy: AuthPolicy,
        setup_token: Option<SecretString>,
    ) -> Result<Self, AuthError> {
        let setup_token = setup_token.filter(|token| !token.expose_secret().is_empty());
        Ok(Self {
            ids: Ids::new(Arc::clone(&clock), Arc::clone(&random)),
            throttle: Gate::new(Throttle::new(policy.throttle, Arc::clone(&clock))),
            hasher: Hasher::new(policy.hashing, Arc::clone(&random))?,
            setup_token_chosen: setup_token.is_some(),
            setup_token: setup_token.unwrap_or_else(|| new_token(random.as_ref())),
            touches: Touches::default(),
            policy,
            store,
            clock,
            random,
        })
    }

    /// The same engine, whose wrong guesses count on every server that has these buckets.
    #[must_use]
    pub fn with_shared_buckets(mut self, buckets: Arc<dyn Buckets>) -> Self {
        self.throttle = self.throttle.shared(buckets);
        self
    }

    /// Whether there is no owner yet.
    ///
    /// # Errors
    /// When the database cannot tell.
    pub async fn needs_owner(&self) -> Result<bool, AuthError> {
        Ok(self.store.needs_owner().await?)
    }

    /// The one-time token, to be shown to whoever runs the server while there is no owner.
    pub fn setup_token(&self) -> &SecretString {
        &self.setup_token
    }

    /// Deletes what is over (sessions, links, old entries of the audit log), and gives how many sessions. To be called now and then: it opens nothing,
    /// but it takes space.
    ///
    /// # Errors
    /// When the database cannot do it.
    pub async fn sweep(&self) -> Result<u64, AuthError> {
        let now = self.now();
        self.store.prune_audit(now - self.policy.audit_keep).await?;
        Ok(self.store.delete_expired(now, now - self.policy.remember.lasts).await?)
    }

    /// Now, as exactly as every database keeps it.
    fn now(&self) -> DateTime<Utc> {
        self.clock.now().trunc_subsecs(6)
    }

    /// A new secret token, and its hash.
    fn token(&self) -> Result<(SecretString, TokenHash), AuthError> {
        let token = new_token(self.random.as_ref());
        match TokenHash::of(&token) {
            Some(hash) => Ok((token, hash)),
            None => Err(AuthError::Internal("a new token is not a token".to_owned())),
        }
    }

    /// A new entry for the audit log.
    fn entry(&self, by: &By, action: &str) -> AuditEntry {
        AuditEntry {
            id: self.ids.next(),
            at: self.now(),
            actor_id: by.id(),
            actor_name: by.user.as_ref().map(|(_, name)| name.clone()),
            action: action.to_owned(),
            target_id: None,
            target_name: None,
            address: by.address.clone(),
            detail: None,
        }
    }
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Auth")
    }
}

/// One more than `limit` behind `cursor`, so that it shows whether there are more.
fn slice(limit: u32, cursor: Option<&str>) -> Result<Slice, AuthError> {
    let before = cursor.map(Uuid::parse_str).transpose().map_err(|_| {
        AuthError::Invalid(vec![InvalidInput::new(
            "cursor",
            "cursor_malformed",
            "not a cursor that an earlier answer gave",
        )])
    })?;
    Ok(Slice { before, limit: limit.saturating_add(1) })
}

fn invalid(fault: InvalidInput) -> AuthError {
    AuthError::Invalid(vec![fault])
}

/// When which session or key was last noted as used: of many requests at once, one writes.
#[derive(Default)]
struct Touches(Mutex<HashMap<Uuid, DateTime<Utc>>>);

impl Touches {
    /// Whether it is time to note it again; if so, that counts as done.
    fn is_due(&self, id: Uuid, noted: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
        // In both directions, so that a clock that was set back is no reason to wait for long.
        let is_recent = |at: DateTime<Utc>| (now - at).abs() < Auth::TOUCH_EVERY;
        if noted.is_some_and(|noted| now - noted < Auth::TOUCH_EVERY) {
            return false;
        }
        let mut touches = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if touches.get(&id).is_some_and(|at| is_recent(*at)) {
            return false;
        }
        touches.retain(|_, at| is_recent(*at));
        touches.insert(id, now);
        true
    }
}

#[cfg(test)]
mod tests;
