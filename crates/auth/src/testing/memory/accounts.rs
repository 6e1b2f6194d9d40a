use async_trait::async_trait;
use chrono::{DateTime, Utc};
use mami_ports::{InviteId, UserId};

use super::{MemoryStore, ResetRow, State, UserRow, newest};
use crate::{
    audit::AuditEntry,
    password::PasswordHash,
    people::{PeopleFilter, Person, PersonChange},
    session::TokenHash,
    store::{Accounts, Conflict, Credentials, Entries, NewPassword, Slice, StoreError},
    user::{NewUser, ProfileChange, Role, User},
    username::Username,
};

impl State {
    pub(super) fn add_user(&mut self, user: NewUser, invite: Option<InviteId>) -> Result<User, Conflict> {
        if self.users.iter().any(|row| row.username_key == user.username.key()) {
            return Err(Conflict::UsernameTaken);
        }
        let added = user.user();
        self.users.push(UserRow {
            user: added.clone(),
            username_key: user.username.key().to_owned(),
            password_hash: user.password_hash,
            disabled_at: None,
            last_seen_at: None,
            invite,
            totp: None,
            totp_since: None,
            totp_last_step: None,
        });
        Ok(added)
    }

    fn reset(&self, token_hash: &TokenHash, now: DateTime<Utc>) -> Option<(&User, DateTime<Utc>)> {
        let is_good = |row: &&ResetRow| row.token_hash == *token_hash && row.expires_at > now;
        let row = self.resets.iter().find(is_good)?;
        Some((&self.active(row.user_id)?.user, row.expires_at))
    }
}

impl UserRow {
    fn credentials(&self) -> Credentials {
        Credentials {
            user: self.user.clone(),
            password_hash: self.password_hash.clone(),
            disabled: self.disabled_at.is_some(),
            totp: self.totp.clone(),
            second_factor_at: self.totp_since,
        }
    }

    fn is_in(&self, filter: &PeopleFilter) -> bool {
        let has = |text: &String| {
            self.username_key.contains(&Username::part(text))
                || self.user.display_name.to_lowercase().contains(&text.to_lowercase())
        };
        filter.text.as_ref().is_none_or(has)
            && filter.role.is_none_or(|role| role == self.user.role)
            && filter.disabled.is_none_or(|disabled| disabled == self.disabled_at.is_some())
    }
}

#[async_trait]
impl Accounts for MemoryStore {
    async fn needs_owner(&self) -> Result<bool, StoreError> {
        Ok(!self.state().await?.set_up)
    }

    async fn create_user(&self, user: NewUser, entry: AuditEntry) -> Result<(), StoreError> {
        let mut state = self.state().await?;
        let is_owner = user.role == Role::Owner;
        if is_owner && state.set_up {
            return Err(Conflict::AlreadySetUp.into());
        }
        state.add_user(user, None)?;
        state.set_up |= is_owner;
        state.audit.push(entry);
        Ok(())
    }

    async fn credentials(&self, username_key: &str) -> Result<Option<Credentials>, StoreError> {
        let state = self.state().await?;
        Ok(state.users.iter().find(|row| row.username_key == username_key).map(UserRow::credentials))
    }

    async fn credentials_of(&self, user_id: UserId) -> Result<Option<Credentials>, StoreError> {
        Ok(self.state().await?.user(user_id).map(UserRow::credentials))
    }

    async fn person(&self, user_id: UserId) -> Result<Option<Person>, StoreError> {
        let state = self.state().await?;
        Ok(state.user(user_id).map(|row| state.person(row)))
    }

    async fn people(&self, filter: &PeopleFilter, slice: Slice) -> Result<Vec<Person>, StoreError> {
        let state = self.state().await?;
        let people = state.users.iter().filter(|row| row.is_in(filter)).map(|row| state.person(row));
        Ok(newest(people, |person| person.id.uuid(), slice))
    }

