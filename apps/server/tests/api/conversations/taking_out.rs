//! Turns that are taken out of a conversation.

use mami_upstream::Script;
use serde_json::{Value, json};

use super::CONVERSATIONS;
use crate::{
    server::{Client, TestServer, places},
    turn::{asked, cancel, feed, goes_on, id, message_in, messages},
};

async fn say(client: &Client, conversation: &str, text: &str) -> Value {
    let mut body = message_in(conversation, text);
    body["stream"] = false.into();
    let answer = client.post("/api/v1/chat", &body).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

async fn contents(client: &Client, conversation: &str) -> Vec<String> {
    messages(client, conversation).await.iter().map(|message| id(message, "content")).collect()
}

#[tokio::test]
async fn a_turn_is_taken_out_and_the_rest_goes_on_without_it() {
    for place in places().await {
        let server = TestServer::answering_on(&place, Script::default(), &[]).await;
        drop(place);
        let (ada, bob) = (server.owner().await, server.member("bob").await);
        let first = ada.say("one [[say=ONE]]").await;
        let conversation = id(&first, "conversation_id");
        let second = say(&ada, &conversation, "two [[say=TWO]]").await;
        let third = say(&ada, &conversation, "three [[say=THREE]]").await;
        let path = |turn: &Value, which: &str| format!("/api/v1/messages/{}", id(&turn[which], "id"));
        let before = ada.get(&format!("{CONVERSATIONS}/{conversation}")).await.json();
        let mut heard = feed(&ada).await;
        assert_eq!(bob.delete(&path(&second, "message")).await.problem(), (404, "not_found".to_owned()));
        let deleted = ada.delete(&path(&second, "message")).await;
        assert_eq!((deleted.status.as_u16(), &*deleted.body), (204, ""));
        let told = heard.next().await.unwrap();
        assert_eq!(told.data, json!({"conversation_id": conversation, "deleted": false}));
        assert_eq!(
            contents(&ada, &conversation).await,
            ["one [[say=ONE]]", "ONE", "three [[say=THREE]]", "THREE"]
        );
        assert_eq!(ada.get(&format!("{CONVERSATIONS}/{conversation}")).await.json(), before);
        let follows = messages(&ada, &conversation).await[2]["parent_id"].clone();
        assert_eq!(follows, first["message"]["id"]);
        for which in ["message", "user_message"] {
            assert_eq!(ada.delete(&path(&second, which)).await.problem().0, 404);
        }
        say(&ada, &conversation, "four").await;
        let shown = asked(&server).pop().unwrap()["messages"].clone();
        let shown: Vec<String> = shown.as_array().unwrap()[1..].iter().map(|it| id(it, "content")).collect();
        assert_eq!(shown, ["one [[say=ONE]]", "ONE", "three [[say=THREE]]", "THREE", "four"]);

        // The very first one, by the person's message.
        assert_eq!(ada.delete(&path(&first, "user_message")).await.status, 204);
        let kept = messages(&ada, &conversation).await;
        assert_eq!((kept.len(), &kept[0]["id"]), (4, &third["user_message"]["id"]));
        assert_eq!(kept[0]["parent_id"], Value::Null);
        goes_on(&ada, &conversation).await;
        server.stop().await;
    }
}

#[tokio::test]
async fn one_of_several_answers_is_taken_out_alone() {
    let server = TestServer::answering(Script::default(), &[]).await;
    let ada = server.owner().await;
    let first = ada.say("one [[say=ONE]]").await;
    let (conversation, answer) = (id(&first, "conversation_id"), id(&first["message"], "id"));
    let again = ada.post(&format!("/api/v1/messages/{answer}/regenerate"), &json!({"stream": false})).await;
    let again = id(&again.json()["message"], "id");
    say(&ada, &conversation, "two [[say=TWO]]").await;
    assert_eq!(ada.delete(&format!("/api/v1/messages/{again}")).await.status, 204);
    let kept = messages(&ada, &conversation).await;
    assert_eq!(
        kept.iter().map(|it| id(it, "content")).collect::<Vec<_>>()[1..],
        ["ONE", "two [[say=TWO]]", "TWO"]
    );
    assert_eq!(kept[2]["parent_id"], answer, "what followed it follows the other one");
    goes_on(&ada, &conversation).await;
    server.stop().await;
}

#[tokio::test]
async fn nothing_is_taken_out_while_an_answer_is_being_written() {
    for place in places().await {
        let server = TestServer::answering_on(&place, Script::default(), &[]).await;
        drop(place);
        let ada = server.owner().await;
        let first = ada.say("Hi [[say=Hi]]").await;
        let conversation = id(&first, "conversation_id");
        let mut events = ada.chat(&message_in(&conversation, "[[tokens=5000 every=10]]")).await;
        let answer = id(&events.until("start").await.data, "message_id");
        for message in [&answer, &id(&first["message"], "id")] {
            let refused = ada.delete(&format!("/api/v1/messages/{message}")).await;
            assert_eq!(refused.problem(), (409, "turn_running".to_owned()));
        }
        // Elsewhere, it can be done.
        let other = ada.say("[[say=Hi]]").await;
        assert_eq!(
            ada.delete(&format!("/api/v1/messages/{}", id(&other["message"], "id"))).await.status,
            204
        );
        assert!(contents(&ada, &id(&other, "conversation_id")).await.is_empty());
        cancel(&ada, &answer).await;
        events.rest().await;
        assert_eq!(ada.delete(&format!("/api/v1/messages/{answer}")).await.status, 204);
        assert_eq!(contents(&ada, &conversation).await, ["Hi [[say=Hi]]", "Hi"]);
        let head =
            ada.get(&format!("{CONVERSATIONS}/{conversation}")).await.json()["head_message_id"].clone();
        assert_eq!(head, first["message"]["id"]);
        goes_on(&ada, &conversation).await;
        server.stop().await;
    }
}
