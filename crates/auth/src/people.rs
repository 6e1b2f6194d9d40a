//! People as those who run the place see them, and who may manage whom.

use chrono::{DateTime, Utc};
use mami_ports::UserId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{error::InvalidInput, invite::PersonName, user::Role, username::DisplayName};

impl Role {
    /// Whether someone with this role manages people with that one, and may give it: the owner everybody, an admin
    /// members, a member nobody.
    pub fn may_manage(self, other: Self) -> bool {
        match self {
            Self::Owner => true,
            Self::Admin => other == Self::Member,
            Self::Member => false,
        }
    }
}

/// An account, as those who run the place see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Person {
    /// Its id.
    pub id: UserId,
    /// The name to sign in with.
    pub username: String,
    /// The name to show.
    pub display_name: String,
    /// What the person may do.
    pub role: Role,
    /// Whether the account is closed for now.
    pub disabled: bool,
    /// Whether signing in takes a second factor.
    pub second_factor: bool,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to the minute; `null`: never.
    pub last_seen_at: Option<DateTime<Utc>>,
    /// Who invited the person; `null`: nobody whose account is still here.
    pub invited_by: Option<PersonName>,
}

/// The most characters that are searched for.
pub const MAX_SEARCH_CHARS: usize = 64;

/// Which accounts are wanted. Nothing given: all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PeopleFilter {
    /// Those with this in one of their names, whatever its case.
    pub text: Option<String>,
    /// Those with this role.
    pub role: Option<Role>,
    /// Those that are closed, or not.
    pub disabled: Option<bool>,
}

/// A change of someone's account as it is asked for. An absent field stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonInput {
    /// What the person may do.
    pub role: Option<Role>,
    /// Whether the account is closed; closing it ends everything that is signed in with it.
    pub disabled: Option<bool>,
    /// The name to show.
    pub display_name: Option<String>,
}

/// A checked change of someone's account: `None` leaves a field as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonChange {
    /// What the person may do.
    pub role: Option<Role>,
    /// Whether the account is closed, and since when if so.
    pub disabled: Option<Option<DateTime<Utc>>>,
    /// The name to show.
    pub display_name: Option<DisplayName>,
}

impl PersonInput {
    /// Checks every field.
    ///
    /// # Errors
    /// When the name will not do.
    pub fn parse(self, now: DateTime<Utc>) -> Result<PersonChange, InvalidInput> {
        Ok(PersonChange {
            role: self.role,
            disabled: self.disabled.map(|disabled| disabled.then_some(now)),
            display_name: self.display_name.as_deref().map(DisplayName::parse).transpose()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::Role::{self, Admin, Member, Owner};

    #[rstest]
    #[case(Owner, [true, true, true])]
    #[case(Admin, [false, false, true])]
    #[case(Member, [false, false, false])]
    fn the_owner_manages_all_an_admin_members_a_member_nobody(
        #[case] role: Role,
        #[case] expected: [bool; 3],
    ) {
        assert_eq!([Owner, Admin, Member].map(|other| role.may_manage(other)), expected);
    }
}
