//! The tables, as sea-orm knows them.

#![expect(unreachable_pub, reason = "the derive macros make public types that name these")]

pub(crate) mod api_keys;
pub(crate) mod attachments;
pub(crate) mod audit_log;
pub(crate) mod bootstrap;
pub(crate) mod conversations;
pub(crate) mod document_chunks;
pub(crate) mod document_collections;
pub(crate) mod document_contents;
pub(crate) mod documents;
pub(crate) mod file_contents;
pub(crate) mod files;
pub(crate) mod imports;
pub(crate) mod invites;
pub(crate) mod memories;
pub(crate) mod memory_history;
pub(crate) mod memory_muted;
pub(crate) mod memory_settings;
pub(crate) mod memory_tombstones;
pub(crate) mod memory_vectors;
pub(crate) mod messages;
pub(crate) mod password_resets;
pub(crate) mod personas;
pub(crate) mod recovery_codes;
pub(crate) mod remember_tokens;
pub(crate) mod search_entries;
pub(crate) mod sessions;
pub(crate) mod shares;
pub(crate) mod summaries;
pub(crate) mod users;
