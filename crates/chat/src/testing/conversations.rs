//! Conversations.

use chrono::TimeDelta;
use mami_ports::UserId;

use super::Scene;
use crate::conversations::{Conversation, Cursor, store::Deletion};

#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test: a panic is its way to fail")]
pub(super) async fn conversations(scene: &Scene, ada: UserId, bob: UserId) {
    let store = &scene.store;
    // All at one time: the id decides, and no page may lose or repeat one.
    let mut made = Vec::new();
    for n in 0..5 {
        let conversation = Conversation {
            id: scene.ids.next(),
            title: format!("{n} عنوان 🙂"),
            head_message_id: None,
            running_message_id: None,
            created_at: scene.now,
            updated_at: scene.now + TimeDelta::seconds(n / 2),
        };
        store.insert_conversation(ada, conversation.clone()).await.unwrap();
        made.push(conversation);
    }
    made.sort_by_key(|conversation| std::cmp::Reverse((conversation.updated_at, conversation.id)));
    let mut listed = Vec::new();
    let mut after = None;
    loop {
        let page = store.conversations(ada, 2, after).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(Cursor { updated_at: last.updated_at, id: last.id });
        listed.extend(page);
    }
    assert_eq!(listed, made);
    assert!(store.conversations(bob, 50, None).await.unwrap().is_empty());

    let id = made[0].id;
    assert_eq!(store.conversation(ada, id).await.unwrap().as_ref(), Some(&made[0]));
    assert_eq!(store.conversation(bob, id).await.unwrap(), None);
    assert!(!store.rename(bob, id, "mine now").await.unwrap());
    assert!(store.rename(ada, id, "renamed").await.unwrap());
    assert_eq!(store.conversation(ada, id).await.unwrap().unwrap().title, "renamed");
    assert_eq!(store.messages(ada, id).await.unwrap(), Some(Vec::new()));
    assert_eq!(store.messages(bob, id).await.unwrap(), None);
    assert_eq!(store.delete(bob, id).await.unwrap(), Deletion::NotFound);
    for conversation in made {
        assert_eq!(store.delete(ada, conversation.id).await.unwrap(), Deletion::Deleted { running: None });
        assert_eq!(store.delete(ada, conversation.id).await.unwrap(), Deletion::NotFound);
    }
    assert_eq!(store.messages(ada, id).await.unwrap(), None);
}
