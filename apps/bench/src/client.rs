//! The load: connections that ask, read to the end, and ask again. It shares the machine with what it measures, so it
//! looks at the bytes no more than it must.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use anyhow::{Context as _, bail, ensure};
use memchr::memmem::{Finder, find};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    task::JoinSet,
    time::Instant,
};

/// How long an answer takes at the upstream's pace: 50 ms, then 99 pauses of 5 ms.
const ANSWER: Duration = Duration::from_millis(545);
/// What lies before the window in which is measured: all have started, and each has had an answer.
const WARM_UP: Duration = ANSWER.saturating_mul(2);
/// No answer takes longer, however busy the machine is.
const LONGEST: Duration = Duration::from_secs(30);
/// How a chunked response ends. The frames hold JSON, in which line ends are escaped, so it stands nowhere else.
const END: &[u8] = b"\r\n0\r\n\r\n";

/// What is asked, and what marks the answer.
pub(crate) struct Script {
    pub(crate) address: SocketAddr,
    /// The whole request, as it goes over the wire.
    pub(crate) request: Vec<u8>,
    /// Stands in the first piece of text, and in nothing before it.
    pub(crate) first: Finder<'static>,
    /// Stands in an answer that is whole.
    pub(crate) whole: &'static [u8],
}

/// How the answers came.
pub(crate) struct Load {
    /// From asking to the first piece of text, sorted; those that ended within the window.
    pub(crate) first: Vec<Duration>,
    /// How many ended within each second of the window.
    pub(crate) per_second: f64,
    /// All answers, those outside of the window too.
    pub(crate) answers: usize,
}

struct Answer {
    first: Duration,
    ended: Instant,
}

/// Keeps `concurrent` streams going for the warm-up and the window, each connection asking again when it has its answer.
pub(crate) async fn load(script: &Arc<Script>, concurrent: u32, window: Duration) -> anyhow::Result<Load> {
    let from = Instant::now() + WARM_UP;
    let until = from + window;
    let asked = Arc::new(AtomicU64::new(0));
    let mut connections = JoinSet::new();
    for number in 0..concurrent {
        let (script, asked) = (Arc::clone(script), Arc::clone(&asked));
        connections.spawn(async move {
            // Spread over one answer, as people's questions are.
            tokio::time::sleep(ANSWER * number / concurrent).await;
            let mut connection = Connection::open(script.address).await?;
            let mut answers = Vec::new();
            while Instant::now() < until {
                fall_between_ticks(asked.fetch_add(1, Ordering::Relaxed)).await?;
                let answer = tokio::time::timeout(LONGEST, connection.ask(&script)).await;
                answers.push(answer.context("an answer did not end")??);
            }
            anyhow::Ok(answers)
        });
    }
    let mut answers = Vec::new();
    while let Some(connection) = connections.join_next().await {
        answers.extend(connection??);
    }
    let counted = answers.iter().filter(|answer| (from..until).contains(&answer.ended));
    let mut first: Vec<Duration> = counted.map(|answer| answer.first).collect();
    ensure!(!first.is_empty(), "no answer ended within the time measured");
    first.sort_unstable();
    let per_second = first.len() as f64 / window.as_secs_f64();
    Ok(Load { first, per_second, answers: answers.len() })
}

/// The upstream's timer ticks once a millisecond. Whoever asks again at once asks just behind a tick, and what is added up to
/// the next one would be hidden; so the questions are spread evenly over the millisecond.
async fn fall_between_ticks(asked: u64) -> anyhow::Result<()> {
    let pause = Duration::from_micros(asked.wrapping_mul(617) % 1_000);
    // Tokio's own timer ticks as coarsely.
    Ok(tokio::task::spawn_blocking(move || std::thread::sleep(pause)).await?)
}

struct Connection {
    stream: TcpStream,
    response: Vec<u8>,
}

impl Connection {
    async fn open(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, response: Vec::with_capacity(64 << 10) })
    }

    async fn ask(&mut self, script: &Script) -> anyhow::Result<Answer> {
        self.response.clear();
        let asked = Instant::now();
        self.stream.write_all(&script.request).await?;
        let mut first = None;
        loop {
            if self.stream.read_buf(&mut self.response).await? == 0 {
                bail!("the connection was closed within an answer");
            }
            if first.is_none() && script.first.find(&self.response).is_some() {
                first = Some(asked.elapsed());
            }
            if self.response.ends_with(END) {
                break;
            }
            if first.is_none() && !self.response.starts_with(b"HTTP/1.1 200 ") {
                bail!("not answered well: {}", String::from_utf8_lossy(&self.response));
            }
        }
        let ended = Instant::now();
        ensure!(find(&self.response, script.whole).is_some(), "an answer is not whole");
        Ok(Answer { first: first.context("an answer has no text")?, ended })
    }
}
