//! What the engine needs of a database.

mod accounts;
mod sessions;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use mami_ports::{ApiKeyId, InviteId, SessionId, UserId};
use uuid::Uuid;

pub use self::{
    accounts::{Accounts, Entries, KeptSession, NewPassword},
    sessions::Sessions,
};
use crate::{
    api_key::ApiKey,
    audit::{AuditEntry, AuditFilter},
    invite::{Invite, InvitePreview},
    password::PasswordHash,
    session::TokenHash,
    totp::TotpSecret,
    user::{NewUser, User},
};

/// Everything that is kept of people. What must be atomic is one method, and an entry for the audit log that is handed
/// over is written in the same transaction, or not at all when nothing was done; `testing::store_contract` says in
/// code what every implementation must hold.
///
/// Times are handed over in whole microseconds and come back equal. Lists are newest first, that is by descending id,
/// and begin behind the id `before`.
pub trait Store: Accounts + Sessions + Invites + ApiKeys + SecondFactors + Audit {}

impl<T: Accounts + Sessions + Invites + ApiKeys + SecondFactors + Audit> Store for T {}

/// A part of a list: at most `limit` items behind the id `before`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slice {
    /// The last id of the part before.
    pub before: Option<Uuid>,
    /// The most items.
    pub limit: u32,
}

/// Invites.
#[async_trait]
pub trait Invites: Send + Sync {
    /// Keeps an invite. `by` must still be allowed to give its role ([`crate::Role::may_manage`]).
    ///
    /// # Errors
    /// [`Conflict::NotAllowed`].
    async fn create_invite(
        &self,
        by: Option<UserId>,
        invite: &Invite,
        code_hash: &TokenHash,
        entry: AuditEntry,
    ) -> Result<(), StoreError>;

    /// What a code stands for, if it is good at `now`.
    async fn invite_preview(
        &self,
        code_hash: &TokenHash,
        now: DateTime<Utc>,
    ) -> Result<Option<InvitePreview>, StoreError>;

    /// Uses an invite and adds the account with the invite's role (whatever `user` has), in one transaction; gives the account. The use is one conditional update.
    ///
    /// # Errors
    /// [`Conflict::InviteInvalid`] when the code is not good at the account's `created_at`; [`Conflict::UsernameTaken`]. Neither leaves a trace, nor uses the invite.
    async fn redeem_invite(
        &self,
        code_hash: &TokenHash,
        user: NewUser,
        entry: AuditEntry,
    ) -> Result<User, StoreError>;

    /// An invite, with its status at `now`.
    async fn invite(&self, id: InviteId, now: DateTime<Utc>) -> Result<Option<Invite>, StoreError>;

    /// Invites, newest first, with their status at `now`.
    async fn invites(&self, slice: Slice, now: DateTime<Utc>) -> Result<Vec<Invite>, StoreError>;

    /// Revokes an invite at the time of the entry; gives whether it was not revoked before. `by` must be allowed to give its role ([`crate::Role::may_manage`]).
    ///
    /// # Errors
    /// [`Conflict::NotAllowed`].
    async fn revoke_invite(
        &self,
        by: Option<UserId>,
        id: InviteId,
        entry: AuditEntry,
    ) -> Result<bool, StoreError>;
}

/// API keys.
#[async_trait]
pub trait ApiKeys: Send + Sync {
    /// Keeps a key that somebody asks for with this session.
    ///
    /// # Errors
    /// [`Conflict::NotAllowed`] when the account is disabled or gone, when the session is (so that no key is left by who is being thrown out), or when
    /// the key has a scope for [`crate::Area::Admin`] and the account is a member's by now; [`Conflict::TooManyKeys`] when it has `most` already.
    async fn insert_api_key(
        &self,
        session: SessionId,
        key: &ApiKey,
        key_hash: &TokenHash,
        most: u32,
        entry: AuditEntry,
    ) -> Result<(), StoreError>;

    /// The keys of an account, newest first, expired or not.
    async fn api_keys(&self, user_id: UserId) -> Result<Vec<ApiKey>, StoreError>;

    /// Deletes a key of this account; gives whether there was one.
    async fn delete_api_key(
        &self,
        user_id: UserId,
        id: ApiKeyId,
        entry: AuditEntry,
    ) -> Result<bool, StoreError>;

