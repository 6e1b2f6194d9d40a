//! Who may do what: every route of the API's own description, for everyone.

mod askers;
mod table;

use std::{
    collections::{BTreeSet, HashMap},
    fs,
    net::Ipv4Addr,
    path::Path,
    sync::atomic::{AtomicU32, Ordering},
};

use futures_util::future::join_all;
use mami_auth::Role;
use mami_upstream::Script;
use reqwest::{Method, header};
use serde_json::{Value, json};

use self::{
    askers::{Asker, Maker, Thing, Who, others},
    table::{Keys, NOT_ALLOWED, NOT_FOUND, Outcome, Rule, SCOPE_MISSING, SESSION_REQUIRED, rules},
};
use crate::{
    files::{file_form, form_type},
    raw,
    server::{Answer, Client, PASSWORD, TestServer, credentials, places},
};

/// An id that nothing has.
const ABSENT: &str = "01890000-0000-7000-8000-000000000000";

impl Rule {
    /// What the request names: the part of the path before the id.
    fn noun(&self) -> &'static str {
        if self.path == "/api/v1/chat" {
            return "conversations";
        }
        if self.path.contains("{summary_id}") {
            return "summaries";
        }
        let before = self.path.split_once("/{").map_or("", |(before, _)| before);
        before.rsplit('/').next().unwrap()
    }

    /// What the table says.
    fn expected(&self, asker: &Asker) -> Outcome {
        let by_role = match asker.who {
            Who::Nobody => self.nobody,
            Who::Person => self.person,
            Who::Other => self.other,
            Who::Admin => self.admin,
            Who::Owner => self.owner,
        };
        match (asker.scope, self.keys) {
            (None, _) | (_, Keys::Unread | Keys::Any) => by_role,
            (Some(_), Keys::None) => SESSION_REQUIRED,
            (Some(scope), Keys::Scopes(scopes)) if scopes.contains(&scope) => by_role,
            (Some(scope), Keys::NotEven(scopes)) if scopes.contains(&scope) => {
                if by_role == NOT_ALLOWED {
                    NOT_ALLOWED
                } else {
                    SESSION_REQUIRED
                }
            }
            (Some(_), Keys::Scopes(_) | Keys::NotEven(_)) => SCOPE_MISSING,
        }
    }

    /// Asks, and reads the answer unless it is a stream that lasts.
    async fn ask(&self, client: &Client, thing: &Thing) -> Answer {
        assert_eq!(self.noun(), thing.noun, "{}", self.name());
        let fill = |text: &str| {
            ["{id}", "{message_id}", "{summary_id}", "{token}"]
                .iter()
                .fold(text.to_owned(), |text, name| text.replace(name, &thing.id))
        };
        // Each request from a network of its own, so that none pays for another's guesses.
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let address = Ipv4Addr::from_bits(0x0a00_0000 + NEXT.fetch_add(1, Ordering::Relaxed));
        let request = client.request(self.method.clone(), &fill(self.path));
        let mut request = request.header("x-forwarded-for", address.to_string());
        if let Value::String(content) = &self.body {
            // A file, in a form.
            // No file comes twice.
            let body = file_form("a.txt", format!("{content} {address}").as_bytes());
            request = request.header(header::CONTENT_TYPE, form_type()).body(body);
        } else if !self.body.is_null() {
            request =
                request.header(header::CONTENT_TYPE, "application/json").body(fill(&self.body.to_string()));
        }
        if self.path == "/api/v1/events" {
            let response = request.send().await.unwrap();
            let (status, headers) = (response.status(), response.headers().clone());
            let body = if status == 200 { String::new() } else { response.text().await.unwrap() };
            return Answer { status, headers, body };
        }
        let (status, headers, bytes) = Client::download(request).await;
        Answer { status, headers, body: String::from_utf8_lossy(&bytes).into_owned() }
    }

    async fn check(&self, asker: &Asker, thing: &Thing) {
        let (status, code) = self.expected(asker);
        let answer = self.ask(&asker.client, thing).await;
        assert_eq!(answer.status, status, "{}: {}: {}", asker.name, self.name(), answer.body);
        if !code.is_empty() {
            let problem = (status, code.to_owned());
            assert_eq!(answer.problem(), problem, "{}: {}", asker.name, self.name());
        }
    }
}

