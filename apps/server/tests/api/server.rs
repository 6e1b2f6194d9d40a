//! A real server on a free port, and clients that talk to it.
//!
//! ```ignore
//! let server = TestServer::start(&[]).await;                       // SQLite, only the built-in guide
//! let server = TestServer::answering(Script::default(), &[]).await; // with a scripted provider, `openai`
//! let ada = server.owner().await;                                  // set up and signed in
//! let bob = server.member("bob").await;                            // another account, signed in
//! let phone = server.remembered("bob").await;                      // a device that stays signed in
//! let program = server.nobody().with_key(&key);                    // a program with an API key
//! let mut events = ada.chat(&json!({"message": {"content": "Hi [[say=Hello]]"}})).await;
//! while let Some(event) = events.next().await { … }
//! server.stop().await;
//! ```
//!
//! For PostgreSQL, and for several servers on one database, see [`TestServer::on`] and [`places`].

mod events;

use std::{
    sync::{Arc, Once},
    time::Duration,
};

use mami::{
    compose::{self, Running},
    settings::{LoadFrom, load},
};
use mami_auth::{NewAccount, Role};
use mami_storage::testing::{Place, postgres, sqlite};
use mami_upstream::{Script, Upstream};
use reqwest::{Method, RequestBuilder, StatusCode, header};
use serde_json::{Value, json};

use crate::binary::MAMI;

pub(crate) use self::events::{Event, Events, text};

/// What every account of a test signs in with.
pub(crate) const PASSWORD: &str = "correct horse battery";
/// The token for the set-up of every test's server.
pub(crate) const SETUP_TOKEN: &str = "set-up-token-of-the-tests";
/// The owner that [`TestServer::owner`] makes.
pub(crate) const OWNER: &str = "ada";
/// The key that the scripted provider is configured with.
pub(crate) const API_KEY: &str = "sk-key-of-the-tests";

/// Longer than anything takes that works at all.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running server.
pub(crate) struct TestServer {
    /// Where it is, such as `http://127.0.0.1:12345`.
    pub(crate) url: String,
    /// Its provider, if it was started with one.
    upstream: Option<Upstream>,
    /// Its database.
    pub(crate) place: Arc<Place>,
    running: Running,
    _folder: tempfile::TempDir,
}

impl TestServer {
    /// A server on a SQLite file of its own, with these environment variables.
    pub(crate) async fn start(env: &[(&str, &str)]) -> Self {
        Self::on(&Arc::new(sqlite()), env).await
    }

    /// A server on a SQLite file of its own, with a scripted provider `openai` behind it.
    pub(crate) async fn answering(script: Script, env: &[(&str, &str)]) -> Self {
        Self::answering_on(&Arc::new(sqlite()), script, env).await
    }

    /// A server on this database, with a scripted provider `openai` behind it.
    pub(crate) async fn answering_on(place: &Arc<Place>, script: Script, env: &[(&str, &str)]) -> Self {
        let upstream = Upstream::start(script).await.unwrap();
        let url = upstream.url("/v1");
        let mut all = vec![("OPENAI_BASE_URL", &*url), ("OPENAI_API_KEY", API_KEY)];
        all.extend(env);
        let mut server = Self::on(place, &all).await;
        server.upstream = Some(upstream);
        server
    }

    /// A server on this database. Only the built-in guide answers, unless `env` names a provider.
    pub(crate) async fn on(place: &Arc<Place>, env: &[(&str, &str)]) -> Self {
        install_tls();
        let folder = tempfile::tempdir().unwrap();
        let database = place.url();
        let defaults = [
            ("MAMI_SERVER__PORT", "0"),
            ("MAMI_SERVER__WORKERS", "2"),
            ("MAMI_AUTH__SETUP_TOKEN", SETUP_TOKEN),
            ("MAMI_PROVIDERS__OLLAMA__ENABLED", "false"),
            ("MAMI_DATA_DIR", folder.path().to_str().unwrap()),
            ("DATABASE_URL", &database),
            // A busy machine shall not change what is recalled.
            ("MAMI_MEMORY__RECALL_MS", "10000"),
            // This program is no Mami.
            ("MAMI_DOCUMENTS__EXTRACTOR", MAMI),
        ];
        let env = defaults.iter().chain(env).map(|(name, value)| (name.into(), value.into())).collect();
        let from = LoadFrom { cwd: folder.path().to_owned(), env, ..LoadFrom::default() };
        let running = compose::start(load(from).unwrap().settings).await.unwrap();
        // What is on offer is known before the first test asks for it.
        running.mami.chat.catalog().refresh().await;
        let url = format!("http://{}", running.address);
        Self { url, upstream: None, place: Arc::clone(place), running, _folder: folder }
    }

    /// The scripted provider of a server that [answers](Self::answering).
    pub(crate) fn upstream(&self) -> &Upstream {
        self.upstream.as_ref().unwrap()
    }

