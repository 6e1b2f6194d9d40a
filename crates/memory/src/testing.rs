//! What every [`MemoryStore`] and every document store must hold, in code.

mod documents;

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use mami_ports::{ConversationId, Ids, MemoryId, MessageId, UserId};

use crate::{
    memory::{By, Change, Kind, MemoryStatus, Origin},
    store::{
        Added, Cursor, Doing, Edit, Edited, Filter, MemoryStore, NewMemory, Speaker, Vector, VectorKind,
    },
};

pub use documents::document_contract;

/// What a test says in a conversation: a message and the answer to it, both finished.
#[derive(Debug, Clone, Copy)]
pub struct Said {
    /// Where.
    pub conversation: ConversationId,
    /// The person's message.
    pub message: MessageId,
    /// The answer.
    pub answer: MessageId,
}

struct Scene {
    store: Arc<dyn MemoryStore>,
    ids: Ids,
    now: DateTime<Utc>,
    ada: UserId,
    bob: UserId,
}

const MOST: u32 = 100;
const KEY: [u8; 32] = [7; 32];

/// Runs the battery over a store without memories. `ada` and `bob` are accounts that exist there; `said` is hers, in a
/// conversation that is not private.
///
/// # Panics
/// When the store does not hold what it must.
#[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
pub async fn store_contract(store: Arc<dyn MemoryStore>, ids: Ids, ada: UserId, bob: UserId, said: Said) {
    let now = DateTime::from_timestamp(1_790_000_000, 123_456_000).unwrap();
    let scene = Scene { store, ids, now, ada, bob };
    the_same_fact_is_there_once(&scene, said).await;
    no_more_than_allowed(&scene).await;
    what_takes_a_place(&scene).await;
    what_is_someone_elses(&scene).await;
    lists(&scene).await;
    what_was_deleted_stays_away(&scene, said).await;
    what_recall_reads(&scene, said).await;
    vectors(&scene, said).await;
}

impl Scene {
    fn fact(&self, text: &str) -> NewMemory {
        NewMemory {
            id: self.ids.next(),
            text: text.into(),
            kind: Kind::Fact,
            origin: Origin::Added,
            status: MemoryStatus::Active,
            tags: vec!["Ünlü".into()],
            pinned: false,
            confidence: 0.5,
            source: None,
            valid_from: Some(self.now),
            valid_to: None,
            replaces: None,
            by: By::Person,
        }
    }

    #[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
    async fn add(&self, user: UserId, new: NewMemory) -> Added {
        self.store.add(user, new, MOST, self.now).await.unwrap()
    }

    #[expect(clippy::panic, reason = "a test: a panic is its way to fail")]
    async fn kept(&self, user: UserId, new: NewMemory) -> MemoryId {
        match self.add(user, new).await {
            Added::New(memory) => memory.id,
            other => panic!("{other:?}"),
        }
    }

    fn doing(&self) -> Doing {
        Doing { by: By::Person, message: None, now: self.now }
    }

    #[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
    async fn changes(&self, id: MemoryId) -> Vec<Change> {
        let mut found = self.store.histories(self.ada, &[id]).await.unwrap();
        found.pop().map(|(_, all)| all.iter().map(|one| one.change).collect()).unwrap_or_default()
    }

    #[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
    async fn clear(&self) {
        for user in [self.ada, self.bob] {
            self.store.delete_memories(user, None, KEY, self.now).await.unwrap();
            assert_eq!(self.store.count_memories(user).await.unwrap(), (0, 0));
        }
    }
}

