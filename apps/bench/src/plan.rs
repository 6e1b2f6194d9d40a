//! What is measured in which order.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc, time::Duration};

use anyhow::Context as _;
use clap::Args;
use tokio::time::Instant;

use crate::{
    client::{Load, Script, load},
    figures::{Answers, Figures, Segment, median},
    process::{Program, Recipe, beside_this, idle_time, own_cpu, sync_time},
    target::{self, Owner, TOKENS, Target},
};

/// How often starting is measured.
const STARTS: usize = 5;
/// How long after it became ready a program is taken to be idle.
const SETTLED: Duration = Duration::from_secs(1);

#[derive(Debug, Args)]
pub(crate) struct Plan {
    /// How many times each is measured; the figures are medians over these
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// How many streams at once
    #[arg(long, value_delimiter = ',', default_values_t = [1, 50, 200])]
    concurrent: Vec<u32>,
    /// Seconds to measure for, with many streams at once
    #[arg(long, default_value_t = 3.3)]
    seconds: f64,
    /// Seconds to measure for, with a single stream: one takes 0.55
    #[arg(long, default_value_t = 11.0)]
    seconds_alone: f64,
    /// Who is measured
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = [Target::Direct, Target::Relay, Target::Mami])]
    targets: Vec<Target>,
    /// Leave out starting and idling
    #[arg(long)]
    skip_starts: bool,
    /// The binary of Mami; the one beside this program unless given
    #[arg(long)]
    mami: Option<PathBuf>,
}

/// A program under test, and what it is asked.
struct Subject {
    target: Target,
    program: Program,
    script: Arc<Script>,
    answers: usize,
}

impl Plan {
    pub(crate) async fn run(self) -> anyhow::Result<Figures> {
        let mami = self.mami.clone().map_or_else(|| beside_this("mami"), Ok)?;
        // Beside the programs: a directory for temporary files may be in memory, where saving costs nothing.
        let here = mami.parent().context("the program is nowhere")?;
        let directory = tempfile::tempdir_in(here)?;
        let place = |name: &str| -> anyhow::Result<PathBuf> {
            let place = directory.path().join(name);
            std::fs::create_dir(&place)?;
            Ok(place)
        };

        let upstream = target::upstream(&beside_this("mami-upstream")?, &place("upstream")?)?;
        let upstream_address = upstream.address;
        let relay = target::relay(upstream_address, &place("relay")?)?;
        let mut figures = Figures::new(sync_time(directory.path())?);
        let running_upstream = upstream.start()?;
        let expected = target::expected_answer(upstream_address).await?;

        if !self.skip_starts {
            eprintln!("starting and idling …");
            let fresh = (0..STARTS)
                .map(|number| target::mami(&mami, upstream_address, &place(&format!("new{number}"))?));
            figures.starts.insert("relay", median(starts(&relay, STARTS)?));
            let mut first = Vec::new();
            for recipe in fresh {
                first.extend(starts(&recipe?, 1)?);
            }
            figures.starts.insert("Mami, new database", median(first));
            let again = target::mami(&mami, upstream_address, &directory.path().join("new0"))?;
            figures.starts.insert("Mami", median(starts(&again, STARTS)?));
            figures.rest(Target::Relay).idle_mib = Some(idle(&relay)?);
            figures.rest(Target::Mami).idle_mib = Some(idle(&again)?);
        }

        let mami = target::mami(&mami, upstream_address, &place("mami")?)?;
        let mut owner = None;
        let mut subjects = Vec::new();
        let mut upstream_program = Some(running_upstream);
        for &target in &self.targets {
            let (program, script) = match target {
                // The upstream serves the others too; only while it is asked itself is its CPU time counted here.
                Target::Direct => {
                    let program = upstream_program.take().context("direct is named twice")?;
                    (program, target::openai_script(upstream_address))
                }
                Target::Relay => (relay.start()?, target::openai_script(relay.address)),
                Target::Mami => {
                    let program = mami.start()?;
                    let found = Owner::become_at(mami.address).await?;
                    let script = found.script();
                    owner = Some(found);
                    (program, script)
                }
            };
            eprintln!("{}: process {}", target.name(), program.id());
            subjects.push(Subject { target, program, script, answers: 0 });
        }
        let used = |subjects: &[Subject]| ours(subjects, upstream_program.as_ref());
        let (begun, idle_before, used_before) = (Instant::now(), idle_time()?, used(&subjects)?);
        self.measure(&mut subjects, &mut figures).await?;
        let (idle, used) = (idle_time()? - idle_before, used(&subjects)? - used_before);
        figures.note_others(begun.elapsed(), idle, used);

        for subject in subjects {
            figures.rest(subject.target).peak_mib = Some(subject.program.peak_memory()?);
            if subject.target == Target::Mami {
                // At once after the last answer ended: whatever was said to be done must survive this.
                subject.program.kill()?;
                let owner = owner.take().context("Mami is named twice")?;
                figures.answers = Some(check(&mami, owner, subject.answers, &expected).await?);
            }
        }
        Ok(figures)
    }

