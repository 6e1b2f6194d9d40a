//! One answer at a time, branches, and other answers beside one.

use futures_util::future::join_all;
use mami_upstream::Script;
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{asked, cancel, goes_on, id, message, message_in, messages};
use crate::server::{Client, TestServer, places, text};

fn running() -> (u16, String) {
    (409, "turn_running".to_owned())
}

async fn regenerate(client: &Client, answer: &str, body: &Value) -> Vec<crate::server::Event> {
    let request = client.request(Method::POST, &format!("/api/v1/messages/{answer}/regenerate"));
    Client::events(request.json(body)).await.rest().await
}

/// The texts that the model was last shown, the system prompt left out.
fn shown(server: &TestServer) -> Vec<String> {
    let sent = asked(server).pop().unwrap();
    sent["messages"].as_array().unwrap()[1..].iter().map(|it| id(it, "content")).collect()
}

#[tokio::test]
async fn a_conversation_has_one_running_answer() {
    for place in places().await {
        let server = TestServer::answering_on(&place, Script::default(), &[]).await;
        drop(place);
        let ada = server.owner().await;
        let first = ada.say("[[say=Hi]]").await;
        let (conversation, greeting) = (id(&first, "conversation_id"), id(&first["message"], "id"));
        let mut events = ada.chat(&message_in(&conversation, "[[tokens=5000 every=10]]")).await;
        let answer = id(&events.until("start").await.data, "message_id");

        let path = format!("/api/v1/messages/{greeting}/regenerate");
        let mut branch = message_in(&conversation, "elsewhere");
        branch["parent_id"] = greeting.clone().into();
        for (path, body) in [
            ("/api/v1/chat", message_in(&conversation, "me too")),
            ("/api/v1/chat", branch),
            (&path, json!({})),
        ] {
            assert_eq!(ada.post(path, &body).await.problem(), running());
        }
        assert_eq!(messages(&ada, &conversation).await.len(), 4, "a refused turn writes nothing");
        // Other conversations are free.
        assert_eq!(ada.say("[[say=Hi]]").await["message"]["status"], "complete");
        cancel(&ada, &answer).await;
        events.rest().await;
        goes_on(&ada, &conversation).await;
        server.stop().await;
    }
}

#[tokio::test]
async fn of_turns_at_once_in_one_conversation_one_begins() {
    for place in places().await {
        let server = TestServer::answering_on(&place, Script::default(), &[]).await;
        drop(place);
        let ada = server.owner().await;
        let made = ada.post("/api/v1/conversations", &json!({})).await.json();
        let conversation = id(&made, "id");
        let body = message_in(&conversation, "[[first=600000]]");
        let send = |_| ada.request(Method::POST, "/api/v1/chat").json(&body).send();
        let answers = join_all((0..10).map(send)).await;
        let mut refused = 0;
        for answer in answers {
            let answer = answer.unwrap();
            if answer.status() == 409 {
                assert_eq!(answer.json::<Value>().await.unwrap()["code"], "turn_running");
                refused += 1;
            } else {
                assert_eq!(answer.status(), 200);
            }
        }
        let kept = messages(&ada, &conversation).await;
        assert_eq!((refused, kept.len(), asked(&server).len()), (9, 2, 1));
        cancel(&ada, &id(&kept[1], "id")).await;
        server.stop().await;
    }
}

