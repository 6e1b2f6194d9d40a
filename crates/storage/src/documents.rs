//! Documents and collections of them.

mod collections;
mod insert;
mod rows;
mod work;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use futures_util::FutureExt;
use mami_memory::documents::{
    Collection, CollectionChange, Document, DocumentFault, DocumentFilter, DocumentPiece, DocumentStatus,
    Editor, RecallPiece,
    store::{Added, Claim, DocumentStore, Lease, NewDocument, Outcome, Room, StoreError},
};
use mami_ports::{ChunkId, CollectionId, DocumentId, PersonaId, UserId};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, DbErr, EntityTrait, ExprTrait as _, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select,
    prelude::Uuid,
    sea_query::{Expr, LikeExpr, SelectStatement},
};

use crate::{
    connect::Db,
    entity::{
        document_chunks, document_collections, document_contents,
        documents::{self, Column},
        personas,
    },
    error::Fault,
};

#[async_trait]
impl DocumentStore for Db {
    async fn insert_document(&self, by: Editor, new: NewDocument, room: Room) -> Result<Added, StoreError> {
        let done = self.writer.write_plain(move |tx| insert::insert(tx, by, new, room).boxed());
        Ok(done.await?)
    }

    async fn document(&self, user: UserId, id: DocumentId) -> Result<Option<Document>, StoreError> {
        let row = rows::with_sharing(documents::Entity::find_by_id(id.uuid()).filter(visible(user)));
        Ok(row.one(&self.read).await.map_err(Fault::from)?.map(rows::document))
    }

    async fn documents(
        &self,
        user: UserId,
        filter: &DocumentFilter,
        limit: u32,
        after: Option<DocumentId>,
    ) -> Result<Vec<Document>, StoreError> {
        let mut query = documents::Entity::find().filter(visible(user)).filter(wanted(filter));
        if let Some(after) = after {
            query = query.filter(Column::Id.lt(after.uuid()));
        }
        let query = query.order_by_desc(Column::Id).limit(u64::from(limit));
        let found = rows::with_sharing(query).all(&self.read).await.map_err(Fault::from)?;
        Ok(found.into_iter().map(rows::document).collect())
    }

    async fn own_documents(
        &self,
        user: UserId,
        limit: u32,
        after: Option<DocumentId>,
    ) -> Result<Vec<Document>, StoreError> {
        let mut query = documents::Entity::find().filter(Column::UserId.eq(user.uuid()));
        if let Some(after) = after {
            query = query.filter(Column::Id.gt(after.uuid()));
        }
        let query = query.order_by_asc(Column::Id).limit(u64::from(limit));
        let found = rows::with_sharing(query).all(&self.read).await.map_err(Fault::from)?;
        Ok(found.into_iter().map(rows::document).collect())
    }

    async fn document_content(
        &self,
        user: UserId,
        id: DocumentId,
    ) -> Result<Option<(Document, Vec<u8>)>, StoreError> {
        let Some(document) = self.document(user, id).await? else { return Ok(None) };
        let content = document_contents::Entity::find_by_id(id.uuid())
            .filter(document_contents::Column::DocumentId.in_subquery(ids(visible(user))))
            .one(&self.read)
            .await
            .map_err(Fault::from)?;
        // Deleted between the two.
        Ok(content.map(|content| (document, content.content)))
    }

    async fn document_pieces(
        &self,
        user: UserId,
        id: DocumentId,
        from: u32,
        limit: u32,
    ) -> Result<Option<Vec<DocumentPiece>>, StoreError> {
        if self.document(user, id).await?.is_none() {
            return Ok(None);
        }
        let found = document_chunks::Entity::find()
            .filter(document_chunks::Column::DocumentId.eq(id.uuid()))
            .filter(document_chunks::Column::DocumentId.in_subquery(ids(visible(user))))
            .filter(document_chunks::Column::Position.gte(rows::count(from)))
            .order_by_asc(document_chunks::Column::Position)
            .limit(u64::from(limit))
            .all(&self.read)
            .await
            .map_err(Fault::from)?;
        Ok(Some(found.into_iter().map(rows::piece).collect()))
    }

