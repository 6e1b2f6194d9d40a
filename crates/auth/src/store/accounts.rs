//! What is kept of accounts.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use mami_ports::{SessionId, UserId};

use super::{Credentials, Slice, StoreError};
use crate::{
    audit::AuditEntry,
    password::PasswordHash,
    people::{PeopleFilter, Person, PersonChange},
    session::TokenHash,
    user::{NewUser, ProfileChange, User},
};

/// Accounts.
///
/// `by` is who manages somebody else's account (none: whoever runs the server, or the person). Their role is read and checked within
/// the transaction: [`crate::Role::may_manage`] must hold for the account's role, and for the one that is given. Of changes
/// that take a role from an owner, or the owner from the place, all wait for each other (by a lock on the bootstrap row where
/// transactions run side by side), so that the last owner who is not disabled stays one.
#[async_trait]
pub trait Accounts: Send + Sync {
    /// Whether there is no owner yet. Once there was one, this is false for good.
    async fn needs_owner(&self) -> Result<bool, StoreError>;

    /// Adds an account, in one transaction. With [`crate::Role::Owner`] it also claims the one bootstrap row, whose
    /// key is unique: of any number of first owners at once exactly one is made.
    ///
    /// # Errors
    /// [`super::Conflict::AlreadySetUp`] for an owner when the bootstrap row is taken (whatever the name);
    /// [`super::Conflict::UsernameTaken`] when another account has the same [`crate::Username::key`]. Neither leaves a trace.
    async fn create_user(&self, user: NewUser, entry: AuditEntry) -> Result<(), StoreError>;

    /// The account whose [`crate::Username::key`] is `username_key`, disabled or not.
    async fn credentials(&self, username_key: &str) -> Result<Option<Credentials>, StoreError>;

    /// The account with this id, disabled or not.
    async fn credentials_of(&self, user_id: UserId) -> Result<Option<Credentials>, StoreError>;

    /// An account as those see it who run the place.
    async fn person(&self, user_id: UserId) -> Result<Option<Person>, StoreError>;

    /// Accounts, newest first.
    async fn people(&self, filter: &PeopleFilter, slice: Slice) -> Result<Vec<Person>, StoreError>;

    /// Puts another hash of the same password in the place of `from`, if that is still the account's; gives whether it was. Ends nothing.
    async fn upgrade_password_hash(
        &self,
        user_id: UserId,
        from: &PasswordHash,
        to: &PasswordHash,
    ) -> Result<bool, StoreError>;

    /// Sets a new password and deletes every session of the account but the one that goes on, every API key and every reset link of it, in one transaction. The
    /// session that goes on gets new tokens, and its old ones open nothing any more. With
    /// `only_if`, only if that is the account's hash now. Gives whether it was done.
    async fn set_password(
        &self,
        user_id: UserId,
        new: NewPassword,
        entry: AuditEntry,
    ) -> Result<bool, StoreError>;

    /// Changes what is given and gives the account as it is then; `None` when there is no such account.
    async fn update_profile(
        &self,
        user_id: UserId,
        change: ProfileChange,
    ) -> Result<Option<User>, StoreError>;

    /// Takes back the account's alert.
    async fn dismiss_alert(&self, user_id: UserId) -> Result<(), StoreError>;

    /// Changes what is given and gives the account as it is then; `None` when there is no such account. Disabling it deletes its
    /// sessions, API keys and reset links; who is disabled or changes their role has those open invites revoked `at` that time whose role they may no longer give. `entries` is asked within the transaction, with the account as it was.
    ///
    /// # Errors
    /// [`super::Conflict::NotAllowed`], [`super::Conflict::LastOwner`].
    async fn change_person(
        &self,
        by: Option<UserId>,
        user_id: UserId,
        change: PersonChange,
        at: DateTime<Utc>,
        entries: Entries,
    ) -> Result<Option<Person>, StoreError>;

    /// Deletes an account and everything that hangs on it, and revokes its open invites at the time of the entry. Gives whether there was one. `by` may be the
    /// account itself.
    ///
    /// # Errors
    /// [`super::Conflict::NotAllowed`], [`super::Conflict::LastOwner`].
    async fn delete_user(
        &self,
        by: Option<UserId>,
        user_id: UserId,
        entry: AuditEntry,
    ) -> Result<bool, StoreError>;

    /// Keeps a link that sets the account's password once, in the place of an earlier one. Gives whether there is such an account.
    ///
    /// # Errors
    /// [`super::Conflict::NotAllowed`].
    async fn put_reset(
        &self,
        by: Option<UserId>,
        user_id: UserId,
        token_hash: &TokenHash,
        expires_at: DateTime<Utc>,
        entry: AuditEntry,
    ) -> Result<bool, StoreError>;

    /// Whose password a link sets and until when, if it is good at `now` and the account is not disabled.
    async fn reset_target(
        &self,
        token_hash: &TokenHash,
        now: DateTime<Utc>,
    ) -> Result<Option<(User, DateTime<Utc>)>, StoreError>;

    /// Uses a link, if it is good at `now`, as [`Accounts::set_password`] does; gives whether it was. Of several at once, one does.
    async fn use_reset(
        &self,
        token_hash: &TokenHash,
        now: DateTime<Utc>,
        hash: &PasswordHash,
        entry: AuditEntry,
    ) -> Result<bool, StoreError>;
}

/// A new password.
#[derive(Debug, Clone)]
pub struct NewPassword {
    /// Its hash.
    pub hash: PasswordHash,
    /// The hash that must be the account's when it is set.
    pub only_if: Option<PasswordHash>,
    /// The session that goes on.
    pub keep: Option<KeptSession>,
}

/// A session that outlives a change of the password, with new tokens.
#[derive(Debug, Clone)]
pub struct KeptSession {
    /// Which.
    pub id: SessionId,
    /// The hash of its new token.
    pub token: TokenHash,
    /// The hash of its new validator, the only one from now on, if it is remembered. Its generation is the one after the session's.
    pub validator: Option<TokenHash>,
}

/// Makes the entries for a change, knowing the account as it was before.
pub type Entries = Box<dyn FnOnce(&Person) -> Vec<AuditEntry> + Send>;