#[tokio::test]
async fn a_message_branches_where_its_parent_is() {
    let server = TestServer::answering(Script::default(), &[]).await;
    let ada = server.owner().await;
    let first = ada.say("one [[say=ONE]]").await;
    let (conversation, one) = (id(&first, "conversation_id"), id(&first["message"], "id"));
    let say = async |content: &str, parent: Option<&str>| {
        let mut body = message_in(&conversation, content);
        body["parent_id"] = json!(parent);
        let events = ada.chat(&body).await.rest().await;
        assert_eq!(events.last().unwrap().event, "done");
        events[0].data.clone()
    };
    let head = async || {
        ada.get(&format!("/api/v1/conversations/{conversation}")).await.json()["head_message_id"].clone()
    };
    let two = say("two [[say=TWO]]", None).await;
    say("three [[say=THREE]]", None).await;
    let branched = say("2b [[say=2B]]", Some(&one)).await;
    assert_eq!(shown(&server), ["one [[say=ONE]]", "ONE", "2b [[say=2B]]"]);
    assert_eq!(branched["history"], json!({"sent": 2, "omitted": 0}));
    assert_eq!(head().await, branched["message_id"]);
    // Without a parent it goes on at the new head; with one, the old branch is as it was.
    say("3b [[say=3B]]", None).await;
    assert_eq!(shown(&server)[2..], ["2b [[say=2B]]", "2B", "3b [[say=3B]]"]);
    say("3c [[say=3C]]", Some(&id(&two, "message_id"))).await;
    assert_eq!(shown(&server)[2..], ["two [[say=TWO]]", "TWO", "3c [[say=3C]]"]);

    let kept = messages(&ada, &conversation).await;
    assert_eq!(kept.len(), 12);
    let parent =
        |content: &str| kept.iter().find(|it| it["content"] == content).unwrap()["parent_id"].clone();
    assert_eq!(parent("two [[say=TWO]]"), one.as_str());
    assert_eq!(parent("2b [[say=2B]]"), one.as_str());
    assert_eq!(parent("3c [[say=3C]]"), two["message_id"]);

    // A parent from elsewhere, or from nowhere, is none.
    let elsewhere = id(&ada.say("Hi").await["message"], "id");
    for parent in [elsewhere, Uuid::nil().to_string()] {
        let mut body = message_in(&conversation, "Hi");
        body["parent_id"] = parent.into();
        assert_eq!(ada.post("/api/v1/chat", &body).await.problem(), (404, "not_found".to_owned()));
    }
    let mut body = message("Hi");
    body["parent_id"] = one.into();
    assert_eq!(ada.post("/api/v1/chat", &body).await.pointers(), ["/parent_id"]);
    server.stop().await;
}

#[tokio::test]
async fn another_answer_stands_beside_the_first_and_becomes_the_head() {
    for place in places().await {
        let server = TestServer::answering_on(&place, Script::default(), &[]).await;
        drop(place);
        let ada = server.owner().await;
        let first = ada.say("one [[say=ONE]]").await;
        let conversation = id(&first, "conversation_id");
        let mut body = message_in(&conversation, "two [[say=TWO]]");
        body["stream"] = false.into();
        let second = ada.post("/api/v1/chat", &body).await.json();
        let (question, answer) = (id(&second["user_message"], "id"), id(&second["message"], "id"));

        let events = regenerate(&ada, &answer, &json!({"model": "openai/scripted-small"})).await;
        assert_eq!((text(&events), events.last().unwrap().event.as_str()), ("TWO".into(), "done"));
        assert_eq!(shown(&server), ["one [[say=ONE]]", "ONE", "two [[say=TWO]]"]);
        let start = &events[0].data;
        assert_eq!(
            (&start["user_message_id"], &start["model"]),
            (&json!(question), &json!("scripted-small"))
        );
        assert_eq!(start["history"], json!({"sent": 2, "omitted": 0}));
        let kept = messages(&ada, &conversation).await;
        assert_eq!(kept.len(), 5);
        let beside: Vec<&Value> = kept.iter().filter(|it| it["parent_id"] == question.as_str()).collect();
        assert_eq!(beside.iter().map(|it| it["content"].clone()).collect::<Vec<_>>(), ["TWO", "TWO"]);
        assert_eq!(beside[0], &second["message"], "the first answer stays as it was");
        let now = ada.get(&format!("/api/v1/conversations/{conversation}")).await.json();
        assert_eq!(now["head_message_id"], start["message_id"]);

        // The very first answer, too; and without a stream.
        let path = format!("/api/v1/messages/{}/regenerate", id(&first["message"], "id"));
        let made = ada.post(&path, &json!({"stream": false})).await.json();
        assert_eq!(made["user_message"], first["user_message"]);
        assert_eq!(made["message"]["parent_id"], first["user_message"]["id"]);
        assert_eq!(shown(&server), ["one [[say=ONE]]"]);

        // A person's own message has no other answer to be given in its place.
        let path = format!("/api/v1/messages/{question}/regenerate");
        assert_eq!(ada.post(&path, &json!({})).await.problem(), (404, "not_found".to_owned()));
        server.stop().await;
    }
}
