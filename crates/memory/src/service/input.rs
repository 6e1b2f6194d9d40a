//! What people send.

use chrono::{DateTime, Utc};
use mami_ports::MemoryId;
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;

use crate::{
    error::{MemoryError, MemoryFault},
    memory::{By, Kind, MemoryStatus, Origin, checked_tags, checked_text},
    store::{Edit, NewMemory},
};

/// A memory that someone writes down.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MemoryInput {
    /// What is known, 1 to 2,000 characters.
    pub text: String,
    /// What it is about.
    #[serde(default)]
    pub kind: Kind,
    /// Words to find it by: at most 20, of at most 40 characters.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Whether it is told to the model in every turn.
    #[serde(default)]
    pub pinned: bool,
    /// From when on it is true.
    #[serde(default)]
    pub valid_from: Option<DateTime<Utc>>,
    /// Until when it is true.
    #[serde(default)]
    pub valid_to: Option<DateTime<Utc>>,
}

/// What is to be changed of a memory; what is left out stays.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MemoryChange {
    /// What is known, 1 to 2,000 characters.
    #[serde(default)]
    pub text: Option<String>,
    /// What it is about.
    #[serde(default)]
    pub kind: Option<Kind>,
    /// All its tags.
    #[serde(default)]
    pub tags: Option<Vec<String>>,
    /// Whether it is told to the model in every turn.
    #[serde(default)]
    pub pinned: Option<bool>,
    /// From when on it is true; `null`: always.
    #[serde(default, deserialize_with = "there")]
    #[schema(value_type = Option<DateTime<Utc>>)]
    pub valid_from: Option<Option<DateTime<Utc>>>,
    /// Until when it is true; `null`: for ever.
    #[serde(default, deserialize_with = "there")]
    #[schema(value_type = Option<DateTime<Utc>>)]
    pub valid_to: Option<Option<DateTime<Utc>>>,
    /// `false`: it counts again, although another one took its place.
    #[serde(default)]
    pub superseded: Option<bool>,
}

/// Approval of a memory.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MemoryApproval)]
pub struct Approval {
    /// With this text; left out, as it is.
    #[serde(default)]
    pub text: Option<String>,
}

/// A field that is there, be it `null`.
fn there<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(from).map(Some)
}

fn fault(pointer: impl Into<String>, message: &str) -> MemoryFault {
    MemoryFault { pointer: pointer.into(), message: message.to_owned() }
}

fn text_fault(message: &str) -> MemoryFault {
    fault("/text", message)
}

fn tags_fault((place, message): (Option<usize>, &'static str)) -> MemoryFault {
    fault(place.map_or("/tags".to_owned(), |place| format!("/tags/{place}")), message)
}

fn check_period(from: Option<DateTime<Utc>>, to: Option<DateTime<Utc>>) -> Result<(), MemoryFault> {
    match (from, to) {
        (Some(from), Some(to)) if to < from => Err(fault("/valid_to", "it must not be before valid_from")),
        _ => Ok(()),
    }
}

/// All faults, or what is right.
fn all<T>(faults: [Option<MemoryFault>; 3], right: Option<T>) -> Result<T, MemoryError> {
    let faults: Vec<MemoryFault> = faults.into_iter().flatten().collect();
    match right {
        Some(right) if faults.is_empty() => Ok(right),
        _ => Err(MemoryError::Invalid(faults)),
    }
}

impl MemoryInput {
    pub(super) fn checked(self, id: MemoryId) -> Result<NewMemory, MemoryError> {
        let text = checked_text(&self.text).map_err(text_fault);
        let tags = checked_tags(&self.tags).map_err(tags_fault);
        let period = check_period(self.valid_from, self.valid_to);
        let faults = [text.as_ref().err().cloned(), tags.as_ref().err().cloned(), period.err()];
        let right = text.ok().zip(tags.ok()).map(|(text, tags)| NewMemory {
            id,
            text,
            kind: self.kind,
            origin: Origin::Added,
            status: MemoryStatus::Active,
            tags,
            pinned: self.pinned,
            confidence: 1.0,
            source: None,
            valid_from: self.valid_from,
            valid_to: self.valid_to,
            replaces: None,
            by: By::Person,
        });
        all(faults, right)
    }
}

impl MemoryChange {
    /// What is to be changed, and whether the memory is to count again.
    pub(super) fn checked(self) -> Result<(Edit, bool), MemoryError> {
        if self.superseded == Some(true) {
            return Err(MemoryError::invalid("/superseded", "it can only be false"));
        }
        let text = self.text.as_deref().map(checked_text).transpose().map_err(text_fault);
        let tags = self.tags.as_deref().map(checked_tags).transpose().map_err(tags_fault);
        let period = check_period(self.valid_from.flatten(), self.valid_to.flatten());
        let faults = [text.as_ref().err().cloned(), tags.as_ref().err().cloned(), period.err()];
        let right = text.ok().zip(tags.ok()).map(|(text, tags)| Edit {
            text,
            kind: self.kind,
            tags,
            pinned: self.pinned,
            valid_from: self.valid_from,
            valid_to: self.valid_to,
        });
        all(faults, right.map(|edit| (edit, self.superseded == Some(false))))
    }
}
