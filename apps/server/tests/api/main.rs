//! Mami from the outside: the binary on its command line, and a server over HTTP.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails, in its helpers too")]

mod doctor;
mod server;
mod settings_cli;
mod setup;
