//! Long conversations: their beginning is summarised in the background, and the next answer waits for nothing.

use mami_upstream::{Model, Script};
use serde_json::{Value, json};

use super::{asked, feed, id, message, message_in};
use crate::server::{Client, TestServer, places};

/// A conversation that outgrows a short context; gives its id.
async fn long_conversation(client: &Client) -> String {
    let words = "word ".repeat(60);
    let first = client.chat(&message(&format!("[[say=one]] begin {words}"))).await.rest().await;
    let conversation = id(&first[0].data, "conversation_id");
    for n in 0..7 {
        client.chat(&message_in(&conversation, &format!("[[say=more]] {n} {words}"))).await.rest().await;
    }
    conversation
}

async fn summaries(client: &Client, conversation: &str) -> Vec<Value> {
    let answer = client.get(&format!("/api/v1/conversations/{conversation}/summaries")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["items"].as_array().unwrap().clone()
}

fn is_summary_request(body: &Value) -> bool {
    body["messages"][0]["content"].as_str().unwrap().starts_with("You summarise")
}

#[tokio::test]
async fn the_beginning_is_summarised_shown_to_the_model_and_can_be_changed() {
    for place in places().await {
        let models = vec![Model::new("scripted", 1_400, &["completion"])];
        let env = [("MAMI_CHAT__ANSWER_TOKENS", "256"), ("MAMI_CHAT__SYSTEM_PROMPT", "Be brief.")];
        let server = TestServer::answering_on(&place, Script { models, ..Script::default() }, &env).await;
        let ada = server.owner().await;
        let mut told = feed(&ada).await;
        let conversation = long_conversation(&ada).await;
        // It is told when there is one.
        let found = loop {
            let found = summaries(&ada, &conversation).await;
            if !found.is_empty() {
                break found;
            }
            told.until("conversation").await;
        };
        assert_eq!(found[0]["edited"], false);
        assert!(asked(&server).iter().any(is_summary_request));

        // Another one, of more, may be on its way: the newest is what counts.
        let mut path = String::new();
        loop {
            let newest = id(summaries(&ada, &conversation).await.last().unwrap(), "id");
            if path.ends_with(&newest) {
                break;
            }
            path = format!("/api/v1/conversations/{conversation}/summaries/{newest}");
            let changed = ada.put(&path, &json!({"content": "They like the colour blue."})).await;
            assert_eq!(changed.status, 200, "{}", changed.body);
            ada.chat(&message_in(&conversation, "[[say=ok]] And now?")).await.rest().await;
        }
        let bodies = asked(&server);
        let body = bodies.iter().rfind(|body| !is_summary_request(body)).unwrap();
        let system = body["messages"][0]["content"].as_str().unwrap();
        assert!(system.starts_with("Be brief.") && system.contains("They like the colour blue."), "{system}");
        assert!(!body["messages"].to_string().contains("begin word"), "what it covers is not sent");

        let bob = server.member("bob").await;
        assert_eq!(bob.put(&path, &json!({"content": "mine"})).await.status, 404);
        drop(told);
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn without_summaries_the_oldest_messages_are_left_out_and_counted() {
    let models = vec![Model::new("scripted", 1_400, &["completion"])];
    let env = [("MAMI_CHAT__ANSWER_TOKENS", "256"), ("MAMI_CHAT__SUMMARIES", "false")];
    let server = TestServer::answering(Script { models, ..Script::default() }, &env).await;
    let ada = server.owner().await;
    let conversation = long_conversation(&ada).await;
    let events = ada.chat(&message_in(&conversation, "And now?")).await.rest().await;
    assert!(events[0].data["history"]["omitted"].as_u64().unwrap() > 0);
    assert!(!asked(&server).iter().any(is_summary_request));
    assert!(summaries(&ada, &conversation).await.is_empty());
    server.stop().await;
}