    async fn recall_pieces(
        &self,
        user: UserId,
        limit: u32,
        after: Option<ChunkId>,
    ) -> Result<Vec<RecallPiece>, StoreError> {
        let mut query = readable(user);
        if let Some(after) = after {
            query = query.filter(document_chunks::Column::Id.gt(after.uuid()));
        }
        let query = query.order_by_asc(document_chunks::Column::Id).limit(u64::from(limit));
        Ok(self.with_documents(user, query).await?)
    }

    async fn recall_pieces_by_id(
        &self,
        user: UserId,
        ids: &[ChunkId],
    ) -> Result<Vec<RecallPiece>, StoreError> {
        let these = document_chunks::Column::Id.is_in(ids.iter().map(|id| id.uuid()));
        Ok(self.with_documents(user, readable(user).filter(these)).await?)
    }

    async fn delete_document(&self, by: Editor, id: DocumentId) -> Result<bool, StoreError> {
        let delete = documents::Entity::delete_many().filter(Column::Id.eq(id.uuid())).filter(changeable(by));
        let done = self
            .writer
            .write_plain(move |tx| async move { Ok(delete.exec(tx).await?.rows_affected > 0) }.boxed());
        Ok(done.await?)
    }

    async fn retry_document(&self, by: Editor, id: DocumentId) -> Result<bool, StoreError> {
        let done = self.writer.write_plain(move |tx| work::retry(tx, by, id).boxed());
        Ok(done.await?)
    }

    async fn claim_document(
        &self,
        now: DateTime<Utc>,
        lease: Lease,
        last: Option<UserId>,
        most: u32,
    ) -> Result<Option<Claim>, StoreError> {
        // Most of the time nothing waits; that costs no write.
        if !work::waits(&self.read, now, most).await.map_err(Fault::from)? {
            return Ok(None);
        }
        let done = self.writer.write_plain(move |tx| work::claim(tx, now, lease, last, most).boxed());
        Ok(done.await?)
    }

    async fn renew_document(
        &self,
        user: UserId,
        id: DocumentId,
        lease: Lease,
        progress: u8,
    ) -> Result<bool, StoreError> {
        let done = self.writer.write_plain(move |tx| work::renew(tx, user, id, lease, progress).boxed());
        Ok(done.await?)
    }

    async fn finish_document(
        &self,
        user: UserId,
        id: DocumentId,
        lease: Uuid,
        outcome: Outcome,
    ) -> Result<bool, StoreError> {
        let done = self.writer.write_plain(move |tx| work::finish(tx, user, id, lease, outcome).boxed());
        Ok(done.await?)
    }

    async fn give_up_documents(
        &self,
        now: DateTime<Utc>,
        most: u32,
        fault: DocumentFault,
    ) -> Result<Vec<(UserId, DocumentId)>, StoreError> {
        if !work::is_hopeless(&self.read, now, most).await.map_err(Fault::from)? {
            return Ok(Vec::new());
        }
        let done = self.writer.write_plain(move |tx| work::give_up(tx, now, most, fault).boxed());
        Ok(done.await?)
    }

    async fn end_document_leases(&self, now: DateTime<Utc>) -> Result<u64, StoreError> {
        let done = self.writer.write_plain(move |tx| work::end_leases(tx, now).boxed());
        Ok(done.await?)
    }

    async fn insert_collection(&self, collection: Collection, most: u32) -> Result<bool, StoreError> {
        let done = self.writer.write_plain(move |tx| collections::insert(tx, collection, most).boxed());
        Ok(done.await?)
    }

    async fn collections(&self, user: UserId) -> Result<Vec<Collection>, StoreError> {
        Ok(collections::visible(&self.read, user, None).await.map_err(Fault::from)?)
    }

    async fn collection(&self, user: UserId, id: CollectionId) -> Result<Option<Collection>, StoreError> {
        Ok(collections::visible(&self.read, user, Some(id)).await.map_err(Fault::from)?.pop())
    }

