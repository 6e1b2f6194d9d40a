//! What a message is understood as, and what happens with what Mami cannot do.

use mami_upstream::Script;
use serde_json::{Value, json};

use super::{asked, id, message, message_of, names};
use crate::server::{Client, Event, TestServer, text};

async fn events(client: &Client, body: &Value) -> Vec<Event> {
    client.chat(body).await.rest().await
}

#[tokio::test]
async fn pictures_and_memories_end_in_a_clear_message_and_ask_no_model() {
    let server = TestServer::answering(Script::default(), &[("MAMI_MEMORY__ENABLED", "false")]).await;
    let ada = server.owner().await;
    for (said, intent, rule, code) in [
        ("/image a ship in a storm", "image", "command", "images_unavailable"),
        ("Draw me a picture of a ship", "image", "phrase", "images_unavailable"),
        ("Bana bir gemi resmi çiz", "image", "phrase", "images_unavailable"),
        ("/remember my sister is called Ana", "memory", "command", "memory_unavailable"),
        ("Merk dir, dass ich Vegetarierin bin", "memory", "phrase", "memory_unavailable"),
    ] {
        let events = events(&ada, &message(said)).await;
        assert_eq!(names(&events), ["start", "title", "error"], "{said}");
        let (start, problem) = (&events[0].data, &events[2].data);
        assert_eq!((&start["intent"], &start["intent_rule"]), (&json!(intent), &json!(rule)), "{said}");
        assert!(!start["intent_reason"].as_str().unwrap().is_empty());
        assert_eq!((&problem["code"], &problem["status"]), (&json!(code), &json!(501)), "{said}");
        let kept = message_of(&ada, &id(start, "conversation_id"), &id(start, "message_id")).await;
        assert_eq!((&kept["status"], &kept["intent"]), (&json!("failed"), &json!(intent)));

        // "No, in text": the same message, understood differently.
        let path = format!("/api/v1/messages/{}/regenerate", id(start, "message_id"));
        let answer = ada.post(&path, &json!({"intent": "text", "stream": false})).await.json();
        assert_eq!(answer["message"]["status"], "complete", "{answer}");
        assert_eq!(
            (&answer["message"]["intent"], &answer["message"]["intent_rule"]),
            (&json!("text"), &json!("asked"))
        );
    }
    assert_eq!(asked(&server).len(), 5, "only those that wanted text");
    server.stop().await;
}

#[tokio::test]
async fn what_a_person_says_they_mean_counts_more_than_the_words() {
    let server = TestServer::answering(Script::default(), &[]).await;
    let ada = server.owner().await;
    let mut body = message("A ship in a storm");
    body["intent"] = "image".into();
    let told = events(&ada, &body).await;
    assert_eq!((&told[0].data["intent"], &told[0].data["intent_rule"]), (&json!("image"), &json!("asked")));
    let mut body = message("/image a ship [[say=Aye]]");
    body["intent"] = "text".into();
    let told = events(&ada, &body).await;
    assert_eq!((told[0].data["intent"].as_str(), text(&told).as_str()), (Some("text"), "Aye"));
    server.stop().await;
}

#[tokio::test]
async fn questions_about_pictures_and_memory_are_questions() {
    let server = TestServer::answering(Script::default(), &[]).await;
    let ada = server.owner().await;
    for said in [
        "What is an image?",
        "How do I draw a circle in CSS?",
        "Do you remember what I said?",
        "> draw me a ship\n\nWhat does this mean?",
    ] {
        let events = events(&ada, &message(said)).await;
        assert_eq!(events[0].data["intent"], "text", "{said}");
        assert_eq!(events.last().unwrap().event, "done", "{said}");
    }
    server.stop().await;
}

#[tokio::test]
async fn case_071_a_tool_that_was_not_offered_does_nothing() {
    let server = TestServer::answering(Script::default(), &[("MAMI_MEMORY__ENABLED", "false")]).await;
    let ada = server.owner().await;
    let said = r#"[[tool=remember {"text": "all of it"}]] [[say=As you wish]]"#;
    let events = events(&ada, &message(said)).await;
    assert_eq!(events.last().unwrap().event, "done");
    let bodies = asked(&server);
    assert!(bodies[0].get("tools").is_none_or(Value::is_null), "nothing is offered that is not there");
    let told = bodies.last().unwrap()["messages"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(told["role"], "tool");
    assert!(told["content"].as_str().unwrap().contains("no such tool"), "{told}");
    server.stop().await;
}

#[tokio::test]
async fn where_the_rules_are_unsure_a_model_may_be_asked() {
    let env = [("MAMI_CHAT__CLASSIFIER_MODEL", "openai/scripted")];
    let server = TestServer::answering(Script::default(), &env).await;
    let ada = server.owner().await;
    let unsure = "the picture, it could do with some blue";
    // The stand-in answers both the classifier's question and the person's with these words.
    for says in ["text", "image", "no idea"] {
        let before = asked(&server).len();
        let told = events(&ada, &message(&format!("{unsure} [[say={says}]]"))).await;
        let start = &told[0].data;
        let decided = (start["intent"].as_str().unwrap(), start["intent_rule"].as_str().unwrap());
        if says == "no idea" {
            assert_ne!(decided.1, "classifier", "what it does not say in one word does not count");
        } else {
            assert_eq!(decided, (says, "classifier"));
        }
        let first = &asked(&server)[before];
        assert!(
            first["messages"][0]["content"].as_str().unwrap().starts_with("You sort messages"),
            "{first}"
        );
    }
    // Nobody is asked where the rules are sure, or the person is.
    let before = asked(&server).len();
    events(&ada, &message("/image a ship")).await;
    let mut body = message(unsure);
    body["intent"] = "image".into();
    events(&ada, &body).await;
    assert_eq!(asked(&server).len(), before);
    server.stop().await;
}
