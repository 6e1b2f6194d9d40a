//! The same request again gives the same turn.

use futures_util::future::join_all;
use mami_upstream::Script;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::{asked, id, message, messages, names};
use crate::server::{Client, TestServer, places, text};

fn keyed(client: &Client, key: &str, body: &Value) -> RequestBuilder {
    client.request(Method::POST, "/api/v1/chat").header("idempotency-key", key).json(body)
}

fn reused() -> (u16, String) {
    (422, "idempotency_key_reused".to_owned())
}

#[tokio::test]
async fn case_094_the_same_key_in_parallel_gives_one_turn_and_everyone_its_stream() {
    for place in places().await {
        let off = [("MAMI_MEMORY__ENABLED", "false")];
        let server = TestServer::answering_on(&place, Script::default(), &off).await;
        drop(place);
        let ada = server.owner().await;
        for round in 0..5 {
            let body = message(&format!("[[say=only once {round} ]] [[tokens=40 every=5]]"));
            let key = format!("key {round}");
            let streams =
                (0..20).map(|_| async { Client::events(keyed(&ada, &key, &body)).await.rest().await });
            let streams = join_all(streams).await;
            let first = &streams[0];
            assert_eq!(names(first), ["start", "title", "delta", "usage", "done"]);
            for stream in &streams {
                assert_eq!((&stream[0], stream.last()), (&first[0], first.last()));
                assert_eq!(text(stream), text(first));
            }
            assert_eq!(asked(&server).len(), round + 1);
            let kept = messages(&ada, &id(&first[0].data, "conversation_id")).await;
            assert_eq!(kept.len(), 2);
            assert_eq!(kept[1]["content"], text(first));
        }
        let all = ada.get("/api/v1/conversations").await.json();
        assert_eq!(all["items"].as_array().unwrap().len(), 5);
        server.stop().await;
    }
}

#[tokio::test]
async fn a_key_belongs_to_one_request_of_one_person() {
    for place in places().await {
        let server = TestServer::answering_on(&place, Script::default(), &[]).await;
        drop(place);
        let (ada, bob) = (server.owner().await, server.member("bob").await);
        let mut body = message("[[say=Once]]");
        body["stream"] = false.into();
        let first = Client::answer(keyed(&ada, "a key", &body)).await.json();
        let again = Client::answer(keyed(&ada, "a key", &body)).await.json();
        assert_eq!(first, again);

        let mut other = body.clone();
        other["message"]["content"] = "[[say=Twice]]".into();
        assert_eq!(Client::answer(keyed(&ada, "a key", &other)).await.problem(), reused());
        let regenerate = format!("/api/v1/messages/{}/regenerate", id(&first["message"], "id"));
        let regenerate = |key: &str| {
            ada.request(Method::POST, &regenerate)
                .header("idempotency-key", key)
                .json(&json!({"stream": false}))
        };
        assert_eq!(Client::answer(regenerate("a key")).await.problem(), reused());
        let beside = Client::answer(regenerate("another key")).await.json();
        assert_eq!(Client::answer(regenerate("another key")).await.json(), beside);
        assert_eq!(asked(&server).len(), 2);

        // Someone else's key is another key, and says nothing of mine.
        let theirs = Client::answer(keyed(&bob, "a key", &other)).await;
        assert_eq!(theirs.json()["message"]["content"], "Twice");
        server.stop().await;
    }
}

#[tokio::test]
async fn a_key_may_be_used_again_after_a_refusal_that_wrote_nothing() {
    let server = TestServer::answering(Script::default(), &[]).await;
    let ada = server.owner().await;
    let mut wrong = message("Hi");
    wrong["model"] = "nobody/nothing".into();
    assert_eq!(Client::answer(keyed(&ada, "a key", &wrong)).await.pointers(), ["/model"]);
    let events = Client::events(keyed(&ada, "a key", &message("[[say=Hi]]"))).await.rest().await;
    assert_eq!(text(&events), "Hi");
    for wrong in ["", &"k".repeat(256), "é"] {
        let refused = Client::answer(keyed(&ada, wrong, &message("Hi"))).await;
        assert_eq!(refused.pointers(), ["/headers/idempotency-key"], "{wrong:?}");
    }
    server.stop().await;
}

#[tokio::test]
async fn a_repeat_finds_its_own_turn_while_that_runs_in_a_conversation_that_was_there() {
    let server = TestServer::answering(Script::default(), &[]).await;
    let ada = server.owner().await;
    let begun = ada.say("[[say=Hello]]").await;
    let conversation = begun["conversation_id"].as_str().unwrap();
    let mut body = message("[[say=It goes on and on and on]] [[every=60]]");
    body["conversation_id"] = conversation.into();
    let mut first = Client::events(keyed(&ada, "a key", &body)).await;
    let start = first.until("start").await;
    // The line drops, and the client, which has seen nothing, sends it again.
    drop(first);
    let again = Client::events(keyed(&ada, "a key", &body)).await.rest().await;
    assert_eq!(again[0], start);
    assert_eq!(again.last().unwrap().event, "done");
    assert_eq!(messages(&ada, conversation).await.len(), 4);
    assert_eq!(asked(&server).len(), 2);
    // Without the key it is another request, and one too many.
    let mut running = ada.chat(&body).await;
    running.until("start").await;
    let other = Client::answer(keyed(&ada, "another key", &body)).await;
    assert_eq!(other.problem(), (409, "turn_running".to_owned()));
    server.stop().await;
}
