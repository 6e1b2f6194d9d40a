//! Facts as rows.

use mami_memory::{Kind, Memory, MemoryStatus, Origin, memory::tag_key, same};
use mami_ports::{ConversationId, MemoryId, MessageId, UserId, text::fold};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter,
    prelude::Uuid,
};

use crate::entity::memories::{self, Column};

pub(super) fn memory(row: memories::Model) -> Memory {
    Memory {
        id: MemoryId::from_uuid(row.id),
        text: row.text,
        kind: Kind::parse(&row.kind).unwrap_or_default(),
        origin: Origin::parse(&row.origin).unwrap_or(Origin::Added),
        // What is not understood is not used.
        status: MemoryStatus::parse(&row.status).unwrap_or(MemoryStatus::Pending),
        tags: serde_json::from_str(&row.tags).unwrap_or_default(),
        pinned: row.pinned,
        confidence: row.confidence,
        source_message_id: row.source_message_id.map(MessageId::from_uuid),
        source_conversation_id: row.source_conversation_id.map(ConversationId::from_uuid),
        private: row.private,
        valid_from: row.valid_from,
        valid_to: row.valid_to,
        invalid_at: row.invalid_at,
        superseded_by: row.superseded_by.map(MemoryId::from_uuid),
        replaces: row.replaces.map(MemoryId::from_uuid),
        use_count: u32::try_from(row.use_count).unwrap_or_default(),
        last_used_at: row.last_used_at,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}

pub(super) fn active(user: UserId, memory: &Memory) -> memories::ActiveModel {
    memories::ActiveModel {
        id: Set(memory.id.uuid()),
        user_id: Set(user.uuid()),
        text: Set(memory.text.clone()),
        text_hash: Set(same::hash(&memory.text)),
        folded: Set(fold(&memory.text)),
        kind: Set(memory.kind.as_str().to_owned()),
        origin: Set(memory.origin.as_str().to_owned()),
        status: Set(memory.status.as_str().to_owned()),
        tags: Set(serde_json::to_string(&memory.tags).unwrap_or_else(|_| "[]".to_owned())),
        tag_keys: Set(tag_keys(&memory.tags)),
        pinned: Set(memory.pinned),
        confidence: Set(memory.confidence),
        source_message_id: Set(memory.source_message_id.map(|id| id.uuid())),
        source_conversation_id: Set(memory.source_conversation_id.map(|id| id.uuid())),
        private: Set(memory.private),
        valid_from: Set(memory.valid_from),
        valid_to: Set(memory.valid_to),
        invalid_at: Set(memory.invalid_at),
        superseded_by: Set(memory.superseded_by.map(|id| id.uuid())),
        replaces: Set(memory.replaces.map(|id| id.uuid())),
        use_count: Set(i32::try_from(memory.use_count).unwrap_or(i32::MAX)),
        last_used_at: Set(memory.last_used_at),
        created_at: Set(memory.created_at),
        updated_at: Set(memory.updated_at),
    }
}

fn tag_keys(tags: &[String]) -> String {
    let mut keys = String::from("\n");
    for tag in tags {
        keys.push_str(&tag_key(tag));
        keys.push('\n');
    }
    keys
}

/// Somebody's fact.
pub(super) async fn own(
    db: &impl ConnectionTrait,
    user: UserId,
    id: Uuid,
) -> Result<Option<memories::Model>, DbErr> {
    memories::Entity::find_by_id(id).filter(Column::UserId.eq(user.uuid())).one(db).await
}

/// Somebody's fact that counts and has this hash.
pub(super) async fn same(
    db: &impl ConnectionTrait,
    user: UserId,
    hash: Vec<u8>,
) -> Result<Option<memories::Model>, DbErr> {
    memories::Entity::find()
        .filter(Column::UserId.eq(user.uuid()))
        .filter(Column::TextHash.eq(hash))
        .filter(Column::InvalidAt.is_null())
        .one(db)
        .await
}

/// Writes a fact as it is now; but for where it comes from, which whoever deletes that changes, and how often it was used.
pub(super) async fn put(db: &impl ConnectionTrait, user: UserId, memory: &Memory) -> Result<(), DbErr> {
    let row = memories::ActiveModel {
        id: NotSet,
        user_id: NotSet,
        source_message_id: NotSet,
        source_conversation_id: NotSet,
        private: NotSet,
        use_count: NotSet,
        last_used_at: NotSet,
        created_at: NotSet,
        ..active(user, memory)
    };
    memories::Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(memory.id.uuid()))
        .filter(Column::UserId.eq(user.uuid()))
        .exec(db)
        .await?;
    Ok(())
}
