//! Recall: what helps with a message, of all that was said, is known, and stands in documents.
//!
//! What ranks is an index in memory, one for each person, that follows the changes which the person's devices are told of; what is
//! shown comes from the database. So an index that is behind can only miss something, never show what is gone.

mod fill;
mod resident;
mod shelf;

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use mami_ports::{
    Clock, Cue, EmbeddingModel, EmbeddingPurpose, Live, MemoryId, MessageId, Random, RecallMiss,
    RecallReason, Recalled, RecalledItem, RecalledKind, Recollection, UserId, text::estimate_tokens,
};

use crate::{
    documents::store::DocumentStore,
    gate::GatePolicy,
    memory::{Memory, MemoryStatus},
    notes::{Note, block},
    partition::{Hit, ItemId, Kinds, Question, Scratch, Why},
    pick::NotesPolicy,
    question::{asked_about, search_text},
    rank::RankPolicy,
    store::{Filter, MemoryStore, StoreError},
};
use resident::Resident;
use shelf::Shown;

/// Of what ranks best, so many are read from the database: more than have room, for some may be gone or belong elsewhere.
const READ: usize = 60;
/// So many facts are looked at for what is always told.
const PROFILE: u32 = 40;
/// The share of recall's time that the vector of the question may take, in quarters; then the words decide alone.
const VECTOR_QUARTERS: u32 = 3;
/// A larger index is searched off the threads that serve requests.
const LARGE: usize = 20_000;

/// What whoever runs Mami decides about recall.
#[derive(Debug, Clone)]
pub struct RecallPolicy {
    /// Whether anything of the past is recalled at all; documents are in any case.
    pub memory: bool,
    /// How long a turn waits for it.
    pub time: Duration,
    /// How items are ranked.
    pub rank: RankPolicy,
    /// When anything is recalled at all.
    pub gate: GatePolicy,
    /// How much is told.
    pub notes: NotesPolicy,
    /// The bytes of all indexes together; those that were used longest ago go.
    pub resident_bytes: usize,
}

/// What recall works with.
pub struct RecallParts {
    /// Facts and turns.
    pub store: Arc<dyn MemoryStore>,
    /// Documents.
    pub documents: Arc<dyn DocumentStore>,
    /// Who tells of changes.
    pub live: Arc<dyn Live>,
    /// What makes vectors; none: words alone decide.
    pub embedder: Option<Arc<dyn EmbeddingModel>>,
    /// The time of day.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub random: Arc<dyn Random>,
}

/// Finds what helps with a message.
#[derive(Clone)]
pub struct Recaller(Arc<Inner>);

struct Inner {
    parts: RecallParts,
    policy: RecallPolicy,
    residents: Mutex<Residents>,
    /// Room for searches, given back after each.
    scratch: Mutex<Vec<Scratch>>,
}

#[derive(Default)]
struct Residents {
    by_user: HashMap<UserId, Arc<Resident>>,
    /// Counts uses, so that the least recent is known.
    turn: u64,
}

/// What is looked for.
#[derive(Debug, Clone)]
struct Search {
    text: String,
    about: Option<crate::question::Author>,
    private: bool,
    /// The text may be shown to a hosted model.
    open: bool,
    kinds: Kinds,
    excluded: HashSet<ItemId>,
    limit: usize,
}

/// What a search may see, and who may see it.
#[derive(Debug, Clone, Copy)]
struct Sight {
    /// It may find what is private.
    private: bool,
    /// A hosted model may be shown its text, to make a vector of it.
    open: bool,
}

/// What was found by ranking.
#[derive(Debug, Default)]
struct Ranked {
    hits: Vec<Hit>,
    /// It has to do with the question.
    opens: bool,
    /// The meaning was not compared though it could have been.
    late: bool,
}

/// What a search in memory found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Findings {
    /// Best first.
    pub items: Vec<RecalledItem>,
    /// A turn with this text would be told of them.
    pub told: bool,
}

impl Recaller {
    /// Over these.
    pub fn new(parts: RecallParts, policy: RecallPolicy) -> Self {
        Self(Arc::new(Inner { parts, policy, residents: Mutex::default(), scratch: Mutex::default() }))
    }

    /// The model that makes vectors.
    pub fn embedder(&self) -> Option<&Arc<dyn EmbeddingModel>> {
        self.0.parts.embedder.as_ref()
    }

