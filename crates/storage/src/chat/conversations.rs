//! Conversations.

mod bulk;
mod change;
mod rows;

use async_trait::async_trait;
use futures_util::FutureExt;
use mami_chat::{
    Conversation, ConversationChange, ConversationFilter, ConversationStore, Cursor, StoreError,
    conversations::{
        BulkAction, Labelled, Words,
        store::{BulkChange, Changed, Deletion, MessageDeletion},
    },
};
use mami_ports::{ConversationId, MessageId, UserId};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, ExprTrait, FromQueryResult, Order, QueryFilter, QueryOrder,
    QuerySelect,
    prelude::{DateTimeUtc, Uuid},
    sea_query::Expr,
};

use self::rows::{ConversationRow, select_conversations, tags_of, tags_text};
use super::{delete::delete, delete_message::delete_message, search::index_title};
use crate::{connect::Db, entity::conversations, error::Fault};

/// How many conversations are looked through at once.
const LOOKED_THROUGH: usize = 1_000;

#[async_trait]
impl ConversationStore for Db {
    async fn conversations(
        &self,
        user: UserId,
        filter: &ConversationFilter,
        limit: u32,
        after: Option<Cursor>,
    ) -> Result<Vec<Conversation>, StoreError> {
        let wanted = wanted(filter);
        let query = match filter.words() {
            None => {
                let behind = after.map(|after| behind(after.updated_at, after.id.uuid()));
                select_conversations(user)
                    .filter(wanted)
                    .filter(Condition::all().add_option(behind))
                    .limit(u64::from(limit))
            }
            Some(words) => {
                let found = self.look_through(user, &wanted, &words, limit, after).await?;
                if found.is_empty() {
                    return Ok(Vec::new());
                }
                select_conversations(user).filter(conversations::Column::Id.is_in(found))
            }
        };
        let query = newest_first(query);
        let rows: Vec<ConversationRow> = query.into_model().all(&self.read).await.map_err(Fault::from)?;
        Ok(rows.into_iter().map(Conversation::from).collect())
    }

    async fn insert_conversation(&self, user: UserId, conversation: Conversation) -> Result<(), StoreError> {
        let (id, title) = (conversation.id, conversation.title.clone());
        let row = conversations::ActiveModel {
            id: Set(conversation.id.uuid()),
            user_id: Set(user.uuid()),
            title: Set(conversation.title),
            persona_id: Set(conversation.persona_id.map(|id| id.uuid())),
            pinned: Set(conversation.pinned),
            archived: Set(conversation.archived),
            folder: Set(conversation.folder),
            tags: Set(tags_text(&conversation.tags)),
            private: Set(conversation.private),
            head_message_id: Set(None),
            source: Set(None),
            created_at: Set(conversation.created_at),
            updated_at: Set(conversation.updated_at),
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

    async fn change_conversation(
        &self,
        user: UserId,
        id: ConversationId,
        change: ConversationChange,
    ) -> Result<Changed, StoreError> {
        Ok(self.writer.write_plain(move |tx| change::change(tx, user, id, change).boxed()).await?)
    }

    async fn change_conversations(
        &self,
        user: UserId,
        ids: Vec<ConversationId>,
        action: BulkAction,
    ) -> Result<BulkChange, StoreError> {
        Ok(self.writer.write_plain(move |tx| bulk::change(tx, user, ids, action).boxed()).await?)
    }

    async fn labelled(&self, user: UserId) -> Result<Vec<Labelled>, StoreError> {
        let marked = Condition::any()
            .add(conversations::Column::Folder.ne(""))
            .add(conversations::Column::Tags.ne("[]"));
        let rows: Vec<(String, String, bool)> = conversations::Entity::find()
            .select_only()
            .columns([
                conversations::Column::Folder,
                conversations::Column::Tags,
                conversations::Column::Archived,
            ])
            .filter(conversations::Column::UserId.eq(user.uuid()))
            .filter(marked)
            .into_tuple()
            .all(&self.read)
            .await
            .map_err(Fault::from)?;
        let labelled =
            |(folder, tags, archived): (_, String, _)| Labelled { folder, tags: tags_of(&tags), archived };
        Ok(rows.into_iter().map(labelled).collect())
    }

    async fn delete(&self, user: UserId, id: ConversationId) -> Result<Deletion, StoreError> {
        Ok(self.writer.write_plain(move |tx| delete(tx, user, id).boxed()).await?)
    }

    async fn delete_message(&self, user: UserId, id: MessageId) -> Result<MessageDeletion, StoreError> {
        Ok(self.writer.write_plain(move |tx| delete_message(tx, user, id).boxed()).await?)
    }
}

/// What the database can tell. A constant where there is one: an index of some rows is used only for those.
fn wanted(filter: &ConversationFilter) -> Condition {
    let pinned = filter.pinned.map(|pinned| Expr::cust(if pinned { "pinned" } else { "NOT pinned" }));
    Condition::all()
        .add_option(filter.archived.map(|archived| conversations::Column::Archived.eq(archived)))
        .add_option(pinned)
}

/// What comes behind a conversation in the list.
fn behind(updated_at: DateTimeUtc, id: Uuid) -> Expr {
    let place = [conversations::Column::UpdatedAt, conversations::Column::Id];
    Expr::tuple(place.map(Expr::col)).lt(Expr::tuple([Expr::value(updated_at), Expr::value(id)]))
}

fn newest_first(query: sea_orm::Select<conversations::Entity>) -> sea_orm::Select<conversations::Entity> {
    query
        .order_by(conversations::Column::UpdatedAt, Order::Desc)
        .order_by(conversations::Column::Id, Order::Desc)
}

/// What is looked through.
#[derive(FromQueryResult)]
struct Texts {
    id: Uuid,
    updated_at: DateTimeUtc,
    title: String,
    folder: String,
    tags: String,
}

impl Db {
    /// The newest conversations behind `after` whose texts fit.
    async fn look_through(
        &self,
        user: UserId,
        wanted: &Condition,
        words: &Words,
        limit: u32,
        after: Option<Cursor>,
    ) -> Result<Vec<Uuid>, Fault> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let mut found = Vec::new();
        let mut place = after.map(|after| (after.updated_at, after.id.uuid()));
        loop {
            let query = conversations::Entity::find()
                .select_only()
                .columns([
                    conversations::Column::Id,
                    conversations::Column::UpdatedAt,
                    conversations::Column::Title,
                    conversations::Column::Folder,
                    conversations::Column::Tags,
                ])
                .filter(conversations::Column::UserId.eq(user.uuid()))
                .filter(wanted.clone())
                .filter(Condition::all().add_option(place.map(|(updated_at, id)| behind(updated_at, id))))
                .limit(u64::try_from(LOOKED_THROUGH).unwrap_or(u64::MAX));
            let some: Vec<Texts> = newest_first(query).into_model().all(&self.read).await?;
            let last = some.last().map(|row| (row.updated_at, row.id));
            let all = some.len() < LOOKED_THROUGH;
            let fit = |row: &Texts| words.fit(&row.title, &row.folder, &tags_of(&row.tags));
            found.extend(some.into_iter().filter(fit).map(|row| row.id));
            if all || found.len() >= limit {
                found.truncate(limit);
                return Ok(found);
            }
            place = last;
        }
    }
}
