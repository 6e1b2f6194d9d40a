//! Turns that are taken out of conversations: of long ones, and of those in which others are begun at the same moment.

use std::collections::{BTreeMap, BTreeSet};

use mami_auth::{Role, store::Accounts as _};
use mami_chat::{
    Conversation, ConversationFilter, ConversationStore as _, Message, Status, Store as _, SummaryStore as _,
    conversations::store::MessageDeletion,
    store::{BeginError, FinishedAnswer, NewTurn, Place},
};
use mami_ports::{Clock, ConversationId, HistoryCut, MessageId, SystemClock, Transcript, UserId};
use mami_storage::{
    Access, Db,
    testing::{self, postgres, sqlite},
};
use sea_orm::{ConnectionTrait, Statement, prelude::Uuid};
use tokio::task::JoinSet;

use crate::{
    deleting::{LONG, long_conversation},
    people::{entry, ids, new_user},
};

async fn member(db: &Db, name: &str) -> UserId {
    let user = new_user(name, Role::Member);
    db.create_user(user.clone(), entry("user.created")).await.unwrap();
    user.id
}

async fn all(db: &Db, user: UserId, conversation: ConversationId) -> Vec<Message> {
    db.messages(user, conversation).await.unwrap().unwrap()
}

/// Checks that every message but the first ones follows one that is there, one step deeper.
async fn hangs_together(place: &testing::Place, db: &Db, user: UserId, conversation: ConversationId) {
    let lost = "messages m WHERE m.parent_id IS NULL AND m.depth <> 0 OR m.parent_id IS NOT NULL AND NOT EXISTS \
                (SELECT 1 FROM messages p WHERE p.id = m.parent_id AND p.depth = m.depth - 1 \
                AND p.conversation_id = m.conversation_id AND p.user_id = m.user_id)";
    assert_eq!(place.count(lost).await, 0);
    let head = db.conversation(user, conversation).await.unwrap().unwrap().head_message_id;
    let messages = all(db, user, conversation).await;
    assert_eq!(head.is_none(), messages.is_empty());
    assert!(head.is_none_or(|head| messages.iter().any(|message| message.id == head)));
}

async fn long_conversations_lose_turns(place: testing::Place) {
    let db = place.open().await;
    let ada = member(&db, "ada").await;
    // All of them the person's: each is a turn of its own.
    let conversation = long_conversation(&place, &db, ada).await;
    let messages = all(&db, ada, conversation).await;
    let (first, middle) = (messages[0].id, messages[700].id);
    for taken in [middle, first] {
        let deleted = MessageDeletion::Deleted { conversation };
        assert_eq!(db.delete_message(ada, taken).await.unwrap(), deleted);
    }
    let left = all(&db, ada, conversation).await;
    let expected: Vec<MessageId> =
        messages.iter().map(|message| message.id).filter(|id| *id != first && *id != middle).collect();
    let last = expected.last().copied().unwrap();
    assert_eq!(db.line(ada, last).await.unwrap(), expected);
    assert_eq!(left.len(), expected.len());

    // What came from elsewhere may be answers upon answers: they go with the question, however many they are.
    place.execute("UPDATE messages SET role = 'assistant' WHERE depth > 0").await;
    let head = format!(
        "UPDATE conversations SET head_message_id = (SELECT id FROM messages WHERE depth = {})",
        LONG - 3
    );
    place.execute(&head).await;
    let deleted = MessageDeletion::Deleted { conversation };
    assert_eq!(db.delete_message(ada, expected[0]).await.unwrap(), deleted);
    assert!(all(&db, ada, conversation).await.is_empty());
    assert_eq!(db.conversation(ada, conversation).await.unwrap().unwrap().head_message_id, None);
    db.close().await;
    place.remove().await;
}

#[tokio::test]
async fn long_conversations_lose_turns_on_sqlite() {
    long_conversations_lose_turns(sqlite()).await;
}

#[tokio::test]
async fn long_conversations_lose_turns_on_postgres() {
    if let Some(place) = postgres().await {
        long_conversations_lose_turns(place).await;
    }
}

