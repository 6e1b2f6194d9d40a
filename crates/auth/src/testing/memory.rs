//! A store in memory: what the contract asks for, in as few words as possible. One lock makes every method atomic.

mod accounts;
mod api_keys;
mod audit;
mod invites;
mod second_factors;
mod sessions;

use std::{
    cmp::Reverse,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use chrono::{DateTime, Utc};
use mami_ports::{InviteId, SessionId, UserId};
use uuid::Uuid;

use crate::{
    api_key::ApiKey,
    audit::AuditEntry,
    invite::{Invite, InviteStatus, PersonName},
    password::PasswordHash,
    people::Person,
    session::{Session, TokenHash},
    store::{Conflict, KeptSession, NewPassword, Slice, StoreError},
    totp::TotpSecret,
    user::{Role, User},
};

/// Everything that is kept of people, in memory.
#[derive(Debug, Default)]
pub struct MemoryStore {
    state: Mutex<State>,
    unavailable: AtomicBool,
    touches: AtomicUsize,
}

#[derive(Debug, Default)]
struct State {
    /// The bootstrap row.
    set_up: bool,
    users: Vec<UserRow>,
    sessions: Vec<SessionRow>,
    remember_tokens: Vec<RememberRow>,
    invites: Vec<InviteRow>,
    api_keys: Vec<ApiKeyRow>,
    recovery_codes: Vec<(UserId, TokenHash)>,
    resets: Vec<ResetRow>,
    audit: Vec<AuditEntry>,
}

#[derive(Debug)]
struct UserRow {
    user: User,
    username_key: String,
    password_hash: PasswordHash,
    disabled_at: Option<DateTime<Utc>>,
    last_seen_at: Option<DateTime<Utc>>,
    invite: Option<InviteId>,
    totp: Option<TotpSecret>,
    totp_since: Option<DateTime<Utc>>,
    totp_last_step: Option<i64>,
}

#[derive(Debug)]
struct SessionRow {
    session: Session,
    token_hash: TokenHash,
    generation: i32,
    advanced_at: DateTime<Utc>,
}

#[derive(Debug)]
struct RememberRow {
    validator: TokenHash,
    session: SessionId,
    generation: i32,
    /// A session token beside the session's own.
    token: Option<TokenHash>,
    created_at: DateTime<Utc>,
}

#[derive(Debug)]
struct InviteRow {
    invite: Invite,
    code_hash: TokenHash,
}

#[derive(Debug)]
struct ApiKeyRow {
    key: ApiKey,
    key_hash: TokenHash,
}

#[derive(Debug)]
struct ResetRow {
    user_id: UserId,
    token_hash: TokenHash,
    expires_at: DateTime<Utc>,
}

impl MemoryStore {
    /// Makes every call fail as a busy database does, until it is told otherwise.
    pub fn set_unavailable(&self, unavailable: bool) {
        self.unavailable.store(unavailable, Ordering::SeqCst);
    }

    /// How often [`crate::store::Sessions::touch_session`] was called.
    pub fn touches(&self) -> usize {
        self.touches.load(Ordering::SeqCst)
    }

    /// How many sessions there are, over or not.
    pub fn session_count(&self) -> usize {
        self.locked().sessions.len()
    }

    /// The state, after a pause: a call to a database is one, and lets others go first.
    async fn state(&self) -> Result<MutexGuard<'_, State>, StoreError> {
        tokio::task::yield_now().await;
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
    fn user(&self, id: UserId) -> Option<&UserRow> {
        self.users.iter().find(|row| row.user.id == id)
    }

    fn user_mut(&mut self, id: UserId) -> Option<&mut UserRow> {
        self.users.iter_mut().find(|row| row.user.id == id)
    }

    fn active(&self, id: UserId) -> Option<&UserRow> {
        self.user(id).filter(|row| row.disabled_at.is_none())
    }

    /// Refuses unless `by` manages people with this role now.
    fn check_may_manage(&self, by: Option<UserId>, role: Role) -> Result<(), Conflict> {
        let may = by.is_none_or(|by| self.active(by).is_some_and(|row| row.user.role.may_manage(role)));
        if may { Ok(()) } else { Err(Conflict::NotAllowed) }
    }

    /// Refuses when nobody else would own the place without this account.
    fn check_not_last_owner(&self, id: UserId) -> Result<(), Conflict> {
        let is_owner = |row: &&UserRow| row.user.role == Role::Owner && row.disabled_at.is_none();
        let mut owners = self.users.iter().filter(is_owner);
        let is_last = owners.clone().any(|row| row.user.id == id) && owners.all(|row| row.user.id == id);
        if is_last { Err(Conflict::LastOwner) } else { Ok(()) }
    }

    fn name(&self, id: UserId) -> Option<PersonName> {
        let user = &self.user(id)?.user;
        Some(PersonName { id, display_name: user.display_name.clone() })
    }

    fn person(&self, row: &UserRow) -> Person {
        let invite = row.invite.and_then(|id| self.invites.iter().find(|row| row.invite.id == id));
        let inviter = invite.and_then(|row| row.invite.created_by.as_ref());
        Person {
            id: row.user.id,
            username: row.user.username.clone(),
            display_name: row.user.display_name.clone(),
            role: row.user.role,
            disabled: row.disabled_at.is_some(),
            second_factor: row.user.second_factor,
            created_at: row.user.created_at,
            last_seen_at: row.last_seen_at,
            invited_by: inviter.and_then(|by| self.name(by.id)),
        }
    }

    fn seen(&mut self, id: UserId, at: DateTime<Utc>) {
        if let Some(row) = self.user_mut(id) {
            row.last_seen_at = row.last_seen_at.max(Some(at));
        }
    }

    /// Deletes the sessions that are meant, with their remember tokens; gives how many.
    fn delete_sessions(&mut self, is_meant: impl Fn(&Session) -> bool) -> u64 {
        let before = self.sessions.len();
        self.sessions.retain(|row| !is_meant(&row.session));
        let sessions = &self.sessions;
        self.remember_tokens.retain(|token| sessions.iter().any(|row| row.session.id == token.session));
        count(before - self.sessions.len())
    }

    /// Ends all that an account is signed in with, and could be.
    fn end_all(&mut self, id: UserId, keep: Option<SessionId>) {
        self.delete_sessions(|session| session.user_id == id && Some(session.id) != keep);
        self.api_keys.retain(|row| row.key.user_id != id);
        self.resets.retain(|row| row.user_id != id);
    }

    fn set_password(&mut self, id: UserId, new: NewPassword, entry: AuditEntry) -> bool {
        let Some(row) = self.user_mut(id) else { return false };
        if new.only_if.is_some_and(|only| only != row.password_hash) {
            return false;
        }
        row.password_hash = new.hash;
        self.end_all(id, new.keep.as_ref().map(|kept| kept.id));
        if let Some(kept) = new.keep {
            self.renew_tokens(id, kept, entry.at);
        }
        self.audit.push(entry);
        true
    }

    /// Gives the session that goes on new tokens in the place of all others, if it is there and the account's.
    fn renew_tokens(&mut self, id: UserId, kept: KeptSession, at: DateTime<Utc>) {
        let is_kept = |row: &&mut SessionRow| row.session.id == kept.id && row.session.user_id == id;
        let Some(row) = self.sessions.iter_mut().find(is_kept) else { return };
        row.token_hash = kept.token;
        row.generation += 1;
        let generation = row.generation;
        self.remember_tokens.retain(|token| token.session != kept.id);
        self.remember_tokens.extend(kept.validator.map(|validator| RememberRow {
            validator,
            session: kept.id,
            generation,
            token: None,
            created_at: at,
        }));
    }

    fn revoke_open_invites(&mut self, by: UserId, at: DateTime<Utc>, gives: impl Fn(Role) -> bool) {
        for InviteRow { invite, .. } in &mut self.invites {
            let is_theirs = invite.created_by.as_ref().is_some_and(|creator| creator.id == by);
            if is_theirs && gives(invite.role) && invite.status_at(at) == InviteStatus::Open {
                invite.revoked_at = Some(at);
            }
        }
    }
}

/// The part of a list that is asked for, newest first.
fn newest<T>(items: impl Iterator<Item = T>, id: impl Fn(&T) -> Uuid, slice: Slice) -> Vec<T> {
    let is_behind = |item: &T| slice.before.is_none_or(|before| id(item) < before);
    let mut items: Vec<T> = items.filter(is_behind).collect();
    items.sort_by_key(|item| Reverse(id(item)));
    items.truncate(usize::try_from(slice.limit).unwrap_or(usize::MAX));
    items
}

fn count(number: usize) -> u64 {
    number.try_into().unwrap_or(u64::MAX)
}
