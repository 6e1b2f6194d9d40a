use std::{cmp::Reverse, sync::atomic::Ordering};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use mami_ports::{SessionId, UserId};

use super::{MemoryStore, RememberRow, SessionRow, State};
use crate::{
    audit::AuditEntry,
    password::PasswordHash,
    remember::{Remembered, Renewal},
    session::{Session, TokenHash},
    store::{Sessions, StoreError},
    user::{Alert, User},
};

impl State {
    fn session_mut(&mut self, id: SessionId) -> Option<&mut SessionRow> {
        self.sessions.iter_mut().find(|row| row.session.id == id)
    }

    /// A session that is meant, over or not, and its account, unless that is disabled.
    fn opened(&self, is_meant: impl Fn(&SessionRow) -> bool) -> Option<(&SessionRow, &User)> {
        let row = self.sessions.iter().find(|row| is_meant(row))?;
        Some((row, &self.active(row.session.user_id)?.user))
    }
}

#[async_trait]
impl Sessions for MemoryStore {
    async fn insert_session(
        &self,
        session: &Session,
        token_hash: &TokenHash,
        validator: Option<&TokenHash>,
        verified: &PasswordHash,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        let mut state = self.state().await?;
        if state.active(session.user_id).is_none_or(|row| row.password_hash != *verified) {
            return Ok(false);
        }
        state.sessions.push(SessionRow {
            session: session.clone(),
            token_hash: *token_hash,
            generation: 0,
            advanced_at: session.created_at,
        });
        state.remember_tokens.extend(validator.map(|validator| RememberRow {
            validator: *validator,
            session: session.id,
            generation: 0,
            token: None,
            created_at: session.created_at,
        }));
        state.seen(session.user_id, session.last_seen_at);
        state.audit.push(entry);
        Ok(true)
    }

    async fn session_user(
        &self,
        token_hash: &TokenHash,
        now: DateTime<Utc>,
    ) -> Result<Option<(Session, User)>, StoreError> {
        let state = self.state().await?;
        let beside = state.remember_tokens.iter().find(|token| token.token == Some(*token_hash));
        let is_beside = |row: &SessionRow| {
            beside.is_some_and(|token| token.session == row.session.id && token.generation == row.generation)
        };
        let found = state
            .opened(|row| (row.token_hash == *token_hash || is_beside(row)) && row.session.expires_at > now);
        Ok(found.map(|(row, user)| (row.session.clone(), user.clone())))
    }

    async fn session_lives(&self, id: SessionId, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let state = self.state().await?;
        Ok(state.opened(|row| row.session.id == id && row.session.ends_at() > now).is_some())
    }

    async fn touch_session(
        &self,
        id: SessionId,
        last_seen_at: DateTime<Utc>,
        expires_at: DateTime<Utc>,
        address: Option<&str>,
    ) -> Result<(), StoreError> {
        self.touches.fetch_add(1, Ordering::SeqCst);
        let mut state = self.state().await?;
        let found = state.session_mut(id).filter(|row| row.session.last_seen_at <= last_seen_at);
        if let Some(SessionRow { session, .. }) = found {
            session.last_seen_at = last_seen_at;
            session.expires_at = expires_at;
            session.address = address.map(ToOwned::to_owned);
            let user_id = session.user_id;
            state.seen(user_id, last_seen_at);
        }
        Ok(())
    }

    async fn sessions(&self, user_id: UserId, now: DateTime<Utc>) -> Result<Vec<Session>, StoreError> {
        let state = self.state().await?;
        let is_meant = |session: &&Session| session.user_id == user_id && session.ends_at() > now;
        let mut sessions: Vec<Session> =
            state.sessions.iter().map(|row| &row.session).filter(is_meant).cloned().collect();
        sessions.sort_by_key(|session| Reverse((session.last_seen_at, session.id)));
        Ok(sessions)
    }

    async fn delete_session(
        &self,
        user_id: UserId,
        id: SessionId,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        let mut state = self.state().await?;
        let deleted = state.delete_sessions(|session| session.id == id && session.user_id == user_id) > 0;
        state.audit.extend(deleted.then_some(entry));
        Ok(deleted)
    }

    async fn delete_sessions(
        &self,
        by: Option<UserId>,
        user_id: UserId,
        keep: Option<SessionId>,
        entry: AuditEntry,
    ) -> Result<u64, StoreError> {
        let mut state = self.state().await?;
        let Some(role) = state.user(user_id).map(|row| row.user.role) else { return Ok(0) };
        if by != Some(user_id) {
            state.check_may_manage(by, role)?;
        }
        let deleted = state.delete_sessions(|session| session.user_id == user_id && Some(session.id) != keep);
        state.audit.extend((deleted > 0).then_some(entry));
        Ok(deleted)
    }

    async fn remembered(
        &self,
        session: SessionId,
        validator: &TokenHash,
        now: DateTime<Utc>,
    ) -> Result<Option<Remembered>, StoreError> {
        let state = self.state().await?;
        let is_meant = |row: &&RememberRow| row.session == session && row.validator == *validator;
        let Some(token) = state.remember_tokens.iter().find(is_meant) else { return Ok(None) };
        let is_remembered = |until: DateTime<Utc>| until > now;
        let found = state.opened(|row| {
            row.session.id == session && row.session.remembered_until.is_some_and(is_remembered)
        });
        Ok(found.map(|(row, user)| Remembered {
            session: row.session.clone(),
            user: user.clone(),
            presented: token.generation,
            current: row.generation,
            advanced_at: row.advanced_at,
        }))
    }

    async fn renew_session(&self, id: SessionId, renewal: Renewal) -> Result<bool, StoreError> {
        let mut state = self.state().await?;
        let Some(row) = state.session_mut(id).filter(|row| row.generation == renewal.expected) else {
            return Ok(false);
        };
        row.generation = renewal.current;
        row.advanced_at = renewal.advanced_at;
        let mut beside = Some(renewal.token);
        if renewal.current != renewal.expected {
            row.token_hash = renewal.token;
            beside = None;
        }
        row.session.last_seen_at = renewal.last_seen_at;
        row.session.expires_at = renewal.expires_at;
        row.session.remembered_until = Some(renewal.remembered_until);
        row.session.address = renewal.address;
        row.session.user_agent = renewal.user_agent;
        let user_id = row.session.user_id;
        state
            .remember_tokens
            .retain(|token| token.session != id || renewal.current - token.generation <= 100);
        state.remember_tokens.push(RememberRow {
            validator: renewal.validator,
            session: id,
            generation: renewal.current,
            token: beside,
            created_at: renewal.last_seen_at,
        });
        state.seen(user_id, renewal.last_seen_at);
        Ok(true)
    }

    async fn end_stolen_session(
        &self,
        user_id: UserId,
        id: SessionId,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        let mut state = self.state().await?;
        if state.delete_sessions(|session| session.id == id && session.user_id == user_id) == 0 {
            return Ok(false);
        }
        if let Some(row) = state.user_mut(user_id) {
            row.user.alert = Some(Alert { at: entry.at, address: entry.address.clone() });
        }
        state.audit.push(entry);
        Ok(true)
    }

    async fn delete_expired(&self, now: DateTime<Utc>, stale: DateTime<Utc>) -> Result<u64, StoreError> {
        let mut state = self.state().await?;
        state.resets.retain(|row| row.expires_at > now);
        state.remember_tokens.retain(|row| row.created_at >= stale);
        Ok(state.delete_sessions(|session| session.ends_at() <= now))
    }
}
