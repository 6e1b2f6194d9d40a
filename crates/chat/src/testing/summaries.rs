//! Summaries.

use chrono::TimeDelta;
use mami_ports::{MessageId, UserId};

use super::Scene;
use crate::{conversations::store::MessageDeletion, store::NewTurn, summary::Summary};

impl Scene {
    fn summary(&self, of: &NewTurn) -> Summary {
        Summary {
            id: self.ids.next(),
            conversation_id: of.conversation,
            message_id: of.message,
            content: "They spoke of \"töpfe\" 🙂\nand more.".into(),
            edited: false,
            provider: "groq".into(),
            model: "llama".into(),
            created_at: self.now,
            updated_at: self.now,
        }
    }

    #[expect(clippy::unwrap_used, reason = "a test: a panic is its way to fail")]
    async fn line(&self, user: UserId, message: MessageId) -> Vec<MessageId> {
        self.store.line(user, message).await.unwrap()
    }
}

#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test: a panic is its way to fail")]
pub(super) async fn summaries(scene: &Scene, ada: UserId, bob: UserId) {
    let store = &scene.store;
    let mut turns = vec![scene.opening(ada, "one")];
    let id = turns[0].conversation;
    scene.begin(&turns[0]).await;
    scene.finish(turns[0].message, "ONE").await;
    for n in 0..3 {
        let turn = scene.behind(ada, id, Some(turns[n].message), true);
        scene.begin(&turn).await;
        scene.finish(turn.message, "said").await;
        turns.push(turn);
    }
    let put = async |user, summary: &Summary, line: &[MessageId]| {
        store.put_summary(user, summary.clone(), line.to_vec()).await.unwrap()
    };
    let kept = async || store.summaries(ada, id).await.unwrap();
    assert_eq!(kept().await, []);

    let line = scene.line(ada, turns[1].message).await;
    let [one, two] = [&turns[0], &turns[1]];
    assert_eq!(line, [one.user_message, one.message, two.user_message, two.message]);
    assert_eq!(scene.line(bob, two.message).await, []);
    let summary = scene.summary(two);
    assert!(!put(bob, &summary, &line).await, "not his");
    assert!(!put(bob, &summary, &[]).await, "not his");
    assert!(!put(ada, &summary, &line[..3]).await, "another branch");
    let elsewhere = scene.opening(ada, "elsewhere");
    scene.begin(&elsewhere).await;
    let stray = Summary { conversation_id: elsewhere.conversation, ..summary.clone() };
    assert!(!put(ada, &stray, &line).await, "another conversation");
    assert_eq!(kept().await, []);
    assert!(put(ada, &summary, &line).await);
    assert!(!put(ada, &Summary { id: scene.ids.next(), ..summary.clone() }, &line).await, "one for each");
    assert_eq!(kept().await, std::slice::from_ref(&summary));
    assert_eq!(store.summaries(bob, id).await.unwrap(), []);

    let later = scene.now + TimeDelta::seconds(7);
    let (mine, other) = (summary.id, elsewhere.conversation);
    assert!(!store.edit_summary(bob, id, mine, "his", later).await.unwrap());
    assert!(!store.edit_summary(ada, other, mine, "elsewhere", later).await.unwrap());
    assert!(store.edit_summary(ada, id, mine, "hers", later).await.unwrap());
    let edited = Summary { content: "hers".into(), edited: true, updated_at: later, ..summary.clone() };
    assert_eq!(kept().await, [edited]);
    assert!(!store.delete_summary(bob, id, mine).await.unwrap());
    assert!(!store.delete_summary(ada, other, mine).await.unwrap());
    assert!(store.delete_summary(ada, id, mine).await.unwrap());
    assert!(!store.delete_summary(ada, id, mine).await.unwrap());

    // What tells of a turn goes with it; what tells only of what was before it stays.
    for turn in &turns {
        let line = scene.line(ada, turn.message).await;
        assert!(put(ada, &scene.summary(turn), &line).await);
    }
    let stale = scene.line(ada, turns[3].message).await;
    let deleted = MessageDeletion::Deleted { conversation: id };
    assert_eq!(store.delete_message(ada, turns[1].message).await.unwrap(), deleted);
    let left: Vec<MessageId> = kept().await.iter().map(|summary| summary.message_id).collect();
    assert_eq!(left, [turns[0].message]);
    // One that was begun before comes too late.
    let summary = scene.summary(&turns[3]);
    assert!(!put(ada, &summary, &stale).await);
    assert!(put(ada, &summary, &scene.line(ada, turns[3].message).await).await);
    store.delete(ada, id).await.unwrap();
    assert_eq!(kept().await, []);
    assert_eq!(scene.line(ada, turns[3].message).await, []);
    assert!(!put(ada, &summary, &stale).await, "it is gone");
}
