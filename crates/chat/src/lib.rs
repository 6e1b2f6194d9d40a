#![doc = include_str!("../README.md")]

pub mod aside;
pub mod ask;
pub mod begin;
pub mod breaker;
pub mod catalog;
pub mod conversations;
pub mod error;
pub mod export;
pub mod files;
pub mod import;
pub mod intent;
pub mod line;
pub mod message;
pub mod personas;
mod plan;
mod problems;
pub mod prompt;
pub mod queue;
pub mod route;
mod running;
pub mod search;
pub mod service;
pub mod sharing;
mod speech;
mod spot;
pub mod store;
pub mod summarise;
pub mod summary;
#[cfg(feature = "testing")]
pub mod testing;
pub mod think;
pub mod title;
pub mod tokens;
pub mod turn;

pub use aside::Aside;
pub use ask::RetryPolicy;
pub use begin::{At, Begun, Person, Saying, TurnRequest};
pub use breaker::BreakerPolicy;
pub use catalog::{Audience, Catalog, ModelEntry, Provider, ProviderKind, ProviderStatus};
pub use conversations::{
    BulkInput, Conversation, ConversationChange, ConversationFilter, ConversationInput, Cursor, Labels,
    store::ConversationStore,
};
pub use error::{ChatError, InvalidField};
pub use files::{File, FileError, FileKind, Files, FilesPolicy};
pub use import::{Import, ImportStore, Imports};
pub use intent::{Action, Intent, Rule, Understanding};
pub use message::{Message, Role, Status};
pub use personas::{PersonaError, PersonaStore, Personas};
pub use search::{Search, SearchHit, SearchStore};
pub use service::{Chat, ChatParts, ChatPolicy};
pub use sharing::{Share, ShareStore, Sharing};
pub use store::{Store, StoreError};
pub use summary::{Summary, SummaryInput, SummaryStore};
pub use turn::{Turn, TurnReport};
