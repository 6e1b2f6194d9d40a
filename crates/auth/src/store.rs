//! What the engine needs of a database.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use mami_ports::{ApiKeyId, InviteId, SessionId, UserId};
use uuid::Uuid;

use crate::{
    api_key::ApiKey,
    audit::{AuditEntry, AuditFilter},
    invite::{Invite, InvitePreview},
    password::PasswordHash,
    people::{PeopleFilter, Person, PersonChange},
    remember::{Remembered, Renewal},
    session::{Session, TokenHash},
    totp::TotpSecret,
    user::{NewUser, ProfileChange, User},
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
    /// [`Conflict::AlreadySetUp`] for an owner when the bootstrap row is taken (whatever the name);
    /// [`Conflict::UsernameTaken`] when another account has the same [`crate::Username::key`]. Neither leaves a trace.
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
    /// [`Conflict::NotAllowed`], [`Conflict::LastOwner`].
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
    /// [`Conflict::NotAllowed`], [`Conflict::LastOwner`].
    async fn delete_user(
        &self,
        by: Option<UserId>,
        user_id: UserId,
        entry: AuditEntry,
    ) -> Result<bool, StoreError>;

    /// Keeps a link that sets the account's password once, in the place of an earlier one. Gives whether there is such an account.
    ///
    /// # Errors
    /// [`Conflict::NotAllowed`].
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

/// Sessions, and the tokens that resume them.
#[async_trait]
pub trait Sessions: Send + Sync {
    /// Adds a session, in one transaction, if the account still has the password hash `verified` and is not disabled;
    /// gives whether it was added. So a sign-in that is overtaken by a change of the password leaves no session: the
    /// account's row is locked against [`Accounts::set_password`] between the look and the insert (`FOR SHARE`
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

    /// Deletes all sessions of this account but `keep`; gives how many. `by` as in [`Accounts`].
    ///
    /// # Errors
    /// [`Conflict::NotAllowed`].
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
