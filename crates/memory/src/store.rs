//! What memory needs from a database. Every method sees only what is `user`'s.

pub mod recall;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use mami_ports::{ConversationId, MemoryId, MessageId, UserId};

use crate::memory::{By, Choices, History, Kind, Memory, MemoryStatus, Origin};

pub use recall::{RecallStore, Speaker, Turn, Vector, VectorKind, VectorPlace};

/// The database failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the database is not available: {0}")]
pub struct StoreError(pub String);

/// A fact that is to be added.
#[derive(Debug, Clone, PartialEq)]
pub struct NewMemory {
    /// Its id, if it is a new one.
    pub id: MemoryId,
    /// Its text, [checked](crate::memory::checked_text).
    pub text: String,
    /// What it is about.
    pub kind: Kind,
    /// Where it comes from.
    pub origin: Origin,
    /// Whether it is used at once.
    pub status: MemoryStatus,
    /// Words to find it by, [checked](crate::memory::checked_tags).
    pub tags: Vec<String>,
    /// It is told to the model in every turn.
    pub pinned: bool,
    /// How sure it is, from 0 to 1.
    pub confidence: f32,
    /// The message that it comes from, and its conversation; a private one makes it private.
    pub source: Option<(MessageId, ConversationId)>,
    /// From when on it is true.
    pub valid_from: Option<DateTime<Utc>>,
    /// Until when it is true.
    pub valid_to: Option<DateTime<Utc>>,
    /// The fact whose place it takes: at once, or if it is pending, once it is approved of.
    pub replaces: Option<MemoryId>,
    /// Who adds it.
    pub by: By,
}

/// What became of a fact that was to be added.
#[derive(Debug, Clone, PartialEq)]
pub enum Added {
    /// It is there.
    New(Memory),
    /// It was there already, as this. One that was pending is active now if the new one was to be, one that was private is
    /// not any more if it was said in a conversation that is not.
    Touched(Memory),
    /// There are as many facts as there may be.
    Full,
    /// Its message or conversation is gone meanwhile.
    SourceGone,
}

/// A fact of a file that is to be brought back: as it was, under a new id and without its sources.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// The fact.
    pub memory: Memory,
}

/// What became of facts that were to be brought back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportOutcome {
    /// These are there now; so many others were there already.
    Done {
        /// The new ones.
        added: Vec<MemoryId>,
        /// How many were there already.
        duplicates: u64,
    },
    /// They would be more than there may be; none was added.
    Full,
}

/// What is to be changed of a fact; what is none stays.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Edit {
    /// Its text, checked.
    pub text: Option<String>,
    /// What it is about.
    pub kind: Option<Kind>,
    /// Its tags, checked.
    pub tags: Option<Vec<String>>,
    /// Whether it is told to the model in every turn.
    pub pinned: Option<bool>,
    /// From when on it is true.
    pub valid_from: Option<Option<DateTime<Utc>>>,
    /// Until when it is true.
    pub valid_to: Option<Option<DateTime<Utc>>>,
}

/// Who changes something, when, and with which message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Doing {
    /// Who.
    pub by: By,
    /// The message that asked for it.
    pub message: Option<MessageId>,
    /// When.
    pub now: DateTime<Utc>,
}

/// What became of a change.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "one at a time, and nearly always the large one")]
pub enum Edited {
    /// The fact is this now.
    Done(Memory),
    /// There is no such fact.
    NotFound,
    /// It is not pending (when it was to be approved of).
    NotPending,
    /// It would be the same as this one.
    SameAs(MemoryId),
}

/// A fact that is gone.
#[derive(Debug, Clone, PartialEq)]
pub struct Deleted {
    /// It, as it was: whoever wants it back adds it.
    pub memory: Memory,
    /// The messages that said it, as far as they are still there: they would bring it back by themselves.
    pub sources: Vec<MessageId>,
}

/// Which facts are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// With this in their text, whatever its case and accents.
    pub text: Option<String>,
    /// Of this kind.
    pub kind: Option<Kind>,
    /// From there.
    pub origin: Option<Origin>,
    /// In this state.
    pub status: Option<MemoryStatus>,
    /// Pinned, or not.
    pub pinned: Option<bool>,
    /// With this tag, whatever its case and accents.
    pub tag: Option<String>,
    /// Those whose place another one took, too.
    pub superseded: bool,
}

/// A place in a list: pinned ones first, then the newest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// Whether the last fact before is pinned.
    pub pinned: bool,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Its id.
    pub id: MemoryId,
}

impl Cursor {
    /// The place of a fact.
    pub fn of(memory: &Memory) -> Self {
        Self { pinned: memory.pinned, created_at: memory.created_at, id: memory.id }
    }

    /// As a text.
    pub fn to_text(self) -> String {
        format!("{}.{}.{}", u8::from(self.pinned), self.created_at.timestamp_micros(), self.id)
    }

    /// The cursor of a text.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '.');
        let pinned = match parts.next()? {
            "0" => false,
            "1" => true,
            _ => return None,
        };
        let created_at = DateTime::from_timestamp_micros(parts.next()?.parse().ok()?)?;
        Some(Self { pinned, created_at, id: parts.next()?.parse().ok()? })
    }
}

/// Facts, kept with their history. No two current facts of a person are [the same](crate::same::key).
#[async_trait]
pub trait MemoryStore: RecallStore {
    /// Adds a fact, unless it is there already; then that one is touched. What it replaces is superseded in the same step,
    /// with history on both.
    async fn add(
        &self,
        user: UserId,
        new: NewMemory,
        most: u32,
        now: DateTime<Utc>,
    ) -> Result<Added, StoreError>;