fn turn(user: UserId, conversation: ConversationId, place: Place) -> NewTurn {
    NewTurn {
        user,
        conversation,
        title: "a title".into(),
        place,
        user_message: ids().next(),
        message: ids().next(),
        files: Vec::new(),
        asked: Some(("groq".into(), "llama".into())),
        route_reason: String::new(),
        intent: ("text", "default"),
        persona: None,
        speaker: None,
        private: false,
        history: HistoryCut { sent: 1, omitted: 0 },
        key: None,
        now: SystemClock.now(),
    }
}

async fn finish(db: &Db, message: MessageId) {
    let answer = FinishedAnswer {
        message,
        transcript: Transcript::default(),
        status: Status::Complete,
        finish_reason: None,
        usage: None,
        error: None,
        taken_over: None,
        reasoning_ms: None,
    };
    assert!(db.finish(answer).await.unwrap(), "its turn is running: nobody may have taken it out");
}

/// Says something behind any of the messages that are there, and gives what was kept.
async fn say(db: &Db, user: UserId, conversation: ConversationId, n: usize) -> Vec<MessageId> {
    let there = all(db, user, conversation).await;
    let answers: Vec<&Message> =
        there.iter().filter(|message| message.role == mami_chat::Role::Assistant).collect();
    let parent = answers.get(n * 7 % answers.len().max(1)).map(|message| message.id);
    let content = "more".to_owned();
    let new = turn(user, conversation, Place::Behind { parent, head: n.is_multiple_of(2), content });
    match db.begin(new.clone()).await {
        Ok(begun) => begun.committed.await.unwrap(),
        Err(BeginError::NotFound | BeginError::HeadMoved | BeginError::TurnRunning) => return Vec::new(),
        Err(error) => panic!("{error:?}"),
    }
    tokio::task::yield_now().await;
    finish(db, new.message).await;
    vec![new.user_message, new.message]
}

/// Takes any of the messages out that are there, and gives what that may have taken along.
async fn take_out(db: &Db, user: UserId, conversation: ConversationId, n: usize) -> Vec<MessageId> {
    let there = all(db, user, conversation).await;
    let Some(message) = there.get(n * 5 % there.len().max(1)) else { return Vec::new() };
    match db.delete_message(user, message.id).await.unwrap() {
        MessageDeletion::Deleted { .. } => {
            let turn =
                if message.role == mami_chat::Role::User { Some(message.id) } else { message.parent_id };
            vec![message.id].into_iter().chain(turn).collect()
        }
        MessageDeletion::NotFound | MessageDeletion::Running(_) => Vec::new(),
    }
}

