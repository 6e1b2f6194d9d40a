//! Private conversations never leave this machine: counted at the hosted provider.

use mami_upstream::{Model, Script};
use serde_json::json;

use super::{House, to_model};
use crate::turn::{id, message, message_in, names};

/// A script of models with so little context that a conversation outgrows it.
fn short() -> Script {
    Script { models: vec![Model::new("scripted", 1_500, &["completion"])], ..Script::default() }
}

#[tokio::test]
async fn nothing_of_a_private_conversation_reaches_a_hosted_provider() {
    let env = [
        ("MAMI_CHAT__ANSWER_TOKENS", "256"),
        ("MAMI_CHAT__DEFAULT_MODEL", "openai/scripted"),
        ("MAMI_CHAT__SUMMARY_MODEL", "openai/scripted"),
        ("MAMI_CHAT__CLASSIFIER_MODEL", "openai/scripted"),
        ("MAMI_CHAT__SYSTEM_PROMPT", "Be brief."),
    ];
    let house = House::new(short(), short(), &env).await;
    let ada = house.server.owner().await;
    let mut body = message("[[say=Only here]] my secret is blue");
    body["private"] = true.into();
    body["stream"] = false.into();
    let answer = ada.post("/api/v1/chat", &body).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let first = answer.json();
    assert_eq!(first["message"]["provider"], "ollama");
    let conversation = id(&first, "conversation_id");
    let found = ada.get(&format!("/api/v1/conversations/{conversation}")).await.json();
    assert_eq!(found["private"], true);

    // By name, by regenerating, by continuing, by a long conversation that is summarised: never.
    let mut by_name = message_in(&conversation, "Hi");
    by_name["model"] = "openai/scripted".into();
    assert_eq!(ada.post("/api/v1/chat", &by_name).await.pointers(), ["/model"]);
    let answer = id(&first["message"], "id");
    let regenerate = format!("/api/v1/messages/{answer}/regenerate");
    assert_eq!(ada.post(&regenerate, &json!({"model": "openai/scripted"})).await.pointers(), ["/model"]);
    assert_eq!(ada.post(&regenerate, &json!({"stream": false})).await.status, 200);
    for n in 0..8 {
        let mut body =
            message_in(&conversation, &format!("{n} {}", "[[say=and so on and on]] word ".repeat(40)));
        body["stream"] = false.into();
        assert_eq!(ada.post("/api/v1/chat", &body).await.status, 200);
    }
    // The local model fails: it is an error, and nobody takes over.
    let events = ada.chat(&message_in(&conversation, "[[fault=status:503]] secret")).await.rest().await;
    assert_eq!(events.last().unwrap().event, "error");
    assert!(!names(&events).contains(&"fallback"));

    let patch = ada.patch(&format!("/api/v1/conversations/{conversation}"), &json!({"private": false})).await;
    assert_eq!(patch.pointers(), ["/private"], "it stays private");
    assert_eq!(house.asked().0, 0, "{:?}", house.hosted.received());
    for request in house.hosted.received() {
        assert!(!request.body.to_string().contains("secret"), "{request:?}");
    }
    house.server.stop().await;
}

#[tokio::test]
async fn a_conversation_that_becomes_private_is_from_then_on() {
    let house = House::new(Script::default(), Script::default(), &[]).await;
    let ada = house.server.owner().await;
    let first = ada.say("Hello").await;
    assert_eq!(first["message"]["provider"], "openai");
    let conversation = id(&first, "conversation_id");
    let path = format!("/api/v1/conversations/{conversation}");
    assert_eq!(ada.patch(&path, &json!({"private": true})).await.status, 200);
    let before = house.asked().0;
    let mut body = message_in(&conversation, "And now?");
    body["stream"] = false.into();
    let answer = ada.post("/api/v1/chat", &body).await.json();
    assert_eq!(answer["message"]["provider"], "ollama");
    assert_eq!(house.asked().0, before);
    house.server.stop().await;
}

#[tokio::test]
async fn without_a_local_model_a_private_conversation_has_the_guide_and_nobody_else() {
    let house =
        House::new(Script::default(), Script::default(), &[("MAMI_PROVIDERS__OLLAMA__ENABLED", "false")])
            .await;
    let ada = house.server.owner().await;
    let mut body = message("Hello");
    body["private"] = true.into();
    let events = ada.chat(&body).await.rest().await;
    assert_eq!(events[0].data["provider"], "builtin");
    let mut by_name = to_model("openai/scripted", "Hello");
    by_name["private"] = true.into();
    assert_eq!(ada.post("/api/v1/chat", &by_name).await.pointers(), ["/model"]);
    assert_eq!(house.asked(), (0, 0));
    house.server.stop().await;
}
