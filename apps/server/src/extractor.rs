//! Reading documents in processes of their own (`mami extract`), which may break, take too long or be taken over by what they are
//! given, and take nothing else along.

use std::{io, path::PathBuf, process::Stdio, time::Duration};

use async_trait::async_trait;
use mami_extract::{Block, Format, Line};
use mami_memory::documents::{
    DocumentProblem,
    reader::{Reader, Reading},
};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    process::{Child, Command},
    time::timeout,
};

/// Bytes that a process may say of each byte of a document's text: JSON escapes some of them.
const SAID_PER_BYTE: u64 = 2;
/// Bytes that it may say besides: what each of its blocks is.
const SAID_BESIDES: u64 = 64 << 20;
/// Bytes of its complaints that are looked at.
const COMPLAINTS: u64 = 4 << 10;

/// Starts a process for each document.
#[derive(Debug, Clone)]
pub struct Extractor {
    /// The program, which understands `extract`: this one, unless another is set.
    pub program: PathBuf,
    /// Seconds that reading a document may take.
    pub seconds: u64,
    /// Bytes of address space that it may take.
    pub memory: u64,
    /// Bytes that a document's text may have.
    pub text: usize,
}

impl Extractor {
    /// This very program, even after a newer one was put in its place.
    pub fn own_program() -> io::Result<PathBuf> {
        if cfg!(target_os = "linux") { Ok("/proc/self/exe".into()) } else { std::env::current_exe() }
    }

    fn start(&self, name: &str) -> io::Result<Child> {
        Command::new(&self.program)
            .arg("extract")
            .arg(format!("--name={name}"))
            .arg(format!("--memory={}", self.memory))
            .arg(format!("--seconds={}", self.seconds))
            .arg(format!("--text={}", self.text))
            // Neither settings nor keys go along. Files and sockets of the server close by themselves.
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
    }
}

#[async_trait]
impl Reader for Extractor {
    async fn read(
        &self,
        name: &str,
        content: Vec<u8>,
        progress: &(dyn Fn(u8) + Send + Sync),
    ) -> Result<Reading, DocumentProblem> {
        let unavailable = |error: io::Error| DocumentProblem::Unavailable(error.to_string());
        let mut child = self.start(name).map_err(unavailable)?;
        let (Some(mut input), Some(output), Some(complaints)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(DocumentProblem::Unavailable("the process has no pipes".to_owned()));
        };
        let work = async {
            let write = async {
                // One that has seen enough reads no further.
                let _ = input.write_all(&content).await;
                drop(input);
            };
            let most = (self.text as u64).saturating_mul(SAID_PER_BYTE).saturating_add(SAID_BESIDES);
            let mut complained = Vec::new();
            let mut complaints = complaints.take(COMPLAINTS);
            let (_, said, _) = tokio::join!(
                write,
                listen(output.take(most), progress),
                complaints.read_to_end(&mut complained)
            );
            (said, complained, child.wait().await)
        };
        // When this is dropped, the process is killed.
        let Ok((said, complained, status)) = timeout(Duration::from_secs(self.seconds), work).await else {
            return Err(DocumentProblem::TooSlow);
        };
        if let Some(end) = said.map_err(unavailable)? {
            return end;
        }
        let complained = String::from_utf8_lossy(&complained);
        let status = status.map_err(unavailable)?;
        Err(broken(status, &complained))
    }
}

/// What a process says, to its last line; none where it ended before that.
async fn listen(
    output: impl AsyncRead + Unpin,
    progress: &(dyn Fn(u8) + Send + Sync),
) -> io::Result<Option<Result<Reading, DocumentProblem>>> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut lines = BufReader::new(output);
    let mut line = Vec::new();
    loop {
        line.clear();
        if lines.read_until(b'\n', &mut line).await? == 0 {
            return Ok(None);
        }
        match serde_json::from_slice(&line) {
            Ok(Line::Block(block)) => blocks.push(block),
            Ok(Line::Progress(percent)) => progress(percent),
            Ok(Line::End(format)) => return Ok(Some(Ok(reading(format, blocks)))),
            Ok(Line::Refused(refusal)) => return Ok(Some(Err(refusal.into()))),
            // Cut off in the middle, or said by something else.
            Err(_) => return Ok(None),
        }
    }
}

fn reading(format: Format, blocks: Vec<Block>) -> Reading {
    Reading { format, blocks }
}

/// Why a process ended without a last word.
fn broken(status: std::process::ExitStatus, complained: &str) -> DocumentProblem {
    #[cfg(unix)]
    let signal = std::os::unix::process::ExitStatusExt::signal(&status);
    #[cfg(not(unix))]
    let signal: Option<i32> = None;
    if signal == Some(rustix::process::Signal::XCPU.as_raw()) {
        return DocumentProblem::TooSlow;
    }
    // What Rust says when it gets no memory: where it must have some, and where it can do without.
    if complained.contains("memory allocation of") || complained.contains("out of memory") {
        return DocumentProblem::TooMuchMemory;
    }
    if signal.is_some() {
        tracing::warn!(%status, complained, "a process that read a document broke");
        return DocumentProblem::Broken;
    }
    DocumentProblem::Unavailable(format!("the process that reads documents ended: {status}: {complained}"))
}
