//! Imports, and the conversations that they add.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use futures_util::FutureExt;
use mami_chat::{
    Role, Status, StoreError,
    import::{Format, Import, ImportStatus, ImportStore, ImportedMessage, Inserted, NewImported},
};
use mami_ports::{ImportId, MessageId, Problem, Transcript, TurnEnd, TurnEvent, UserId};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
    prelude::Uuid,
    sea_query::LockType,
};

use super::{
    rows::said,
    search::{index_messages, index_title},
};
use crate::{
    connect::Db,
    entity::{conversations, imports, messages, users},
    error::Fault,
};

/// Rows of one statement: SQLite takes 32,766 values in one.
const ROWS: usize = 500;

#[async_trait]
impl ImportStore for Db {
    async fn begin_import(&self, user: UserId, import: Import, keep: u32) -> Result<bool, StoreError> {
        let done = self.writer.write_plain(move |tx| {
            async move {
                // Two that begin at the same time must see each other.
                lock_user(tx, user).await?;
                let mine = imports::Entity::find().filter(imports::Column::UserId.eq(user.uuid()));
                let running = imports::Column::Status.eq(ImportStatus::Running.as_str());
                if mine.clone().filter(running).count(tx).await? > 0 {
                    return Ok(false);
                }
                let old: Vec<Uuid> = mine
                    .select_only()
                    .column(imports::Column::Id)
                    .order_by_desc(imports::Column::Id)
                    .offset(u64::from(keep.saturating_sub(1)))
                    .limit(1_000)
                    .into_tuple()
                    .all(tx)
                    .await?;
                if !old.is_empty() {
                    imports::Entity::delete_many()
                        .filter(imports::Column::UserId.eq(user.uuid()))
                        .filter(imports::Column::Id.is_in(old))
                        .exec(tx)
                        .await?;
                }
                let heartbeat_at = Set(Some(import.created_at));
                let row = imports::ActiveModel { heartbeat_at, ..active(user, import) };
                imports::Entity::insert(row).exec_without_returning(tx).await?;
                Ok(true)
            }
            .boxed()
        });
        Ok(done.await?)
    }

    async fn imports(
        &self,
        user: UserId,
        limit: u32,
        after: Option<ImportId>,
    ) -> Result<Vec<Import>, StoreError> {
        let mut query = imports::Entity::find()
            .filter(imports::Column::UserId.eq(user.uuid()))
            .order_by_desc(imports::Column::Id)
            .limit(u64::from(limit));
        if let Some(after) = after {
            query = query.filter(imports::Column::Id.lt(after.uuid()));
        }
        let rows = query.all(&self.read).await.map_err(Fault::from)?;
        Ok(rows.into_iter().map(import).collect())
    }

    async fn import(&self, user: UserId, id: ImportId) -> Result<Option<Import>, StoreError> {
        let row = imports::Entity::find()
            .filter(imports::Column::Id.eq(id.uuid()))
            .filter(imports::Column::UserId.eq(user.uuid()))
            .one(&self.read)
            .await
            .map_err(Fault::from)?;
        Ok(row.map(import))
    }

    async fn running_import(&self, user: UserId) -> Result<Option<ImportId>, StoreError> {
        let row = imports::Entity::find()
            .filter(imports::Column::UserId.eq(user.uuid()))
            .filter(imports::Column::Status.eq(ImportStatus::Running.as_str()))
            .one(&self.read)
            .await
            .map_err(Fault::from)?;
        Ok(row.map(|row| ImportId::from_uuid(row.id)))
    }

    async fn insert_imported(&self, new: Arc<NewImported>) -> Result<Inserted, StoreError> {
        match self.writer.write_plain(move |tx| async move { insert(tx, &new).await }.boxed()).await {
            // Somebody else was quicker by a moment.
            Err(Fault::Unique) => Ok(Inserted::Duplicate),
            done => Ok(done?),
        }
    }

