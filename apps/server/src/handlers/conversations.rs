//! Conversations.

pub mod bulk;
pub mod change;
pub mod create;
pub mod delete;
pub mod delete_message;
pub mod export;
pub mod list;
pub mod read;
pub mod summaries;
