//! Deleting facts: nothing is left of them but keyed hashes of what must not be found again.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use mami_memory::{
    MemoryStatus,
    store::{Deleted, tombstone},
};
use mami_ports::{ConversationId, MemoryId, MessageId, UserId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, prelude::Uuid, sea_query::OnConflict,
};

use super::{AT_ONCE, put_settings, rows::memory, vectors::remove_of_facts};
use crate::{
    auth::lock_user,
    entity::{
        memories::{self, Column},
        memory_history, memory_settings, memory_tombstones,
    },
};

pub(super) async fn one(
    tx: &DatabaseTransaction,
    user: UserId,
    id: MemoryId,
    pending: bool,
    key: [u8; 32],
    now: DateTime<Utc>,
) -> Result<Option<Deleted>, DbErr> {
    lock_user(tx, user).await?;
    let Some(row) = super::rows::own(tx, user, id.uuid()).await? else { return Ok(None) };
    if pending && row.status != MemoryStatus::Pending.as_str() {
        return Ok(None);
    }
    let sources = remove(tx, user, std::slice::from_ref(&row), key, now).await?;
    Ok(Some(Deleted { memory: memory(row), sources: sources.into_iter().collect() }))
}

pub(super) async fn several(
    tx: &DatabaseTransaction,
    user: UserId,
    of: Option<ConversationId>,
    key: [u8; 32],
    now: DateTime<Utc>,
) -> Result<u64, DbErr> {
    lock_user(tx, user).await?;
    let mut deleted = 0;
    loop {
        let mut query = memories::Entity::find()
            .filter(Column::UserId.eq(user.uuid()))
            .order_by_asc(Column::Id)
            .limit(AT_ONCE as u64);
        if let Some(of) = of {
            query = query.filter(Column::SourceConversationId.eq(of.uuid()));
        }
        let rows = query.all(tx).await?;
        if rows.is_empty() {
            return Ok(deleted);
        }
        remove(tx, user, &rows, key, now).await?;
        deleted += rows.len() as u64;
    }
}

/// Deletes facts with all that hangs on them. Gives the messages that said them.
async fn remove(
    tx: &DatabaseTransaction,
    user: UserId,
    rows: &[memories::Model],
    fresh_key: [u8; 32],
    now: DateTime<Utc>,
) -> Result<BTreeSet<MessageId>, DbErr> {
    let texts: HashMap<Uuid, &str> = rows.iter().map(|row| (row.id, row.text.as_str())).collect();
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let told: Vec<(Uuid, String, Option<Uuid>)> = memory_history::Entity::find()
        .select_only()
        .columns([
            memory_history::Column::MemoryId,
            memory_history::Column::Text,
            memory_history::Column::MessageId,
        ])
        .filter(memory_history::Column::UserId.eq(user.uuid()))
        .filter(memory_history::Column::MemoryId.is_in(ids.iter().copied()))
        .filter(memory_history::Column::MessageId.is_not_null())
        .into_tuple()
        .all(tx)
        .await?;
    // What a message said then, and what became of it since.
    let mut said: BTreeSet<(MessageId, &str)> = BTreeSet::new();
    for row in rows {
        if let Some(message) = row.source_message_id {
            said.insert((MessageId::from_uuid(message), &row.text));
        }
    }
    for (id, text, message) in &told {
        if let Some(message) = message.map(MessageId::from_uuid) {
            said.insert((message, text));
            said.extend(texts.get(id).map(|text| (message, *text)));
        }
    }
    if !said.is_empty() {
        let key = key(tx, user, fresh_key, now).await?;
        let all: Vec<memory_tombstones::ActiveModel> = said
            .iter()
            .map(|(message, text)| memory_tombstones::ActiveModel {
                user_id: Set(user.uuid()),
                hash: Set(tombstone(&key, *message, text)),
                created_at: Set(now),
            })
            .collect();
        for some in all.chunks(AT_ONCE) {
            let there = [memory_tombstones::Column::UserId, memory_tombstones::Column::Hash];
            memory_tombstones::Entity::insert_many(some.iter().cloned())
                .on_conflict(OnConflict::columns(there).do_nothing().to_owned())
                .exec_without_returning(tx)
                .await?;
        }
    }
    remove_of_facts(tx, user, &ids).await?;
    memories::Entity::delete_many()
        .filter(Column::UserId.eq(user.uuid()))
        .filter(Column::Id.is_in(ids))
        .exec(tx)
        .await?;
    Ok(said.into_iter().map(|(message, _)| message).collect())
}

/// The key of somebody's tombstones; `fresh` from now on, if they had none.
async fn key(
    tx: &DatabaseTransaction,
    user: UserId,
    fresh: [u8; 32],
    now: DateTime<Utc>,
) -> Result<[u8; 32], DbErr> {
    let row = memory_settings::Entity::find_by_id(user.uuid()).one(tx).await?;
    let kept = row.as_ref().and_then(|row| row.key.clone()?.try_into().ok());
    if let Some(kept) = kept {
        return Ok(kept);
    }
    let row = memory_settings::ActiveModel {
        user_id: Set(user.uuid()),
        enabled: Set(row.as_ref().is_none_or(|row| row.enabled)),
        review: Set(row.and_then(|row| row.review)),
        key: Set(Some(fresh.to_vec())),
        updated_at: Set(now),
    };
    put_settings(tx, row).await?;
    Ok(fresh)
}
