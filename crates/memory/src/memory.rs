//! A fact: something about a person that is worth knowing again, with where it comes from and what became of it.

use chrono::{DateTime, Utc};
use mami_ports::{ConversationId, MemoryId, MessageId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The most characters of a fact.
pub const MAX_TEXT_CHARS: usize = 2_000;
/// The most tags of a fact.
pub const MAX_TAGS: usize = 20;
/// The most characters of a tag.
pub const MAX_TAG_CHARS: usize = 40;
/// Entries of a fact's history that are kept: its first, and the newest of the others.
pub const MAX_HISTORY: u32 = 200;

/// Makes an enum whose values have the same names in the API, in JSON and in the database.
macro_rules! named {
    ($(#[$meta:meta])* $name:ident { $($(#[$of:meta])* $value:ident = $text:literal,)+ }) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        $(#[$meta])*
        pub enum $name { $($(#[$of])* $value,)+ }

        impl $name {
            /// The name that the API and the database use.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$value => $text,)+ }
            }

            /// The one of that name.
            pub fn parse(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$value),)+ _ => None }
            }
        }
    };
}

named! {
    /// What a fact is about.
    #[derive(Default)]
    #[schema(as = MemoryKind)]
    Kind {
        /// Who they are: name, age, job.
        Identity = "identity",
        /// What they like, or not.
        Preference = "preference",
        /// Anything else.
        #[default]
        Fact = "fact",
        /// Somebody they know.
        Relationship = "relationship",
        /// What they are going to do.
        Plan = "plan",
        /// What happened.
        Event = "event",
        /// How they are, for now.
        State = "state",
        /// How they want to be answered.
        Instruction = "instruction",
    }
}

named! {
    /// Where a fact comes from.
    #[schema(as = MemoryOrigin)]
    Origin {
        /// They asked for it to be remembered.
        Said = "said",
        /// A model found it in what they said.
        Extracted = "extracted",
        /// They wrote it into the list.
        Added = "added",
    }
}

named! {
    /// Whether a fact is used.
    #[derive(Default)]
    MemoryStatus {
        /// It is.
        #[default]
        Active = "active",
        /// Not before they approve of it.
        Pending = "pending",
    }
}

named! {
    /// What was done to a fact.
    #[schema(as = MemoryHistoryChange)]
    Change {
        /// It was made.
        Created = "created",
        /// Its text, kind, tags or times were changed.
        Edited = "edited",
        /// It was approved of.
        Approved = "approved",
        /// Another one took its place, or it took another's.
        Superseded = "superseded",
        /// It counts again.
        Restored = "restored",
        /// It was said again.
        Touched = "touched",
        /// It was pinned.
        Pinned = "pinned",
        /// It was unpinned.
        Unpinned = "unpinned",
    }
}

named! {
    /// Who did it.
    #[schema(as = MemoryAuthor)]
    By {
        /// The person.
        Person = "person",
        /// A model, at their word.
        Model = "model",
        /// A model that looked through what they said.
        Extraction = "extraction",
    }
}

/// A fact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Memory {
    /// Its id.
    pub id: MemoryId,
    /// What is known, as a sentence.
    pub text: String,
    /// What it is about.
    pub kind: Kind,
    /// Where it comes from.
    pub origin: Origin,
    /// Whether it is used.
    pub status: MemoryStatus,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// It is told to the model in every turn.
    pub pinned: bool,
    /// How sure it is, from 0 to 1.
    pub confidence: f32,
    /// The message that it comes from; none, too, when that was deleted.
    pub source_message_id: Option<MessageId>,
    /// The conversation that it comes from; none, too, when that was deleted.
    pub source_conversation_id: Option<ConversationId>,
    /// Its conversation is private: it is used in private conversations only, and goes with that one.
    pub private: bool,
    /// From when on it is true.
    pub valid_from: Option<DateTime<Utc>>,
    /// Until when it is true.
    pub valid_to: Option<DateTime<Utc>>,
    /// Since when it counts no longer.
    pub invalid_at: Option<DateTime<Utc>>,
    /// The fact that took its place.
    pub superseded_by: Option<MemoryId>,
    /// The fact whose place it takes once it is approved of.
    pub replaces: Option<MemoryId>,
    /// How often a model was told.
    pub use_count: u32,
    /// When a model was told last.
    pub last_used_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was changed, or said again, last.
    pub updated_at: DateTime<Utc>,
}

