//! The port to what is remembered, as far as an answer needs it.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{ConversationId, DocumentId, MessageId, PersonaId, UserId};

/// Finds what is remembered that helps with a message.
#[async_trait]
pub trait Recall: Send + Sync {
    /// What is remembered that helps with this message. It never fails, and keeps to its time: the turn goes on without, and
    /// says so.
    async fn recall(&self, cue: &Cue) -> Recalled;
}

/// A message that something may be remembered for.
#[derive(Debug, Clone)]
pub struct Cue {
    /// Whose message. Nothing of anybody else is ever recalled, but what is shared with everybody.
    pub user: UserId,
    /// The conversation; none: a new one.
    pub conversation: Option<ConversationId>,
    /// Who speaks.
    pub persona: Option<PersonaId>,
    /// Whether the person's own past may be recalled; documents are in any case.
    pub memory: bool,
    /// Nothing of this leaves the machine: what was said in private may be recalled, and no hosted model may be asked.
    pub private: bool,
    /// What the person says.
    pub text: String,
    /// What the person said before that.
    pub before: Option<String>,
    /// The person's message, where it is there already.
    pub message: Option<MessageId>,
    /// The messages that the model is shown anyway.
    pub shown: Vec<MessageId>,
    /// The most tokens that may be recalled.
    pub tokens: u32,
}

/// What was recalled.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Recalled {
    /// What the model is shown: the items, fenced; empty: nothing.
    pub block: String,
    /// What is in it.
    pub told: Recollection,
}

/// What a model was shown of what is remembered.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Recollection {
    /// In the order in which the model was shown them.
    pub items: Vec<RecalledItem>,
    /// Why there may be less than there should be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missed: Option<RecallMiss>,
}

/// Why less was recalled than could have been.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecallMiss {
    /// It took too long.
    Late,
    /// The database was not available.
    Unavailable,
}

/// Something recalled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RecalledItem {
    /// How the model may refer to it, such as `m3`.
    pub note: String,
    /// The id of the memory, the message or the piece of a document.
    pub id: Uuid,
    /// What it is.
    pub kind: RecalledKind,
    /// What it says. It is empty where an answer is replayed and it is gone since.
    #[serde(default)]
    pub text: String,
    /// How well it fits; comparable among the items of one answer.
    pub score: f32,
    /// Why it was found.
    pub why: Vec<RecallReason>,
    /// Where it comes from.
    pub source: RecallSource,
}

/// What a recalled item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecalledKind {
    /// Something remembered.
    Memory,
    /// A message of an earlier conversation.
    Turn,
    /// A piece of a document.
    Document,
}

/// Why something was recalled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum RecallReason {
    /// It is always told.
    Pinned,
    /// It has words of the message.
    Words {
        /// Which, as they stand in the message.
        words: Vec<String>,
    },
    /// It means about the same.
    Meaning {
        /// How alike they are: 1.0 is the same.
        similarity: f32,
    },
    /// It stands beside something that fits.
    Neighbour,
    /// Its conversation or document is about it.
    Together,
    /// It is of the time that was named.
    Time,
    /// Something that was remembered from it fits.
    Fact,
}

/// Where something recalled comes from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RecallSource {
    /// The conversation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<ConversationId>,
    /// The message in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_id: Option<MessageId>,
    /// The document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_id: Option<DocumentId>,
    /// The number of the piece in its document, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
    /// What the conversation or the document is called.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
}

/// What is done with memory in a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MemoryAction {
    /// Something new is remembered.
    Remembered,
    /// Something that was remembered says something else now.
    Updated,
    /// Something is no longer remembered.
    Forgot,
    /// What is remembered was told.
    Listed,
}

/// Something that was done with what is remembered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MemoryDeed {
    /// What.
    pub action: MemoryAction,
    /// With these.
    pub items: Vec<MemoryNote>,
}

/// Something remembered, in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MemoryNote {
    /// Its id; of what was forgotten, the id that it had.
    pub id: Uuid,
    /// What it says. It is empty where a turn is replayed.
    #[serde(default)]
    pub text: String,
}

/// An assistant that remembers nothing.
#[derive(Debug, Default, Clone, Copy)]
pub struct NoRecall;

#[async_trait]
impl Recall for NoRecall {
    async fn recall(&self, _: &Cue) -> Recalled {
        Recalled::default()
    }
}
