//! What was done to facts.

use std::collections::HashMap;

use mami_memory::{By, Change, History, Memory, memory::MAX_HISTORY, store::Doing};
use mami_ports::{MemoryId, MessageId, UserId};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    prelude::Uuid,
};

use super::{AT_ONCE, uuids};
use crate::entity::memory_history::{self, Column};

/// Notes something that was done to a fact. Of many, the oldest but the first are let go.
pub(super) async fn note(
    db: &impl ConnectionTrait,
    user: UserId,
    memory: &Memory,
    change: Change,
    doing: Doing,
) -> Result<(), DbErr> {
    memory_history::Entity::insert(row(user, memory, change, doing)).exec_without_returning(db).await?;
    let oldest: Option<i64> = memory_history::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::MemoryId.eq(memory.id.uuid()))
        .filter(Column::UserId.eq(user.uuid()))
        .filter(Column::Change.ne(Change::Created.as_str()))
        .order_by_desc(Column::Id)
        .offset(u64::from(MAX_HISTORY.saturating_sub(1)))
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    if let Some(oldest) = oldest {
        memory_history::Entity::delete_many()
            .filter(Column::MemoryId.eq(memory.id.uuid()))
            .filter(Column::UserId.eq(user.uuid()))
            .filter(Column::Change.ne(Change::Created.as_str()))
            .filter(Column::Id.lte(oldest))
            .exec(db)
            .await?;
    }
    Ok(())
}

pub(super) fn row(
    user: UserId,
    memory: &Memory,
    change: Change,
    doing: Doing,
) -> memory_history::ActiveModel {
    memory_history::ActiveModel {
        id: NotSet,
        memory_id: Set(memory.id.uuid()),
        user_id: Set(user.uuid()),
        change: Set(change.as_str().to_owned()),
        text: Set(memory.text.clone()),
        message_id: Set(doing.message.map(|id| id.uuid())),
        by: Set(doing.by.as_str().to_owned()),
        at: Set(doing.now),
    }
}

/// What was done to each of these, oldest first.
pub(super) async fn of(
    db: &impl ConnectionTrait,
    user: UserId,
    ids: &[MemoryId],
) -> Result<Vec<(MemoryId, Vec<History>)>, DbErr> {
    let mut all: HashMap<Uuid, Vec<History>> = HashMap::new();
    for some in ids.chunks(AT_ONCE) {
        let rows = memory_history::Entity::find()
            .filter(Column::UserId.eq(user.uuid()))
            .filter(Column::MemoryId.is_in(uuids(some)))
            .order_by_asc(Column::Id)
            .all(db)
            .await?;
        for row in rows {
            let Some(change) = Change::parse(&row.change) else { continue };
            let entry = History {
                id: row.id,
                change,
                text: row.text,
                message_id: row.message_id.map(MessageId::from_uuid),
                at: row.at,
                by: By::parse(&row.by).unwrap_or(By::Person),
            };
            all.entry(row.memory_id).or_default().push(entry);
        }
    }
    Ok(ids.iter().filter_map(|id| Some((*id, all.remove(&id.uuid())?))).collect())
}
