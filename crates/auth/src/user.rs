//! Accounts as the rest of the program sees them.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use mami_ports::UserId;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::{
    error::InvalidInput,
    password::PasswordHash,
    username::{DisplayName, Username},
};

/// A person's account, as that person may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct User {
    /// Its id.
    pub id: UserId,
    /// The name to sign in with, as it was first written.
    pub username: String,
    /// The name to show.
    pub display_name: String,
    /// What the person may do.
    pub role: Role,
    /// The language chosen (a BCP 47 tag); none: what the browser asks for.
    pub locale: Option<String>,
    /// The theme chosen; none: what the device asks for.
    pub theme: Option<Theme>,
    /// Whether signing in takes a second factor.
    pub second_factor: bool,
    /// What the person should know about the safety of their account, until they say that they do.
    pub alert: Option<Alert>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// A remembered sign-in was used twice: someone has a copy of it. That device was signed out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Alert {
    /// When the copy was used.
    pub at: DateTime<Utc>,
    /// From which address.
    pub address: Option<String>,
}

/// What a person may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = UserRole)]
pub enum Role {
    /// Everything. The first is made at set-up; there is always one.
    Owner,
    /// Runs the place for the others.
    Admin,
    /// Uses it.
    Member,
}

impl Role {
    /// The name, as in JSON and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Member => "member",
        }
    }
}

impl FromStr for Role {
    type Err = InvalidInput;
    fn from_str(text: &str) -> Result<Self, InvalidInput> {
        [Self::Owner, Self::Admin, Self::Member]
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or_else(|| InvalidInput::new("role", "role_unknown", "must be owner, admin or member"))
    }
}

/// How the pages look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
    /// Whatever the device prefers.
    System,
}

impl Theme {
    /// The name, as in JSON and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
            Self::System => "system",
        }
    }
}

impl FromStr for Theme {
    type Err = InvalidInput;
    fn from_str(text: &str) -> Result<Self, InvalidInput> {
        [Self::Light, Self::Dark, Self::System]
            .into_iter()
            .find(|theme| theme.as_str() == text)
            .ok_or_else(|| InvalidInput::new("theme", "theme_unknown", "must be light, dark or system"))
    }
}

/// An account to be added. `locale`, `theme` and `disabled_at` start out empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUser {
    /// Its id.
    pub id: UserId,
    /// The name to sign in with; both [`Username::as_str`] and the unique [`Username::key`] are kept.
    pub username: Username,
    /// The name to show.
    pub display_name: DisplayName,
    /// What the person may do.
    pub role: Role,
    /// The hash of the password.
    pub password_hash: PasswordHash,
    /// Now.
    pub created_at: DateTime<Utc>,
}

impl NewUser {
    /// The account as it will be.
    pub fn user(&self) -> User {
        User {
            id: self.id,
            username: self.username.as_str().to_owned(),
            display_name: self.display_name.as_str().to_owned(),
            role: self.role,
            locale: None,
            theme: None,
            second_factor: false,
            alert: None,
            created_at: self.created_at,
        }
    }
}

/// A checked change of one's own account: `None` leaves a field as it is, `Some(None)` empties it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProfileChange {
    /// The name to show.
    pub display_name: Option<DisplayName>,
    /// The language.
    pub locale: Option<Option<Locale>>,
    /// The theme.
    pub theme: Option<Option<Theme>>,
}

/// A change of one's own account as it is asked for. An absent field stays as it is, `null` empties it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProfileInput {
    /// The name to show.
    pub display_name: Option<String>,
    /// The language, a BCP 47 tag such as `de` or `pt-BR`.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    pub locale: Option<Option<String>>,
    /// The theme.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Theme>)]
    pub theme: Option<Option<Theme>>,
}

/// Tells `null` (`Some(None)`) from an absent field (the default, `None`).
fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

impl ProfileInput {
    /// Checks every field.
    ///
    /// # Errors
    /// All faults at once.
    pub fn parse(self) -> Result<ProfileChange, Vec<InvalidInput>> {
        let display_name = self.display_name.as_deref().map(DisplayName::parse).transpose();
        let locale = self.locale.map(|locale| locale.as_deref().map(Locale::parse).transpose()).transpose();
        match (display_name, locale) {
            (Ok(display_name), Ok(locale)) => Ok(ProfileChange { display_name, locale, theme: self.theme }),
            (display_name, locale) => Err(display_name.err().into_iter().chain(locale.err()).collect()),
        }
    }
}

/// A language tag (BCP 47), well formed; whether we speak the language is the UI's business.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locale(String);

impl Locale {
    /// Parses a tag: subtags of 1 to 8 letters or digits, joined by hyphens, at most 35 characters.
    ///
    /// # Errors
    /// When it is anything else.
    pub fn parse(text: &str) -> Result<Self, InvalidInput> {
        let subtag = |part: &str| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        if (2..=35).contains(&text.len()) && text.split('-').all(subtag) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidInput::new("locale", "locale_malformed", "must be a language tag such as en or pt-BR"))
        }
    }

    /// The tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_empties_a_field_and_absence_keeps_it() {
        let parse = |json: &str| serde_json::from_str::<ProfileInput>(json);
        assert_eq!(parse("{}").unwrap(), ProfileInput::default());
        let given = parse(r#"{"display_name": "Ada", "locale": null, "theme": "dark"}"#).unwrap();
        assert_eq!(
            given,
            ProfileInput {
                display_name: Some("Ada".to_owned()),
                locale: Some(None),
                theme: Some(Some(Theme::Dark))
            }
        );
        assert!(parse(r#"{"theme": "pink"}"#).is_err());
    }

    #[test]
    fn case_017_a_profile_takes_no_role_and_no_id() {
        for json in [r#"{"role": "owner"}"#, r#"{"id": "x"}"#, r#"{"is_admin": true}"#] {
            assert!(serde_json::from_str::<ProfileInput>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn all_faults_of_a_profile_are_told_at_once() {
        let input = ProfileInput {
            display_name: Some(String::new()),
            locale: Some(Some("../../etc".to_owned())),
            theme: None,
        };
        let fields: Vec<_> = input.parse().unwrap_err().into_iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["display_name", "locale"]);
    }

    #[test]
    fn a_language_tag_is_letters_digits_and_hyphens() {
        for good in ["de", "pt-BR", "zh-Hant-TW", "sr-Latn-RS-x-twain"] {
            assert_eq!(Locale::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", "d", "de_DE", "de-", "-de", "de--AT", "dé", "de\0", "abcdefghi", &"de-".repeat(20)] {
            assert!(Locale::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn roles_and_themes_are_spelled_alike_everywhere() {
        for role in [Role::Owner, Role::Admin, Role::Member] {
            assert_eq!(role.as_str().parse(), Ok(role));
            assert_eq!(serde_json::to_value(role).unwrap(), role.as_str());
        }
        for theme in [Theme::Light, Theme::Dark, Theme::System] {
            assert_eq!(theme.as_str().parse(), Ok(theme));
            assert_eq!(serde_json::to_value(theme).unwrap(), theme.as_str());
        }
    }
}
