//! Finding what was said.

use mami_upstream::Script;
use serde_json::{Value, json};

use crate::server::{Answer, Client, TestServer, places};

const SEARCH: &str = "/api/v1/search";

async fn ask(client: &Client, query: &[(&str, &str)]) -> Answer {
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
    client.get(&format!("{SEARCH}?{query}")).await
}

async fn find(client: &Client, query: &[(&str, &str)]) -> Value {
    let answer = ask(client, query).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

/// What was found, hits in brackets.
async fn snippets(client: &Client, q: &str) -> Vec<String> {
    let page = find(client, &[("q", q)]).await;
    let text = |segment: &Value| {
        let text = segment["text"].as_str().unwrap();
        if segment["hit"] == true { format!("[{text}]") } else { text.to_owned() }
    };
    let snippet = |hit: &Value| hit["snippet"].as_array().unwrap().iter().map(text).collect();
    page["items"].as_array().unwrap().iter().map(snippet).collect()
}

#[tokio::test]
async fn ones_own_titles_and_messages_are_found() {
    for place in places().await {
        let server = TestServer::answering_on(&place, Script::default(), &[]).await;
        let (ada, bob) = (server.owner().await, server.member("bob").await);
        let turn = ada.say("Where is the café?\nIn İstanbul? [[say=Beside the CAFE.]]").await;
        bob.say("No café for me [[say=Yes]]").await;

        let page = find(&ada, &[("q", "cafe")]).await;
        let items = page["items"].as_array().unwrap();
        assert_eq!((items.len(), &page["next_cursor"]), (3, &Value::Null), "{page}");
        let conversation = &turn["conversation_id"];
        let title = "Where is the café?";
        let expected = json!({
            "kind": "conversation", "conversation_id": conversation, "conversation_title": title,
            "snippet": [{"text": "Where is the ", "hit": false}, {"text": "café", "hit": true}, {"text": "?", "hit": false}],
            "created_at": items[0]["created_at"],
        });
        assert_eq!(items[0], expected);
        for hit in &items[1..] {
            assert_eq!((&hit["kind"], &hit["conversation_title"]), (&json!("message"), &json!(title)));
            let role = hit["role"].as_str().unwrap();
            let message = if role == "user" { &turn["user_message"] } else { &turn["message"] };
            assert_eq!((&hit["message_id"], &hit["created_at"]), (&message["id"], &message["created_at"]));
        }
        let answer = "[Beside the] [CAFE].".to_owned();
        assert!(snippets(&ada, "\"beside the\" caf").await.contains(&answer));
        assert_eq!(snippets(&ada, "ISTANBUL").await.len(), 1);
        assert_eq!(snippets(&bob, "\"cafe for\"").await.len(), 2, "his message, and the title made of it");
        assert!(snippets(&bob, "istanbul").await.is_empty());

        let path = format!("/api/v1/conversations/{}", conversation.as_str().unwrap());
        ada.patch(&path, &json!({"title": "Tea house"})).await;
        assert_eq!(snippets(&ada, "tea").await, ["[Tea] house"]);
        assert_eq!(snippets(&ada, "cafe").await.len(), 2);
        assert_eq!(ada.delete(&path).await.status, 204);
        assert!(snippets(&ada, "cafe").await.is_empty() && snippets(&ada, "tea").await.is_empty());
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn pages_and_faults() {
    let server = TestServer::start(&[]).await;
    let ada = server.owner().await;
    for title in ["pear one", "pear two", "pear three"] {
        assert_eq!(ada.post("/api/v1/conversations", &json!({"title": title})).await.status, 201);
    }
    let first = find(&ada, &[("q", "pear"), ("limit", "2")]).await;
    let next = first["next_cursor"].as_str().unwrap();
    let second = find(&ada, &[("q", "pear"), ("limit", "2"), ("cursor", next)]).await;
    let mut titles: Vec<&Value> = Vec::new();
    for page in [&first, &second] {
        titles.extend(page["items"].as_array().unwrap().iter().map(|hit| &hit["conversation_title"]));
    }
    assert_eq!(titles, ["pear three", "pear two", "pear one"]);
    assert_eq!(second["next_cursor"], Value::Null);

    for (query, pointer) in [
        ("", "/q"),
        ("?q=", "/q"),
        ("?q=%22%20*", "/q"),
        ("?q=%F0%9F%99%82", "/q"),
        ("?q=a&limit=0", "/limit"),
        ("?q=a&limit=201", "/limit"),
        ("?q=a&cursor=x", "/cursor"),
        ("?q=a&cursor=0", "/cursor"),
    ] {
        assert_eq!(ada.get(&format!("{SEARCH}{query}")).await.pointers(), [pointer], "{query}");
    }
    assert_eq!(ada.get(&format!("{SEARCH}?q=a&page=2")).await.status, 422);
    for q in ["NEAR(pear", "\"pear", "pear AND", "owner:pear", "^", "pear' --", "{pear}:*"] {
        let answer = ask(&ada, &[("q", q)]).await;
        assert!(answer.status == 200 || q == "^" && answer.status == 422, "{q}: {}", answer.body);
    }
    server.stop().await;
}

#[tokio::test]
async fn what_an_older_mami_has_written_is_found_after_the_next_start() {
    for place in places().await {
        let server = TestServer::answering_on(&place, Script::default(), &[]).await;
        server.owner().await.say("a needle [[say=found]]").await;
        // A server keeps its database; only its index is taken away.
        place.execute("DELETE FROM search_entries").await;
        server.mami().search.catch_up().await.unwrap();
        let ada = server.owner().await;
        assert_eq!(snippets(&ada, "needle").await.len(), 2, "the title and the message");
        assert_eq!(server.mami().search.catch_up().await.unwrap(), 0);
        drop(place);
        server.stop().await;
    }
}
