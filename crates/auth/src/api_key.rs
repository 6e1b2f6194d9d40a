//! API keys: what a program signs in with, and what it may do then.

use std::{collections::BTreeSet, str::FromStr};

use chrono::{DateTime, Utc};
use mami_ports::{ApiKeyId, Random, UserId};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{error::InvalidInput, session::TokenHash, username::shown_name};

/// One thing that a key may do. Those that end in `:read` only look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
pub enum Scope {
    /// Talk, and change conversations.
    #[serde(rename = "chat")]
    Chat,
    /// Read conversations.
    #[serde(rename = "chat:read")]
    ChatRead,
    /// Change what Mami remembers.
    #[serde(rename = "memory")]
    Memory,
    /// Read what Mami remembers.
    #[serde(rename = "memory:read")]
    MemoryRead,
    /// Make and delete images.
    #[serde(rename = "images")]
    Images,
    /// See images.
    #[serde(rename = "images:read")]
    ImagesRead,
    /// See what was used.
    #[serde(rename = "usage:read")]
    UsageRead,
    /// Run the place for the others.
    #[serde(rename = "admin")]
    Admin,
    /// See how the place is run.
    #[serde(rename = "admin:read")]
    AdminRead,
}

impl Scope {
    const ALL: [Self; 9] = [
        Self::Chat,
        Self::ChatRead,
        Self::Memory,
        Self::MemoryRead,
        Self::Images,
        Self::ImagesRead,
        Self::UsageRead,
        Self::Admin,
        Self::AdminRead,
    ];

    /// The name, as in JSON and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Chat => "chat",
            Self::ChatRead => "chat:read",
            Self::Memory => "memory",
            Self::MemoryRead => "memory:read",
            Self::Images => "images",
            Self::ImagesRead => "images:read",
            Self::UsageRead => "usage:read",
            Self::Admin => "admin",
            Self::AdminRead => "admin:read",
        }
    }
}

impl FromStr for Scope {
    type Err = InvalidInput;
    fn from_str(text: &str) -> Result<Self, InvalidInput> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == text).ok_or_else(|| {
            let names = Self::ALL.map(Self::as_str).join(", ");
            InvalidInput::new("scopes", "scopes_unknown", format!("must be some of {names}"))
        })
    }
}

/// A part of Mami that a key may be let into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Area {
    /// Conversations.
    Chat,
    /// What Mami remembers.
    Memory,
    /// Images.
    Images,
    /// What was used. Nobody changes that.
    Usage,
    /// Other people's accounts, and the settings.
    Admin,
}

/// All that a key may do: at least one scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(value_type = Vec<Scope>)]
pub struct Scopes(BTreeSet<Scope>);

impl Scopes {
    /// Takes the scopes together; one that is named twice counts once.
    ///
    /// # Errors
    /// When there is none.
    pub fn parse(scopes: impl IntoIterator<Item = Scope>) -> Result<Self, InvalidInput> {
        let scopes: BTreeSet<Scope> = scopes.into_iter().collect();
        if scopes.is_empty() {
            return Err(InvalidInput::new("scopes", "scopes_empty", "must name at least one scope"));
        }
        Ok(Self(scopes))
    }

    /// Reads what [`Scopes::to_text`] wrote.
    ///
    /// # Errors
    /// When it holds anything but scopes with single spaces between them.
    pub fn from_text(text: &str) -> Result<Self, InvalidInput> {
        Self::parse(text.split(' ').map(str::parse).collect::<Result<Vec<_>, _>>()?)
    }

    /// The scopes with spaces between them, as they are kept.
    pub fn to_text(&self) -> String {
        self.iter().map(Scope::as_str).collect::<Vec<_>>().join(" ")
    }

    /// Every scope once, always in the same order.
    pub fn iter(&self) -> impl Iterator<Item = Scope> {
        self.0.iter().copied()
    }

    /// Whether they open an area: to change things there, or only to look.
    pub fn allow(&self, area: Area, changes: bool) -> bool {
        let (full, read) = match area {
            Area::Chat => (Some(Scope::Chat), Scope::ChatRead),
            Area::Memory => (Some(Scope::Memory), Scope::MemoryRead),
            Area::Images => (Some(Scope::Images), Scope::ImagesRead),
            Area::Usage => (None, Scope::UsageRead),
            Area::Admin => (Some(Scope::Admin), Scope::AdminRead),
        };
        full.is_some_and(|scope| self.0.contains(&scope)) || (!changes && self.0.contains(&read))
    }
}

/// What its owner calls a key: like a display name, 1 to 64 characters without spaces around them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKeyName(String);

