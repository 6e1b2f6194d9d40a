//! Files for messages.

pub mod delete;
pub mod read;
pub mod upload;
