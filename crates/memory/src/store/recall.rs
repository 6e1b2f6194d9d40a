//! What recall is built from: what was said, what is known, and their vectors.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use mami_ports::{ConversationId, MemoryId, MessageId, UserId};
use uuid::Uuid;

use super::StoreError;
use crate::memory::Memory;

/// The characters of a message that recall is given; what is behind them is not recalled.
pub const TURN_CHARS: u32 = 16_000;

/// Who said something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Speaker {
    /// The person.
    User,
    /// The model.
    Assistant,
}

/// Something that was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// The message.
    pub id: MessageId,
    /// Where.
    pub conversation: ConversationId,
    /// The message before it in its branch.
    pub parent: Option<MessageId>,
    /// How many messages stand before it in its branch.
    pub position: u32,
    /// Who said it.
    pub speaker: Speaker,
    /// Its first [`TURN_CHARS`] characters.
    pub content: String,
    /// When it was said.
    pub at: DateTime<Utc>,
    /// Its conversation is private: only private turns may be told of it.
    pub private: bool,
}

/// What a vector stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum VectorKind {
    /// A piece of a document.
    Chunk,
    /// A fact.
    Fact,
    /// A message.
    Turn,
}

impl VectorKind {
    /// The name that the database uses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Chunk => "chunk",
            Self::Fact => "fact",
            Self::Turn => "turn",
        }
    }

    /// The kind of that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Chunk, Self::Fact, Self::Turn].into_iter().find(|kind| kind.as_str() == name)
    }
}

/// What a vector belongs to.
pub type VectorPlace = (VectorKind, Uuid);

/// A vector as it is kept: each number is a byte times `scale`.
#[derive(Debug, Clone, PartialEq)]
pub struct Vector {
    /// What it stands for.
    pub place: VectorPlace,
    /// One byte for each dimension.
    pub bytes: Vec<i8>,
    /// What a byte is multiplied by.
    pub scale: f32,
}

/// What recall is built from.
#[async_trait]
pub trait RecallStore: Send + Sync {
    /// What was said behind `after`, in the order in which it was kept: finished messages of conversations, but those that are
    /// muted and those that were about memory itself, with their answers.
    async fn turns(
        &self,
        user: UserId,
        after: Option<MessageId>,
        limit: u32,
    ) -> Result<Vec<Turn>, StoreError>;

    /// Those of these messages that [`RecallStore::turns`] would give.
    async fn turns_by_id(&self, user: UserId, ids: &[MessageId]) -> Result<Vec<Turn>, StoreError>;

    /// The active facts that count, by their ids.
    async fn facts(
        &self,
        user: UserId,
        after: Option<MemoryId>,
        limit: u32,
    ) -> Result<Vec<Memory>, StoreError>;

    /// The active facts that are pinned, the newest first.
    async fn pinned(&self, user: UserId, limit: u32) -> Result<Vec<Memory>, StoreError>;

    /// The vectors that one model made, in the order of their places.
    async fn vectors(
        &self,
        user: UserId,
        embedder: &str,
        after: Option<VectorPlace>,
        limit: u32,
    ) -> Result<Vec<Vector>, StoreError>;

    /// Keeps vectors that one model made, in place of those that were there. What they stand for may be gone meanwhile: those
    /// of messages, facts and pieces that are not there any more are not kept.
    async fn put_vectors(&self, user: UserId, embedder: &str, vectors: Vec<Vector>)
    -> Result<(), StoreError>;

    /// Removes vectors, whichever model made them.
    async fn delete_vectors(&self, user: UserId, places: Vec<VectorPlace>) -> Result<(), StoreError>;

    /// Takes messages out of recall, with their vectors. Gives how many of them are the person's.
    async fn mute(
        &self,
        user: UserId,
        messages: Vec<MessageId>,
        now: DateTime<Utc>,
    ) -> Result<u64, StoreError>;

    /// Lets messages be recalled again.
    async fn unmute(&self, user: UserId, messages: Vec<MessageId>) -> Result<(), StoreError>;
}
