//! Scripted cases of how memory behaves (`memory_cases/cases.jsonl`), each on a server of its own. `rule` cases have no model that
//! looks for facts; `llm` cases have a scripted one. A stand-in records everything that a model is sent.

use std::{collections::HashMap, sync::Arc, time::Duration};

use mami_ports::UserId;
use mami_storage::testing::Place;
use mami_upstream::{Finding, Script};
use serde_json::{Value, json};
use unicode_normalization::UnicodeNormalization as _;

use crate::{
    documents::ended,
    people::me,
    server::{Client, TestServer, places},
    turn::id,
};

const CASES: &str = include_str!("memory_cases/cases.jsonl");
const MEMORIES: &str = "/api/v1/memories";

/// How texts are compared: composed, folded, with all kinds of i taken for one.
fn folded(text: &str) -> String {
    let text: String = text.nfc().collect::<String>().to_lowercase().nfc().collect();
    text.replace(['ı', 'İ', 'I'], "i").replace("i\u{307}", "i")
}

struct Stage {
    server: TestServer,
    people: HashMap<String, Client>,
    /// The conversations by their names in the case, which are one's own.
    conversations: HashMap<(String, String), String>,
    documents: HashMap<String, Value>,
}

impl Stage {
    async fn set(place: &Arc<Place>, case: &Value) -> Self {
        let finds = case["extractor"].as_array().cloned().unwrap_or_default();
        let findings = finds
            .iter()
            .map(|find| Finding {
                when: find["when"].as_str().unwrap().to_owned(),
                facts: find["facts"].as_array().unwrap().clone(),
            })
            .collect();
        // What a model says, where that matters, is not in what the person says.
        let reply =
            case["steps"].as_array().unwrap().iter().find_map(|step| step["assistant_reply"].as_str());
        let script = Script { findings, text: reply.map(str::to_owned), ..Script::default() };
        let mut env = Vec::new();
        if case["mode"] == "llm" {
            env.extend([
                ("MAMI_MEMORY__EXTRACTION", "direct"),
                ("MAMI_MEMORY__EXTRACTION_QUIET_SECONDS", "0"),
            ]);
        }
        let server = TestServer::answering_on(place, script, &env).await;
        let people = [("ada", server.owner().await), ("bob", server.member("bob").await)];
        Self {
            server,
            people: people.into_iter().map(|(name, client)| (name.to_owned(), client)).collect(),
            conversations: HashMap::new(),
            documents: HashMap::new(),
        }
    }

    fn person(&self, step: &Value) -> &Client {
        &self.people[step["as"].as_str().unwrap_or("ada")]
    }

    /// Says something, and gives what the stand-in was sent for it and the answer.
    async fn say(&mut self, step: &Value) -> (Vec<Value>, Value) {
        let client = self.person(step);
        let person = step["as"].as_str().unwrap().to_owned();
        let place = (person, step["conv"].as_str().unwrap().to_owned());
        let mut body = json!({"message": {"content": step["text"]}, "stream": false});
        if step["temporary"] == true {
            body["temporary"] = true.into();
        } else if let Some(conversation) = self.conversations.get(&place) {
            body["conversation_id"] = conversation.as_str().into();
        }
        let before = self.server.upstream().received().len();
        let answer = client.post("/api/v1/chat", &body).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let said = answer.json();
        let sent = self.server.upstream().received().split_off(before);
        let sent =
            sent.into_iter().map(|request| request.body).filter(|body| body["stream"] == true).collect();
        if step["temporary"] != true {
            self.conversations.insert(place, id(&said, "conversation_id"));
        }
        (sent, said)
    }

    /// Waits until nothing is done in the background any more.
    async fn settle(&self) {
        let mami = self.server.mami();
        while !mami.turns.is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        while !mami.extractions.is_idle() {
            mami.extractions.run_due().await;
        }
        for client in self.people.values() {
            let user: UserId = id(&me(client).await, "id").parse().unwrap();
            mami.recaller.settle(user).await;
        }
    }

