//! Messages: what was said, by whom, and how the saying ended.

use chrono::{DateTime, Utc};
use mami_ports::{
    HistoryCut, MemoryDeed, MessageId, PersonaId, Problem, Recollection, Start, TokenUsage, Transcript,
    TurnEnd, TurnEvent,
};
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
    /// How long it thought, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning_ms: Option<u32>,
    /// Who answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// With which model, in the provider's own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Why this one, in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route_reason: Option<String>,
    /// Who spoke; none: Mami herself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub persona_id: Option<PersonaId>,
    /// Of an answer: what the person's message was understood as, `text`, `image` or `memory`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub intent: Option<String>,
    /// What decided that, as `intent_rule` of the event `start`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub intent_rule: Option<String>,
    /// What it took.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<TokenUsage>,
    /// What was recalled for it, and put in front of the model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recall: Option<Recollection>,
    /// What was done with what is remembered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory: Option<MemoryDeed>,
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

impl Message {
    /// A message that is whole, of which nothing more is known.
    pub fn new(id: MessageId, role: Role, content: String, created_at: DateTime<Utc>) -> Self {
        Self {
            id,
            parent_id: None,
            role,
            content,
            status: Status::Complete,
            reasoning: None,
            reasoning_ms: None,
            attachments: Vec::new(),
            provider: None,
            model: None,
            route_reason: None,
            persona_id: None,
            intent: None,
            intent_rule: None,
            usage: None,
            recall: None,
            memory: None,
            history: None,
            finish_reason: None,
            error: None,
            created_at,
        }
    }

    /// A person's message and its answer of a conversation that is kept nowhere, put together from what was said.
    pub fn unkept(
        start: &Start,
        content: String,
        transcript: &Transcript,
        now: DateTime<Utc>,
    ) -> (Self, Self) {
        let question = Self::new(start.user_message_id, Role::User, content, now);
        let mut answer = Self {
            parent_id: Some(start.user_message_id),
            status: Status::Interrupted,
            reasoning: Some(transcript.reasoning()).filter(|text| !text.is_empty()),
            provider: Some(start.provider.clone()).filter(|name| !name.is_empty()),
            model: Some(start.model.clone()).filter(|name| !name.is_empty()),
            route_reason: Some(start.route_reason.clone()),
            persona_id: start.persona_id,
            intent: Some(start.intent.clone()),
            intent_rule: Some(start.intent_rule.clone()),
            history: Some(start.history),
            ..Self::new(start.message_id, Role::Assistant, transcript.text(), now)
        };
        for event in transcript.events() {
            match event {
                TurnEvent::Usage(usage) => answer.usage = Some(*usage),
                TurnEvent::Recall(recall) => answer.recall = Some(recall.clone()),
                TurnEvent::Memory(change) => answer.memory = Some(change.clone()),
                TurnEvent::Fallback { to, reason, .. } => {
                    let (provider, model) = to.split_once('/').unwrap_or((to, ""));
                    (answer.provider, answer.model) = (Some(provider.to_owned()), Some(model.to_owned()));
                    answer.route_reason = Some(reason.clone());
                }
                TurnEvent::Done { finish_reason, .. } => {
                    answer.finish_reason = Some(*finish_reason);
                    let stopped = *finish_reason == TurnEnd::Cancelled;
                    answer.status = if stopped { Status::Cancelled } else { Status::Complete };
                }
                TurnEvent::Error(problem) => {
                    let broke_off = problem.code == "answer_interrupted";
                    answer.status = if broke_off { Status::Interrupted } else { Status::Failed };
                    answer.error = Some(problem.clone());
                }
                TurnEvent::Start(_)
                | TurnEvent::Waiting { .. }
                | TurnEvent::Reasoning { .. }
                | TurnEvent::Delta { .. }
                | TurnEvent::Title { .. } => {}
            }
        }
        (question, answer)
    }
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
