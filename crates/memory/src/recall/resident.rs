//! One person's index, as it is kept while it is used.

use std::{
    collections::HashSet,
    ops::Deref,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
};

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::{FutureExt as _, StreamExt as _};
use mami_ports::{DocumentId, LiveStream, MemoryId, MessageId, UserEvent, UserId};
use tokio::sync::{Mutex, OwnedMutexGuard};
use uuid::Uuid;

use super::{Inner, LARGE, shelf};
use crate::{
    documents::RecallPiece,
    memory::Memory,
    partition::{Item, ItemId, Partition},
    question::Author,
    store::{Speaker, StoreError, Turn, Vector, VectorKind, VectorPlace},
    words::Names,
};

/// How much is read from the database at once.
const PAGE: u32 = 500;
/// How old an index gets before everything is read again.
const LONGEST: TimeDelta = TimeDelta::minutes(10);
/// What the assistant is called is no word to find anything by.
const ASSISTANT: &str = "Mami";

/// The names that are left out of what is looked for.
pub(super) fn names() -> &'static Names {
    static NAMES: LazyLock<Names> = LazyLock::new(|| Names::new([ASSISTANT]));
    &NAMES
}

/// A person's index, or the place for it.
#[derive(Default)]
pub(super) struct Resident {
    state: Arc<Mutex<Option<State>>>,
    last_used: AtomicU64,
    bytes: AtomicUsize,
    items: AtomicUsize,
    off: AtomicBool,
    /// Somebody makes vectors for it.
    pub(super) filling: AtomicBool,
}

/// What is known of a person, ready to be searched.
pub(super) struct State {
    partition: Partition,
    /// What has changed since.
    events: LiveStream<UserEvent>,
    /// The model that the vectors are of.
    vectors: bool,
    /// Items that have no vector, and whether they are private.
    pub(super) bare: Vec<(ItemId, bool)>,
    /// Something changed that is not followed piece by piece: at the next occasion, all is read again.
    stale: bool,
    /// Nobody is told of what others share, and stop to share: it is looked for now and then.
    built: DateTime<Utc>,
}

/// An index that is being used. Whoever else wants it waits.
pub(super) struct Fresh(OwnedMutexGuard<Option<State>>);

impl Fresh {
    /// The index.
    pub(super) fn partition(&self) -> &Partition {
        match self.0.deref() {
            Some(state) => &state.partition,
            None => &EMPTY,
        }
    }

    /// Meaning can be compared.
    pub(super) fn vectors(&self) -> bool {
        self.0.as_ref().is_some_and(|state| state.vectors)
    }

    pub(super) fn state(&mut self) -> Option<&mut State> {
        self.0.as_mut()
    }
}

static EMPTY: LazyLock<Partition> = LazyLock::new(Partition::default);

/// What has changed.
#[derive(Default)]
struct Changes {
    answers: Vec<MessageId>,
    facts: HashSet<MemoryId>,
    documents: HashSet<DocumentId>,
    gone: Vec<Uuid>,
    all: bool,
}

impl Resident {
    /// The index with everything that had changed before this was called.
    pub(super) async fn fresh(&self, inner: &Inner, user: UserId) -> Result<Fresh, StoreError> {
        let mut guard = Arc::clone(&self.state).lock_owned().await;
        let changes = guard.as_mut().map(State::changes);
        match (&mut *guard, changes) {
            (Some(state), Some(changes)) if !changes.all => {
                if let Err(error) = state.apply(inner, user, changes).await {
                    // What has changed is not known any more: it is read again.
                    *guard = None;
                    return Err(error);
                }
            }
            _ => *guard = Some(self.build(inner, user).await?),
        }
        self.items.store(guard.as_ref().map_or(0, |state| state.partition.len()), Ordering::Relaxed);
        Ok(Fresh(guard))
    }

    /// Reads again what must be, and takes in what has changed, when nobody waits for it.
    pub(super) async fn refresh(&self, inner: &Inner, user: UserId) -> Result<(), StoreError> {
        let mut fresh = self.fresh(inner, user).await?;
        let now = inner.parts.clock.now();
        if fresh.state().is_some_and(|state| state.stale || now - state.built > LONGEST) {
            *fresh.0 = Some(self.build(inner, user).await?);
        }
        Ok(())
    }

