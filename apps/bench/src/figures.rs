//! The figures, and how they are shown.

use std::{collections::BTreeMap, fmt, time::Duration};

use serde::Serialize;

use crate::target::Target;

/// Everything that was measured.
#[derive(Debug, Serialize)]
pub(crate) struct Figures {
    cores: usize,
    /// How long the disk takes to make 4 KiB safe.
    sync_ms: f64,
    /// The share of the cores that others used meanwhile, the system's interrupts included.
    others_share: f64,
    /// Milliseconds from starting the process to its first answer.
    pub(crate) starts: BTreeMap<&'static str, f64>,
    rest: BTreeMap<Target, Rest>,
    /// By streams at once.
    #[serde(serialize_with = "as_medians")]
    rounds: BTreeMap<(u32, Target), Vec<Segment>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) answers: Option<Answers>,
}

/// One target under one load.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub(crate) struct Segment {
    pub(crate) first_p50_ms: f64,
    pub(crate) first_p99_ms: f64,
    /// Over going direct, in the same round.
    pub(crate) added_p50_ms: Option<f64>,
    pub(crate) added_p99_ms: Option<f64>,
    pub(crate) streams_per_second: f64,
    pub(crate) cpu_seconds_per_thousand_tokens: f64,
}

/// What a target takes beside time.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Rest {
    pub(crate) idle_mib: Option<f64>,
    pub(crate) peak_mib: Option<f64>,
}

/// What Mami kept.
#[derive(Debug, Serialize)]
pub(crate) struct Answers {
    /// Answers that a client saw to their end.
    pub(crate) asked: usize,
    /// Answers that a Mami found that was started after the first had been killed.
    pub(crate) kept: usize,
    /// Of these, those that are complete and the same, byte for byte, as the upstream's.
    pub(crate) whole: usize,
    /// How long that Mami took to be ready.
    pub(crate) ready_ms: f64,
}

impl Answers {
    pub(crate) fn all_kept(&self) -> bool {
        self.asked == self.kept && self.kept == self.whole
    }
}

impl Figures {
    pub(crate) fn new(sync: Duration) -> Self {
        Self {
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            sync_ms: sync.as_secs_f64() * 1_000.0,
            others_share: f64::NAN,
            starts: BTreeMap::new(),
            rest: BTreeMap::new(),
            rounds: BTreeMap::new(),
            answers: None,
        }
    }

    /// Notes what the cores did beside what was measured. The figures are worth no more than this is little.
    pub(crate) fn note_others(&mut self, elapsed: Duration, idle: Duration, ours: Duration) {
        let seconds = elapsed.as_secs_f64() * self.cores as f64;
        self.others_share = (seconds - idle.as_secs_f64() - ours.as_secs_f64()) / seconds;
    }

    pub(crate) fn rest(&mut self, target: Target) -> &mut Rest {
        self.rest.entry(target).or_default()
    }

    pub(crate) fn add_round(&mut self, concurrent: u32, segments: BTreeMap<Target, Segment>) {
        let direct = segments.get(&Target::Direct).copied();
        for (target, mut segment) in segments {
            if let (Some(direct), true) = (direct, target != Target::Direct) {
                segment.added_p50_ms = Some(segment.first_p50_ms - direct.first_p50_ms);
                segment.added_p99_ms = Some(segment.first_p99_ms - direct.first_p99_ms);
            }
            self.rounds.entry((concurrent, target)).or_default().push(segment);
        }
    }
}

pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn medians(rounds: &[Segment]) -> Segment {
    let of = |figure: fn(&Segment) -> f64| median(rounds.iter().map(figure).collect());
    let of_some = |figure: fn(&Segment) -> Option<f64>| {
        let values: Vec<f64> = rounds.iter().filter_map(figure).collect();
        (!values.is_empty()).then(|| median(values))
    };
    Segment {
        first_p50_ms: of(|round| round.first_p50_ms),
        first_p99_ms: of(|round| round.first_p99_ms),
        added_p50_ms: of_some(|round| round.added_p50_ms),
        added_p99_ms: of_some(|round| round.added_p99_ms),
        streams_per_second: of(|round| round.streams_per_second),
        cpu_seconds_per_thousand_tokens: of(|round| round.cpu_seconds_per_thousand_tokens),
    }
}

fn as_medians<S: serde::Serializer>(
    rounds: &BTreeMap<(u32, Target), Vec<Segment>>,
    to: S,
) -> Result<S::Ok, S::Error> {
    let mut by_load: BTreeMap<u32, BTreeMap<Target, Segment>> = BTreeMap::new();
    for ((concurrent, target), rounds) in rounds {
        by_load.entry(*concurrent).or_default().insert(*target, medians(rounds));
    }
    by_load.serialize(to)
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (cores, sync, others) = (self.cores, self.sync_ms, self.others_share * 100.0);
        writeln!(
            f,
            "{cores} cores, {others:.1} % of them used by others; the disk makes 4 KiB safe in {sync:.2} ms\n"
        )?;
        writeln!(
            f,
            "{:>7}  {:<7} {:>14} {:>14} {:>10} {:>10} {:>10} {:>16}",
            "streams", "", "first token ms", "p99", "added ms", "p99", "streams/s", "CPU s/1k tokens"
        )?;
        for ((concurrent, target), rounds) in &self.rounds {
            let figures = medians(rounds);
            let added = |value: Option<f64>| value.map_or_else(String::new, |value| format!("{value:.2}"));
            writeln!(
                f,
                "{concurrent:>7}  {:<7} {:>14.2} {:>14.2} {:>10} {:>10} {:>10.1} {:>16.4}",
                target.name(),
                figures.first_p50_ms,
                figures.first_p99_ms,
                added(figures.added_p50_ms),
                added(figures.added_p99_ms),
                figures.streams_per_second,
                figures.cpu_seconds_per_thousand_tokens,
            )?;
        }
        writeln!(f)?;
        for (name, ready) in &self.starts {
            writeln!(f, "ready after {ready:.1} ms: {name}")?;
        }
        for (target, rest) in &self.rest {
            let mib =
                |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format!("{value:.1} MiB"));
            writeln!(
                f,
                "memory idle {}, at its peak {}: {}",
                mib(rest.idle_mib),
                mib(rest.peak_mib),
                target.name()
            )?;
        }
        if let Some(answers) = &self.answers {
            writeln!(
                f,
                "\nOf {} answers that ended, Mami kept {} when it was killed, {} of them whole; it was ready again after \
                 {:.1} ms",
                answers.asked, answers.kept, answers.whole, answers.ready_ms
            )?;
        }
        Ok(())
    }
}
