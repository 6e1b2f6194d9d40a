//! What recall is built from.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use futures_util::FutureExt;
use mami_memory::{
    Memory, MemoryStatus, RecallStore, StoreError,
    store::{Speaker, Turn, Vector, VectorKind, VectorPlace, recall::TURN_CHARS},
};
use mami_ports::{ConversationId, MemoryId, MessageId, UserId};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, FromQueryResult, QueryFilter,
    QueryOrder, QuerySelect, Statement, Value,
    prelude::{DateTimeUtc, Uuid},
};

use super::{AT_ONCE, rows::memory, vectors};
use crate::{
    connect::Db,
    entity::{
        memories::{self, Column},
        memory_muted,
    },
    error::Fault,
};

/// What can be recalled of what somebody (`$1`) said; `{}` says what of it is wanted.
const TURNS: &str = "
    SELECT m.id, m.conversation_id, m.parent_id, m.depth, m.role, SUBSTR(m.content, 1, $3) AS content, m.created_at, c.private
    FROM messages m JOIN conversations c ON c.id = m.conversation_id AND c.user_id = $1
    WHERE m.user_id = $1 AND {} AND m.status = 'complete' AND m.content <> '' AND m.role IN ('user', 'assistant')
      AND (m.intent IS NULL OR m.intent <> 'memory')
      AND NOT EXISTS (SELECT 1 FROM memory_muted u WHERE u.message_id = m.id)
      AND NOT (m.role = 'user' AND EXISTS
        (SELECT 1 FROM messages a WHERE a.parent_id = m.id AND a.role = 'assistant' AND a.intent = 'memory'))
    ORDER BY m.id LIMIT $4";

#[derive(FromQueryResult)]
struct TurnRow {
    id: Uuid,
    conversation_id: Uuid,
    parent_id: Option<Uuid>,
    depth: i32,
    role: String,
    content: String,
    created_at: DateTimeUtc,
    private: bool,
}

impl From<TurnRow> for Turn {
    fn from(row: TurnRow) -> Self {
        Self {
            id: MessageId::from_uuid(row.id),
            conversation: ConversationId::from_uuid(row.conversation_id),
            parent: row.parent_id.map(MessageId::from_uuid),
            position: u32::try_from(row.depth).unwrap_or_default(),
            speaker: if row.role == "user" { Speaker::User } else { Speaker::Assistant },
            content: row.content,
            at: row.created_at,
            private: row.private,
        }
    }
}

async fn turns(
    db: &impl ConnectionTrait,
    user: UserId,
    wanted: &str,
    value: Vec<Value>,
    limit: u32,
) -> Result<Vec<Turn>, DbErr> {
    // Wanted ids come last: their number differs.
    let (first, more) = value
        .split_first()
        .map_or((Uuid::nil().into(), [].as_slice()), |(first, more)| (first.clone(), more));
    let chars = Value::from(i32::try_from(TURN_CHARS).unwrap_or(i32::MAX));
    let values =
        [user.uuid().into(), first, chars, i64::from(limit).into()].into_iter().chain(more.iter().cloned());
    let sql = TURNS.replace("{}", wanted);
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let rows = TurnRow::find_by_statement(statement).all(db).await?;
    Ok(rows.into_iter().map(Turn::from).collect())
}

fn facts(user: UserId) -> sea_orm::Select<memories::Entity> {
    memories::Entity::find()
        .filter(Column::UserId.eq(user.uuid()))
        .filter(Column::Status.eq(MemoryStatus::Active.as_str()))
        .filter(Column::InvalidAt.is_null())
}

#[async_trait]
impl RecallStore for Db {
    async fn turns(
        &self,
        user: UserId,
        after: Option<MessageId>,
        limit: u32,
    ) -> Result<Vec<Turn>, StoreError> {
        let after = after.map_or(Uuid::nil(), |after| after.uuid());
        Ok(turns(&self.read, user, "m.id > $2", vec![after.into()], limit).await.map_err(Fault::from)?)
    }

