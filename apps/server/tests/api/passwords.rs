//! Passwords: which will do, changing one's own, and the link for who forgot theirs.

mod reset;

use std::{
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    time::Duration,
};

use futures_util::future::join_all;
use mami_auth::Role;
use serde_json::{Value, json};

use crate::server::{Answer, Client, OWNER, PASSWORD, TestServer, credentials, places};

const CHANGE: &str = "/api/v1/auth/password";
const LOGIN: &str = "/api/v1/auth/login";
const ME: &str = "/api/v1/auth/me";
const NEW_PASSWORD: &str = "battery staple horse";

async fn change(client: &Client, current: &str, new: &str) -> Answer {
    client.put(CHANGE, &json!({"current_password": current, "new_password": new})).await
}

/// Whether a password signs in.
async fn works(server: &TestServer, username: &str, password: &str) -> bool {
    let answer = server.nobody().post(LOGIN, &credentials(username, password)).await;
    match answer.status.as_u16() {
        200 => true,
        401 => false,
        _ => panic!("{}", answer.body),
    }
}

/// What is said of the one field that is at fault.
fn said(answer: &Answer) -> String {
    answer.json()["errors"][0]["message"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_password_that_is_easy_to_guess_is_refused_in_words() {
    let server = TestServer::start(&[]).await;
    let ada = server.owner().await;
    let quist = server.member("wilhelmina").await;
    let link =
        format!("/api/v1/admin/users/{}/reset-password", quist.get(ME).await.json()["id"].as_str().unwrap());
    let token = ada.post(&link, &Value::Null).await.json()["token"].clone();
    let invite = ada.post("/api/v1/admin/invites", &json!({})).await.json();
    for (password, words) in [
        ("", "8 to 1024 characters"),
        ("7 chars", "8 to 1024 characters"),
        (&"long ".repeat(205), "8 to 1024 characters"),
        ("password", "one of the ten most common passwords"),
        ("iloveyou1", "very common password"),
        ("aaaaaaaa", "the same character again and again"),
        ("abcdefgh", "sequences such as abc"),
        ("wilhelmina1", "too easy to guess"),
    ] {
        let changed = change(&quist, PASSWORD, password).await;
        assert_eq!(changed.pointers(), ["/new_password"], "{password}");
        let body = json!({"token": token, "new_password": password});
        let reset = server.nobody().post("/api/v1/auth/password-reset", &body).await;
        assert_eq!(reset.pointers(), ["/new_password"], "{password}");
        let body = json!({
            "invite_code": invite["code"],
            "username": "mina",
            "password": password,
            "display_name": "Wilhelmina",
        });
        let registered = server.nobody().post("/api/v1/auth/register", &body).await;
        assert_eq!(registered.pointers(), ["/password"], "{password}");
        for answer in [&changed, &reset, &registered] {
            assert!(said(answer).contains(words), "{password}: {}", answer.body);
            let is_word = password.len() < 8 || password == "password";
            assert!(is_word || !answer.body.contains(password), "{}", answer.body);
        }
    }
    assert!(works(&server, "wilhelmina", PASSWORD).await);
    // Eight characters of any script are enough if they are no common ones.
    let good = "我的猫喜欢星期二";
    assert_eq!(change(&quist, PASSWORD, good).await.status, 204);
    assert!(works(&server, "wilhelmina", good).await);
    server.stop().await;
}

#[tokio::test]
async fn a_password_is_changed_by_who_knows_it() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let ada = server.owner().await;
        let wrong = change(&ada, "not the password", NEW_PASSWORD).await;
        assert_eq!(wrong.problem(), (403, "wrong_password".to_owned()), "not 401: the session is good");
        assert_eq!(wrong.set_cookies(), Vec::<&str>::new());
        let huge = "x".repeat(5000);
        assert_eq!(change(&ada, &huge, NEW_PASSWORD).await.problem().1, "wrong_password");
        let body = json!({"current_password": PASSWORD, "new_password": NEW_PASSWORD, "username": "eve"});
        assert_eq!(ada.put(CHANGE, &body).await.status, 422);
        assert_eq!(ada.put(CHANGE, &json!({"new_password": NEW_PASSWORD})).await.status, 422);
        assert!(works(&server, OWNER, PASSWORD).await);

        let copy = ada.clone();
        let answer = change(&ada, PASSWORD, NEW_PASSWORD).await;
        assert_eq!((answer.status.as_u16(), &*answer.body), (204, ""));
        let ada = ada.with_cookie_of(&answer);
        assert_eq!(ada.get(ME).await.status, 200, "who changed it stays signed in");
        assert_eq!(copy.get(ME).await.status, 401, "a copy of the session's cookie does not");
        assert!(!works(&server, OWNER, PASSWORD).await);
        assert!(works(&server, OWNER, NEW_PASSWORD).await);
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn a_remembered_device_that_changes_the_password_stays_remembered_and_a_copy_of_it_does_not() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        server.owner().await;
        let device = server.remembered(OWNER).await;
        let answer = change(&device, PASSWORD, NEW_PASSWORD).await;
        let (copy, device) = (device.with_only("mami_remember"), device.with_cookie_of(&answer));
        let resumed = device.with_only("mami_remember").get(ME).await;
        assert_eq!(resumed.status, 200);
        assert_eq!(copy.get(ME).await.status, 401);
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn whoever_sits_at_an_open_session_has_a_few_guesses_at_its_password() {
    let server = TestServer::start(&[("MAMI_AUTH__FAILURES_PER_ACCOUNT", "4")]).await;
    let ada = server.owner().await;
    let bob = server.member("bob").await;
    let guess = "not the password";
    let proofs = async |password: &str| {
        [
            change(&bob, password, NEW_PASSWORD).await,
            bob.post("/api/v1/auth/second-factor", &json!({"password": password})).await,
            bob.delete_with("/api/v1/auth/second-factor", &json!({"password": password, "code": "0"})).await,
            bob.delete_with(ME, &json!({"password": password})).await,
        ]
    };
    // Wherever they are made, they are counted together.
    for answer in proofs(guess).await {
        assert_eq!(answer.problem(), (403, "wrong_password".to_owned()));
    }
    for answer in proofs(PASSWORD).await {
        assert_eq!(answer.problem(), (429, "rate_limited".to_owned()), "not even the right one is heard");
        assert!((1..=30).contains(&answer.header("retry-after").parse::<u64>().unwrap()));
    }
    assert_eq!(change(&ada, PASSWORD, NEW_PASSWORD).await.status, 204, "others are not kept waiting");
    server.stop().await;
}

#[tokio::test]
async fn whoever_guesses_at_a_sign_in_keeps_nobody_from_changing_the_password() {
    let server = TestServer::start(&[("MAMI_AUTH__FAILURES_PER_ACCOUNT", "4")]).await;
    let ada = server.owner().await;
    for _ in 0..4 {
        assert!(!works(&server, OWNER, "not the password").await);
    }
    let refused = server.nobody().post(LOGIN, &credentials(OWNER, PASSWORD)).await;
    assert_eq!(refused.problem(), (429, "rate_limited".to_owned()));
    assert_eq!(change(&ada, PASSWORD, NEW_PASSWORD).await.status, 204);
    server.stop().await;
}

#[tokio::test]
async fn of_many_changes_at_once_one_is_made() {
    for place in places().await {
        let server = TestServer::on(&place, &[("MAMI_AUTH__FAILURES_PER_ACCOUNT", "100")]).await;
        let ada = server.owner().await;
        let new: Vec<String> = (0..8).map(|number| format!("battery staple {number} horse")).collect();
        let answers = join_all(new.iter().map(|new| change(&ada, PASSWORD, new))).await;
        let mut kept = Vec::new();
        for (answer, new) in answers.iter().zip(&new) {
            match answer.status.as_u16() {
                204 => kept.push(new),
                // Too late to be checked, or checked against what was no longer the password.
                status => assert!(matches!(status, 401 | 403), "{}", answer.body),
            }
        }
        assert_eq!(kept.len(), 1);
        for new in &new {
            assert_eq!(works(&server, OWNER, new).await, new == kept[0], "{new}");
        }
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn fifty_sign_ins_at_once_keep_nobody_else_waiting() {
    let env = [("MAMI_AUTH__FAILURES_PER_ACCOUNT", "1000"), ("MAMI_AUTH__FAILURES_PER_NETWORK", "1000")];
    let server = TestServer::start(&env).await;
    server.create("bob", Role::Member).await;
    let (over, done) = (AtomicBool::new(false), AtomicUsize::new(0));
    // They come again and again, so that all the probes fall among them.
    let signing_in = join_all((0..50).map(|_| async {
        let nobody = server.nobody();
        while !over.load(Ordering::Relaxed) {
            let answer = nobody.post(LOGIN, &credentials("bob", PASSWORD)).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            done.fetch_add(1, Ordering::Relaxed);
        }
    }));
    let probing = async {
        let nobody = server.nobody();
        for _ in 0..20 {
            let seen = done.load(Ordering::Relaxed);
            while done.load(Ordering::Relaxed) == seen {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            let probe = tokio::time::timeout(Duration::from_secs(1), nobody.get("/healthz")).await;
            assert_eq!(probe.unwrap().status, 200);
        }
        over.store(true, Ordering::Relaxed);
    };
    tokio::join!(signing_in, probing);
    server.stop().await;
}
