//! Links to conversations.

use std::collections::HashMap;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use futures_util::FutureExt;
use mami_chat::{
    Role, Status, StoreError,
    sharing::{Kept, NewShare, Share, ShareStore, Shareable, SharedAttachment, SharedMessage},
};
use mami_ports::{ConversationId, ShareId, UserId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, FromQueryResult, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Statement, Value, prelude::Uuid, sea_query::LockType,
};

use super::imports::lock_user;
use crate::{
    connect::Db,
    entity::{attachments, conversations, files, shares, users},
    error::Fault,
};

/// The branch that ends at a conversation's head, oldest first. `$1` the conversation, `$2` its owner.
const SHOWN: &str = "
WITH RECURSIVE branch (id, parent_id, steps) AS (
  SELECT m.id, m.parent_id, 1 FROM messages m JOIN conversations c ON c.head_message_id = m.id
  WHERE c.id = $1 AND c.user_id = $2 AND m.conversation_id = c.id AND m.user_id = $2
  UNION ALL
  SELECT m.id, m.parent_id, b.steps + 1 FROM messages m JOIN branch b ON m.id = b.parent_id
  WHERE m.conversation_id = $1 AND m.user_id = $2 AND b.steps < 1000000
)
SELECT m.id, m.role, m.status, m.content, m.model, m.created_at FROM branch b JOIN messages m ON m.id = b.id
ORDER BY b.steps DESC";

#[derive(FromQueryResult)]
struct ShownRow {
    id: Uuid,
    role: String,
    status: String,
    content: String,
    model: Option<String>,
    created_at: DateTime<Utc>,
}

/// Ids in one statement.
const IDS: usize = 500;

#[async_trait]
impl ShareStore for Db {
    async fn shareable(
        &self,
        user: UserId,
        conversation: ConversationId,
    ) -> Result<Option<Shareable>, StoreError> {
        let Some(found) = own(user, conversation).one(&self.read).await.map_err(Fault::from)? else {
            return Ok(None);
        };
        let rows = ShownRow::find_by_statement(Statement::from_sql_and_values(
            self.read.get_database_backend(),
            SHOWN,
            [Value::from(conversation.uuid()), Value::from(user.uuid())],
        ))
        .all(&self.read)
        .await
        .map_err(Fault::from)?;
        let mut attached = self.attached(user, &rows).await?;
        let messages = rows.into_iter().filter(|row| row.status != Status::Streaming.as_str());
        let messages = messages.filter_map(|row| {
            Some(SharedMessage {
                role: Role::parse(&row.role)?,
                content: row.content,
                model: row.model,
                created_at: row.created_at,
                attachments: attached.remove(&row.id).unwrap_or_default(),
            })
        });
        // An answer that came to nothing says nothing.
        let messages =
            messages.filter(|message| !message.content.is_empty() || !message.attachments.is_empty());
        Ok(Some(Shareable { title: found.title, private: found.private, messages: messages.collect() }))
    }

    async fn insert_share(&self, new: NewShare, most: u32) -> Result<Kept, StoreError> {
        let done = self.writer.write_plain(move |tx| insert(tx, new, most).boxed());
        Ok(done.await?)
    }

    async fn shares(
        &self,
        user: UserId,
        conversation: Option<ConversationId>,
    ) -> Result<Vec<Share>, StoreError> {
        let mut query = shares::Entity::find()
            .filter(shares::Column::UserId.eq(user.uuid()))
            .order_by_desc(shares::Column::Id);
        if let Some(conversation) = conversation {
            query = query.filter(shares::Column::ConversationId.eq(conversation.uuid()));
        }
        let rows: Vec<ShareRow> = summary(query).all(&self.read).await.map_err(Fault::from)?;
        Ok(rows.into_iter().map(Share::from).collect())
    }

    async fn has_conversation(&self, user: UserId, conversation: ConversationId) -> Result<bool, StoreError> {
        Ok(own(user, conversation).count(&self.read).await.map_err(Fault::from)? > 0)
    }

    async fn remove_share(&self, user: UserId, id: ShareId) -> Result<Option<Share>, StoreError> {
        let done = self.writer.write_plain(move |tx| {
            async move {
                let mine = shares::Entity::find()
                    .filter(shares::Column::Id.eq(id.uuid()))
                    .filter(shares::Column::UserId.eq(user.uuid()));
                let Some(found) = summary(mine).one(tx).await? else { return Ok(None) };
                let done = shares::Entity::delete_many()
                    .filter(shares::Column::Id.eq(id.uuid()))
                    .filter(shares::Column::UserId.eq(user.uuid()))
                    .exec(tx)
                    .await?;
                Ok((done.rows_affected > 0).then(|| Share::from(found)))
            }
            .boxed()
        });
        Ok(done.await?)
    }