    /// Adds what is not there yet: all of it, or if that would be more than `most`, nothing.
    async fn import_memories(
        &self,
        user: UserId,
        all: Vec<Imported>,
        most: u32,
        now: DateTime<Utc>,
    ) -> Result<ImportOutcome, StoreError>;

    /// Changes a fact.
    async fn edit(&self, user: UserId, id: MemoryId, edit: Edit, doing: Doing) -> Result<Edited, StoreError>;

    /// Makes a pending fact active, with another text if there is one; what it replaces is superseded.
    async fn approve(
        &self,
        user: UserId,
        id: MemoryId,
        text: Option<String>,
        doing: Doing,
    ) -> Result<Edited, StoreError>;

    /// Makes a fact that was superseded count again.
    async fn restore(&self, user: UserId, id: MemoryId, doing: Doing) -> Result<Edited, StoreError>;

    /// Deletes a fact with its history and its vectors; if `pending`, only one that is. What said it is kept in mind as a keyed
    /// hash, so that it is not found there again: `key` is used where the person has none yet.
    async fn delete(
        &self,
        user: UserId,
        id: MemoryId,
        pending: bool,
        key: [u8; 32],
        now: DateTime<Utc>,
    ) -> Result<Option<Deleted>, StoreError>;

    /// Deletes all facts that way, or those that came from one conversation. Gives how many.
    async fn delete_memories(
        &self,
        user: UserId,
        of: Option<ConversationId>,
        key: [u8; 32],
        now: DateTime<Utc>,
    ) -> Result<u64, StoreError>;

    /// Notes that facts were said again, by this message.
    async fn touch(&self, user: UserId, ids: Vec<MemoryId>, doing: Doing) -> Result<(), StoreError>;

    /// Counts that a model was told of facts.
    async fn count_use(&self, user: UserId, ids: Vec<MemoryId>, now: DateTime<Utc>)
    -> Result<(), StoreError>;

    /// One fact.
    async fn memory(&self, user: UserId, id: MemoryId) -> Result<Option<Memory>, StoreError>;

    /// These facts, in any order.
    async fn memories_by_id(&self, user: UserId, ids: &[MemoryId]) -> Result<Vec<Memory>, StoreError>;

    /// A part of the list.
    async fn memories(
        &self,
        user: UserId,
        filter: &Filter,
        limit: u32,
        after: Option<Cursor>,
    ) -> Result<Vec<Memory>, StoreError>;

    /// The current fact that is the same as this text, if there is one.
    async fn same_memory(&self, user: UserId, text: &str) -> Result<Option<Memory>, StoreError>;

    /// How many facts there are, and how many of them are pending.
    async fn count_memories(&self, user: UserId) -> Result<(u64, u64), StoreError>;

    /// What was done to facts: for each that is theirs, in the order of `ids`, oldest first.
    async fn histories(
        &self,
        user: UserId,
        ids: &[MemoryId],
    ) -> Result<Vec<(MemoryId, Vec<History>)>, StoreError>;

    /// For each message and text, whether a fact that was this was deleted.
    async fn tombstoned(&self, user: UserId, said: &[(MessageId, String)]) -> Result<Vec<bool>, StoreError>;

    /// How someone wants to be remembered.
    async fn choices(&self, user: UserId) -> Result<Choices, StoreError>;

    /// Changes that; what is none stays.
    async fn choose(
        &self,
        user: UserId,
        enabled: Option<bool>,
        review: Option<bool>,
        now: DateTime<Utc>,
    ) -> Result<Choices, StoreError>;
}

/// The keyed hash (HMAC-SHA-256) of a fact that was deleted, under which what said it is kept in mind.
pub fn tombstone(key: &[u8; 32], message: MessageId, text: &str) -> Vec<u8> {
    use hmac::{Hmac, KeyInit as _, Mac as _};
    // HMAC takes keys of any length.
    let Ok(mut mac) = Hmac::<sha2::Sha256>::new_from_slice(key) else { return Vec::new() };
    mac.update(message.uuid().as_bytes());
    mac.update(crate::same::key(text).as_bytes());
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_come_back() {
        let created_at = DateTime::from_timestamp_micros(1_790_000_000_123_456).unwrap();
        let id = "01890000-0000-7000-8000-000000000000".parse().unwrap();
        for pinned in [false, true] {
            let cursor = Cursor { pinned, created_at, id };
            assert_eq!(Cursor::parse(&cursor.to_text()), Some(cursor));
        }
        for bad in
            ["", "x", "2.1.01890000-0000-7000-8000-000000000000", "1.x.y", "1.1", "0.99999999999999999999.a"]
        {
            assert_eq!(Cursor::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn tombstones_tell_nothing_without_their_key() {
        let id = |n: u128| MessageId::from_uuid(uuid::Uuid::from_u128(n));
        let hash = tombstone(&[1; 32], id(1), "I live in Rome.");
        assert_eq!(hash.len(), 32);
        assert_eq!(tombstone(&[1; 32], id(1), "i live in  ROME"), hash, "the same fact");
        assert_ne!(tombstone(&[2; 32], id(1), "I live in Rome."), hash);
        assert_ne!(tombstone(&[1; 32], id(2), "I live in Rome."), hash);
        assert_ne!(tombstone(&[1; 32], id(1), "I live in Bonn."), hash);
    }
}