    /// Looks for something as a turn would, among everything of the person's, and says why each was found.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn search(&self, user: UserId, text: &str, limit: usize) -> Result<Findings, StoreError> {
        self.look(user, text, limit, Kinds::ALL, Sight { private: true, open: true }).await
    }

    /// The same for a turn: what is private is only found in a private one.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn search_in(
        &self,
        user: UserId,
        text: &str,
        limit: usize,
        private: bool,
    ) -> Result<Findings, StoreError> {
        self.look(user, text, limit, Kinds::ALL, Sight { private, open: !private }).await
    }

    /// Looks among what is remembered alone. `private`: the text is said in private, and no hosted model is shown it.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn search_facts(
        &self,
        user: UserId,
        text: &str,
        limit: usize,
        private: bool,
    ) -> Result<Findings, StoreError> {
        let facts = Kinds { turns: false, facts: true, chunks: false };
        self.look(user, text, limit, facts, Sight { private: true, open: !private }).await
    }

    async fn look(
        &self,
        user: UserId,
        text: &str,
        limit: usize,
        kinds: Kinds,
        sight: Sight,
    ) -> Result<Findings, StoreError> {
        let search = Search {
            text: text.to_owned(),
            about: Some(asked_about(text)),
            private: sight.private,
            open: sight.open,
            kinds,
            excluded: HashSet::new(),
            limit: limit.saturating_mul(2),
        };
        let inner = &self.0;
        let resident = inner.resident(user);
        let vector = inner.vector(&search, None);
        let ranked = inner.rank(&resident, user, &search, vector).await?;
        let told = ranked.opens;
        let shown = inner.read(user, ranked.hits, sight.private).await?;
        let items = shown.into_iter().filter(|shown| shown.outside().is_none()).take(limit);
        Ok(Findings { items: items.enumerate().map(|(at, shown)| shown.item(at + 1)).collect(), told })
    }

    /// Takes in what was said, after a turn: so the next one need not.
    pub async fn observe(&self, user: UserId) {
        let Some(resident) = self.0.present(user) else { return };
        if let Err(error) = resident.refresh(&self.0, user).await {
            tracing::warn!(%error, "what was said cannot be recalled yet");
        }
        fill::fill(&self.0, user, &resident);
    }

    /// Waits until everything that is known can be found by its meaning. For tests and measurements.
    pub async fn settle(&self, user: UserId) {
        let resident = self.0.resident(user);
        let _ = resident.refresh(&self.0, user).await;
        fill::run(&self.0, user, &resident).await;
    }
}

#[async_trait]
impl mami_ports::Recall for Recaller {
    async fn recall(&self, cue: &Cue) -> Recalled {
        let missed = |missed| Recalled {
            told: Recollection { missed: Some(missed), ..Recollection::default() },
            ..Recalled::default()
        };
        let (inner, cue) = (Arc::clone(&self.0), cue.clone());
        let time = inner.policy.time;
        // A task of its own: when it is late, it goes on, and the next turn finds the index ready.
        let work = tokio::spawn(async move { inner.recall(cue).await });
        match tokio::time::timeout(time, work).await {
            Ok(Ok(Ok(recalled))) => recalled,
            Ok(Ok(Err(error))) => {
                tracing::warn!(%error, "nothing can be recalled");
                missed(RecallMiss::Unavailable)
            }
            Ok(Err(error)) => {
                tracing::error!(%error, "recall broke off");
                missed(RecallMiss::Unavailable)
            }
            Err(_) => missed(RecallMiss::Late),
        }
    }
}

