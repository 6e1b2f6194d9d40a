//! Managing the people who are in.

use chrono::{DateTime, TimeDelta, Utc};
use mami_ports::{Page, UserId};
use secrecy::SecretString;
use serde_json::json;

use super::{Auth, invalid, slice};
use crate::{
    audit::{AuditEntry, By},
    error::{AuthError, InvalidInput},
    people::{MAX_SEARCH_CHARS, PeopleFilter, Person, PersonChange, PersonInput},
    store::Entries,
    user::Role,
};

/// How long a link that sets a password is good.
const RESET_LASTS: TimeDelta = TimeDelta::hours(24);

impl Auth {
    /// Accounts, newest first.
    ///
    /// # Errors
    /// [`AuthError::Invalid`] when the cursor is none or the text is too long.
    pub async fn people(
        &self,
        filter: &PeopleFilter,
        limit: u32,
        cursor: Option<&str>,
    ) -> Result<Page<Person>, AuthError> {
        if filter.text.as_ref().is_some_and(|text| text.chars().count() > MAX_SEARCH_CHARS) {
            return Err(invalid(InvalidInput::new("q", "search_length", "must have at most 64 characters")));
        }
        let people = self.store.people(filter, slice(limit, cursor)?).await?;
        Ok(Page::cut(people, limit, |person| person.id.to_string()))
    }

    /// An account.
    ///
    /// # Errors
    /// [`AuthError::NotFound`].
    pub async fn person(&self, id: UserId) -> Result<Person, AuthError> {
        self.store.person(id).await?.ok_or(AuthError::NotFound)
    }

    /// Changes somebody's role or name, or closes or opens their account. Closing it ends everything that is signed in with it.
    ///
    /// # Errors
    /// [`AuthError::Invalid`], [`AuthError::NotFound`]; [`AuthError::NotAllowed`] for whom `by` does not manage and for roles that they may not
    /// give; [`AuthError::LastOwner`].
    pub async fn change_person(&self, by: &By, id: UserId, input: PersonInput) -> Result<Person, AuthError> {
        let now = self.now();
        let change = input.parse(now).map_err(invalid)?;
        let entries = entries(change.clone(), [(); 3].map(|()| self.entry(by, "")));
        let changed = self.store.change_person(by.id(), id, change, now, entries).await?;
        changed.ok_or(AuthError::NotFound)
    }

    /// Deletes somebody's account and everything that hangs on it.
    ///
    /// # Errors
    /// [`AuthError::UseAccountPage`] for one's own; [`AuthError::NotFound`], [`AuthError::NotAllowed`], [`AuthError::LastOwner`].
    pub async fn delete_person(&self, by: &By, id: UserId) -> Result<(), AuthError> {
        if by.id() == Some(id) {
            return Err(AuthError::UseAccountPage);
        }
        let person = self.person(id).await?;
        let entry = self.entry(by, "user.deleted").about(id.uuid(), &person.username);
        let gone = self.store.delete_user(by.id(), id, entry).await?;
        if gone { Ok(()) } else { Err(AuthError::NotFound) }
    }

    /// Makes a link that sets somebody's password once, and gives its token and its end. An earlier link is void.
    ///
    /// # Errors
    /// [`AuthError::UseAccountPage`] for one's own, which takes the old password; [`AuthError::NotFound`], [`AuthError::NotAllowed`].
    pub async fn make_reset(&self, by: &By, id: UserId) -> Result<(SecretString, DateTime<Utc>), AuthError> {
        if by.id() == Some(id) {
            return Err(AuthError::UseAccountPage);
        }
        let person = self.person(id).await?;
        let (token, hash) = self.token()?;
        let expires_at = self.now() + RESET_LASTS;
        let entry = self.entry(by, "password.reset_link_made").about(id.uuid(), &person.username);
        let made = self.store.put_reset(by.id(), id, &hash, expires_at, entry).await?;
        if made { Ok((token, expires_at)) } else { Err(AuthError::NotFound) }
    }

    /// Takes the second factor off somebody's account, and ends all their sessions. Nothing happens where there is none.
    ///
    /// # Errors
    /// [`AuthError::UseAccountPage`] for one's own, which takes the password and a code; [`AuthError::NotFound`], [`AuthError::NotAllowed`].
    pub async fn reset_second_factor(&self, by: &By, id: UserId) -> Result<(), AuthError> {
        if by.id() == Some(id) {
            return Err(AuthError::UseAccountPage);
        }
        let person = self.person(id).await?;
        self.allow(by, person.role).await?;
        let entry = self.entry(by, "second_factor.reset").about(id.uuid(), &person.username);
        self.store.remove_second_factor(by.id(), id, entry).await?;
        Ok(())
    }

    /// Ends all of somebody's sessions, and gives how many.
    ///
    /// # Errors
    /// [`AuthError::NotFound`], [`AuthError::NotAllowed`].
    pub async fn end_sessions_of(&self, by: &By, id: UserId) -> Result<u64, AuthError> {
        let person = self.person(id).await?;
        self.allow(by, person.role).await?;
        let entry = self.entry(by, "session.ended_all").about(id.uuid(), &person.username);
        Ok(self.store.delete_sessions(by.id(), id, None, entry).await?)
    }

    /// Whether `by` manages people with this role, as of now. Where nothing is there to be done, this still tells who may not ask; the
    /// store checks again when it does it.
    pub(super) async fn allow(&self, by: &By, role: Role) -> Result<(), AuthError> {
        let Some(id) = by.id() else { return Ok(()) };
        let manages = self
            .store
            .person(id)
            .await?
            .is_some_and(|person| !person.disabled && person.role.may_manage(role));
        if manages { Ok(()) } else { Err(AuthError::NotAllowed) }
    }
}

/// Makes the entries of a change from these blank ones, once it is known how the account was before.
fn entries(change: PersonChange, blank: [AuditEntry; 3]) -> Entries {
    Box::new(move |before: &Person| {
        let role = change.role.filter(|role| *role != before.role);
        let name = change.display_name.as_ref().filter(|name| name.as_str() != before.display_name);
        let disabled = change.disabled.map(|at| at.is_some()).filter(|disabled| *disabled != before.disabled);
        let words = [
            role.map(|role| ("user.role_changed", Some(json!({ "from": before.role, "to": role })))),
            disabled.map(|disabled| (if disabled { "user.disabled" } else { "user.enabled" }, None)),
            name.map(|name| {
                let names = json!({ "from": before.display_name, "to": name.as_str() });
                ("user.changed", Some(json!({ "display_name": names })))
            }),
        ];
        let filled = |(words, mut entry): (Option<(&str, Option<serde_json::Value>)>, AuditEntry)| {
            let (action, detail) = words?;
            action.clone_into(&mut entry.action);
            entry.detail = detail;
            Some(entry.about(before.id.uuid(), &before.username))
        };
        words.into_iter().zip(blank).filter_map(filled).collect()
    })
}