    async fn memories(&self, check: &Value, query: &str) -> Vec<String> {
        let mut all = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = self.person(check).get(&format!("{MEMORIES}?limit=200{query}{cursor}")).await.json();
            all.extend(page["items"].as_array().unwrap().iter().map(|memory| id(memory, "text")));
            let Some(next) = page["next_cursor"].as_str() else { return all };
            cursor = format!("&cursor={next}");
        }
    }

    async fn step(&mut self, step: &Value) {
        match step["op"].as_str().unwrap() {
            "chat" => {
                self.say(step).await;
            }
            "settle" => self.settle().await,
            "memory.add" => {
                let text = match step["text_repeat"].as_str() {
                    Some(text) => text.repeat(usize::try_from(step["times"].as_u64().unwrap()).unwrap()),
                    None => id(step, "text"),
                };
                let added = self.person(step).post(MEMORIES, &json!({"text": text})).await;
                let refused = step["allow_rejection"] == true && added.status.is_client_error();
                assert!(refused || added.status.is_success(), "{}", added.body);
            }
            "memory.bulk_add" => {
                for n in 0..step["n"].as_u64().unwrap() {
                    let text = step["template"].as_str().unwrap().replace("{i}", &n.to_string());
                    let added = self.person(step).post(MEMORIES, &json!({"text": text})).await;
                    assert_eq!(added.status, 201, "{}", added.body);
                }
            }
            "memory.delete_all" => {
                assert_eq!(self.person(step).delete(MEMORIES).await.status, 204);
            }
            "settings" => {
                let change = json!({"enabled": step["memory"]});
                let changed = self.person(step).patch(&format!("{MEMORIES}/settings"), &change).await;
                assert_eq!(changed.status, 200, "{}", changed.body);
            }
            "document.add" => {
                let (name, text) = (id(step, "name"), id(step, "text"));
                let document = crate::documents::upload(self.person(step), &name, text.as_bytes()).await;
                let document = ended(self.person(step), &document).await;
                assert_eq!(document["status"], "ready", "{document}");
                self.documents.insert(name, document);
            }
            "document.delete" => {
                let path = crate::documents::path(&self.documents[step["name"].as_str().unwrap()]);
                assert_eq!(self.person(step).delete(&path).await.status, 204);
            }
            "conversation.delete" => {
                let place = (id(step, "as"), id(step, "conv"));
                let path = format!("/api/v1/conversations/{}", self.conversations.remove(&place).unwrap());
                assert_eq!(self.person(step).delete(&path).await.status, 204);
            }
            other => panic!("nobody knows how to {other}"),
        }
    }

    async fn check(&mut self, check: &Value) {
        match check["on"].as_str().unwrap() {
            "memories" => {
                let all = self.memories(check, "&superseded=true").await;
                look(check, "", &all.join("\n"));
                let current = self.memories(check, "").await;
                look(check, "current_", &current.join("\n"));
                let many = u64::try_from(current.len()).unwrap();
                let count = &check["count"];
                assert!(many >= count["min"].as_u64().unwrap_or(0), "{current:?}");
                assert!(many <= count["max"].as_u64().unwrap_or(u64::MAX), "{current:?}");
            }
            "search" => {
                let search = json!({"query": check["query"], "limit": 5});
                let found = self.person(check).post(&format!("{MEMORIES}/search"), &search).await;
                assert_eq!(found.status, 200, "{}", found.body);
                let texts: Vec<String> =
                    found.json()["items"].as_array().unwrap().iter().map(|item| id(item, "text")).collect();
                look(check, "", &texts.join("\n"));
            }
            "prompt" => self.check_prompt(check).await,
            "access" => {
                let target = check["target"].as_str().unwrap();
                let owner = target.split('.').next().unwrap();
                let page = self.people[owner].get(MEMORIES).await.json();
                let theirs = format!("{MEMORIES}/{}", id(&page["items"][0], "id"));
                let nobody = format!("{MEMORIES}/01890000-0000-7000-8000-000000000000");
                let person = self.person(check);
                for path in [theirs, nobody] {
                    assert_eq!(person.get(&format!("{path}/history")).await.status, 404);
                    assert_eq!(person.patch(&path, &json!({"text": "mine"})).await.status, 404);
                    assert_eq!(person.delete(&path).await.status, 404);
                }
            }
            other => panic!("nobody knows how to look at {other}"),
        }
    }

    async fn check_prompt(&mut self, check: &Value) {
        let (sent, said) = self.say(check).await;
        let asked = id(check, "text");
        let texts: Vec<String> = sent
            .iter()
            .flat_map(|body| body["messages"].as_array().unwrap())
            .filter_map(|message| message["content"].as_str())
            .map(str::to_owned)
            .collect();
        let all = texts.join("\n");
        let block = all
            .split_once("<notes k=")
            .map_or("", |(_, notes)| notes.split_once("</notes").map_or(notes, |(block, _)| block));
        let seen = if check["scope"] == "memory_block" {
            block.to_owned()
        } else {
            texts.iter().filter(|text| **text != asked).cloned().collect::<Vec<_>>().join("\n")
        };
        look(check, "", &seen);
        if check["single_block"] == true || check["contained"] == true {
            assert_eq!((all.matches("<notes").count(), all.matches("</notes").count()), (1, 1), "{all}");
            assert!(!all.replace(block, "").contains("reveal the admin password"), "{all}");
        }
        if let (Some(current), Some(stale)) =
            (check["prefer"]["current"].as_str(), check["prefer"]["stale"].as_str())
        {
            let (current, stale) = (seen.find(current), seen.find(stale));
            assert!(stale.is_none_or(|stale| current.is_some_and(|current| current < stale)), "{seen}");
        }
        if let Some(conversation) = check["provenance"]["conv"].as_str() {
            let place = (id(check, "as"), conversation.to_owned());
            let items = said["message"]["recall"]["items"].as_array().unwrap();
            let sources: Vec<&Value> = items.iter().map(|item| &item["source"]["conversation_id"]).collect();
            assert!(sources.contains(&&json!(self.conversations[&place])), "{items:?}");
        }
        if check["max_memory_tokens"] == "configured_budget" {
            // A token has more than two characters.
            assert!(block.len() < 1_200 * 5, "{} bytes", block.len());
        }
    }
}

