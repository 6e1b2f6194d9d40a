//! Conversations.

use chrono::TimeDelta;
use mami_ports::{ConversationId, Id, UserId};

use super::Scene;
use crate::conversations::{
    BulkAction, Conversation, ConversationChange, ConversationFilter, Cursor, Labelled, MAX_TAGS,
    store::{BulkChange, Changed, Deletion},
};

const ALL: ConversationFilter =
    ConversationFilter { archived: None, pinned: None, folder: None, tag: None, title: None };

impl Scene {
    /// All that a filter lets through, page by page.
    #[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
    async fn list(&self, user: UserId, filter: &ConversationFilter) -> Vec<Conversation> {
        let mut listed = Vec::new();
        let mut after = None;
        loop {
            let page = self.store.conversations(user, filter, 2, after).await.unwrap();
            assert!(page.len() <= 2);
            let Some(last) = page.last() else { return listed };
            after = Some(Cursor { updated_at: last.updated_at, id: last.id });
            listed.extend(page);
        }
    }

    #[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
    async fn made(&self, user: UserId, conversation: Conversation) -> Conversation {
        self.store.insert_conversation(user, conversation.clone()).await.unwrap();
        conversation
    }

    fn empty(&self) -> Conversation {
        Conversation::new(self.ids.next(), self.now)
    }

    #[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
    async fn clear(&self, user: UserId) {
        for conversation in self.list(user, &ALL).await {
            self.store.delete(user, conversation.id).await.unwrap();
        }
    }
}

#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test: a panic is its way to fail")]
pub(super) async fn conversations(scene: &Scene, ada: UserId, bob: UserId) {
    let store = &scene.store;
    // All at one time: the id decides, and no page may lose or repeat one.
    let mut made = Vec::new();
    for n in 0..5 {
        let conversation = Conversation {
            title: format!("{n} عنوان 🙂"),
            persona_id: (n == 1).then(|| scene.ids.next()),
            pinned: n == 2,
            archived: n == 3,
            folder: "Größe \"1\"".repeat(usize::from(n == 1)),
            tags: (0..n).map(|tag| format!("{tag}, \"\\ ß")).collect(),
            private: n == 4,
            updated_at: scene.now + TimeDelta::seconds(n / 2),
            ..scene.empty()
        };
        made.push(scene.made(ada, conversation).await);
    }
    made.sort_by_key(|conversation| std::cmp::Reverse((conversation.updated_at, conversation.id)));
    assert_eq!(scene.list(ada, &ALL).await, made);
    assert!(store.conversations(bob, &ALL, 50, None).await.unwrap().is_empty());

    let id = made[0].id;
    assert_eq!(store.conversation(ada, id).await.unwrap().as_ref(), Some(&made[0]));
    assert_eq!(store.conversation(bob, id).await.unwrap(), None);
    assert_eq!(store.messages(ada, id).await.unwrap(), Some(Vec::new()));
    assert_eq!(store.messages(bob, id).await.unwrap(), None);
    assert_eq!(store.delete(bob, id).await.unwrap(), Deletion::NotFound);
    for conversation in made {
        assert_eq!(store.delete(ada, conversation.id).await.unwrap(), Deletion::Deleted { running: None });
        assert_eq!(store.delete(ada, conversation.id).await.unwrap(), Deletion::NotFound);
    }
    assert_eq!(store.messages(ada, id).await.unwrap(), None);
}

