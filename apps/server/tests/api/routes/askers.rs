//! Those who ask, and the things that they ask about.

use std::sync::atomic::{AtomicU32, Ordering};

use mami_auth::Role;
use serde_json::{Value, json};

use crate::{
    documents,
    files::uploaded,
    server::{Client, TestServer},
    turn::summarise_all,
};

/// A thing of somebody's: what stands before its id in a path, and its id.
pub(super) struct Thing {
    pub(super) noun: &'static str,
    pub(super) id: String,
}

/// Makes things for the routes to be about.
pub(super) struct Maker<'a> {
    server: &'a TestServer,
    pub(super) owner: Client,
    /// Whose things they are.
    pub(super) person: Client,
    made: AtomicU32,
}

impl<'a> Maker<'a> {
    pub(super) async fn new(server: &'a TestServer) -> Self {
        let (owner, person) = (server.owner().await, server.member("alice").await);
        Self { server, owner, person, made: AtomicU32::new(0) }
    }

    /// A thing that a rule's request may name.
    pub(super) async fn make(&self, noun: &'static str) -> Thing {
        let id = |value: &Value| value.as_str().unwrap().to_owned();
        let id = match noun {
            "" => String::new(),
            "conversations" => id(&self.person.say("Hello").await["conversation_id"]),
            "chat" | "messages" => id(&self.person.say("Hello").await["message"]["id"]),
            "personas" => {
                id(&self.person.post("/api/v1/personas", &json!({"name": "Hers"})).await.json()["id"])
            }
            // Of a conversation of the same id.
            "summaries" => {
                let said = self.person.say("Hello").await;
                summarise_all(self.server).await;
                id(&said["conversation_id"])
            }
            "imports" => {
                let body = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n[]\r\n--x--\r\n";
                let request = self.person.request(reqwest::Method::POST, "/api/v1/import");
                let request = request.header("content-type", "multipart/form-data; boundary=x").body(body);
                let made = Client::answer(request).await.json();
                let path = format!("/api/v1/imports/{}", id(&made["id"]));
                while self.person.get(&path).await.json()["status"] == "running" {
                    tokio::time::sleep(std::time::Duration::from_millis(10)).await;
                }
                id(&made["id"])
            }
            "shares" | "shared" => {
                // There may be only so many at a time.
                for old in self.person.get("/api/v1/shares?limit=200").await.json()["items"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .skip(40)
                {
                    self.person.delete(&format!("/api/v1/shares/{}", id(&old["id"]))).await;
                }
                let conversation = id(&self.person.say("Hello").await["conversation_id"]);
                let path = format!("/api/v1/conversations/{conversation}/shares");
                let made = self.person.post(&path, &Value::Null).await.json();
                match noun {
                    "shares" => id(&made["id"]),
                    _ => id(&made["url"]).rsplit_once('/').unwrap().1.to_owned(),
                }
            }
            "sessions" => {
                let device = self.server.sign_in("alice").await;
                id(&device.get("/api/v1/auth/sessions").await.json()["items"][0]["id"])
            }
            "api-keys" => id(&key_of(&self.person, "extra", "chat").await["id"]),
            "providers" => "builtin".to_owned(),
            "users" => {
                let name = format!("guest{}", self.made.fetch_add(1, Ordering::Relaxed));
                self.server.create(&name, Role::Member).await;
                let found = self.owner.get(&format!("/api/v1/admin/users?q={name}&limit=1")).await;
                id(&found.json()["items"][0]["id"])
            }
            "files" => id(&uploaded(&self.person, "a.txt", b"hello").await["id"]),
            "memories" => {
                let text = format!("Fact {}", self.made.fetch_add(1, Ordering::Relaxed));
                id(&self.person.post("/api/v1/memories", &json!({"text": text})).await.json()["id"])
            }
            "documents" => {
                let text = format!("document {}", self.made.fetch_add(1, Ordering::Relaxed));
                id(&documents::upload(&self.person, "a.txt", text.as_bytes()).await["id"])
            }
            "collections" => {
                id(&self.person.post("/api/v1/collections", &json!({"name": "Hers"})).await.json()["id"])
            }
            "invites" => id(&self.owner.post("/api/v1/admin/invites", &json!({})).await.json()["id"]),
            _ => panic!("nothing is made for {noun}"),
        };
        Thing { noun, id }
    }
}

/// A new API key of somebody's, with its text.
async fn key_of(person: &Client, name: &str, scope: &str) -> Value {
    let answer = person.post("/api/v1/auth/api-keys", &json!({"name": name, "scopes": [scope]})).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer.json()
}

/// Who somebody is to the thing that a request names.
#[derive(Clone, Copy)]
pub(super) enum Who {
    Nobody,
    Person,
    Other,
    Admin,
    Owner,
}

/// Someone who asks.
pub(super) struct Asker {
    pub(super) name: String,
    pub(super) who: Who,
    pub(super) client: Client,
    /// What their API key is for; none: they ask with cookies.
    pub(super) scope: Option<&'static str>,
}

impl Asker {
    pub(super) fn new(name: &str, who: Who, client: &Client) -> Self {
        Self { name: name.to_owned(), who, client: client.clone(), scope: None }
    }

