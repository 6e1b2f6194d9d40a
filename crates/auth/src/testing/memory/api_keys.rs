use async_trait::async_trait;
use chrono::{DateTime, Utc};
use mami_ports::{ApiKeyId, SessionId, UserId};

use super::{ApiKeyRow, MemoryStore, State, UserRow, count, newest};
use crate::{
    api_key::{ApiKey, Area},
    audit::AuditEntry,
    session::TokenHash,
    store::{ApiKeys, Conflict, Slice, StoreError},
    user::{Role, User},
};

impl State {
    /// A key that is meant and its account, if it is good at `now`.
    fn good_key(
        &self,
        is_meant: impl Fn(&ApiKeyRow) -> bool,
        now: DateTime<Utc>,
    ) -> Option<(&ApiKey, &User)> {
        let key = &self.api_keys.iter().find(|row| is_meant(row))?.key;
        let user = &self.active(key.user_id)?.user;
        key.expires_at.is_none_or(|end| end > now).then_some((key, user))
    }
}

#[async_trait]
impl ApiKeys for MemoryStore {
    async fn insert_api_key(
        &self,
        session: SessionId,
        key: &ApiKey,
        key_hash: &TokenHash,
        most: u32,
        entry: AuditEntry,
    ) -> Result<(), StoreError> {
        let mut state = self.state().await?;
        let session = state.sessions.iter().find(|row| row.session.id == session);
        let is_theirs = session.is_some_and(|row| row.session.user_id == key.user_id);
        let for_admins = key.scopes.allow(Area::Admin, false);
        let may_have = |row: &UserRow| is_theirs && !(for_admins && row.user.role == Role::Member);
        if !state.active(key.user_id).is_some_and(may_have) {
            return Err(Conflict::NotAllowed.into());
        }
        let has = state.api_keys.iter().filter(|row| row.key.user_id == key.user_id).count();
        if count(has) >= u64::from(most) {
            return Err(Conflict::TooManyKeys.into());
        }
        state.api_keys.push(ApiKeyRow { key: key.clone(), key_hash: *key_hash });
        state.audit.push(entry);
        Ok(())
    }

    async fn api_keys(&self, user_id: UserId) -> Result<Vec<ApiKey>, StoreError> {
        let state = self.state().await?;
        let keys = state.api_keys.iter().map(|row| &row.key).filter(|key| key.user_id == user_id).cloned();
        Ok(newest(keys, |key| key.id.uuid(), Slice { before: None, limit: u32::MAX }))
    }

    async fn delete_api_key(
        &self,
        user_id: UserId,
        id: ApiKeyId,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        let mut state = self.state().await?;
        let before = state.api_keys.len();
        state.api_keys.retain(|row| row.key.id != id || row.key.user_id != user_id);
        let deleted = state.api_keys.len() < before;
        state.audit.extend(deleted.then_some(entry));
        Ok(deleted)
    }

    async fn api_key_user(
        &self,
        key_hash: &TokenHash,
        now: DateTime<Utc>,
    ) -> Result<Option<(ApiKey, User)>, StoreError> {
        let state = self.state().await?;
        let found = state.good_key(|row| row.key_hash == *key_hash, now);
        Ok(found.map(|(key, user)| (key.clone(), user.clone())))
    }

    async fn api_key_lives(&self, id: ApiKeyId, now: DateTime<Utc>) -> Result<bool, StoreError> {
        Ok(self.state().await?.good_key(|row| row.key.id == id, now).is_some())
    }

    async fn touch_api_key(&self, id: ApiKeyId, at: DateTime<Utc>) -> Result<(), StoreError> {
        let mut state = self.state().await?;
        if let Some(row) = state.api_keys.iter_mut().find(|row| row.key.id == id) {
            row.key.last_used_at = row.key.last_used_at.max(Some(at));
            let user_id = row.key.user_id;
            state.seen(user_id, at);
        }
        Ok(())
    }
}