    async fn shared(
        &self,
        token_hash: &[u8; 32],
    ) -> Result<Option<(String, DateTime<Utc>, String)>, StoreError> {
        let row = shares::Entity::find()
            .filter(shares::Column::TokenHash.eq(token_hash.to_vec()))
            .one(&self.read)
            .await
            .map_err(Fault::from)?;
        let Some(row) = row else { return Ok(None) };
        let owner = UserId::from_uuid(row.user_id);
        let open = users::Entity::find()
            .filter(users::Column::Id.eq(row.user_id))
            .filter(users::Column::DisabledAt.is_null())
            .count(&self.read)
            .await
            .map_err(Fault::from)?;
        let shown = own(owner, ConversationId::from_uuid(row.conversation_id))
            .filter(conversations::Column::Private.eq(false))
            .count(&self.read)
            .await
            .map_err(Fault::from)?;
        Ok((open > 0 && shown > 0).then_some((row.title, row.created_at, row.snapshot)))
    }
}

/// A link without what it shows.
#[derive(FromQueryResult)]
struct ShareRow {
    id: Uuid,
    conversation_id: Uuid,
    title: String,
    created_at: DateTime<Utc>,
}

impl From<ShareRow> for Share {
    fn from(row: ShareRow) -> Self {
        Self {
            id: ShareId::from_uuid(row.id),
            conversation_id: ConversationId::from_uuid(row.conversation_id),
            title: row.title,
            created_at: row.created_at,
        }
    }
}

fn summary(query: sea_orm::Select<shares::Entity>) -> sea_orm::Selector<sea_orm::SelectModel<ShareRow>> {
    query
        .select_only()
        .columns([
            shares::Column::Id,
            shares::Column::ConversationId,
            shares::Column::Title,
            shares::Column::CreatedAt,
        ])
        .into_model()
}

fn own(user: UserId, conversation: ConversationId) -> sea_orm::Select<conversations::Entity> {
    conversations::Entity::find()
        .filter(conversations::Column::Id.eq(conversation.uuid()))
        .filter(conversations::Column::UserId.eq(user.uuid()))
}

async fn insert(tx: &DatabaseTransaction, new: NewShare, most: u32) -> Result<Kept, DbErr> {
    // The account first, as everywhere; then those who count at the same time count one after the other.
    if !lock_user(tx, new.user).await? {
        return Ok(Kept::NotFound);
    }
    // It may have become private, or be gone, since it was looked at.
    let conversation = own(new.user, new.share.conversation_id).lock(LockType::KeyShare).one(tx).await?;
    match conversation {
        None => return Ok(Kept::NotFound),
        Some(conversation) if conversation.private => return Ok(Kept::Private),
        Some(_) => {}
    }
    let there = shares::Entity::find().filter(shares::Column::UserId.eq(new.user.uuid())).count(tx).await?;
    if there >= u64::from(most) {
        return Ok(Kept::TooMany);
    }
    let row = shares::ActiveModel {
        id: Set(new.share.id.uuid()),
        user_id: Set(new.user.uuid()),
        conversation_id: Set(new.share.conversation_id.uuid()),
        token_hash: Set(new.token_hash.to_vec()),
        title: Set(new.share.title),
        snapshot: Set(new.snapshot),
        created_at: Set(new.share.created_at),
    };
    shares::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(Kept::Yes)
}

impl Db {
    /// What is attached to these messages, by name and kind.
    async fn attached(
        &self,
        user: UserId,
        rows: &[ShownRow],
    ) -> Result<HashMap<Uuid, Vec<SharedAttachment>>, StoreError> {
        let mut found: HashMap<Uuid, Vec<SharedAttachment>> = HashMap::new();
        for piece in rows.chunks(IDS) {
            let links = attachments::Entity::find()
                .filter(attachments::Column::MessageId.is_in(piece.iter().map(|row| row.id)))
                .order_by_asc(attachments::Column::MessageId)
                .order_by_asc(attachments::Column::Position)
                .all(&self.read)
                .await
                .map_err(Fault::from)?;
            if links.is_empty() {
                continue;
            }
            let names = files::Entity::find()
                .filter(files::Column::Id.is_in(links.iter().map(|link| link.file_id)))
                .filter(files::Column::UserId.eq(user.uuid()))
                .all(&self.read)
                .await
                .map_err(Fault::from)?;
            for link in links {
                if let Some(file) = names.iter().find(|file| file.id == link.file_id) {
                    let what = SharedAttachment { name: file.name.clone(), kind: file.kind.clone() };
                    found.entry(link.message_id).or_default().push(what);
                }
            }
        }
        Ok(found)
    }
}
