//! The tables, as sea-orm knows them.

#![expect(unreachable_pub, reason = "the derive macros make public types that name these")]

pub(crate) mod bootstrap;
pub(crate) mod conversations;
pub(crate) mod messages;
pub(crate) mod sessions;
pub(crate) mod users;
