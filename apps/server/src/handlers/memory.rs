//! What is remembered.

pub mod change;
pub mod create;
pub mod delete;
pub mod export;
pub mod history;
pub mod import;
pub mod list;
pub mod pending;
pub mod search;
pub mod settings;
