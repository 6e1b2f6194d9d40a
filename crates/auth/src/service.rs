//! The engine's whole public face.

use std::{
    collections::HashMap,
    fmt,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use mami_ports::{Clock, Ids, Random, SessionId, UserId};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::{
    error::AuthError,
    password::{HashPolicy, Hasher, Password, PasswordHash},
    session::{Session, SessionPolicy, TokenHash, new_token},
    store::{Credentials, Store},
    throttle::{Key, Throttle, ThrottlePolicy},
    user::{NewUser, ProfileInput, Role, User},
    username::{DisplayName, Username},
};

/// The settings of the engine.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AuthPolicy {
    /// How long sessions last.
    pub sessions: SessionPolicy,
    /// How many wrong guesses are heard.
    pub throttle: ThrottlePolicy,
    /// What a password's hash costs.
    pub hashing: HashPolicy,
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

/// Where a sign-in comes from.
#[derive(Debug, Clone, Default)]
pub struct ClientInfo {
    /// What the browser or program says of itself.
    pub user_agent: Option<String>,
    /// Its address, as far as we trust it.
    pub address: Option<IpAddr>,
}

/// A new session, with the only copy of its token.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Who signed in.
    pub user: User,
    /// The session.
    pub session: Session,
    /// The token for the cookie.
    pub token: SecretString,
}

/// Accounts, passwords and sessions.
pub struct Auth {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    ids: Ids,
    sessions: SessionPolicy,
    throttle: Throttle,
    hasher: Hasher,
    setup_token: SecretString,
    touches: Touches,
}

impl Auth {
    /// How much later than noted a session must be used for that to be noted. It is a write.
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
        Ok(Self {
            ids: Ids::new(Arc::clone(&clock), Arc::clone(&random)),
            sessions: policy.sessions,
            throttle: Throttle::new(policy.throttle, Arc::clone(&clock)),
            hasher: Hasher::new(policy.hashing, Arc::clone(&random))?,
            setup_token: setup_token
                .filter(|token| !token.expose_secret().is_empty())
                .unwrap_or_else(|| new_token(random.as_ref())),
            touches: Touches::default(),
            store,
            clock,
            random,
        })
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

    /// Makes the owner and signs in.
    ///
    /// # Errors
    /// In this order: [`AuthError::AlreadySetUp`] once there is an owner, whatever the token;
    /// [`AuthError::Throttled`] and [`AuthError::SetupTokenInvalid`]; [`AuthError::Invalid`] with all faults of the
    /// account; [`AuthError::Busy`]; [`AuthError::AlreadySetUp`] or [`AuthError::UsernameTaken`] when someone was
    /// faster.
    pub async fn set_up(
        &self,
        setup_token: &SecretString,
        account: NewAccount,
        client: ClientInfo,
    ) -> Result<SignedIn, AuthError> {
        if !self.store.needs_owner().await? {
            return Err(AuthError::AlreadySetUp);
        }
        let keys = throttle_keys(Some(Key::SetUp), &client);
        // Hashes are compared, so that not even the length of the token shows in the time.
        let digest = |token: &SecretString| Sha256::digest(token.expose_secret());
        let is_right = || digest(setup_token).ct_eq(&digest(&self.setup_token)).into();
        if !self.throttle.check(keys, is_right)? {
            return Err(AuthError::SetupTokenInvalid);
        }
        let (user, password_hash) = self.add_user(account, Role::Owner).await?;
        self.start_session(user, &password_hash, client).await
    }

    /// Signs in. Every sign-in gets a new token.
    ///
    /// # Errors
    /// [`AuthError::InvalidCredentials`] for an unknown name, a wrong or unusable password and a disabled account
    /// alike; [`AuthError::Throttled`] after too many of those; [`AuthError::Busy`].
    pub async fn log_in(
        &self,
        username: &str,
        password: SecretString,
        client: ClientInfo,
    ) -> Result<SignedIn, AuthError> {
        let username = Username::parse(username).ok();
        let account = username.as_ref().map(|username| Key::Account(username.key().to_owned()));
        let attempt = self.throttle.begin(throttle_keys(account, &client))?;
        let verified = self.verify(username.as_ref(), password).await;
        if !matches!(verified, Err(AuthError::InvalidCredentials)) {
            attempt.forgive();
        }
        let Credentials { user, password_hash, .. } = verified?;
        self.start_session(user, &password_hash, client).await
    }

