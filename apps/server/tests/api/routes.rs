//! Who may do what: every route of the API's own description, for everyone.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use mami_auth::Role;
use reqwest::{Method, header};
use serde_json::{Value, json};

use crate::{
    raw,
    server::{Answer, Client, PASSWORD, TestServer, credentials, places},
};

/// An id that nothing has.
const ABSENT: &str = "01890000-0000-7000-8000-000000000000";

/// What a route answers to nobody, to the person whose things are named in the request, to another member, and to those who
/// run the place.
struct Rule {
    method: Method,
    path: &'static str,
    body: Value,
    nobody: u16,
    person: u16,
    other: u16,
    administrator: u16,
}

/// For everyone the same.
fn open(method: Method, path: &'static str, body: Value, status: u16) -> Rule {
    Rule { method, path, body, nobody: status, person: status, other: status, administrator: status }
}

/// For everyone who is signed in, about themselves.
fn own(method: Method, path: &'static str, body: Value, status: u16) -> Rule {
    Rule { nobody: 401, ..open(method, path, body, status) }
}

/// About a thing of one person's: for all others, whatever their role, it does not exist.
fn private(method: Method, path: &'static str, body: Value, status: u16) -> Rule {
    Rule { other: 404, administrator: 404, ..own(method, path, body, status) }
}

/// For the owner and admins.
fn administration(method: Method, path: &'static str) -> Rule {
    Rule { person: 403, other: 403, ..own(method, path, Value::Null, 200) }
}

/// `{id}` of a conversation and `{message_id}` are filled in; the last rules take away what the others need.
fn rules() -> Vec<Rule> {
    let (get, post, patch, delete) = (Method::GET, Method::POST, Method::PATCH, Method::DELETE);
    let said = json!({"content": "Hi"});
    let login = credentials("alice", PASSWORD);
    let set_up = json!({"setup_token": "x", "username": "eve", "password": PASSWORD});
    vec![
        open(get.clone(), "/api/v1/setup", Value::Null, 200),
        open(post.clone(), "/api/v1/setup", set_up, 409),
        open(post.clone(), "/api/v1/auth/login", login, 200),
        own(get.clone(), "/api/v1/auth/me", Value::Null, 200),
        own(patch.clone(), "/api/v1/auth/me", json!({}), 200),
        own(get.clone(), "/api/v1/models", Value::Null, 200),
        own(get.clone(), "/api/v1/events", Value::Null, 200),
        own(get.clone(), "/api/v1/conversations", Value::Null, 200),
        own(post.clone(), "/api/v1/conversations", json!({}), 201),
        private(
            post.clone(),
            "/api/v1/chat",
            json!({"conversation_id": "{id}", "message": said, "stream": false}),
            200,
        ),
        private(get.clone(), "/api/v1/chat/{message_id}/events", Value::Null, 200),
        private(post.clone(), "/api/v1/chat/{message_id}/cancel", Value::Null, 202),
        private(post.clone(), "/api/v1/messages/{message_id}/regenerate", json!({"stream": false}), 200),
        private(get.clone(), "/api/v1/conversations/{id}", Value::Null, 200),
        private(get.clone(), "/api/v1/conversations/{id}/messages", Value::Null, 200),
        private(patch, "/api/v1/conversations/{id}", json!({"title": "Mine"}), 200),
        administration(get, "/api/v1/admin/providers"),
        administration(post.clone(), "/api/v1/admin/providers/builtin/test"),
        private(delete, "/api/v1/conversations/{id}", Value::Null, 204),
        own(post, "/api/v1/auth/logout", Value::Null, 204),
    ]
}

/// A conversation and its answer.
#[derive(Clone)]
struct Thing {
    conversation: String,
    message: String,
}

impl Thing {
    async fn of(person: &Client) -> Self {
        let turn = person.say("Hello").await;
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        Self { conversation: text(&turn["conversation_id"]), message: text(&turn["message"]["id"]) }
    }

    fn absent() -> Self {
        Self { conversation: ABSENT.to_owned(), message: ABSENT.to_owned() }
    }

