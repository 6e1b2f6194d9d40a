//! The search index. Both databases get the same words and find the same.

pub(crate) mod ended;
mod postgres;
mod sqlite;

use async_trait::async_trait;
use mami_chat::{
    Role, SearchStore, Status, StoreError,
    search::{Ended, EntryWord, Found, Query, Unindexed, entry_words},
};
use mami_ports::{ConversationId, MessageId, UserId};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait, FromQueryResult,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait, Statement, Value,
    prelude::{DateTimeUtc, Uuid},
    sea_query::{Expr, ExprTrait, LockType},
};

use crate::{
    connect::Db,
    entity::{conversations, messages, search_entries},
    error::Fault,
};

/// Something to be found.
struct Entry {
    user: Uuid,
    conversation: Uuid,
    message: Option<Uuid>,
    words: Vec<EntryWord>,
    /// There is no text at all. One without words has an entry: else it would be looked at again and again.
    empty: bool,
}

/// Indexes messages that were written whole, such as imported ones. The transaction that wrote them is the one to do it in.
pub(crate) async fn index_messages(tx: &DatabaseTransaction, ids: &[MessageId]) -> Result<(), DbErr> {
    let rows = messages::Entity::find()
        .filter(messages::Column::Id.is_in(ids.iter().map(|id| id.uuid())))
        .order_by_asc(messages::Column::Id)
        .all(tx)
        .await?;
    insert(tx, rows.iter().map(message_entry).collect(), false).await
}

fn message_entry(message: &messages::Model) -> Entry {
    Entry {
        user: message.user_id,
        conversation: message.conversation_id,
        message: Some(message.id),
        words: entry_words(&message.content),
        empty: message.content.is_empty(),
    }
}

/// Indexes a title that was made or changed in this transaction. An empty one is not found.
pub(crate) async fn index_title(
    tx: &DatabaseTransaction,
    user: UserId,
    conversation: ConversationId,
    title: &str,
) -> Result<(), DbErr> {
    if title.is_empty() || tx.get_database_backend() == DbBackend::Sqlite {
        search_entries::Entity::delete_many()
            .filter(search_entries::Column::ConversationId.eq(conversation.uuid()))
            .filter(search_entries::Column::UserId.eq(user.uuid()))
            .filter(search_entries::Column::MessageId.is_null())
            .exec(tx)
            .await?;
    }
    insert(tx, vec![title_entry(user, conversation, title)], true).await
}

fn title_entry(user: UserId, conversation: ConversationId, title: &str) -> Entry {
    let words = entry_words(title);
    Entry {
        user: user.uuid(),
        conversation: conversation.uuid(),
        message: None,
        words,
        empty: title.is_empty(),
    }
}

/// Adds entries, but for those whose text is empty. One that is there already stays, unless it is another title's.
async fn insert(tx: &DatabaseTransaction, mut entries: Vec<Entry>, new_title: bool) -> Result<(), DbErr> {
    entries.retain(|entry| !entry.empty);
    if entries.is_empty() {
        return Ok(());
    }
    match tx.get_database_backend() {
        DbBackend::Sqlite => sqlite::insert(tx, entries).await,
        _ => postgres::insert(tx, entries, new_title).await,
    }
}

#[async_trait]
impl SearchStore for Db {
    async fn search(
        &self,
        user: UserId,
        query: &Query,
        limit: u32,
        offset: u32,
    ) -> Result<Vec<Found>, StoreError> {
        let values = |values: Vec<Value>| {
            let page = [Value::from(i64::from(limit)), Value::from(i64::from(offset))];
            values.into_iter().chain(page)
        };
        let statement = match self.read.get_database_backend() {
            DbBackend::Sqlite => Statement::from_sql_and_values(
                DbBackend::Sqlite,
                sqlite::SEARCH,
                values(vec![sqlite::matching(user, query).into(), user.uuid().into()]),
            ),
            backend => Statement::from_sql_and_values(
                backend,
                postgres::SEARCH,
                values(vec![postgres::matching(query).into(), user.uuid().into()]),
            ),
        };
        // Who has read an answer looks for it a moment later.
        while !self.ended.is_empty() {
            self.index_ended().await?;
        }
        let rows = HitRow::find_by_statement(statement).all(&self.read).await.map_err(Fault::from)?;
        Ok(rows.into_iter().map(Found::from).collect())
    }

    async fn index_ended(&self) -> Result<Ended, StoreError> {
        let _one_at_a_time = self.ended.indexing.lock().await;
        let answers = self.ended.batch();
        if !answers.is_empty() {
            let these = answers.clone();
            let done = self.writer.write_plain(move |tx| {
                Box::pin(async move {
                    let entries = ended::around(tx, these).await?;
                    index(tx, entries).await
                })
            });
            if let Err(error) = done.await {
                self.ended.put(answers);
                return Err(error.into());
            }
        }
        Ok(match (self.ended.take_missed(), self.ended.is_empty()) {
            (true, _) => Ended::Missed,
            (false, true) => Ended::All,
            (false, false) => Ended::More,
        })
    }

