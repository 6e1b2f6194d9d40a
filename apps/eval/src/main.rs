//! Measures how well Mami recalls, on a corpus of questions with known answers, and how fast. See `docs/MEMORY.md`.

mod bench;
mod corpus;
mod memory;
mod model;
mod score;
mod stopwatch;
mod synthetic;

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Ask the questions of a corpus, and say how often what answers them is found
    Memory(memory::Plan),
    /// Measure a search in memories of 1,000 to 1,000,000 turns
    Bench(bench::Plan),
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().command {
        Command::Memory(plan) => {
            tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(plan.run())
        }
        Command::Bench(plan) => plan.run(),
    }
}
