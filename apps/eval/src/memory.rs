//! Asks the questions of a corpus: one partition for each conversation, as one person's memory.

use std::{
    collections::{HashMap, HashSet},
    fs::File,
    io::{BufWriter, Write as _},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use anyhow::Context as _;
use clap::Args;
use mami_memory::{
    partition::{Item, ItemId, Kinds, Partition, Question, Scratch},
    question::Author,
    rank::RankPolicy,
    words::Names,
};
use mami_ports::{EmbeddingModel, EmbeddingPurpose, MemoryId, MessageId};
use uuid::Uuid;

use crate::{
    corpus::{Corpus, Query, Turn},
    model,
    score::{Ranks, Scores},
    stopwatch::{median_and_p99, time},
};

#[derive(Debug, Args)]
pub(crate) struct Plan {
    /// The corpus: a folder with corpus.jsonl, queries.jsonl and, if there are facts, observations.jsonl
    folder: PathBuf,
    /// A folder with an embedding model; without one, words decide alone
    #[arg(long, env = "MAMI_EVAL_MODEL")]
    model: Option<PathBuf>,
    /// In place of a model: a file of lines {"text", "vector"} that another program made
    #[arg(long, conflicts_with = "model")]
    vectors: Option<PathBuf>,
    /// Write the texts that want vectors to this file, one JSON string a line, and stop
    #[arg(long)]
    texts_out: Option<PathBuf>,
    /// Write what was found to this file: lines {"qid", "ids"}, of the last run without facts
    #[arg(long)]
    run_out: Option<PathBuf>,
}

/// A conversation as a memory.
struct Memory<'a> {
    conversation: &'a str,
    names: Names,
    /// Each speaker, folded, and as whom the partition knows them.
    speakers: Vec<(Names, Author)>,
    turns: Vec<&'a Turn>,
}

/// How far down the order is looked at.
const DEPTH: usize = 100;

type Embedded = HashMap<String, Vec<f32>>;

impl Plan {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let corpus = Corpus::read(&self.folder)?;
        let memories: Vec<Memory<'_>> =
            corpus.conversations().into_iter().map(|name| Memory::new(name, &corpus)).collect();
        if let Some(path) = &self.texts_out {
            return write_texts(path, &texts(&corpus, &memories));
        }
        let mut run = self.report("words alone", &corpus, &memories, None, false)?;
        let facts = !corpus.observations.is_empty();
        if facts {
            self.report("words alone, with the facts as keys", &corpus, &memories, None, true)?;
        }
        let embedder: Option<Arc<dyn EmbeddingModel>> = match (&self.model, &self.vectors) {
            (Some(folder), _) => Some(model::local(folder)?),
            (None, Some(path)) => Some(Arc::new(model::Vectors::read(path)?)),
            (None, None) => None,
        };
        if let Some(embedder) = embedder {
            let embedded = embed(&*embedder, texts(&corpus, &memories)).await?;
            let what = format!("words and meaning ({})", embedder.id());
            run = self.report(&what, &corpus, &memories, Some(&embedded), false)?;
            if facts {
                let what = format!("{what}, with the facts as keys");
                self.report(&what, &corpus, &memories, Some(&embedded), true)?;
            }
        } else {
            println!(
                "Words and meaning: left out, for want of a model; name one with --model or MAMI_EVAL_MODEL."
            );
        }
        match &self.run_out {
            Some(path) => write_run(path, &run),
            None => Ok(()),
        }
    }

    fn report(
        &self,
        what: &str,
        corpus: &Corpus,
        memories: &[Memory<'_>],
        embedded: Option<&Embedded>,
        facts: bool,
    ) -> anyhow::Result<Vec<(String, Vec<String>)>> {
        let (mut ranks, mut times, mut run) = (Vec::new(), Vec::new(), Vec::new());
        for memory in memories {
            let (partition, ids) = memory.partition(corpus, embedded, facts)?;
            let mut scratch = Scratch::default();
            for query in corpus.queries.iter().filter(|it| it.conv == memory.conversation && it.scored) {
                let (found, took) = memory.ask(query, &partition, embedded, &mut scratch);
                times.push(took);
                let found: Vec<&str> = found.iter().filter_map(|id| ids.get(id)).copied().collect();
                ranks.push(Ranks::new(&query.category_name, &query.evidence, &found));
                run.push((query.qid.clone(), found.into_iter().map(str::to_owned).collect()));
            }
        }
        let (median, p99) = median_and_p99(&mut times);
        println!("{what}: {median:.3} ms a search (p99 {p99:.3})\n{}", Scores(ranks));
        Ok(run)
    }
}

impl<'a> Memory<'a> {
    fn new(conversation: &'a str, corpus: &'a Corpus) -> Self {
        let turns: Vec<&Turn> = corpus.turns.iter().filter(|turn| turn.conv == conversation).collect();
        let mut speakers: Vec<&str> = Vec::new();
        for turn in &turns {
            if !speakers.contains(&turn.speaker.as_str()) {
                speakers.push(&turn.speaker);
            }
        }
        let authors = [Author::User, Author::Assistant];
        Self {
            conversation,
            names: Names::new(speakers.iter().copied()),
            speakers: speakers.iter().map(|name| Names::new([*name])).zip(authors).collect(),
            turns,
        }
    }

