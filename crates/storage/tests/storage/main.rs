//! Every engine's contract, on real databases.

mod contract;
mod database;