async fn turns_come_and_go_side_by_side(place: testing::Place, servers: Vec<Db>) {
    let ada = member(&servers[0], "ada").await;
    let conversation = Conversation::new(ids().next(), SystemClock.now());
    let id = conversation.id;
    servers[0].insert_conversation(ada, conversation).await.unwrap();
    for n in 0..8 {
        assert_eq!(say(&servers[0], ada, id, n * 2 + 1).await.len(), 2);
    }
    let before: Vec<MessageId> = all(&servers[0], ada, id).await.iter().map(|message| message.id).collect();
    let mut calls = JoinSet::new();
    for worker in 0..8 {
        let db = servers[worker % servers.len()].clone();
        calls.spawn(async move {
            let (mut said, mut taken) = (Vec::new(), Vec::new());
            for step in 0..15 {
                let n = worker * 13 + step;
                match worker % 2 {
                    0 => said.extend(say(&db, ada, id, n).await),
                    _ => taken.extend(take_out(&db, ada, id, n).await),
                }
            }
            (said, taken)
        });
    }
    let (mut said, mut taken) = (before, BTreeSet::new());
    for (more, gone) in calls.join_all().await {
        said.extend(more);
        taken.extend(gone);
    }
    hangs_together(&place, &servers[0], ada, id).await;
    let left: BTreeMap<MessageId, Message> =
        all(&servers[0], ada, id).await.into_iter().map(|message| (message.id, message)).collect();
    assert!(left.values().all(|message| message.status == Status::Complete));
    let kept: BTreeSet<MessageId> = said.iter().copied().collect();
    assert!(left.keys().all(|id| kept.contains(id)), "what was refused left nothing behind");
    // An answer may have gone with its question.
    for pair in said.chunks(2) {
        let gone = pair.iter().any(|id| taken.contains(id));
        assert!(gone || pair.iter().all(|id| left.contains_key(id)), "nobody took it out: {pair:?}");
    }
    assert!(!taken.is_empty());
    for server in servers {
        server.close().await;
    }
    place.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn turns_come_and_go_side_by_side_on_sqlite() {
    let place = sqlite();
    let server = place.open().await;
    turns_come_and_go_side_by_side(place, vec![server]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn turns_come_and_go_side_by_side_over_two_servers() {
    let Some(place) = postgres().await else { return };
    let servers = vec![place.open().await, Db::connect(&place.config, Access::Server).await.unwrap()];
    turns_come_and_go_side_by_side(place, servers).await;
}

/// What SQLite says of how it finds a page of the list.
async fn plan(place: &testing::Place, filter: &str) -> String {
    let raw = place.raw().await;
    // As `Db` asks; that it asks so is seen by how it answers.
    let sql = format!(
        "EXPLAIN QUERY PLAN SELECT * FROM conversations WHERE user_id = $1 {filter} \
         AND (updated_at, id) < ($3, $1) ORDER BY updated_at DESC, id DESC LIMIT 51"
    );
    let values = [Uuid::nil().into(), false.into(), SystemClock.now().into()];
    let rows =
        raw.query_all_raw(Statement::from_sql_and_values(raw.get_database_backend(), sql, values)).await;
    let told =
        rows.unwrap().iter().map(|row| row.try_get::<String>("", "detail").unwrap()).collect::<Vec<_>>();
    raw.close().await.unwrap();
    told.join("; ")
}

#[tokio::test]
async fn ten_thousand_conversations_are_listed_by_an_index_and_found_by_their_words() {
    let place = sqlite();
    let db = place.open().await;
    let ada = member(&db, "ada").await;
    place
        .execute(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) \
             INSERT INTO conversations (id, user_id, title, archived, pinned, created_at, updated_at) \
             SELECT randomblob(16), u.id, 'Größe ' || i, i % 100 <> 0, i % 1000 = 0, u.created_at, \
             strftime('%Y-%m-%dT%H:%M:%S+00:00', 1700000000 + i / 3, 'unixepoch') FROM n, users u",
        )
        .await;
    for (filter, index) in [
        ("", "INDEX conversations_newest (user_id=? AND (updated_at,id)<(?,?))"),
        (
            "AND archived = $2",
            "INDEX conversations_shown (user_id=? AND archived=? AND (updated_at,id)<(?,?))",
        ),
        ("AND pinned", "INDEX conversations_pinned (user_id=? AND (updated_at,id)<(?,?))"),
    ] {
        let plan = plan(&place, filter).await;
        assert!(plan.contains(index) && !plan.contains("TEMP B-TREE"), "{filter}: {plan}");
    }
    let listed = async |filter: ConversationFilter| {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = db.conversations(ada, &filter, 30, after).await.unwrap();
            let Some(last) = page.last() else { return found };
            after = Some(mami_chat::Cursor { updated_at: last.updated_at, id: last.id });
            found.extend(page.into_iter().map(|one| one.title));
        }
    };
    let all = ConversationFilter::default();
    let shown = listed(ConversationFilter { archived: Some(false), ..all.clone() }).await;
    assert_eq!((shown.len(), &*shown[0], &*shown[99]), (100, "Größe 10000", "Größe 100"));
    assert_eq!(listed(ConversationFilter { pinned: Some(true), ..all.clone() }).await.len(), 10);
    let title = Some("GRÖSSE 77".to_owned());
    let found = listed(ConversationFilter { title, ..all }).await;
    assert_eq!(found.iter().collect::<BTreeSet<_>>().len(), 111, "77, 770 to 779, 7700 to 7799, each once");
    assert_eq!(found.len(), 111);
    db.close().await;
}
