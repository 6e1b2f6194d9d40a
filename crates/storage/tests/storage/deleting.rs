//! Conversations and accounts that go, with all that hangs on them.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use async_trait::async_trait;
use chrono::SubsecRound;
use futures_util::{StreamExt, stream};
use mami_auth::{Role, store::Accounts};
use mami_chat::{
    At, Begun, BreakerPolicy, Catalog, Chat, ChatParts, ChatPolicy, Conversation, ConversationStore, Files,
    FilesPolicy, Person, Personas, Provider, ProviderKind, RetryPolicy, Saying, Status, Store, TurnRequest,
    conversations::store::Deletion,
};
use mami_ports::{
    ChatModel, Chunk, ChunkStream, Clock, ConversationId, Live, LiveError, LiveStream, MessageId, ModelInfo,
    NoAbilities, Positioned, Prompt, ProviderError, SystemClock, UserEvent, UserId,
};
use mami_storage::{
    Db,
    testing::{Place, postgres, sqlite},
};
use sea_orm::{ConnectionTrait, Statement, prelude::Uuid};
use tokio::sync::oneshot;

use crate::people::{entry, ids, new_user};

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

/// Another server, that is: nothing that it is told arrives here.
struct Elsewhere;

#[async_trait]
impl Live for Elsewhere {
    async fn open(&self, _: MessageId) -> Result<(), LiveError> {
        Ok(())
    }

    async fn publish(&self, _: MessageId, _: Positioned) -> Result<(), LiveError> {
        Ok(())
    }

    fn close(&self, _: MessageId) {}

    async fn follow(&self, _: MessageId, _: u64) -> Result<Option<LiveStream<Positioned>>, LiveError> {
        Ok(None)
    }

    async fn request_cancel(&self, _: MessageId) -> Result<(), LiveError> {
        Ok(())
    }

    async fn cancel_requests(&self) -> Result<LiveStream<MessageId>, LiveError> {
        Ok(stream::empty().boxed())
    }

    async fn notify(&self, _: UserId, _: UserEvent) -> Result<(), LiveError> {
        Ok(())
    }

    async fn listen(&self, _: UserId) -> Result<LiveStream<UserEvent>, LiveError> {
        Ok(stream::empty().boxed())
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

async fn engine(db: &Db) -> Arc<Chat> {
    let provider = Provider {
        id: "test".to_owned(),
        kind: ProviderKind::Builtin,
        local: true,
        configured: true,
        default_model: None,
        context_length: 8_000,
        roles: Vec::new(),
        max_concurrent: 0,
        send_reasoning: false,
        model: Arc::new(Endless),
    };
    let breaker = BreakerPolicy { failures: 5, pause: Duration::from_secs(30) };
    let catalog = Arc::new(Catalog::new(vec![provider], breaker, Arc::new(SystemClock)));
    catalog.refresh().await;
    let policy = ChatPolicy {
        system_prompt: String::new(),
        default_model: "auto".to_owned(),
        max_message_bytes: 1_000,
        max_answer_bytes: 1_000,
        answer_tokens: 1_000,
        retry: RetryPolicy { retries: 0, longest_wait: Duration::ZERO },
        fallback: false,
        classifier_model: None,
        summaries: false,
        summary_model: "auto".to_owned(),
        save_every: Duration::from_millis(20),
        sole_server: false,
    };
    let clock = Arc::new(SystemClock);
    let store = Arc::new(db.clone());
    let files = FilesPolicy {
        max_upload_bytes: 1_000,
        max_text_bytes: 1_000,
        max_image_side: 100,
        max_bytes_per_person: 1_000,
    };
    let parts = ChatParts {
        store: store.clone(),
        live: Arc::new(Elsewhere),
        catalog,
        personas: Arc::new(Personas::new(store.clone(), clock.clone(), ids(), BTreeMap::new(), "mami")),
        files: Arc::new(Files::new(store, clock.clone(), ids(), files)),
        abilities: Arc::new(NoAbilities),
        clock,
        ids: ids(),
    };
    let chat = Chat::new(parts, policy);
    tokio::spawn({
        let chat = Arc::clone(&chat);
        async move { chat.keep_saving().await }
    });
    chat
}

async fn answers_that_nobody_can_read_are_stopped(place: Place) {
    let db = place.open().await;
    let chat = engine(&db).await;
    let (ada, bob) = (member(&db, "ada").await, member(&db, "bob").await);
    let mut answers = Vec::new();
    for user in [ada, ada, bob, bob] {
        let request = TurnRequest {
            at: At::New { saying: Saying { content: "go on".to_owned(), files: Vec::new() }, private: false },
            person: Person::default(),
            effort: None,
            intent: None,
            persona: None,
            model: "test/endless".to_owned(),
            temperature: None,
            max_tokens: None,
            key: None,
        };
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