    async fn save_import(
        &self,
        user: UserId,
        import: Import,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let done = self.writer.write_plain(move |tx| {
            async move {
                let id = import.id.uuid();
                let lives = (import.status == ImportStatus::Running).then_some(now);
                let row = imports::ActiveModel {
                    id: NotSet,
                    user_id: NotSet,
                    name: NotSet,
                    created_at: NotSet,
                    heartbeat_at: Set(lives),
                    ..active(user, import)
                };
                let done = imports::Entity::update_many()
                    .set(row)
                    .filter(imports::Column::Id.eq(id))
                    .filter(imports::Column::UserId.eq(user.uuid()))
                    .filter(imports::Column::Status.eq(ImportStatus::Running.as_str()))
                    .exec(tx)
                    .await?;
                Ok(done.rows_affected > 0)
            }
            .boxed()
        });
        Ok(done.await?)
    }

    async fn abandoned_imports(&self, before: DateTime<Utc>) -> Result<Vec<(UserId, Import)>, StoreError> {
        let unheard = Condition::any()
            .add(imports::Column::HeartbeatAt.is_null())
            .add(imports::Column::HeartbeatAt.lt(before));
        let rows = imports::Entity::find()
            .filter(imports::Column::Status.eq(ImportStatus::Running.as_str()))
            .filter(unheard)
            .all(&self.read)
            .await
            .map_err(Fault::from)?;
        Ok(rows.into_iter().map(|row| (UserId::from_uuid(row.user_id), import(row))).collect())
    }
}

/// An account that nobody else can change, or count the things of, before this transaction ends.
pub(super) async fn lock_user(tx: &DatabaseTransaction, user: UserId) -> Result<bool, DbErr> {
    let found = users::Entity::find().filter(users::Column::Id.eq(user.uuid())).lock(LockType::NoKeyUpdate);
    Ok(found.one(tx).await?.is_some())
}

async fn insert(tx: &DatabaseTransaction, new: &NewImported) -> Result<Inserted, DbErr> {
    let running = imports::Entity::find()
        .filter(imports::Column::Id.eq(new.import.uuid()))
        .filter(imports::Column::UserId.eq(new.user.uuid()))
        .filter(imports::Column::Status.eq(ImportStatus::Running.as_str()))
        .count(tx)
        .await?;
    if running == 0 {
        return Ok(Inserted::Stopped);
    }
    let found = &new.conversation;
    let mut same = Condition::any().add(conversations::Column::Source.eq(found.source.as_str()));
    // What was exported here and never deleted.
    let own = found.source.strip_prefix("mami:").and_then(|id| id.parse::<Uuid>().ok());
    if let Some(own) = own {
        same = same.add(conversations::Column::Id.eq(own));
    }
    let there = conversations::Entity::find()
        .filter(conversations::Column::UserId.eq(new.user.uuid()))
        .filter(same)
        .count(tx)
        .await?;
    if there > 0 {
        return Ok(Inserted::Duplicate);
    }
    let id_of = |place: Option<usize>| place.and_then(|place| new.messages.get(place)).map(|id| id.uuid());
    let conversation = conversations::ActiveModel {
        id: Set(new.id.uuid()),
        user_id: Set(new.user.uuid()),
        title: Set(found.title.clone()),
        head_message_id: Set(id_of(found.head)),
        pinned: Set(found.pinned),
        archived: Set(found.archived),
        folder: Set(found.folder.clone()),
        tags: Set(serde_json::to_string(&found.tags).unwrap_or_else(|_| "[]".to_owned())),
        private: Set(found.private),
        persona_id: Set(None),
        source: Set(Some(found.source.clone())),
        created_at: Set(found.created_at),
        updated_at: Set(found.updated_at),
    };
    conversations::Entity::insert(conversation).exec_without_returning(tx).await?;
    let places: Vec<(&MessageId, &ImportedMessage)> = new.messages.iter().zip(&found.messages).collect();
    for piece in places.chunks(ROWS) {
        let rows = piece.iter().map(|(id, message)| row(new, **id, id_of(message.parent), message));
        messages::Entity::insert_many(rows).exec_without_returning(tx).await?;
        let ids: Vec<MessageId> = piece.iter().map(|(id, _)| **id).collect();
        index_messages(tx, &ids).await?;
    }
    index_title(tx, new.user, new.id, &found.title).await?;
    Ok(Inserted::New)
}

