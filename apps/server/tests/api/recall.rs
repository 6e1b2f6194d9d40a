//! What a turn is told of earlier ones, and what becomes of that when it is deleted.

use mami_upstream::Script;
use serde_json::{Value, json};

use crate::{
    server::{Client, Event, TestServer, places},
    turn::{asked, id, message, message_of},
};

const MEMORIES: &str = "/api/v1/memories";

async fn events(client: &Client, body: &Value) -> Vec<Event> {
    client.chat(body).await.rest().await
}

fn recalled(events: &[Event]) -> Vec<Value> {
    let told = events.iter().find(|event| event.event == "recall");
    told.map_or_else(Vec::new, |event| event.data["items"].as_array().unwrap().clone())
}

#[tokio::test]
async fn what_was_said_is_recalled_with_its_source_until_it_is_deleted() {
    for place in places().await {
        let server = TestServer::answering_on(&place, Script::default(), &[]).await;
        drop(place);
        let ada = server.owner().await;
        let said = ada.say("I booked the 07:40 ferry to Bozcaada").await;
        let told = events(&ada, &message("Which ferry did I book?")).await;
        let items = recalled(&told);
        let ferry = items.iter().find(|item| item["text"].as_str().unwrap().contains("07:40 ferry")).unwrap();
        assert_eq!((&ferry["kind"], &ferry["note"]), (&json!("turn"), &json!("m1")));
        assert_eq!(ferry["source"]["conversation_id"], said["conversation_id"]);
        assert_eq!(ferry["why"][0]["by"], "words");
        let prompt = asked(&server).pop().unwrap().to_string();
        assert!(prompt.contains("07:40 ferry") && prompt.contains("<notes k="), "{prompt}");

        // With its words, whoever looks at it later, and none that are gone.
        let (conversation, answer) = (id(&told[0].data, "conversation_id"), id(&told[0].data, "message_id"));
        let text = async || {
            let kept = message_of(&ada, &conversation, &answer).await["recall"]["items"].clone();
            let again = recalled(&ada.follow(&answer, 0).await.rest().await);
            let of = |items: &Value| {
                id(items.as_array().unwrap().iter().find(|it| it["id"] == ferry["id"]).unwrap(), "text")
            };
            assert_eq!(of(&kept), of(&json!(again)));
            of(&kept)
        };
        assert!(text().await.contains("07:40 ferry"));
        let path = format!("/api/v1/conversations/{}", id(&said, "conversation_id"));
        assert_eq!(ada.delete(&path).await.status, 204);
        assert_eq!(text().await, "");
        let told = events(&ada, &message("And which ferry did I book, again?")).await;
        assert!(!recalled(&told).iter().any(|item| item["text"].as_str().unwrap().contains("07:40")));
        server.stop().await;
    }
}

#[tokio::test]
async fn what_is_private_is_told_in_private_alone() {
    let server = TestServer::answering(Script::default(), &[]).await;
    let ada = server.owner().await;
    let mut secret = message("My sister Elif expects a child in autumn");
    secret["private"] = true.into();
    assert_eq!(events(&ada, &secret).await.last().unwrap().event, "done");
    let question = message("What does my sister Elif expect in autumn?");
    assert!(recalled(&events(&ada, &question).await).is_empty());
    assert!(!asked(&server).iter().any(|body| body.to_string().contains("child")));
    // Their owner sees it.
    let search = json!({"query": "What does my sister Elif expect?"});
    let found = ada.post(&format!("{MEMORIES}/search"), &search).await.json();
    let items = found["items"].as_array().unwrap();
    assert!(items.iter().any(|item| item["text"].as_str().unwrap().contains("child")), "{found}");
    server.stop().await;
}

#[tokio::test]
async fn what_was_remembered_goes_with_its_conversation_if_one_wants() {
    let server = TestServer::answering(Script::default(), &[]).await;
    let ada = server.owner().await;
    let count = async || ada.get(MEMORIES).await.json()["items"].as_array().unwrap().len();
    for (with, left) in [("", 1), ("?delete_memories=true", 1)] {
        let said = ada.say(&format!("Remember that my locker has the number 7{}", with.len())).await;
        let path = format!("/api/v1/conversations/{}{with}", id(&said, "conversation_id"));
        assert_eq!(ada.delete(&path).await.status, 204);
        assert_eq!(count().await, left, "{with}");
    }
    server.stop().await;
}
