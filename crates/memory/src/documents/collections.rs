//! Documents that belong together.

use chrono::{DateTime, Utc};
use mami_ports::{CollectionId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::DocumentError;

/// Characters of a name.
const MAX_NAME: usize = 100;
/// Characters of a description.
const MAX_DESCRIPTION: usize = 1_000;

/// A collection of documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Collection {
    /// Its id.
    pub id: CollectionId,
    /// What it is called.
    pub name: String,
    /// What is in it.
    pub description: String,
    /// Everybody may read what is in it; only those who run the place change it.
    pub shared: bool,
    /// It is one's own.
    pub own: bool,
    /// Its documents.
    pub documents: u32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Whose it is.
    #[serde(skip)]
    pub user: UserId,
}

/// A collection to be made.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCollection {
    /// What it is called: 1 to 100 characters.
    pub name: String,
    /// What is in it: at most 1,000 characters.
    #[serde(default)]
    pub description: String,
    /// Share it with everybody, which only those who run the place may.
    #[serde(default)]
    pub shared: bool,
}

/// What changes about a collection.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CollectionChange {
    /// What it is called from now on.
    pub name: Option<String>,
    /// What is in it.
    pub description: Option<String>,
    /// Share it, or no longer.
    pub shared: Option<bool>,
}

impl CollectionChange {
    /// The change with its texts as they are kept.
    pub(super) fn checked(self) -> Result<Self, DocumentError> {
        let name = self.name.map(|name| checked("/name", &name, 1, MAX_NAME)).transpose()?;
        let description =
            self.description.map(|text| checked("/description", &text, 0, MAX_DESCRIPTION)).transpose()?;
        Ok(Self { name, description, shared: self.shared })
    }
}

impl NewCollection {
    /// The collection with its texts as they are kept.
    pub(super) fn checked(self) -> Result<Self, DocumentError> {
        Ok(Self {
            name: checked("/name", &self.name, 1, MAX_NAME)?,
            description: checked("/description", &self.description, 0, MAX_DESCRIPTION)?,
            shared: self.shared,
        })
    }
}

fn checked(pointer: &'static str, text: &str, least: usize, most: usize) -> Result<String, DocumentError> {
    let seen: String = text.chars().filter(|c| !c.is_control() || *c == '\n').collect();
    let seen = seen.trim();
    if (least..=most).contains(&seen.chars().count()) {
        return Ok(seen.to_owned());
    }
    Err(DocumentError::Invalid { pointer, message: format!("it must have {least} to {most} characters") })
}
