//! The server `mami`, as a library so that tests and benchmarks can start one in their own process.

pub mod cli;
pub mod compose;
pub mod settings;
pub mod telemetry;