fn row(
    new: &NewImported,
    id: MessageId,
    parent: Option<Uuid>,
    message: &ImportedMessage,
) -> messages::ActiveModel {
    let count = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
    let answer = message.role == Role::Assistant;
    let outline = answer.then(|| transcript(id, message)).and_then(|transcript| {
        said(&transcript).into_iter().find(|(column, _)| matches!(column, messages::Column::Outline))?.1
    });
    messages::ActiveModel {
        id: Set(id.uuid()),
        conversation_id: Set(new.id.uuid()),
        user_id: Set(new.user.uuid()),
        parent_id: Set(parent),
        depth: Set(count(message.depth)),
        role: Set(message.role.as_str().to_owned()),
        status: Set(message.status.as_str().to_owned()),
        content: Set(message.content.clone()),
        reasoning: Set(message.reasoning.clone()),
        provider: Set(message.provider.clone()),
        model: Set(message.model.clone()),
        finish_reason: Set(message.finish_reason.map(|reason| reason.as_str().to_owned())),
        input_tokens: Set(message.usage.map(|usage| count(usage.input_tokens))),
        output_tokens: Set(message.usage.map(|usage| count(usage.output_tokens))),
        persona_id: Set(None),
        intent: Set(None),
        intent_rule: Set(None),
        route_reason: Set(None),
        reasoning_ms: Set(message.reasoning_ms.map(count)),
        history_sent: Set(None),
        history_omitted: Set(None),
        error: Set(message.error.as_ref().and_then(|error| serde_json::to_string(error).ok())),
        outline: Set(outline),
        idempotency_key: Set(None),
        request_hash: Set(None),
        heartbeat_at: Set(None),
        created_at: Set(message.created_at),
    }
}

/// What an answer would have said if it had been given here, so that it can be followed like any other.
fn transcript(message_id: MessageId, message: &ImportedMessage) -> Transcript {
    let mut transcript = Transcript::default();
    if let Some(text) = message.reasoning.clone() {
        transcript.push(&TurnEvent::Reasoning { text });
    }
    if !message.content.is_empty() {
        transcript.push(&TurnEvent::Delta { text: message.content.clone() });
    }
    let broken = || {
        Problem::new(
            503,
            "answer_interrupted",
            "Answer interrupted",
            "This answer broke off where it was given.",
        )
    };
    transcript.push(&match message.status {
        Status::Complete | Status::Cancelled => {
            let cancelled = message.status == Status::Cancelled;
            let usual = if cancelled { TurnEnd::Cancelled } else { TurnEnd::Stop };
            TurnEvent::Done { message_id, finish_reason: message.finish_reason.unwrap_or(usual) }
        }
        Status::Streaming | Status::Interrupted | Status::Failed => {
            TurnEvent::Error(message.error.clone().unwrap_or_else(broken))
        }
    });
    transcript
}

fn active(user: UserId, import: Import) -> imports::ActiveModel {
    let count = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
    imports::ActiveModel {
        id: Set(import.id.uuid()),
        user_id: Set(user.uuid()),
        name: Set(import.name),
        format: Set(import.format.map(|format| format.as_str().to_owned())),
        status: Set(import.status.as_str().to_owned()),
        total: Set(import.total.map(count)),
        imported: Set(count(import.imported)),
        duplicates: Set(count(import.duplicates)),
        skipped: Set(count(import.skipped)),
        report: Set(serde_json::to_string(&import.report).unwrap_or_else(|_| "[]".to_owned())),
        error: Set(import.error),
        created_at: Set(import.created_at),
        finished_at: Set(import.finished_at),
        heartbeat_at: NotSet,
    }
}

fn import(row: imports::Model) -> Import {
    let count = |n: i32| u32::try_from(n).unwrap_or_default();
    Import {
        id: ImportId::from_uuid(row.id),
        name: row.name,
        format: row.format.as_deref().and_then(Format::parse),
        status: ImportStatus::parse(&row.status).unwrap_or(ImportStatus::Failed),
        total: row.total.map(count),
        imported: count(row.imported),
        duplicates: count(row.duplicates),
        skipped: count(row.skipped),
        report: serde_json::from_str(&row.report).unwrap_or_default(),
        error: row.error,
        created_at: row.created_at,
        finished_at: row.finished_at,
    }
}