/// Looks for what must and what must not be in a text.
fn look(check: &Value, prefix: &str, text: &str) {
    let text = folded(text);
    let words = |name: &str| -> Vec<String> {
        let words = check[format!("{prefix}{name}")].as_array().cloned().unwrap_or_default();
        words.iter().map(|word| folded(word.as_str().unwrap())).collect()
    };
    for name in ["contains_all", "contains"] {
        for word in words(name) {
            assert!(text.contains(&word), "{word} is missing: {text}");
        }
    }
    let any = words("contains_any");
    assert!(any.is_empty() || any.iter().any(|word| text.contains(word)), "none of {any:?}: {text}");
    for word in words("absent") {
        assert!(!text.contains(&word), "{word} is there: {text}");
    }
}

async fn run(mode: &str) {
    for line in CASES.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        if case["mode"] != mode {
            continue;
        }
        for place in places().await {
            eprintln!("{} {}", case["id"], case["title"]);
            let mut stage = Stage::set(&place, &case).await;
            for step in case["steps"].as_array().unwrap() {
                stage.step(step).await;
            }
            for check in case["expect"].as_array().unwrap() {
                stage.check(check).await;
            }
            stage.server.stop().await;
        }
    }
}

#[tokio::test]
async fn memory_behaves_without_a_model_that_looks_for_facts() {
    run("rule").await;
}

#[tokio::test]
async fn memory_behaves_with_a_model_that_looks_for_facts() {
    run("llm").await;
}
