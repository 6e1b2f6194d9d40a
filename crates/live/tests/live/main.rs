//! What live events must hold, whatever carries them.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on fails, in its supporting functions too"
)]

mod buckets;
mod carrier;
mod contract;
mod redis_gone;
