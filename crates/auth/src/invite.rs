//! Invites: a code that lets people make an account of their own.

use chrono::{DateTime, Datelike as _, TimeDelta, Utc};
use mami_ports::{InviteId, UserId};
use secrecy::SecretString;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::{error::InvalidInput, user::Role};

/// The last year that every database compares as it should: times are texts in SQLite.
pub(crate) const LAST_YEAR: i32 = 9999;

/// Someone, by the name that is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PersonName {
    /// Their id.
    pub id: UserId,
    /// Their name.
    pub display_name: String,
}

/// Someone who came by an invite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct InviteUse {
    /// Their id.
    pub id: UserId,
    /// Their name.
    pub display_name: String,
    /// When their account was made.
    pub at: DateTime<Utc>,
}

/// Whether an invite still lets someone in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InviteStatus {
    /// It does.
    Open,
    /// As many as it is for have come.
    UsedUp,
    /// Its time is over.
    Expired,
    /// It was taken back.
    Revoked,
}

/// An invite, as those who run the place see it. Its code is kept only as a hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Invite {
    /// Its id. Not a secret: the code is.
    pub id: InviteId,
    /// What who comes by it may do.
    pub role: Role,
    /// A note for those who run the place; empty for none.
    pub note: String,
    /// How many accounts it is for.
    pub max_uses: u32,
    /// How many were made.
    pub uses: u32,
    /// When it ends; `null`: never by itself.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was taken back.
    pub revoked_at: Option<DateTime<Utc>>,
    /// Whether it still lets someone in.
    pub status: InviteStatus,
    /// Who made it; `null`: whoever runs the server, or someone whose account is gone.
    pub created_by: Option<PersonName>,
    /// Who came by it and is still here, oldest first.
    pub used_by: Vec<InviteUse>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

impl Invite {
    /// Whether it still lets someone in at `now`.
    pub fn status_at(&self, now: DateTime<Utc>) -> InviteStatus {
        if self.revoked_at.is_some() {
            InviteStatus::Revoked
        } else if self.uses >= self.max_uses {
            InviteStatus::UsedUp
        } else if self.expires_at.is_some_and(|end| end <= now) {
            InviteStatus::Expired
        } else {
            InviteStatus::Open
        }
    }
}

/// A new invite, with the only copy of its code.
#[derive(Debug, Clone)]
pub struct NewInvite {
    /// The invite.
    pub invite: Invite,
    /// The code: 256 random bits, in hexadecimal.
    pub code: SecretString,
}

/// What somebody with a good code is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct InvitePreview {
    /// The name of who invites; `null`: whoever runs the server.
    pub invited_by: Option<String>,
    /// What the new account may do.
    pub role: Role,
    /// When the invite ends.
    pub expires_at: Option<DateTime<Utc>>,
}

/// An invite as it is asked for.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InviteInput {
    /// What who comes by it may do; `member` unless given. Never `owner`.
    pub role: Option<Role>,
    /// When it ends: in seven days unless given, `null` for never.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<DateTime<Utc>>)]
    pub expires_at: Option<Option<DateTime<Utc>>>,
    /// How many accounts it is for, 1 to 1,000; 1 unless given.
    pub max_uses: Option<u32>,
    /// A note for those who run the place, at most 200 characters.
    pub note: Option<String>,
}

/// Tells `null` (`Some(None)`) from an absent field (the default, `None`).
fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

/// An invite's terms, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InviteTerms {
    /// The role that it gives.
    pub role: Role,
    /// When it ends.
    pub expires_at: Option<DateTime<Utc>>,
    /// How many accounts it is for.
    pub max_uses: u32,
    /// The note.
    pub note: String,
}

impl InviteInput {
    const LASTS: TimeDelta = TimeDelta::days(7);
    const MAX_NOTE: usize = 200;

    /// Checks every field.
    ///
    /// # Errors
    /// All faults at once.
    pub fn parse(self, now: DateTime<Utc>) -> Result<InviteTerms, Vec<InvalidInput>> {
        let mut faults = Vec::new();
        let mut fault = |field, code, message: &str| faults.push(InvalidInput::new(field, code, message));
        let role = self.role.unwrap_or(Role::Member);
        if role == Role::Owner {
            fault("role", "invite_role", "must be member or admin");
        }
        let expires_at = self.expires_at.unwrap_or(Some(now + Self::LASTS));
        if expires_at.is_some_and(|end| end <= now || end.year() > LAST_YEAR) {
            fault("expires_at", "not_ahead", "must lie ahead, before the year 10000");
        }
        let max_uses = self.max_uses.unwrap_or(1);
        if !(1..=1000).contains(&max_uses) {
            fault("max_uses", "max_uses_range", "must be a number from 1 to 1000");
        }
        let note = self.note.unwrap_or_default().trim().to_owned();
        if note.chars().count() > Self::MAX_NOTE || note.chars().any(char::is_control) {
            fault("note", "note_malformed", "must have at most 200 characters and no line breaks");
        }
        if faults.is_empty() { Ok(InviteTerms { role, expires_at, max_uses, note }) } else { Err(faults) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(days: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(days)
    }

    fn input(json: &str) -> InviteInput {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn without_a_word_an_invite_is_for_one_member_within_a_week() {
        let terms = input("{}").parse(at(0)).unwrap();
        let expected =
            InviteTerms { role: Role::Member, expires_at: Some(at(7)), max_uses: 1, note: String::new() };
        assert_eq!(terms, expected);
        assert_eq!(input(r#"{"expires_at": null}"#).parse(at(0)).unwrap().expires_at, None);
    }

    #[test]
    fn case_017_an_invite_makes_no_owner_and_all_faults_are_told_at_once() {
        let json =
            r#"{"role": "owner", "expires_at": "1970-01-01T00:00:00Z", "max_uses": 0, "note": "a\nb"}"#;
        let faults = input(json).parse(at(0)).unwrap_err();
        let fields: Vec<_> = faults.iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["role", "expires_at", "max_uses", "note"]);
        assert!(serde_json::from_str::<InviteInput>(r#"{"uses": 0}"#).is_err());
    }
}
