//! The stand-in as a program of its own.

use std::{io, net::TcpListener, time::Duration};

use clap::Parser;
use mami_upstream::{Fault, Script, serve};
use tokio::signal::unix::{SignalKind, signal};

/// A scripted stand-in for OpenAI-compatible servers and for Ollama.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// The address to listen on.
    #[arg(long, default_value = "127.0.0.1")]
    host: String,
    /// The port to listen on; 0 takes a free one.
    #[arg(long, default_value_t = 4010)]
    port: u16,
    /// Milliseconds before the first piece.
    #[arg(long, default_value_t = 200)]
    first_token_ms: u64,
    /// Milliseconds between pieces.
    #[arg(long, default_value_t = 20)]
    token_ms: u64,
    /// How many pieces an answer has.
    #[arg(long)]
    tokens: Option<usize>,
    /// The answer.
    #[arg(long)]
    text: Option<String>,
    /// What is thought aloud before the answer.
    #[arg(long)]
    reasoning: Option<String>,
    /// What goes wrong: cut, rst, stall, malformed, `inband_error`, html, foreign, status:500, status:429:2.
    #[arg(long)]
    fault: Option<Fault>,
    /// After how many pieces it goes wrong.
    #[arg(long)]
    after: Option<usize>,
    /// The key that requests in OpenAI's format must bring.
    #[arg(long)]
    api_key: Option<String>,
    /// How many threads serve.
    #[arg(long, default_value_t = 1)]
    workers: usize,
}

#[actix_web::main]
async fn main() -> io::Result<()> {
    let arguments = Arguments::parse();
    let script = Script {
        text: arguments.text,
        reasoning: arguments.reasoning,
        tokens: arguments.tokens,
        first: Duration::from_millis(arguments.first_token_ms),
        every: Duration::from_millis(arguments.token_ms),
        fault: arguments.fault,
        after: arguments.after,
        api_key: arguments.api_key,
        ..Script::default()
    };
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let listener = TcpListener::bind((arguments.host.as_str(), arguments.port))?;
    let address = listener.local_addr()?;
    let server = serve(script, listener, arguments.workers)?;
    println!("listening on http://{address}");
    // Streams may be running for minutes; whoever asks this to end means now.
    tokio::select! {
        result = server => result,
        _ = terminate.recv() => Ok(()),
        _ = interrupt.recv() => Ok(()),
    }
}
