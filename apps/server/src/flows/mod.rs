//! Where engines meet. Nothing here knows of HTTP.

pub mod chat_turn;
pub mod export;