    async fn measure(&self, subjects: &mut [Subject], figures: &mut Figures) -> anyhow::Result<()> {
        for round in 1..=self.rounds {
            for &concurrent in &self.concurrent {
                let seconds = if concurrent == 1 { self.seconds_alone } else { self.seconds };
                eprintln!("round {round} of {}: {concurrent} at once …", self.rounds);
                let mut segments = BTreeMap::new();
                // One after the other, so that whatever else the machine does hits all alike.
                for subject in &mut *subjects {
                    let before = subject.program.cpu()?;
                    let load = load(&subject.script, concurrent, Duration::from_secs_f64(seconds)).await?;
                    let cpu = subject.program.cpu()? - before;
                    subject.answers += load.answers;
                    segments.insert(subject.target, segment(&load, cpu)?);
                }
                figures.add_round(concurrent, segments);
            }
        }
        Ok(())
    }
}

/// The CPU time that this program and those that it started have used so far.
fn ours(subjects: &[Subject], upstream: Option<&Program>) -> anyhow::Result<Duration> {
    let programs = subjects.iter().map(|subject| &subject.program).chain(upstream);
    programs.map(Program::cpu).try_fold(own_cpu()?, |sum, cpu| Ok(sum + cpu?))
}

fn segment(load: &Load, cpu: Duration) -> anyhow::Result<Segment> {
    let percentile = |hundredths: usize| -> anyhow::Result<f64> {
        let rank = (load.first.len() * hundredths).div_ceil(100).saturating_sub(1);
        let first = load.first.get(rank).context("no answers to take a percentile of")?;
        Ok(first.as_secs_f64() * 1_000.0)
    };
    let tokens = load.answers as f64 * f64::from(TOKENS);
    Ok(Segment {
        first_p50_ms: percentile(50)?,
        first_p99_ms: percentile(99)?,
        streams_per_second: load.per_second,
        cpu_seconds_per_thousand_tokens: cpu.as_secs_f64() / tokens * 1_000.0,
        ..Segment::default()
    })
}

/// How many milliseconds the program takes to be ready, each time.
fn starts(recipe: &Recipe, times: usize) -> anyhow::Result<Vec<f64>> {
    (0..times).map(|_| Ok(recipe.start()?.ready_after.as_secs_f64() * 1_000.0)).collect()
}

fn idle(recipe: &Recipe) -> anyhow::Result<f64> {
    let program = recipe.start()?;
    std::thread::sleep(SETTLED);
    program.memory()
}

/// Starts a Mami that was killed, and looks for every answer that it had said to be done.
async fn check(recipe: &Recipe, owner: Owner, asked: usize, expected: &str) -> anyhow::Result<Answers> {
    eprintln!("killed Mami; counting the answers that it kept …");
    let program = recipe.start()?;
    let (kept, whole) = owner.count_answers(expected).await?;
    Ok(Answers { asked, kept, whole, ready_ms: program.ready_after.as_secs_f64() * 1_000.0 })
}
