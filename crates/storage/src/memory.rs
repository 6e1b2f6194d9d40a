//! What is remembered.
//!
//! Whoever adds or changes facts locks the account first, so that two never keep the same fact twice; then the conversation that
//! a fact comes from, as whoever deletes that does.

mod add;
mod change;
mod delete;
pub(crate) mod forget;
mod history;
mod list;
mod recall;
mod rows;
mod vectors;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use futures_util::FutureExt;
use mami_memory::{
    Choices, History, Memory, MemoryStatus, MemoryStore, StoreError, same,
    store::{Added, Cursor, Deleted, Doing, Edit, Edited, Filter, ImportOutcome, Imported, NewMemory},
};
use mami_ports::{ConversationId, MemoryId, MessageId, UserId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
    prelude::Uuid, sea_query::OnConflict,
};

use self::rows::memory;
use crate::{
    connect::Db,
    entity::{
        memories::{self, Column},
        memory_settings, memory_tombstones,
    },
    error::Fault,
};

/// Values of one statement: SQLite takes 32,766 in one.
const AT_ONCE: usize = 500;

fn uuids(ids: &[MemoryId]) -> Vec<Uuid> {
    ids.iter().map(|id| id.uuid()).collect()
}

#[async_trait]
impl MemoryStore for Db {
    async fn add(
        &self,
        user: UserId,
        new: NewMemory,
        most: u32,
        now: DateTime<Utc>,
    ) -> Result<Added, StoreError> {
        Ok(self.writer.write_plain(move |tx| add::add(tx, user, new, most, now).boxed()).await?)
    }

    async fn import_memories(
        &self,
        user: UserId,
        all: Vec<Imported>,
        most: u32,
        now: DateTime<Utc>,
    ) -> Result<ImportOutcome, StoreError> {
        Ok(self.writer.write_plain(move |tx| add::import(tx, user, all, most, now).boxed()).await?)
    }

    async fn edit(&self, user: UserId, id: MemoryId, edit: Edit, doing: Doing) -> Result<Edited, StoreError> {
        Ok(self.writer.write_plain(move |tx| change::edit(tx, user, id, edit, doing).boxed()).await?)
    }

    async fn approve(
        &self,
        user: UserId,
        id: MemoryId,
        text: Option<String>,
        doing: Doing,
    ) -> Result<Edited, StoreError> {
        Ok(self.writer.write_plain(move |tx| change::approve(tx, user, id, text, doing).boxed()).await?)
    }

    async fn restore(&self, user: UserId, id: MemoryId, doing: Doing) -> Result<Edited, StoreError> {
        Ok(self.writer.write_plain(move |tx| change::restore(tx, user, id, doing).boxed()).await?)
    }

    async fn delete(
        &self,
        user: UserId,
        id: MemoryId,
        pending: bool,
        key: [u8; 32],
        now: DateTime<Utc>,
    ) -> Result<Option<Deleted>, StoreError> {
        Ok(self.writer.write_plain(move |tx| delete::one(tx, user, id, pending, key, now).boxed()).await?)
    }

    async fn delete_memories(
        &self,
        user: UserId,
        of: Option<ConversationId>,
        key: [u8; 32],
        now: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        Ok(self.writer.write_plain(move |tx| delete::several(tx, user, of, key, now).boxed()).await?)
    }

    async fn touch(&self, user: UserId, ids: Vec<MemoryId>, doing: Doing) -> Result<(), StoreError> {
        Ok(self.writer.write_plain(move |tx| change::touch(tx, user, ids, doing).boxed()).await?)
    }

    async fn count_use(
        &self,
        user: UserId,
        ids: Vec<MemoryId>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        Ok(self.writer.write_plain(move |tx| change::count_use(tx, user, ids, now).boxed()).await?)
    }

    async fn memory(&self, user: UserId, id: MemoryId) -> Result<Option<Memory>, StoreError> {
        Ok(self.memories_by_id(user, &[id]).await?.pop())
    }

    async fn memories_by_id(&self, user: UserId, ids: &[MemoryId]) -> Result<Vec<Memory>, StoreError> {
        let mut found = Vec::new();
        for some in ids.chunks(AT_ONCE) {
            let rows = memories::Entity::find()
                .filter(Column::UserId.eq(user.uuid()))
                .filter(Column::Id.is_in(uuids(some)))
                .all(&self.read)
                .await
                .map_err(Fault::from)?;
            found.extend(rows.into_iter().map(memory));
        }
        Ok(found)
    }