    async fn unindexed(
        &self,
        limit: u32,
        after: (Option<ConversationId>, Option<MessageId>),
    ) -> Result<Unindexed, StoreError> {
        let titles = search_entries::Entity::find()
            .select_only()
            .expr(Expr::val(1))
            .filter(search_entries::Column::MessageId.is_null())
            .filter(
                Expr::col((search_entries::Entity, search_entries::Column::ConversationId))
                    .equals((conversations::Entity, conversations::Column::Id)),
            );
        let mut untitled = conversations::Entity::find()
            .select_only()
            .column(conversations::Column::Id)
            .filter(conversations::Column::Title.ne(""))
            .filter(Expr::exists(titles.into_query()).not())
            .order_by_asc(conversations::Column::Id)
            .limit(u64::from(limit));
        if let Some(after) = after.0 {
            untitled = untitled.filter(conversations::Column::Id.gt(after.uuid()));
        }
        let entries = search_entries::Entity::find().select_only().expr(Expr::val(1)).filter(
            Expr::col((search_entries::Entity, search_entries::Column::MessageId))
                .equals((messages::Entity, messages::Column::Id)),
        );
        // A running answer is indexed at its end.
        let mut unsaid = messages::Entity::find()
            .select_only()
            .column(messages::Column::Id)
            .filter(messages::Column::Content.ne(""))
            .filter(messages::Column::Status.ne(Status::Streaming.as_str()))
            .filter(Expr::exists(entries.into_query()).not())
            .order_by_asc(messages::Column::Id)
            .limit(u64::from(limit));
        if let Some(after) = after.1 {
            unsaid = unsaid.filter(messages::Column::Id.gt(after.uuid()));
        }
        let titles: Vec<Uuid> = untitled.into_tuple().all(&self.read).await.map_err(Fault::from)?;
        let unsaid: Vec<Uuid> = unsaid.into_tuple().all(&self.read).await.map_err(Fault::from)?;
        Ok(Unindexed {
            titles: titles.into_iter().map(ConversationId::from_uuid).collect(),
            messages: unsaid.into_iter().map(MessageId::from_uuid).collect(),
        })
    }

    async fn index(&self, entries: Unindexed) -> Result<(), StoreError> {
        let done = self.writer.write_plain(move |tx| Box::pin(index(tx, entries)));
        Ok(done.await?)
    }
}

async fn index(tx: &DatabaseTransaction, entries: Unindexed) -> Result<(), DbErr> {
    let ids: Vec<Uuid> = entries.messages.iter().map(|id| id.uuid()).collect();
    let around = messages::Entity::find()
        .select_only()
        .column(messages::Column::ConversationId)
        .filter(messages::Column::Id.is_in(ids.iter().copied()));
    // Conversations first and each by its id, as whoever deletes them: so none waits in a circle, and none goes meanwhile.
    let held = conversations::Entity::find()
        .filter(
            conversations::Column::Id
                .in_subquery(around.into_query())
                .or(conversations::Column::Id.is_in(entries.titles.iter().map(|id| id.uuid()))),
        )
        .order_by_asc(conversations::Column::Id)
        .lock(LockType::NoKeyUpdate)
        .all(tx)
        .await?;
    let titled = held.iter().filter(|row| entries.titles.contains(&ConversationId::from_uuid(row.id)));
    let mut new: Vec<Entry> = titled
        .map(|row| title_entry(UserId::from_uuid(row.user_id), ConversationId::from_uuid(row.id), &row.title))
        .collect();
    let rows = messages::Entity::find()
        .filter(messages::Column::Id.is_in(ids))
        .filter(messages::Column::Status.ne(Status::Streaming.as_str()))
        .order_by_asc(messages::Column::Id)
        .lock(LockType::KeyShare)
        .all(tx)
        .await?;
    new.extend(rows.iter().map(message_entry));
    // Whoever changes a title meanwhile has the last word.
    insert(tx, new, false).await
}

#[derive(FromQueryResult)]
struct HitRow {
    conversation_id: Uuid,
    title: String,
    message_id: Option<Uuid>,
    role: Option<String>,
    content: Option<String>,
    created_at: DateTimeUtc,
}

impl From<HitRow> for Found {
    fn from(row: HitRow) -> Self {
        let message = row.message_id.zip(row.content).map(|(id, content)| {
            let role = row.role.as_deref().and_then(Role::parse).unwrap_or(Role::User);
            (MessageId::from_uuid(id), role, content)
        });
        Self {
            conversation: ConversationId::from_uuid(row.conversation_id),
            title: row.title,
            message,
            created_at: row.created_at,
        }
    }
}
