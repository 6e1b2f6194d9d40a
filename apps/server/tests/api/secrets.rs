//! What must not be seen is not seen: the real binary at its most talkative, with a canary in the place of each secret.

use std::{fs, path::Path};

use mami_upstream::{Script, Upstream};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::process::Command;

use crate::{
    binary::{Binary, MAMI},
    server::{Answer, Client, TestServer, places},
    settings_cli::mami,
};

const SETUP: &str = "canary-set-up-token-0123456789";
const KEY: &str = "sk-canary-key-0123456789";
const METRICS: &str = "canary-metrics-token-0123456789";
const PASSWORD: &str = "canary password 0123456789";
const DATABASE: &str = "canary-database-0123456789";

/// Starts the binary with its log in a file.
async fn start(folder: &Path, env: &[(&str, &str)]) -> Binary {
    let mut command = Command::new(MAMI);
    command.stderr(fs::File::create(folder.join("log")).unwrap());
    Binary::start_through(command, folder, env).await
}

/// Ends it as a supervisor does, and gives its log.
async fn end(binary: Binary, folder: &Path) -> String {
    binary.terminate().await;
    assert!(binary.ended().await.success());
    fs::read_to_string(folder.join("log")).unwrap()
}

/// A use of everything, right and wrong; gives all answers and the session's token.
async fn use_everything(nobody: &Client) -> (Vec<Answer>, String) {
    let mut answers = Vec::new();
    let set_up = |token: &str| json!({"setup_token": token, "username": "ada", "password": PASSWORD});
    answers.push(nobody.post("/api/v1/setup", &set_up(&format!("{SETUP}x"))).await);
    let done = nobody.post("/api/v1/setup", &set_up(SETUP)).await;
    assert_eq!(done.status, 201, "{}", done.body);
    let ada = nobody.with_cookie_of(&done);
    let token = ada.cookie.as_ref().unwrap().split_once('=').unwrap().1.to_owned();
    answers.push(done);
    for body in [
        json!({"username": "ada", "password": PASSWORD}),
        json!({"username": "ada", "password": format!("{PASSWORD}x")}),
        // What people do when the cursor is in the wrong field.
        json!({"username": PASSWORD, "password": "x"}),
        json!({"username": "ada", "password": [PASSWORD]}),
        json!({"username": {"x": PASSWORD}, "password": PASSWORD}),
    ] {
        answers.push(nobody.post("/api/v1/auth/login", &body).await);
    }
    let request =
        nobody.request(Method::POST, "/api/v1/auth/login").header("content-type", "application/json");
    answers.push(Client::answer(request.body(format!("{{\"password\": \"{PASSWORD}\", "))).await);
    answers.push(nobody.get(&format!("/setup?token={SETUP}")).await);
    answers.push(nobody.get(&format!("/api/v1/setup?token={SETUP}")).await);
    for path in [
        "/api/v1/auth/me",
        "/api/v1/models",
        "/api/v1/admin/providers",
        "/api/v1/conversations",
        "/readyz",
        "/nothing",
    ] {
        answers.push(ada.get(path).await);
    }
    answers.push(ada.post("/api/v1/admin/providers/openai/test", &Value::Null).await);
    answers.push(ada.post("/api/v1/admin/providers/ollama/test", &Value::Null).await);
    for fault in [
        "",
        "[[fault=status:401]]",
        "[[fault=status:500]]",
        "[[fault=malformed]]",
        "[[fault=inband_error]]",
        "[[fault=rst]]",
    ] {
        for stream in [true, false] {
            let content = format!("Hi {fault}");
            let body = json!({"message": {"content": content}, "stream": stream, "model": "openai/scripted"});
            answers.push(ada.post("/api/v1/chat", &body).await);
        }
    }
    for given in [METRICS, "wrong"] {
        let metrics =
            nobody.request(Method::GET, "/metrics").header("authorization", format!("Bearer {given}"));
        answers.push(Client::answer(metrics).await);
    }
    answers.push(ada.post("/api/v1/auth/logout", &json!({})).await);
    (answers, token)
}