    /// Removes items at once.
    pub(super) async fn remove(&self, ids: Vec<ItemId>) {
        if let Some(state) = self.state.lock().await.as_mut() {
            state.partition.remove(ids);
        }
    }

    async fn build(&self, inner: &Inner, user: UserId) -> Result<State, StoreError> {
        let store = &inner.parts.store;
        // First: what changes meanwhile is heard, and taken in the next time.
        let events = inner.parts.live.listen(user).await.map_err(|error| StoreError(error.to_string()))?;
        let on = inner.policy.memory && store.choices(user).await?.enabled;
        self.off.store(!on, Ordering::Relaxed);
        let vectors = self.vectors(inner, user).await?;
        let mut state = State {
            partition: Partition::new(names().clone()),
            events,
            vectors: inner.parts.embedder.is_some(),
            bare: Vec::new(),
            stale: false,
            built: inner.parts.clock.now(),
        };
        let vector = |place: VectorPlace| vectors.get(&place).map(Vec::as_slice);
        let mut after = None;
        // Who has switched memory off has documents alone.
        let page = if on { PAGE } else { 0 };
        loop {
            let turns = store.turns(user, after, page).await?;
            let Some(last) = turns.last() else { break };
            after = Some(last.id);
            for turn in &turns {
                state.put_turn(turn, vector((VectorKind::Turn, turn.id.uuid())));
            }
        }
        let mut after = None;
        loop {
            let facts = store.facts(user, after, page).await?;
            let Some(last) = facts.last() else { break };
            after = Some(last.id);
            for fact in &facts {
                state.put_fact(fact, vector((VectorKind::Fact, fact.id.uuid())));
            }
        }
        let mut after = None;
        loop {
            let pieces = shelf::pieces(inner, user, PAGE, after).await?;
            let Some(last) = pieces.last() else { break };
            after = Some(last.piece.id);
            for piece in &pieces {
                state.put_piece(piece, vector((VectorKind::Chunk, piece.piece.id.uuid())));
            }
        }
        self.bytes.store(state.partition.bytes(), Ordering::Relaxed);
        inner.make_room();
        Ok(state)
    }

    async fn vectors(
        &self,
        inner: &Inner,
        user: UserId,
    ) -> Result<std::collections::HashMap<VectorPlace, Vec<f32>>, StoreError> {
        let mut all = std::collections::HashMap::new();
        let Some(embedder) = &inner.parts.embedder else { return Ok(all) };
        let mut after = None;
        loop {
            let some = inner.parts.store.vectors(user, embedder.id(), after, PAGE).await?;
            let Some(last) = some.last() else { return Ok(all) };
            after = Some(last.place);
            all.extend(some.into_iter().map(|vector| (vector.place, numbers(&vector))));
        }
    }

    /// Memory is on for this person.
    pub(super) fn on(&self) -> bool {
        !self.off.load(Ordering::Relaxed)
    }

    /// A search in it takes a while.
    pub(super) fn is_large(&self) -> bool {
        self.items.load(Ordering::Relaxed) > LARGE
    }

    pub(super) fn used(&self, turn: u64) {
        self.last_used.store(turn, Ordering::Relaxed);
    }

    pub(super) fn last_used(&self) -> u64 {
        self.last_used.load(Ordering::Relaxed)
    }

    /// About how much memory it takes, as of when that was looked at last.
    pub(super) fn bytes(&self) -> usize {
        self.bytes.load(Ordering::Relaxed)
    }

    pub(super) fn weigh(&self, state: &State) {
        self.bytes.store(state.partition.bytes(), Ordering::Relaxed);
    }
}

impl State {
    /// What has changed since this was asked last.
    fn changes(&mut self) -> Changes {
        let mut changes = Changes::default();
        while let Some(event) = self.events.next().now_or_never() {
            match event {
                Some(UserEvent::Message { message_id, status, .. }) if status != "streaming" => {
                    changes.answers.push(message_id);
                }
                Some(UserEvent::Message { .. }) => {}
                Some(UserEvent::Conversation { conversation_id, deleted: true }) => {
                    changes.gone.push(conversation_id.uuid());
                }
                // It may be private now, or not any more. What is shown is looked up in any case.
                Some(UserEvent::Conversation { .. }) => self.stale = true,
                Some(UserEvent::Memory { ids, .. }) if ids.is_empty() => changes.all = true,
                Some(UserEvent::Memory { ids, .. }) => changes.facts.extend(ids),
                Some(UserEvent::Document { document_id, status, .. }) => {
                    if status == "ready" || status == "deleted" {
                        changes.documents.insert(document_id);
                    }
                }
                Some(UserEvent::Import { status, .. }) => self.stale |= status != "running",
                Some(UserEvent::Resync {}) | None => changes.all = true,
            }
        }
        changes
    }

