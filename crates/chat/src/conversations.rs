//! Conversations: listing, making, reading, changing and deleting them, and taking turns out of them.

mod change;
mod conversation;
mod filter;
mod label;
pub mod store;

use mami_ports::{ConversationId, MessageId, Page, PersonaId, UserEvent, UserId};

use self::store::{Changed, Deletion, MessageDeletion};
pub use self::{
    change::{BulkAction, BulkInput, BulkVerb, ConversationChange, ConversationInput, MAX_BULK},
    conversation::{Conversation, Cursor, InvalidCursor},
    filter::{ConversationFilter, Words},
    label::{
        Label, Labelled, Labels, MAX_FOLDER_CHARS, MAX_TAG_CHARS, MAX_TAGS, MAX_TITLE_CHARS, fold, with_tag,
        without_tag,
    },
};
use crate::{error::ChatError, service::Chat};

/// The most conversations of one change that other devices are told of one by one.
const TOLD_ONE_BY_ONE: usize = 20;

impl Chat {
    /// A page of someone's conversations, newest first.
    ///
    /// # Errors
    /// When the cursor is none, or the database is not available.
    pub async fn conversations(
        &self,
        user: UserId,
        filter: &ConversationFilter,
        limit: u32,
        cursor: Option<&str>,
    ) -> Result<Page<Conversation>, ChatError> {
        let after: Option<Cursor> = match cursor {
            Some(text) => {
                Some(text.parse().map_err(|error| ChatError::invalid("/cursor", format!("{error}")))?)
            }
            None => None,
        };
        let items = self.store.conversations(user, filter, limit + 1, after).await?;
        let cursor = |last: &Conversation| Cursor { updated_at: last.updated_at, id: last.id }.to_string();
        Ok(Page::cut(items, limit, cursor))
    }

    /// The folders and tags that someone uses.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn labels(&self, user: UserId) -> Result<Labels, ChatError> {
        Ok(Labels::count(&self.store.labelled(user).await?))
    }

    /// Makes an empty conversation.
    ///
    /// # Errors
    /// When a field is not acceptable, or the database is not available.
    pub async fn create_conversation(
        &self,
        user: UserId,
        input: ConversationInput,
    ) -> Result<Conversation, ChatError> {
        let input = input.checked()?;
        self.check_persona(user, input.persona_id).await?;
        let conversation = Conversation {
            title: input.title,
            persona_id: input.persona_id,
            private: input.private,
            folder: input.folder,
            tags: input.tags,
            ..Conversation::new(self.ids.next(), self.clock.now())
        };
        self.store.insert_conversation(user, conversation.clone()).await?;
        self.tell(user, UserEvent::Conversation { conversation_id: conversation.id, deleted: false }).await;
        Ok(conversation)
    }

    /// One conversation.
    ///
    /// # Errors
    /// When there is none, or the database is not available.
    pub async fn conversation(&self, user: UserId, id: ConversationId) -> Result<Conversation, ChatError> {
        self.store.conversation(user, id).await?.ok_or(ChatError::NotFound)
    }

    /// Changes a conversation.
    ///
    /// # Errors
    /// When there is none, a field is not acceptable, an answer is being written in what is to be private, or the database is
    /// not available.
    pub async fn change_conversation(
        &self,
        user: UserId,
        id: ConversationId,
        change: ConversationChange,
    ) -> Result<Conversation, ChatError> {
        let change = change.checked()?;
        self.check_persona(user, change.persona_id.flatten()).await?;
        if change != ConversationChange::default() {
            match self.store.change_conversation(user, id, change).await? {
                Changed::Done => {}
                Changed::NotFound => return Err(ChatError::NotFound),
                Changed::Running => return Err(ChatError::TurnRunning { message_id: None }),
                Changed::StaysPrivate => {
                    return Err(ChatError::invalid("/private", "a private conversation stays private"));
                }
                Changed::NoSuchMessage => {
                    let message = "it must be a message of this conversation";
                    return Err(ChatError::invalid("/head_message_id", message));
                }
            }
            self.tell(user, UserEvent::Conversation { conversation_id: id, deleted: false }).await;
        }
        self.conversation(user, id).await
    }

    /// Does the same with several conversations, and says how many are now different. Running answers in those that are
    /// deleted are stopped.
    ///
    /// # Errors
    /// When a field is not acceptable, or the database is not available.
    pub async fn change_conversations(&self, user: UserId, input: BulkInput) -> Result<usize, ChatError> {
        let (ids, action) = input.checked()?;
        let deleted = action == BulkAction::Delete;
        let done = self.store.change_conversations(user, ids, action).await?;
        self.stop_answers(done.running).await;
        if done.changed.len() > TOLD_ONE_BY_ONE {
            self.tell(user, UserEvent::Resync {}).await;
        } else {
            for &conversation_id in &done.changed {
                self.tell(user, UserEvent::Conversation { conversation_id, deleted }).await;
            }
        }
        Ok(done.changed.len())
    }

    /// Deletes a conversation and everything that hangs on it. A running answer is stopped.
    ///
    /// # Errors
    /// When there is none, or the database is not available.
    pub async fn delete(&self, user: UserId, id: ConversationId) -> Result<(), ChatError> {
        let Deletion::Deleted { running } = self.store.delete(user, id).await? else {
            return Err(ChatError::NotFound);
        };
        // Should it not be stopped: it is deleted all the same, and what the model still says goes nowhere.
        self.stop_answers(running.into_iter().collect()).await;
        self.tell(user, UserEvent::Conversation { conversation_id: id, deleted: true }).await;
        Ok(())
    }

    /// Takes a turn out of its conversation; see [`ConversationStore::delete_message`](store::ConversationStore::delete_message).
    ///
    /// # Errors
    /// When there is no such message, an answer is being written in its conversation, or the database is not available.
    pub async fn delete_message(&self, user: UserId, id: MessageId) -> Result<(), ChatError> {
        match self.store.delete_message(user, id).await? {
            MessageDeletion::NotFound => Err(ChatError::NotFound),
            MessageDeletion::Running(answer) => Err(ChatError::TurnRunning { message_id: Some(answer) }),
            MessageDeletion::Deleted { conversation } => {
                let event = UserEvent::Conversation { conversation_id: conversation, deleted: false };
                self.tell(user, event).await;
                Ok(())
            }
        }
    }

    /// Whether a conversation may have this persona.
    async fn check_persona(&self, user: UserId, persona: Option<PersonaId>) -> Result<(), ChatError> {
        if persona.is_some() && self.personas.find(user, persona).await?.fell_back {
            return Err(ChatError::invalid("/persona_id", "there is no such persona"));
        }
        Ok(())
    }
}
