//! Conversations.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use futures_util::FutureExt;
use mami_chat::{Conversation, ConversationStore, Cursor, StoreError, conversations::store::Deletion};
use mami_ports::{ConversationId, MessageId, UserId};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, ExprTrait, FromQueryResult, Order, QueryFilter, QueryOrder,
    QuerySelect,
    prelude::Uuid,
    sea_query::{Expr, SelectStatement},
};

use super::{delete::delete, search::index_title};
use crate::{
    connect::Db,
    entity::{conversations, messages},
    error::Fault,
};

#[async_trait]
impl ConversationStore for Db {
    async fn conversations(
        &self,
        user: UserId,
        limit: u32,
        after: Option<Cursor>,
    ) -> Result<Vec<Conversation>, StoreError> {
        let mut query = select_conversations(user)
            .order_by(conversations::Column::UpdatedAt, Order::Desc)
            .order_by(conversations::Column::Id, Order::Desc)
            .limit(u64::from(limit));
        if let Some(after) = after {
            query = query.filter(
                Condition::any().add(conversations::Column::UpdatedAt.lt(after.updated_at)).add(
                    Condition::all()
                        .add(conversations::Column::UpdatedAt.eq(after.updated_at))
                        .add(conversations::Column::Id.lt(after.id.uuid())),
                ),
            );
        }
        let rows: Vec<ConversationRow> = query.into_model().all(&self.read).await.map_err(Fault::from)?;
        Ok(rows.into_iter().map(Conversation::from).collect())
    }

    async fn insert_conversation(&self, user: UserId, conversation: Conversation) -> Result<(), StoreError> {
        let (id, title) = (conversation.id, conversation.title.clone());
        let row = conversations::ActiveModel {
            id: Set(conversation.id.uuid()),
            user_id: Set(user.uuid()),
            title: Set(conversation.title),
            head_message_id: Set(None),
            created_at: Set(conversation.created_at),
            updated_at: Set(conversation.updated_at),
            ..Default::default()
        };
        let done = self.writer.write_plain(move |tx| {
            async move {
                conversations::Entity::insert(row).exec_without_returning(tx).await?;
                index_title(tx, user, id, &title).await
            }
            .boxed()
        });
        Ok(done.await?)
    }

    async fn conversation(
        &self,
        user: UserId,
        id: ConversationId,
    ) -> Result<Option<Conversation>, StoreError> {
        let query = select_conversations(user).filter(conversations::Column::Id.eq(id.uuid()));
        let row: Option<ConversationRow> = query.into_model().one(&self.read).await.map_err(Fault::from)?;
        Ok(row.map(Conversation::from))
    }

    async fn rename(&self, user: UserId, id: ConversationId, title: &str) -> Result<bool, StoreError> {
        let title = title.to_owned();
        let done = self.writer.write_plain(move |tx| {
            async move {
                let done = conversations::Entity::update_many()
                    .col_expr(conversations::Column::Title, Expr::value(title.as_str()))
                    .filter(conversations::Column::Id.eq(id.uuid()))
                    .filter(conversations::Column::UserId.eq(user.uuid()))
                    .exec(tx)
                    .await?;
                if done.rows_affected > 0 {
                    index_title(tx, user, id, &title).await?;
                }
                Ok(done.rows_affected > 0)
            }
            .boxed()
        });
        Ok(done.await?)
    }

    async fn delete(&self, user: UserId, id: ConversationId) -> Result<Deletion, StoreError> {
        Ok(self.writer.write_plain(move |tx| delete(tx, user, id).boxed()).await?)
    }
}

#[derive(FromQueryResult)]
struct ConversationRow {
    id: Uuid,
    title: String,
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
            head_message_id: row.head_message_id.map(MessageId::from_uuid),
            running_message_id: row.running_message_id.map(MessageId::from_uuid),
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

fn select_conversations(user: UserId) -> sea_orm::Select<conversations::Entity> {
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
