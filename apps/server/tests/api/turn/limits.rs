//! What a turn may take, and whom it relies on to be as they say.

use mami_upstream::{Model, Script};
use serde_json::{Value, json};

use super::{asked, id, message, message_in, names};
use crate::server::{TestServer, text};

/// An answer of a model by name, not streamed.
fn whole(content: &str) -> Value {
    let mut body = message(content);
    body["model"] = "openai/scripted".into();
    body["stream"] = false.into();
    body
}

#[tokio::test]
async fn case_048_a_limit_for_the_answer_leaves_the_question_its_room() {
    let models = vec![Model::new("scripted", 2_000, &["completion"])];
    let server = TestServer::answering(Script { models, ..Script::default() }, &[]).await;
    let ada = server.owner().await;
    for (model, most) in [("openai/scripted", 1_000_000), ("auto", 2_000), ("auto", 300)] {
        let mut body = whole("[[say=Here]] word word word");
        body["model"] = model.into();
        body["params"] = json!({ "max_tokens": most });
        let answer = ada.post("/api/v1/chat", &body).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(answer.json()["message"]["content"], "Here");
        let told = asked(&server).pop().unwrap();
        let told = told["max_tokens"].as_u64().or(told["max_completion_tokens"].as_u64()).unwrap();
        assert!(told <= most && (300..2_000).contains(&told), "{told} of {most}");
    }
    server.stop().await;
}

#[tokio::test]
async fn an_answer_is_cut_where_it_may_be_no_longer_and_does_not_grow_by_going_on() {
    let env = [("MAMI_CHAT__MAX_ANSWER_BYTES", "4096")];
    let server = TestServer::answering(Script::default(), &env).await;
    let ada = server.owner().await;
    let long = format!("[[say={}]]", "ß".repeat(3_000));
    let cut = ada.post("/api/v1/chat", &whole(&long)).await.json();
    let said = cut["message"]["content"].as_str().unwrap();
    assert_eq!((said.len(), &cut["message"]["finish_reason"]), (4096, &json!("length")));
    let path = format!("/api/v1/messages/{}/continue", id(&cut["message"], "id"));
    assert_eq!(ada.post(&path, &json!({})).await.pointers(), ["/id"]);

    // What it said in a conversation that is not kept can be brought along.
    let mut body = message("[[say=Yes]]");
    body["temporary"] = true.into();
    body["history"] = json!([{"role": "user", "content": "long"}, {"role": "assistant", "content": said}]);
    assert_eq!(text(&ada.chat(&body).await.rest().await), "Yes");

    // One that was stopped before goes on up to there.
    let half = format!("[[say={}]] [[fault=cut after=5]]", "word ".repeat(2_000));
    let half = ada.post("/api/v1/chat", &whole(&half)).await.json();
    let path = format!("/api/v1/messages/{}/continue", id(&half["message"], "id"));
    let whole = ada.post(&path, &json!({"stream": false})).await;
    assert_eq!(whole.status, 200, "{}", whole.body);
    let whole = whole.json();
    let (begun, said) = (half["message"]["content"].as_str(), whole["message"]["content"].as_str());
    assert!(said.unwrap().starts_with(begun.unwrap()) && said.unwrap().len() <= 4096);
    server.stop().await;
}

#[tokio::test]
async fn a_temporary_answer_that_is_not_streamed_ends_with_its_client_too() {
    let server = TestServer::answering(Script::default(), &[]).await;
    let ada = server.owner().await;
    let mut body = whole("[[tokens=10000 every=20]]");
    body["temporary"] = true.into();
    let client = ada.clone();
    let waiting = tokio::spawn(async move { client.post("/api/v1/chat", &body).await });
    while asked(&server).is_empty() {
        tokio::task::yield_now().await;
    }
    waiting.abort();
    server.upstream().until_dropped(1).await;
    server.stop().await;
}

#[tokio::test]
async fn an_edit_is_made_in_the_conversation_that_it_names() {
    let server = TestServer::answering(Script::default(), &[]).await;
    let ada = server.owner().await;
    let (here, there) = (ada.say("One").await, ada.say("Two").await);
    let mut body = message_in(&id(&there, "conversation_id"), "Three");
    body["edit_message_id"] = here["user_message"]["id"].clone();
    assert_eq!(ada.post("/api/v1/chat", &body).await.problem(), (404, "not_found".to_owned()));
    body["conversation_id"] = here["conversation_id"].clone();
    let events = ada.chat(&body).await.rest().await;
    assert_eq!(names(&events), ["start", "delta", "usage", "done"]);
    server.stop().await;
}

#[tokio::test]
async fn who_counts_on_a_conversation_being_private_is_not_mistaken() {
    let server = TestServer::answering(Script::default(), &[]).await;
    let ada = server.owner().await;
    let open = ada.say("Hello").await;
    let before = asked(&server).len();
    for field in ["conversation_id", "edit_message_id"] {
        let mut body = message("A secret");
        body[field] = match field {
            "conversation_id" => open["conversation_id"].clone(),
            _ => open["user_message"]["id"].clone(),
        };
        body["private"] = true.into();
        assert_eq!(ada.post("/api/v1/chat", &body).await.pointers(), ["/private"], "{field}");
    }
    let mut body = message("A secret");
    body["private"] = true.into();
    body["stream"] = false.into();
    let private = ada.post("/api/v1/chat", &body).await.json();
    body["conversation_id"] = private["conversation_id"].clone();
    assert_eq!(ada.post("/api/v1/chat", &body).await.status, 200);
    assert_eq!(asked(&server).len(), before);
    server.stop().await;
}