impl ApiKeyName {
    /// Parses a name, as typed.
    ///
    /// # Errors
    /// When it is empty or too long, or holds control characters or nothing visible.
    pub fn parse(text: &str) -> Result<Self, InvalidInput> {
        shown_name(text, "name", ["key_name_length", "key_name_characters", "key_name_blank"]).map(Self)
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A key, as its owner sees it. Its text is kept only as a hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ApiKey {
    /// Its id. Not a secret: the text is.
    pub id: ApiKeyId,
    /// Whose it is.
    #[serde(skip)]
    pub user_id: UserId,
    /// What its owner calls it.
    pub name: String,
    /// What it opens.
    pub scopes: Scopes,
    /// The first characters of its text, to tell it from others.
    pub start: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends; `null`: never by itself.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was last used, to the minute; `null`: never.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// What every key begins with, so that scanners of published code know one when they see it.
const PREFIX: &str = "mami_";
/// Characters of chance, of almost 6 bits each.
const RANDOM_LENGTH: usize = 40;
/// Characters of the checksum: 32 bits are six digits.
const CHECKSUM_LENGTH: usize = 6;
const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A new key.
pub(crate) fn new_api_key(random: &dyn Random) -> SecretString {
    let mut key = String::with_capacity(PREFIX.len() + RANDOM_LENGTH + CHECKSUM_LENGTH);
    key.push_str(PREFIX);
    let mut bytes = [0u8; 64];
    while key.len() < PREFIX.len() + RANDOM_LENGTH {
        random.fill(&mut bytes);
        // 248 is the largest multiple of 62 in a byte; the bytes beyond it would make the first digits likelier.
        let drawn = bytes.iter().filter(|byte| **byte < 248).filter_map(|byte| digit(u32::from(byte % 62)));
        key.extend(drawn.take(PREFIX.len() + RANDOM_LENGTH - key.len()));
    }
    key.push_str(&checksum(&key));
    SecretString::from(key)
}

/// The hash of a key; `None` for what was never one of our keys, such as one with a typo.
pub(crate) fn key_hash(key: &SecretString) -> Option<TokenHash> {
    let text = key.expose_secret();
    let body = text.strip_prefix(PREFIX)?;
    if body.len() != RANDOM_LENGTH + CHECKSUM_LENGTH || !body.bytes().all(|byte| byte.is_ascii_alphanumeric())
    {
        return None;
    }
    let (summed, sum) = text.split_at_checked(PREFIX.len() + RANDOM_LENGTH)?;
    (checksum(summed) == sum).then(|| TokenHash::sha256(text))
}

/// The start of a key: enough for its owner to tell it from others.
pub(crate) fn key_start(key: &SecretString) -> String {
    key.expose_secret().chars().take(PREFIX.len() + 4).chain(['…']).collect()
}

/// The CRC32 of a text. It finds typos; it proves nothing.
fn checksum(text: &str) -> String {
    let sum = crc32fast::hash(text.as_bytes());
    (0..6).rev().filter_map(|place| digit(sum / 62u32.pow(place) % 62)).collect()
}

fn digit(value: u32) -> Option<char> {
    BASE62.get(usize::try_from(value).ok()?).copied().map(char::from)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, HashSet};

    use mami_ports::testing::TestRandom;
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[test]
    fn scopes_are_spelled_alike_everywhere() {
        for scope in Scope::ALL {
            assert_eq!(scope.as_str().parse(), Ok(scope));
            assert_eq!(serde_json::to_value(scope).unwrap(), scope.as_str());
            assert_eq!(serde_json::from_value::<Scope>(scope.as_str().into()).unwrap(), scope);
        }
        for bad in ["", "Chat", "chat ", "chat:write", "usage", "*"] {
            assert_eq!(bad.parse::<Scope>().unwrap_err().field, "scopes");
            assert!(serde_json::from_value::<Scope>(bad.into()).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_schema_of_scopes_is_a_list_of_their_names() {
        let schema = |schema| serde_json::to_value(schema).unwrap();
        let names: Vec<&str> = Scope::ALL.map(Scope::as_str).into();
        assert_eq!(schema(<Scope as utoipa::PartialSchema>::schema())["enum"], serde_json::json!(names));
        assert_eq!(schema(<Scopes as utoipa::PartialSchema>::schema())["type"], "array");
    }

    #[test]
    fn no_scope_at_all_is_refused() {
        assert_eq!(Scopes::parse([]).unwrap_err().field, "scopes");
        for bad in ["", " ", "chat  memory", " chat", "chat,memory", "chat\nmemory", "chat root"] {
            assert_eq!(Scopes::from_text(bad).unwrap_err().field, "scopes", "{bad:?}");
        }
    }

    #[test]
    fn a_scope_named_twice_counts_once() {
        let scopes = Scopes::parse([Scope::UsageRead, Scope::Chat, Scope::UsageRead]).unwrap();
        assert_eq!(scopes.to_text(), "chat usage:read");
        assert_eq!(serde_json::to_value(&scopes).unwrap(), serde_json::json!(["chat", "usage:read"]));
    }

    #[rstest]
    #[case(Area::Chat, Some(Scope::Chat), Scope::ChatRead)]
    #[case(Area::Memory, Some(Scope::Memory), Scope::MemoryRead)]
    #[case(Area::Images, Some(Scope::Images), Scope::ImagesRead)]
    #[case(Area::Usage, None, Scope::UsageRead)]
    #[case(Area::Admin, Some(Scope::Admin), Scope::AdminRead)]
    fn a_scope_opens_its_own_area_and_no_other(
        #[case] area: Area,
        #[case] full: Option<Scope>,
        #[case] read: Scope,
    ) {
        for scope in Scope::ALL {
            let scopes = Scopes::parse([scope]).unwrap();
            assert_eq!(scopes.allow(area, true), Some(scope) == full, "{scope:?} changes {area:?}");
            let looks = Some(scope) == full || scope == read;
            assert_eq!(scopes.allow(area, false), looks, "{scope:?} looks at {area:?}");
        }
    }

    #[rstest]
    #[case("  Backup of the kitchen 🍲 ", true)]
    #[case(&"ß".repeat(64), true)]
    #[case(&"ß".repeat(65), false)]
    #[case("  ", false)]
    #[case("\u{200B}", false)]
    #[case("curl\r\nX-Evil: 1", false)]
    #[case("curl\u{202E}lruc", false)]
    fn a_keys_name_is_a_name_to_show(#[case] typed: &str, #[case] ok: bool) {
        match ApiKeyName::parse(typed) {
            Ok(name) => assert_eq!((name.as_str(), ok), (typed.trim(), true)),
            Err(invalid) => assert_eq!((invalid.field, ok), ("name", false)),
        }
    }

    #[test]
    fn a_key_is_40_characters_of_chance_and_a_checksum_of_6() {
        let random = TestRandom::default();
        let keys: HashSet<String> =
            (0..1000).map(|_| new_api_key(&random).expose_secret().to_owned()).collect();
        assert_eq!(keys.len(), 1000);
        for key in &keys {
            assert_eq!((key.len(), key.get(..5).unwrap()), (51, "mami_"), "{key}");
            assert!(key_hash(&key.as_str().into()).is_some(), "{key}");
        }
    }

    #[test]
    fn every_character_of_a_key_is_as_likely_as_the_others() {
        let random = TestRandom::default();
        let mut counts = BTreeMap::new();
        for _ in 0..2000 {
            for c in new_api_key(&random).expose_secret().chars().skip(5).take(40) {
                *counts.entry(c).or_insert(0u32) += 1;
            }
        }
        // 80,000 characters: 1,290 of each, with a deviation of 36. Without rejection, eight would come 1,562 times.
        assert_eq!(counts.len(), 62);
        assert!(counts.values().all(|count| (1110..1470).contains(count)), "{counts:?}");
    }

    #[test]
    fn the_checksum_is_the_crc32_of_all_that_stands_before_it() {
        // 0xCBF43926, the check value that every description of CRC32 gives for these digits.
        assert_eq!(checksum("123456789"), "3jZRME");
        assert_eq!(checksum(""), "000000");
    }

    #[test]
    fn only_the_sha256_of_a_whole_key_is_kept() {
        let key = new_api_key(&TestRandom::default());
        let expected = TokenHash::sha256(key.expose_secret());
        assert_eq!(key_hash(&key), Some(expected));
        assert_eq!(key_start(&key), format!("{}…", key.expose_secret().get(..9).unwrap()));
    }

    #[test]
    fn what_is_no_key_is_not_even_looked_up() {
        let key = new_api_key(&TestRandom::default());
        let key = key.expose_secret();
        let changed = [
            String::new(),
            "mami_".to_owned(),
            key.get(5..).unwrap().to_owned(),
            key.get(..50).unwrap().to_owned(),
            format!("{key}0"),
            format!(" {key}"),
            key.to_uppercase(),
            key.replacen("mami_", "mame_", 1),
            format!("mami_{}", "é".repeat(23)),
            format!("{}-{}", key.get(..20).unwrap(), key.get(21..).unwrap()),
        ];
        for text in changed {
            assert_eq!(key_hash(&text.as_str().into()), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn one_wrong_character_is_found(place in 5usize..51, other in "[0-9A-Za-z]") {
            let key = new_api_key(&TestRandom::default()).expose_secret().to_owned();
            let typo = format!("{}{other}{}", key.get(..place).unwrap(), key.get(place + 1..).unwrap());
            prop_assert_eq!(key_hash(&typo.as_str().into()).is_some(), typo == key);
        }

        #[test]
        fn kept_scopes_come_back(scopes in proptest::collection::vec(proptest::sample::select(&Scope::ALL), 1..9)) {
            let scopes = Scopes::parse(scopes).unwrap();
            prop_assert_eq!(Scopes::from_text(&scopes.to_text()), Ok(scopes));
        }
    }
}