    fn fill(&self, text: &str) -> String {
        text.replace("{id}", &self.conversation).replace("{message_id}", &self.message)
    }
}

impl Rule {
    fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// Asks, and reads the answer unless it is a stream that lasts.
    async fn ask(&self, client: &Client, thing: &Thing) -> Answer {
        let mut request = client.request(self.method.clone(), &thing.fill(self.path));
        if !self.body.is_null() {
            let body = thing.fill(&self.body.to_string());
            request = request.header(header::CONTENT_TYPE, "application/json").body(body);
        }
        if self.path == "/api/v1/events" {
            let response = request.send().await.unwrap();
            if response.status() == 200 {
                let (status, headers) = (response.status(), response.headers().clone());
                return Answer { status, headers, body: String::new() };
            }
            return Answer {
                status: response.status(),
                headers: response.headers().clone(),
                body: response.text().await.unwrap(),
            };
        }
        Client::answer(request).await
    }

    async fn check(&self, who: &str, client: &Client, thing: &Thing, expected: u16) {
        let answer = self.ask(client, thing).await;
        assert_eq!(answer.status, expected, "{who}: {}: {}", self.name(), answer.body);
        let code = match expected {
            401 => "not_signed_in",
            403 => "not_allowed",
            404 => "not_found",
            409 => "already_set_up",
            _ => return,
        };
        assert_eq!(answer.problem(), (expected, code.to_owned()), "{who}: {}", self.name());
    }
}

/// The names that parameters of a path have in the table.
fn as_in_table(path: &str) -> String {
    path.replace("/messages/{id}", "/messages/{message_id}").replace("/providers/{id}", "/providers/builtin")
}

#[tokio::test]
async fn case_022_every_route_answers_each_role_as_the_table_says() {
    let server = TestServer::start(&[]).await;
    let document = server.nobody().get("/api/openapi.json").await.json();
    let described: BTreeSet<String> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().unwrap().keys();
            methods
                .map(|method| format!("{} {}", method.to_uppercase(), as_in_table(path)))
                .collect::<Vec<_>>()
        })
        .collect();
    let rules = rules();
    let listed: BTreeSet<String> = rules.iter().map(Rule::name).collect();
    assert_eq!(described, listed, "every route needs a line in the table, and no line may be left over");

    let owner = server.owner().await;
    server.create("admin", Role::Admin).await;
    let (admin, alice, bob) =
        (server.sign_in("admin").await, server.member("alice").await, server.member("bob").await);
    let thing = Thing::of(&alice).await;
    let messages = format!("/api/v1/conversations/{}/messages", thing.conversation);
    let before = alice.get(&messages).await.json();

    for rule in &rules {
        rule.check("nobody", &server.nobody(), &thing, rule.nobody).await;
        let forged = server.nobody().with_cookie(&format!("mami_session={}", "A".repeat(43)));
        rule.check("a forged session", &forged, &thing, rule.nobody).await;
        rule.check("another member", &bob, &thing, rule.other).await;
        rule.check("an admin", &admin, &thing, rule.administrator).await;
        rule.check("the owner", &owner, &thing, rule.administrator).await;
    }
    assert_eq!(alice.get(&messages).await.json(), before, "nobody else has changed anything");
    for rule in &rules {
        rule.check("the person", &alice, &thing, rule.person).await;
    }
    server.stop().await;
}

#[tokio::test]
async fn case_023_026_029_what_is_someone_elses_looks_just_like_what_is_not_there() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let (alice, bob) = (server.member("alice").await, server.member("bob").await);
        let hers = Thing::of(&alice).await;
        for rule in rules().iter().filter(|rule| rule.other == 404) {
            let (theirs, absent) = (rule.ask(&bob, &hers).await, rule.ask(&bob, &Thing::absent()).await);
            assert_eq!(without_id(&theirs), without_id(&absent), "{}", rule.name());
            let names =
                |answer: &Answer| answer.headers.keys().map(ToString::to_string).collect::<BTreeSet<_>>();
            assert_eq!(names(&theirs), names(&absent), "{}", rule.name());
        }
        assert_eq!(bob.get("/api/v1/conversations").await.json()["items"], json!([]));
        drop(place);
        server.stop().await;
    }
}

