//! A corpus of conversations and questions, in a folder of JSON lines.

use std::{fs::File, io::BufRead as _, path::Path};

use anyhow::{Context as _, bail};
use chrono::{DateTime, NaiveDateTime, Utc};
use serde::{Deserialize, de::DeserializeOwned};

/// A line of `corpus.jsonl`: something said.
#[derive(Debug, Deserialize)]
pub(crate) struct Turn {
    pub conv: String,
    pub id: String,
    pub session: u32,
    pub n: i64,
    ts: String,
    pub speaker: String,
    pub text: String,
    /// What the picture shows that came with it.
    pub caption: Option<String>,
}

/// A line of `queries.jsonl`.
#[derive(Debug, Deserialize)]
pub(crate) struct Query {
    pub qid: String,
    pub conv: String,
    pub category_name: String,
    pub question: String,
    #[serde(default)]
    pub evidence: Vec<String>,
    pub scored: bool,
}

/// A line of `observations.jsonl`: a fact that a model took from turns.
#[derive(Debug, Deserialize)]
pub(crate) struct Observation {
    pub conv: String,
    pub session: u32,
    ts: String,
    pub speaker: String,
    pub text: String,
    #[serde(default)]
    pub evidence: Vec<String>,
}

/// All of it.
#[derive(Debug)]
pub(crate) struct Corpus {
    pub turns: Vec<Turn>,
    pub queries: Vec<Query>,
    /// Empty where there is no such file.
    pub observations: Vec<Observation>,
}

impl Turn {
    pub(crate) fn at(&self) -> anyhow::Result<DateTime<Utc>> {
        parse(&self.ts)
    }
}

impl Observation {
    pub(crate) fn at(&self) -> anyhow::Result<DateTime<Utc>> {
        parse(&self.ts)
    }
}

/// The time is that of the people; it is taken for UTC.
fn parse(ts: &str) -> anyhow::Result<DateTime<Utc>> {
    let formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"];
    let time = formats.into_iter().find_map(|format| NaiveDateTime::parse_from_str(ts, format).ok());
    Ok(time.with_context(|| format!("{ts:?} is no time"))?.and_utc())
}

impl Corpus {
    pub(crate) fn read(folder: &Path) -> anyhow::Result<Self> {
        if !folder.is_dir() {
            bail!(
                "there is no corpus at {}: name a folder with corpus.jsonl and queries.jsonl (docs/MEMORY.md)",
                folder.display()
            );
        }
        let observations = folder.join("observations.jsonl");
        Ok(Self {
            turns: lines(&folder.join("corpus.jsonl"))?,
            queries: lines(&folder.join("queries.jsonl"))?,
            observations: if observations.exists() { lines(&observations)? } else { Vec::new() },
        })
    }

    /// The names of the conversations, each once, in order.
    pub(crate) fn conversations(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.turns.iter().map(|turn| turn.conv.as_str()).collect();
        names.dedup();
        names
    }
}

pub(crate) fn lines<T: DeserializeOwned>(path: &Path) -> anyhow::Result<Vec<T>> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    let lines = std::io::BufReader::new(file).lines().enumerate();
    lines
        .map(|(index, line)| {
            serde_json::from_str(&line?).with_context(|| format!("{}, line {}", path.display(), index + 1))
        })
        .collect()
}