#[expect(clippy::unwrap_used, clippy::panic, reason = "a test: a panic is its way to fail")]
async fn the_same_fact_is_there_once(scene: &Scene, said: Said) {
    let (store, ada) = (&scene.store, scene.ada);
    // case_046: what goes in comes out, byte for byte.
    let hard = "tab\tquote\" 'single' \\ \u{202e}rtl 👩‍👩‍👧 e\u{301} \r\n$1 ?1 %";
    let source = Some((said.message, said.conversation));
    let pending = NewMemory { status: MemoryStatus::Pending, source, ..scene.fact(hard) };
    let Added::New(memory) = scene.add(ada, pending).await else { panic!("it is new") };
    assert_eq!(store.memory(ada, memory.id).await.unwrap(), Some(memory.clone()));
    assert_eq!((&*memory.text, memory.source_message_id), (hard, Some(said.message)));
    let Added::Touched(known) = scene.add(ada, scene.fact(&hard.to_uppercase())).await else {
        panic!("it is there")
    };
    assert_eq!((known.id, known.status, &*known.text), (memory.id, MemoryStatus::Active, hard));
    assert_eq!(scene.changes(memory.id).await, [Change::Created, Change::Approved]);
    let doing = Doing { message: Some(said.message), ..scene.doing() };
    store.touch(ada, vec![memory.id], doing).await.unwrap();
    store.count_use(ada, vec![memory.id], scene.now).await.unwrap();
    let used = store.memory(ada, memory.id).await.unwrap().unwrap();
    assert_eq!((used.use_count, used.last_used_at), (1, Some(scene.now)));
    let lost = NewMemory { source: Some((scene.ids.next(), said.conversation)), ..scene.fact("lost") };
    assert_eq!(scene.add(ada, lost).await, Added::SourceGone);
    let all = (0..6).map(|_| scene.add(ada, scene.fact("at once")));
    let all = futures_util::future::join_all(all).await;
    assert_eq!(all.iter().filter(|added| matches!(added, Added::New(_))).count(), 1, "{all:?}");
    scene.clear().await;
}

#[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
async fn no_more_than_allowed(scene: &Scene) {
    let all = (0..8).map(|n| scene.store.add(scene.ada, scene.fact(&format!("fact {n}")), 3, scene.now));
    let all = futures_util::future::join_all(all).await;
    let new = all.iter().filter(|added| matches!(added, Ok(Added::New(_)))).count();
    assert_eq!((new, scene.store.count_memories(scene.ada).await.unwrap()), (3, (3, 0)), "{all:?}");
    scene.clear().await;
}

#[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
async fn what_takes_a_place(scene: &Scene) {
    let (store, ada) = (&scene.store, scene.ada);
    let old = scene.kept(ada, scene.fact("I live in Paris")).await;
    let waits =
        NewMemory { replaces: Some(old), status: MemoryStatus::Pending, ..scene.fact("I live in Berlin") };
    let new = scene.kept(ada, waits).await;
    assert_eq!(store.memory(ada, old).await.unwrap().unwrap().invalid_at, None, "not yet");
    assert!(matches!(store.approve(ada, new, None, scene.doing()).await.unwrap(), Edited::Done(_)));
    assert_eq!(store.approve(ada, new, None, scene.doing()).await.unwrap(), Edited::NotPending);
    let gone = store.memory(ada, old).await.unwrap().unwrap();
    assert_eq!((gone.invalid_at, gone.superseded_by), (Some(scene.now), Some(new)));
    assert_eq!(scene.changes(old).await, [Change::Created, Change::Superseded]);
    assert_eq!(scene.changes(new).await, [Change::Created, Change::Approved, Change::Superseded]);
    let text = Edit { text: Some("i live in berlin!".into()), ..Edit::default() };
    let other = scene.kept(ada, scene.fact("I lived in Rome")).await;
    assert_eq!(store.edit(ada, other, text, scene.doing()).await.unwrap(), Edited::SameAs(new));
    assert!(matches!(store.restore(ada, old, scene.doing()).await.unwrap(), Edited::Done(_)));
    assert_eq!(store.facts(ada, None, 10).await.unwrap().len(), 3);
    scene.clear().await;
}

