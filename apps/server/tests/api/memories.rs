//! What is remembered: the list, its inbox, and what goes in and out.

use chrono::DateTime;
use mami_memory::{
    By, Kind, Memory, MemoryStatus, MemoryStore as _, Origin, RecallStore as _,
    store::{Added, NewMemory, Vector, VectorKind},
};
use mami_ports::{ConversationId, MessageId, UserId};
use mami_upstream::Script;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    people::me,
    server::{Client, TestServer, places},
    turn::{id, messages},
};

const MEMORIES: &str = "/api/v1/memories";

async fn add(client: &Client, body: Value) -> Value {
    let answer = client.post(MEMORIES, &body).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer.json()
}

async fn texts(client: &Client, query: &str) -> Vec<String> {
    let answer = client.get(&format!("{MEMORIES}{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["items"].as_array().unwrap().iter().map(|memory| id(memory, "text")).collect()
}

async fn user(client: &Client) -> UserId {
    id(&me(client).await, "id").parse().unwrap()
}

/// Puts something into the inbox, as a model that found it in a message does.
async fn find(server: &TestServer, client: &Client, text: &str, said: &Value) -> Memory {
    let mami = server.mami();
    let message: MessageId = id(&said["user_message"], "id").parse().unwrap();
    let conversation: ConversationId = id(said, "conversation_id").parse().unwrap();
    let new = NewMemory {
        id: mami.ids.next(),
        text: text.into(),
        kind: Kind::Fact,
        origin: Origin::Extracted,
        status: MemoryStatus::Pending,
        tags: Vec::new(),
        pinned: false,
        confidence: 0.8,
        source: Some((message, conversation)),
        valid_from: None,
        valid_to: None,
        replaces: None,
        by: By::Extraction,
    };
    let now = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
    match mami.db.add(user(client).await, new, 100, now).await.unwrap() {
        Added::New(memory) => memory,
        other => panic!("{other:?}"),
    }
}

/// Fills every table of memory for somebody.
pub(crate) async fn remember_all(server: &TestServer, client: &Client) {
    let (mami, owner) = (server.mami(), user(client).await);
    let name = id(&me(client).await, "username");
    let memory = add(client, json!({"text": format!("I like {name}")})).await;
    let conversations = client.get("/api/v1/conversations").await.json();
    let conversation = id(&conversations["items"][0], "id");
    let message = messages(client, &conversation).await.remove(0);
    let said = json!({"conversation_id": conversation, "user_message": message});
    let found = find(server, client, "I am found", &said).await;
    assert_eq!(client.post(&format!("{MEMORIES}/{}/reject", found.id), &Value::Null).await.status, 204);
    let place = (VectorKind::Fact, id(&memory, "id").parse().unwrap());
    mami.db.put_vectors(owner, "m", vec![Vector { place, bytes: vec![1], scale: 1.0 }]).await.unwrap();
    let message = found.source_message_id.unwrap();
    assert_eq!(mami.db.mute(owner, vec![message], found.created_at).await.unwrap(), 1);
}

#[tokio::test]
async fn ones_own_are_added_found_changed_and_deleted() {
    for place in places().await {
        let server = TestServer::answering_on(&place, Script::default(), &[]).await;
        let (ada, bob) = (server.owner().await, server.member("bob").await);
        let tea =
            add(&ada, json!({"text": " Ich mag Grüntee ", "kind": "preference", "tags": ["Tee"]})).await;
        assert_eq!((&tea["text"], &tea["origin"]), (&json!("Ich mag Grüntee"), &json!("added")));
        let again = ada.post(MEMORIES, &json!({"text": "ich mag GRUNTEE!"})).await;
        assert_eq!((again.status.as_u16(), &again.json()["id"]), (200, &tea["id"]), "it is known");
        let paris = add(&ada, json!({"text": "I live in Paris", "pinned": true})).await;
        let berlin = add(&ada, json!({"text": "I live in Berlin"})).await;
        assert_eq!(texts(&ada, "").await, ["I live in Berlin", "Ich mag Grüntee"], "one lives in one place");
        let all = texts(&ada, "?superseded=true").await;
        assert_eq!(all, ["I live in Paris", "I live in Berlin", "Ich mag Grüntee"], "pinned first");
        for (query, count) in [
            ("?q=gruntee", 1),
            ("?q=100%25", 0),
            ("?q=_", 0),
            ("?kind=preference", 1),
            ("?origin=said", 0),
            ("?tag=TEE", 1),
            ("?tag=Te", 0),
            ("?pinned=true", 0),
            ("?status=pending", 0),
        ] {
            assert_eq!(texts(&ada, query).await.len(), count, "{query}");
        }
        let page = ada.get(&format!("{MEMORIES}?limit=1")).await.json();
        let next = id(&page, "next_cursor");
        assert_eq!(texts(&ada, &format!("?limit=1&cursor={next}")).await, ["Ich mag Grüntee"]);
        assert!(texts(&bob, "?superseded=true").await.is_empty());

        let path = format!("{MEMORIES}/{}", id(&paris, "id"));
        let changed =
            ada.patch(&path, &json!({"superseded": false, "text": "I lived in Paris"})).await.json();
        assert_eq!((&changed["text"], &changed["invalid_at"]), (&json!("I lived in Paris"), &Value::Null));
        let same = ada.patch(&path, &json!({"text": "I live in berlin."})).await;
        assert_eq!(same.problem(), (409, "memory_duplicate".into()));
        let history = ada.get(&format!("{path}/history")).await.json();
        let changes: Vec<_> =
            history["items"].as_array().unwrap().iter().map(|one| id(one, "change")).collect();
        assert_eq!(changes, ["created", "superseded", "restored", "edited"]);
        assert_eq!(history["items"][0]["text"], "I live in Paris");

        let gone = ada.delete(&path).await;
        assert_eq!((gone.status.as_u16(), &gone.json()["text"]), (200, &json!("I lived in Paris")));
        assert_eq!(ada.get(&format!("{path}/history")).await.problem(), (404, "not_found".into()));
        assert_eq!(bob.delete(&format!("{MEMORIES}/{}", id(&berlin, "id"))).await.status, 404);
        assert_eq!(ada.delete(MEMORIES).await.status, 204);
        assert!(texts(&ada, "?superseded=true").await.is_empty());
        assert_eq!(server.place.count("memory_history").await, 0);
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn the_inbox_and_what_becomes_of_it_with_its_conversation() {
    for place in places().await {
        let server = TestServer::answering_on(&place, Script::default(), &[]).await;
        let ada = server.owner().await;
        let said = ada.say("Hello there").await;
        let mut events = Client::events(ada.request(Method::GET, "/api/v1/events")).await;
        let kept = find(&server, &ada, "I have a dog", &said).await;
        let rejected = find(&server, &ada, "I have a cat", &said).await;
        find(&server, &ada, "I have a bird", &said).await;
        assert_eq!(texts(&ada, "/pending").await.len(), 3);
        let path = |memory: &Memory, what: &str| format!("{MEMORIES}/{}/{what}", memory.id);
        let approved = ada.post(&path(&kept, "approve"), &json!({"text": "I have a dog, Rex"})).await.json();
        assert_eq!((&approved["status"], &approved["text"]), (&json!("active"), &json!("I have a dog, Rex")));
        let event = loop {
            let event = events.next().await.unwrap();
            if event.data["action"].is_string() {
                break event;
            }
        };
        assert_eq!(event.data, json!({"action": "updated", "ids": [kept.id]}));
        assert_eq!(ada.post(&path(&kept, "approve"), &Value::Null).await.problem().1, "memory_not_pending");
        assert_eq!(ada.post(&path(&rejected, "reject"), &Value::Null).await.status, 204);
        let asked = [(rejected.source_message_id.unwrap(), "i have a CAT".to_owned())];
        assert_eq!(server.mami().db.tombstoned(user(&ada).await, &asked).await.unwrap(), [true]);
        let turns = server.mami().db.turns(user(&ada).await, None, 10).await.unwrap();
        assert_eq!(turns.len(), 2, "{turns:?}");

        let conversation = format!("/api/v1/conversations/{}", id(&said, "conversation_id"));
        assert_eq!(ada.delete(&conversation).await.status, 204);
        assert_eq!(texts(&ada, "").await, ["I have a dog, Rex"], "what was approved stays");
        let private = ada.say("Secretly").await;
        let secret = find(&server, &ada, "I have a snake", &private).await;
        assert_eq!(ada.post(&path(&secret, "approve"), &Value::Null).await.status, 200);
        let conversation = format!("/api/v1/conversations/{}", id(&private, "conversation_id"));
        ada.patch(&conversation, &json!({"private": true})).await;
        assert_eq!(ada.get(MEMORIES).await.json()["items"][0]["private"], true);
        assert_eq!(ada.delete(&conversation).await.status, 204);
        assert_eq!(texts(&ada, "").await, ["I have a dog, Rex"], "what is private goes");
        drop((events, place));
        server.stop().await;
    }
}

#[tokio::test]
async fn in_and_out_and_how_much() {
    for place in places().await {
        let server = TestServer::on(&place, &[("MAMI_MEMORY__MAX_PER_PERSON", "4")]).await;
        let (ada, bob) = (server.owner().await, server.member("bob").await);
        add(&ada, json!({"text": "I live in Paris"})).await;
        add(&ada, json!({"text": "I live in \"Berlin\"", "tags": ["home"], "pinned": true})).await;
        let file = ada.get(&format!("{MEMORIES}/export")).await.json();
        assert_eq!((file["memories"].as_array().unwrap().len(), &file["version"]), (2, &json!(1)));
        assert_eq!(file["memories"][0]["history"][0]["change"], "created");
        let import = format!("{MEMORIES}/import");
        let report = bob.post(&import, &file).await.json();
        assert_eq!(report, json!({"added": 2, "duplicates": 0}));
        assert_eq!(bob.post(&import, &file).await.json(), json!({"added": 0, "duplicates": 2}));
        assert_eq!(texts(&bob, "").await, ["I live in \"Berlin\""], "what was superseded is so still");
        let lines = |text: &'static str| {
            let request = bob.request(Method::POST, &import).header("content-type", "text/plain").body(text);
            Client::answer(request)
        };
        assert_eq!(lines("- one\n- two\n- three").await.problem(), (409, "memory_full".into()));
        assert_eq!(texts(&bob, "").await.len(), 1, "all or none");
        assert_eq!(lines("- one\n\n- One!\n- two").await.json(), json!({"added": 2, "duplicates": 1}));
        assert_eq!(bob.post(MEMORIES, &json!({"text": "more"})).await.problem(), (409, "memory_full".into()));
        assert_eq!(bob.post(MEMORIES, &json!({"text": "two."})).await.status, 200, "it is there");
        let settings = bob.get(&format!("{MEMORIES}/settings")).await.json();
        assert_eq!(
            (&settings["count"], &settings["limit"], &settings["review"]),
            (&json!(4), &json!(4), &json!(true))
        );
        let settings = bob.patch(&format!("{MEMORIES}/settings"), &json!({"enabled": false})).await.json();
        assert_eq!((&settings["enabled"], &settings["extraction"]), (&json!(false), &json!("off")));
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn what_will_not_do_is_refused_and_what_is_off_can_be_deleted() {
    let server = TestServer::start(&[]).await;
    let ada = server.owner().await;
    for (body, pointer) in [
        (json!({"text": "  "}), "/text"),
        (json!({"text": "x".repeat(2_001)}), "/text"),
        (json!({"text": "a\u{0}"}), "/text"),
        (json!({"text": "a", "kind": "rumour"}), "/kind"),
        (json!({"text": "a", "tags": ["b", ""]}), "/tags/1"),
        (json!({"text": "a", "origin": "said"}), "/origin"),
        (
            json!({"text": "a", "valid_from": "2026-01-02T00:00:00Z", "valid_to": "2026-01-01T00:00:00Z"}),
            "/valid_to",
        ),
    ] {
        assert_eq!(ada.post(MEMORIES, &body).await.pointers(), [pointer], "{body}");
    }
    let file = json!({"memories": [{"text": "a"}, {"text": ""}]});
    let import = format!("{MEMORIES}/import");
    assert_eq!(ada.post(&import, &file).await.pointers(), ["/memories/1/text"]);
    assert_eq!(ada.get(&format!("{MEMORIES}?cursor=x")).await.pointers(), ["/cursor"]);
    assert!(texts(&ada, "").await.is_empty());
    server.stop().await;

    let server = TestServer::start(&[("MAMI_MEMORY__ENABLED", "false")]).await;
    let ada = server.owner().await;
    assert_eq!(ada.post(MEMORIES, &json!({"text": "a"})).await.problem(), (403, "memory_off".into()));
    assert_eq!(ada.get(&format!("{MEMORIES}/settings")).await.json()["available"], false);
    assert_eq!(ada.delete(MEMORIES).await.status, 204);
    server.stop().await;
}
