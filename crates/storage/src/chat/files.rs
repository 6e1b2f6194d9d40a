//! Files and what they are attached to.

use std::collections::{BTreeMap, HashMap};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use futures_util::FutureExt;
use mami_chat::{
    File, FileKind, StoreError,
    files::{
        MAX_ATTACHMENTS,
        store::{FileDeletion, FileStore, Kept},
    },
};
use mami_ports::{FileId, MessageId, UserId};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, ExprTrait as _,
    FromQueryResult, IntoActiveModel as _, JoinType, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    RelationTrait as _,
    prelude::Uuid,
    sea_query::{Expr, IntoCondition, LockType, Query},
};

use crate::{
    connect::Db,
    entity::{attachments, file_contents, files, messages, users},
    error::Fault,
};

/// How many ids one statement names.
const AT_ONCE: usize = 500;

#[async_trait]
impl FileStore for Db {
    async fn insert_file(
        &self,
        user: UserId,
        file: File,
        content: Vec<u8>,
        limit: u64,
    ) -> Result<Kept, StoreError> {
        let row = files::Model {
            id: file.id.uuid(),
            user_id: user.uuid(),
            name: file.name,
            mime: file.mime,
            kind: file.kind.as_str().to_owned(),
            size: i32::try_from(file.size).map_err(|error| StoreError(error.to_string()))?,
            width: pixels(file.width),
            height: pixels(file.height),
            created_at: file.created_at,
        };
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let done = self.writer.write_plain(move |tx| insert(tx, row, content, limit).boxed());
        Ok(done.await?)
    }

    async fn file(&self, user: UserId, id: FileId) -> Result<Option<File>, StoreError> {
        let row = files::Entity::find().filter(own(user, [id.uuid()])).one(&self.read).await;
        Ok(row.map_err(Fault::from)?.map(file))
    }

    async fn contents(&self, user: UserId, ids: &[FileId]) -> Result<Vec<(File, Vec<u8>)>, StoreError> {
        let mut found = HashMap::new();
        for part in ids.chunks(AT_ONCE) {
            let rows: Vec<(files::Model, Option<Vec<u8>>)> = self.with_contents(user, part).await?;
            found.extend(rows.into_iter().filter_map(|(row, content)| Some((row.id, (row, content?)))));
        }
        let contents = ids.iter().filter_map(|id| found.remove(&id.uuid()));
        Ok(contents.map(|(row, content)| (file(row), content)).collect())
    }

    async fn files(&self, user: UserId, limit: u32, after: Option<FileId>) -> Result<Vec<File>, StoreError> {
        let mut query = files::Entity::find().filter(files::Column::UserId.eq(user.uuid()));
        if let Some(after) = after {
            query = query.filter(files::Column::Id.gt(after.uuid()));
        }
        let query = query.order_by_asc(files::Column::Id).limit(u64::from(limit));
        let rows = query.all(&self.read).await.map_err(Fault::from)?;
        Ok(rows.into_iter().map(file).collect())
    }

    async fn attach_files(
        &self,
        user: UserId,
        message: MessageId,
        ids: &[FileId],
    ) -> Result<bool, StoreError> {
        let ids = ids.to_vec();
        let done = self.writer.write_plain(move |tx| {
            async move {
                let there = messages::Entity::find()
                    .select_only()
                    .column(messages::Column::Id)
                    .filter(messages::Column::Id.eq(message.uuid()))
                    .filter(messages::Column::UserId.eq(user.uuid()))
                    .lock(LockType::KeyShare)
                    .into_tuple::<Uuid>()
                    .one(tx)
                    .await?;
                Ok(there.is_some() && attach(tx, user, message, &ids).await?)
            }
            .boxed()
        });
        Ok(done.await?)
    }

    async fn attachments(
        &self,
        user: UserId,
        ids: &[MessageId],
    ) -> Result<BTreeMap<MessageId, Vec<File>>, StoreError> {
        if ids.is_empty() {
            return Ok(BTreeMap::new());
        }
        let within = messages::Column::Id.is_in(ids.iter().map(|id| id.uuid()));
        Ok(attached(&self.read, user, within).await.map_err(Fault::from)?)
    }

    async fn delete_file(&self, user: UserId, id: FileId) -> Result<FileDeletion, StoreError> {
        let done = self.writer.write_plain(move |tx| {
            async move {
                let mine = own(user, [id.uuid()]);
                if lock(tx, mine.clone()).await?.is_empty() {
                    return Ok(FileDeletion::NotFound);
                }
                let deleted = files::Entity::delete_many().filter(mine).filter(unattached()).exec(tx).await?;
                Ok(match deleted.rows_affected {
                    0 => FileDeletion::Attached,
                    _ => FileDeletion::Deleted,
                })
            }
            .boxed()
        });
        Ok(done.await?)
    }

