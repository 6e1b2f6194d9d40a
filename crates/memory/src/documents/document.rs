//! What a document is.

use chrono::{DateTime, Utc};
use mami_ports::{ChunkId, CollectionId, ConversationId, DocumentId, PersonaId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Document {
    /// Its id.
    pub id: DocumentId,
    /// What its owner calls it: data, never a path.
    pub name: String,
    /// Its media type, as far as is known: what it is for certain is known when it is `ready`.
    pub mime: String,
    /// Its size in bytes, as it came.
    pub size: u64,
    /// How far it is.
    pub status: DocumentStatus,
    /// How far it is, in percent.
    pub progress: u8,
    /// The pieces that it was cut into.
    pub chunks: u32,
    /// Why it could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<DocumentFault>,
    /// The conversation that it belongs to, and goes with. A document that belongs to none, and to no persona, is in its owner's
    /// library.
    pub conversation_id: Option<ConversationId>,
    /// The persona that it belongs to, and goes with.
    pub persona_id: Option<PersonaId>,
    /// The collection that it is in, and goes with.
    pub collection_id: Option<CollectionId>,
    /// Everybody may read it: its collection or its persona is shared.
    pub shared: bool,
    /// Only models that run on machines of one's own may be shown it.
    pub private: bool,
    /// When it came.
    pub created_at: DateTime<Utc>,
}

/// How far a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DocumentStatus {
    /// It waits to be read.
    Queued,
    /// It is being read.
    Indexing,
    /// It can be found.
    Ready,
    /// It cannot be read; its `error` says why.
    Failed,
}

impl DocumentStatus {
    const ALL: [Self; 4] = [Self::Queued, Self::Indexing, Self::Ready, Self::Failed];

    /// The name that the API and the database use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Indexing => "indexing",
            Self::Ready => "ready",
            Self::Failed => "failed",
        }
    }

    /// The status of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }
}

/// Why a document could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DocumentFault {
    /// What a client switches on; stable.
    pub code: String,
    /// What happened and how to mend it, in English.
    pub message: String,
}

/// A piece of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DocumentPiece {
    /// Its id, which answers cite.
    pub id: ChunkId,
    /// Its place among the pieces, from 0 on.
    pub position: u32,
    /// The headings above it, the highest first.
    pub heading: Vec<String>,
    /// Where it begins in the document, as far as its format tells.
    pub place: Option<Place>,
    /// Its text; of a table, after the names of its columns.
    pub text: String,
    /// Where it begins in the whole text, in characters.
    pub start: u32,
    /// Where it ends there.
    pub end: u32,
}

/// Where something is in a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// A page, from 1 on.
    Page(u32),
    /// A row of a sheet.
    Sheet {
        /// The sheet's name.
        name: String,
        /// The row, from 1 on.
        row: u32,
    },
    /// A chapter of a book, from 1 on, in the order of reading.
    Chapter(u32),
    /// A line of a text, from 1 on.
    Line(u32),
}

impl From<mami_extract::Place> for Place {
    fn from(place: mami_extract::Place) -> Self {
        match place {
            mami_extract::Place::Page(page) => Self::Page(page),
            mami_extract::Place::Sheet { name, row } => Self::Sheet { name, row },
            mami_extract::Place::Chapter(chapter) => Self::Chapter(chapter),
            mami_extract::Place::Line(line) => Self::Line(line),
        }
    }
}

/// A piece with what recall has to know of its document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecallPiece {
    /// The document.
    pub document: DocumentId,
    /// What it is called.
    pub name: String,
    /// The conversation that it belongs to.
    pub conversation: Option<ConversationId>,
    /// The persona that it belongs to.
    pub persona: Option<PersonaId>,
    /// The collection that it is in.
    pub collection: Option<CollectionId>,
    /// Only local models may be shown it.
    pub private: bool,
    /// When it came.
    pub created_at: DateTime<Utc>,
    /// The piece.
    pub piece: DocumentPiece,
}

/// What is uploaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// What its owner calls it.
    pub name: String,
    /// What is in it.
    pub content: Vec<u8>,
    /// The conversation that it belongs to.
    pub conversation_id: Option<ConversationId>,
    /// The persona that it belongs to, which its owner may give documents to.
    pub persona_id: Option<PersonaId>,
    /// The collection that it is put into.
    pub collection_id: Option<CollectionId>,
    /// Only local models may be shown it.
    pub private: bool,
}

/// Which documents are wanted: those for which all of this holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentFilter {
    /// Those that belong to no conversation and to no persona.
    pub library: bool,
    /// Those of this conversation.
    pub conversation_id: Option<ConversationId>,
    /// Those of this persona.
    pub persona_id: Option<PersonaId>,
    /// Those in this collection.
    pub collection_id: Option<CollectionId>,
    /// Those with this in their names, whatever its case and accents.
    pub name: Option<String>,
}

/// Who changes something. What is not shared is its owner's alone; what is shared is changed by those who run the place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Editor {
    /// Who.
    pub user: UserId,
    /// They run the place.
    pub administers: bool,
}

impl Editor {
    /// Whether they may change what is theirs, or not, and shared, or not.
    pub fn may_change(self, owner: UserId, shared: bool) -> bool {
        if shared { self.administers } else { self.user == owner }
    }
}
