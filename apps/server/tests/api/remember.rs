//! Devices that stay signed in: a cookie that is good once, and what happens when it comes twice.

mod cookies;
mod reuse;

use std::{collections::BTreeSet, path::Path};

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;
use mami_storage::testing::Place;
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::server::{Answer, Client, OWNER, PASSWORD, TestServer, credentials, places};

const LOGIN: &str = "/api/v1/auth/login";
const ME: &str = "/api/v1/auth/me";
const SESSIONS: &str = "/api/v1/auth/sessions";
const SESSION: &str = "mami_session";
const REMEMBER: &str = "mami_remember";

/// A browser: it keeps what it is told to keep, and forgets its session when it is closed.
struct Browser(Client);

impl Browser {
    /// One in which somebody signs in to stay.
    async fn signed_in(server: &TestServer) -> Self {
        Self(server.remembered(OWNER).await)
    }

    async fn get(&mut self, path: &str) -> Answer {
        let answer = self.0.get(path).await;
        self.0 = self.0.with_cookie_of(&answer);
        answer
    }

    fn restart(&mut self) {
        self.0 = self.0.with_only(REMEMBER);
    }

    /// Closes and opens it, and checks that it is still signed in.
    async fn resume(&mut self) {
        self.restart();
        let answer = self.get(ME).await;
        assert_eq!((answer.status.as_u16(), &answer.json()["username"]), (200, &json!(OWNER)));
        assert_eq!(answer.set_cookies().len(), 2, "both cookies come anew");
    }

    /// The cookie that it was given to stay signed in.
    fn token(&self) -> String {
        self.0.cookie_named(REMEMBER).unwrap().to_owned()
    }
}

fn remembering(username: &str) -> Value {
    let mut body = credentials(username, PASSWORD);
    body["remember_me"] = json!(true);
    body
}

async fn is_signed_out(client: &Client) {
    assert_eq!(client.get(ME).await.problem(), (401, "not_signed_in".to_owned()));
}

/// How many rows of a table have the hash of this token in that column.
async fn rows_with_hash(place: &Place, table: &str, column: &str, token: &str) -> i64 {
    let hash: String = Sha256::digest(token).iter().map(|byte| format!("{byte:02x}")).collect();
    let literal =
        if place.url().starts_with("postgres") { format!("'\\x{hash}'") } else { format!("x'{hash}'") };
    place.count(&format!("{table} WHERE {column} = {literal}")).await
}

/// Whether a token is anywhere in the database, as text or as the bytes that it stands for.
pub(crate) async fn is_kept(place: &Place, token: &str) -> bool {
    if place.url().starts_with("postgres") {
        let mut found = 0;
        for table in ["users", "sessions", "remember_tokens", "invites", "password_resets", "audit_log"] {
            // PostgreSQL shows bytes in hexadecimal, which is what the token is.
            found += place.count(&format!("{table} WHERE {table}::text ILIKE '%{token}%'")).await;
        }
        return found > 0;
    }
    let url = place.url();
    let path = url.strip_prefix("sqlite://").unwrap().split('?').next().unwrap();
    let digits = token.as_bytes().chunks(2);
    let bytes: Vec<u8> =
        digits.map(|two| u8::from_str_radix(std::str::from_utf8(two).unwrap(), 16).unwrap()).collect();
    let files = std::fs::read_dir(Path::new(path).parent().unwrap()).unwrap();
    files.map(|entry| std::fs::read(entry.unwrap().path()).unwrap()).any(|file| {
        let holds = |part: &[u8]| file.windows(part.len()).any(|window| window == part);
        holds(token.as_bytes()) || holds(&bytes)
    })
}

