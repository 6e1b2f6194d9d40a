//! Measures what Mami adds to a turn: time to the first token, streams per second, CPU, memory, start-up, beside asking
//! the upstream directly and through a relay that does nothing else. See `docs/BENCHMARKS.md`.

mod client;
mod figures;
mod plan;
mod process;
mod relay;
mod target;

use anyhow::ensure;
use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(about, args_conflicts_with_subcommands = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    plan: plan::Plan,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Be the relay that Mami is compared with
    Relay {
        /// The port to listen on
        #[arg(long)]
        port: u16,
        /// The upstream's base URL
        #[arg(long)]
        upstream: String,
    },
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    // Only the first call sets it, and there is no other.
    let _ = rustls::crypto::ring::default_provider().install_default();
    if let Some(Command::Relay { port, upstream }) = arguments.command {
        return relay::run(port, &upstream);
    }
    // One thread: the load must leave the machine to what it measures.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let figures = runtime.block_on(arguments.plan.run())?;
    println!("\n{figures}\n{}", serde_json::to_string(&figures)?);
    ensure!(figures.answers.as_ref().is_none_or(figures::Answers::all_kept), "answers were lost");
    Ok(())
}
