//! Rows, and what they mean.

use mami_chat::{Message, Role, Status};
use mami_ports::{
    HistoryCut, MemoryDeed, MessageId, PersonaId, Recollection, TokenUsage, Transcript, TurnEnd, TurnEvent,
};
use sea_orm::{FromQueryResult, prelude::Uuid};

use crate::entity::messages;

/// The columns that hold what an answer said.
pub(super) fn said(transcript: &Transcript) -> [(messages::Column, Option<String>); 3] {
    let reasoning = transcript.reasoning();
    [
        (messages::Column::Content, Some(transcript.text())),
        (messages::Column::Reasoning, Some(reasoning).filter(|text| !text.is_empty())),
        (messages::Column::Outline, serde_json::to_string(&transcript.outline()).ok()),
    ]
}

pub(super) fn transcript(row: &messages::Model) -> Transcript {
    let outline =
        row.outline.as_deref().and_then(|outline| serde_json::from_str(outline).ok()).unwrap_or_default();
    Transcript::restore(outline, &row.content, row.reasoning.as_deref().unwrap_or_default())
}

pub(super) fn status(row: &messages::Model) -> Status {
    Status::parse(&row.status).unwrap_or(Status::Failed)
}

/// What an answer did with what is remembered. Most did nothing, and their outlines are not read.
fn remembered(row: &messages::Model) -> (Option<Recollection>, Option<MemoryDeed>) {
    let (mut recall, mut memory) = (None, None);
    let outline = row.outline.as_deref().unwrap_or_default();
    if outline.contains("\"recall\"") || outline.contains("\"memory\"") {
        for event in transcript(row).events() {
            match event {
                TurnEvent::Recall(what) => recall = Some(what.clone()),
                TurnEvent::Memory(change) => memory = Some(change.clone()),
                _ => {}
            }
        }
    }
    (recall, memory)
}

pub(super) fn message(row: messages::Model) -> Message {
    let (recall, memory) = remembered(&row);
    let count = |n: i32| u32::try_from(n).unwrap_or_default();
    Message {
        id: MessageId::from_uuid(row.id),
        parent_id: row.parent_id.map(MessageId::from_uuid),
        role: Role::parse(&row.role).unwrap_or(Role::User),
        status: status(&row),
        content: row.content,
        reasoning: row.reasoning,
        // They are in a table of their own.
        attachments: Vec::new(),
        reasoning_ms: row.reasoning_ms.map(count),
        provider: row.provider,
        model: row.model,
        route_reason: row.route_reason,
        persona_id: row.persona_id.map(PersonaId::from_uuid),
        intent: row.intent,
        intent_rule: row.intent_rule,
        usage: row
            .input_tokens
            .zip(row.output_tokens)
            .map(|(input, output)| TokenUsage { input_tokens: count(input), output_tokens: count(output) }),
        recall,
        memory,
        history: row
            .history_sent
            .zip(row.history_omitted)
            .map(|(sent, omitted)| HistoryCut { sent: count(sent), omitted: count(omitted) }),
        finish_reason: row.finish_reason.as_deref().and_then(TurnEnd::parse),
        error: row.error.and_then(|error| serde_json::from_str(&error).ok()),
        created_at: row.created_at,
    }
}

/// The branch that ends at a message, oldest first. `$1` the message, or null for the head, `$2` its conversation, `$3` its
/// owner, `$4` at most, `$5` with what the model thought.
pub(super) const BRANCH: &str = "
WITH RECURSIVE branch (id, parent_id, steps) AS (
  SELECT m.id, m.parent_id, 1 FROM conversations c JOIN messages m ON m.id = COALESCE($1, c.head_message_id)
  WHERE c.id = $2 AND c.user_id = $3 AND m.conversation_id = c.id AND m.user_id = c.user_id
  UNION ALL
  SELECT m.id, m.parent_id, b.steps + 1 FROM messages m JOIN branch b ON m.id = b.parent_id
  WHERE m.user_id = $3 AND b.steps < $4
)
SELECT m.id, m.depth, m.role, m.status, m.content, CASE WHEN $5 THEN m.reasoning END AS reasoning,
  c.private, c.persona_id, s.content AS summary,
  EXISTS (SELECT 1 FROM attachments a WHERE a.message_id = m.id) AS has_files
FROM branch b JOIN messages m ON m.id = b.id JOIN conversations c ON c.id = m.conversation_id
  LEFT JOIN summaries s ON s.message_id = m.id AND s.user_id = $3
ORDER BY b.steps DESC";

#[derive(FromQueryResult)]
pub(super) struct BranchRow {
    pub(super) id: Uuid,
    pub(super) depth: i32,
    pub(super) role: String,
    pub(super) status: String,
    pub(super) content: String,
    pub(super) reasoning: Option<String>,
    pub(super) private: bool,
    pub(super) persona_id: Option<Uuid>,
    /// Of what came up to this message.
    pub(super) summary: Option<String>,
    pub(super) has_files: bool,
}