    async fn upgrade_password_hash(
        &self,
        user_id: UserId,
        from: &PasswordHash,
        to: &PasswordHash,
    ) -> Result<bool, StoreError> {
        let mut state = self.state().await?;
        let Some(row) = state.user_mut(user_id).filter(|row| row.password_hash == *from) else {
            return Ok(false);
        };
        row.password_hash = to.clone();
        Ok(true)
    }

    async fn set_password(
        &self,
        user_id: UserId,
        new: NewPassword,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        Ok(self.state().await?.set_password(user_id, new, entry))
    }

    async fn update_profile(
        &self,
        user_id: UserId,
        change: ProfileChange,
    ) -> Result<Option<User>, StoreError> {
        let mut state = self.state().await?;
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

    async fn dismiss_alert(&self, user_id: UserId) -> Result<(), StoreError> {
        if let Some(row) = self.state().await?.user_mut(user_id) {
            row.user.alert = None;
        }
        Ok(())
    }

    async fn change_person(
        &self,
        by: Option<UserId>,
        user_id: UserId,
        change: PersonChange,
        at: DateTime<Utc>,
        entries: Entries,
    ) -> Result<Option<Person>, StoreError> {
        let mut state = self.state().await?;
        let Some(before) = state.user(user_id).map(|row| state.person(row)) else { return Ok(None) };
        let now_role = before.role;
        for role in [Some(now_role), change.role].into_iter().flatten() {
            state.check_may_manage(by, role)?;
        }
        let disables = change.disabled.flatten().is_some();
        if disables || change.role.is_some_and(|role| role != Role::Owner) {
            state.check_not_last_owner(user_id)?;
        }
        if disables {
            state.end_all(user_id, None);
        }
        let role = change.role.unwrap_or(now_role);
        if disables || role != now_role {
            state.revoke_open_invites(user_id, at, |gives| disables || !role.may_manage(gives));
        }
        if let Some(row) = state.user_mut(user_id) {
            row.user.role = role;
            row.disabled_at = change.disabled.unwrap_or(row.disabled_at);
            if let Some(display_name) = change.display_name {
                row.user.display_name = display_name.as_str().to_owned();
            }
        }
        state.audit.extend(entries(&before));
        Ok(state.user(user_id).map(|row| state.person(row)))
    }

    async fn delete_user(
        &self,
        by: Option<UserId>,
        user_id: UserId,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        let mut state = self.state().await?;
        let Some(role) = state.user(user_id).map(|row| row.user.role) else { return Ok(false) };
        if by != Some(user_id) {
            state.check_may_manage(by, role)?;
        }
        state.check_not_last_owner(user_id)?;
        state.end_all(user_id, None);
        state.revoke_open_invites(user_id, entry.at, |_| true);
        state.recovery_codes.retain(|(owner, _)| *owner != user_id);
        state.users.retain(|row| row.user.id != user_id);
        state.audit.push(entry);
        Ok(true)
    }

    async fn put_reset(
        &self,
        by: Option<UserId>,
        user_id: UserId,
        token_hash: &TokenHash,
        expires_at: DateTime<Utc>,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        let mut state = self.state().await?;
        let Some(role) = state.user(user_id).map(|row| row.user.role) else { return Ok(false) };
        state.check_may_manage(by, role)?;
        state.resets.retain(|row| row.user_id != user_id);
        state.resets.push(ResetRow { user_id, token_hash: *token_hash, expires_at });
        state.audit.push(entry);
        Ok(true)
    }

    async fn reset_target(
        &self,
        token_hash: &TokenHash,
        now: DateTime<Utc>,
    ) -> Result<Option<(User, DateTime<Utc>)>, StoreError> {
        Ok(self.state().await?.reset(token_hash, now).map(|(user, until)| (user.clone(), until)))
    }

    async fn use_reset(
        &self,
        token_hash: &TokenHash,
        now: DateTime<Utc>,
        hash: &PasswordHash,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        let mut state = self.state().await?;
        let Some(user_id) = state.reset(token_hash, now).map(|(user, _)| user.id) else { return Ok(false) };
        let new = NewPassword { hash: hash.clone(), only_if: None, keep: None };
        Ok(state.set_password(user_id, new, entry))
    }
}