    async fn sweep_files(&self, before: DateTime<Utc>) -> Result<u64, StoreError> {
        let mut swept = 0;
        loop {
            let unused: Vec<Uuid> = files::Entity::find()
                .select_only()
                .column(files::Column::Id)
                .filter(files::Column::CreatedAt.lt(before))
                .filter(unattached())
                .limit(AT_ONCE as u64)
                .into_tuple()
                .all(&self.read)
                .await
                .map_err(Fault::from)?;
            if unused.is_empty() {
                return Ok(swept);
            }
            let found = unused.len() as u64;
            let deleted = self.writer.write_plain(move |tx| {
                async move { delete_unattached(tx, files::Column::Id.is_in(unused)).await }.boxed()
            });
            let deleted = deleted.await?;
            swept += deleted;
            // Some were attached, or went, meanwhile: the rest has time until the next sweep.
            if deleted < found {
                return Ok(swept);
            }
        }
    }
}

impl Db {
    async fn with_contents(
        &self,
        user: UserId,
        ids: &[FileId],
    ) -> Result<Vec<(files::Model, Option<Vec<u8>>)>, Fault> {
        let mine = own(user, ids.iter().map(|id| id.uuid()));
        let rows = files::Entity::find().filter(mine.clone()).all(&self.read).await?;
        let theirs = files::Entity::find().select_only().column(files::Column::Id).filter(mine).into_query();
        let contents =
            file_contents::Entity::find().filter(file_contents::Column::FileId.in_subquery(theirs));
        let contents = contents.all(&self.read).await?;
        let mut contents: HashMap<Uuid, Vec<u8>> =
            contents.into_iter().map(|row| (row.file_id, row.content)).collect();
        let rows = rows.into_iter().map(|row| {
            let content = contents.remove(&row.id);
            (row, content)
        });
        Ok(rows.collect())
    }
}

/// These files, as far as they are this person's.
fn own(user: UserId, ids: impl IntoIterator<Item = Uuid>) -> Condition {
    Condition::all().add(files::Column::Id.is_in(ids)).add(files::Column::UserId.eq(user.uuid()))
}

fn file(row: files::Model) -> File {
    let count = |number: i32| u32::try_from(number).unwrap_or_default();
    File {
        id: FileId::from_uuid(row.id),
        name: row.name,
        mime: row.mime,
        // What this version does not know is nothing to be looked at.
        kind: FileKind::parse(&row.kind).unwrap_or(FileKind::Text),
        size: count(row.size),
        width: row.width.map(count),
        height: row.height.map(count),
        created_at: row.created_at,
    }
}

fn pixels(count: Option<u32>) -> Option<i32> {
    count.and_then(|count| i32::try_from(count).ok())
}

async fn insert(
    tx: &DatabaseTransaction,
    row: files::Model,
    content: Vec<u8>,
    limit: i64,
) -> Result<Kept, DbErr> {
    // Whoever adds a file for the same person waits here: what is counted next stays true until this is committed.
    let there: Option<Uuid> = users::Entity::find()
        .select_only()
        .column(users::Column::Id)
        .filter(users::Column::Id.eq(row.user_id))
        .lock(LockType::NoKeyUpdate)
        .into_tuple()
        .one(tx)
        .await?;
    if there.is_none() {
        return Ok(Kept::NoSuchUser);
    }
    let kept: Option<Option<i64>> = files::Entity::find()
        .select_only()
        .column_as(files::Column::Size.sum(), "kept")
        .filter(files::Column::UserId.eq(row.user_id))
        .into_tuple()
        .one(tx)
        .await?;
    if kept.flatten().unwrap_or_default().saturating_add(i64::from(row.size)) > limit {
        return Ok(Kept::Full);
    }
    let content = file_contents::ActiveModel { file_id: Set(row.id), content: Set(content) };
    files::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    file_contents::Entity::insert(content).exec_without_returning(tx).await?;
    Ok(Kept::Kept)
}