    /// The session and the account of a token; `None` when it opens nothing (any more).
    ///
    /// # Errors
    /// When the database cannot tell.
    pub async fn authenticate(&self, token: &SecretString) -> Result<Option<(Session, User)>, AuthError> {
        let Some(token_hash) = TokenHash::of(token) else { return Ok(None) };
        let now = self.now();
        let found = self.store.session_user(&token_hash, now).await?;
        if let Some((session, _)) = &found {
            self.touch(session, now).await;
        }
        Ok(found)
    }

    /// Whether a token is good now. Unlike [`Auth::authenticate`], looking is no use of the session and does not make it
    /// last longer.
    ///
    /// # Errors
    /// When the database cannot tell.
    pub async fn is_signed_in(&self, token: &SecretString) -> Result<bool, AuthError> {
        let Some(token_hash) = TokenHash::of(token) else { return Ok(false) };
        Ok(self.store.session_user(&token_hash, self.now()).await?.is_some())
    }

    /// Ends a session, at once.
    ///
    /// # Errors
    /// When the database cannot do it.
    pub async fn log_out(&self, session: &Session) -> Result<(), AuthError> {
        self.store.delete_session(session.id, session.user_id).await?;
        Ok(())
    }

    /// Changes the person's own account.
    ///
    /// # Errors
    /// [`AuthError::Invalid`] with all faults; [`AuthError::NotFound`] when the account is gone.
    pub async fn update_profile(&self, user_id: UserId, input: ProfileInput) -> Result<User, AuthError> {
        let change = input.parse().map_err(AuthError::Invalid)?;
        self.store.update_profile(user_id, change).await?.ok_or(AuthError::NotFound)
    }

    /// Adds an account, for whoever runs the server.
    ///
    /// # Errors
    /// [`AuthError::Invalid`] with all faults; [`AuthError::UsernameTaken`]; [`AuthError::AlreadySetUp`] for a second
    /// owner.
    pub async fn create_user(&self, account: NewAccount, role: Role) -> Result<User, AuthError> {
        let (user, _) = self.add_user(account, role).await?;
        Ok(user)
    }

    /// Sets an account's password and ends all its sessions, for whoever runs the server.
    ///
    /// # Errors
    /// [`AuthError::NotFound`] when there is no such account; [`AuthError::Invalid`] when the password will not do.
    pub async fn reset_password(&self, username: &str, password: SecretString) -> Result<(), AuthError> {
        let username = Username::parse(username).map_err(|_| AuthError::NotFound)?;
        let Some(found) = self.store.credentials(username.key()).await? else {
            return Err(AuthError::NotFound);
        };
        let password = Password::parse(password).map_err(|invalid| AuthError::Invalid(vec![invalid]))?;
        let hash = self.hasher.hash(password).await?;
        let changed = self.store.set_password_hash(found.user.id, &hash).await?;
        if changed { Ok(()) } else { Err(AuthError::NotFound) }
    }

    /// Every account, oldest first.
    ///
    /// # Errors
    /// When the database cannot tell.
    pub async fn users(&self) -> Result<Vec<User>, AuthError> {
        Ok(self.store.users().await?)
    }

    /// Deletes the sessions that are over, and gives how many. To be called now and then: they open nothing, but they
    /// take space.
    ///
    /// # Errors
    /// When the database cannot do it.
    pub async fn delete_expired_sessions(&self) -> Result<u64, AuthError> {
        Ok(self.store.delete_expired_sessions(self.now()).await?)
    }

