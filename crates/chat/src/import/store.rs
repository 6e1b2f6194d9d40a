//! What importing needs from a database.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use mami_ports::{ConversationId, ImportId, MessageId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Format, Imported};
use crate::store::StoreError;

/// A file whose conversations are or were taken in.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Import {
    /// Its id.
    pub id: ImportId,
    /// The file's name.
    pub name: String,
    /// Who wrote it; absent until that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
    /// How far it is.
    pub status: ImportStatus,
    /// Conversations of the file; absent where nobody knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<u32>,
    /// Conversations that were added.
    pub imported: u32,
    /// Conversations that were there already.
    pub duplicates: u32,
    /// Conversations, or pieces of the file, that could not be taken.
    pub skipped: u32,
    /// What was left out and why, the first 200.
    pub report: Vec<SkippedItem>,
    /// Why it failed or broke off, in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// When the file came.
    pub created_at: DateTime<Utc>,
    /// When the work ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<DateTime<Utc>>,
}

/// Something that was left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ImportSkippedItem)]
pub struct SkippedItem {
    /// What: a conversation's title, or its place in the file.
    pub what: String,
    /// Why, in English.
    pub why: String,
}

impl SkippedItem {
    /// This, for that reason. Both are cut where they are long, and are one line each.
    pub fn new(what: &str, why: &str) -> Self {
        let line = |text: &str, most: usize| -> String {
            text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(most).collect()
        };
        Self { what: line(what, 200), why: line(why, 300) }
    }
}

/// How far an import is. All but `Running` are final.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportStatus {
    /// Conversations are being added.
    Running,
    /// All that could be taken was taken.
    Done,
    /// Nothing in the file could be used, or the database could not take more.
    Failed,
    /// The server stopped. What was added stays; the same file again adds the rest.
    Interrupted,
}

impl ImportStatus {
    const ALL: [Self; 4] = [Self::Running, Self::Done, Self::Failed, Self::Interrupted];

    /// The name that the API and the database use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Interrupted => "interrupted",
        }
    }

    /// The status of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }
}

/// A conversation to be added, with the ids that it gets.
#[derive(Debug, Clone)]
pub struct NewImported {
    /// Whose.
    pub user: UserId,
    /// By which import.
    pub import: ImportId,
    /// Its id.
    pub id: ConversationId,
    /// The ids of its messages, one for each.
    pub messages: Vec<MessageId>,
    /// All else.
    pub conversation: Imported,
}

/// What came of adding a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inserted {
    /// It is added.
    New,
    /// It was there already. Nothing was written.
    Duplicate,
    /// Its import is no longer running, or gone with its person. Nothing was written.
    Stopped,
}

/// Imports and what they add, kept. Every method that takes a `user` sees only what is theirs.
#[async_trait]
pub trait ImportStore: Send + Sync {
    /// Notes an import that begins now. `false`: another one of this person's is running, and nothing was written. Of those
    /// that have ended, only the newest `keep` stay.
    async fn begin_import(&self, user: UserId, import: Import, keep: u32) -> Result<bool, StoreError>;

    /// A person's imports, newest first, at most `limit`, behind `after`.
    async fn imports(
        &self,
        user: UserId,
        limit: u32,
        after: Option<ImportId>,
    ) -> Result<Vec<Import>, StoreError>;

    /// One import.
    async fn import(&self, user: UserId, id: ImportId) -> Result<Option<Import>, StoreError>;

    /// The import of this person that is running.
    async fn running_import(&self, user: UserId) -> Result<Option<ImportId>, StoreError>;

    /// Adds a conversation, all of it in one transaction, as long as its import is running. It is there already when one of
    /// this person's has the same source, or, when it comes from a Mami, the same id.
    async fn insert_imported(&self, new: Arc<NewImported>) -> Result<Inserted, StoreError>;

    /// Saves how far an import is, and that its server lived at `now`; with a status other than `Running`, its end. `false`:
    /// it has ended already, or is gone.
    async fn save_import(&self, user: UserId, import: Import, now: DateTime<Utc>)
    -> Result<bool, StoreError>;

    /// The imports that are `running` though their server has not been heard of since `before`.
    async fn abandoned_imports(&self, before: DateTime<Utc>) -> Result<Vec<(UserId, Import)>, StoreError>;
}
