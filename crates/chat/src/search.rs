//! Full-text search in titles and messages: what is looked for, what is kept to be found, and what of it is shown.

mod entry;
mod query;
mod snippet;

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use mami_ports::{ConversationId, MessageId, Page, UserId};
use serde::Serialize;
use utoipa::ToSchema;

pub use self::{
    entry::{EntryWord, entry_words},
    query::{MAX_QUERY_WORDS, Query, Term},
    snippet::{Segment, snippet},
};
use crate::{error::ChatError, message::Role, store::StoreError};

/// How many entries are made at a time when what is there is indexed.
const BATCH: u32 = 100;
/// The last result that can be asked for. Nobody reads that far, and to skip results costs as much as to show them.
const LAST: u32 = 10_000;

/// A title or a message that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SearchHit {
    /// What it is.
    pub kind: HitKind,
    /// The conversation, or the one that the message is in.
    pub conversation_id: ConversationId,
    /// Its title.
    pub conversation_title: String,
    /// The message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_id: Option<MessageId>,
    /// Who said it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// The part of the text where it was found. Put together, the segments are a piece of the original.
    pub snippet: Vec<Segment>,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HitKind {
    /// A conversation, by its title.
    Conversation,
    /// A message.
    Message,
}

/// A title or a message that was found, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The conversation.
    pub conversation: ConversationId,
    /// Its title.
    pub title: String,
    /// The message with its text; none: the title was found.
    pub message: Option<(MessageId, Role, String)>,
    /// When the message, or the conversation, was begun.
    pub created_at: DateTime<Utc>,
}

/// What can be found and is not in the index yet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unindexed {
    /// Conversations whose titles are not.
    pub titles: Vec<ConversationId>,
    /// Messages that are not.
    pub messages: Vec<MessageId>,
}

impl Unindexed {
    /// Nothing is left.
    pub fn is_empty(&self) -> bool {
        self.titles.is_empty() && self.messages.is_empty()
    }
}

/// How far the index has come with what has ended on this server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Everything is indexed.
    All,
    /// More waits.
    More,
    /// More has ended than could wait: it is for [`SearchStore::unindexed`] to find.
    Missed,
}

/// An index of words. What goes with a conversation, a message or an account goes from it, too. Titles are indexed when they are
/// given, answers and their questions after the answer has ended, many at once; what is left is found with
/// [`SearchStore::unindexed`].
#[async_trait]
pub trait SearchStore: Send + Sync {
    /// A person's titles and messages that match, best first: titles before messages, newer ones before older ones that match
    /// about as well. What has ended on this server before is among them.
    async fn search(
        &self,
        user: UserId,
        query: &Query,
        limit: u32,
        offset: u32,
    ) -> Result<Vec<Found>, StoreError>;

    /// Indexes some of the answers that have ended on this server, with what they answer.
    async fn index_ended(&self) -> Result<Ended, StoreError>;

    /// What is not indexed, at most `limit` of each kind, by id, behind these.
    async fn unindexed(
        &self,
        limit: u32,
        after: (Option<ConversationId>, Option<MessageId>),
    ) -> Result<Unindexed, StoreError>;

    /// Indexes these. What is indexed already or is gone meanwhile is left as it is.
    async fn index(&self, entries: Unindexed) -> Result<(), StoreError>;
}

/// Finds what was said.
pub struct Search {
    store: Arc<dyn SearchStore>,
}

impl Search {
    /// Over this store.
    pub fn new(store: Arc<dyn SearchStore>) -> Self {
        Self { store }
    }

    /// A page of what matches. A cursor is the number of results before it.
    ///
    /// # Errors
    /// When there is nothing to look for, the cursor is none, or the database is not available.
    pub async fn search(
        &self,
        user: UserId,
        query: &str,
        limit: u32,
        cursor: Option<&str>,
    ) -> Result<Page<SearchHit>, ChatError> {
        let query =
            Query::parse(query).ok_or_else(|| ChatError::invalid("/q", "it must have a word to look for"))?;
        let offset = match cursor.map(str::parse) {
            None => 0,
            Some(Ok(offset @ 1..=LAST)) => offset,
            Some(_) => {
                return Err(ChatError::invalid("/cursor", "it must be one that an earlier answer gave"));
            }
        };
        let mut found = self.store.search(user, &query, limit + 1, offset).await?;
        let next = offset + limit;
        let more = found.len() > usize::try_from(limit).unwrap_or(usize::MAX);
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let items = found.into_iter().map(|found| hit(found, &query)).collect();
        Ok(Page { items, next_cursor: (more && next <= LAST).then(|| next.to_string()) })
    }

    /// Indexes what has ended on this server.
    ///
    /// # Errors
    /// When the database is not available; the next call goes on.
    pub async fn keep_up(&self) -> Result<(), ChatError> {
        loop {
            match self.store.index_ended().await? {
                Ended::All => return Ok(()),
                Ended::More => {}
                Ended::Missed => {
                    self.catch_up().await?;
                }
            }
        }
    }

    /// Indexes what is not indexed yet, such as what an older Mami has written. Gives how many entries were made.
    ///
    /// # Errors
    /// When the database is not available; what was done until then stays.
    pub async fn catch_up(&self) -> Result<usize, ChatError> {
        let (mut after, mut made) = ((None, None), 0);
        loop {
            let missing = self.store.unindexed(BATCH, after).await?;
            if missing.is_empty() {
                return Ok(made);
            }
            after.0 = missing.titles.last().copied().or(after.0);
            after.1 = missing.messages.last().copied().or(after.1);
            made += missing.titles.len() + missing.messages.len();
            self.store.index(missing).await?;
        }
    }
}

fn hit(found: Found, query: &Query) -> SearchHit {
    let (kind, text) = match &found.message {
        None => (HitKind::Conversation, &found.title),
        Some((_, _, content)) => (HitKind::Message, content),
    };
    SearchHit {
        kind,
        conversation_id: found.conversation,
        snippet: snippet(text, query),
        message_id: found.message.as_ref().map(|(id, _, _)| *id),
        role: found.message.as_ref().map(|(_, role, _)| *role),
        created_at: found.created_at,
        conversation_title: found.title,
    }
}
