//! What the engine needs of a database.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use mami_ports::{SessionId, UserId};

use crate::{
    password::PasswordHash,
    session::{Session, TokenHash},
    user::{NewUser, ProfileChange, User},
};

/// Accounts and sessions, kept. What must be atomic is one method; `testing::store_contract` says in code what
/// every implementation must hold.
///
/// Times are handed over in whole microseconds and come back equal.
#[async_trait]
pub trait Store: Send + Sync {
    /// Whether there is no owner yet.
    async fn needs_owner(&self) -> Result<bool, StoreError>;

    /// Adds an account, in one transaction. With [`crate::Role::Owner`] it also claims the one bootstrap row, whose
    /// key is unique: of any number of owners at once exactly one is made.
    ///
    /// # Errors
    /// [`Conflict::AlreadySetUp`] when the bootstrap row is taken (whatever the name);
    /// [`Conflict::UsernameTaken`] when another account has the same [`crate::Username::key`]. Neither leaves a trace.
    async fn create_user(&self, user: NewUser) -> Result<(), StoreError>;

    /// The account whose [`crate::Username::key`] is `username_key`, disabled or not.
    async fn credentials(&self, username_key: &str) -> Result<Option<Credentials>, StoreError>;

    /// Every account, oldest first (by `created_at`, then `id`).
    async fn users(&self) -> Result<Vec<User>, StoreError>;

    /// Sets a new password and deletes every session of the account, in one transaction. Gives whether there is such
    /// an account.
    async fn set_password_hash(&self, user_id: UserId, hash: &PasswordHash) -> Result<bool, StoreError>;

    /// Changes what is given and gives the account as it is then; `None` when there is no such account.
    async fn update_profile(
        &self,
        user_id: UserId,
        change: ProfileChange,
    ) -> Result<Option<User>, StoreError>;

    /// Adds a session, in one transaction, if the account still has the password hash `verified` and is not disabled;
    /// gives whether it was added. So a sign-in that is overtaken by a change of the password leaves no session: the
    /// account's row is locked against [`Store::set_password_hash`] between the look and the insert (`FOR SHARE`
    /// where transactions run side by side).
    async fn insert_session(
        &self,
        session: &Session,
        token_hash: &TokenHash,
        verified: &PasswordHash,
    ) -> Result<bool, StoreError>;

    /// The session of a token and its account, in one query, if `expires_at` is after `now` and the account is not
    /// disabled.
    async fn session_user(
        &self,
        token_hash: &TokenHash,
        now: DateTime<Utc>,
    ) -> Result<Option<(Session, User)>, StoreError>;

    /// Notes that a session was used, unless it was deleted or was used later than `last_seen_at` already.
    async fn touch_session(
        &self,
        id: SessionId,
        last_seen_at: DateTime<Utc>,
        expires_at: DateTime<Utc>,
    ) -> Result<(), StoreError>;

    /// Deletes a session of this account; gives whether there was one.
    async fn delete_session(&self, id: SessionId, user_id: UserId) -> Result<bool, StoreError>;

    /// Deletes the sessions whose `expires_at` is not after `now`; gives how many.
    async fn delete_expired_sessions(&self, now: DateTime<Utc>) -> Result<u64, StoreError>;
}

/// What a sign-in is checked against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The account.
    pub user: User,
    /// Its password's hash.
    pub password_hash: PasswordHash,
    /// Whether it is disabled (`disabled_at` is set).
    pub disabled: bool,
}

/// Why the database did not do it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Someone else was first.
    #[error(transparent)]
    Conflict(#[from] Conflict),
    /// Busy, down or out of space: the same call may succeed later.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// Anything else: a bug, or rows that make no sense.
    #[error("the database failed: {0}")]
    Failed(String),
}

/// What a new row collided with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Conflict {
    /// There is an owner.
    #[error("there is an owner already")]
    AlreadySetUp,
    /// The name is taken.
    #[error("the username is taken")]
    UsernameTaken,
}