#[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
pub(super) async fn changes(scene: &Scene, ada: UserId, bob: UserId) {
    let store = &scene.store;
    let turn = scene.opening(ada, "first");
    let id = turn.conversation;
    scene.begin(&turn).await;
    let read = async || store.conversation(ada, id).await.unwrap().unwrap();
    let change = async |user, change| store.change_conversation(user, id, change).await.unwrap();
    let none = ConversationChange::default();
    let before = read().await;

    let all = ConversationChange {
        title: Some("renamed".into()),
        persona_id: Some(Some(scene.ids.next())),
        pinned: Some(true),
        archived: Some(true),
        folder: Some("in".into()),
        tags: Some(vec!["a".into(), "b".into()]),
        private: None,
        head_message_id: Some(turn.user_message),
    };
    assert_eq!(change(bob, all.clone()).await, Changed::NotFound);
    assert_eq!(read().await, before);
    assert_eq!(change(ada, all.clone()).await, Changed::Done);
    let after = Conversation {
        title: "renamed".into(),
        persona_id: all.persona_id.flatten(),
        pinned: true,
        archived: true,
        folder: "in".into(),
        tags: vec!["a".into(), "b".into()],
        head_message_id: Some(turn.user_message),
        ..before
    };
    assert_eq!(read().await, after, "and `updated_at` stays");
    assert_eq!(change(ada, none.clone()).await, Changed::Done);
    let no_persona = ConversationChange { persona_id: Some(None), ..none.clone() };
    assert_eq!(change(ada, no_persona).await, Changed::Done);
    assert_eq!(read().await, Conversation { persona_id: None, ..after });

    // What is refused changes nothing at all.
    let before = read().await;
    let private = |private| ConversationChange {
        private: Some(private),
        title: Some("not this".into()),
        ..ConversationChange::default()
    };
    assert_eq!(change(ada, private(true)).await, Changed::Running);
    let elsewhere = scene.opening(ada, "elsewhere");
    scene.begin(&elsewhere).await;
    let theirs = scene.opening(bob, "theirs");
    scene.begin(&theirs).await;
    for head in [elsewhere.message, theirs.message, scene.ids.next()] {
        let moved = ConversationChange { head_message_id: Some(head), ..private(false) };
        assert_eq!(change(ada, moved).await, Changed::NoSuchMessage);
    }
    assert_eq!(read().await, before);

    scene.finish(turn.message, "done").await;
    let public = ConversationChange { private: Some(false), ..none.clone() };
    assert_eq!(change(ada, public.clone()).await, Changed::Done, "it was never private");
    let only = ConversationChange { private: Some(true), ..none };
    assert_eq!(change(ada, only.clone()).await, Changed::Done);
    assert_eq!(change(ada, only).await, Changed::Done);
    assert_eq!(change(ada, public).await, Changed::StaysPrivate);
    let before = Conversation { private: true, running_message_id: None, ..before };
    assert_eq!(read().await, before);
    scene.clear(ada).await;
    scene.clear(bob).await;
    assert_eq!(change(ada, private(true)).await, Changed::NotFound);
}

#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test: a panic is its way to fail")]
pub(super) async fn several_at_once(scene: &Scene, ada: UserId, bob: UserId) {
    let store = &scene.store;
    let mut made = Vec::new();
    for n in 0..4 {
        let tags = match n {
            0 => vec!["Old".to_owned()],
            1 => (0..MAX_TAGS).map(|tag| tag.to_string()).collect(),
            _ => Vec::new(),
        };
        let conversation = Conversation { pinned: n == 0, tags, ..scene.empty() };
        made.push(scene.made(ada, conversation).await.id);
    }
    let his = scene.made(bob, scene.empty()).await;
    let ids: Vec<ConversationId> = made.iter().copied().chain([his.id, scene.ids.next()]).rev().collect();
    let act = async |action| store.change_conversations(ada, ids.clone(), action).await.unwrap();
    let changed =
        |some: &[usize]| BulkChange { changed: some.iter().map(|&n| made[n]).collect(), running: Vec::new() };
    assert_eq!(act(BulkAction::Pin(true)).await, changed(&[1, 2, 3]));
    assert_eq!(act(BulkAction::Pin(true)).await, changed(&[]));
    assert_eq!(act(BulkAction::Archive(true)).await, changed(&[0, 1, 2, 3]));
    assert_eq!(act(BulkAction::Move("in".into())).await, changed(&[0, 1, 2, 3]));
    assert_eq!(act(BulkAction::Tag("old".into())).await, changed(&[2, 3]), "there already; no room");
    assert_eq!(act(BulkAction::Untag("OLD".into())).await, changed(&[0, 2, 3]));
    let listed = scene.list(ada, &ALL).await;
    assert_eq!(listed.len(), 4);
    for one in listed {
        assert!(one.pinned && one.archived && one.updated_at == scene.now, "{one:?}");
        assert_eq!((one.folder.as_str(), one.tags.is_empty()), ("in", one.id != made[1]));
    }
    assert_eq!(scene.list(bob, &ALL).await, std::slice::from_ref(&his), "nobody else's");

    let turn = scene.behind(ada, made[2], None, true);
    scene.begin(&turn).await;
    let deleted = act(BulkAction::Delete).await;
    assert_eq!(deleted, BulkChange { running: vec![turn.message], ..changed(&[0, 1, 2, 3]) });
    assert_eq!(act(BulkAction::Delete).await, changed(&[]));
    assert_eq!(store.message(ada, turn.message).await.unwrap(), None);
    assert_eq!(scene.list(bob, &ALL).await, [his]);
    scene.clear(bob).await;
}

