//! A store in memory, and the contract that every store must pass.

mod contract;

use std::sync::{
    Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use mami_ports::{SessionId, UserId};

pub use self::contract::store_contract;
use crate::{
    password::{HashPolicy, PasswordHash},
    session::{Session, TokenHash},
    store::{Conflict, Credentials, Store, StoreError},
    user::{NewUser, ProfileChange, Role, User},
};

/// Hashes that cost next to nothing, for tests.
pub const CHEAP_HASHES: HashPolicy = HashPolicy { memory_kib: 8, passes: 1, at_once: 4, waiting: 1000 };

/// Accounts and sessions in memory.
#[derive(Debug, Default)]
pub struct MemoryStore {
    state: Mutex<State>,
    unavailable: AtomicBool,
    touches: AtomicUsize,
}

#[derive(Debug, Default)]
struct State {
    users: Vec<UserRow>,
    sessions: Vec<SessionRow>,
}

#[derive(Debug)]
struct UserRow {
    user: User,
    username_key: String,
    password_hash: PasswordHash,
    disabled: bool,
}

#[derive(Debug)]
struct SessionRow {
    session: Session,
    token_hash: TokenHash,
}

impl MemoryStore {
    /// Disables an account.
    pub fn disable(&self, id: UserId) {
        if let Some(row) = self.locked().user_mut(id) {
            row.disabled = true;
        }
    }

    /// Makes every call fail as a busy database does, until it is told otherwise.
    pub fn set_unavailable(&self, unavailable: bool) {
        self.unavailable.store(unavailable, Ordering::SeqCst);
    }

    /// How often [`Store::touch_session`] was called.
    pub fn touches(&self) -> usize {
        self.touches.load(Ordering::SeqCst)
    }

    /// How many sessions there are, over or not.
    pub fn session_count(&self) -> usize {
        self.locked().sessions.len()
    }

    fn state(&self) -> Result<MutexGuard<'_, State>, StoreError> {
        if self.unavailable.load(Ordering::SeqCst) {
            return Err(StoreError::Unavailable("the test says so".to_owned()));
        }
        Ok(self.locked())
    }

    fn locked(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn user_mut(&mut self, id: UserId) -> Option<&mut UserRow> {
        self.users.iter_mut().find(|row| row.user.id == id)
    }

    fn has_owner(&self) -> bool {
        self.users.iter().any(|row| row.user.role == Role::Owner)
    }
}

#[async_trait]
impl Store for MemoryStore {
    async fn needs_owner(&self) -> Result<bool, StoreError> {
        Ok(!self.state()?.has_owner())
    }

    async fn create_user(&self, user: NewUser) -> Result<(), StoreError> {
        let mut state = self.state()?;
        if user.role == Role::Owner && state.has_owner() {
            return Err(Conflict::AlreadySetUp.into());
        }
        if state.users.iter().any(|row| row.username_key == user.username.key()) {
            return Err(Conflict::UsernameTaken.into());
        }
        state.users.push(UserRow {
            user: user.user(),
            username_key: user.username.key().to_owned(),
            password_hash: user.password_hash,
            disabled: false,
        });
        Ok(())
    }

    async fn credentials(&self, username_key: &str) -> Result<Option<Credentials>, StoreError> {
        Ok(self.state()?.users.iter().find(|row| row.username_key == username_key).map(|row| Credentials {
            user: row.user.clone(),
            password_hash: row.password_hash.clone(),
            disabled: row.disabled,
        }))
    }

    async fn users(&self) -> Result<Vec<User>, StoreError> {
        let mut users: Vec<User> = self.state()?.users.iter().map(|row| row.user.clone()).collect();
        users.sort_by_key(|user| (user.created_at, user.id));
        Ok(users)
    }

    async fn set_password_hash(&self, user_id: UserId, hash: &PasswordHash) -> Result<bool, StoreError> {
        let mut state = self.state()?;
        let Some(row) = state.user_mut(user_id) else { return Ok(false) };
        row.password_hash = hash.clone();
        state.sessions.retain(|row| row.session.user_id != user_id);
        Ok(true)
    }

    async fn update_profile(
        &self,
        user_id: UserId,
        change: ProfileChange,
    ) -> Result<Option<User>, StoreError> {
        let mut state = self.state()?;
        let Some(row) = state.user_mut(user_id) else { return Ok(None) };
        if let Some(display_name) = change.display_name {
            row.user.display_name = display_name.as_str().to_owned();
        }
        if let Some(locale) = change.locale {
            row.user.locale = locale.map(|locale| locale.as_str().to_owned());
        }
        if let Some(theme) = change.theme {
            row.user.theme = theme;
        }
        Ok(Some(row.user.clone()))
    }

    async fn insert_session(
        &self,
        session: &Session,
        token_hash: &TokenHash,
        verified: &PasswordHash,
    ) -> Result<bool, StoreError> {
        let mut state = self.state()?;
        let may = state
            .user_mut(session.user_id)
            .is_some_and(|row| !row.disabled && row.password_hash == *verified);
        if may {
            state.sessions.push(SessionRow { session: session.clone(), token_hash: *token_hash });
        }
        Ok(may)
    }

    async fn session_user(
        &self,
        token_hash: &TokenHash,
        now: DateTime<Utc>,
    ) -> Result<Option<(Session, User)>, StoreError> {
        let state = self.state()?;
        let live =
            state.sessions.iter().find(|row| row.token_hash == *token_hash && row.session.expires_at > now);
        Ok(live.and_then(|found| {
            let owner =
                state.users.iter().find(|row| row.user.id == found.session.user_id && !row.disabled)?;
            Some((found.session.clone(), owner.user.clone()))
        }))
    }

    async fn touch_session(
        &self,
        id: SessionId,
        last_seen_at: DateTime<Utc>,
        expires_at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.touches.fetch_add(1, Ordering::SeqCst);
        let mut state = self.state()?;
        let found = state.sessions.iter_mut().find(|row| row.session.id == id);
        if let Some(row) = found.filter(|row| row.session.last_seen_at < last_seen_at) {
            row.session.last_seen_at = last_seen_at;
            row.session.expires_at = expires_at;
        }
        Ok(())
    }

    async fn delete_session(&self, id: SessionId, user_id: UserId) -> Result<bool, StoreError> {
        let mut state = self.state()?;
        let before = state.sessions.len();
        state.sessions.retain(|row| row.session.id != id || row.session.user_id != user_id);
        Ok(state.sessions.len() < before)
    }

    async fn delete_expired_sessions(&self, now: DateTime<Utc>) -> Result<u64, StoreError> {
        let mut state = self.state()?;
        let before = state.sessions.len();
        state.sessions.retain(|row| row.session.expires_at > now);
        Ok((before - state.sessions.len()).try_into().unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn the_memory_store_keeps_the_contract() {
        let store = Arc::new(MemoryStore::default());
        store_contract(store.clone(), async |id| store.disable(id)).await;
    }
}
