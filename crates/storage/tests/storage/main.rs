//! Every engine's contract, on real databases.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod abilities;
mod contract;
mod database;
mod deleting;
mod documents;
mod engine;
mod files;
mod memories;
mod people;
mod search;
mod side_by_side;
mod taking_out;
mod upgrade;
