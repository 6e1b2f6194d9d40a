//! The model as the rest of Mami sees it: there when it is needed, gone when it is not, and never more than its share of the
//! machine.

use std::{
    num::NonZeroUsize,
    path::Path,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use async_trait::async_trait;
use mami_ports::{EmbeddingModel, EmbeddingPurpose, ProviderError};
use rayon::{ThreadPool, ThreadPoolBuilder};
use tokio::{
    runtime::Handle,
    sync::Semaphore,
    task::spawn_blocking,
    time::{Instant, sleep},
};

use crate::{
    ModelError,
    directory::ModelDirectory,
    loaded::{self, Loaded},
};

/// As many calls of one purpose may wait. What comes on top is turned away.
const WAITING: usize = 64;
/// As many texts are taken before the next call has its turn.
const TURN: usize = 32;

/// How a model is run.
#[derive(Debug, Clone)]
pub struct Options {
    /// The most tokens of a text that are read. Less where the model was trained for less.
    pub max_tokens: usize,
    /// How many threads compute at the same time, over all calls. From two on, one of them is kept for queries.
    pub threads: NonZeroUsize,
    /// How long the model stays in memory after it was last used.
    pub idle: Duration,
}

impl Default for Options {
    /// 256 tokens, two threads, ten minutes.
    fn default() -> Self {
        Self { max_tokens: 256, threads: NonZeroUsize::MIN.saturating_add(1), idle: Duration::from_secs(600) }
    }
}

/// A sentence-transformers model in this process.
pub struct SentenceModel {
    id: String,
    shared: Arc<Shared>,
}

struct Shared {
    directory: ModelDirectory,
    options: Options,
    max_tokens: usize,
    place: Mutex<Place>,
    queries: Lane,
    passages: Lane,
}

#[derive(Default)]
struct Place {
    model: Option<Arc<InMemory>>,
    used: Option<Instant>,
}

/// The weights and the threads that compute with them. Both go when the model does.
struct InMemory {
    model: Loaded,
    queries: Arc<ThreadPool>,
    passages: Arc<ThreadPool>,
}

/// One call computes at a time, a bounded number waits.
struct Lane {
    turn: Arc<Semaphore>,
    room: Semaphore,
}

impl Lane {
    fn new() -> Self {
        Self { turn: Arc::new(Semaphore::new(1)), room: Semaphore::new(WAITING) }
    }
}

impl SentenceModel {
    /// Opens a model's directory, as sentence-transformers writes it and as Hugging Face's hub holds it. The small files are
    /// read and the large ones are looked at from outside; the weights are read when the first text comes.
    ///
    /// The vectors are named after the directory, without the `organisation--` that it may begin with.
    ///
    /// # Errors
    /// When a file is missing or damaged, or when the model is of a kind that is not known.
    pub fn open(path: &Path, options: Options) -> Result<Self, ModelError> {
        let path = path.canonicalize().map_err(|cause| ModelError::reading(path.to_owned(), cause))?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let name = name.split_once("--").map_or(name.as_str(), |(_, name)| name).to_owned();
        let directory = ModelDirectory::read(&path, &name)?;
        loaded::check(&directory)?;
        let max_tokens = loaded::max_tokens(&directory, options.max_tokens);
        let shared = Shared {
            directory,
            options,
            max_tokens,
            place: Mutex::default(),
            queries: Lane::new(),
            passages: Lane::new(),
        };
        Ok(Self { id: format!("local/{name}"), shared: Arc::new(shared) })
    }

    /// How many numbers a vector has.
    pub fn dimension(&self) -> usize {
        self.shared.directory.config.hidden_size
    }

    /// The most tokens of a text that are read.
    pub fn max_tokens(&self) -> usize {
        self.shared.max_tokens
    }

    /// Whether it is in memory right now.
    pub fn is_loaded(&self) -> bool {
        self.shared.place().model.is_some()
    }
}

#[async_trait]
impl EmbeddingModel for SentenceModel {
    fn id(&self) -> &str {
        &self.id
    }

    fn local(&self) -> bool {
        true
    }

    async fn embed(
        &self,
        purpose: EmbeddingPurpose,
        texts: &[String],
    ) -> Result<Vec<Vec<f32>>, ProviderError> {
        let lane = self.shared.lane(purpose);
        let busy = |_| unavailable("too many texts wait for it");
        let _room = lane.room.try_acquire().map_err(busy)?;
        let mut vectors = Vec::with_capacity(texts.len());
        for texts in texts.chunks(TURN) {
            let turn = lane.turn.clone().acquire_owned().await.map_err(|_| unavailable("it is closed"))?;
            let (shared, texts) = (self.shared.clone(), texts.to_vec());
            // The turn goes along: when the caller gives up, the work does not stop, and nobody else may begin before.
            let run = move || {
                let _turn = turn;
                shared.run(purpose, &texts)
            };
            let run = spawn_blocking(run).await.map_err(|error| unavailable(&error.to_string()))?;
            vectors.append(&mut run.map_err(|error| unavailable(&error.to_string()))?);
        }
        Ok(vectors)
    }
}

impl Shared {
    fn lane(&self, purpose: EmbeddingPurpose) -> &Lane {
        // A query is waited for; it must not stand in line behind a library that is being read.
        match purpose {
            EmbeddingPurpose::Query => &self.queries,
            EmbeddingPurpose::Passage => &self.passages,
        }
    }

    fn place(&self) -> std::sync::MutexGuard<'_, Place> {
        self.place.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(
        self: &Arc<Self>,
        purpose: EmbeddingPurpose,
        texts: &[String],
    ) -> Result<Vec<Vec<f32>>, ModelError> {
        let there = self.loaded()?;
        let threads = match purpose {
            EmbeddingPurpose::Query => &there.queries,
            EmbeddingPurpose::Passage => &there.passages,
        };
        let vectors = threads.install(|| there.model.embed(purpose, texts));
        self.place().used = Some(Instant::now());
        vectors
    }

    /// The model, read from its directory if it is not in memory. Whoever comes meanwhile waits for it.
    fn loaded(self: &Arc<Self>) -> Result<Arc<InMemory>, ModelError> {
        let mut place = self.place();
        place.used = Some(Instant::now());
        if let Some(there) = &place.model {
            return Ok(there.clone());
        }
        let begun = Instant::now();
        let there = Arc::new(InMemory::load(self)?);
        tracing::info!(weights = %self.directory.weights.display(), took = ?begun.elapsed(), "embedder loaded");
        place.model = Some(there.clone());
        Handle::current().spawn(drop_when_idle(Arc::downgrade(self)));
        Ok(there)
    }
}

impl InMemory {
    fn load(shared: &Shared) -> Result<Self, ModelError> {
        let pool = |name: &'static str, threads: usize| {
            ThreadPoolBuilder::new()
                .num_threads(threads)
                .thread_name(move |n| format!("{name}-{n}"))
                .build()
                .map(Arc::new)
                .map_err(|error| ModelError::Run(error.to_string()))
        };
        let passages = pool("embed", shared.options.threads.get().saturating_sub(1).max(1))?;
        let queries =
            if shared.options.threads.get() > 1 { pool("embed-query", 1)? } else { passages.clone() };
        let model = passages.install(|| Loaded::load(&shared.directory, shared.max_tokens))?;
        Ok(Self { model, queries, passages })
    }
}

/// Waits until the model has not been used for long enough, and lets go of it.
async fn drop_when_idle(shared: Weak<Shared>) {
    loop {
        let wait = {
            let Some(shared) = shared.upgrade() else { return };
            let mut place = shared.place();
            let left =
                place.used.map_or(Duration::ZERO, |used| shared.options.idle.saturating_sub(used.elapsed()));
            if left.is_zero() {
                place.model = None;
                tracing::info!(weights = %shared.directory.weights.display(), "embedder dropped: idle");
                return;
            }
            left
        };
        sleep(wait).await;
    }
}

fn unavailable(what: &str) -> ProviderError {
    ProviderError::Unavailable { detail: format!("the model on this machine: {what}") }
}
