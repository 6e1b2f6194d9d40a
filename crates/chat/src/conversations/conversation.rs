//! A conversation, and where a page of them begins.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};
use mami_ports::{ConversationId, MessageId, PersonaId};
use serde::Serialize;
use utoipa::ToSchema;

/// A conversation of one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Conversation {
    /// Its id.
    pub id: ConversationId,
    /// Its title; empty until something was said in it.
    pub title: String,
    /// Who answers in it; `null`: the default persona.
    pub persona_id: Option<PersonaId>,
    /// It is kept at hand.
    pub pinned: bool,
    /// It is put away.
    pub archived: bool,
    /// The folder that it lies in; empty: none.
    pub folder: String,
    /// What it is marked with.
    pub tags: Vec<String>,
    /// Only models that are marked as local see it. Once private, it stays so.
    pub private: bool,
    /// The newest message of the branch that is shown; `null` when nothing was said.
    pub head_message_id: Option<MessageId>,
    /// The answer that is being written now.
    pub running_message_id: Option<MessageId>,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When something was last said in it. The list is in this order.
    pub updated_at: DateTime<Utc>,
}

impl Conversation {
    /// An empty one.
    pub const fn new(id: ConversationId, now: DateTime<Utc>) -> Self {
        Self {
            id,
            title: String::new(),
            persona_id: None,
            pinned: false,
            archived: false,
            folder: String::new(),
            tags: Vec::new(),
            private: false,
            head_message_id: None,
            running_message_id: None,
            created_at: now,
            updated_at: now,
        }
    }
}

/// Where in the list of conversations (newest first) a page begins: behind the conversation that was changed last at
/// this time and has this id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// `updated_at` of the last conversation of the page before.
    pub updated_at: DateTime<Utc>,
    /// Its id.
    pub id: ConversationId,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.updated_at.timestamp_micros(), self.id)
    }
}

/// The text is no cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor that an earlier answer gave")]
pub struct InvalidCursor;

impl FromStr for Cursor {
    type Err = InvalidCursor;

    fn from_str(text: &str) -> Result<Self, InvalidCursor> {
        let (micros, id) = text.split_once('_').ok_or(InvalidCursor)?;
        let micros = micros.parse().map_err(|_| InvalidCursor)?;
        let updated_at = DateTime::from_timestamp_micros(micros).ok_or(InvalidCursor)?;
        Ok(Self { updated_at, id: id.parse().map_err(|_| InvalidCursor)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_the_way_out_and_back() {
        let cursor = Cursor {
            updated_at: DateTime::from_timestamp_micros(1_700_000_000_123_456).unwrap(),
            id: ConversationId::from_uuid(uuid::Uuid::from_u128(7)),
        };
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
    }

    #[test]
    fn case_049_garbage_is_no_cursor() {
        for text in ["", "_", "1", "1_", "x_00000000-0000-0000-0000-000000000007", "9223372036854775807_0"] {
            assert_eq!(text.parse::<Cursor>(), Err(InvalidCursor), "{text}");
        }
    }
}
