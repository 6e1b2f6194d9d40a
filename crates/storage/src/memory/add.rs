//! Adding facts.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use mami_memory::{
    By, Change, Memory, MemoryStatus, same,
    store::{Added, Doing, ImportOutcome, Imported, NewMemory},
};
use mami_ports::{ConversationId, MessageId, UserId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
    QuerySelect, sea_query::LockType,
};

use super::{
    AT_ONCE,
    change::supersede,
    history::{note, row},
    rows::{self, active, memory, put},
};
use crate::{
    auth::lock_user,
    entity::{
        conversations,
        memories::{self, Column},
        memory_history, messages,
    },
};

pub(super) async fn add(
    tx: &DatabaseTransaction,
    user: UserId,
    new: NewMemory,
    most: u32,
    now: DateTime<Utc>,
) -> Result<Added, DbErr> {
    lock_user(tx, user).await?;
    let private = match new.source {
        None => false,
        Some((message, conversation)) => match source(tx, user, message, conversation).await? {
            Some(private) => private,
            None => return Ok(Added::SourceGone),
        },
    };
    let doing = Doing { by: new.by, message: new.source.map(|(message, _)| message), now };
    if let Some(row) = rows::same(tx, user, same::hash(&new.text)).await? {
        return touched(tx, user, memory(row), &new, private, doing).await.map(Added::Touched);
    }
    let mine = memories::Entity::find().filter(Column::UserId.eq(user.uuid()));
    if mine.count(tx).await? >= u64::from(most) {
        return Ok(Added::Full);
    }
    let waits = new.status == MemoryStatus::Pending;
    let added = Memory {
        id: new.id,
        text: new.text,
        kind: new.kind,
        origin: new.origin,
        status: new.status,
        tags: new.tags,
        pinned: new.pinned,
        confidence: new.confidence,
        source_message_id: new.source.map(|(message, _)| message),
        source_conversation_id: new.source.map(|(_, conversation)| conversation),
        private,
        valid_from: new.valid_from,
        valid_to: new.valid_to,
        invalid_at: None,
        superseded_by: None,
        replaces: new.replaces.filter(|_| waits),
        use_count: 0,
        last_used_at: None,
        created_at: now,
        updated_at: now,
    };
    memories::Entity::insert(active(user, &added)).exec_without_returning(tx).await?;
    note(tx, user, &added, Change::Created, doing).await?;
    if let Some(old) = new.replaces.filter(|_| !waits) {
        supersede(tx, user, old, &added, doing).await?;
    }
    Ok(Added::New(added))
}

/// Whether the conversation of a message is private; none if either is gone. It stays as it is until this transaction ends.
async fn source(
    tx: &DatabaseTransaction,
    user: UserId,
    message: MessageId,
    conversation: ConversationId,
) -> Result<Option<bool>, DbErr> {
    let private: Option<bool> = conversations::Entity::find()
        .select_only()
        .column(conversations::Column::Private)
        .filter(conversations::Column::Id.eq(conversation.uuid()))
        .filter(conversations::Column::UserId.eq(user.uuid()))
        .lock(LockType::Share)
        .into_tuple()
        .one(tx)
        .await?;
    let there = messages::Entity::find_by_id(message.uuid())
        .filter(messages::Column::ConversationId.eq(conversation.uuid()))
        .filter(messages::Column::UserId.eq(user.uuid()))
        .count(tx)
        .await?;
    Ok(private.filter(|_| there > 0))
}

/// What is there already was said again.
async fn touched(
    tx: &DatabaseTransaction,
    user: UserId,
    mut known: Memory,
    new: &NewMemory,
    private: bool,
    doing: Doing,
) -> Result<Memory, DbErr> {
    known.updated_at = doing.now;
    known.confidence = known.confidence.max(new.confidence);
    known.pinned |= new.pinned;
    if known.private && !private {
        // Said where everybody may know it. What it came from before must not take it along.
        known.private = false;
        known.source_message_id = new.source.map(|(message, _)| message);
        known.source_conversation_id = new.source.map(|(_, conversation)| conversation);
        let sources = memories::ActiveModel {
            private: Set(false),
            source_message_id: Set(known.source_message_id.map(|id| id.uuid())),
            source_conversation_id: Set(known.source_conversation_id.map(|id| id.uuid())),
            ..Default::default()
        };
        memories::Entity::update_many()
            .set(sources)
            .filter(Column::Id.eq(known.id.uuid()))
            .filter(Column::UserId.eq(user.uuid()))
            .exec(tx)
            .await?;
    }
    let approved = known.status == MemoryStatus::Pending && new.status == MemoryStatus::Active;
    let replaces = if approved { known.replaces.take() } else { None };
    if approved {
        known.status = MemoryStatus::Active;
        known.origin = new.origin;
    }
    put(tx, user, &known).await?;
    note(tx, user, &known, if approved { Change::Approved } else { Change::Touched }, doing).await?;
    if let Some(old) = replaces {
        supersede(tx, user, old, &known, doing).await?;
    }
    Ok(known)
}

pub(super) async fn import(
    tx: &DatabaseTransaction,
    user: UserId,
    all: Vec<Imported>,
    most: u32,
    now: DateTime<Utc>,
) -> Result<ImportOutcome, DbErr> {
    lock_user(tx, user).await?;
    let count = all.len();
    let mut seen = HashSet::new();
    let mut new: Vec<Memory> = Vec::new();
    for some in all.chunks(AT_ONCE) {
        let hashes: Vec<Vec<u8>> = some.iter().map(|one| same::hash(&one.memory.text)).collect();
        let there: Vec<Vec<u8>> = memories::Entity::find()
            .select_only()
            .column(Column::TextHash)
            .filter(Column::UserId.eq(user.uuid()))
            .filter(Column::TextHash.is_in(hashes.iter().cloned()))
            .into_tuple()
            .all(tx)
            .await?;
        seen.extend(there);
        let fresh =
            some.iter().zip(hashes).filter_map(|(one, hash)| seen.insert(hash).then(|| one.memory.clone()));
        new.extend(fresh);
    }
    let mine = memories::Entity::find().filter(Column::UserId.eq(user.uuid()));
    if mine.count(tx).await?.saturating_add(new.len() as u64) > u64::from(most) {
        return Ok(ImportOutcome::Full);
    }
    let doing = Doing { by: By::Person, message: None, now };
    for some in new.chunks(AT_ONCE) {
        let rows = some.iter().map(|memory| active(user, memory));
        memories::Entity::insert_many(rows).exec_without_returning(tx).await?;
        let notes = some.iter().map(|memory| row(user, memory, Change::Created, doing));
        memory_history::Entity::insert_many(notes).exec_without_returning(tx).await?;
    }
    let added: Vec<_> = new.iter().map(|memory| memory.id).collect();
    let duplicates = (count - added.len()) as u64;
    Ok(ImportOutcome::Done { added, duplicates })
}
