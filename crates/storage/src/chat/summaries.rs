//! Summaries.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use futures_util::FutureExt;
use mami_chat::{StoreError, Summary, SummaryStore};
use mami_ports::{ConversationId, MessageId, SummaryId, UserId};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Statement,
    prelude::Uuid,
    sea_query::{Expr, LockType, OnConflict},
};

use crate::{
    connect::Db,
    entity::{conversations, messages, summaries},
    error::Fault,
};

#[async_trait]
impl SummaryStore for Db {
    async fn summaries(
        &self,
        user: UserId,
        conversation: ConversationId,
    ) -> Result<Vec<Summary>, StoreError> {
        let rows = summaries::Entity::find()
            .filter(summaries::Column::ConversationId.eq(conversation.uuid()))
            .filter(summaries::Column::UserId.eq(user.uuid()))
            .order_by_asc(summaries::Column::CreatedAt)
            .order_by_asc(summaries::Column::Id)
            .all(&self.read)
            .await
            .map_err(Fault::from)?;
        Ok(rows.into_iter().map(summary).collect())
    }

    async fn line(&self, user: UserId, message: MessageId) -> Result<Vec<MessageId>, StoreError> {
        Ok(line(&self.read, user, message).await.map_err(Fault::from)?)
    }

    async fn put_summary(
        &self,
        user: UserId,
        summary: Summary,
        line: Vec<MessageId>,
    ) -> Result<bool, StoreError> {
        Ok(self.writer.write_plain(move |tx| put(tx, user, summary, line).boxed()).await?)
    }

    async fn edit_summary(
        &self,
        user: UserId,
        conversation: ConversationId,
        id: SummaryId,
        content: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let update = summaries::Entity::update_many()
            .col_expr(summaries::Column::Content, Expr::value(content))
            .col_expr(summaries::Column::Edited, Expr::value(true))
            .col_expr(summaries::Column::UpdatedAt, Expr::value(now))
            .filter(summaries::Column::Id.eq(id.uuid()))
            .filter(summaries::Column::ConversationId.eq(conversation.uuid()))
            .filter(summaries::Column::UserId.eq(user.uuid()));
        let done = self
            .writer
            .write_plain(move |tx| async move { Ok(update.exec(tx).await?.rows_affected > 0) }.boxed());
        Ok(done.await?)
    }

    async fn delete_summary(
        &self,
        user: UserId,
        conversation: ConversationId,
        id: SummaryId,
    ) -> Result<bool, StoreError> {
        let delete = summaries::Entity::delete_many()
            .filter(summaries::Column::Id.eq(id.uuid()))
            .filter(summaries::Column::ConversationId.eq(conversation.uuid()))
            .filter(summaries::Column::UserId.eq(user.uuid()));
        let done = self
            .writer
            .write_plain(move |tx| async move { Ok(delete.exec(tx).await?.rows_affected > 0) }.boxed());
        Ok(done.await?)
    }
}

fn summary(row: summaries::Model) -> Summary {
    Summary {
        id: SummaryId::from_uuid(row.id),
        conversation_id: ConversationId::from_uuid(row.conversation_id),
        message_id: MessageId::from_uuid(row.message_id),
        content: row.content,
        edited: row.edited,
        provider: row.provider,
        model: row.model,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}

async fn line(db: &impl ConnectionTrait, user: UserId, message: MessageId) -> Result<Vec<MessageId>, DbErr> {
    let sql = "
        WITH RECURSIVE line (id, parent_id, steps) AS (
          SELECT id, parent_id, 1 FROM messages WHERE id = $1 AND user_id = $2
          UNION ALL
          SELECT m.id, m.parent_id, l.steps + 1 FROM messages m JOIN line l ON m.id = l.parent_id
        )
        SELECT id FROM line ORDER BY steps DESC";
    let values = [message.uuid().into(), user.uuid().into()];
    let rows =
        db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    rows.iter().map(|row| row.try_get_by_index(0).map(MessageId::from_uuid)).collect()
}

async fn put(
    tx: &DatabaseTransaction,
    user: UserId,
    summary: Summary,
    of: Vec<MessageId>,
) -> Result<bool, DbErr> {
    // Locked first, as whoever takes a turn out does: what is compared then stays true.
    let there: Option<Uuid> = conversations::Entity::find()
        .select_only()
        .column(conversations::Column::Id)
        .filter(conversations::Column::Id.eq(summary.conversation_id.uuid()))
        .filter(conversations::Column::UserId.eq(user.uuid()))
        .lock(LockType::NoKeyUpdate)
        .into_tuple()
        .one(tx)
        .await?;
    let now = line(tx, user, summary.message_id).await?;
    let within = messages::Entity::find()
        .filter(messages::Column::Id.eq(summary.message_id.uuid()))
        .filter(messages::Column::ConversationId.eq(summary.conversation_id.uuid()))
        .filter(messages::Column::UserId.eq(user.uuid()))
        .one(tx)
        .await?;
    if there.is_none() || within.is_none() || now.is_empty() || now != of {
        return Ok(false);
    }
    let row = summaries::ActiveModel {
        id: Set(summary.id.uuid()),
        conversation_id: Set(summary.conversation_id.uuid()),
        user_id: Set(user.uuid()),
        message_id: Set(summary.message_id.uuid()),
        content: Set(summary.content),
        edited: Set(summary.edited),
        provider: Set(summary.provider),
        model: Set(summary.model),
        created_at: Set(summary.created_at),
        updated_at: Set(summary.updated_at),
    };
    let first = OnConflict::column(summaries::Column::MessageId).do_nothing().to_owned();
    let inserted = summaries::Entity::insert(row).on_conflict(first).exec_without_returning(tx).await?;
    Ok(inserted > 0)
}
