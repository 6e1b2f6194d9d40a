//! The command line.

mod config;
mod doctor;
mod extract;
mod invite;
mod migrate;
#[cfg(feature = "local-embeddings")]
mod models;
mod persona;
mod user;

use std::{future::Future, path::PathBuf, process::ExitCode};

use anyhow::Context as _;
use clap::{Parser, Subcommand};

use crate::{
    compose, routes,
    settings::{self, LoadFrom, Loaded, Settings, SettingsFaults},
    telemetry,
};

#[derive(Debug, Parser)]
#[command(name = "mami", version, about = "A private AI assistant for the people you invite", long_about = None)]
struct Arguments {
    /// A configuration file, instead of config/local.toml
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server; what happens without a command, too
    Serve,
    /// Bring the database's schema up to date; the server does so itself when it starts
    Migrate,
    /// Show every setting, its value and where it comes from; secrets stay hidden
    Config {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Manage accounts
    #[command(subcommand)]
    User(user::Command),
    /// Invite people
    #[command(subcommand)]
    Invite(invite::Command),
    /// List, save and read in personas
    #[command(subcommand)]
    Persona(persona::Command),
    /// Fetch, list and remove the models that run within Mami
    #[cfg(feature = "local-embeddings")]
    #[command(subcommand)]
    Models(models::Command),
    /// Print the API's description (OpenAPI 3.1)
    Openapi,
    /// Read one document, in a process that can do no harm; the server does so itself
    #[command(hide = true)]
    Extract(extract::Arguments),
    /// Check that everything Mami needs is well, and say how to mend what is not
    Doctor,
}

/// Runs the command that this process was started with.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    // With nothing of the server in it.
    if let Some(Command::Extract(arguments)) = &arguments.command {
        return extract::run(arguments);
    }
    // Only the first call sets it, and there is no other.
    let _ = rustls::crypto::ring::default_provider().install_default();
    match run(arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error:#}");
            // Faults in the settings are told apart, so that a supervisor need not try again.
            ExitCode::from(if error.is::<SettingsFaults>() { 2 } else { 1 })
        }
    }
}

fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let load = || -> Result<Loaded, SettingsFaults> { settings::load(LoadFrom::process(arguments.config)?) };
    match arguments.command.unwrap_or(Command::Serve) {
        Command::Serve => serve(load()?.settings)?,
        Command::Migrate => block_on(migrate::run(&load()?.settings))?,
        Command::Config { json } => config::show(&load()?, json)?,
        Command::User(command) => block_on(user::run(command, &load()?.settings))?,
        Command::Invite(command) => block_on(invite::run(command, &load()?.settings))?,
        Command::Persona(command) => block_on(persona::run(command, &load()?.settings))?,
        #[cfg(feature = "local-embeddings")]
        Command::Models(command) => block_on(models::run(command, &load()?.settings))?,
        Command::Openapi => println!("{}", routes::openapi().to_pretty_json()?),
        // It was carried out before anything was set up.
        Command::Extract(_) => {}
        Command::Doctor => return block_on(doctor::run(load())),
    }
    Ok(ExitCode::SUCCESS)
}

fn serve(settings: Settings) -> anyhow::Result<()> {
    telemetry::init(&settings.log)?;
    block_on(compose::serve(settings))
}

fn block_on<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.context("the threads could not be started")?.block_on(work)
}
