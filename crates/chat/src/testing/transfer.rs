//! What every [`ImportStore`] and [`ShareStore`] must hold.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use mami_ports::{ConversationId, Ids, ImportId, MessageId, TurnEnd, UserId};

use crate::{
    import::{
        Format, Import, ImportStatus, ImportStore, Imported, ImportedMessage, Inserted, NewImported,
        SkippedItem,
    },
    message::{Role, Status},
    sharing::{Kept, NewShare, Share, ShareStore},
};

struct Scene<S> {
    store: Arc<S>,
    ids: Ids,
    now: DateTime<Utc>,
}

/// Runs the battery. `ada` and `bob` are accounts without imports or links.
///
/// # Panics
/// When the store does not hold what it must.
#[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
pub async fn transfer_contract<S: ImportStore + ShareStore>(
    store: Arc<S>,
    ids: Ids,
    ada: UserId,
    bob: UserId,
) {
    let now = DateTime::from_timestamp(1_790_000_000, 123_456_000).unwrap();
    let scene = Scene { store, ids, now };
    one_import_at_a_time(&scene, ada, bob).await;
    conversations_come_once(&scene, ada, bob).await;
    abandoned(&scene, ada).await;
    old_ones_go(&scene, bob).await;
    shares(&scene, ada, bob).await;
    as_many_shares_as_may_be(&scene, bob).await;
}

impl<S: ImportStore + ShareStore> Scene<S> {
    fn import(&self) -> Import {
        Import {
            id: self.ids.next(),
            name: "conversations.json".into(),
            format: None,
            status: ImportStatus::Running,
            total: None,
            imported: 0,
            duplicates: 0,
            skipped: 0,
            report: Vec::new(),
            error: None,
            created_at: self.now,
            finished_at: None,
        }
    }

    #[expect(clippy::unwrap_used, reason = "a test")]
    async fn begin(&self, user: UserId) -> Import {
        let import = self.import();
        assert!(self.store.begin_import(user, import.clone(), 100).await.unwrap());
        import
    }

    #[expect(clippy::unwrap_used, reason = "a test")]
    async fn end(&self, user: UserId, mut import: Import) -> Import {
        (import.status, import.finished_at) = (ImportStatus::Done, Some(self.now));
        assert!(self.store.save_import(user, import.clone(), self.now).await.unwrap());
        import
    }

    /// A question with two answers, the first of which is shown.
    fn conversation(&self, user: UserId, import: ImportId, source: &str) -> NewImported {
        let message = |parent: Option<usize>, role, content: &str| ImportedMessage {
            parent,
            depth: u32::from(parent.is_some()),
            role,
            content: content.into(),
            status: Status::Complete,
            reasoning: None,
            reasoning_ms: None,
            provider: (role == Role::Assistant).then(|| "imported".into()),
            model: (role == Role::Assistant).then(|| "gpt".into()),
            finish_reason: (role == Role::Assistant).then_some(TurnEnd::Stop),
            usage: None,
            error: None,
            created_at: self.now,
        };
        let messages = vec![
            message(None, Role::User, "Hi"),
            message(Some(0), Role::Assistant, "Shown"),
            message(Some(0), Role::Assistant, "Beside"),
        ];
        NewImported {
            user,
            import,
            id: self.ids.next(),
            messages: messages.iter().map(|_| -> MessageId { self.ids.next() }).collect(),
            conversation: Imported {
                source: source.into(),
                title: "a title".into(),
                created_at: self.now,
                updated_at: self.now,
                pinned: true,
                archived: true,
                folder: "Home".into(),
                tags: vec!["a".into()],
                private: false,
                head: Some(1),
                messages,
            },
        }
    }

    #[expect(clippy::unwrap_used, reason = "a test")]
    async fn insert(&self, new: &NewImported) -> Inserted {
        self.store.insert_imported(Arc::new(new.clone())).await.unwrap()
    }

    fn share(&self, user: UserId, conversation: ConversationId, token: u8) -> NewShare {
        let share = Share {
            id: self.ids.next(),
            conversation_id: conversation,
            title: "a title".into(),
            created_at: self.now,
        };
        NewShare { user, share, token_hash: [token; 32], snapshot: "[]".into() }
    }
}