    async fn turns_by_id(&self, user: UserId, ids: &[MessageId]) -> Result<Vec<Turn>, StoreError> {
        let mut found = Vec::new();
        for some in ids.chunks(AT_ONCE) {
            let places = (1..some.len()).map(|place| format!(", ${}", place + 4)).collect::<String>();
            let values: Vec<Value> = some.iter().map(|id| id.uuid().into()).collect();
            let wanted = format!("m.id IN ($2{places})");
            let limit = u32::try_from(some.len()).unwrap_or(u32::MAX);
            found.extend(turns(&self.read, user, &wanted, values, limit).await.map_err(Fault::from)?);
        }
        Ok(found)
    }

    async fn facts(
        &self,
        user: UserId,
        after: Option<MemoryId>,
        limit: u32,
    ) -> Result<Vec<Memory>, StoreError> {
        let mut query = facts(user).order_by_asc(Column::Id).limit(u64::from(limit));
        if let Some(after) = after {
            query = query.filter(Column::Id.gt(after.uuid()));
        }
        let rows = query.all(&self.read).await.map_err(Fault::from)?;
        Ok(rows.into_iter().map(memory).collect())
    }

    async fn pinned(&self, user: UserId, limit: u32) -> Result<Vec<Memory>, StoreError> {
        let rows = facts(user)
            .filter(Column::Pinned.eq(true))
            .order_by_desc(Column::CreatedAt)
            .order_by_desc(Column::Id)
            .limit(u64::from(limit))
            .all(&self.read)
            .await
            .map_err(Fault::from)?;
        Ok(rows.into_iter().map(memory).collect())
    }

    async fn vectors(
        &self,
        user: UserId,
        embedder: &str,
        after: Option<VectorPlace>,
        limit: u32,
    ) -> Result<Vec<Vector>, StoreError> {
        Ok(vectors::page(&self.read, user, embedder, after, limit).await.map_err(Fault::from)?)
    }

    async fn put_vectors(&self, user: UserId, embedder: &str, all: Vec<Vector>) -> Result<(), StoreError> {
        let embedder = embedder.to_owned();
        Ok(self.writer.write_plain(move |tx| vectors::put(tx, user, embedder, all).boxed()).await?)
    }

    async fn delete_vectors(&self, user: UserId, places: Vec<VectorPlace>) -> Result<(), StoreError> {
        Ok(self.writer.write_plain(move |tx| vectors::remove(tx, user, places).boxed()).await?)
    }

    async fn mute(
        &self,
        user: UserId,
        messages: Vec<MessageId>,
        now: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        Ok(self.writer.write_plain(move |tx| mute(tx, user, messages, now).boxed()).await?)
    }

    async fn unmute(&self, user: UserId, messages: Vec<MessageId>) -> Result<(), StoreError> {
        let ids: Vec<Uuid> = messages.iter().map(|id| id.uuid()).collect();
        let done = self.writer.write_plain(move |tx| {
            async move {
                for some in ids.chunks(AT_ONCE) {
                    memory_muted::Entity::delete_many()
                        .filter(memory_muted::Column::UserId.eq(user.uuid()))
                        .filter(memory_muted::Column::MessageId.is_in(some.iter().copied()))
                        .exec(tx)
                        .await?;
                }
                Ok(())
            }
            .boxed()
        });
        Ok(done.await?)
    }
}

async fn mute(
    tx: &DatabaseTransaction,
    user: UserId,
    messages: Vec<MessageId>,
    now: DateTime<Utc>,
) -> Result<u64, DbErr> {
    let mut theirs = 0;
    let backend = tx.get_database_backend();
    for message in messages.iter().take(AT_ONCE) {
        // Only one's own, and only what is there.
        let sql = "INSERT INTO memory_muted (message_id, user_id, created_at) \
                   SELECT id, user_id, $3 FROM messages WHERE id = $1 AND user_id = $2 \
                   ON CONFLICT (message_id) DO UPDATE SET created_at = excluded.created_at";
        let values = [message.uuid().into(), user.uuid().into(), now.into()];
        let done = tx.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
        theirs += done.rows_affected();
    }
    let places = messages.into_iter().map(|message| (VectorKind::Turn, message.uuid())).collect();
    vectors::remove(tx, user, places).await?;
    Ok(theirs)
}
