//! How long a search takes, beside how long it takes to read the same memory.

use std::{collections::HashSet, time::Duration};

use clap::Args;
use mami_memory::{
    partition::{Kinds, Partition, Question, Scratch, Vectors},
    question::Author,
    rank::RankPolicy,
};

use crate::{
    stopwatch::{median_and_p99, time},
    synthetic::{Chance, DIMENSION, memory},
};

#[derive(Debug, Args)]
pub(crate) struct Plan {
    /// How many turns the memories have
    #[arg(long, value_delimiter = ',', default_value = "1000,10000,100000,1000000")]
    turns: Vec<usize>,
    /// How many questions are asked, at most; fewer where each takes long
    #[arg(long, default_value_t = 200)]
    questions: usize,
}

impl Plan {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        println!(
            "{:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}",
            "turns", "p50 ms", "p99 ms", "words p50", "B/turn", "build s", "µs/turn"
        );
        for turns in &self.turns {
            let (partition, took) = time(|| memory(*turns));
            let partition = partition?;
            let (median, p99) = median_and_p99(&mut self.ask(&partition, true));
            let (words, _) = median_and_p99(&mut self.ask(&partition, false));
            let build = took.as_secs_f64();
            println!(
                "{turns:>9} {median:>9.3} {p99:>9.3} {words:>9.3} {:>9.0} {build:>9.2} {:>9.1}",
                per(partition.bytes(), *turns),
                build * 1e6 * per(1, *turns),
            );
        }
        println!(
            "\n{:>9} {:>9} {:>9} {:>9} {:>9} {:>7}",
            "vectors", "scan ms", "GB/s", "read ms", "GB/s", "share"
        );
        for turns in self.turns.iter().filter(|turns| **turns >= 10_000) {
            bandwidth(*turns)?;
        }
        Ok(())
    }

    fn ask(&self, partition: &Partition, dense: bool) -> Vec<Duration> {
        let mut chance = Chance::new(11);
        let (mut scratch, policy, excluded) = (Scratch::default(), RankPolicy::default(), HashSet::new());
        let mut vector = Vec::new();
        // The first ones find the room they need.
        let many = self.questions.min(20_000_000 / partition.len().max(1)).max(20);
        let mut times: Vec<Duration> = Vec::new();
        for _ in 0..many + 3 {
            let text = chance.question();
            chance.vector(&mut vector);
            let question = Question {
                text: &text,
                vector: dense.then_some(vector.as_slice()),
                about: Some(Author::User),
                private: false,
                kinds: Kinds::ALL,
                groups: None,
                excluded: &excluded,
                limit: 50,
            };
            times.push(time(|| partition.search(&question, &policy, &mut scratch)).1);
        }
        times.split_off(3)
    }
}

/// The scan of the vectors alone, and a plain sum over as many bytes, by turns; of each the best of all.
fn bandwidth(rows: usize) -> anyhow::Result<()> {
    let mut chance = Chance::new(3);
    let mut vector = Vec::new();
    let mut scan = Vectors::default();
    for row in 0..u32::try_from(rows)? {
        // A few hundred different ones do: every row is read all the same.
        if row < 300 {
            chance.vector(&mut vector);
        }
        scan.set(row, &vector)?;
    }
    chance.vector(&mut vector);
    let mut found = Vec::new();
    let (mut scanned, mut read) = (Duration::MAX, Duration::MAX);
    for _ in 0..(2_000_000 / rows).max(15) {
        scanned = scanned.min(time(|| scan.scan(&vector, rows, &mut found)).1);
        read = read.min(time(|| sum(scan.numbers())).1);
    }
    let (scanned, read) = (scanned.as_secs_f64(), read.as_secs_f64());
    let gigabytes = per(rows * DIMENSION, 1_000_000_000);
    println!(
        "{rows:>9} {:>9.3} {:>9.1} {:>9.3} {:>9.1} {:>6.0}%",
        scanned * 1e3,
        gigabytes / scanned,
        read * 1e3,
        gigabytes / read,
        100.0 * read / scanned,
    );
    Ok(())
}

/// Reads every byte and does as little as can be with them.
fn sum(bytes: &[i8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let sum = words
        .iter()
        .fold(0_u64, |sum, word| sum.wrapping_add(u64::from_ne_bytes(word.map(i8::cast_unsigned))));
    rest.iter().fold(sum, |sum, byte| sum.wrapping_add(u64::from(byte.cast_unsigned())))
}

#[expect(clippy::cast_precision_loss, reason = "for people to read")]
fn per(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}
