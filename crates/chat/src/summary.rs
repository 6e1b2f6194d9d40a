//! Summaries: what was said up to a message, told shortly, for models that cannot be shown all of it.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use mami_ports::{ConversationId, MessageId, SummaryId, UserEvent, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{error::ChatError, service::Chat, store::StoreError};

/// What was said in a branch from its start up to a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Summary {
    /// Its id.
    pub id: SummaryId,
    /// In which conversation.
    #[serde(skip)]
    pub conversation_id: ConversationId,
    /// The last message that it tells of.
    pub message_id: MessageId,
    /// What was said.
    pub content: String,
    /// A person changed it.
    pub edited: bool,
    /// Who wrote it.
    pub provider: String,
    /// With which model.
    pub model: String,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// The longest summary that a person may write, in characters.
pub const MAX_SUMMARY_CHARS: usize = 20_000;

/// A summary as a person writes it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SummaryInput {
    /// What was said, 1 to 20,000 characters.
    pub content: String,
}

/// Summaries, kept. Every method sees only what is the `user`'s.
#[async_trait]
pub trait SummaryStore: Send + Sync {
    /// The summaries of a conversation, oldest first; none where there is no such conversation.
    async fn summaries(&self, user: UserId, conversation: ConversationId)
    -> Result<Vec<Summary>, StoreError>;

    /// The branch that ends at a message, from its first message on; empty where there is no such message. Whoever writes a
    /// summary reads this before the texts, for [`put_summary`](Self::put_summary).
    async fn line(&self, user: UserId, message: MessageId) -> Result<Vec<MessageId>, StoreError>;

    /// Keeps a new summary of the messages of `line`. `false`, and nothing is kept: its last message is not there any more or
    /// never was in this person's conversation, has a summary already, or the branch that ends with it is another by now, so that
    /// it would tell of what was deleted.
    async fn put_summary(
        &self,
        user: UserId,
        summary: Summary,
        line: Vec<MessageId>,
    ) -> Result<bool, StoreError>;

    /// Changes what a summary says. `false`: there is none.
    async fn edit_summary(
        &self,
        user: UserId,
        conversation: ConversationId,
        id: SummaryId,
        content: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError>;

    /// Deletes a summary. `false`: there is none.
    async fn delete_summary(
        &self,
        user: UserId,
        conversation: ConversationId,
        id: SummaryId,
    ) -> Result<bool, StoreError>;
}

impl Chat {
    /// The summaries of a conversation, oldest first.
    ///
    /// # Errors
    /// When there is no such conversation, or the database is not available.
    pub async fn summaries(&self, user: UserId, id: ConversationId) -> Result<Vec<Summary>, ChatError> {
        let summaries = self.store.summaries(user, id).await?;
        if summaries.is_empty() {
            self.conversation(user, id).await?;
        }
        Ok(summaries)
    }

    /// Changes what a summary says: from now on, models are shown that.
    ///
    /// # Errors
    /// When there is none, the text is not acceptable, or the database is not available.
    pub async fn edit_summary(
        &self,
        user: UserId,
        conversation_id: ConversationId,
        id: SummaryId,
        input: &SummaryInput,
    ) -> Result<Summary, ChatError> {
        let content = checked(&input.content)?;
        if !self.store.edit_summary(user, conversation_id, id, content, self.clock.now()).await? {
            return Err(ChatError::NotFound);
        }
        self.tell(user, UserEvent::Conversation { conversation_id, deleted: false }).await;
        let summaries = self.store.summaries(user, conversation_id).await?;
        summaries.into_iter().find(|summary| summary.id == id).ok_or(ChatError::NotFound)
    }

    /// Deletes a summary: models are shown what was said itself again, as far as they can be.
    ///
    /// # Errors
    /// When there is none, or the database is not available.
    pub async fn delete_summary(
        &self,
        user: UserId,
        conversation_id: ConversationId,
        id: SummaryId,
    ) -> Result<(), ChatError> {
        if !self.store.delete_summary(user, conversation_id, id).await? {
            return Err(ChatError::NotFound);
        }
        self.tell(user, UserEvent::Conversation { conversation_id, deleted: false }).await;
        Ok(())
    }
}

fn checked(content: &str) -> Result<&str, ChatError> {
    let refuse = |message: String| Err(ChatError::invalid("/content", message));
    if content.trim().is_empty() {
        return refuse("it must not be empty; delete the summary instead".to_owned());
    }
    if content.contains('\0') {
        return refuse("it must not contain the character U+0000".to_owned());
    }
    if content.chars().count() > MAX_SUMMARY_CHARS {
        return refuse(format!("it must have at most {MAX_SUMMARY_CHARS} characters"));
    }
    Ok(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_046_a_summary_is_kept_as_it_was_written_or_refused() {
        for good in [" two\n\tlines ", "\u{202e}rtl 🙂", &"ß".repeat(MAX_SUMMARY_CHARS)] {
            assert_eq!(checked(good), Ok(good));
        }
        for bad in ["", " \n", "a\0b", &"ß".repeat(MAX_SUMMARY_CHARS + 1)] {
            assert!(matches!(checked(bad), Err(ChatError::Invalid(_))), "{bad:?}");
        }
    }
}