#[tokio::test]
async fn case_008_each_use_gives_new_tokens_and_the_database_knows_only_their_hashes() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        server.owner().await;
        let mut browser = Browser::signed_in(&server).await;
        let device = browser.0.get(SESSIONS).await.json()["items"][0]["id"].clone();
        let mut seen = BTreeSet::new();
        for _ in 0..3 {
            let before = browser.0.clone();
            browser.resume().await;
            is_signed_out(&before.with_only(SESSION)).await;
            assert_eq!(browser.get(ME).await.set_cookies(), Vec::<&str>::new(), "once is enough");

            let session = browser.0.cookie_named(SESSION).unwrap().split_once('=').unwrap().1.to_owned();
            let token = browser.token();
            let validator = token.split_once('.').unwrap().1.to_owned();
            assert_eq!(rows_with_hash(&place, "sessions", "token_hash", &session).await, 1);
            assert_eq!(rows_with_hash(&place, "remember_tokens", "validator_hash", &validator).await, 1);
            assert!(!is_kept(&place, &session).await && !is_kept(&place, &validator).await);
            assert!(seen.insert(session) && seen.insert(validator), "every token is new");
        }
        let devices = browser.0.get(SESSIONS).await.json()["items"].clone();
        let current = &devices[0];
        assert_eq!((&current["id"], &current["remembered"]), (&device, &json!(true)), "it is one device");
        assert_eq!(devices.as_array().unwrap().len(), 2);
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn a_device_is_resumed_by_whatever_it_asks_first() {
    let server = TestServer::start(&[]).await;
    server.owner().await;
    let mut browser = Browser::signed_in(&server).await;
    let requests = [
        (Method::POST, "/api/v1/conversations", 201),
        (Method::GET, "/api/v1/conversations/01890000-0000-7000-8000-000000000000", 404),
        (Method::GET, "/api/v1/conversations?limit=0", 422),
        (Method::DELETE, "/api/v1/auth/me/alert", 204),
    ];
    for (method, path, status) in requests {
        browser.restart();
        let mut request = browser.0.request(method.clone(), path);
        if method == Method::POST {
            request = request.json(&json!({}));
        }
        let answer = Client::answer(request).await;
        assert_eq!((answer.status.as_u16(), answer.set_cookies().len()), (status, 2), "{path}");
        browser.0 = browser.0.with_cookie_of(&answer);
    }
    // A stream gives them with its head.
    browser.restart();
    let response = browser.0.request(Method::GET, "/api/v1/events").send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers().get_all("set-cookie").iter().count(), 2);
    drop(response);

    // What asks for nobody in particular uses nothing up.
    let mut browser = Browser::signed_in(&server).await;
    browser.restart();
    for path in ["/healthz", "/api/v1/setup", "/", "/api/openapi.json", "/api/v1/nothing"] {
        assert_eq!(browser.0.get(path).await.set_cookies(), Vec::<&str>::new(), "{path}");
    }
    browser.resume().await;
    server.stop().await;
}