    async fn apply(&mut self, inner: &Inner, user: UserId, changes: Changes) -> Result<(), StoreError> {
        let store = &inner.parts.store;
        for group in &changes.gone {
            self.partition.remove_group(*group);
        }
        if !changes.answers.is_empty() {
            let answers = store.turns_by_id(user, &changes.answers).await?;
            let parents: Vec<MessageId> = answers.iter().filter_map(|turn| turn.parent).collect();
            let unknown: Vec<MessageId> =
                parents.into_iter().filter(|id| !self.partition.contains(ItemId::Turn(*id))).collect();
            let questions =
                if unknown.is_empty() { Vec::new() } else { store.turns_by_id(user, &unknown).await? };
            for turn in questions.iter().chain(&answers) {
                self.put_turn(turn, None);
            }
        }
        if !changes.facts.is_empty() {
            let ids: Vec<MemoryId> = changes.facts.into_iter().collect();
            let facts = store.memories_by_id(user, &ids).await?;
            self.partition.remove(ids.into_iter().map(ItemId::Fact));
            for fact in facts.iter().filter(|fact| shelf::counts(fact)) {
                self.put_fact(fact, None);
            }
        }
        for document in changes.documents {
            self.partition.remove_group(document.uuid());
            for piece in shelf::pieces_of(inner, user, document).await? {
                self.put_piece(&piece, None);
            }
        }
        Ok(())
    }

    fn put_turn(&mut self, turn: &Turn, vector: Option<&[f32]>) {
        self.put(
            &Item {
                id: ItemId::Turn(turn.id),
                group: turn.conversation.uuid(),
                position: i64::from(turn.position),
                at: turn.at,
                author: match turn.speaker {
                    Speaker::User => Author::User,
                    Speaker::Assistant => Author::Assistant,
                },
                text: &turn.content,
                extra: "",
                sources: &[],
                private: turn.private,
            },
            vector,
        );
    }

    fn put_fact(&mut self, fact: &Memory, vector: Option<&[f32]>) {
        let sources: Vec<MessageId> = fact.source_message_id.into_iter().collect();
        self.put(
            &Item {
                id: ItemId::Fact(fact.id),
                group: Uuid::nil(),
                position: 0,
                at: fact.valid_from.unwrap_or(fact.created_at),
                author: Author::User,
                text: &fact.text,
                extra: &fact.tags.join(" "),
                sources: &sources,
                private: fact.private,
            },
            vector,
        );
    }

    fn put_piece(&mut self, piece: &RecallPiece, vector: Option<&[f32]>) {
        self.put(
            &Item {
                id: ItemId::Chunk(piece.piece.id),
                group: piece.document.uuid(),
                position: i64::from(piece.piece.position),
                at: piece.created_at,
                author: Author::Document,
                text: &piece.piece.text,
                extra: &shelf::place(piece),
                sources: &[],
                private: piece.private,
            },
            vector,
        );
    }

    fn put(&mut self, item: &Item<'_>, vector: Option<&[f32]>) {
        let put = self.partition.upsert(item, vector).or_else(|_| self.partition.upsert(item, None));
        match put {
            Ok(()) if vector.is_none() && self.vectors => self.bare.push((item.id, item.private)),
            Ok(()) => {}
            Err(error) => tracing::warn!(%error, "something cannot be recalled"),
        }
    }

    /// Gives an item its vector, if it is still here.
    pub(super) fn set_vector(&mut self, id: ItemId, vector: &[f32]) {
        if let Err(error) = self.partition.set_vector(id, vector) {
            tracing::warn!(%error, "a vector does not fit");
        }
    }

    pub(super) fn contains(&self, id: ItemId) -> bool {
        self.partition.contains(id)
    }
}

fn numbers(vector: &Vector) -> Vec<f32> {
    vector.bytes.iter().map(|byte| f32::from(*byte) * vector.scale).collect()
}