    async fn memories(
        &self,
        user: UserId,
        filter: &Filter,
        limit: u32,
        after: Option<Cursor>,
    ) -> Result<Vec<Memory>, StoreError> {
        Ok(list::page(&self.read, user, filter, limit, after).await.map_err(Fault::from)?)
    }

    async fn same_memory(&self, user: UserId, text: &str) -> Result<Option<Memory>, StoreError> {
        let row = rows::same(&self.read, user, same::hash(text)).await.map_err(Fault::from)?;
        Ok(row.map(memory))
    }

    async fn count_memories(&self, user: UserId) -> Result<(u64, u64), StoreError> {
        let mine = memories::Entity::find().filter(Column::UserId.eq(user.uuid()));
        let all = mine.clone().count(&self.read).await.map_err(Fault::from)?;
        let pending = mine
            .filter(Column::Status.eq(MemoryStatus::Pending.as_str()))
            .filter(Column::InvalidAt.is_null());
        Ok((all, pending.count(&self.read).await.map_err(Fault::from)?))
    }

    async fn histories(
        &self,
        user: UserId,
        ids: &[MemoryId],
    ) -> Result<Vec<(MemoryId, Vec<History>)>, StoreError> {
        Ok(history::of(&self.read, user, ids).await.map_err(Fault::from)?)
    }

    async fn tombstoned(&self, user: UserId, said: &[(MessageId, String)]) -> Result<Vec<bool>, StoreError> {
        if said.is_empty() {
            return Ok(Vec::new());
        }
        let row = memory_settings::Entity::find_by_id(user.uuid()).one(&self.read).await;
        let key = row.map_err(Fault::from)?.and_then(|row| row.key?.try_into().ok());
        let Some(key) = key else { return Ok(vec![false; said.len()]) };
        let hashes: Vec<Vec<u8>> =
            said.iter().map(|(message, text)| mami_memory::store::tombstone(&key, *message, text)).collect();
        let mut there = std::collections::HashSet::new();
        for some in hashes.chunks(AT_ONCE) {
            let rows = memory_tombstones::Entity::find()
                .filter(memory_tombstones::Column::UserId.eq(user.uuid()))
                .filter(memory_tombstones::Column::Hash.is_in(some.iter().cloned()))
                .all(&self.read)
                .await
                .map_err(Fault::from)?;
            there.extend(rows.into_iter().map(|row| row.hash));
        }
        Ok(hashes.iter().map(|hash| there.contains(hash)).collect())
    }

    async fn choices(&self, user: UserId) -> Result<Choices, StoreError> {
        let row = memory_settings::Entity::find_by_id(user.uuid()).one(&self.read).await;
        Ok(row.map_err(Fault::from)?.as_ref().map(chosen).unwrap_or_default())
    }

    async fn choose(
        &self,
        user: UserId,
        enabled: Option<bool>,
        review: Option<bool>,
        now: DateTime<Utc>,
    ) -> Result<Choices, StoreError> {
        let done = self.writer.write_plain(move |tx| choose(tx, user, enabled, review, now).boxed());
        Ok(done.await?)
    }
}

fn chosen(row: &memory_settings::Model) -> Choices {
    Choices { enabled: row.enabled, review: row.review }
}

async fn choose(
    tx: &DatabaseTransaction,
    user: UserId,
    enabled: Option<bool>,
    review: Option<bool>,
    now: DateTime<Utc>,
) -> Result<Choices, DbErr> {
    // Two that choose at the same time, or a first key that is made meanwhile, wait for each other.
    crate::auth::lock_user(tx, user).await?;
    let before = memory_settings::Entity::find_by_id(user.uuid()).one(tx).await?;
    let old = before.as_ref().map(chosen).unwrap_or_default();
    let choices = Choices { enabled: enabled.unwrap_or(old.enabled), review: review.or(old.review) };
    let row = memory_settings::ActiveModel {
        user_id: Set(user.uuid()),
        enabled: Set(choices.enabled),
        review: Set(choices.review),
        key: Set(before.and_then(|row| row.key)),
        updated_at: Set(now),
    };
    put_settings(tx, row).await?;
    Ok(choices)
}

async fn put_settings(tx: &DatabaseTransaction, row: memory_settings::ActiveModel) -> Result<(), DbErr> {
    use memory_settings::Column;
    let over = OnConflict::column(Column::UserId)
        .update_columns([Column::Enabled, Column::Review, Column::Key, Column::UpdatedAt])
        .to_owned();
    memory_settings::Entity::insert(row).on_conflict(over).exec_without_returning(tx).await?;
    Ok(())
}