    async fn change_collection(
        &self,
        by: Editor,
        id: CollectionId,
        change: CollectionChange,
    ) -> Result<bool, StoreError> {
        let done = self.writer.write_plain(move |tx| collections::change(tx, by, id, change).boxed());
        Ok(done.await?)
    }

    async fn delete_collection(&self, by: Editor, id: CollectionId) -> Result<bool, StoreError> {
        let done = self.writer.write_plain(move |tx| collections::delete(tx, by, id).boxed());
        Ok(done.await?)
    }
}

/// What belonged to a persona goes with it, in the same transaction.
pub(crate) async fn of_deleted_persona(tx: &DatabaseTransaction, id: PersonaId) -> Result<(), DbErr> {
    documents::Entity::delete_many().filter(Column::PersonaId.eq(id.uuid())).exec(tx).await?;
    Ok(())
}

/// A document is in a shared collection, or belongs to a shared persona. Never null.
fn shared() -> Condition {
    let collections = document_collections::Entity::find()
        .select_only()
        .column(document_collections::Column::Id)
        .filter(document_collections::Column::Shared.eq(true))
        .into_query();
    let personas = personas::Entity::find()
        .select_only()
        .column(personas::Column::Id)
        .filter(personas::Column::Shared.eq(true))
        .into_query();
    let within = |column: Column, these: SelectStatement| {
        Condition::all().add(column.is_not_null()).add(column.in_subquery(these))
    };
    Condition::any().add(within(Column::CollectionId, collections)).add(within(Column::PersonaId, personas))
}

impl Db {
    /// These pieces with what recall has to know of their documents.
    async fn with_documents(
        &self,
        user: UserId,
        pieces: Select<document_chunks::Entity>,
    ) -> Result<Vec<RecallPiece>, Fault> {
        let pieces = pieces.all(&self.read).await?;
        let mut named: Vec<Uuid> = pieces.iter().map(|piece| piece.document_id).collect();
        named.sort_unstable();
        named.dedup();
        let found = documents::Entity::find()
            .filter(visible(user))
            .filter(Column::Id.is_in(named))
            .all(&self.read)
            .await?;
        Ok(rows::with_documents(pieces, found))
    }
}

/// The pieces of documents that have been read and that somebody may read.
fn readable(user: UserId) -> Select<document_chunks::Entity> {
    let ready = Condition::all().add(visible(user)).add(Column::Status.eq(DocumentStatus::Ready.as_str()));
    document_chunks::Entity::find().filter(document_chunks::Column::DocumentId.in_subquery(ids(ready)))
}

/// Their own, and what is shared.
fn visible(user: UserId) -> Condition {
    Condition::any().add(Column::UserId.eq(user.uuid())).add(shared())
}

/// [`Editor::may_change`] in SQL.
fn changeable(by: Editor) -> Condition {
    let own = Condition::all().add(Column::UserId.eq(by.user.uuid())).add(shared().not());
    if by.administers { Condition::any().add(own).add(shared()) } else { own }
}

/// The ids of the documents for which this holds.
fn ids(which: Condition) -> SelectStatement {
    documents::Entity::find().select_only().column(Column::Id).filter(which).into_query()
}

fn wanted(filter: &DocumentFilter) -> Condition {
    let mut all = Condition::all();
    if filter.library {
        all = all.add(Column::ConversationId.is_null()).add(Column::PersonaId.is_null());
    }
    if let Some(id) = filter.conversation_id {
        all = all.add(Column::ConversationId.eq(id.uuid()));
    }
    if let Some(id) = filter.persona_id {
        all = all.add(Column::PersonaId.eq(id.uuid()));
    }
    if let Some(id) = filter.collection_id {
        all = all.add(Column::CollectionId.eq(id.uuid()));
    }
    if let Some(name) = &filter.name {
        let plain = name.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let like = LikeExpr::new(format!("%{plain}%")).escape('\\');
        all = all.add(Expr::col(Column::NameKey).like(like));
    }
    all
}
