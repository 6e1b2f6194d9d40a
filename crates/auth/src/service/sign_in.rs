//! Becoming the owner, joining by an invite, signing in and staying so.

use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::{Auth, ClientInfo, NewAccount, SignedIn};
use crate::{
    api_key::{ApiKey, key_hash},
    audit::By,
    error::AuthError,
    password::{Password, PasswordHash},
    recovery_code::recovery_code_hash,
    remember::{RememberToken, Renewal, Verdict},
    session::{Session, TokenHash},
    store::{Conflict, Credentials, StoreError},
    throttle::Key,
    user::{NewUser, Role, User},
    username::{DisplayName, Username},
};

/// How often a renewal that collides with another one of the same device is tried.
const RENEWALS: usize = 5;

/// What someone signs in with.
#[derive(Debug, Clone)]
pub struct LogIn {
    /// The name.
    pub username: String,
    /// The password.
    pub password: SecretString,
    /// A code of the second factor, or a recovery code.
    pub otp: Option<SecretString>,
    /// Whether the device stays signed in.
    pub remember: bool,
}

impl Auth {
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
        client: &ClientInfo,
    ) -> Result<SignedIn, AuthError> {
        if !self.store.needs_owner().await? {
            return Err(AuthError::AlreadySetUp);
        }
        // A drawn token is 256 bits: counting all guesses at it together would only let strangers keep the owner out.
        let keys = throttle_keys(Some(Key::SetUp).filter(|_| self.setup_token_chosen), client);
        // Hashes are compared, so that not even the length of the token shows in the time.
        let digest = |token: &SecretString| Sha256::digest(token.expose_secret());
        let is_right = || digest(setup_token).ct_eq(&digest(&self.setup_token)).into();
        if !self.throttle.check(keys, is_right).await? {
            return Err(AuthError::SetupTokenInvalid);
        }
        let new = self.prepare(account, Role::Owner).await?;
        let user = new.user();
        let hash = new.password_hash.clone();
        let entry = self.entry(&By::person(&user, client), "setup").about_user(&user);
        self.store.create_user(new, entry).await?;
        self.start_session(user, &hash, client, false).await
    }

    /// Makes an account by an invite, with the invite's role, and signs in. An attempt that fails uses the invite not up.
    ///
    /// # Errors
    /// In this order: [`AuthError::Throttled`]; [`AuthError::InviteInvalid`] for an unknown, spent, expired and revoked
    /// code alike; [`AuthError::Invalid`] with all faults of the account; [`AuthError::Busy`];
    /// [`AuthError::InviteInvalid`] or [`AuthError::UsernameTaken`] when someone was faster.
    pub async fn register(
        &self,
        code: &SecretString,
        account: NewAccount,
        client: &ClientInfo,
    ) -> Result<SignedIn, AuthError> {
        let (code_hash, _) = self.look_up_invite(code, client).await?;
        let new = self.prepare(account, Role::Member).await?;
        let hash = new.password_hash.clone();
        let user = new.user();
        let entry = self.entry(&By::person(&user, client), "user.registered").about_user(&user);
        let user = match self.store.redeem_invite(&code_hash, new, entry).await {
            Ok(user) => user,
            Err(StoreError::Conflict(Conflict::InviteInvalid)) => {
                return Err(self.refuse_invite(client).await);
            }
            // It counts, too: an invite is no way to find out who is here, nor to keep the hasher busy.
            Err(StoreError::Conflict(Conflict::UsernameTaken)) => {
                self.throttle.check(client.guesses().into_iter().collect(), || false).await?;
                return Err(AuthError::UsernameTaken);
            }
            Err(error) => return Err(error.into()),
        };
        self.start_session(user, &hash, client, false).await
    }

    /// Signs in. Every sign-in gets a new token.
    ///
    /// # Errors
    /// [`AuthError::InvalidCredentials`] for an unknown name, a wrong or unusable password and a disabled account
    /// alike; [`AuthError::SecondFactorRequired`] and [`AuthError::SecondFactorInvalid`] once the password was right;
    /// [`AuthError::Throttled`] after too many wrong ones; [`AuthError::Busy`].
    pub async fn log_in(&self, log_in: LogIn, client: &ClientInfo) -> Result<SignedIn, AuthError> {
        let username = Username::parse(&log_in.username).ok();
        let account = username.as_ref().map(|username| Key::Account(username.key().to_owned()));
        let attempt = self.throttle.begin(throttle_keys(account, client)).await?;
        let verified = self.verify(username.as_ref(), log_in.password.clone()).await;
        let outcome = match verified {
            Ok(found) => self.second_step(&found, log_in.otp.as_ref(), client).await.map(|()| found),
            Err(error) => Err(error),
        };
        if !matches!(outcome, Err(AuthError::InvalidCredentials | AuthError::SecondFactorInvalid)) {
            attempt.forgive().await;
        }
        let found = outcome?;
        let hash = self.up_to_date(&found, log_in.password).await?;
        self.start_session(found.user, &hash, client, log_in.remember).await
    }

    /// The session and the account of a session's token; `None` when it opens nothing (any more).
    ///
    /// # Errors
    /// When the database cannot tell.
    pub async fn authenticate(
        &self,
        token: &SecretString,
        client: &ClientInfo,
    ) -> Result<Option<(Session, User)>, AuthError> {
        let Some(token_hash) = TokenHash::of(token) else { return Ok(None) };
        let now = self.now();
        let found = self.store.session_user(&token_hash, now).await?;
        if let Some((session, _)) = &found
            && self.touches.is_due(session.id.uuid(), Some(session.last_seen_at), now)
        {
            let remembered = session.remembered_until.is_some();
            let expires_at = self.policy.sessions.expires_at(session.created_at, now, remembered);
            let address = client.address_text();
            let noted = self.store.touch_session(session.id, now, expires_at, address.as_deref()).await;
            // A request does not fail because that could not be noted.
            if let Err(error) = noted {
                tracing::warn!(session = %session.id, %error, "could not note that a session was used");
            }
        }
        Ok(found)
    }

    /// The key and the account of an API key; `None` when it opens nothing (any more).
    ///
    /// # Errors
    /// When the database cannot tell.
    pub async fn authenticate_key(&self, key: &SecretString) -> Result<Option<(ApiKey, User)>, AuthError> {
        let Some(key_hash) = key_hash(key) else { return Ok(None) };
        let now = self.now();
        let found = self.store.api_key_user(&key_hash, now).await?;
        if let Some((key, _)) = &found
            && self.touches.is_due(key.id.uuid(), key.last_used_at, now)
            && let Err(error) = self.store.touch_api_key(key.id, now).await
        {
            tracing::warn!(key = %key.id, %error, "could not note that an API key was used");
        }
        Ok(found)
    }

    /// Resumes a remembered session: it gets new tokens, and the old ones open nothing any more. `None` when there is
    /// nothing to resume.
    ///
    /// # Errors
    /// [`AuthError::RememberTokenReused`] when the token was used up long since, so that someone has a copy of it: the
    /// device is signed out and its owner has an [alert](User::alert).
    pub async fn resume(
        &self,
        token: &RememberToken,
        client: &ClientInfo,
    ) -> Result<Option<SignedIn>, AuthError> {
        let Some(presented) = TokenHash::of(&token.validator) else { return Ok(None) };
        for _ in 0..RENEWALS {
            let now = self.now();
            let Some(found) = self.store.remembered(token.session, &presented, now).await? else {
                return Ok(None);
            };
            let verdict = self.policy.remember.judge(&found, now);
            let (current, advanced_at) = match verdict {
                Verdict::Fresh => (found.current.saturating_add(1), now),
                Verdict::Again => (found.current, found.advanced_at),
                Verdict::Stolen => {
                    tracing::warn!(session = %token.session, user = %found.user.id, "a remember token came back that was used up");
                    let entry = self
                        .entry(&By::person(&found.user, client), "session.reuse_detected")
                        .about_user(&found.user);
                    self.store.end_stolen_session(found.user.id, token.session, entry).await?;
                    return Err(AuthError::RememberTokenReused);
                }
            };
            let (session_token, token_hash) = self.token()?;
            let (validator, validator_hash) = self.token()?;
            let mut session = found.session;
            session.last_seen_at = now;
            session.expires_at = self.policy.sessions.expires_at(session.created_at, now, true);
            session.remembered_until = Some(now + self.policy.remember.lasts);
            session.address = client.address_text();
            session.user_agent = client.user_agent_text();
            let renewal = Renewal {
                expected: found.current,
                current,
                advanced_at,
                validator: validator_hash,
                token: token_hash,
                last_seen_at: now,
                expires_at: session.expires_at,
                remembered_until: now + self.policy.remember.lasts,
                address: session.address.clone(),
                user_agent: session.user_agent.clone(),
            };
            if self.store.renew_session(session.id, renewal).await? {
                if verdict == Verdict::Fresh {
                    self.log_resumed(&found.user, &session, client).await;
                }
                let remember = Some(RememberToken { session: session.id, validator });
                return Ok(Some(SignedIn { user: found.user, session, token: session_token, remember }));
            }
        }
        Err(AuthError::Unavailable("a session was resumed too often at once".to_owned()))
    }

    /// The old tokens are void by now: whether this can be logged or not, the person gets the new ones.
    async fn log_resumed(&self, user: &User, session: &Session, client: &ClientInfo) {
        if self.throttle.spend(Key::Deed(user.id)).await.is_err() {
            return;
        }
        let entry = self.entry(&By::person(user, client), "session.resumed").about(session.id.uuid(), "");
        if let Err(error) = self.store.record(entry).await {
            tracing::warn!(session = %session.id, %error, "could not log that a session was resumed");
        }
    }

    /// Whether a session that is still good should be [resumed](Auth::resume) all the same, so that a device that is always in use
    /// stays remembered.
    pub fn is_due_for_renewal(&self, session: &Session) -> bool {
        self.policy.remember.is_due(session, self.now())
    }

    /// Whether a session is still there and its account open. Unlike [`Auth::authenticate`], looking is no use of the session and
    /// does not make it last longer.
    ///
    /// # Errors
    /// When the database cannot tell.
    pub async fn session_lives(&self, session: &Session) -> Result<bool, AuthError> {
        Ok(self.store.session_lives(session.id, self.now()).await?)
    }

    /// Whether a key is still good and its account open.
    ///
    /// # Errors
    /// When the database cannot tell.
    pub async fn api_key_lives(&self, key: &ApiKey) -> Result<bool, AuthError> {
        Ok(self.store.api_key_lives(key.id, self.now()).await?)
    }

    /// Ends a session and what would resume it, at once.
    ///
    /// # Errors
    /// When the database cannot do it.
    pub async fn log_out(&self, by: &By, session: &Session) -> Result<(), AuthError> {
        let entry = self.entry(by, "session.ended").about(session.id.uuid(), "");
        self.store.delete_session(session.user_id, session.id, entry).await?;
        Ok(())
    }

    /// Adds an account, for whoever runs the server.
    ///
    /// # Errors
    /// [`AuthError::Invalid`] with all faults; [`AuthError::UsernameTaken`]; [`AuthError::AlreadySetUp`] for an owner when there was one already.
    pub async fn create_user(&self, account: NewAccount, role: Role) -> Result<User, AuthError> {
        let new = self.prepare(account, role).await?;
        let user = new.user();
        let entry = self.entry(&By::operator(), "user.created").about_user(&user);
        self.store.create_user(new, entry.with(json!({ "role": role }))).await?;
        Ok(user)
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

    /// Checks and uses up a code of the second factor, where the account has one.
    pub(super) async fn second_step(
        &self,
        found: &Credentials,
        otp: Option<&SecretString>,
        client: &ClientInfo,
    ) -> Result<(), AuthError> {
        let Some(secret) = found.totp.as_ref().filter(|_| found.user.second_factor) else { return Ok(()) };
        let otp = otp.map(ExposeSecret::expose_secret).filter(|otp| !otp.trim().is_empty());
        let otp = otp.ok_or(AuthError::SecondFactorRequired)?;
        let used = if let Some(step) = secret.matching_step(otp, self.now()) {
            self.store.use_totp_step(found.user.id, step).await?
        } else if let Some(code) = recovery_code_hash(otp) {
            let by = By::person(&found.user, client);
            let entry = self.entry(&by, "second_factor.recovery_code_used").about_user(&found.user);
            self.store.use_recovery_code(found.user.id, &code, entry).await?
        } else {
            false
        };
        if used { Ok(()) } else { Err(AuthError::SecondFactorInvalid) }
    }

    /// The hash of a password that was right, made anew where hashes cost more by now than when it was made.
    async fn up_to_date(
        &self,
        found: &Credentials,
        presented: SecretString,
    ) -> Result<PasswordHash, AuthError> {
        let Some(password) =
            Password::presented(presented.clone()).filter(|_| self.hasher.is_outdated(&found.password_hash))
        else {
            return Ok(found.password_hash.clone());
        };
        let hash = match self.hasher.hash(password).await {
            // The next sign-in does it. This one is through: its code of the second factor is used up already.
            Err(AuthError::Busy { .. }) => return Ok(found.password_hash.clone()),
            hash => hash?,
        };
        if self.store.upgrade_password_hash(found.user.id, &found.password_hash, &hash).await? {
            return Ok(hash);
        }
        // Someone was faster: another sign-in that did the same, or who set another password.
        let now = self.store.credentials_of(found.user.id).await?.ok_or(AuthError::InvalidCredentials)?;
        let again = Password::presented(presented).ok_or(AuthError::InvalidCredentials)?;
        let is_right = self.hasher.verify(again, Some(&now.password_hash)).await?;
        if is_right { Ok(now.password_hash) } else { Err(AuthError::InvalidCredentials) }
    }

    /// Checks an account that someone asks for, and hashes its password.
    async fn prepare(&self, account: NewAccount, role: Role) -> Result<NewUser, AuthError> {
        let username = Username::parse(&account.username);
        let display_name = account.display_name.as_deref().map(DisplayName::parse).transpose();
        let personal = [
            username.as_ref().ok().map(|name| name.as_str().to_owned()),
            display_name.as_ref().ok().and_then(|name| name.as_ref()).map(|name| name.as_str().to_owned()),
        ];
        let personal = personal.into_iter().flatten().collect();
        let password = self.new_password(account.password, "password", personal).await?;
        let (username, display_name, password) = match (username, display_name, password) {
            (Ok(username), Ok(display_name), Ok(password)) => (username, display_name, password),
            (username, display_name, password) => {
                let faults = [username.err(), display_name.err(), password.err()];
                return Err(AuthError::Invalid(faults.into_iter().flatten().collect()));
            }
        };
        Ok(NewUser {
            id: self.ids.next(),
            display_name: display_name.unwrap_or_else(|| DisplayName::from(&username)),
            username,
            role,
            password_hash: self.hasher.hash(password).await?,
            created_at: self.now(),
        })
    }

    async fn start_session(
        &self,
        user: User,
        verified: &PasswordHash,
        client: &ClientInfo,
        remember: bool,
    ) -> Result<SignedIn, AuthError> {
        let now = self.now();
        let (token, token_hash) = self.token()?;
        let (validator, validator_hash) = self.token()?;
        let session = Session {
            id: self.ids.next(),
            user_id: user.id,
            created_at: now,
            last_seen_at: now,
            expires_at: self.policy.sessions.expires_at(now, now, remember),
            remembered_until: remember.then(|| now + self.policy.remember.lasts),
            user_agent: client.user_agent_text(),
            address: client.address_text(),
        };
        let entry = self
            .entry(&By::person(&user, client), "session.started")
            .about(session.id.uuid(), "")
            .with(json!({ "remembered": remember }));
        let validator_hash = remember.then_some(validator_hash);
        // The account was disabled or got another password since that was checked.
        if !self.store.insert_session(&session, &token_hash, validator_hash.as_ref(), verified, entry).await?
        {
            return Err(AuthError::InvalidCredentials);
        }
        let remember = remember.then(|| RememberToken { session: session.id, validator });
        Ok(SignedIn { user, session, token, remember })
    }
}

pub(super) fn throttle_keys(what: Option<Key>, client: &ClientInfo) -> Vec<Key> {
    what.into_iter().chain(client.network()).collect()
}