fn without_id(answer: &Answer) -> (u16, Value) {
    let mut problem = answer.json();
    problem.as_object_mut().unwrap().remove("request_id").unwrap();
    (answer.status.as_u16(), problem)
}

#[tokio::test]
async fn case_023_a_message_of_someone_elses_is_no_parent() {
    let server = TestServer::start(&[]).await;
    let (alice, bob) = (server.member("alice").await, server.member("bob").await);
    let (hers, his) = (Thing::of(&alice).await, Thing::of(&bob).await);
    let mut answers = Vec::new();
    for parent in [&hers.message, ABSENT] {
        let body =
            json!({"conversation_id": his.conversation, "parent_id": parent, "message": {"content": "Hi"}});
        let answer = bob.post("/api/v1/chat", &body).await;
        assert!(answer.status.is_client_error(), "{answer:?}");
        answers.push(without_id(&answer));
    }
    assert_eq!(answers[0], answers[1]);
    server.stop().await;
}

#[tokio::test]
async fn nobody_hears_of_what_others_do() {
    let server = TestServer::start(&[]).await;
    let (alice, bob) = (server.member("alice").await, server.member("bob").await);
    let mut heard = Client::events(bob.request(Method::GET, "/api/v1/events")).await;
    alice.say("Hello").await;
    let his = bob.post("/api/v1/conversations", &json!({"title": "His"})).await.json();
    let first = heard.next().await.unwrap();
    assert_eq!(first.data["conversation_id"], his["id"], "what alice did came first: {first:?}");
    server.stop().await;
}

#[tokio::test]
async fn case_034_no_spelling_of_a_path_leads_around_the_role() {
    let server = TestServer::start(&[]).await;
    let bob = server.member("bob").await;
    let cookie = [("cookie", bob.cookie.as_deref().unwrap()), ("x-http-method-override", "GET")];
    let attempts = [
        "HEAD /api/v1/admin/providers",
        "GET /api/v1/admin/providers/",
        "GET //api/v1/admin/providers",
        "GET /api//v1/admin/providers",
        "GET /api/v1//admin//providers",
        "GET /api/v1/%61dmin/providers",
        "GET /api/v1/admin%2fproviders",
        "GET /api/v1/admin%2Fproviders",
        "GET /api/v1/%2e/admin/providers",
        "GET /api/v1/auth/../admin/providers",
        "GET /api/v1/auth/%2e%2e/admin/providers",
        "GET /api/v1/admin/providers;x=1",
        "GET /api/v1/admin/providers%00",
        "POST /api/v1/admin/providers",
        "OPTIONS /api/v1/admin/providers",
        "TRACE /api/v1/admin/providers",
        "GET /legacy/../api/v1/admin/providers",
    ];
    let answers = join_all(attempts.map(|line| raw::send(&server, line, &cookie, ""))).await;
    for (line, answer) in attempts.iter().zip(&answers) {
        assert!(matches!(answer.status.as_u16(), 403..=405), "{line}: {answer:?}");
        assert!(!answer.body.contains("checked_at"), "{line}: {answer:?}");
    }
    server.stop().await;
}

#[tokio::test]
async fn rights_are_read_fresh_at_each_request() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        server.create("eve", Role::Admin).await;
        let eve = server.sign_in("eve").await;
        assert_eq!(eve.get("/api/v1/admin/providers").await.status, 200);
        place.execute("UPDATE users SET role = 'member'").await;
        assert_eq!(eve.get("/api/v1/admin/providers").await.status, 403);
        place.execute("UPDATE users SET disabled_at = created_at").await;
        assert_eq!(eve.get("/api/v1/auth/me").await.status, 401);
        let answer = server.nobody().post("/api/v1/auth/login", &credentials("eve", PASSWORD)).await;
        assert_eq!(answer.problem(), (401, "invalid_credentials".to_owned()));
        drop(place);
        server.stop().await;
    }
}
