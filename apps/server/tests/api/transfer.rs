//! Conversations in and out, and links to them.

mod export;
mod import;
mod interrupted;
mod sharing;

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::{
    server::{Answer, Client},
    turn::{id, messages},
};

const IMPORT: &str = "/api/v1/import";
const IMPORTS: &str = "/api/v1/imports";
const CONVERSATIONS: &str = "/api/v1/conversations";
const SHARES: &str = "/api/v1/shares";

/// What would do something in a page, or to a file's form.
const HOSTILE: [&str; 6] = [
    "<script>alert(1)</script>",
    "</pre></article><img src=x onerror=alert(1)>",
    "[x](javascript:alert(1)) <a href=\"javascript:alert(1)\">",
    "```\nnever closed\r\n\ttab",
    "{\"role\": \"user\"}]}, \\u0000 \\ud83d",
    "\u{202e}turned \u{feff}世界 🐝",
];

/// A part of a form.
fn part(field: &str, name: &str, bytes: &[u8]) -> Vec<u8> {
    let head = format!(
        "--frontier\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n"
    );
    [head.as_bytes(), bytes, b"\r\n"].concat()
}

/// A request with a form of these parts.
fn form(client: &Client, parts: &[Vec<u8>]) -> RequestBuilder {
    client
        .request(Method::POST, IMPORT)
        .header("content-type", "multipart/form-data; boundary=frontier")
        .body([parts.concat(), b"--frontier--\r\n".to_vec()].concat())
}

/// Sends a file to be imported.
async fn send(client: &Client, name: &str, bytes: impl AsRef<[u8]>) -> Answer {
    Client::answer(form(client, &[part("file", name, bytes.as_ref())])).await
}

/// Imports a file and gives what came of it, when it is over.
async fn import(client: &Client, name: &str, bytes: impl AsRef<[u8]>) -> Value {
    let answer = send(client, name, bytes).await;
    assert_eq!(answer.status, 202, "{}", answer.body);
    let begun = answer.json();
    assert_eq!((&begun["status"], &begun["name"]), (&json!("running"), &json!(name)));
    ended(client, &id(&begun, "id")).await
}

/// The import when it has ended.
async fn ended(client: &Client, import: &str) -> Value {
    loop {
        let answer = client.get(&format!("{IMPORTS}/{import}")).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let import = answer.json();
        if import["status"] != "running" {
            assert!(import["finished_at"].is_string(), "{import}");
            return import;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

/// How many conversations an import has added, found and left out.
fn counts(import: &Value) -> (u64, u64, u64) {
    let count = |name: &str| import[name].as_u64().unwrap();
    (count("imported"), count("duplicates"), count("skipped"))
}

/// All conversations, newest first, the archived ones as well where there are such.
async fn conversations(client: &Client) -> Vec<Value> {
    let list = client.get(&format!("{CONVERSATIONS}?limit=200")).await.json();
    list["items"].as_array().unwrap().clone()
}

/// A conversation as what matters of it, with places instead of ids.
async fn tree(client: &Client, conversation: &Value) -> Value {
    let all = messages(client, &id(conversation, "id")).await;
    let place = |id: &Value| all.iter().position(|message| message["id"] == *id);
    let mut told = Vec::new();
    for message in &all {
        let mut told_one = message.clone();
        let fields = told_one.as_object_mut().unwrap();
        fields.insert("parent".to_owned(), json!(place(&message["parent_id"])));
        // Ids are new, and what a model was shown was not shown here.
        for name in ["id", "parent_id", "history", "persona_id", "intent", "intent_rule", "route_reason"] {
            fields.remove(name);
        }
        told.push(told_one);
    }
    json!({
        "title": conversation["title"], "created_at": conversation["created_at"],
        "updated_at": conversation["updated_at"], "head": place(&conversation["head_message_id"]), "messages": told,
    })
}

/// A conversation with branches, an answer with thoughts and one that failed, and text of every kind.
async fn rich(client: &Client) -> Value {
    let said = client.say("First [[reasoning=hm… 🤔]] [[say=One]]").await;
    let conversation = id(&said, "conversation_id");
    let again = format!("/api/v1/messages/{}/regenerate", id(&said["message"], "id"));
    client.post(&again, &json!({"stream": false})).await;
    let body = json!({
        "conversation_id": conversation, "parent_id": said["message"]["id"],
        "message": {"content": "Branch [[fault=status:500]]"}, "stream": false, "model": "openai/scripted",
    });
    client.post("/api/v1/chat", &body).await;
    for (number, text) in HOSTILE.iter().enumerate() {
        let mut body =
            json!({"conversation_id": conversation, "message": {"content": text}, "stream": false});
        if number == 0 {
            body["parent_id"] = said["message"]["id"].clone();
        }
        assert_eq!(client.post("/api/v1/chat", &body).await.status, 200);
    }
    client.get(&format!("{CONVERSATIONS}/{conversation}")).await.json()
}