    /// What the handlers use, for what the API does not offer yet.
    pub(crate) fn mami(&self) -> &mami::compose::Mami {
        &self.running.mami
    }

    /// The same, for another server of handlers.
    pub(crate) fn shared(&self) -> actix_web::web::Data<mami::compose::Mami> {
        self.running.mami.clone()
    }

    /// A client that is not signed in.
    pub(crate) fn nobody(&self) -> Client {
        Client::at(&self.url)
    }

    /// The owner, signed in; made if there is none yet.
    pub(crate) async fn owner(&self) -> Client {
        if self.mami().auth.needs_owner().await.unwrap() {
            let nobody = self.nobody();
            let answer = nobody.post("/api/v1/setup", &set_up(OWNER)).await;
            assert_eq!(answer.status, 201, "{}", answer.body);
            return nobody.with_cookie_of(&answer);
        }
        self.sign_in(OWNER).await
    }

    /// A new member, signed in.
    pub(crate) async fn member(&self, username: &str) -> Client {
        self.create(username, Role::Member).await;
        self.sign_in(username).await
    }

    /// Adds an account.
    pub(crate) async fn create(&self, username: &str, role: Role) {
        let account =
            NewAccount { username: username.to_owned(), password: PASSWORD.into(), display_name: None };
        self.mami().auth.create_user(account, role).await.unwrap();
    }

    /// A new session of an account.
    pub(crate) async fn sign_in(&self, username: &str) -> Client {
        let nobody = self.nobody();
        let answer = nobody.post("/api/v1/auth/login", &credentials(username, PASSWORD)).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        nobody.with_cookie_of(&answer)
    }

    /// A new session of an account, on a device that stays signed in: it has the remember cookie, too.
    pub(crate) async fn remembered(&self, username: &str) -> Client {
        let nobody = self.nobody();
        let mut body = credentials(username, PASSWORD);
        body["remember_me"] = true.into();
        let answer = nobody.post("/api/v1/auth/login", &body).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        nobody.with_cookie_of(&answer)
    }

    /// Stops as at SIGTERM; a PostgreSQL database that nobody else uses is removed.
    pub(crate) async fn stop(self) {
        self.running.stop().await;
        if let Some(place) = Arc::into_inner(self.place) {
            place.remove().await;
        }
    }
}

/// One database of each kind that there is: `for place in places().await { … }`
pub(crate) async fn places() -> Vec<Arc<Place>> {
    [Some(sqlite()), postgres().await].into_iter().flatten().map(Arc::new).collect()
}

/// The body of a set-up.
pub(crate) fn set_up(username: &str) -> Value {
    json!({"setup_token": SETUP_TOKEN, "username": username, "password": PASSWORD})
}

/// The body of a sign-in.
pub(crate) fn credentials(username: &str, password: &str) -> Value {
    json!({"username": username, "password": password})
}

/// The client that the tests talk with needs to be told which cryptography to use, even where it uses none.
fn install_tls() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
}

/// Someone who talks to a server. It sends what it is told to and nothing of its own, except its cookies and the headers that
/// it was given.
#[derive(Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    url: String,
    /// `name=value`, and `; name=value` for each further one
    pub(crate) cookie: Option<String>,
    headers: header::HeaderMap,
}

impl Client {
    /// A client of the server at this address, not signed in.
    pub(crate) fn at(url: &str) -> Self {
        install_tls();
        let http = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
        Self {
            http: http.build().unwrap(),
            url: url.to_owned(),
            cookie: None,
            headers: header::HeaderMap::new(),
        }
    }

