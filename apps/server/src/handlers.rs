//! The API: each handler extracts, makes one call, and responds.

#![expect(unreachable_pub, reason = "the route macros put each function inside another")]

pub mod admin;
pub mod archive;
pub mod auth;
pub mod chat;
pub mod conversations;
pub mod documents;
pub mod files;
pub mod health;
pub mod imports;
pub mod live;
pub mod memory;
pub mod models;
pub mod personas;
pub mod search;
pub mod setup;
pub mod shares;
