//! What conversations need from a database.

use async_trait::async_trait;
use mami_ports::{ConversationId, MessageId, UserId};

use super::{BulkAction, Conversation, ConversationChange, ConversationFilter, Cursor, Labelled};
use crate::store::StoreError;

/// Conversations, kept. Every method sees only what is the `user`'s.
#[async_trait]
pub trait ConversationStore: Send + Sync {
    /// A person's conversations that the filter lets through, newest first, at most `limit`, behind `after`.
    async fn conversations(
        &self,
        user: UserId,
        filter: &ConversationFilter,
        limit: u32,
        after: Option<Cursor>,
    ) -> Result<Vec<Conversation>, StoreError>;

    /// Adds an empty conversation.
    async fn insert_conversation(&self, user: UserId, conversation: Conversation) -> Result<(), StoreError>;

    /// One conversation.
    async fn conversation(
        &self,
        user: UserId,
        id: ConversationId,
    ) -> Result<Option<Conversation>, StoreError>;

    /// Changes a conversation, all of it or nothing. `updated_at` stays: nothing was said.
    async fn change_conversation(
        &self,
        user: UserId,
        id: ConversationId,
        change: ConversationChange,
    ) -> Result<Changed, StoreError>;

    /// Does the same with several conversations, in one transaction. Ids that are none of this person's are passed over.
    async fn change_conversations(
        &self,
        user: UserId,
        ids: Vec<ConversationId>,
        action: BulkAction,
    ) -> Result<BulkChange, StoreError>;

    /// What a person's conversations are marked with; those without any mark may be left out.
    async fn labelled(&self, user: UserId) -> Result<Vec<Labelled>, StoreError>;

    /// Deletes a conversation and everything that hangs on it.
    async fn delete(&self, user: UserId, id: ConversationId) -> Result<Deletion, StoreError>;

    /// Takes a turn out of its conversation, in one transaction. Of a person's message: it and its answers; of an answer that has
    /// others beside it: that answer alone; of the only answer: the whole turn. What followed the turn follows what was
    /// before it; what followed the one answer follows the newest of the others. The conversation's head, if it is taken
    /// out, moves to the newest end behind that place, or to the place itself. Summaries that tell of what is taken out go, too.
    async fn delete_message(&self, user: UserId, id: MessageId) -> Result<MessageDeletion, StoreError>;
}

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    /// It is done.
    Done,
    /// There is no such conversation.
    NotFound,
    /// It was to be made private while an answer is being written in it.
    Running,
    /// It was to be made public again.
    StaysPrivate,
    /// The new head is no message of it.
    NoSuchMessage,
}

/// What became of a change of several conversations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BulkChange {
    /// Those that are now different, or gone, by ascending id.
    pub changed: Vec<ConversationId>,
    /// The answers that were being written in those that are gone.
    pub running: Vec<MessageId>,
}

/// What was deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deletion {
    /// There is no such conversation.
    NotFound,
    /// It is gone.
    Deleted {
        /// The answer that was being written in it.
        running: Option<MessageId>,
    },
}

/// What became of a turn that was to be taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageDeletion {
    /// There is no such message.
    NotFound,
    /// This answer is being written in its conversation: nothing was changed.
    Running(MessageId),
    /// It is gone.
    Deleted {
        /// From this conversation.
        conversation: ConversationId,
    },
}