    /// A request to be completed and sent with [`Client::answer`] or [`Client::events`].
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.url)).headers(self.headers.clone());
        match &self.cookie {
            Some(cookie) => request.header(header::COOKIE, cookie),
            None => request,
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        Self::answer(self.request(Method::GET, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        Self::answer(self.request(Method::POST, path).json(body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: &Value) -> Answer {
        Self::answer(self.request(Method::PATCH, path).json(body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: &Value) -> Answer {
        Self::answer(self.request(Method::PUT, path).json(body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        Self::answer(self.request(Method::DELETE, path)).await
    }

    /// A DELETE that needs a proof in its body.
    pub(crate) async fn delete_with(&self, path: &str, body: &Value) -> Answer {
        Self::answer(self.request(Method::DELETE, path).json(body)).await
    }

    /// Sends a request and reads its answer to the end. It must be text.
    pub(crate) async fn answer(request: RequestBuilder) -> Answer {
        let (status, headers, bytes) = Self::download(request).await;
        Answer { status, headers, body: String::from_utf8(bytes).unwrap() }
    }

    /// Sends a request and reads its answer to the end, whatever it is.
    pub(crate) async fn download(request: RequestBuilder) -> (StatusCode, header::HeaderMap, Vec<u8>) {
        let response = tokio::time::timeout(PATIENCE, request.send()).await.unwrap().unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = tokio::time::timeout(PATIENCE, response.bytes()).await.unwrap().unwrap();
        (status, headers, bytes.to_vec())
    }

    /// Takes a turn and gives its events.
    pub(crate) async fn chat(&self, body: &Value) -> Events {
        Self::events(self.request(Method::POST, "/api/v1/chat").json(body)).await
    }

    /// Takes a turn in a new conversation and gives what it made, when it is over.
    pub(crate) async fn say(&self, content: &str) -> Value {
        let answer =
            self.post("/api/v1/chat", &json!({"message": {"content": content}, "stream": false})).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()
    }

    /// The events of an answer, behind the one with this id (0: from the start).
    pub(crate) async fn follow(&self, message: &str, after: u64) -> Events {
        let request = self.request(Method::GET, &format!("/api/v1/chat/{message}/events"));
        Self::events(request.header("last-event-id", after)).await
    }

    /// Sends a request that answers with a stream of events.
    pub(crate) async fn events(request: RequestBuilder) -> Events {
        let response = tokio::time::timeout(PATIENCE, request.send()).await.unwrap().unwrap();
        let status = response.status();
        let kind = response.headers().get(header::CONTENT_TYPE).map(|kind| kind.to_str().unwrap().to_owned());
        if status != 200 || kind.as_deref() != Some("text/event-stream") {
            panic!("no stream: {status} {kind:?} {}", response.text().await.unwrap());
        }
        Events::new(response)
    }

    /// The same client at another server.
    pub(crate) fn at_url(&self, url: &str) -> Self {
        Self { url: url.to_owned(), ..self.clone() }
    }

    /// The same client with its cookies as an answer has left them, as a browser does: set, replaced or taken back.
    pub(crate) fn with_cookie_of(&self, answer: &Answer) -> Self {
        let mut kept: Vec<&str> = self.cookie.iter().flat_map(|all| all.split("; ")).collect();
        for line in answer.set_cookies() {
            let (pair, attributes) = line.split_once("; ").unwrap();
            let name = pair.split('=').next().unwrap();
            kept.retain(|other| other.split('=').next() != Some(name));
            if !attributes.split("; ").any(|attribute| attribute == "Max-Age=0") {
                kept.push(pair);
            }
        }
        Self { cookie: (!kept.is_empty()).then(|| kept.join("; ")), ..self.clone() }
    }

    /// The same client with this cookie, `name=value`.
    pub(crate) fn with_cookie(&self, cookie: &str) -> Self {
        Self { cookie: Some(cookie.to_owned()), ..self.clone() }
    }

    /// Its cookie of this name, `name=value`.
    pub(crate) fn cookie_named(&self, name: &str) -> Option<&str> {
        let mut all = self.cookie.iter().flat_map(|all| all.split("; "));
        all.find(|pair| pair.split('=').next() == Some(name))
    }

    /// The same client with only its cookie of this name.
    pub(crate) fn with_only(&self, name: &str) -> Self {
        self.with_cookie(self.cookie_named(name).unwrap())
    }

    /// The same client with a header on each of its requests, such as `x-forwarded-for`.
    pub(crate) fn with_header(&self, name: &'static str, value: &str) -> Self {
        let mut client = self.clone();
        client.headers.insert(name, value.parse().unwrap());
        client
    }

    /// The same client with this API key.
    pub(crate) fn with_key(&self, key: &str) -> Self {
        self.with_header("authorization", &format!("Bearer {key}"))
    }
}

/// An answer that was read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: header::HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    /// A header's value; empty where it is missing.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Every `Set-Cookie` line.
    pub(crate) fn set_cookies(&self) -> Vec<&str> {
        self.headers.get_all(header::SET_COOKIE).iter().map(|line| line.to_str().unwrap()).collect()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Checks that this is a problem, whole and in its form, and gives its status and code.
    pub(crate) fn problem(&self) -> (u16, String) {
        assert_eq!(self.header("content-type"), "application/problem+json", "{self:?}");
        let problem = self.json();
        assert_eq!(problem["status"], self.status.as_u16(), "{self:?}");
        assert_eq!(problem["request_id"], self.header("x-request-id"), "{self:?}");
        for field in ["type", "title", "detail"] {
            assert!(problem[field].is_string(), "{field}: {self:?}");
        }
        (self.status.as_u16(), problem["code"].as_str().unwrap().to_owned())
    }

    /// The pointers of the fields that a 422 finds fault with.
    pub(crate) fn pointers(&self) -> Vec<String> {
        assert_eq!(self.status, 422, "{}", self.body);
        assert_eq!(self.problem().1, "invalid", "{}", self.body);
        let errors = self.json()["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|error| error["pointer"].as_str().unwrap().to_owned()).collect()
    }
}
