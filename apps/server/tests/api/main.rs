//! Mami from the outside: the binary on its command line, and a server over HTTP.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails, in its helpers too"
)]

mod api_keys;
mod audit;
mod binary;
mod conversations;
mod database;
mod description;
mod devices;
mod doctor;
mod documents;
mod edge;
mod files;
mod health;
mod inputs;
mod invites;
mod leaving;
mod lifecycle;
mod memories;
mod memory_cases;
mod models;
mod pages;
mod passwords;
mod people;
mod people_cli;
mod personas;
mod raw;
mod recall;
mod remember;
mod routes;
mod routing;
mod search;
mod second_factor;
mod secrets;
mod server;
mod servers;
mod settings_cli;
mod setup;
mod sign_in;
mod transfer;
mod turn;
