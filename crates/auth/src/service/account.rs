//! One's own account: profile, password, devices, leaving.

use chrono::{DateTime, Utc};
use mami_ports::{SessionId, UserId};
use secrecy::SecretString;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Auth, ClientInfo, SignedIn, invalid, sign_in::throttle_keys};
use crate::{
    audit::By,
    error::{AuthError, InvalidInput},
    password::Password,
    people::PeopleFilter,
    remember::RememberToken,
    session::{Session, TokenHash},
    store::{Credentials, KeptSession, NewPassword, Slice},
    throttle::Key,
    user::{ProfileInput, Role, User},
    username::Username,
};

/// What somebody with a good reset link is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PasswordReset {
    /// The name to sign in with.
    pub username: String,
    /// The name that is shown.
    pub display_name: String,
    /// When the link ends.
    pub expires_at: DateTime<Utc>,
}

impl Auth {
    /// Changes the person's own account.
    ///
    /// # Errors
    /// [`AuthError::Invalid`] with all faults; [`AuthError::NotFound`] when the account is gone.
    pub async fn update_profile(&self, user_id: UserId, input: ProfileInput) -> Result<User, AuthError> {
        let change = input.parse().map_err(AuthError::Invalid)?;
        self.store.update_profile(user_id, change).await?.ok_or(AuthError::NotFound)
    }

    /// Takes back the account's alert: its owner has read it.
    ///
    /// # Errors
    /// When the database cannot do it.
    pub async fn dismiss_alert(&self, user_id: UserId) -> Result<(), AuthError> {
        Ok(self.store.dismiss_alert(user_id).await?)
    }

    /// Changes the person's own password. Every other session and every API key of theirs ends, and this session gets new tokens: who has a
    /// copy of the old ones is out, too.
    ///
    /// # Errors
    /// [`AuthError::WrongPassword`], [`AuthError::Throttled`], [`AuthError::Busy`]; [`AuthError::Invalid`] when the new one will not do.
    pub async fn change_password(
        &self,
        session: Session,
        current: SecretString,
        new: SecretString,
        client: &ClientInfo,
    ) -> Result<SignedIn, AuthError> {
        let found = self.confirm(session.user_id, current, client).await?;
        let personal = vec![found.user.username.clone(), found.user.display_name.clone()];
        let password = self.new_password(new, "new_password", personal).await?.map_err(invalid)?;
        let (token, token_hash) = self.token()?;
        let (validator, validator_hash) = self.token()?;
        let remembered = session.remembered_until.is_some();
        let kept = KeptSession {
            id: session.id,
            token: token_hash,
            validator: remembered.then_some(validator_hash),
        };
        let new = NewPassword {
            hash: self.hasher.hash(password).await?,
            only_if: Some(found.password_hash),
            keep: Some(kept),
        };
        let entry = self.entry(&By::person(&found.user, client), "password.changed").about_user(&found.user);
        // Somebody changed it meanwhile: what was checked is no longer the password.
        if !self.store.set_password(found.user.id, new, entry).await? {
            return Err(AuthError::WrongPassword);
        }
        let remember = remembered.then(|| RememberToken { session: session.id, validator });
        Ok(SignedIn { user: found.user, session, token, remember })
    }

    /// Sets an account's password and ends everything that is signed in with it, for whoever runs the server.
    ///
    /// # Errors
    /// [`AuthError::NotFound`] when there is no such account; [`AuthError::Invalid`] when the password will not do.
    pub async fn reset_password(&self, username: &str, password: SecretString) -> Result<(), AuthError> {
        let user = self.find(username).await?;
        let personal = vec![user.username.clone(), user.display_name.clone()];
        let password = self.new_password(password, "password", personal).await?.map_err(invalid)?;
        let new = NewPassword { hash: self.hasher.hash(password).await?, only_if: None, keep: None };
        let entry = self.entry(&By::operator(), "password.reset").about_user(&user);
        let changed = self.store.set_password(user.id, new, entry).await?;
        if changed { Ok(()) } else { Err(AuthError::NotFound) }
    }

    /// Whose password a reset link sets.
    ///
    /// # Errors
    /// [`AuthError::Throttled`]; [`AuthError::ResetInvalid`] for an unknown, used and expired link alike.
    pub async fn preview_reset(
        &self,
        token: &SecretString,
        client: &ClientInfo,
    ) -> Result<PasswordReset, AuthError> {
        let (_, user, expires_at) = self.look_up_reset(token, client).await?;
        Ok(PasswordReset { username: user.username, display_name: user.display_name, expires_at })
    }

    /// Sets the password by a reset link, which is used up by it, and gives the account. Everything that is signed in with the account ends.
    ///
    /// # Errors
    /// [`AuthError::Throttled`]; [`AuthError::ResetInvalid`] for an unknown, used and expired link alike; [`AuthError::Invalid`] when the password will not do.
    pub async fn use_reset(
        &self,
        token: &SecretString,
        password: SecretString,
        client: &ClientInfo,
    ) -> Result<User, AuthError> {
        let (token_hash, user, _) = self.look_up_reset(token, client).await?;
        let personal = vec![user.username.clone(), user.display_name.clone()];
        let password = self.new_password(password, "new_password", personal).await?.map_err(invalid)?;
        let hash = self.hasher.hash(password).await?;
        let entry = self.entry(&By::person(&user, client), "password.reset").about_user(&user);
        let done = self.store.use_reset(&token_hash, self.now(), &hash, entry).await?;
        if done { Ok(user) } else { Err(AuthError::ResetInvalid) }
    }

