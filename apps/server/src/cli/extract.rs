//! `mami extract`: reads one document in a process that can do no harm. The server starts it; it is of no use to people.
//!
//! What reads documents is fed whatever somebody uploads. So before it sees the first byte, this process gives up what it will not
//! need: files and sockets, children, memory and time beyond a limit. Nothing of the server is in it: no settings, no keys, no
//! database.

use std::{
    io::{self, BufWriter, Read as _, Write as _},
    panic::{AssertUnwindSafe, catch_unwind},
    process::ExitCode,
};

use mami_extract::{Limits, Line, Refusal, extract};
#[cfg(unix)]
use rustix::process::{Resource, Rlimit, setrlimit};

/// What to read, and with how much of everything.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// What the document is called
    #[arg(long)]
    name: String,
    /// Bytes of address space
    #[arg(long)]
    memory: u64,
    /// Seconds of processor time
    #[arg(long)]
    seconds: u64,
    /// Bytes of text
    #[arg(long)]
    text: usize,
}

/// Reads a document from the standard input and writes what is in it to the standard output, a line of JSON for each block.
pub(super) fn run(arguments: &Arguments) -> ExitCode {
    if let Err(error) = confine(arguments) {
        eprintln!("the process could not be confined: {error}");
        return ExitCode::FAILURE;
    }
    match read(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Gives up what is not needed, for good.
#[cfg(unix)]
fn confine(arguments: &Arguments) -> io::Result<()> {
    let most = |most: u64| Rlimit { current: Some(most), maximum: Some(most) };
    let limits = [
        // No file and no socket can be opened any more: standard input, output and error are all there is.
        (Resource::Nofile, 3),
        // No file can grow.
        (Resource::Fsize, 0),
        (Resource::Core, 0),
        (Resource::Cpu, arguments.seconds),
        (Resource::Nproc, 0),
        (Resource::As, arguments.memory),
    ];
    for (resource, limit) in limits {
        match setrlimit(resource, most(limit)) {
            Ok(()) => {}
            // Not every system has all of them. Where Mami is meant to run for others, all must hold.
            Err(_) if !cfg!(target_os = "linux") => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

#[cfg(not(unix))]
fn confine(_: &Arguments) -> io::Result<()> {
    Ok(())
}

fn read(arguments: &Arguments) -> io::Result<()> {
    // What libraries panic over says nothing to anybody.
    std::panic::set_hook(Box::new(|_| {}));
    let mut content = Vec::new();
    io::stdin().lock().read_to_end(&mut content)?;
    let mut output = BufWriter::new(io::stdout().lock());
    let mut failed = None;
    let mut write = |line: Line| {
        let written = serde_json::to_writer(&mut output, &line).map_err(io::Error::from);
        if let Err(error) = written.and_then(|()| output.write_all(b"\n")) {
            failed.get_or_insert(error);
        }
    };
    let limits = Limits { text_bytes: arguments.text, ..Limits::default() };
    let done = catch_unwind(AssertUnwindSafe(|| extract(&arguments.name, &content, &limits, &mut write)));
    write(match done {
        Ok(Ok(format)) => Line::End(format),
        Ok(Err(refusal)) => Line::Refused(refusal),
        Err(_) => Line::Refused(Refusal::Damaged),
    });
    match failed {
        Some(error) => Err(error),
        None => output.flush(),
    }
}
