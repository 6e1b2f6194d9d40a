//! Conversations: listing, making, reading, changing and deleting them.

mod conversation;
pub mod store;

use mami_ports::{ConversationId, Page, UserEvent, UserId};

pub use self::conversation::{Conversation, Cursor, InvalidCursor, MAX_TITLE_CHARS};
use self::store::Deletion;
use crate::{error::ChatError, service::Chat};

impl Chat {
    /// A page of someone's conversations, newest first.
    ///
    /// # Errors
    /// When the cursor is none, or the database is not available.
    pub async fn conversations(
        &self,
        user: UserId,
        limit: u32,
        cursor: Option<&str>,
    ) -> Result<Page<Conversation>, ChatError> {
        let after: Option<Cursor> = match cursor {
            Some(text) => {
                Some(text.parse().map_err(|error| ChatError::invalid("/cursor", format!("{error}")))?)
            }
            None => None,
        };
        let items = self.store.conversations(user, limit + 1, after).await?;
        let cursor = |last: &Conversation| Cursor { updated_at: last.updated_at, id: last.id }.to_string();
        Ok(Page::cut(items, limit, cursor))
    }

    /// Makes an empty conversation.
    ///
    /// # Errors
    /// When the title is not acceptable, or the database is not available.
    pub async fn create_conversation(&self, user: UserId, title: &str) -> Result<Conversation, ChatError> {
        let now = self.clock.now();
        let conversation = Conversation {
            id: self.ids.next(),
            title: checked_title(title, true)?,
            head_message_id: None,
            running_message_id: None,
            created_at: now,
            updated_at: now,
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

    /// Gives a conversation another title.
    ///
    /// # Errors
    /// When there is none, the title is not acceptable, or the database is not available.
    pub async fn rename(
        &self,
        user: UserId,
        id: ConversationId,
        title: &str,
    ) -> Result<Conversation, ChatError> {
        let title = checked_title(title, false)?;
        if !self.store.rename(user, id, &title).await? {
            return Err(ChatError::NotFound);
        }
        self.tell(user, UserEvent::Conversation { conversation_id: id, deleted: false }).await;
        self.conversation(user, id).await
    }

    /// Deletes a conversation and everything that hangs on it. A running answer is stopped.
    ///
    /// # Errors
    /// When there is none, or the database is not available.
    pub async fn delete(&self, user: UserId, id: ConversationId) -> Result<(), ChatError> {
        let Deletion::Deleted { running } = self.store.delete(user, id).await? else {
            return Err(ChatError::NotFound);
        };
        if let Some(answer) = running
            && let Err(error) = self.live.request_cancel(answer).await
        {
            // It is deleted all the same, and what the model still says goes nowhere.
            tracing::warn!(%error, "a deleted conversation's answer could not be stopped");
        }
        self.tell(user, UserEvent::Conversation { conversation_id: id, deleted: true }).await;
        Ok(())
    }
}

fn checked_title(title: &str, may_be_empty: bool) -> Result<String, ChatError> {
    let title = title.trim();
    if title.is_empty() && !may_be_empty {
        return Err(ChatError::invalid("/title", "it must not be empty"));
    }
    if title.chars().count() > MAX_TITLE_CHARS {
        return Err(ChatError::invalid(
            "/title",
            format!("it must have at most {MAX_TITLE_CHARS} characters"),
        ));
    }
    if title.chars().any(char::is_control) {
        return Err(ChatError::invalid("/title", "it must not contain control characters"));
    }
    Ok(title.to_owned())
}
