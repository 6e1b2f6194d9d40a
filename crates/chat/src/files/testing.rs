//! What every [`FileStore`] must hold, in code.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use mami_ports::{FileId, Ids, MessageId, UserId};

use super::{
    File, FileKind, MAX_ATTACHMENTS,
    store::{FileDeletion, FileStore, Kept},
};

/// Runs the battery over a store without files. `ada` and `bob` are accounts that exist there; the messages are hers, and without
/// files.
///
/// # Panics
/// When the store does not hold what it must.
pub async fn file_contract(
    store: Arc<dyn FileStore>,
    ids: Ids,
    ada: UserId,
    bob: UserId,
    messages: [MessageId; 3],
) {
    let scene =
        Scene { store, ids, now: DateTime::from_timestamp(1_790_000_000, 123_456_000).unwrap_or_default() };
    kept_as_they_came(&scene, ada, bob).await;
    within_the_limit(&scene, bob).await;
    attached(&scene, ada, bob, messages).await;
    deleted(&scene, ada, bob).await;
    swept(&scene, ada, messages).await;
}

struct Scene {
    store: Arc<dyn FileStore>,
    ids: Ids,
    now: DateTime<Utc>,
}

impl Scene {
    fn file(&self, name: &str, size: u32) -> File {
        File {
            id: self.ids.next(),
            name: name.to_owned(),
            mime: "text/plain".to_owned(),
            kind: FileKind::Text,
            size,
            width: None,
            height: None,
            created_at: self.now,
        }
    }

    #[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
    async fn add(&self, user: UserId, file: &File) {
        let content = vec![7; usize::try_from(file.size).unwrap()];
        let kept = self.store.insert_file(user, file.clone(), content, u64::MAX).await.unwrap();
        assert_eq!(kept, Kept::Kept);
    }

    async fn added(&self, user: UserId, name: &str) -> FileId {
        let file = self.file(name, 1);
        self.add(user, &file).await;
        file.id
    }
}

#[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
async fn kept_as_they_came(scene: &Scene, ada: UserId, bob: UserId) {
    let store = &scene.store;
    let text = File { name: "ß 🐝 ' \" \\ %".to_owned(), ..scene.file("", 5) };
    let picture = File {
        kind: FileKind::Image,
        mime: "image/png".to_owned(),
        width: Some(2048),
        height: Some(1),
        ..scene.file("b.png", 3)
    };
    let bytes = vec![0, 255, 0];
    assert_eq!(store.insert_file(ada, text.clone(), b"hello".to_vec(), 5).await.unwrap(), Kept::Kept);
    assert_eq!(store.insert_file(ada, picture.clone(), bytes.clone(), 8).await.unwrap(), Kept::Kept);
    assert_eq!(store.file(ada, text.id).await.unwrap().as_ref(), Some(&text));
    assert_eq!(store.file(ada, picture.id).await.unwrap().as_ref(), Some(&picture));

    // In the order in which they are asked for; what is not there, or not theirs, is left out.
    let all = [picture.id, scene.ids.next(), text.id];
    let expected = vec![(picture.clone(), bytes), (text.clone(), b"hello".to_vec())];
    assert_eq!(store.contents(ada, &all).await.unwrap(), expected);
    assert_eq!(store.contents(ada, &[]).await.unwrap(), []);
    assert_eq!(store.contents(bob, &all).await.unwrap(), []);
    assert_eq!(store.file(bob, text.id).await.unwrap(), None);

    assert_eq!(store.files(ada, 1, None).await.unwrap(), std::slice::from_ref(&text));
    assert_eq!(store.files(ada, 5, Some(text.id)).await.unwrap(), std::slice::from_ref(&picture));
    assert_eq!(store.files(ada, 5, Some(picture.id)).await.unwrap(), []);
    assert_eq!(store.files(bob, 5, None).await.unwrap(), []);
    let nobody = scene.ids.next();
    let refused = store.insert_file(nobody, scene.file("x", 1), vec![1], u64::MAX).await.unwrap();
    assert_eq!(refused, Kept::NoSuchUser);
    for id in [text.id, picture.id] {
        assert_eq!(store.delete_file(ada, id).await.unwrap(), FileDeletion::Deleted);
    }
}