#[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
pub(super) async fn filters(scene: &Scene, ada: UserId) {
    let mut made = Vec::new();
    for n in 0..6 {
        let conversation = Conversation {
            title: format!("{} {n}", if n % 2 == 0 { "Größe" } else { "Ширина" }),
            pinned: n % 3 == 0,
            archived: n >= 4,
            folder: if n < 2 { "Arbeit" } else { "" }.into(),
            tags: if n % 2 == 0 { vec!["Ж".to_owned(), "x".to_owned()] } else { Vec::new() },
            ..scene.empty()
        };
        made.push(scene.made(ada, conversation).await);
    }
    let found = async |filter: ConversationFilter| -> Vec<usize> {
        let listed: Vec<Id<_>> = scene.list(ada, &filter).await.iter().map(|one| one.id).collect();
        let mut found: Vec<usize> =
            listed.iter().filter_map(|id| made.iter().position(|one| one.id == *id)).collect();
        assert_eq!(found.len(), listed.len());
        found.reverse();
        assert!(found.is_sorted(), "newest first");
        found
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(found(ALL).await, [0, 1, 2, 3, 4, 5]);
    assert_eq!(found(ConversationFilter { archived: Some(false), ..ALL }).await, [0, 1, 2, 3]);
    assert_eq!(found(ConversationFilter { archived: Some(true), ..ALL }).await, [4, 5]);
    assert_eq!(found(ConversationFilter { pinned: Some(true), ..ALL }).await, [0, 3]);
    assert_eq!(found(ConversationFilter { pinned: Some(false), ..ALL }).await, [1, 2, 4, 5]);
    assert_eq!(found(ConversationFilter { folder: some("ARBEIT"), ..ALL }).await, [0, 1]);
    assert_eq!(found(ConversationFilter { folder: some(""), ..ALL }).await, [2, 3, 4, 5]);
    assert_eq!(found(ConversationFilter { tag: some("ж"), ..ALL }).await, [0, 2, 4]);
    assert_eq!(found(ConversationFilter { title: some("ШИРИ"), ..ALL }).await, [1, 3, 5]);
    let title = ConversationFilter { title: some("grösse"), ..ALL };
    assert_eq!(found(title.clone()).await, [0, 2, 4]);
    let both = ConversationFilter { archived: Some(false), tag: some("X"), pinned: Some(false), ..title };
    assert_eq!(found(both).await, [2]);
    assert!(found(ConversationFilter { title: some("%"), ..ALL }).await.is_empty(), "no pattern");

    let labelled = scene.store.labelled(ada).await.unwrap();
    let of =
        |folder: &str| labelled.iter().filter(|one| one.folder == folder && !one.tags.is_empty()).count();
    assert_eq!((of("Arbeit"), of("")), (1, 2));
    let archived = Labelled { folder: String::new(), tags: vec!["Ж".into(), "x".into()], archived: true };
    assert_eq!(labelled.iter().filter(|one| **one == archived).count(), 1);
    scene.clear(ada).await;
}
