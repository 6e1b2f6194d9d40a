//! Where engines meet. Nothing here knows of HTTP.

pub mod abilities;
pub mod chat_turn;
pub mod export;
pub mod extract;
pub mod recollect;
