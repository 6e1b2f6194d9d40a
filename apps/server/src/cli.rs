//! The command line.

mod config;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

use crate::{
    compose,
    settings::{self, LoadFrom, Settings, SettingsFaults},
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
    /// Run the server (what happens without a command, too)
    Serve,
    /// Show every setting, its value and where it comes from; secrets stay hidden
    Config {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
}

/// Runs the command that this process was started with.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
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
    let loaded = settings::load(LoadFrom::process(arguments.config)?)?;
    match arguments.command.unwrap_or(Command::Serve) {
        Command::Serve => serve(loaded.settings),
        Command::Config { json } => config::show(&loaded, json),
    }
}

fn serve(settings: Settings) -> anyhow::Result<ExitCode> {
    telemetry::init(&settings.log)?;
    runtime()?.block_on(compose::serve(settings))?;
    Ok(ExitCode::SUCCESS)
}

fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread().enable_all().build()?)
}
