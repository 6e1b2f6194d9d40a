#![doc = include_str!("../README.md")]

pub mod begin;
pub mod catalog;
pub mod conversations;
pub mod error;
pub mod message;
pub mod prompt;
pub mod route;
pub mod service;
pub mod store;
pub mod summary;
#[cfg(feature = "testing")]
pub mod testing;
pub mod title;
pub mod tokens;
pub mod turn;

pub use begin::{At, Begun, TurnRequest};
pub use catalog::{Catalog, ModelEntry, Provider, ProviderKind, ProviderStatus};
pub use conversations::{
    BulkInput, Conversation, ConversationChange, ConversationFilter, ConversationInput, Cursor, Labels,
    store::ConversationStore,
};
pub use error::{ChatError, InvalidField};
pub use message::{Message, Role, Status};
pub use service::{Chat, ChatPolicy};
pub use store::{Store, StoreError};
pub use summary::{Summary, SummaryInput, SummaryStore};
pub use turn::{Turn, TurnReport};