#[tokio::test]
async fn case_075_no_secret_is_in_any_log_line_or_answer() {
    for place in places().await {
        let upstream =
            Upstream::start(Script { api_key: Some(KEY.to_owned()), ..Script::default() }).await.unwrap();
        // Where passwords are not asked for, any will do.
        let database = match place.url() {
            url if url.starts_with("postgres") => {
                let (user, host) = url.split_once('@').unwrap();
                let user = user.rsplit_once("//").unwrap().1.split(':').next().unwrap();
                format!("postgres://{user}:{DATABASE}@{host}")
            }
            url => url,
        };
        let base_url = upstream.url("/v1");
        for format in ["pretty", "json"] {
            let folder = tempfile::tempdir().unwrap();
            let env = [
                ("RUST_LOG", "trace"),
                ("MAMI_LOG__FORMAT", format),
                ("MAMI_AUTH__SETUP_TOKEN", SETUP),
                ("MAMI_METRICS__TOKEN", METRICS),
                ("OPENAI_API_KEY", KEY),
                ("OPENAI_BASE_URL", &base_url),
                ("OLLAMA_HOST", "127.0.0.1:1"),
                ("MAMI_PROVIDERS__OLLAMA__ENABLED", "true"),
                ("DATABASE_URL", &database),
            ];
            let shown = mami(folder.path(), &["config"], &env, "");
            let shown = [shown.stdout, shown.stderr].concat()
                + &mami(folder.path(), &["config", "--json"], &env, "").stdout;
            let binary = start(folder.path(), &env).await;
            let nobody = Client::at(&binary.url);
            let (answers, session) = use_everything(&nobody).await;
            let log = end(binary, folder.path()).await;
            assert!(
                log.contains("answered") && log.contains("a turn broke off"),
                "the log is a log:\n{log:.2000}"
            );

            for secret in [SETUP, KEY, METRICS, PASSWORD, DATABASE, &session] {
                let line = log.lines().find(|line| line.contains(secret));
                assert_eq!(line, None, "in the log");
                assert!(!shown.contains(secret), "in what `mami config` shows");
                let answer = answers.iter().find(|answer| answer.body.contains(secret));
                assert!(answer.is_none(), "in an answer: {answer:?}");
            }
            place.execute("DELETE FROM sessions").await;
            place.execute("DELETE FROM messages").await;
            place.execute("DELETE FROM conversations").await;
            place.execute("DELETE FROM users").await;
            place.execute("DELETE FROM bootstrap").await;
        }
        if let Some(place) = std::sync::Arc::into_inner(place) {
            place.remove().await;
        }
    }
}

#[tokio::test]
async fn case_077_names_and_paths_cannot_forge_log_lines() {
    let folder = tempfile::tempdir().unwrap();
    let env = [("RUST_LOG", "trace"), ("MAMI_AUTH__SETUP_TOKEN", SETUP)];
    let binary = start(folder.path(), &env).await;
    let nobody = Client::at(&binary.url);
    let evil = "eve\r\n2026-01-01T00:00:00Z ERROR forged\u{1b}[2J\u{9b}31m\u{202e}";
    nobody
        .post("/api/v1/setup", &json!({"setup_token": SETUP, "username": "ada", "password": PASSWORD}))
        .await;
    nobody.post("/api/v1/setup", &json!({"setup_token": evil, "username": evil, "password": evil})).await;
    nobody.post("/api/v1/auth/login", &json!({"username": evil, "password": evil})).await;
    nobody.post(&format!("/api/v1/auth/login?{evil}"), &json!({evil: evil})).await;
    nobody.get("/%0d%0a2026-01-01T00:00:00Z%20ERROR%20forged%1b[2J").await;
    let agent = nobody.request(Method::GET, "/api/v1/auth/me").header("user-agent", "x\u{9b}31m".as_bytes());
    Client::answer(agent).await;
    let log = end(binary, folder.path()).await;
    let forbidden = |c: &char| c.is_control() || matches!(c, '\u{202e}' | '\u{2028}');
    for line in log.lines() {
        assert_eq!(line.chars().find(forbidden), None, "{line:?}");
        assert!(!line.starts_with("2026-01-01T00:00:00Z"), "{line:?}");
    }
    assert!(log.lines().count() > 10);
}

/// A failure of ours shows its number and nothing else.
#[tokio::test]
async fn a_failure_inside_shows_no_insides() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let ada = server.owner().await;
        place.execute("ALTER TABLE conversations RENAME TO elsewhere").await;
        let answer = ada.get("/api/v1/conversations").await;
        assert_eq!(answer.problem(), (503, "unavailable".to_owned()));
        assert!(!answer.header("retry-after").is_empty());
        for inside in ["conversations", "table", "SELECT", "sqlx", "relation"] {
            assert!(!answer.json()["detail"].as_str().unwrap().contains(inside), "{}", answer.body);
        }
        place.execute("ALTER TABLE elsewhere RENAME TO conversations").await;
        assert_eq!(ada.get("/api/v1/conversations").await.status, 200, "and it recovers");
        drop(place);
        server.stop().await;
    }
}
