//! The server `mami`, as a library so that tests and benchmarks can start one in their own process.

pub mod cli;
pub mod compose;
pub mod cookies;
pub mod edge;
pub mod embedders;
pub mod error;
pub mod extractor;
pub mod flows;
pub mod handlers;
pub mod identity;
pub mod input;
pub mod persona_files;
pub mod routes;
pub mod settings;
pub mod sse;
pub mod telemetry;
pub mod ui;
pub mod upload;
