//! One's own second factor: codes from an app (TOTP, RFC 6238), and recovery codes for when the app is gone.

use chrono::{DateTime, Utc};
use mami_ports::UserId;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Auth, ClientInfo, invalid, sign_in::throttle_keys};
use crate::{
    audit::By,
    error::{AuthError, InvalidInput},
    recovery_code::{new_recovery_codes, recovery_code_hash},
    session::TokenHash,
    store::Credentials,
    throttle::Key,
    totp::TotpSecret,
};

/// How it is with a person's second factor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SecondFactor {
    /// Whether signing in takes it.
    pub enabled: bool,
    /// Since when.
    pub enabled_at: Option<DateTime<Utc>>,
    /// How many recovery codes are left.
    pub recovery_codes_left: u32,
}

impl Auth {
    /// How it is with the person's second factor.
    ///
    /// # Errors
    /// When the database cannot tell.
    pub async fn second_factor(&self, user_id: UserId) -> Result<SecondFactor, AuthError> {
        let found = self.store.credentials_of(user_id).await?.ok_or(AuthError::NotFound)?;
        let recovery_codes_left = self.store.recovery_codes_left(user_id).await?;
        let enabled_at = found.second_factor_at;
        Ok(SecondFactor { enabled: enabled_at.is_some(), enabled_at, recovery_codes_left })
    }

    /// Gives the secret for the person's app. It is not in force before a code of it was shown.
    ///
    /// # Errors
    /// [`AuthError::WrongPassword`], [`AuthError::Throttled`], [`AuthError::Busy`]; [`AuthError::SecondFactorEnabled`].
    pub async fn begin_second_factor(
        &self,
        user_id: UserId,
        password: SecretString,
        client: &ClientInfo,
    ) -> Result<TotpSecret, AuthError> {
        self.confirm(user_id, password, client).await?;
        let secret = TotpSecret::new(self.random.as_ref());
        let begun = self.store.begin_second_factor(user_id, &secret).await?;
        if begun { Ok(secret) } else { Err(AuthError::SecondFactorEnabled) }
    }

    /// Puts the secret in force by a code of it, and gives the recovery codes.
    ///
    /// # Errors
    /// [`AuthError::Invalid`] when the code is wrong, [`AuthError::Throttled`] after too many of those; [`AuthError::SecondFactorEnabled`]; [`AuthError::NotFound`] when there is no secret to confirm.
    pub async fn confirm_second_factor(
        &self,
        user_id: UserId,
        code: &SecretString,
        client: &ClientInfo,
    ) -> Result<Vec<SecretString>, AuthError> {
        let found = self.store.credentials_of(user_id).await?.ok_or(AuthError::NotFound)?;
        if found.second_factor_at.is_some() {
            return Err(AuthError::SecondFactorEnabled);
        }
        let secret = found.totp.as_ref().ok_or(AuthError::NotFound)?;
        let attempt = self.throttle.begin(throttle_keys(Some(Key::Proof(user_id)), client)).await?;
        let Some(step) = secret.matching_step(code.expose_secret(), self.now()) else {
            return Err(invalid(InvalidInput::new(
                "code",
                "code_wrong",
                "is not the code that the app shows now",
            )));
        };
        attempt.forgive().await;
        let (codes, hashes) = self.recovery_codes();
        let entry =
            self.entry(&By::person(&found.user, client), "second_factor.enabled").about_user(&found.user);
        let done = self.store.confirm_second_factor(user_id, secret, step, &hashes, entry).await?;
        if done { Ok(codes) } else { Err(AuthError::SecondFactorEnabled) }
    }

    /// Gives new recovery codes; the old ones are void.
    ///
    /// # Errors
    /// As [`Auth::disable_second_factor`].
    pub async fn renew_recovery_codes(
        &self,
        user_id: UserId,
        password: SecretString,
        code: &SecretString,
        client: &ClientInfo,
    ) -> Result<Vec<SecretString>, AuthError> {
        let found = self.confirm_in_force(user_id, password, code, client).await?;
        let (codes, hashes) = self.recovery_codes();
        let by = By::person(&found.user, client);
        let entry = self.entry(&by, "second_factor.recovery_codes_made").about_user(&found.user);
        let done = self.store.replace_recovery_codes(user_id, &hashes, entry).await?;
        if done { Ok(codes) } else { Err(AuthError::NotFound) }
    }

    /// Takes the second factor off the person's own account.
    ///
    /// # Errors
    /// [`AuthError::WrongPassword`], [`AuthError::SecondFactorInvalid`], [`AuthError::Throttled`], [`AuthError::Busy`]; [`AuthError::NotFound`] when there is none.
    pub async fn disable_second_factor(
        &self,
        user_id: UserId,
        password: SecretString,
        code: &SecretString,
        client: &ClientInfo,
    ) -> Result<(), AuthError> {
        let found = self.confirm_in_force(user_id, password, code, client).await?;
        let entry =
            self.entry(&By::person(&found.user, client), "second_factor.disabled").about_user(&found.user);
        let done = self.store.remove_second_factor(None, user_id, entry).await?;
        if done { Ok(()) } else { Err(AuthError::NotFound) }
    }

    async fn confirm_in_force(
        &self,
        user_id: UserId,
        password: SecretString,
        code: &SecretString,
        client: &ClientInfo,
    ) -> Result<Credentials, AuthError> {
        let found = self.confirm(user_id, password, client).await?;
        if !found.user.second_factor {
            return Err(AuthError::NotFound);
        }
        match self.confirm_code(&found, Some(code), client).await {
            // It was asked for with an empty one.
            Err(AuthError::SecondFactorRequired) => Err(AuthError::SecondFactorInvalid),
            confirmed => confirmed.map(|()| found),
        }
    }

    fn recovery_codes(&self) -> (Vec<SecretString>, Vec<TokenHash>) {
        let codes = new_recovery_codes(self.random.as_ref());
        let hashes = codes.iter().filter_map(|code| recovery_code_hash(code.expose_secret())).collect();
        (codes, hashes)
    }
}