/// The routes that the handlers declare.
fn declared(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(declared(&path));
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for line in text.lines() {
            let Some((method, rest)) = line.trim().strip_prefix("#[").and_then(|it| it.split_once("(\"/"))
            else {
                continue;
            };
            let path = rest.strip_suffix("\")]").unwrap_or_else(|| panic!("{line}"));
            found.insert(format!("{} /api/v1/{path}", method.to_uppercase()));
        }
    }
    found
}

#[tokio::test]
async fn case_022_every_route_is_in_the_table_and_in_the_description() {
    let server = TestServer::start(&[]).await;
    let document = server.nobody().get("/api/openapi.json").await.json();
    let described: BTreeSet<String> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().unwrap().keys();
            methods.map(|method| format!("{} {path}", method.to_uppercase())).collect::<Vec<_>>()
        })
        .collect();
    let listed: BTreeSet<String> = rules().iter().map(Rule::name).collect();
    assert_eq!(described, listed, "every route needs a line in the table, and no line may be left over");
    let declared = declared(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/handlers"));
    assert_eq!(declared, described, "every handler must be registered where it is described");
    server.stop().await;
}

#[tokio::test]
async fn case_022_every_route_answers_each_role_and_each_credential_as_the_table_says() {
    let env = [("MAMI_SERVER__TRUSTED_PROXIES", "127.0.0.0/8"), ("MAMI_AUTH__FAILURES_PER_ACCOUNT", "1000")];
    let server = TestServer::answering(Script::default(), &env).await;
    let maker = Maker::new(&server).await;
    let others = others(&server, &maker).await;
    let rules = rules();
    let mut hers = HashMap::new();
    for rule in &rules {
        if !hers.contains_key(rule.noun()) {
            hers.insert(rule.noun(), maker.make(rule.noun()).await);
        }
    }
    let conversation = &hers["conversations"].id;
    let mut watched = vec![format!("/api/v1/conversations/{conversation}/messages")];
    watched.extend(["me", "sessions", "api-keys"].map(|what| format!("/api/v1/auth/{what}")));
    watched.push(format!("/api/v1/admin/users/{}", hers["users"].id));
    let look = async || {
        let mut seen = Vec::new();
        for path in &watched {
            let who = if path.contains("/admin/") { &maker.owner } else { &maker.person };
            let mut answer = who.get(path).await.json();
            // When each was last used is no change.
            for session in answer.as_array_mut().into_iter().flatten() {
                session.as_object_mut().unwrap().remove("last_seen_at");
                session.as_object_mut().unwrap().remove("expires_at");
            }
            seen.push(answer);
        }
        seen
    };
    let before = look().await;

    for rule in &rules {
        for asker in &others {
            // Whoever may do it does it to a thing that nobody else needs.
            let fresh = match rule.expected(asker) {
                (200..300, _) => Some(maker.make(rule.noun()).await),
                _ => None,
            };
            rule.check(asker, fresh.as_ref().unwrap_or(&hers[rule.noun()])).await;
        }
    }
    assert_eq!(look().await, before, "nobody else has changed anything");

    let person = Asker::new("the person", Who::Person, &maker.person);
    let mut askers = Vec::new();
    for scope in ["chat", "chat:read", "memory", "memory:read", "images", "images:read", "usage:read"] {
        askers.push(person.with_key(&server, scope).await);
    }
    askers.push(person);
    for rule in &rules {
        for asker in &askers {
            rule.check(asker, &maker.make(rule.noun()).await).await;
        }
    }
    server.stop().await;
}

#[tokio::test]
async fn case_023_026_029_what_is_someone_elses_looks_just_like_what_is_not_there() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let maker = Maker::new(&server).await;
        let bob = server.member("bob").await;
        for rule in rules().iter().filter(|rule| rule.other == NOT_FOUND) {
            let hers = maker.make(rule.noun()).await;
            let absent = Thing { noun: rule.noun(), id: ABSENT.to_owned() };
            let (theirs, absent) = (rule.ask(&bob, &hers).await, rule.ask(&bob, &absent).await);
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
    let (hers, his) = (alice.say("Hello").await, bob.say("Hello").await);
    let mut answers = Vec::new();
    for parent in [&hers["message"]["id"], &json!(ABSENT)] {
        let body = json!({
            "conversation_id": his["conversation_id"],
            "parent_id": parent,
            "message": {"content": "Hi"},
        });
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
        "HEAD /api/v1/admin/users",
        "GET /api/v1/admin//users",
        "GET /api/v1/admin/audit/../users",
        "GET /api/v1/admin/audit/export/",
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