#[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
async fn what_is_someone_elses(scene: &Scene) {
    let (store, bob) = (&scene.store, scene.bob);
    let hers = scene.kept(scene.ada, scene.fact("hers")).await;
    let edit = Edit { pinned: Some(true), ..Edit::default() };
    assert_eq!(store.memory(bob, hers).await.unwrap(), None);
    assert_eq!(store.edit(bob, hers, edit, scene.doing()).await.unwrap(), Edited::NotFound);
    assert_eq!(store.approve(bob, hers, None, scene.doing()).await.unwrap(), Edited::NotFound);
    assert_eq!(store.delete(bob, hers, false, KEY, scene.now).await.unwrap(), None);
    assert_eq!(store.histories(bob, &[hers]).await.unwrap(), []);
    store.count_use(bob, vec![hers], scene.now).await.unwrap();
    store.touch(bob, vec![hers], scene.doing()).await.unwrap();
    assert_eq!(store.memory(scene.ada, hers).await.unwrap().unwrap().use_count, 0);
    assert_eq!(scene.changes(hers).await, [Change::Created]);
    assert!(matches!(scene.add(bob, scene.fact("hers")).await, Added::New(_)));
    scene.clear().await;
}

#[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
async fn lists(scene: &Scene) {
    let (store, ada) = (&scene.store, scene.ada);
    let mut expected = Vec::new();
    for n in 0..7_i64 {
        let new = NewMemory { pinned: n % 3 == 0, ..scene.fact(&format!("fact 10{n}%")) };
        let (pinned, id) = (new.pinned, new.id);
        store.add(ada, new, MOST, scene.now + TimeDelta::seconds(n / 2)).await.unwrap();
        expected.push((!pinned, std::cmp::Reverse((n / 2, id)), id));
    }
    expected.sort();
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = store.memories(ada, &Filter::default(), 2, after).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(Cursor::of(last));
        seen.extend(page.iter().map(|memory| memory.id));
    }
    assert_eq!(seen, expected.iter().map(|(_, _, id)| *id).collect::<Vec<_>>());
    let count = async |filter: Filter| store.memories(ada, &filter, 50, None).await.unwrap().len();
    let text = |text: &str| Filter { text: Some(text.into()), ..Filter::default() };
    assert_eq!(
        (count(text("FACT 10")).await, count(text("1_0")).await, count(text("103%")).await),
        (7, 0, 1)
    );
    let tag = |tag: &str| Filter { tag: Some(tag.into()), ..Filter::default() };
    assert_eq!((count(tag("UNLU")).await, count(tag("unl")).await), (7, 0));
    assert_eq!(store.pinned(ada, 2).await.unwrap().len(), 2);
    scene.clear().await;
}

#[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
async fn what_was_deleted_stays_away(scene: &Scene, said: Said) {
    let (store, ada) = (&scene.store, scene.ada);
    let source = Some((said.message, said.conversation));
    let id = scene.kept(ada, NewMemory { source, ..scene.fact("I have a dog") }).await;
    let edit = Edit { text: Some("I have a big dog".into()), ..Edit::default() };
    store.edit(ada, id, edit, scene.doing()).await.unwrap();
    assert_eq!(store.delete(ada, id, true, KEY, scene.now).await.unwrap(), None, "it does not wait");
    let deleted = store.delete(ada, id, false, KEY, scene.now).await.unwrap().unwrap();
    assert_eq!((&*deleted.memory.text, deleted.sources), ("I have a big dog", vec![said.message]));
    let asked = [
        (said.message, "i have a DOG".to_owned()),
        (said.message, "I have a big dog.".to_owned()),
        (said.message, "I have a cat".to_owned()),
        (said.answer, "I have a dog".to_owned()),
    ];
    assert_eq!(store.tombstoned(ada, &asked).await.unwrap(), [true, true, false, false]);
    assert_eq!(store.tombstoned(scene.bob, &asked).await.unwrap(), [false; 4]);
    store.choose(ada, Some(false), None, scene.now).await.unwrap();
    let choices = store.choose(ada, None, Some(true), scene.now).await.unwrap();
    assert_eq!((choices.enabled, choices.review), (false, Some(true)));
    assert_eq!(store.choices(ada).await.unwrap(), choices);
    assert!(store.choices(scene.bob).await.unwrap().enabled);
    assert_eq!(store.tombstoned(ada, &asked).await.unwrap(), [true, true, false, false], "the key stays");
    let id = scene.kept(ada, NewMemory { source, ..scene.fact("I have a dog") }).await;
    assert_eq!(store.delete_memories(ada, Some(scene.ids.next()), KEY, scene.now).await.unwrap(), 0);
    assert_eq!(store.delete_memories(ada, Some(said.conversation), KEY, scene.now).await.unwrap(), 1);
    assert_eq!(store.memory(ada, id).await.unwrap(), None);
    scene.clear().await;
}