impl Inner {
    async fn recall(&self, mut cue: Cue) -> Result<Recalled, StoreError> {
        cue.memory &= self.policy.memory;
        let resident = self.resident(cue.user);
        let text =
            search_text(&cue.text, cue.before.as_deref(), self.policy.rank.few_words, resident::names());
        let mut excluded: HashSet<ItemId> = cue.shown.iter().map(|id| ItemId::Turn(*id)).collect();
        excluded.extend(cue.message.map(ItemId::Turn));
        let search = Search {
            about: Some(asked_about(&cue.text)),
            text: text.into_owned(),
            private: cue.private,
            open: !cue.private,
            kinds: Kinds { turns: cue.memory, facts: cue.memory, chunks: true },
            excluded,
            limit: READ,
        };
        let vector = self.vector(&search, Some(self.policy.time / 4 * VECTOR_QUARTERS));
        let profile = async {
            let filter = Filter { status: Some(MemoryStatus::Active), ..Filter::default() };
            if cue.memory {
                self.parts.store.memories(cue.user, &filter, PROFILE, None).await
            } else {
                Ok(Vec::new())
            }
        };
        let (ranked, profile) = tokio::try_join!(self.rank(&resident, cue.user, &search, vector), profile)?;
        if !resident.on() && cue.memory {
            // Who has switched memory off is told nothing of the past; documents are no past.
            return Box::pin(self.recall(Cue { memory: false, ..cue })).await;
        }
        let late = ranked.late;
        let hits = if ranked.opens { ranked.hits } else { Vec::new() };
        let shown = self.read(cue.user, hits, cue.private).await?;
        let shown = shown.into_iter().filter(|shown| shown.belongs(&cue)).collect();
        Ok(self.tell(&cue, profile, shown, late))
    }

    /// Puts together what the model is told.
    fn tell(&self, cue: &Cue, profile: Vec<Memory>, shown: Vec<Shown>, late: bool) -> Recalled {
        let now = self.parts.clock.now();
        let profile: Vec<Shown> = profile
            .into_iter()
            .filter(|memory| (cue.private || !memory.private) && shelf::is_profile(memory, now))
            .map(Shown::pinned)
            .collect();
        let mut by_id: HashMap<ItemId, Shown> = HashMap::new();
        let notes = |all: Vec<Shown>, by_id: &mut HashMap<ItemId, Shown>| -> Vec<Note> {
            all.into_iter()
                .map(|shown| {
                    let note = shown.note.clone();
                    by_id.entry(note.id).or_insert(shown);
                    note
                })
                .collect()
        };
        let (profile, found) = (notes(profile, &mut by_id), notes(shown, &mut by_id));
        let count = |text: &str| usize::try_from(estimate_tokens(text)).unwrap_or(usize::MAX);
        let policy = NotesPolicy {
            tokens: self.policy.notes.tokens.min(usize::try_from(cue.tokens).unwrap_or(usize::MAX)),
            ..self.policy.notes.clone()
        };
        let notes = policy.pick(profile, found, None, &count);
        let mut key = [0; 3];
        self.parts.random.fill(&mut key);
        let items = notes.iter().enumerate().filter_map(|(at, note)| {
            let shown = by_id.get(&note.id)?;
            Some(RecalledItem { text: note.text.clone(), ..shown.item(at + 1) })
        });
        let told = Recollection { items: items.collect(), missed: late.then_some(RecallMiss::Late) };
        Recalled { block: block(&notes, key), told }
    }

    /// Ranks everything that the search may see.
    async fn rank(
        &self,
        resident: &Arc<Resident>,
        user: UserId,
        search: &Search,
        vector: impl Future<Output = (Option<Vec<f32>>, bool)>,
    ) -> Result<Ranked, StoreError> {
        let (state, (vector, late)) = tokio::join!(resident.fresh(self, user), vector);
        let state = state?;
        let mut scratch =
            self.scratch.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        let (policy, search) = (self.policy.clone(), search.clone());
        let work = move || {
            let question = Question {
                text: &search.text,
                vector: vector.as_deref().filter(|_| state.vectors()),
                about: search.about,
                private: search.private,
                kinds: search.kinds,
                groups: None,
                excluded: &search.excluded,
                limit: search.limit,
            };
            let large = state.partition().len() > LARGE;
            let found = state.partition().search(&question, &policy.rank, &mut scratch);
            (Ranked { opens: policy.gate.opens(&found), hits: found.hits, late }, scratch, large)
        };
        let (ranked, scratch, _) = if resident.is_large() {
            tokio::task::spawn_blocking(work).await.map_err(|error| StoreError(error.to_string()))?
        } else {
            work()
        };
        let mut kept = self.scratch.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() < std::thread::available_parallelism().map_or(2, usize::from) {
            kept.push(scratch);
        }
        Ok(ranked)
    }

