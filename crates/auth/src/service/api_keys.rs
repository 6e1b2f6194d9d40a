//! Keys for programs.

use chrono::{DateTime, Datelike as _, Utc};
use mami_ports::{ApiKeyId, SessionId, UserId};
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::Auth;
use crate::{
    api_key::{ApiKey, ApiKeyName, Area, Scope, Scopes, key_hash, key_start, new_api_key},
    audit::By,
    error::{AuthError, InvalidInput},
    invite::LAST_YEAR,
    throttle::Key,
    user::{Role, User},
};

/// How many keys an account may have.
const MOST_KEYS: u32 = 50;

/// A key as it is asked for.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApiKeyInput {
    /// What it is for, 1 to 64 characters.
    name: String,
    /// What it opens, at least one.
    scopes: Vec<Scope>,
    /// When it ends; never by itself unless given.
    expires_at: Option<DateTime<Utc>>,
}

impl Auth {
    /// Makes a key, and gives it with the only copy of its text.
    ///
    /// # Errors
    /// [`AuthError::Invalid`] with all faults, such as a scope that the person's role does not have; [`AuthError::TooManyKeys`];
    /// [`AuthError::NotAllowed`] when the session or the rights ended meanwhile; [`AuthError::Throttled`].
    pub async fn create_api_key(
        &self,
        by: &By,
        user: &User,
        session: SessionId,
        input: ApiKeyInput,
    ) -> Result<(ApiKey, SecretString), AuthError> {
        self.throttle.spend(Key::Deed(user.id)).await?;
        let now = self.now();
        let name = ApiKeyName::parse(&input.name);
        let scopes = Scopes::parse(input.scopes).and_then(|scopes| {
            if user.role == Role::Member && scopes.allow(Area::Admin, false) {
                return Err(InvalidInput::new(
                    "scopes",
                    "scopes_admin",
                    "must not hold admin scopes: they need the role of an admin",
                ));
            }
            Ok(scopes)
        });
        let end = match input.expires_at {
            Some(end) if end <= now || end.year() > LAST_YEAR => {
                Err(InvalidInput::new("expires_at", "not_ahead", "must lie ahead, before the year 10000"))
            }
            end => Ok(end),
        };
        let (name, scopes, expires_at) = match (name, scopes, end) {
            (Ok(name), Ok(scopes), Ok(end)) => (name, scopes, end),
            (name, scopes, end) => {
                return Err(AuthError::Invalid(
                    [name.err(), scopes.err(), end.err()].into_iter().flatten().collect(),
                ));
            }
        };
        let text = new_api_key(self.random.as_ref());
        let hash = key_hash(&text).ok_or_else(|| AuthError::Internal("a new key is not a key".to_owned()))?;
        let key = ApiKey {
            id: self.ids.next(),
            user_id: user.id,
            name: name.as_str().to_owned(),
            start: key_start(&text),
            scopes,
            created_at: now,
            expires_at,
            last_used_at: None,
        };
        let entry = self
            .entry(by, "api_key.created")
            .about(key.id.uuid(), &key.name)
            .with(json!({ "scopes": key.scopes }));
        self.store.insert_api_key(session, &key, &hash, MOST_KEYS, entry).await?;
        Ok((key, text))
    }

    /// The person's keys, newest first.
    ///
    /// # Errors
    /// When the database cannot tell.
    pub async fn api_keys(&self, user_id: UserId) -> Result<Vec<ApiKey>, AuthError> {
        Ok(self.store.api_keys(user_id).await?)
    }

    /// Deletes one of the person's keys, at once.
    ///
    /// # Errors
    /// [`AuthError::NotFound`] when they have no such key.
    pub async fn revoke_api_key(&self, by: &By, user_id: UserId, id: ApiKeyId) -> Result<(), AuthError> {
        let keys = self.store.api_keys(user_id).await?;
        let key = keys.iter().find(|key| key.id == id).ok_or(AuthError::NotFound)?;
        let entry = self.entry(by, "api_key.revoked").about(id.uuid(), &key.name);
        let gone = self.store.delete_api_key(user_id, id, entry).await?;
        if gone { Ok(()) } else { Err(AuthError::NotFound) }
    }
}
