//! What is kept of sessions.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use mami_ports::{SessionId, UserId};

use super::StoreError;
use crate::{
    audit::AuditEntry,
    password::PasswordHash,
    remember::{Remembered, Renewal},
    session::{Session, TokenHash},
    user::User,
};

/// Sessions, and the tokens that resume them.
#[async_trait]
pub trait Sessions: Send + Sync {
    /// Adds a session, in one transaction, if the account still has the password hash `verified` and is not disabled;
    /// gives whether it was added. So a sign-in that is overtaken by a change of the password leaves no session: the
    /// account's row is locked against [`super::Accounts::set_password`] between the look and the insert (`FOR SHARE`
    /// where transactions run side by side). `validator` is its first remember token, of generation 0. The account counts as seen.
    async fn insert_session(
        &self,
        session: &Session,
        token_hash: &TokenHash,
        validator: Option<&TokenHash>,
        verified: &PasswordHash,
        entry: AuditEntry,
    ) -> Result<bool, StoreError>;

    /// The session of a token and its account, if `expires_at` is after `now` and the account is not disabled. A token is the session's own, which takes
    /// one query, or one that [`Sessions::renew_session`] gave beside it for the generation that is current.
    async fn session_user(
        &self,
        token_hash: &TokenHash,
        now: DateTime<Utc>,
    ) -> Result<Option<(Session, User)>, StoreError>;

    /// Whether a session is there whose `expires_at` or `remembered_until` is after `now`, and its account is not disabled.
    async fn session_lives(&self, id: SessionId, now: DateTime<Utc>) -> Result<bool, StoreError>;

    /// Notes that a session was used from this address, and its account with it, unless it was deleted or was used later than `last_seen_at` already.
    async fn touch_session(
        &self,
        id: SessionId,
        last_seen_at: DateTime<Utc>,
        expires_at: DateTime<Utc>,
        address: Option<&str>,
    ) -> Result<(), StoreError>;

    /// The sessions of an account that are not over at `now` (by [`Session::ends_at`]), latest seen first.
    async fn sessions(&self, user_id: UserId, now: DateTime<Utc>) -> Result<Vec<Session>, StoreError>;

    /// Deletes a session of this account; gives whether there was one.
    async fn delete_session(
        &self,
        user_id: UserId,
        id: SessionId,
        entry: AuditEntry,
    ) -> Result<bool, StoreError>;

    /// Deletes all sessions of this account but `keep`; gives how many. `by` as in [`super::Accounts`].
    ///
    /// # Errors
    /// [`super::Conflict::NotAllowed`].
    async fn delete_sessions(
        &self,
        by: Option<UserId>,
        user_id: UserId,
        keep: Option<SessionId>,
        entry: AuditEntry,
    ) -> Result<u64, StoreError>;

    /// What is known of a validator: its session is there, `remembered_until` is after `now`, the account is not disabled.
    async fn remembered(
        &self,
        session: SessionId,
        validator: &TokenHash,
        now: DateTime<Utc>,
    ) -> Result<Option<Remembered>, StoreError>;

    /// Renews a session, if its generation is still the expected one; gives whether it was. When the generation advances, the session's old tokens open nothing
    /// any more; when it does not ([`Renewal::current`] is the expected one), the new token is good beside them, until it advances. Validators that are more than
    /// 100 generations old are forgotten.
    async fn renew_session(&self, id: SessionId, renewal: Renewal) -> Result<bool, StoreError>;

    /// Deletes a session whose validator was stolen, and leaves the alert for its owner (its time and address are the entry's). Gives whether there was one.
    async fn end_stolen_session(
        &self,
        user_id: UserId,
        id: SessionId,
        entry: AuditEntry,
    ) -> Result<bool, StoreError>;

    /// Deletes what is over at `now`: sessions (by [`Session::ends_at`]), reset links, remember tokens that were made before `stale`; gives how many sessions.
    async fn delete_expired(&self, now: DateTime<Utc>, stale: DateTime<Utc>) -> Result<u64, StoreError>;
}