    fn author(&self, speaker: &str) -> Author {
        let one = self.speakers.iter().find(|(name, _)| name.any_in(speaker));
        one.map_or(Author::Document, |(_, author)| *author)
    }

    /// Whom the question is about: the one of the two whose name is in it.
    fn about(&self, question: &str) -> Option<Author> {
        let mut named = self.speakers.iter().filter(|(name, _)| name.any_in(question));
        named.next().filter(|_| named.next().is_none()).map(|(_, author)| *author)
    }

    /// Everything said, and what the ids were.
    fn partition(
        &self,
        corpus: &'a Corpus,
        embedded: Option<&Embedded>,
        facts: bool,
    ) -> anyhow::Result<(Partition, HashMap<ItemId, &'a str>)> {
        let mut partition = Partition::new(self.names.clone());
        let mut ids = HashMap::new();
        let mut by_name = HashMap::new();
        let vector = |text: &str| embedded.and_then(|all| all.get(&*self.names.without(text)));
        let group = |session: u32| Uuid::from_u128(u128::from(session) + 1);
        for (number, turn) in (1_u128..).zip(&self.turns) {
            let id = MessageId::from_uuid(Uuid::from_u128(number));
            by_name.insert(turn.id.as_str(), id);
            ids.insert(ItemId::Turn(id), turn.id.as_str());
            let item = Item {
                id: ItemId::Turn(id),
                group: group(turn.session),
                position: turn.n,
                at: turn.at()?,
                author: self.author(&turn.speaker),
                text: &turn.text,
                extra: turn.caption.as_deref().unwrap_or_default(),
                sources: &[],
                private: false,
            };
            partition.upsert(&item, vector(&turn.text).map(Vec::as_slice))?;
        }
        let observations = corpus.observations.iter().filter(|it| facts && it.conv == self.conversation);
        for (number, fact) in (1_u128..).zip(observations) {
            let sources: Vec<MessageId> =
                fact.evidence.iter().filter_map(|id| by_name.get(id.as_str())).copied().collect();
            let item = Item {
                id: ItemId::Fact(MemoryId::from_uuid(Uuid::from_u128(number))),
                group: group(fact.session),
                position: 0,
                at: fact.at()?,
                author: self.author(&fact.speaker),
                text: &fact.text,
                extra: "",
                sources: &sources,
                private: false,
            };
            partition.upsert(&item, vector(&fact.text).map(Vec::as_slice))?;
        }
        Ok((partition, ids))
    }

    fn ask(
        &self,
        query: &Query,
        partition: &Partition,
        embedded: Option<&Embedded>,
        scratch: &mut Scratch,
    ) -> (Vec<ItemId>, Duration) {
        let bare = self.names.without(&query.question);
        let question = Question {
            text: &query.question,
            vector: embedded.and_then(|all| all.get(&*bare)).map(Vec::as_slice),
            about: self.about(&query.question),
            private: false,
            kinds: Kinds { turns: true, facts: false, chunks: false },
            groups: None,
            excluded: &HashSet::new(),
            limit: DEPTH,
        };
        let (found, took) = time(|| partition.search(&question, &RankPolicy::default(), scratch));
        (found.hits.into_iter().map(|hit| hit.id).collect(), took)
    }
}

/// Every text that wants a vector, without the names, and what it is.
fn texts(corpus: &Corpus, memories: &[Memory<'_>]) -> Vec<(EmbeddingPurpose, String)> {
    let mut all = Vec::new();
    for memory in memories {
        let mut add = |purpose, text: &str| all.push((purpose, memory.names.without(text).into_owned()));
        memory.turns.iter().for_each(|turn| add(EmbeddingPurpose::Passage, &turn.text));
        let facts = corpus.observations.iter().filter(|it| it.conv == memory.conversation);
        facts.for_each(|fact| add(EmbeddingPurpose::Passage, &fact.text));
        let queries = corpus.queries.iter().filter(|it| it.conv == memory.conversation);
        queries.for_each(|query| add(EmbeddingPurpose::Query, &query.question));
    }
    let mut seen = HashSet::new();
    all.retain(|(_, text)| seen.insert(text.clone()));
    all
}

async fn embed(
    model: &dyn EmbeddingModel,
    texts: Vec<(EmbeddingPurpose, String)>,
) -> anyhow::Result<Embedded> {
    let mut embedded = Embedded::new();
    for purpose in [EmbeddingPurpose::Passage, EmbeddingPurpose::Query] {
        let of: Vec<String> =
            texts.iter().filter(|(it, _)| *it == purpose).map(|(_, text)| text.clone()).collect();
        for some in of.chunks(64) {
            let vectors = model.embed(purpose, some).await.context("the model gives no vectors")?;
            embedded.extend(some.iter().cloned().zip(vectors));
        }
    }
    Ok(embedded)
}

fn write_texts(path: &PathBuf, texts: &[(EmbeddingPurpose, String)]) -> anyhow::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    for (_, text) in texts {
        writeln!(file, "{}", serde_json::to_string(text)?)?;
    }
    Ok(file.flush()?)
}

fn write_run(path: &PathBuf, run: &[(String, Vec<String>)]) -> anyhow::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    for (qid, ids) in run {
        writeln!(file, "{}", serde_json::json!({ "qid": qid, "ids": ids }))?;
    }
    Ok(file.flush()?)
}