    /// The vector of what is looked for, if it is there in time; and whether it was not though it could have been.
    async fn vector(&self, search: &Search, time: Option<Duration>) -> (Option<Vec<f32>>, bool) {
        // What is private is not shown to others, not even to be turned into numbers.
        let Some(embedder) = self.parts.embedder.as_ref().filter(|embedder| embedder.local() || search.open)
        else {
            return (None, false);
        };
        let texts = [resident::names().without(&search.text).into_owned()];
        let work = embedder.embed(EmbeddingPurpose::Query, &texts);
        let vectors = match time {
            Some(time) => match tokio::time::timeout(time, work).await {
                Ok(vectors) => vectors,
                Err(_) => return (None, true),
            },
            None => work.await,
        };
        match vectors {
            Ok(vectors) => (vectors.into_iter().next(), false),
            Err(error) => {
                tracing::warn!(%error, "the embedding model did not answer; words alone decide what is recalled");
                (None, true)
            }
        }
    }

    /// What a person's index is, whether it is there already or not.
    fn resident(&self, user: UserId) -> Arc<Resident> {
        let mut residents = self.residents.lock().unwrap_or_else(PoisonError::into_inner);
        residents.turn += 1;
        let turn = residents.turn;
        let resident = Arc::clone(residents.by_user.entry(user).or_default());
        resident.used(turn);
        resident
    }

    fn present(&self, user: UserId) -> Option<Arc<Resident>> {
        self.residents.lock().unwrap_or_else(PoisonError::into_inner).by_user.get(&user).cloned()
    }

    /// Lets go of the indexes that were used longest ago, until the others fit.
    fn make_room(&self) {
        let mut residents = self.residents.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all: Vec<(u64, usize, UserId)> =
            residents.by_user.iter().map(|(user, one)| (one.last_used(), one.bytes(), *user)).collect();
        all.sort_unstable_by(|one, other| other.cmp(one));
        let mut taken: usize = 0;
        // The one that was used last stays, however large it is.
        for (nth, (_, bytes, user)) in all.into_iter().enumerate() {
            taken = taken.saturating_add(bytes);
            if nth > 0 && taken > self.policy.resident_bytes {
                residents.by_user.remove(&user);
            }
        }
    }

    /// Counts that a model was told of facts.
    pub(crate) async fn count_use(&self, user: UserId, told: &[RecalledItem]) -> Result<(), StoreError> {
        let facts = told.iter().filter(|item| item.kind == RecalledKind::Memory);
        let ids: Vec<MemoryId> = facts.map(|item| MemoryId::from_uuid(item.id)).collect();
        if ids.is_empty() {
            return Ok(());
        }
        self.parts.store.count_use(user, ids, self.parts.clock.now()).await
    }
}

impl Recaller {
    /// Counts that a model was told of these.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn count_use(&self, user: UserId, told: &[RecalledItem]) -> Result<(), StoreError> {
        self.0.count_use(user, told).await
    }

    /// Gives the texts of what was recalled for an answer that is shown again; of what is gone since, there is none.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn texts(&self, user: UserId, told: &mut [&mut RecalledItem]) -> Result<(), StoreError> {
        self.0.texts(user, told).await
    }

    /// Takes messages out of recall.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn mute(&self, user: UserId, messages: Vec<MessageId>) -> Result<u64, StoreError> {
        let ids: Vec<ItemId> = messages.iter().map(|id| ItemId::Turn(*id)).collect();
        let muted = self.0.parts.store.mute(user, messages, self.0.parts.clock.now()).await?;
        if let Some(resident) = self.0.present(user) {
            resident.remove(ids).await;
        }
        Ok(muted)
    }
}

/// Why a hit is one, as it is told.
fn reasons(why: &Why) -> Vec<RecallReason> {
    let mut reasons = Vec::new();
    if !why.words.is_empty() {
        reasons.push(RecallReason::Words { words: why.words.clone() });
    }
    if let Some(similarity) = why.similarity.filter(|similarity| *similarity >= 0.2) {
        reasons.push(RecallReason::Meaning { similarity });
    }
    for (holds, reason) in [
        (why.fact.is_some(), RecallReason::Fact),
        (why.month, RecallReason::Time),
        (why.beside_hit, RecallReason::Neighbour),
        (why.same_conversation, RecallReason::Together),
    ] {
        if holds {
            reasons.push(reason);
        }
    }
    reasons
}