    /// A key and its account, in one query, if it has not expired at `now` and the account is not disabled.
    async fn api_key_user(
        &self,
        key_hash: &TokenHash,
        now: DateTime<Utc>,
    ) -> Result<Option<(ApiKey, User)>, StoreError>;

    /// Whether a key is there that has not expired at `now`, and its account is not disabled.
    async fn api_key_lives(&self, id: ApiKeyId, now: DateTime<Utc>) -> Result<bool, StoreError>;

    /// Notes that a key was used, and its account with it.
    async fn touch_api_key(&self, id: ApiKeyId, at: DateTime<Utc>) -> Result<(), StoreError>;
}

/// Second factors.
#[async_trait]
pub trait SecondFactors: Send + Sync {
    /// Keeps a secret that is not in force yet, in the place of an earlier one; gives whether none was in force.
    async fn begin_second_factor(&self, user_id: UserId, secret: &TotpSecret) -> Result<bool, StoreError>;

    /// Puts the secret in force, with the step whose code was shown and these recovery codes, if it is the one that was kept last and none is in force; gives whether it was done.
    async fn confirm_second_factor(
        &self,
        user_id: UserId,
        secret: &TotpSecret,
        step: i64,
        codes: &[TokenHash],
        entry: AuditEntry,
    ) -> Result<bool, StoreError>;

    /// Uses a step up, if it is later than every step that was used; gives whether it was. One conditional update.
    async fn use_totp_step(&self, user_id: UserId, step: i64) -> Result<bool, StoreError>;

    /// Uses a recovery code up; gives whether there was one. One conditional delete.
    async fn use_recovery_code(
        &self,
        user_id: UserId,
        code: &TokenHash,
        entry: AuditEntry,
    ) -> Result<bool, StoreError>;

    /// How many recovery codes are left.
    async fn recovery_codes_left(&self, user_id: UserId) -> Result<u32, StoreError>;

    /// Replaces the recovery codes, if a second factor is in force; gives whether one is.
    async fn replace_recovery_codes(
        &self,
        user_id: UserId,
        codes: &[TokenHash],
        entry: AuditEntry,
    ) -> Result<bool, StoreError>;

    /// Takes the second factor off an account, with its recovery codes; when `by` (see [`Accounts`]) does it, all sessions of the account end. Gives whether one was in force.
    ///
    /// # Errors
    /// [`Conflict::NotAllowed`].
    async fn remove_second_factor(
        &self,
        by: Option<UserId>,
        user_id: UserId,
        entry: AuditEntry,
    ) -> Result<bool, StoreError>;
}

/// The audit log.
#[async_trait]
pub trait Audit: Send + Sync {
    /// Adds an entry.
    async fn record(&self, entry: AuditEntry) -> Result<(), StoreError>;

    /// Entries, newest first.
    async fn audit(&self, filter: &AuditFilter, slice: Slice) -> Result<Vec<AuditEntry>, StoreError>;

    /// Deletes the entries from before that time; gives how many.
    async fn prune_audit(&self, before: DateTime<Utc>) -> Result<u64, StoreError>;
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
    /// Its second factor, in force or not yet: [`User::second_factor`] tells.
    pub totp: Option<TotpSecret>,
    /// Since when the second factor is in force.
    pub second_factor_at: Option<DateTime<Utc>>,
}

/// Why the database did not do it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// A rule did not allow it, or someone else was first.
    #[error(transparent)]
    Conflict(#[from] Conflict),
    /// Busy, down or out of space: the same call may succeed later.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// Anything else: a bug, or rows that make no sense.
    #[error("the database failed: {0}")]
    Failed(String),
}

/// Which rule did not allow it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Conflict {
    /// There is an owner.
    #[error("there is an owner already")]
    AlreadySetUp,
    /// The name is taken.
    #[error("the username is taken")]
    UsernameTaken,
    /// The code lets nobody in (any more).
    #[error("the invite is not valid")]
    InviteInvalid,
    /// The role of who asks does not allow it.
    #[error("the role does not allow it")]
    NotAllowed,
    /// Nobody would be left to own the place.
    #[error("the last owner must stay")]
    LastOwner,
    /// The account has as many keys as it may have.
    #[error("there are too many keys")]
    TooManyKeys,
}