#[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
async fn within_the_limit(scene: &Scene, bob: UserId) {
    let store = &scene.store;
    let insert = |size: u32, limit| {
        let content = vec![1; usize::try_from(size).unwrap()];
        store.insert_file(bob, scene.file("x", size), content, limit)
    };
    assert_eq!(insert(101, 100).await.unwrap(), Kept::Full);
    assert_eq!(insert(60, 100).await.unwrap(), Kept::Kept);
    assert_eq!(insert(41, 100).await.unwrap(), Kept::Full);
    assert_eq!(insert(40, 100).await.unwrap(), Kept::Kept);
    assert_eq!(insert(1, 100).await.unwrap(), Kept::Full);
    let kept = store.files(bob, 10, None).await.unwrap();
    assert_eq!(
        kept.iter().map(|file| file.size).collect::<Vec<_>>(),
        [60, 40],
        "what was refused is not there"
    );

    // What is gone makes room. At once, they fit no better than one after the other.
    for file in kept {
        store.delete_file(bob, file.id).await.unwrap();
    }
    let all = futures_util::future::join_all((0..10).map(|_| insert(30, 100))).await;
    let kept = all.into_iter().filter(|outcome| *outcome.as_ref().unwrap() == Kept::Kept).count();
    assert_eq!((kept, store.files(bob, 20, None).await.unwrap().len()), (3, 3));
}

#[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
async fn attached(scene: &Scene, ada: UserId, bob: UserId, [first, second, third]: [MessageId; 3]) {
    let store = &scene.store;
    let mut hers = Vec::new();
    for number in 0..=MAX_ATTACHMENTS {
        hers.push(scene.added(ada, &number.to_string()).await);
    }
    let (Some(&one), Some(&other)) = (hers.first(), hers.last()) else { panic!("there are some") };
    let his = scene.added(bob, "his").await;
    let absent = scene.ids.next();

    for (user, message, files) in [
        (ada, first, vec![his]),
        (ada, first, vec![one, his]),
        (ada, first, vec![one, absent]),
        (ada, first, vec![one, one]),
        (ada, first, hers.clone()),
        (bob, first, vec![his]),
        (ada, scene.ids.next(), vec![one]),
    ] {
        assert!(!store.attach_files(user, message, &files).await.unwrap(), "{files:?}");
    }
    assert_eq!(store.attachments(ada, &[first, second, third]).await.unwrap(), Default::default());

    // In their order, which is not the one in which they came; and in more than one message.
    assert!(store.attach_files(ada, first, &[other, one]).await.unwrap());
    assert!(store.attach_files(ada, second, &[one]).await.unwrap());
    assert!(store.attach_files(ada, third, &[]).await.unwrap());
    let found = store.attachments(ada, &[third, second, first, absent_message(scene)]).await.unwrap();
    let names = |message: MessageId| -> Vec<FileId> {
        found.get(&message).into_iter().flatten().map(|file| file.id).collect()
    };
    assert_eq!((names(first), names(second), found.len()), (vec![other, one], vec![one], 2));
    assert_eq!(store.attachments(ada, &[]).await.unwrap(), Default::default());
    assert_eq!(store.attachments(bob, &[first, second]).await.unwrap(), Default::default());
    assert_eq!(store.delete_file(ada, one).await.unwrap(), FileDeletion::Attached);
    assert_eq!(store.delete_file(bob, one).await.unwrap(), FileDeletion::NotFound);
}

fn absent_message(scene: &Scene) -> MessageId {
    scene.ids.next()
}

#[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
async fn deleted(scene: &Scene, ada: UserId, bob: UserId) {
    let store = &scene.store;
    let file = scene.added(ada, "x").await;
    assert_eq!(store.delete_file(bob, file).await.unwrap(), FileDeletion::NotFound);
    assert_eq!(store.delete_file(ada, file).await.unwrap(), FileDeletion::Deleted);
    assert_eq!(store.delete_file(ada, file).await.unwrap(), FileDeletion::NotFound);
    assert_eq!(
        (store.file(ada, file).await.unwrap(), store.contents(ada, &[file]).await.unwrap()),
        (None, vec![])
    );
}

#[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
async fn swept(scene: &Scene, ada: UserId, [first, ..]: [MessageId; 3]) {
    let store = &scene.store;
    let attached = store.attachments(ada, &[first]).await.unwrap();
    // Everything so far came at the same moment; this comes a second later.
    let later = File { created_at: scene.now + TimeDelta::seconds(1), ..scene.file("later", 1) };
    scene.add(ada, &later).await;
    assert_eq!(store.sweep_files(scene.now).await.unwrap(), 0, "what came at that time did not come before");
    assert!(store.sweep_files(later.created_at).await.unwrap() > 0);
    assert_eq!(store.sweep_files(later.created_at).await.unwrap(), 0);
    let left = store.files(ada, 50, None).await.unwrap();
    let mut expected: Vec<File> = attached.into_values().flatten().chain([later.clone()]).collect();
    expected.sort_by_key(|file| file.id);
    assert_eq!(left, expected, "what is in a message stays, and what is new");
    store.delete_file(ada, later.id).await.unwrap();
}
