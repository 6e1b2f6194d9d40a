//! Rows of conversations, and what they mean.

use chrono::{DateTime, Utc};
use mami_chat::Conversation;
use mami_ports::{ConversationId, MessageId, PersonaId, UserId};
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, FromQueryResult, QueryFilter, QuerySelect,
    prelude::Uuid,
    sea_query::{Expr, SelectStatement},
};

use crate::entity::{conversations, messages};

#[derive(FromQueryResult)]
pub(super) struct ConversationRow {
    id: Uuid,
    title: String,
    persona_id: Option<Uuid>,
    pinned: bool,
    archived: bool,
    folder: String,
    tags: String,
    private: bool,
    head_message_id: Option<Uuid>,
    running_message_id: Option<Uuid>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl From<ConversationRow> for Conversation {
    fn from(row: ConversationRow) -> Self {
        Self {
            id: ConversationId::from_uuid(row.id),
            title: row.title,
            persona_id: row.persona_id.map(PersonaId::from_uuid),
            pinned: row.pinned,
            archived: row.archived,
            folder: row.folder,
            tags: tags_of(&row.tags),
            private: row.private,
            head_message_id: row.head_message_id.map(MessageId::from_uuid),
            running_message_id: row.running_message_id.map(MessageId::from_uuid),
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// The tags that a column holds.
pub(super) fn tags_of(text: &str) -> Vec<String> {
    serde_json::from_str(text).unwrap_or_default()
}

/// Tags as a column holds them.
pub(super) fn tags_text(tags: &[String]) -> String {
    serde_json::to_string(tags).unwrap_or_else(|_| "[]".to_owned())
}

pub(super) fn select_conversations(user: UserId) -> sea_orm::Select<conversations::Entity> {
    // At most one row, by its unique index.
    let running: SelectStatement = sea_orm::sea_query::Query::select()
        .column((messages::Entity, messages::Column::Id))
        .from(messages::Entity)
        .and_where(
            Expr::col((messages::Entity, messages::Column::ConversationId))
                .equals((conversations::Entity, conversations::Column::Id)),
        )
        .and_where(Expr::col((messages::Entity, messages::Column::Status)).eq(Expr::cust("'streaming'")))
        .to_owned();
    conversations::Entity::find()
        .expr_as(Expr::from(running), "running_message_id")
        .filter(conversations::Column::UserId.eq(user.uuid()))
}
