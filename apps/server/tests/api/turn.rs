//! The turn, from a message to its kept answer.

mod editing;
mod events;
mod faults;
mod following;
mod idempotency;
mod intents;
mod limits;
mod reasoning;
mod stopping;
mod summaries;
mod temporary;
mod tree;

use reqwest::Method;
use serde_json::{Value, json};

use crate::server::{Client, Event, Events, TestServer};

/// The body of a message in a new conversation.
pub(crate) fn message(content: &str) -> Value {
    json!({"message": {"content": content}})
}

/// The body of a message in a conversation.
pub(crate) fn message_in(conversation: &str, content: &str) -> Value {
    json!({"conversation_id": conversation, "message": {"content": content}})
}

/// An id in some data.
pub(crate) fn id(data: &Value, name: &str) -> String {
    data[name].as_str().unwrap().to_owned()
}

/// The messages of a conversation, oldest first.
pub(crate) async fn messages(client: &Client, conversation: &str) -> Vec<Value> {
    let answer = client.get(&format!("/api/v1/conversations/{conversation}/messages")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["items"].as_array().unwrap().clone()
}

/// One message of a conversation.
pub(crate) async fn message_of(client: &Client, conversation: &str, message: &str) -> Value {
    messages(client, conversation).await.into_iter().find(|it| it["id"] == message).unwrap()
}

/// The names of events, repeated ones once.
pub(crate) fn names(events: &[Event]) -> Vec<&str> {
    let mut names: Vec<&str> = events.iter().map(|event| event.event.as_str()).collect();
    names.dedup();
    names
}

/// The bodies of the requests for answers that reached the provider.
pub(crate) fn asked(server: &TestServer) -> Vec<Value> {
    let received = server.upstream().received().into_iter();
    received.filter(|it| it.what == "POST /v1/chat/completions").map(|it| it.body).collect()
}

/// Checks that a conversation goes on as if nothing had happened.
pub(crate) async fn goes_on(client: &Client, conversation: &str) {
    let mut body = message_in(conversation, "And now? [[say=All is well]]");
    body["stream"] = false.into();
    body["model"] = "openai/scripted".into();
    let answer = client.post("/api/v1/chat", &body).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let answer = &answer.json()["message"];
    assert_eq!((&answer["status"], &answer["content"]), (&json!("complete"), &json!("All is well")));
}

/// What a person's devices are told from now on.
pub(crate) async fn feed(client: &Client) -> Events {
    Client::events(client.request(Method::GET, "/api/v1/events")).await
}

/// Waits until the feed tells of an answer with this status, and gives what it tells.
pub(crate) async fn told(feed: &mut Events, status: &str) -> Value {
    loop {
        let told = feed.until("message").await.data;
        if told["status"] == status {
            return told;
        }
    }
}

/// Stops an answer.
pub(crate) async fn cancel(client: &Client, message: &str) {
    let answer = client.post(&format!("/api/v1/chat/{message}/cancel"), &json!({})).await;
    assert_eq!((answer.status.as_u16(), answer.body.as_str()), (202, ""));
}

/// Gives every conversation that has none a summary, of the same id, as its model would have written it.
pub(crate) async fn summarise_all(server: &TestServer) {
    let insert = "INSERT INTO summaries (id, conversation_id, user_id, message_id, content, edited, \
                  provider, model, created_at, updated_at) \
                  SELECT id, id, user_id, head_message_id, 'Short', FALSE, 'p', 'm', created_at, created_at \
                  FROM conversations c WHERE head_message_id IS NOT NULL \
                  AND NOT EXISTS (SELECT 1 FROM summaries s WHERE s.conversation_id = c.id)";
    server.place.execute(insert).await;
}