    async fn verify(
        &self,
        username: Option<&Username>,
        password: SecretString,
    ) -> Result<Credentials, AuthError> {
        let password = Password::presented(password).ok_or(AuthError::InvalidCredentials)?;
        let found = match username {
            Some(username) => self.store.credentials(username.key()).await?,
            None => None,
        };
        let hash = found.as_ref().map(|credentials| &credentials.password_hash);
        let is_right = self.hasher.verify(password, hash).await?;
        found.filter(|found| is_right && !found.disabled).ok_or(AuthError::InvalidCredentials)
    }

    async fn add_user(&self, account: NewAccount, role: Role) -> Result<(User, PasswordHash), AuthError> {
        let username = Username::parse(&account.username);
        let display_name = account.display_name.as_deref().map(DisplayName::parse).transpose();
        let password = Password::parse(account.password);
        let (username, display_name, password) = match (username, display_name, password) {
            (Ok(username), Ok(display_name), Ok(password)) => (username, display_name, password),
            (username, display_name, password) => {
                let faults = [username.err(), display_name.err(), password.err()];
                return Err(AuthError::Invalid(faults.into_iter().flatten().collect()));
            }
        };
        let new_user = NewUser {
            id: self.ids.next(),
            display_name: display_name.unwrap_or_else(|| DisplayName::from(&username)),
            username,
            role,
            password_hash: self.hasher.hash(password).await?,
            created_at: self.now(),
        };
        let added = (new_user.user(), new_user.password_hash.clone());
        self.store.create_user(new_user).await?;
        Ok(added)
    }

    async fn start_session(
        &self,
        user: User,
        verified: &PasswordHash,
        client: ClientInfo,
    ) -> Result<SignedIn, AuthError> {
        let now = self.now();
        let token = new_token(self.random.as_ref());
        let token_hash = TokenHash::of(&token)
            .ok_or_else(|| AuthError::Internal("a new token is not a token".to_owned()))?;
        let session = Session {
            id: self.ids.next(),
            user_id: user.id,
            created_at: now,
            last_seen_at: now,
            expires_at: self.sessions.expires_at(now, now),
            user_agent: client.user_agent.map(|agent| {
                agent.chars().filter(|c| !c.is_control()).take(Session::MAX_USER_AGENT).collect()
            }),
            address: client.address.map(|address| address.to_canonical().to_string()),
        };
        // The account was disabled or got another password since that was checked.
        if !self.store.insert_session(&session, &token_hash, verified).await? {
            return Err(AuthError::InvalidCredentials);
        }
        Ok(SignedIn { user, session, token })
    }

    /// Notes that a session was used. A request does not fail because that could not be noted.
    async fn touch(&self, session: &Session, now: DateTime<Utc>) {
        if now - session.last_seen_at < Self::TOUCH_EVERY || !self.touches.is_due(session.id, now) {
            return;
        }
        let expires_at = self.sessions.expires_at(session.created_at, now);
        if let Err(error) = self.store.touch_session(session.id, now, expires_at).await {
            tracing::warn!(session = %session.id, %error, "could not note that a session was used");
        }
    }

    /// Now, as exactly as every database keeps it.
    fn now(&self) -> DateTime<Utc> {
        self.clock.now().trunc_subsecs(6)
    }
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Auth")
    }
}

fn throttle_keys(what: Option<Key>, client: &ClientInfo) -> Vec<Key> {
    what.into_iter().chain(client.address.map(Key::network)).collect()
}

/// When which session was last noted as used: of many requests at once, one writes.
#[derive(Default)]
struct Touches(Mutex<HashMap<SessionId, DateTime<Utc>>>);

impl Touches {
    /// Whether it is time to note it again; if so, that counts as done.
    fn is_due(&self, id: SessionId, now: DateTime<Utc>) -> bool {
        let mut touches = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // In both directions, so that a clock that was set back is no reason to wait for long.
        let is_recent = |at: DateTime<Utc>| (now - at).abs() < Auth::TOUCH_EVERY;
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