    /// The same person's program.
    pub(super) async fn with_key(&self, server: &TestServer, scope: &'static str) -> Self {
        let key = key_of(&self.client, scope, scope).await;
        let client = server.nobody().with_key(key["key"].as_str().unwrap());
        Self { name: format!("{}'s key for {scope}", self.name), who: self.who, client, scope: Some(scope) }
    }
}

/// Everybody but the person whose things they are.
pub(super) async fn others(server: &TestServer, maker: &Maker<'_>) -> Vec<Asker> {
    server.create("admin", Role::Admin).await;
    server.create("former", Role::Admin).await;
    // Another owner, for the one who makes the things must stay signed in.
    server.create("olga", Role::Member).await;
    server.place.execute("UPDATE users SET role = 'owner' WHERE username = 'olga'").await;
    let nobody = server.nobody();
    let member = Asker::new("another member", Who::Other, &server.member("bob").await);
    let admin = Asker::new("an admin", Who::Admin, &server.sign_in("admin").await);
    let owner = Asker::new("an owner", Who::Owner, &server.sign_in("olga").await);
    let former = Asker::new("a former admin", Who::Other, &server.sign_in("former").await);
    let closed = server.member("carol").await;
    let closed_remembered = server.remembered("carol").await.with_only("mami_remember");

    let expired = key_of(&maker.person, "expired", "chat").await;
    let revoked = key_of(&maker.person, "revoked", "chat").await;
    let path = format!("/api/v1/auth/api-keys/{}", revoked["id"].as_str().unwrap());
    assert_eq!(maker.person.delete(&path).await.status, 204);
    let of_closed = key_of(&closed, "closed", "chat").await;
    let with_key = |key: &Value| nobody.with_key(key["key"].as_str().unwrap());
    let forged = format!("mami_session={}", "a".repeat(64));
    let planted = format!("mami_remember={}.{}", "0".repeat(32), "a".repeat(64));
    let mut askers = vec![
        Asker::new("nobody", Who::Nobody, &nobody),
        Asker::new("a forged session", Who::Nobody, &nobody.with_cookie(&forged)),
        Asker::new("a forged remember cookie", Who::Nobody, &nobody.with_cookie(&planted)),
        Asker::new("a forged key", Who::Nobody, &nobody.with_key(&format!("mami_{}", "a".repeat(46)))),
        Asker::new("a forged key beside a good session", Who::Nobody, &member.client.with_key("mami_x")),
        Asker::new("an expired key", Who::Nobody, &with_key(&expired)),
        Asker::new("a revoked key", Who::Nobody, &with_key(&revoked)),
        Asker::new("a disabled account", Who::Nobody, &closed),
        Asker::new("a disabled account's remembered device", Who::Nobody, &closed_remembered),
        Asker::new("a disabled account's key", Who::Nobody, &with_key(&of_closed)),
        member.with_key(server, "chat").await,
        former.with_key(server, "admin").await,
        admin.with_key(server, "admin").await,
        admin.with_key(server, "admin:read").await,
        admin.with_key(server, "chat").await,
        owner.with_key(server, "admin").await,
    ];
    askers.extend([member, former, admin, owner]);
    // Directly, so that what is signed in with them is still there.
    for change in [
        "UPDATE users SET disabled_at = created_at WHERE username = 'carol'",
        "UPDATE users SET role = 'member' WHERE username = 'former'",
        "UPDATE api_keys SET expires_at = created_at WHERE name = 'expired'",
    ] {
        server.place.execute(change).await;
    }
    askers
}
