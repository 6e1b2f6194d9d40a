//! Conversations to be, and what is to change in them.

use mami_ports::{ConversationId, MessageId, PersonaId};
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;

use super::label;
use crate::error::{ChatError, InvalidField};

/// A conversation to be.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ConversationInput {
    /// Its title, at most 200 characters; made from its first message unless given.
    pub title: String,
    /// Who answers in it; the default persona unless given.
    pub persona_id: Option<PersonaId>,
    /// Only models that are marked as local may see it, for good.
    pub private: bool,
    /// The folder that it goes into, at most 80 characters; none unless given.
    pub folder: String,
    /// What it is marked with: at most 20, each at most 40 characters, none twice.
    pub tags: Vec<String>,
}

impl ConversationInput {
    /// The same with its texts in their form.
    ///
    /// # Errors
    /// All faults at once.
    pub(crate) fn checked(self) -> Result<Self, ChatError> {
        let mut faults = Faults::default();
        let checked = Self {
            title: faults.take(label::title(&self.title)),
            folder: faults.take(label::folder(&self.folder)),
            tags: faults.take(label::tags(&self.tags)),
            ..self
        };
        faults.none_or(checked)
    }
}

/// What is to change in a conversation. What is absent stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ConversationChange {
    /// Another title, 1 to 200 characters.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub title: Option<String>,
    /// Who is to answer in it; `null`: the default persona.
    #[serde(deserialize_with = "present")]
    #[schema(value_type = Option<PersonaId>)]
    pub persona_id: Option<Option<PersonaId>>,
    /// Keep it at hand, or not any more.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub pinned: Option<bool>,
    /// Put it away, or get it out again.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub archived: Option<bool>,
    /// The folder that it goes into, at most 80 characters; empty: none.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub folder: Option<String>,
    /// All that it is marked with from now on: at most 20, each at most 40 characters, none twice.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub tags: Option<Vec<String>>,
    /// Makes it private, for good: what is private stays so.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub private: Option<bool>,
    /// The end of the branch that is shown from now on: one of its messages.
    #[serde(deserialize_with = "present")]
    #[schema(nullable = false)]
    pub head_message_id: Option<MessageId>,
}

impl ConversationChange {
    /// The same with its texts in their form.
    ///
    /// # Errors
    /// All faults at once.
    pub(crate) fn checked(self) -> Result<Self, ChatError> {
        let mut faults = Faults::default();
        let title = self.title.map(|text| match label::title(&text) {
            Ok(title) if title.is_empty() => {
                Err(InvalidField { pointer: "/title", message: "it must not be empty".to_owned() })
            }
            checked => checked,
        });
        let checked = Self {
            title: title.map(|title| faults.take(title)),
            folder: self.folder.map(|text| faults.take(label::folder(&text))),
            tags: self.tags.map(|texts| faults.take(label::tags(&texts))),
            ..self
        };
        faults.none_or(checked)
    }
}

/// The most conversations that are changed at once.
pub const MAX_BULK: usize = 200;

/// What is to be done with several conversations.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BulkInput {
    /// Which, 1 to 200. What is not one's own conversation is passed over.
    #[schema(min_items = 1, max_items = 200)]
    ids: Vec<ConversationId>,
    /// What.
    action: BulkVerb,
    /// For `move`, and only then: the folder that they go into; empty: none.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    folder: Option<String>,
    /// For `tag` and `untag`, and only then: the tag.
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    tag: Option<String>,
}

/// What can be done with several conversations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BulkVerb {
    /// Keep them at hand.
    Pin,
    /// Not any more.
    Unpin,
    /// Put them away.
    Archive,
    /// Get them out again.
    Unarchive,
    /// Delete them with everything that hangs on them.
    Delete,
    /// Put them into a folder.
    Move,
    /// Mark them. Those that have as many tags as they may have stay as they are.
    Tag,
    /// Take a mark off.
    Untag,
}

/// What is to be done with several conversations, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BulkAction {
    /// Keep them at hand, or not any more.
    Pin(bool),
    /// Put them away, or get them out again.
    Archive(bool),
    /// Delete them.
    Delete,
    /// Put them into this folder; empty: into none.
    Move(String),
    /// Mark them with this.
    Tag(String),
    /// Take this mark off.
    Untag(String),
}

impl BulkInput {
    /// Which conversations, each once, and what to do with them.
    ///
    /// # Errors
    /// All faults at once.
    pub(crate) fn checked(self) -> Result<(Vec<ConversationId>, BulkAction), ChatError> {
        let mut faults = Faults::default();
        if !(1..=MAX_BULK).contains(&self.ids.len()) {
            faults.add("/ids", format!("there must be 1 to {MAX_BULK} of them"));
        }
        let (moves, tags) =
            (self.action == BulkVerb::Move, matches!(self.action, BulkVerb::Tag | BulkVerb::Untag));
        if moves != self.folder.is_some() {
            faults.add("/folder", "it goes with the action move, and with no other".to_owned());
        }
        if tags != self.tag.is_some() {
            faults.add("/tag", "it goes with the actions tag and untag, and with no other".to_owned());
        }
        let folder = self.folder.map(|text| faults.take(label::folder(&text))).unwrap_or_default();
        let tag = self.tag.map(|text| faults.take(label::tag("/tag", &text))).unwrap_or_default();
        let action = match self.action {
            BulkVerb::Pin => BulkAction::Pin(true),
            BulkVerb::Unpin => BulkAction::Pin(false),
            BulkVerb::Archive => BulkAction::Archive(true),
            BulkVerb::Unarchive => BulkAction::Archive(false),
            BulkVerb::Delete => BulkAction::Delete,
            BulkVerb::Move => BulkAction::Move(folder),
            BulkVerb::Tag => BulkAction::Tag(tag),
            BulkVerb::Untag => BulkAction::Untag(tag),
        };
        let mut ids = self.ids;
        ids.sort_unstable();
        ids.dedup();
        faults.none_or((ids, action))
    }
}