#[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
async fn one_import_at_a_time<S: ImportStore + ShareStore>(scene: &Scene<S>, ada: UserId, bob: UserId) {
    let store = &scene.store;
    assert_eq!(store.imports(ada, 10, None).await.unwrap(), []);
    let mut first = scene.begin(ada).await;
    assert!(!store.begin_import(ada, scene.import(), 100).await.unwrap());
    assert_eq!(store.running_import(ada).await.unwrap(), Some(first.id));
    assert_eq!(store.running_import(bob).await.unwrap(), None);
    let his = scene.begin(bob).await;

    first.format = Some(Format::OpenWebui);
    (first.total, first.imported, first.duplicates, first.skipped) = (Some(9), 3, 2, 1);
    first.report = vec![SkippedItem::new("what", "why")];
    assert!(store.save_import(ada, first.clone(), scene.now).await.unwrap());
    assert_eq!(store.import(ada, first.id).await.unwrap().unwrap(), first);
    assert!(!store.save_import(bob, first.clone(), scene.now).await.unwrap(), "it is not his");
    assert_eq!(store.import(bob, first.id).await.unwrap(), None);

    first.error = Some("enough".into());
    let first = scene.end(ada, first).await;
    assert!(!store.save_import(ada, first.clone(), scene.now).await.unwrap(), "it has ended");
    assert_eq!(store.running_import(ada).await.unwrap(), None);
    let second = scene.begin(ada).await;
    assert_eq!(store.imports(ada, 10, None).await.unwrap(), [second.clone(), first.clone()]);
    assert_eq!(store.imports(ada, 1, None).await.unwrap(), std::slice::from_ref(&second));
    assert_eq!(store.imports(ada, 10, Some(second.id)).await.unwrap(), [first]);
    scene.end(ada, second).await;
    scene.end(bob, his).await;

    // Many at the same moment: one of them.
    let begun: Vec<_> = (0..8).map(|_| (Arc::clone(store), scene.import())).collect();
    let begun = begun
        .into_iter()
        .map(|(store, import)| async move { store.begin_import(ada, import, 100).await.unwrap() });
    let begun = futures_util::future::join_all(begun).await;
    assert_eq!(begun.into_iter().filter(|begun| *begun).count(), 1);
    let running = store.running_import(ada).await.unwrap().unwrap();
    let running = store.import(ada, running).await.unwrap().unwrap();
    scene.end(ada, running).await;
}

#[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
async fn conversations_come_once<S: ImportStore + ShareStore>(scene: &Scene<S>, ada: UserId, bob: UserId) {
    let store = &scene.store;
    let import = scene.begin(ada).await;
    let new = scene.conversation(ada, import.id, "chatgpt:1");
    assert_eq!(scene.insert(&new).await, Inserted::New);
    let found = store.shareable(ada, new.id).await.unwrap().unwrap();
    let texts: Vec<_> = found.messages.iter().map(|message| message.content.as_str()).collect();
    assert_eq!((texts, found.title.as_str(), found.private), (vec!["Hi", "Shown"], "a title", false));

    assert_eq!(scene.insert(&scene.conversation(ada, import.id, "chatgpt:1")).await, Inserted::Duplicate);
    assert_eq!(scene.insert(&scene.conversation(ada, import.id, "claude:1")).await, Inserted::New);
    // What was exported from here is still here.
    let own = format!("mami:{}", new.id);
    assert_eq!(scene.insert(&scene.conversation(ada, import.id, &own)).await, Inserted::Duplicate);
    assert_eq!(scene.insert(&scene.conversation(ada, import.id, "mami:nonsense")).await, Inserted::New);

    // Someone else's are none of this person's business, and the other way round.
    assert_eq!(
        scene.insert(&scene.conversation(bob, import.id, "chatgpt:1")).await,
        Inserted::Stopped,
        "not his import"
    );
    let his = scene.begin(bob).await;
    assert_eq!(scene.insert(&scene.conversation(bob, his.id, "chatgpt:1")).await, Inserted::New);
    assert_eq!(
        scene.insert(&scene.conversation(bob, his.id, &own)).await,
        Inserted::New,
        "that id is not his"
    );
    scene.end(bob, his).await;

    scene.end(ada, import.clone()).await;
    let late = scene.conversation(ada, import.id, "chatgpt:2");
    assert_eq!(scene.insert(&late).await, Inserted::Stopped);
    assert!(!store.has_conversation(ada, late.id).await.unwrap());
}

