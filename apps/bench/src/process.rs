//! The programs that are measured: starting them, and what the system says about them.

use std::{
    ffi::OsStr,
    fs,
    io::{self, Read as _, Write as _},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use anyhow::{Context as _, bail};
use tokio::time::Instant;

/// Whoever is not ready by then never will be.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often readiness is asked for: often against what is measured, seldom enough to leave it the machine.
const POLL: Duration = Duration::from_micros(250);

/// A program and how it is called.
pub(crate) struct Recipe {
    pub(crate) program: PathBuf,
    pub(crate) arguments: Vec<String>,
    pub(crate) environment: Vec<(&'static str, String)>,
    /// Where it works and leaves its log.
    pub(crate) directory: PathBuf,
    pub(crate) address: SocketAddr,
    /// What answers 200 once it is ready.
    pub(crate) ready_path: &'static str,
}

/// A running program; it is killed when this is dropped.
pub(crate) struct Program {
    child: Child,
    /// From starting the process to its first answer.
    pub(crate) ready_after: Duration,
}

impl Recipe {
    /// Starts the program and waits until it is ready. This blocks: nothing else may take the machine meanwhile.
    pub(crate) fn start(&self) -> anyhow::Result<Program> {
        let log = self.directory.join("log");
        let output = fs::File::create(&log)?;
        let mut command = Command::new(&self.program);
        command
            .args(&self.arguments)
            // What this shell has set must not decide what is measured.
            .env_clear()
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .current_dir(&self.directory)
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output);
        let begun = Instant::now();
        let child = command.spawn().with_context(|| format!("{} cannot start", self.program.display()))?;
        let mut program = Program { child, ready_after: Duration::ZERO };
        while !is_ready(self.address, self.ready_path).unwrap_or(false) {
            if let Some(status) = program.child.try_wait()? {
                bail!("{} ended ({status}): {}", self.program.display(), fs::read_to_string(&log)?);
            }
            if begun.elapsed() > PATIENCE {
                bail!("{} is not ready: {}", self.program.display(), fs::read_to_string(&log)?);
            }
            std::thread::sleep(POLL);
        }
        program.ready_after = begun.elapsed();
        Ok(program)
    }
}

fn is_ready(address: SocketAddr, path: &str) -> io::Result<bool> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(Duration::from_secs(1)))?;
    stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n\r\n").as_bytes())?;
    let mut status = [0; 13];
    stream.read_exact(&mut status)?;
    Ok(&status == b"HTTP/1.1 200 ")
}

impl Program {
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// The CPU time that it has used so far, its own and the system's for it.
    pub(crate) fn cpu(&self) -> anyhow::Result<Duration> {
        let stat = self.read("stat")?;
        // The program's name, the second field, may hold anything; behind its bracket come numbers.
        let (_, fields) = stat.rsplit_once(')').context("an unknown format of stat")?;
        let ticks: u64 =
            fields.split_whitespace().skip(11).take(2).filter_map(|f| f.parse::<u64>().ok()).sum();
        Ok(Duration::from_millis(ticks * 1_000 / rustix::param::clock_ticks_per_second()))
    }

    /// The memory that it has now, in MiB.
    pub(crate) fn memory(&self) -> anyhow::Result<f64> {
        self.status("VmRSS:")
    }

    /// The most memory that it ever had, in MiB.
    pub(crate) fn peak_memory(&self) -> anyhow::Result<f64> {
        self.status("VmHWM:")
    }

    fn status(&self, name: &str) -> anyhow::Result<f64> {
        let status = self.read("status")?;
        let line =
            status.lines().find_map(|line| line.strip_prefix(name)).context("an unknown format of status")?;
        let kib: f64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(kib / 1_024.0)
    }

    fn read(&self, file: &str) -> anyhow::Result<String> {
        Ok(fs::read_to_string(format!("/proc/{}/{file}", self.child.id()))?)
    }

    /// Kills it: it has no chance to save anything.
    pub(crate) fn kill(mut self) -> anyhow::Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The CPU time that this program has used so far.
pub(crate) fn own_cpu() -> anyhow::Result<Duration> {
    cpu_of(&fs::read_to_string("/proc/self/stat")?)
}

/// How long the cores of this machine have been idle so far, all together. What they did is counted by sampling and may be
/// far off; what they did not do is measured.
pub(crate) fn idle_time() -> anyhow::Result<Duration> {
    let stat = fs::read_to_string("/proc/stat")?;
    let fields = stat
        .lines()
        .next()
        .and_then(|line| line.strip_prefix("cpu "))
        .context("an unknown format of stat")?;
    // Idle, and idle while the disk works.
    Ok(ticks(fields.split_whitespace().skip(3).take(2)))
}

fn cpu_of(stat: &str) -> anyhow::Result<Duration> {
    // The program's name, the second field, may hold anything; behind its bracket come numbers.
    let (_, fields) = stat.rsplit_once(')').context("an unknown format of stat")?;
    Ok(ticks(fields.split_whitespace().skip(11).take(2)))
}

fn ticks<'a>(fields: impl Iterator<Item = &'a str>) -> Duration {
    let ticks: u64 = fields.filter_map(|field| field.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 1_000 / rustix::param::clock_ticks_per_second())
}

/// An address of this machine that nobody listens on.
pub(crate) fn free_address() -> anyhow::Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}

/// A program that was built together with this one.
pub(crate) fn beside_this(name: &str) -> anyhow::Result<PathBuf> {
    let here = std::env::current_exe()?;
    let program = here.with_file_name(OsStr::new(name));
    if !program.exists() {
        bail!("{} is not there: build it, or run `just bench-turn`", program.display());
    }
    Ok(program)
}

/// How long this disk takes to make 4 KiB safe: what every commit waits for.
pub(crate) fn sync_time(directory: &Path) -> anyhow::Result<Duration> {
    let mut file = tempfile::tempfile_in(directory)?;
    let mut times = Vec::new();
    for _ in 0..51 {
        let begun = Instant::now();
        file.write_all(&[0; 4_096])?;
        file.sync_data()?;
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    times.get(times.len() / 2).copied().context("nothing was measured")
}
