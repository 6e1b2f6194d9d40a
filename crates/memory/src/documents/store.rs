//! What documents need from a database.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use mami_ports::{ChunkId, CollectionId, DocumentId, UserId};
use uuid::Uuid;

use super::{
    Collection, CollectionChange, Document, DocumentFault, DocumentFilter, DocumentPiece, Editor, RecallPiece,
};

/// The database is not available, or failed; the words are for the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct StoreError(pub String);

/// Documents and collections, kept. Whatever takes a `user` sees what is theirs and what is shared; whatever takes a `by` changes
/// what they [may change](Editor::may_change).
#[async_trait]
pub trait DocumentStore: Send + Sync {
    /// Adds a document that waits to be read, unless the same file is in the same place already, or there is no room. However
    /// many are added at once, the limits hold.
    async fn insert_document(&self, by: Editor, new: NewDocument, room: Room) -> Result<Added, StoreError>;

    /// One document.
    async fn document(&self, user: UserId, id: DocumentId) -> Result<Option<Document>, StoreError>;

    /// Documents, newest first, at most `limit`, behind `after`.
    async fn documents(
        &self,
        user: UserId,
        filter: &DocumentFilter,
        limit: u32,
        after: Option<DocumentId>,
    ) -> Result<Vec<Document>, StoreError>;

    /// One's own documents, oldest first, at most `limit`, behind `after`.
    async fn own_documents(
        &self,
        user: UserId,
        limit: u32,
        after: Option<DocumentId>,
    ) -> Result<Vec<Document>, StoreError>;

    /// A document as it came.
    async fn document_content(
        &self,
        user: UserId,
        id: DocumentId,
    ) -> Result<Option<(Document, Vec<u8>)>, StoreError>;

    /// Pieces of a document in their order, at most `limit`, from this position on; none where there is no such document.
    async fn document_pieces(
        &self,
        user: UserId,
        id: DocumentId,
        from: u32,
        limit: u32,
    ) -> Result<Option<Vec<DocumentPiece>>, StoreError>;

    /// All that recall may find for a person, in the order of the pieces' ids, at most `limit`, behind `after`.
    async fn recall_pieces(
        &self,
        user: UserId,
        limit: u32,
        after: Option<ChunkId>,
    ) -> Result<Vec<RecallPiece>, StoreError>;

    /// Those of these pieces that [`DocumentStore::recall_pieces`] would give.
    async fn recall_pieces_by_id(
        &self,
        user: UserId,
        ids: &[ChunkId],
    ) -> Result<Vec<RecallPiece>, StoreError>;

    /// Deletes a document, its file and its pieces. `false`: there is none that they may change.
    async fn delete_document(&self, by: Editor, id: DocumentId) -> Result<bool, StoreError>;

    /// Lets a document that has failed wait again. `false`: there is none that has failed and that they may change.
    async fn retry_document(&self, by: Editor, id: DocumentId) -> Result<bool, StoreError>;

    /// Takes a document that waits, or whose lease has ended, for work on it: the oldest one, of another person than `last` where
    /// there is one. Nobody else gets it while the lease lasts. One that was taken `most` times before is not taken any more.
    async fn claim_document(
        &self,
        now: DateTime<Utc>,
        lease: Lease,
        last: Option<UserId>,
        most: u32,
    ) -> Result<Option<Claim>, StoreError>;

    /// Makes a lease last longer, and tells how far the work is. `false`: it is lost, or the document is gone.
    async fn renew_document(
        &self,
        user: UserId,
        id: DocumentId,
        lease: Lease,
        progress: u8,
    ) -> Result<bool, StoreError>;

    /// Ends the work on a document, with all its pieces in one transaction. `false`: the lease is lost, or the document is gone,
    /// and nothing was written.
    async fn finish_document(
        &self,
        user: UserId,
        id: DocumentId,
        lease: Uuid,
        outcome: Outcome,
    ) -> Result<bool, StoreError>;

    /// Ends documents with this fault whose lease has ended and that were taken `most` times. Gives them.
    async fn give_up_documents(
        &self,
        now: DateTime<Utc>,
        most: u32,
        fault: DocumentFault,
    ) -> Result<Vec<(UserId, DocumentId)>, StoreError>;

    /// Ends all leases: whoever has them is known to be dead. Gives how many.
    async fn end_document_leases(&self, now: DateTime<Utc>) -> Result<u64, StoreError>;

    /// Adds a collection, if the person has fewer than `most`.
    async fn insert_collection(&self, collection: Collection, most: u32) -> Result<bool, StoreError>;

    /// The collections of a person and the shared ones, oldest first.
    async fn collections(&self, user: UserId) -> Result<Vec<Collection>, StoreError>;

    /// One collection.
    async fn collection(&self, user: UserId, id: CollectionId) -> Result<Option<Collection>, StoreError>;

    /// Changes a collection. `false`: there is none that they may change.
    async fn change_collection(
        &self,
        by: Editor,
        id: CollectionId,
        change: CollectionChange,
    ) -> Result<bool, StoreError>;

    /// Deletes a collection with its documents. `false`: there is none that they may change.
    async fn delete_collection(&self, by: Editor, id: CollectionId) -> Result<bool, StoreError>;
}

/// A document to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDocument {
    /// The document, which waits.
    pub document: Document,
    /// SHA-256 of what is in it.
    pub hash: [u8; 32],
    /// What is in it.
    pub content: Vec<u8>,
}

/// How much a person may keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// Bytes of all documents.
    pub bytes: u64,
    /// Documents.
    pub documents: u32,
}

/// What came of adding a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Added {
    /// It is there.
    New,
    /// The same file is in the same place already.
    Same(Document),
    /// The person's documents would have too many bytes.
    Full,
    /// The person has as many documents as one may have.
    TooMany,
    /// There is no such conversation or collection, or the account is gone.
    NoSuchPlace,
    /// The collection or persona is shared, and they do not run the place.
    NotAllowed,
}

/// The right to work on a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    /// Whose it is.
    pub token: Uuid,
    /// When it ends.
    pub until: DateTime<Utc>,
}

/// A document to be worked on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Whose it is.
    pub user: UserId,
    /// Which.
    pub id: DocumentId,
    /// What it is called.
    pub name: String,
    /// What is in it.
    pub content: Vec<u8>,
    /// How often it was taken, with this time.
    pub attempts: u32,
}

/// What came of the work on a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It was read.
    Ready {
        /// Its media type.
        mime: &'static str,
        /// Its pieces, in their order.
        pieces: Vec<DocumentPiece>,
    },
    /// It cannot be read.
    Failed(DocumentFault),
    /// It waits again.
    Again {
        /// Something went wrong; it was not just that the server stops.
        tried: bool,
    },
}
