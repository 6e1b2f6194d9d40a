//! A store in memory, and the contract that every store must pass.

mod contract;
mod memory;

pub use self::{contract::store_contract, memory::MemoryStore};
use crate::password::HashPolicy;

/// Hashes that cost next to nothing, for tests.
pub const CHEAP_HASHES: HashPolicy = HashPolicy { memory_kib: 8, passes: 1, at_once: 4, waiting: 1000 };

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn the_memory_store_keeps_the_contract() {
        store_contract(Arc::new(MemoryStore::default())).await;
    }
}