#[tokio::test]
async fn tabs_that_start_at_once_all_stay_signed_in() {
    for place in places().await {
        let server = TestServer::on(&place, &[("MAMI_SERVER__WORKERS", "4")]).await;
        assert_eq!(server.owner().await.post("/api/v1/auth/logout", &json!({})).await.status, 204);
        // Whichever answer the browser hears last: it goes on.
        for last in [0, 3, 7] {
            let mut browser = Browser::signed_in(&server).await;
            browser.restart();
            let answers = join_all((0..8).map(|_| browser.0.get(ME))).await;
            for answer in &answers {
                assert_eq!((answer.status.as_u16(), answer.set_cookies().len()), (200, 2), "{}", answer.body);
            }
            // Requests of the tabs that are still on their way come with the cookies of other answers.
            for answer in &answers {
                let on_its_way = browser.0.with_cookie_of(answer).with_only(SESSION);
                assert_eq!(on_its_way.get(ME).await.status, 200);
            }
            browser.0 = browser.0.with_cookie_of(&answers[last]);
            assert_eq!(browser.get(ME).await.status, 200);
            browser.resume().await;
            browser.resume().await;
            let devices = browser.get(SESSIONS).await.json()["items"].clone();
            assert_eq!(devices.as_array().unwrap().len(), 1, "it is one device: {devices}");
            assert_eq!(browser.get(ME).await.json()["alert"], Value::Null);
            assert_eq!(browser.0.post("/api/v1/auth/logout", &json!({})).await.status, 204);
        }
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn a_device_whose_answer_was_lost_stays_signed_in() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        server.owner().await;
        let mut browser = Browser::signed_in(&server).await;
        for _ in 0..3 {
            browser.restart();
            for _lost in 0..2 {
                assert_eq!(browser.0.get(ME).await.status, 200);
            }
            browser.resume().await;
            browser.resume().await;
        }
        assert_eq!(browser.get(ME).await.json()["alert"], Value::Null);
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn signing_out_ends_what_would_resume_the_session() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        server.owner().await;
        let mut browser = Browser::signed_in(&server).await;
        let first = browser.0.with_only(REMEMBER);
        browser.resume().await;
        let answer = browser.0.post("/api/v1/auth/logout", &json!({})).await;
        assert_eq!(answer.status, 204);
        assert_eq!(browser.0.with_cookie_of(&answer).cookie, None, "both cookies are taken back");
        for dead in [&browser.0, &browser.0.with_only(REMEMBER), &browser.0.with_only(SESSION), &first] {
            is_signed_out(dead).await;
        }
        assert_eq!((place.count("sessions").await, place.count("remember_tokens").await), (1, 0));
        assert_eq!(server.sign_in(OWNER).await.get(ME).await.json()["alert"], Value::Null);

        // Also when the session itself had ended before.
        let mut browser = Browser::signed_in(&server).await;
        browser.restart();
        let answer = browser.0.post("/api/v1/auth/logout", &json!({})).await;
        assert_eq!(answer.status, 204);
        assert_eq!(browser.0.with_cookie_of(&answer).cookie, None);
        is_signed_out(&browser.0).await;
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn what_is_no_token_harms_nobody() {
    let server = TestServer::start(&[]).await;
    let ada = server.owner().await;
    let mut browser = Browser::signed_in(&server).await;
    let other = server.remembered(OWNER).await;
    let pair = |client: &Client| {
        let token = client.cookie_named(REMEMBER).unwrap().split_once('=').unwrap().1;
        let (selector, validator) = token.split_once('.').unwrap();
        (selector.to_owned(), validator.to_owned())
    };
    let ((selector, validator), (other_selector, other_validator)) = (pair(&browser.0), pair(&other));
    let unknown = "0".repeat(64);
    for token in [
        String::new(),
        ".".to_owned(),
        "x".to_owned(),
        selector.clone(),
        validator.clone(),
        format!("{selector}."),
        format!(".{validator}"),
        format!("{selector}.{}", "x".repeat(64)),
        format!("{selector}.{validator}.{validator}"),
        format!("{selector}.{validator}0"),
        // The form is right, and the guess is wrong. Whoever knows which session it is must not be able to end it.
        format!("{selector}.{unknown}"),
        format!("{selector}.{other_validator}"),
        format!("{other_selector}.{validator}"),
        format!("{}.{validator}", "0".repeat(32)),
        "a".repeat(4000),
        "%00%0d%0a".to_owned(),
    ] {
        let cookie = format!("{REMEMBER}={token}");
        is_signed_out(&server.nobody().with_cookie(&cookie)).await;
        let beside = ada.with_cookie(&format!("{}; {cookie}", ada.cookie.as_ref().unwrap())).get(ME).await;
        assert_eq!((beside.status.as_u16(), beside.set_cookies().len()), (200, 0), "{token:?}");
    }
    assert_eq!(other.with_only(REMEMBER).get(ME).await.status, 200);
    browser.resume().await;
    assert_eq!(browser.get(ME).await.json()["alert"], Value::Null);
    server.stop().await;
}

#[tokio::test]
async fn a_session_ends_and_only_a_remembered_one_goes_on() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let plain = server.owner().await;
        let mut browser = Browser::signed_in(&server).await;
        place.execute("UPDATE sessions SET expires_at = created_at").await;
        is_signed_out(&plain).await;
        is_signed_out(&browser.0.with_only(SESSION)).await;
        let devices = browser.get(SESSIONS).await.json()["items"].clone();
        assert_eq!(devices.as_array().unwrap().len(), 1, "what has ended is not listed: {devices}");
        assert_eq!(devices[0]["remembered"], true);

        place.execute("UPDATE sessions SET expires_at = created_at, remembered_until = created_at").await;
        is_signed_out(&browser.0).await;
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn a_device_that_is_always_in_use_stays_remembered() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        server.owner().await;
        let mut browser = Browser::signed_in(&server).await;
        let device = browser.get(SESSIONS).await.json()["items"][0].clone();
        let time = |value: &Value| value.as_str().unwrap().parse::<DateTime<Utc>>().unwrap();
        let end = time(&device["created_at"]) + TimeDelta::days(10);
        let slid = format!("UPDATE sessions SET remembered_until = '{}'", end.to_rfc3339());
        place.execute(&format!("{slid} WHERE remembered_until IS NOT NULL")).await;
        let before = browser.token();
        let answer = browser.get(SESSIONS).await;
        assert_eq!((answer.status.as_u16(), answer.set_cookies().len()), (200, 2));
        assert_ne!(browser.token(), before);
        assert!(
            time(&answer.json()["items"][0]["expires_at"]) > end + TimeDelta::days(19),
            "{}",
            answer.body
        );
        assert_eq!(browser.get(ME).await.set_cookies(), Vec::<&str>::new(), "until it is due again");
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn case_004_planted_cookies_are_not_taken_over_by_signing_in() {
    let server = TestServer::start(&[]).await;
    let ada = server.owner().await;
    server.create("eve", mami_auth::Role::Member).await;
    let planted = server.remembered("eve").await;
    let invite = ada.post("/api/v1/admin/invites", &json!({})).await.json();
    let joining = json!({"invite_code": invite["code"], "username": "bob", "password": PASSWORD});
    for (path, body, name) in [
        (LOGIN, remembering(OWNER), OWNER),
        (LOGIN, credentials(OWNER, PASSWORD), OWNER),
        ("/api/v1/auth/register", joining, "bob"),
    ] {
        let answer = planted.post(path, &body).await;
        assert!(answer.status.is_success(), "{}", answer.body);
        let signed_in = planted.with_cookie_of(&answer);
        for cookie in [SESSION, REMEMBER] {
            assert_ne!(signed_in.cookie_named(cookie), planted.cookie_named(cookie), "{path}");
        }
        assert_eq!(signed_in.get(ME).await.json()["username"], name);
        // What was planted is still the planter's, and nobody else's.
        assert_eq!(planted.with_only(SESSION).get(ME).await.json()["username"], "eve");
    }
    server.stop().await;
}
