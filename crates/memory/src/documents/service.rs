//! What people do with their documents.

use std::sync::Arc;

use chrono::Duration;
use mami_extract::Format;
use mami_ports::{Clock, CollectionId, DocumentId, Ids, Live, Page, UserEvent, UserId, text::fold};
use sha2::{Digest as _, Sha256};
use tokio::sync::{Notify, watch};

use super::{
    Collection, CollectionChange, Document, DocumentError, DocumentFilter, DocumentPiece, DocumentStatus,
    Editor, NewCollection, Upload,
    reader::Reader,
    store::{Added, DocumentStore, NewDocument, Room},
};

/// The most characters of a name.
const MAX_NAME: usize = 200;
/// Collections of one person.
const MAX_COLLECTIONS: u32 = 200;

/// How much may be kept, and how it is worked on.
#[derive(Debug, Clone, Copy)]
pub struct DocumentsPolicy {
    /// Bytes that a document may have.
    pub max_bytes: u64,
    /// Bytes that the documents of one person may have together.
    pub quota_bytes: u64,
    /// Documents of one person.
    pub max_per_person: u32,
    /// How long a server that works on a document may not be heard of before another one takes it.
    pub lease: Duration,
    /// How often a document is tried whose server stopped meanwhile.
    pub attempts: u32,
    /// This server is the only one that uses the database.
    pub sole_server: bool,
}

/// The documents of all people.
pub struct Documents {
    pub(super) store: Arc<dyn DocumentStore>,
    pub(super) reader: Arc<dyn Reader>,
    pub(super) live: Arc<dyn Live>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) ids: Ids,
    pub(super) policy: DocumentsPolicy,
    /// Something waits to be read.
    pub(super) waiting: Notify,
    /// The server stops.
    pub(super) stopping: watch::Sender<bool>,
}

impl Documents {
    /// The documents in a store.
    pub fn new(
        store: Arc<dyn DocumentStore>,
        reader: Arc<dyn Reader>,
        live: Arc<dyn Live>,
        clock: Arc<dyn Clock>,
        ids: Ids,
        policy: DocumentsPolicy,
    ) -> Self {
        Self {
            store,
            reader,
            live,
            clock,
            ids,
            policy,
            waiting: Notify::new(),
            stopping: watch::Sender::new(false),
        }
    }

    /// How much may be kept.
    pub fn policy(&self) -> &DocumentsPolicy {
        &self.policy
    }

    /// Takes a document in; it is read in the background. Gives the one that is there already when the same file is in the same
    /// place, with `false`.
    ///
    /// # Errors
    /// When it is empty, too large, more than there is room for, or has no such place. Nothing is kept then.
    pub async fn upload(&self, by: Editor, upload: Upload) -> Result<(Document, bool), DocumentError> {
        let size = upload.content.len() as u64;
        if size == 0 {
            return Err(DocumentError::Empty);
        }
        if size > self.policy.max_bytes {
            return Err(DocumentError::TooLarge { limit: self.policy.max_bytes });
        }
        let places =
            [upload.conversation_id.is_some(), upload.persona_id.is_some(), upload.collection_id.is_some()];
        if places.into_iter().filter(|place| *place).count() > 1 {
            return Err(DocumentError::TwoPlaces);
        }
        let name = clean_name(&upload.name);
        let document = Document {
            id: self.ids.next(),
            mime: Format::guess(&name, &upload.content).mime().to_owned(),
            name,
            size,
            status: DocumentStatus::Queued,
            progress: 0,
            chunks: 0,
            error: None,
            conversation_id: upload.conversation_id,
            persona_id: upload.persona_id,
            collection_id: upload.collection_id,
            shared: false,
            private: upload.private,
            created_at: self.clock.now(),
        };
        let (id, content) = (document.id, upload.content);
        // Some milliseconds for a large one.
        let (hash, content) = tokio::task::spawn_blocking(move || (Sha256::digest(&content).into(), content))
            .await
            .map_err(|error| super::store::StoreError(error.to_string()))?;
        let new = NewDocument { document, hash, content };
        let room = Room { bytes: self.policy.quota_bytes, documents: self.policy.max_per_person };
        match self.store.insert_document(by, new, room).await? {
            Added::New => {}
            Added::Same(document) => return Ok((document, false)),
            Added::Full => return Err(DocumentError::StorageFull { limit: room.bytes }),
            Added::TooMany => return Err(DocumentError::TooMany { limit: room.documents }),
            Added::NoSuchPlace => return Err(DocumentError::NotFound),
            Added::NotAllowed => return Err(DocumentError::NotAllowed),
        }
        let document = self.document(by.user, id).await?;
        self.tell(by.user, id, DocumentStatus::Queued.as_str(), 0).await;
        self.waiting.notify_one();
        Ok((document, true))
    }

    /// Ends the work on documents: whatever is being read waits again.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// One document.
    ///
    /// # Errors
    /// When there is no such document.
    pub async fn document(&self, user: UserId, id: DocumentId) -> Result<Document, DocumentError> {
        self.store.document(user, id).await?.ok_or(DocumentError::NotFound)
    }

    /// Documents that a person may read, newest first.
    ///
    /// # Errors
    /// When no answer gave such a cursor.
    pub async fn documents(
        &self,
        user: UserId,
        filter: &DocumentFilter,
        limit: u32,
        cursor: Option<&str>,
    ) -> Result<Page<Document>, DocumentError> {
        let after = cursor.map(str::parse).transpose().map_err(|_| DocumentError::InvalidCursor)?;
        let name = filter.name.as_deref().map(|name| fold(name.trim())).filter(|name| !name.is_empty());
        let filter = DocumentFilter { name, ..filter.clone() };
        let found = self.store.documents(user, &filter, limit.saturating_add(1), after).await?;
        Ok(Page::cut(found, limit, |document| document.id.to_string()))
    }

