//! Conversations and accounts that go, with all that hangs on them.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use chrono::SubsecRound;
use futures_util::{StreamExt, stream};
use mami_auth::{Role, store::Accounts};
use mami_chat::{Begun, Conversation, ConversationStore, Status, Store, conversations::store::Deletion};
use mami_ports::{
    ChatModel, Chunk, ChunkStream, Clock, ConversationId, ModelInfo, NoAbilities, Prompt, ProviderError,
    SystemClock, UserId,
};
use mami_storage::{
    Db,
    testing::{Place, postgres, sqlite},
};
use sea_orm::{ConnectionTrait, Statement, prelude::Uuid};
use tokio::sync::oneshot;

use crate::{
    engine::{engine, saying},
    people::{entry, ids, new_user},
};

/// More than SQLite follows from one row to the next.
pub(crate) const LONG: i32 = 1_500;

/// An answer that is not stopped goes on for ever.
const PATIENCE: Duration = Duration::from_secs(10);

async fn member(db: &Db, name: &str) -> UserId {
    let user = new_user(name, Role::Member);
    db.create_user(user.clone(), entry("user.created")).await.unwrap();
    user.id
}

/// A conversation in which each message follows the one before.
pub(crate) async fn long_conversation(place: &Place, db: &Db, user: UserId) -> ConversationId {
    let now = SystemClock.now().trunc_subsecs(6);
    let conversation = Conversation::new(ids().next(), now);
    db.insert_conversation(user, conversation.clone()).await.unwrap();
    let raw = place.raw().await;
    raw.execute_unprepared("BEGIN").await.unwrap();
    let mut parent = None;
    for depth in 0..LONG {
        let id = ids().next::<Uuid>().uuid();
        let insert = "INSERT INTO messages (id, conversation_id, user_id, parent_id, depth, role, status, content, created_at) \
                      VALUES ($1, $2, $3, $4, $5, 'user', 'complete', '', $6)";
        let values = [
            id.into(),
            conversation.id.uuid().into(),
            user.uuid().into(),
            parent.into(),
            depth.into(),
            now.into(),
        ];
        raw.execute_raw(Statement::from_sql_and_values(raw.get_database_backend(), insert, values))
            .await
            .unwrap();
        parent = Some(id);
    }
    raw.execute_unprepared("COMMIT").await.unwrap();
    raw.close().await.unwrap();
    conversation.id
}

async fn long_conversations_can_be_deleted(place: Place) {
    let db = place.open().await;
    let (ada, bob) = (member(&db, "ada").await, member(&db, "bob").await);
    let one = long_conversation(&place, &db, ada).await;
    long_conversation(&place, &db, ada).await;
    let kept = long_conversation(&place, &db, bob).await;

    assert_eq!(ConversationStore::delete(&db, bob, one).await.unwrap(), Deletion::NotFound);
    let unlinked = "messages WHERE parent_id IS NULL";
    assert_eq!(place.count(unlinked).await, 3, "who may not delete changes nothing");
    assert_eq!(ConversationStore::delete(&db, ada, one).await.unwrap(), Deletion::Deleted { running: None });
    assert_eq!(place.count("messages").await, 2 * i64::from(LONG));

    assert!(db.delete_user(Some(ada), ada, entry("user.left")).await.unwrap());
    assert_eq!(place.count("messages").await, i64::from(LONG));
    assert_eq!(place.count(unlinked).await, 1, "nobody else's are touched");
    let left = db.messages(bob, kept).await.unwrap().unwrap();
    assert!(left.iter().skip(1).zip(&left).all(|(message, before)| message.parent_id == Some(before.id)));
    db.close().await;
    place.remove().await;
}

#[tokio::test]
async fn long_conversations_can_be_deleted_on_sqlite() {
    long_conversations_can_be_deleted(sqlite()).await;
}

#[tokio::test]
async fn long_conversations_can_be_deleted_on_postgres() {
    if let Some(place) = postgres().await {
        long_conversations_can_be_deleted(place).await;
    }
}

/// Says a word and goes on for ever.
struct Endless;

#[async_trait]
impl ChatModel for Endless {
    async fn models(&self) -> Result<Vec<ModelInfo>, ProviderError> {
        let (name, capabilities) = ("endless".to_owned(), Vec::new());
        Ok(vec![ModelInfo { name, context_length: None, capabilities }])
    }

    async fn stream(&self, _: &Prompt) -> Result<ChunkStream, ProviderError> {
        Ok(stream::iter([Ok(Chunk::Text("on".to_owned()))]).chain(stream::pending()).boxed())
    }
}

async fn answers_that_nobody_can_read_are_stopped(place: Place) {
    let db = place.open().await;
    let chat = engine(&db, Arc::new(Endless), Arc::new(NoAbilities)).await;
    let (ada, bob) = (member(&db, "ada").await, member(&db, "bob").await);
    let mut answers = Vec::new();
    for user in [ada, ada, bob, bob] {
        let request = saying("test/endless", "go on");
        let Begun::New(turn) = chat.begin(user, request).await.unwrap() else { panic!("it is new") };
        let start = turn.start().clone();
        let (accepted, safe) = oneshot::channel();
        let report = tokio::spawn(turn.run(accepted));
        safe.await.unwrap().unwrap();
        answers.push((start, report));
    }
    assert_eq!(chat.running(), 4);

    // By somebody who knows nothing of this engine.
    let deleted = ConversationStore::delete(&db, ada, answers[0].0.conversation_id).await.unwrap();
    assert_eq!(deleted, Deletion::Deleted { running: Some(answers[0].0.message_id) });
    assert!(db.delete_user(None, bob, entry("user.deleted")).await.unwrap());
    let kept = answers.remove(1);
    for (_, report) in answers {
        let report = tokio::time::timeout(PATIENCE, report).await.unwrap().unwrap();
        assert_eq!(report.status, Status::Cancelled);
    }
    assert_eq!(chat.running(), 1);
    let (status, _) = db.transcript(ada, kept.0.message_id).await.unwrap().unwrap();
    assert_eq!(status, Status::Streaming, "the others go on");
    chat.stop();
    assert_eq!(kept.1.await.unwrap().status, Status::Interrupted);
    db.close().await;
    place.remove().await;
}

#[tokio::test]
async fn answers_that_nobody_can_read_are_stopped_on_sqlite() {
    answers_that_nobody_can_read_are_stopped(sqlite()).await;
}

#[tokio::test]
async fn answers_that_nobody_can_read_are_stopped_on_postgres() {
    if let Some(place) = postgres().await {
        answers_that_nobody_can_read_are_stopped(place).await;
    }
}
