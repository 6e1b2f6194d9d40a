//! Documents and collections of them.

pub mod collections;
pub mod content;
pub mod delete;
pub mod file;
pub mod list;
pub mod read;
pub mod retry;
pub mod upload;

use mami_auth::Role;
use mami_memory::documents::Editor;

use crate::identity::{Caller, Chat};

/// Who asks, as someone who changes documents.
fn editor(caller: &Caller<Chat>) -> Editor {
    Editor { user: caller.user.id, administers: matches!(caller.user.role, Role::Owner | Role::Admin) }
}
