//! Another version of a message, another answer, and going on with one that broke off.

use mami_upstream::Script;
use serde_json::{Value, json};

use super::{asked, cancel, id, message, message_in, message_of, messages, names};
use crate::server::{Client, TestServer, places, text};

async fn go_on(client: &Client, answer: &str) -> Value {
    let answer = client.post(&format!("/api/v1/messages/{answer}/continue"), &json!({"stream": false})).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["message"].clone()
}

#[tokio::test]
async fn a_message_can_be_said_differently_anywhere_also_at_the_beginning() {
    for place in places().await {
        let server = TestServer::answering_on(&place, Script::default(), &[]).await;
        let ada = server.owner().await;
        let first = ada.say("[[say=one]] first").await;
        let conversation = id(&first, "conversation_id");
        let mut body = message_in(&conversation, "[[say=two]] second");
        body["stream"] = false.into();
        let second = ada.post("/api/v1/chat", &body).await.json();

        for (turn, content) in [(&first, "[[say=uno]] primero"), (&second, "[[say=due]] secondo")] {
            let mut edit = message(content);
            edit["edit_message_id"] = turn["user_message"]["id"].clone();
            edit["stream"] = false.into();
            let answer = ada.post("/api/v1/chat", &edit).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            let edited = answer.json();
            assert_eq!(edited["conversation_id"], first["conversation_id"]);
            assert_eq!(edited["user_message"]["parent_id"], turn["user_message"]["parent_id"]);
            let found = ada.get(&format!("/api/v1/conversations/{conversation}")).await.json();
            assert_eq!(found["head_message_id"], edited["message"]["id"], "it is what is shown now");
        }
        assert_eq!(messages(&ada, &conversation).await.len(), 8, "nothing was lost");
        let last = asked(&server).pop().unwrap();
        let told: Vec<&str> =
            last["messages"].as_array().unwrap().iter().map(|it| it["content"].as_str().unwrap()).collect();
        assert_eq!(
            told[1..],
            ["[[say=one]] first", "one", "[[say=due]] secondo"],
            "what came before it, and no more"
        );

        // An answer is no message of one's own, and neither is somebody else's.
        let bob = server.member("bob").await;
        for (client, message_id) in [(&ada, &first["message"]["id"]), (&bob, &first["user_message"]["id"])] {
            let mut edit = message("Hi");
            edit["edit_message_id"] = message_id.clone();
            assert_eq!(client.post("/api/v1/chat", &edit).await.status, 404);
        }
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn an_answer_that_was_cut_goes_on_where_it_stopped() {
    let server = TestServer::answering(Script::default(), &[]).await;
    let ada = server.owner().await;
    let mut body = message("[[say=ein Märchen, das lang ist]]");
    body["params"] = json!({"max_tokens": 2});
    let events = ada.chat(&body).await.rest().await;
    assert_eq!(events.last().unwrap().data["finish_reason"], "length");
    let (start, begun) = (&events[0].data, text(&events));
    assert_eq!(begun, "ein Märchen, ");

    let old = id(start, "message_id");
    let whole = go_on(&ada, &old).await;
    let content = whole["content"].as_str().unwrap();
    assert!(content.starts_with("ein Märchen, ") && content.len() > begun.len(), "{content}");
    assert_eq!((&whole["status"], &whole["parent_id"]), (&json!("complete"), &start["user_message_id"]));
    let kept = message_of(&ada, &id(start, "conversation_id"), &old).await;
    assert_eq!(kept["content"], begun.as_str(), "the old one stays as it is");
    let last = asked(&server).pop().unwrap();
    let told = last["messages"].as_array().unwrap();
    assert_eq!(told[told.len() - 2], json!({"role": "assistant", "content": begun}));

    // What is whole does not go on, and nobody else's does.
    let path = format!("/api/v1/messages/{}/continue", id(&whole, "id"));
    assert_eq!(ada.post(&path, &json!({})).await.pointers(), ["/id"]);
    let bob = server.member("bob").await;
    assert_eq!(bob.post(&format!("/api/v1/messages/{old}/continue"), &json!({})).await.status, 404);
    server.stop().await;
}

#[tokio::test]
async fn an_answer_that_broke_off_or_was_stopped_goes_on_too() {
    let server = TestServer::answering(Script::default(), &[]).await;
    let ada = server.owner().await;
    let events =
        ada.chat(&message("[[say=one two three four]] [[fault=cut after=2 times=1]]")).await.rest().await;
    assert_eq!(events.last().unwrap().event, "error");
    let whole = go_on(&ada, &id(&events[0].data, "message_id")).await;
    assert!(whole["content"].as_str().unwrap().starts_with("one two "), "{whole}");
    assert_eq!(whole["status"], "complete");

    let mut events = ada.chat(&message("[[say=one two three four]] [[every=100]]")).await;
    let answer = id(&events.until("start").await.data, "message_id");
    events.until("delta").await;
    cancel(&ada, &answer).await;
    let rest = events.rest().await;
    assert_eq!(names(&rest).last(), Some(&"done"));
    let whole = go_on(&ada, &answer).await;
    assert!(whole["content"].as_str().unwrap().starts_with("one "), "{whole}");
    server.stop().await;
}