#[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
async fn what_recall_reads(scene: &Scene, said: Said) {
    let (store, ada) = (&scene.store, scene.ada);
    let turns = store.turns(ada, None, 10).await.unwrap();
    let who: Vec<_> = turns.iter().map(|turn| (turn.id, turn.speaker, turn.position)).collect();
    assert_eq!(who, [(said.message, Speaker::User, 0), (said.answer, Speaker::Assistant, 1)]);
    assert_eq!(store.turns(ada, Some(said.message), 10).await.unwrap(), turns.get(1..).unwrap());
    assert_eq!(store.turns_by_id(ada, &[said.answer, said.message]).await.unwrap(), turns);
    assert_eq!(store.turns(scene.bob, None, 10).await.unwrap(), []);
    assert_eq!(store.turns_by_id(scene.bob, &[said.answer]).await.unwrap(), []);
    assert_eq!(store.mute(scene.bob, vec![said.message], scene.now).await.unwrap(), 0);
    assert_eq!(store.mute(ada, vec![said.message], scene.now).await.unwrap(), 1);
    assert_eq!(store.turns(ada, None, 10).await.unwrap(), turns.get(1..).unwrap());
    store.unmute(scene.bob, vec![said.message]).await.unwrap();
    store.unmute(ada, vec![said.message]).await.unwrap();
    assert_eq!(store.turns(ada, None, 10).await.unwrap(), turns);
}

#[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
async fn vectors(scene: &Scene, said: Said) {
    let (store, ada) = (&scene.store, scene.ada);
    let fact = scene.kept(ada, scene.fact("a fact")).await;
    let vector = |kind, item, byte| Vector { place: (kind, item), bytes: vec![byte, -128, 127], scale: 0.25 };
    let mine =
        vec![vector(VectorKind::Fact, fact.uuid(), 1), vector(VectorKind::Turn, said.message.uuid(), 2)];
    store.put_vectors(ada, "m", mine.clone()).await.unwrap();
    store.put_vectors(scene.bob, "m", mine.clone()).await.unwrap();
    store
        .put_vectors(ada, "m", vec![vector(VectorKind::Turn, scene.ids.next::<u8>().uuid(), 3)])
        .await
        .unwrap();
    assert_eq!(store.vectors(ada, "m", None, 10).await.unwrap(), mine, "neither others' nor what is gone");
    assert_eq!(store.vectors(scene.bob, "m", None, 10).await.unwrap(), []);
    assert_eq!(store.vectors(ada, "other", None, 10).await.unwrap(), []);
    let behind = mine.first().map(|first| first.place);
    assert_eq!(store.vectors(ada, "m", behind, 10).await.unwrap(), mine.get(1..).unwrap());
    let newer = vector(VectorKind::Turn, said.message.uuid(), 9);
    store.put_vectors(ada, "m", vec![newer.clone()]).await.unwrap();
    let edit = Edit { text: Some("another fact".into()), ..Edit::default() };
    store.edit(ada, fact, edit, scene.doing()).await.unwrap();
    assert_eq!(
        store.vectors(ada, "m", None, 10).await.unwrap(),
        std::slice::from_ref(&newer),
        "its text is another one"
    );
    store.delete_vectors(scene.bob, vec![newer.place]).await.unwrap();
    assert_eq!(store.vectors(ada, "m", None, 10).await.unwrap().len(), 1);
    store.delete_vectors(ada, vec![newer.place]).await.unwrap();
    assert_eq!(store.vectors(ada, "m", None, 10).await.unwrap(), []);
    scene.clear().await;
}