/// Tells `null`, which only some fields take, from an absent field (the default, `None`).
fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

/// Faults as they are found.
#[derive(Default)]
struct Faults(Vec<InvalidField>);

impl Faults {
    fn add(&mut self, pointer: &'static str, message: String) {
        self.0.push(InvalidField { pointer, message });
    }

    /// What was checked; anything at all when it is at fault.
    fn take<T: Default>(&mut self, checked: Result<T, InvalidField>) -> T {
        checked.unwrap_or_else(|fault| {
            self.0.push(fault);
            T::default()
        })
    }

    fn none_or<T>(self, checked: T) -> Result<T, ChatError> {
        if self.0.is_empty() { Ok(checked) } else { Err(ChatError::Invalid(self.0)) }
    }
}

#[cfg(test)]
mod tests {
    use serde::de::DeserializeOwned;

    use super::*;

    fn parse<T: DeserializeOwned>(json: &str) -> Result<T, serde_json::Error> {
        serde_json::from_str(json)
    }

    fn pointers<T: std::fmt::Debug>(checked: Result<T, ChatError>) -> Vec<&'static str> {
        let Err(ChatError::Invalid(faults)) = checked else { panic!("{checked:?}") };
        faults.into_iter().map(|fault| fault.pointer).collect()
    }

    #[test]
    fn null_means_no_persona_and_nothing_anywhere_else() {
        assert_eq!(parse::<ConversationChange>("{}").unwrap(), ConversationChange::default());
        let none = parse::<ConversationChange>(r#"{"persona_id": null}"#).unwrap();
        assert_eq!(none, ConversationChange { persona_id: Some(None), ..Default::default() });
        for field in ["title", "pinned", "archived", "folder", "tags", "private", "head_message_id"] {
            assert!(parse::<ConversationChange>(&format!(r#"{{"{field}": null}}"#)).is_err(), "{field}");
        }
        for json in [r#"{"user_id": "x"}"#, r#"{"updated_at": "2026-01-01T00:00:00Z"}"#, r#"{"id": "x"}"#] {
            assert!(parse::<ConversationChange>(json).is_err(), "{json}");
            assert!(parse::<ConversationInput>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn all_faults_are_told_at_once() {
        let change = parse::<ConversationChange>(r#"{"title": " ", "folder": "a\nb", "tags": ["a", "A"]}"#);
        assert_eq!(pointers(change.unwrap().checked()), ["/title", "/folder", "/tags"]);
        let input = parse::<ConversationInput>(r#"{"title": "a\u0000", "tags": [""]}"#);
        assert_eq!(pointers(input.unwrap().checked()), ["/title", "/tags"]);
    }

    #[test]
    fn what_is_done_with_several_is_whole_or_refused() {
        let id = |n: u128| ConversationId::from_uuid(uuid::Uuid::from_u128(n));
        let bulk = |rest: &str| parse::<BulkInput>(&format!(r#"{{"ids": ["{}"], {rest}}}"#, id(7)));
        let action = |rest: &str| bulk(rest).unwrap().checked().map(|(_, action)| action);
        assert_eq!(action(r#""action": "unarchive""#), Ok(BulkAction::Archive(false)));
        assert_eq!(action(r#""action": "move", "folder": " In ""#), Ok(BulkAction::Move("In".to_owned())));
        assert_eq!(action(r#""action": "move", "folder": """#), Ok(BulkAction::Move(String::new())));
        assert_eq!(action(r#""action": "untag", "tag": "x""#), Ok(BulkAction::Untag("x".to_owned())));
        for (rest, pointer) in [
            (r#""action": "move""#, "/folder"),
            (r#""action": "pin", "folder": "x""#, "/folder"),
            (r#""action": "tag""#, "/tag"),
            (r#""action": "tag", "tag": " ""#, "/tag"),
            (r#""action": "delete", "tag": "x""#, "/tag"),
        ] {
            assert_eq!(pointers(action(rest)), [pointer], "{rest}");
        }
        for rest in [r#""action": "share""#, r#""action": "move", "folder": null"#, r#""x": 1"#] {
            assert!(bulk(rest).is_err(), "{rest}");
        }
        let many = |ids| BulkInput { ids, action: BulkVerb::Pin, folder: None, tag: None }.checked();
        assert_eq!(many(vec![id(2), id(1), id(2)]).unwrap().0, [id(1), id(2)]);
        assert_eq!(pointers(many(Vec::new())), ["/ids"]);
        assert!(many((1..=200).map(id).collect()).is_ok());
        assert_eq!(pointers(many((1..=201).map(id).collect())), ["/ids"]);
    }
}
