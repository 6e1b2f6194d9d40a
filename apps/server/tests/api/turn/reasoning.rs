//! What a model thinks before it answers.

use mami_upstream::{Model, Script};
use serde_json::{Value, json};

use super::{asked, id, message, message_in, message_of};
use crate::server::{Event, TestServer, text};

fn thought(events: &[Event]) -> String {
    events.iter().filter(|it| it.event == "reasoning").map(|it| it.data["text"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn tags_and_fields_are_the_same_thinking_apart_from_the_answer_with_its_time() {
    let server = TestServer::answering(Script::default(), &[]).await;
    let ada = server.owner().await;
    for said in [
        "[[reasoning=Hm, 世界? Sure.]] [[say=Yes.]] [[every=20]]",
        "[[think=Hm, 世界? Sure.]] [[say=Yes.]] [[every=20]]",
    ] {
        let events = ada.chat(&message(said)).await.rest().await;
        assert_eq!((thought(&events).trim(), text(&events).as_str()), ("Hm, 世界? Sure.", "Yes."), "{said}");
        let start = &events[0].data;
        let kept = message_of(&ada, &id(start, "conversation_id"), &id(start, "message_id")).await;
        assert_eq!(
            (kept["reasoning"].as_str().unwrap().trim(), &kept["content"]),
            ("Hm, 世界? Sure.", &json!("Yes."))
        );
        assert!(kept["reasoning_ms"].as_u64().unwrap() >= 20, "{kept}");

        // It is not fed back.
        ada.chat(&message_in(&id(start, "conversation_id"), "Why?")).await.rest().await;
        let body = asked(&server).pop().unwrap();
        assert!(!body["messages"].as_array().unwrap()[2].to_string().contains("Sure."), "{body}");
    }
    server.stop().await;
}

#[tokio::test]
async fn tags_in_the_middle_of_an_answer_are_text() {
    let server = TestServer::answering(Script::default(), &[]).await;
    let ada = server.owner().await;
    let events = ada.chat(&message("[[say=Write <think>like this</think>.]]")).await.rest().await;
    assert_eq!((thought(&events).as_str(), text(&events).as_str()), ("", "Write <think>like this</think>."));
    server.stop().await;
}

#[tokio::test]
async fn the_effort_goes_to_models_that_think_and_to_no_others() {
    let models = vec![
        Model::new("gpt-oss-120b", 8_192, &["completion", "thinking"]),
        Model::new("plain", 8_192, &["completion"]),
    ];
    let server = TestServer::answering(Script { models, ..Script::default() }, &[]).await;
    let ada = server.owner().await;
    let effort = async |model: &str| -> Value {
        let mut body = message("Hi");
        body["model"] = model.into();
        body["params"] = json!({"reasoning_effort": "high"});
        ada.chat(&body).await.rest().await;
        asked(&server).pop().unwrap()["reasoning_effort"].clone()
    };
    assert_eq!(effort("openai/gpt-oss-120b").await, "high");
    assert_eq!(effort("openai/plain").await, Value::Null);
    let mut wrong = message("Hi");
    wrong["params"] = json!({"reasoning_effort": "enormous"});
    assert_eq!(ada.post("/api/v1/chat", &wrong).await.pointers(), ["/params/reasoning_effort"]);
    server.stop().await;
}