    /// One's own documents, oldest first, at most `limit`, behind `after`.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn own(
        &self,
        user: UserId,
        limit: u32,
        after: Option<DocumentId>,
    ) -> Result<Vec<Document>, DocumentError> {
        Ok(self.store.own_documents(user, limit, after).await?)
    }

    /// A document as it came.
    ///
    /// # Errors
    /// When there is no such document.
    pub async fn file(&self, user: UserId, id: DocumentId) -> Result<(Document, Vec<u8>), DocumentError> {
        self.store.document_content(user, id).await?.ok_or(DocumentError::NotFound)
    }

    /// Pieces of a document, from this position on, or from where the page before ended.
    ///
    /// # Errors
    /// When there is no such document.
    pub async fn pieces(
        &self,
        user: UserId,
        id: DocumentId,
        from: u32,
        limit: u32,
    ) -> Result<Page<DocumentPiece>, DocumentError> {
        let found = self.store.document_pieces(user, id, from, limit.saturating_add(1)).await?;
        let found = found.ok_or(DocumentError::NotFound)?;
        Ok(Page::cut(found, limit, |piece| piece.position.saturating_add(1).to_string()))
    }

    /// Deletes a document with all that was made of it.
    ///
    /// # Errors
    /// When there is no such document, or only others may change it.
    pub async fn delete(&self, by: Editor, id: DocumentId) -> Result<(), DocumentError> {
        if !self.store.delete_document(by, id).await? {
            self.document(by.user, id).await?;
            return Err(DocumentError::NotAllowed);
        }
        self.tell(by.user, id, "deleted", 100).await;
        Ok(())
    }

    /// Tries a document again that could not be read.
    ///
    /// # Errors
    /// When there is no such document, it has not failed, or only others may change it.
    pub async fn retry(&self, by: Editor, id: DocumentId) -> Result<Document, DocumentError> {
        let retried = self.store.retry_document(by, id).await?;
        let document = self.document(by.user, id).await?;
        if !retried {
            let failed = document.status == DocumentStatus::Failed;
            return Err(if failed { DocumentError::NotAllowed } else { DocumentError::NotFailed });
        }
        self.tell(by.user, id, document.status.as_str(), 0).await;
        self.waiting.notify_one();
        Ok(document)
    }

    /// Makes a collection.
    ///
    /// # Errors
    /// When its texts are not as they must be, there are too many, or they may not share.
    pub async fn create_collection(
        &self,
        by: Editor,
        new: NewCollection,
    ) -> Result<Collection, DocumentError> {
        let new = new.checked()?;
        if new.shared && !by.administers {
            return Err(DocumentError::NotAllowed);
        }
        let collection = Collection {
            id: self.ids.next(),
            name: new.name,
            description: new.description,
            shared: new.shared,
            own: true,
            documents: 0,
            created_at: self.clock.now(),
            user: by.user,
        };
        match self.store.insert_collection(collection.clone(), MAX_COLLECTIONS).await? {
            true => Ok(collection),
            false => Err(DocumentError::TooMany { limit: MAX_COLLECTIONS }),
        }
    }

    /// The collections of a person and the shared ones, oldest first.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn collections(&self, user: UserId) -> Result<Vec<Collection>, DocumentError> {
        Ok(self.store.collections(user).await?)
    }

    /// Changes a collection.
    ///
    /// # Errors
    /// When there is no such collection, its texts are not as they must be, or they may not change or share it.
    pub async fn change_collection(
        &self,
        by: Editor,
        id: CollectionId,
        change: CollectionChange,
    ) -> Result<Collection, DocumentError> {
        let change = change.checked()?;
        let now = self.store.collection(by.user, id).await?.ok_or(DocumentError::NotFound)?;
        let shares = change.shared.is_some_and(|shared| shared != now.shared);
        if !by.may_change(now.user, now.shared) || (shares && !by.administers) {
            return Err(DocumentError::NotAllowed);
        }
        if !self.store.change_collection(by, id, change).await? {
            return Err(DocumentError::NotFound);
        }
        // Whoever stops sharing another's collection sees it no more.
        let gone = Collection { shared: false, ..now };
        Ok(self.store.collection(by.user, id).await?.unwrap_or(gone))
    }

    /// Deletes a collection with its documents.
    ///
    /// # Errors
    /// When there is no such collection, or only others may change it.
    pub async fn delete_collection(&self, by: Editor, id: CollectionId) -> Result<(), DocumentError> {
        if self.store.delete_collection(by, id).await? {
            return Ok(());
        }
        let there = self.store.collection(by.user, id).await?.is_some();
        Err(if there { DocumentError::NotAllowed } else { DocumentError::NotFound })
    }

    pub(super) async fn tell(&self, user: UserId, document_id: DocumentId, status: &str, progress: u8) {
        let event = UserEvent::Document { document_id, status: status.to_owned(), progress };
        if let Err(error) = self.live.notify(user, event).await {
            tracing::warn!(%error, "devices are not told of a document");
        }
    }
}

/// What a client calls a file, as it can be shown: without folders, without characters that do something instead of being seen.
fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let turns = |c: char| matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let seen: String = last.chars().filter(|c| !c.is_control() && !turns(*c)).collect();
    let cut: String = seen.trim().chars().take(MAX_NAME).collect();
    let cut = cut.trim_end();
    if cut.chars().all(|c| c == '.') { "document".to_owned() } else { cut.to_owned() }
}
