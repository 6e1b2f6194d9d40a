//! Conversations that are kept nowhere.

use mami_upstream::Script;
use serde_json::{Value, json};

use super::{asked, cancel, id, message, names};
use crate::server::{TestServer, places, text};

fn temporary(content: &str) -> Value {
    let mut body = message(content);
    body["temporary"] = true.into();
    body
}

#[tokio::test]
async fn nothing_of_a_temporary_conversation_is_in_the_database() {
    for place in places().await {
        let server = TestServer::answering_on(&place, Script::default(), &[]).await;
        let ada = server.owner().await;
        let events = ada.chat(&temporary("[[say=Wörd]] a secret")).await.rest().await;
        assert_eq!(names(&events), ["start", "delta", "usage", "done"]);
        assert_eq!(text(&events), "Wörd");
        let start = &events[0].data;

        // What was said comes along, and the server remembers none of it.
        let mut body = temporary("[[say=Again]] more");
        body["conversation_id"] = start["conversation_id"].clone();
        body["history"] = json!([
            {"role": "user", "content": "a secret"},
            {"role": "assistant", "content": "Wörd"},
        ]);
        body["stream"] = false.into();
        let answer = ada.post("/api/v1/chat", &body).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let answer = answer.json();
        assert_eq!(
            (&answer["message"]["content"], &answer["message"]["status"]),
            (&json!("Again"), &json!("complete"))
        );
        assert_eq!(answer["user_message"]["content"], "[[say=Again]] more");
        let told = asked(&server).pop().unwrap();
        let told: Vec<&str> =
            told["messages"].as_array().unwrap().iter().map(|it| it["content"].as_str().unwrap()).collect();
        assert_eq!(told[1..], ["a secret", "Wörd", "[[say=Again]] more"]);

        for table in ["conversations", "messages", "search_entries"] {
            assert_eq!(place.count(table).await, 0, "{table}");
        }
        let conversation = id(start, "conversation_id");
        assert_eq!(ada.get(&format!("/api/v1/conversations/{conversation}")).await.status, 404);
        let follow = ada.get(&format!("/api/v1/chat/{}/events", id(start, "message_id"))).await;
        assert_eq!(follow.status, 404);
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn a_temporary_answer_ends_when_its_client_goes_away_or_stops_it() {
    let server = TestServer::answering(Script::default(), &[]).await;
    let (ada, bob) = (server.owner().await, server.member("bob").await);
    let long = temporary("[[tokens=10000 every=20]]");
    let mut events = ada.chat(&long).await;
    events.until("delta").await;
    drop(events);
    server.upstream().until_dropped(1).await;

    let mut events = ada.chat(&long).await;
    let answer = id(&events.until("start").await.data, "message_id");
    assert_eq!(bob.post(&format!("/api/v1/chat/{answer}/cancel"), &json!({})).await.status, 404);
    cancel(&ada, &answer).await;
    let rest = events.rest().await;
    assert_eq!(rest.last().unwrap().data["finish_reason"], "cancelled");
    server.upstream().until_dropped(2).await;
    server.stop().await;
}

#[tokio::test]
async fn what_cannot_be_without_being_kept_is_refused() {
    let server = TestServer::answering(Script::default(), &[]).await;
    let ada = server.owner().await;
    let kept = ada.say("Hi").await;
    for (field, value, pointer) in [
        ("parent_id", kept["message"]["id"].clone(), "/parent_id"),
        ("edit_message_id", kept["user_message"]["id"].clone(), "/edit_message_id"),
        ("history", json!([{"role": "user", "content": "\u{0}"}]), "/history"),
        ("history", json!(vec![json!({"role": "user", "content": "x"}); 201]), "/history"),
    ] {
        let mut body = temporary("Hi");
        body["conversation_id"] = kept["conversation_id"].clone();
        body[field] = value;
        assert_eq!(ada.post("/api/v1/chat", &body).await.pointers(), [pointer], "{field}");
    }
    let mut body = temporary("Hi");
    body["message"]["attachments"] = json!([kept["message"]["id"]]);
    assert_eq!(ada.post("/api/v1/chat", &body).await.pointers(), ["/message/attachments"]);
    let mut body = message("Hi");
    body["history"] = json!([{"role": "user", "content": "x"}]);
    assert_eq!(ada.post("/api/v1/chat", &body).await.pointers(), ["/history"]);
    server.stop().await;
}