/// Something that was done to a fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = MemoryHistory)]
pub struct History {
    /// A number that grows.
    pub id: i64,
    /// What was done.
    pub change: Change,
    /// The fact's text after that.
    pub text: String,
    /// The message that did it; none, too, when that was deleted.
    pub message_id: Option<MessageId>,
    /// When.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub by: By,
}

/// A fact with all that became of it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct WholeMemory {
    /// The fact.
    #[serde(flatten)]
    pub memory: Memory,
    /// What was done to it, oldest first.
    pub history: Vec<History>,
}

/// How someone wants to be remembered; what they have not chosen is as the place has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choices {
    /// Whether anything is recalled or remembered in their turns.
    pub enabled: bool,
    /// Whether they approve of what was found before it is used; none: they have not chosen.
    pub review: Option<bool>,
}

impl Default for Choices {
    fn default() -> Self {
        Self { enabled: true, review: None }
    }
}

/// The text of a fact, trimmed.
///
/// # Errors
/// What is wrong with it.
pub fn checked_text(text: &str) -> Result<String, &'static str> {
    let text = text.trim();
    if text.is_empty() {
        return Err("it must not be empty");
    }
    if text.contains('\0') {
        return Err("it must not have the character U+0000");
    }
    if text.chars().count() > MAX_TEXT_CHARS {
        return Err("it must have at most 2,000 characters");
    }
    Ok(text.to_owned())
}

/// Tags, trimmed, each once whatever its case.
///
/// # Errors
/// What is wrong with them, and with which; none: with all of them together.
pub fn checked_tags(tags: &[String]) -> Result<Vec<String>, (Option<usize>, &'static str)> {
    let mut checked: Vec<String> = Vec::new();
    for (place, tag) in tags.iter().enumerate() {
        let tag = tag.trim();
        if tag.is_empty() || tag.chars().count() > MAX_TAG_CHARS {
            return Err((Some(place), "it must have 1 to 40 characters"));
        }
        if tag.chars().any(char::is_control) {
            return Err((Some(place), "it must be on one line, without control characters"));
        }
        let key = tag_key(tag);
        if !checked.iter().any(|other| tag_key(other) == key) {
            checked.push(tag.to_owned());
        }
        if checked.len() > MAX_TAGS {
            return Err((None, "there may be at most 20"));
        }
    }
    Ok(checked)
}

/// What a tag is compared by.
pub fn tag_key(tag: &str) -> String {
    mami_ports::text::fold(tag.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_same_in_json_and_in_the_database() {
        for kind in
            ["identity", "preference", "fact", "relationship", "plan", "event", "state", "instruction"]
        {
            let parsed = Kind::parse(kind).unwrap();
            assert_eq!((parsed.as_str(), serde_json::to_value(parsed).unwrap()), (kind, kind.into()));
        }
        for change in
            ["created", "edited", "approved", "superseded", "restored", "touched", "pinned", "unpinned"]
        {
            let parsed = Change::parse(change).unwrap();
            assert_eq!((parsed.as_str(), serde_json::to_value(parsed).unwrap()), (change, change.into()));
        }
        assert_eq!(Kind::parse("Fact"), None);
    }

    #[test]
    fn texts_and_tags_are_checked() {
        assert_eq!(checked_text("  a b\n").unwrap(), "a b");
        assert_eq!(checked_text(&"ü".repeat(MAX_TEXT_CHARS)).unwrap().chars().count(), MAX_TEXT_CHARS);
        for bad in [" \n ".to_owned(), "a\0b".to_owned(), "ü".repeat(MAX_TEXT_CHARS + 1)] {
            assert!(checked_text(&bad).is_err());
        }
        let tags =
            |tags: &[&str]| checked_tags(&tags.iter().map(|tag| (*tag).to_owned()).collect::<Vec<_>>());
        assert_eq!(tags(&[" Tea ", "TEA", "İş", "is"]).unwrap(), ["Tea", "İş"]);
        assert_eq!(tags(&["a", " "]).unwrap_err().0, Some(1));
        assert_eq!(tags(&["a\nb"]).unwrap_err().0, Some(0));
        assert!(tags(&["x".repeat(41).as_str()]).is_err());
        let many: Vec<String> = (0..21).map(|n| n.to_string()).collect();
        assert_eq!(checked_tags(&many).unwrap_err().0, None);
        assert_eq!(checked_tags(many.get(1..).unwrap()).unwrap().len(), 20);
    }
}