/// Attaches files to a message of this person's that was written in the same transaction, or has none. `false`: one of them is
/// not there or is someone else's, one is there twice, or there are too many; nothing may be committed then.
pub(super) async fn attach(
    tx: &DatabaseTransaction,
    user: UserId,
    message: MessageId,
    ids: &[FileId],
) -> Result<bool, DbErr> {
    if ids.is_empty() {
        return Ok(true);
    }
    if ids.len() > MAX_ATTACHMENTS {
        return Ok(false);
    }
    // None of them can be deleted before this is committed.
    let there: Vec<Uuid> = files::Entity::find()
        .select_only()
        .column(files::Column::Id)
        .filter(own(user, ids.iter().map(|id| id.uuid())))
        .order_by_asc(files::Column::Id)
        .lock(LockType::KeyShare)
        .into_tuple()
        .all(tx)
        .await?;
    if there.len() != ids.len() {
        return Ok(false);
    }
    let rows = (0..).zip(ids).map(|(position, id)| attachments::ActiveModel {
        message_id: Set(message.uuid()),
        position: Set(position),
        file_id: Set(id.uuid()),
    });
    attachments::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(true)
}

#[derive(FromQueryResult)]
struct AttachedRow {
    message_id: Uuid,
    #[sea_orm(nested)]
    file: files::Model,
}

/// The files of the messages for which this holds, in one query.
pub(super) async fn attached(
    db: &impl ConnectionTrait,
    user: UserId,
    within: impl IntoCondition,
) -> Result<BTreeMap<MessageId, Vec<File>>, DbErr> {
    let of_messages = messages::Entity::find()
        .select_only()
        .column(messages::Column::Id)
        .filter(messages::Column::UserId.eq(user.uuid()))
        .filter(within.into_condition())
        .into_query();
    let rows: Vec<AttachedRow> = files::Entity::find()
        .column(attachments::Column::MessageId)
        .join(JoinType::InnerJoin, attachments::Relation::File.def().rev())
        .filter(files::Column::UserId.eq(user.uuid()))
        .filter(attachments::Column::MessageId.in_subquery(of_messages))
        .order_by_asc(attachments::Column::MessageId)
        .order_by_asc(attachments::Column::Position)
        .into_model()
        .all(db)
        .await?;
    let mut files = BTreeMap::<MessageId, Vec<File>>::new();
    for row in rows {
        files.entry(MessageId::from_uuid(row.message_id)).or_default().push(file(row.file));
    }
    Ok(files)
}

/// Takes the files out of messages that are about to be deleted, and deletes those of them that no other message has. Whoever
/// deletes messages calls it first, in the same transaction, with their conversations locked.
pub(crate) async fn release(tx: &DatabaseTransaction, within: Condition) -> Result<(), DbErr> {
    let of_messages =
        messages::Entity::find().select_only().column(messages::Column::Id).filter(within).into_query();
    let within = attachments::Column::MessageId.in_subquery(of_messages);
    let released: Vec<Uuid> = attachments::Entity::find()
        .select_only()
        .column(attachments::Column::FileId)
        .distinct()
        .filter(within.clone())
        .order_by_asc(attachments::Column::FileId)
        .into_tuple()
        .all(tx)
        .await?;
    if released.is_empty() {
        return Ok(());
    }
    attachments::Entity::delete_many().filter(within).exec(tx).await?;
    for part in released.chunks(AT_ONCE) {
        delete_unattached(tx, files::Column::Id.is_in(part.iter().copied())).await?;
    }
    Ok(())
}

/// Deletes files that are in no message.
async fn delete_unattached(tx: &DatabaseTransaction, which: impl IntoCondition) -> Result<u64, DbErr> {
    let which = which.into_condition();
    // Whoever attaches one of them just now is waited for; what they did is seen by the next statement, not by this one.
    lock(tx, which.clone()).await?;
    Ok(files::Entity::delete_many().filter(which).filter(unattached()).exec(tx).await?.rows_affected)
}

/// Locks files, by id, as everybody who locks several does.
async fn lock(tx: &DatabaseTransaction, which: Condition) -> Result<Vec<Uuid>, DbErr> {
    files::Entity::find()
        .select_only()
        .column(files::Column::Id)
        .filter(which)
        .order_by_asc(files::Column::Id)
        .lock(LockType::Update)
        .into_tuple()
        .all(tx)
        .await
}

/// A file is in no message.
fn unattached() -> Condition {
    let attached = Query::select()
        .expr(Expr::val(1))
        .from(attachments::Entity)
        .and_where(
            Expr::col((attachments::Entity, attachments::Column::FileId))
                .equals((files::Entity, files::Column::Id)),
        )
        .to_owned();
    Condition::all().not().add(Expr::exists(attached))
}
