//! Adding a document.

use mami_memory::documents::{
    Document, Editor,
    store::{Added, NewDocument, Room},
};
use mami_ports::{UserId, text::fold};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, DatabaseTransaction, DbErr, EntityTrait, ExprTrait as _, QueryFilter,
    QuerySelect,
    prelude::Uuid,
    sea_query::{LockType, SimpleExpr},
};

use super::rows;
use crate::{
    auth::lock_user,
    entity::{
        conversations, document_collections, document_contents,
        documents::{self, Column},
        personas,
    },
};

pub(super) async fn insert(
    tx: &DatabaseTransaction,
    by: Editor,
    new: NewDocument,
    room: Room,
) -> Result<Added, DbErr> {
    // Whoever adds one for the same person waits here: what is counted next stays true until this is committed.
    if lock_user(tx, by.user).await?.is_none() {
        return Ok(Added::NoSuchPlace);
    }
    let NewDocument { document, hash, content } = new;
    if let Some(refused) = check_place(tx, by, &document).await? {
        return Ok(refused);
    }
    let same = documents::Entity::find()
        .filter(Column::UserId.eq(by.user.uuid()))
        .filter(Column::Hash.eq(hash.to_vec()))
        .filter(Column::Private.eq(document.private))
        .filter(same(Column::ConversationId, document.conversation_id.map(|id| id.uuid())))
        .filter(same(Column::PersonaId, document.persona_id.map(|id| id.uuid())))
        .filter(same(Column::CollectionId, document.collection_id.map(|id| id.uuid())));
    if let Some(there) = rows::with_sharing(same).one(tx).await? {
        return Ok(Added::Same(rows::document(there)));
    }
    let size = i64::try_from(document.size).unwrap_or(i64::MAX);
    let (kept, bytes) = kept(tx, by.user).await?;
    if kept >= i64::from(room.documents) {
        return Ok(Added::TooMany);
    }
    if bytes.saturating_add(size) > i64::try_from(room.bytes).unwrap_or(i64::MAX) {
        return Ok(Added::Full);
    }
    let id = document.id.uuid();
    documents::Entity::insert(row(by.user, document, hash, size)).exec_without_returning(tx).await?;
    let content = document_contents::ActiveModel { document_id: Set(id), content: Set(content) };
    document_contents::Entity::insert(content).exec_without_returning(tx).await?;
    Ok(Added::New)
}

/// Why it cannot be put where it shall be; none when it can. What it is put into stays until this is committed.
async fn check_place(
    tx: &DatabaseTransaction,
    by: Editor,
    document: &Document,
) -> Result<Option<Added>, DbErr> {
    if let Some(id) = document.conversation_id {
        let there: Option<Uuid> = conversations::Entity::find_by_id(id.uuid())
            .select_only()
            .column(conversations::Column::Id)
            .filter(conversations::Column::UserId.eq(by.user.uuid()))
            .lock(LockType::KeyShare)
            .into_tuple()
            .one(tx)
            .await?;
        if there.is_none() {
            return Ok(Some(Added::NoSuchPlace));
        }
    }
    let within = |owner: Uuid, shared: bool| {
        if by.may_change(UserId::from_uuid(owner), shared) {
            None
        } else {
            Some(if shared { Added::NotAllowed } else { Added::NoSuchPlace })
        }
    };
    if let Some(id) = document.collection_id {
        let collection =
            document_collections::Entity::find_by_id(id.uuid()).lock(LockType::KeyShare).one(tx).await?;
        return Ok(collection.map_or(Some(Added::NoSuchPlace), |row| within(row.user_id, row.shared)));
    }
    if let Some(id) = document.persona_id {
        // One that is not here is a file, which whoever asks has seen.
        let persona = personas::Entity::find_by_id(id.uuid()).lock(LockType::KeyShare).one(tx).await?;
        return Ok(persona.and_then(|row| within(row.user_id, row.shared)));
    }
    Ok(None)
}

fn same(column: Column, id: Option<Uuid>) -> SimpleExpr {
    id.map_or_else(|| column.is_null(), |id| column.eq(id))
}

/// How many documents a person has, and how many bytes they have.
async fn kept(tx: &DatabaseTransaction, user: UserId) -> Result<(i64, i64), DbErr> {
    // SQLite's sum of these fits into 64 bits; PostgreSQL's is a number of any size unless it is told.
    let bytes = Column::Size.sum().cast_as(if tx_is_postgres(tx) { "bigint" } else { "integer" });
    let sums: Option<(i64, Option<i64>)> = documents::Entity::find()
        .select_only()
        .column_as(Column::Id.count(), "kept")
        .column_as(bytes, "bytes")
        .filter(Condition::all().add(Column::UserId.eq(user.uuid())))
        .into_tuple()
        .one(tx)
        .await?;
    Ok(sums.map_or((0, 0), |(kept, bytes)| (kept, bytes.unwrap_or_default())))
}

fn tx_is_postgres(tx: &DatabaseTransaction) -> bool {
    use sea_orm::ConnectionTrait as _;
    tx.get_database_backend() == sea_orm::DbBackend::Postgres
}

fn row(user: UserId, document: Document, hash: [u8; 32], size: i64) -> documents::ActiveModel {
    documents::ActiveModel {
        id: Set(document.id.uuid()),
        user_id: Set(user.uuid()),
        name_key: Set(fold(&document.name)),
        name: Set(document.name),
        mime: Set(document.mime),
        size: Set(size),
        hash: Set(hash.to_vec()),
        status: Set(document.status.as_str().to_owned()),
        progress: Set(0),
        chunks: Set(0),
        error_code: Set(None),
        error: Set(None),
        conversation_id: Set(document.conversation_id.map(|id| id.uuid())),
        persona_id: Set(document.persona_id.map(|id| id.uuid())),
        collection_id: Set(document.collection_id.map(|id| id.uuid())),
        private: Set(document.private),
        attempts: Set(0),
        lease: Set(None),
        lease_until: Set(None),
        created_at: Set(document.created_at),
    }
}