#[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
async fn abandoned<S: ImportStore + ShareStore>(scene: &Scene<S>, ada: UserId) {
    let store = &scene.store;
    let import = scene.begin(ada).await;
    let later = scene.now + TimeDelta::seconds(60);
    let found = store.abandoned_imports(later).await.unwrap();
    assert_eq!(found, [(ada, import.clone())]);
    assert_eq!(store.abandoned_imports(scene.now).await.unwrap(), []);
    assert!(store.save_import(ada, import.clone(), later).await.unwrap());
    assert_eq!(store.abandoned_imports(later).await.unwrap(), []);
    scene.end(ada, import).await;
    assert_eq!(store.abandoned_imports(later + TimeDelta::days(1)).await.unwrap(), []);
}

#[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
async fn old_ones_go<S: ImportStore + ShareStore>(scene: &Scene<S>, bob: UserId) {
    for _ in 0..4 {
        let import = scene.import();
        assert!(scene.store.begin_import(bob, import.clone(), 3).await.unwrap());
        scene.end(bob, import).await;
    }
    assert_eq!(scene.store.imports(bob, 10, None).await.unwrap().len(), 3);
}

#[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
async fn shares<S: ImportStore + ShareStore>(scene: &Scene<S>, ada: UserId, bob: UserId) {
    let store = &scene.store;
    let import = scene.begin(ada).await;
    let open = scene.conversation(ada, import.id, "claude:open");
    let mut private = scene.conversation(ada, import.id, "claude:private");
    private.conversation.private = true;
    assert_eq!((scene.insert(&open).await, scene.insert(&private).await), (Inserted::New, Inserted::New));
    scene.end(ada, import).await;

    assert_eq!(store.shareable(bob, open.id).await.unwrap(), None);
    assert!(store.shareable(ada, private.id).await.unwrap().unwrap().private);
    let keep = async |share: &NewShare| store.insert_share(share.clone(), 50).await.unwrap();
    assert_eq!(keep(&scene.share(ada, private.id, 1)).await, Kept::Private);
    assert_eq!(keep(&scene.share(bob, open.id, 1)).await, Kept::NotFound);
    assert_eq!(keep(&scene.share(ada, scene.ids.next(), 1)).await, Kept::NotFound);
    let (first, second) = (scene.share(ada, open.id, 1), scene.share(ada, open.id, 2));
    assert_eq!((keep(&first).await, keep(&second).await), (Kept::Yes, Kept::Yes));

    let shown = Some(("a title".to_owned(), scene.now, "[]".to_owned()));
    assert_eq!(store.shared(&[1; 32]).await.unwrap(), shown);
    assert_eq!(store.shared(&[3; 32]).await.unwrap(), None);
    let all = [second.share.clone(), first.share.clone()];
    assert_eq!(store.shares(ada, None).await.unwrap(), all);
    assert_eq!(store.shares(ada, Some(open.id)).await.unwrap(), all);
    assert_eq!(store.shares(ada, Some(private.id)).await.unwrap(), []);
    assert_eq!(store.shares(bob, Some(open.id)).await.unwrap(), []);
    assert!(store.has_conversation(ada, open.id).await.unwrap());
    assert!(!store.has_conversation(bob, open.id).await.unwrap());

    assert_eq!(store.remove_share(bob, first.share.id).await.unwrap(), None);
    assert_eq!(store.remove_share(ada, scene.ids.next()).await.unwrap(), None);
    assert_eq!(store.remove_share(ada, first.share.id).await.unwrap(), Some(first.share.clone()));
    assert_eq!(store.remove_share(ada, first.share.id).await.unwrap(), None);
    assert_eq!(store.shared(&[1; 32]).await.unwrap(), None);
    assert_eq!(store.shared(&[2; 32]).await.unwrap(), shown);
}

#[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
async fn as_many_shares_as_may_be<S: ImportStore + ShareStore>(scene: &Scene<S>, bob: UserId) {
    let store = &scene.store;
    let import = scene.begin(bob).await;
    let new = scene.conversation(bob, import.id, "claude:many");
    assert_eq!(scene.insert(&new).await, Inserted::New);
    scene.end(bob, import).await;
    // However many ask at the same moment.
    let asked = (100..110).map(|token| store.insert_share(scene.share(bob, new.id, token), 4));
    let kept = futures_util::future::join_all(asked).await;
    let count = |what: Kept| kept.iter().filter(|one| **one == Ok(what)).count();
    assert_eq!((count(Kept::Yes), count(Kept::TooMany)), (4, 6));
    let first = store.shares(bob, None).await.unwrap().into_iter().next().unwrap();
    store.remove_share(bob, first.id).await.unwrap().unwrap();
    assert_eq!(store.insert_share(scene.share(bob, new.id, 120), 4).await.unwrap(), Kept::Yes);
}
