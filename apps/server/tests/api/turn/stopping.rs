//! Stopping an answer.

use std::time::Duration;

use mami_upstream::Script;
use serde_json::json;
use uuid::Uuid;

use super::{asked, cancel, feed, goes_on, id, message, message_in, message_of, names, told};
use crate::server::{TestServer, places, text};

/// The promise is a second; the rest is for a machine that tests a great many things at once.
const SOON: Duration = Duration::from_secs(5);

#[tokio::test]
async fn a_stopped_answer_keeps_what_had_come_and_hangs_up_on_the_model() {
    for place in places().await {
        let server = TestServer::answering_on(&place, Script::default(), &[]).await;
        drop(place);
        let ada = server.owner().await;
        let mut feed = feed(&ada).await;
        let mut events = ada.chat(&message("[[say=on and on ]] [[tokens=5000 every=10]]")).await;
        let start = events.until("start").await.data;
        let (conversation, answer) = (id(&start, "conversation_id"), id(&start, "message_id"));
        let mut seen = vec![events.until("delta").await, events.until("delta").await];

        cancel(&ada, &answer).await;
        tokio::time::timeout(SOON, server.upstream().until_dropped(1)).await.unwrap();
        seen.extend(events.rest().await);
        assert_eq!(names(&seen), ["delta", "done"]);
        assert_eq!(seen.last().unwrap().data, json!({"message_id": answer, "finish_reason": "cancelled"}));
        assert_eq!(told(&mut feed, "cancelled").await["message_id"], answer.as_str());
        let kept = message_of(&ada, &conversation, &answer).await;
        assert_eq!((&kept["status"], &kept["content"]), (&json!("cancelled"), &json!(text(&seen))));
        assert!(kept.get("error").is_none(), "to be stopped is no fault: {kept}");

        // Once more changes nothing, and the conversation goes on, the half answer included.
        cancel(&ada, &answer).await;
        goes_on(&ada, &conversation).await;
        assert_eq!(message_of(&ada, &conversation, &answer).await, kept);
        assert_eq!(asked(&server)[1]["messages"][2]["content"], text(&seen));
        let again = ada.follow(&answer, 0).await.rest().await;
        assert_eq!((text(&again), again.last()), (text(&seen), seen.last()));
        server.stop().await;
    }
}

#[tokio::test]
async fn an_answer_can_be_stopped_before_it_says_anything_from_another_device() {
    let server = TestServer::answering(Script::default(), &[]).await;
    let (phone, laptop) = (server.owner().await, server.owner().await);
    for said in ["[[first=600000]]", "[[fault=stall after=0]]"] {
        let mut events = phone.chat(&message(said)).await;
        let start = events.until("start").await.data;
        let (conversation, answer) = (id(&start, "conversation_id"), id(&start, "message_id"));
        let running = laptop.get(&format!("/api/v1/conversations/{conversation}")).await.json();
        assert_eq!(running["running_message_id"], answer.as_str());
        cancel(&laptop, &answer).await;
        assert_eq!(names(&events.rest().await), ["title", "done"]);
        let kept = message_of(&phone, &conversation, &answer).await;
        assert_eq!((&kept["status"], &kept["content"]), (&json!("cancelled"), &json!("")));
        goes_on(&phone, &conversation).await;
    }
    // What the first answer did not say is not put into the model's mouth.
    let shown = asked(&server)[1]["messages"].as_array().unwrap().clone();
    assert!(shown.iter().all(|it| it["content"] != ""), "{shown:?}");
    tokio::time::timeout(SOON, server.upstream().until_dropped(2)).await.unwrap();
    server.stop().await;
}

#[tokio::test]
async fn only_an_own_answer_can_be_stopped_and_one_that_has_ended_stays() {
    let server = TestServer::answering(Script::default(), &[]).await;
    let (ada, bob) = (server.owner().await, server.member("bob").await);
    let made = ada.say("[[say=Done]]").await;
    let (question, answer) = (id(&made["user_message"], "id"), id(&made["message"], "id"));
    cancel(&ada, &answer).await;
    let kept = message_of(&ada, &id(&made, "conversation_id"), &answer).await;
    assert_eq!(kept, made["message"]);
    for (who, id) in [(&ada, question), (&bob, answer), (&ada, Uuid::nil().to_string())] {
        let refused = who.post(&format!("/api/v1/chat/{id}/cancel"), &json!({})).await;
        assert_eq!(refused.problem(), (404, "not_found".to_owned()));
    }
    server.stop().await;
}

#[tokio::test]
async fn deleting_a_conversation_stops_its_answer() {
    for place in places().await {
        let server = TestServer::answering_on(&place, Script::default(), &[]).await;
        drop(place);
        let ada = server.owner().await;
        let made = ada.post("/api/v1/conversations", &json!({"title": "Short-lived"})).await.json();
        let said = "[[say=on and on ]] [[tokens=5000 every=10]]";
        let mut events = ada.chat(&message_in(&id(&made, "id"), said)).await;
        let answer = id(&events.until("start").await.data, "message_id");
        events.until("delta").await;
        let deleted = ada.delete(&format!("/api/v1/conversations/{}", id(&made, "id"))).await;
        assert_eq!(deleted.status, 204);
        tokio::time::timeout(SOON, server.upstream().until_dropped(1)).await.unwrap();
        events.rest().await;
        assert_eq!(ada.get("/api/v1/conversations").await.json()["items"], json!([]));
        let gone = ada.get(&format!("/api/v1/chat/{answer}/events")).await;
        assert_eq!(gone.problem(), (404, "not_found".to_owned()));
        server.stop().await;
    }
}
