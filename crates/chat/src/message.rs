//! Messages: what was said, by whom, and how the saying ended.

use chrono::{DateTime, Utc};
use mami_ports::{HistoryCut, MessageId, Problem, TokenUsage, TurnEnd};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::files::File;

/// A message of a conversation. Messages form a tree: two answers to one message share their parent.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// The message that it follows; `null` for the first.
    pub parent_id: Option<MessageId>,
    /// Who said it.
    pub role: Role,
    /// What was said; of a running answer, what was saved last.
    pub content: String,
    /// How far it is.
    pub status: Status,
    /// What the model thought before it answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning: Option<String>,
    /// What was put into it, in its order.
    pub attachments: Vec<File>,
    /// Who answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// With which model, in the provider's own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// What it took.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<TokenUsage>,
    /// How much of the conversation the model was shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub history: Option<HistoryCut>,
    /// Why the answer ended, if it ended well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finish_reason: Option<TurnEnd>,
    /// Why the answer broke off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Problem>,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
}

/// Who said a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = MessageRole)]
pub enum Role {
    /// The person.
    User,
    /// The model.
    Assistant,
}

impl Role {
    /// The name that the API and the database use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Assistant => "assistant",
        }
    }

    /// The role of that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::User, Self::Assistant].into_iter().find(|role| role.as_str() == name)
    }
}

/// How far a message is. All but `Streaming` are final.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It is being written.
    Streaming,
    /// It is whole.
    Complete,
    /// The person stopped it.
    Cancelled,
    /// It broke off: the connection to the model, or this server, went away.
    Interrupted,
    /// The model could not be had, refused, or was not understood.
    Failed,
}

impl Status {
    const ALL: [Self; 5] =
        [Self::Streaming, Self::Complete, Self::Cancelled, Self::Interrupted, Self::Failed];

    /// The name that the API and the database use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Streaming => "streaming",
            Self::Complete => "complete",
            Self::Cancelled => "cancelled",
            Self::Interrupted => "interrupted",
            Self::Failed => "failed",
        }
    }

    /// The status of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }
}
