//! What live events must hold, whatever carries them.

mod carrier;
mod contract;
mod redis_gone;
