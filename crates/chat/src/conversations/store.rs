//! What conversations need from a database.

use async_trait::async_trait;
use mami_ports::{ConversationId, MessageId, UserId};

use super::{Conversation, Cursor};
use crate::store::StoreError;

/// Conversations, kept. Every method sees only what is the `user`'s.
#[async_trait]
pub trait ConversationStore: Send + Sync {
    /// A person's conversations, newest first, at most `limit`, behind `after`.
    async fn conversations(
        &self,
        user: UserId,
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

    /// Changes the title. `false`: there is no such conversation.
    async fn rename(&self, user: UserId, id: ConversationId, title: &str) -> Result<bool, StoreError>;

    /// Deletes a conversation and everything that hangs on it.
    async fn delete(&self, user: UserId, id: ConversationId) -> Result<Deletion, StoreError>;
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