    /// The person's sessions that are not over, latest seen first.
    ///
    /// # Errors
    /// When the database cannot tell.
    pub async fn sessions(&self, user_id: UserId) -> Result<Vec<Session>, AuthError> {
        Ok(self.store.sessions(user_id, self.now()).await?)
    }

    /// Ends one of the person's sessions.
    ///
    /// # Errors
    /// [`AuthError::NotFound`] when they have no such session.
    pub async fn end_session(&self, by: &By, user_id: UserId, id: SessionId) -> Result<(), AuthError> {
        let entry = self.entry(by, "session.ended").about(id.uuid(), "");
        let ended = self.store.delete_session(user_id, id, entry).await?;
        if ended { Ok(()) } else { Err(AuthError::NotFound) }
    }

    /// Ends all of the person's sessions but this one, and gives how many.
    ///
    /// # Errors
    /// When the database cannot do it.
    pub async fn end_other_sessions(&self, by: &By, session: &Session) -> Result<u64, AuthError> {
        let entry = self.entry(by, "session.ended_others");
        Ok(self.store.delete_sessions(None, session.user_id, Some(session.id), entry).await?)
    }

    /// Deletes the person's own account and everything that hangs on it.
    ///
    /// # Errors
    /// [`AuthError::WrongPassword`], [`AuthError::SecondFactorRequired`], [`AuthError::SecondFactorInvalid`], [`AuthError::Throttled`], [`AuthError::Busy`];
    /// [`AuthError::LastOwner`].
    pub async fn leave(
        &self,
        user_id: UserId,
        password: SecretString,
        otp: Option<&SecretString>,
        client: &ClientInfo,
    ) -> Result<(), AuthError> {
        let found = self.confirm(user_id, password, client).await?;
        // Before a code is used up for nothing.
        if self.is_last_owner(&found.user).await? {
            return Err(AuthError::LastOwner);
        }
        self.confirm_code(&found, otp, client).await?;
        let entry = self.entry(&By::person(&found.user, client), "user.left").about_user(&found.user);
        let gone = self.store.delete_user(Some(user_id), user_id, entry).await?;
        if gone { Ok(()) } else { Err(AuthError::NotFound) }
    }

    /// Checks the password of someone who is signed in. Wrong ones are counted for the account alone, so that nobody who
    /// guesses at its sign-in keeps its owner from changing the password.
    pub(super) async fn confirm(
        &self,
        user_id: UserId,
        password: SecretString,
        client: &ClientInfo,
    ) -> Result<Credentials, AuthError> {
        let found = self.store.credentials_of(user_id).await?.ok_or(AuthError::NotFound)?;
        let attempt = self.throttle.begin(throttle_keys(Some(Key::Proof(user_id)), client)).await?;
        let right = match Password::presented(password) {
            Some(password) => self.hasher.verify(password, Some(&found.password_hash)).await,
            None => Ok(false),
        };
        if matches!(right, Ok(false)) {
            return Err(AuthError::WrongPassword);
        }
        attempt.forgive().await;
        right.map(|_| found)
    }

    /// Checks the second factor of someone who is signed in, where there is one.
    pub(super) async fn confirm_code(
        &self,
        found: &Credentials,
        otp: Option<&SecretString>,
        client: &ClientInfo,
    ) -> Result<(), AuthError> {
        let attempt = self.throttle.begin(throttle_keys(Some(Key::Proof(found.user.id)), client)).await?;
        let right = self.second_step(found, otp, client).await;
        if !matches!(right, Err(AuthError::SecondFactorInvalid)) {
            attempt.forgive().await;
        }
        right
    }

    /// Whether nobody else owns the place. What it says may be old when it is heard: the store has the last word.
    async fn is_last_owner(&self, user: &User) -> Result<bool, AuthError> {
        let owners = PeopleFilter { role: Some(Role::Owner), disabled: Some(false), text: None };
        let two = self.store.people(&owners, Slice { before: None, limit: 2 }).await?;
        Ok(matches!(&*two, [one] if one.id == user.id))
    }

    /// Parses and judges a new password. The outer error is ours, the inner one is for whoever chose it.
    pub(super) async fn new_password(
        &self,
        text: SecretString,
        field: &'static str,
        personal: Vec<String>,
    ) -> Result<Result<Password, InvalidInput>, AuthError> {
        match Password::parse(text, field) {
            Ok(password) => Ok(self.hasher.judge(&password, field, personal).await?.map(|()| password)),
            Err(fault) => Ok(Err(fault)),
        }
    }

    /// The account with this name, for whoever runs the server.
    ///
    /// # Errors
    /// [`AuthError::NotFound`].
    pub async fn find(&self, username: &str) -> Result<User, AuthError> {
        let username = Username::parse(username).map_err(|_| AuthError::NotFound)?;
        let found = self.store.credentials(username.key()).await?;
        found.map(|found| found.user).ok_or(AuthError::NotFound)
    }

    async fn look_up_reset(
        &self,
        token: &SecretString,
        client: &ClientInfo,
    ) -> Result<(TokenHash, User, DateTime<Utc>), AuthError> {
        let keys = || client.guesses().into_iter().collect();
        self.throttle.check(keys(), || true).await?;
        if let Some(hash) = TokenHash::of(token)
            && let Some((user, expires_at)) = self.store.reset_target(&hash, self.now()).await?
        {
            return Ok((hash, user, expires_at));
        }
        self.throttle.check(keys(), || false).await?;
        Err(AuthError::ResetInvalid)
    }
}
