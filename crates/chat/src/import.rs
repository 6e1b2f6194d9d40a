//! Conversations from other programs and from other Mamis: files in, [`Imported`] conversations out, one at a time.
//!
//! A file is never read whole. [`elements`] cuts it into its conversations, whatever is in them; each is then read alone by the
//! reader of its format. So one that is damaged, or of a shape that nobody knows, costs no other.

mod archive;
mod chatgpt;
mod claude;
mod elements;
pub mod jobs;
mod librechat;
mod loose;
mod mami;
mod open_webui;
mod read;
mod recognise;
pub mod store;
mod tree;

use chrono::{DateTime, Utc};
use mami_ports::{Problem, TokenUsage, TurnEnd};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use jobs::Imports;
pub use read::{Limits, Step, Unreadable, read};
pub use store::{Import, ImportStatus, ImportStore, Inserted, NewImported, SkippedItem};

use crate::message::{Role, Status};

/// The longest message that is taken, in bytes.
pub const MAX_MESSAGE_BYTES: usize = 1 << 20;
/// The most messages of one conversation.
pub const MAX_MESSAGES: usize = 100_000;
/// What an answer from elsewhere has as its provider: none of this Mami's gave it.
pub const PROVIDER: &str = "imported";

/// Who wrote a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ImportFormat)]
pub enum Format {
    /// ChatGPT: `conversations.json`, or the archive with it.
    Chatgpt,
    /// Claude: `conversations.json`, or the archive with it.
    Claude,
    /// Open WebUI: its exported chats.
    OpenWebui,
    /// LibreChat: an exported conversation.
    Librechat,
    /// Mami: exported conversations, one or an archive of many.
    Mami,
}

impl Format {
    const ALL: [Self; 5] = [Self::Chatgpt, Self::Claude, Self::OpenWebui, Self::Librechat, Self::Mami];

    /// The name that the API and the database use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Chatgpt => "chatgpt",
            Self::Claude => "claude",
            Self::OpenWebui => "open_webui",
            Self::Librechat => "librechat",
            Self::Mami => "mami",
        }
    }

    /// The format of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == name)
    }
}

/// A conversation as it was found, to be kept as one of this person's. It names no account, no share, nothing that is there
/// already: it can only become a new conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// Where it comes from and its id there, `<format>:<id>`: by this it is recognised when it comes again.
    pub source: String,
    /// Its title.
    pub title: String,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When something was last said in it.
    pub updated_at: DateTime<Utc>,
    /// It was pinned.
    pub pinned: bool,
    /// It was archived.
    pub archived: bool,
    /// The folder that it was in; empty: none.
    pub folder: String,
    /// Its tags.
    pub tags: Vec<String>,
    /// Only models on machines of the person's own may see it.
    pub private: bool,
    /// The end of the branch that was shown, by its place in `messages`.
    pub head: Option<usize>,
    /// Its messages, each behind the one that it follows.
    pub messages: Vec<ImportedMessage>,
}

/// A message as it was found.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedMessage {
    /// The message that it follows, by its place in the list.
    pub parent: Option<usize>,
    /// How many come before it in its branch.
    pub depth: u32,
    /// Who said it.
    pub role: Role,
    /// What was said.
    pub content: String,
    /// How far it came; never `Streaming`.
    pub status: Status,
    /// What the model thought before.
    pub reasoning: Option<String>,
    /// For how long.
    pub reasoning_ms: Option<u32>,
    /// Who answered.
    pub provider: Option<String>,
    /// With which model.
    pub model: Option<String>,
    /// Why the answer ended, if it ended well.
    pub finish_reason: Option<TurnEnd>,
    /// What it took.
    pub usage: Option<TokenUsage>,
    /// Why it broke off.
    pub error: Option<Problem>,
    /// When it was said.
    pub created_at: DateTime<Utc>,
}

#[cfg(test)]
mod tests;
