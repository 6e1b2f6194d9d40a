//! The first run: one person becomes the owner, and nobody after that.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::server::{PASSWORD, SETUP_TOKEN, TestServer, places, set_up};

async fn needs_owner(server: &TestServer) -> bool {
    server.nobody().get("/api/v1/setup").await.json()["needs_owner"].as_bool().unwrap()
}

#[tokio::test]
async fn whoever_has_the_token_becomes_the_owner_and_is_signed_in() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let nobody = server.nobody();
        let before = nobody.get("/api/v1/setup").await.json();
        assert_eq!(
            before,
            json!({"needs_owner": true, "version": env!("CARGO_PKG_VERSION"), "name": "Mami"})
        );

        let mut body = set_up("Ada");
        body["display_name"] = json!("Ada Lovelace");
        let answer = nobody.post("/api/v1/setup", &body).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        let user = &answer.json()["user"];
        assert_eq!(
            (&user["username"], &user["display_name"], &user["role"]),
            (&json!("Ada"), &json!("Ada Lovelace"), &json!("owner"))
        );
        let ada = nobody.with_cookie_of(&answer);
        assert_eq!(&ada.get("/api/v1/auth/me").await.json(), user);
        assert!(!needs_owner(&server).await);

        for body in [set_up("eve"), json!({"setup_token": "x", "username": "", "password": ""})] {
            let answer = nobody.post("/api/v1/setup", &body).await;
            assert_eq!(answer.problem(), (409, "already_set_up".to_owned()), "whatever the token");
            assert_eq!(answer.header("set-cookie"), "");
        }
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn case_020_of_fifty_set_ups_at_once_one_makes_the_owner() {
    for place in places().await {
        let server = TestServer::on(&place, &[("MAMI_SERVER__WORKERS", "4")]).await;
        let attempts = (0..50).map(|number| {
            let nobody = server.nobody();
            // Some want the same name, some another one.
            async move { nobody.post("/api/v1/setup", &set_up(&format!("ada{}", number % 25))).await }
        });
        let answers = join_all(attempts).await;
        let (winners, losers): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 201);
        assert_eq!(winners.len(), 1);
        for loser in losers {
            assert_eq!(loser.problem(), (409, "already_set_up".to_owned()));
        }
        let everyone = mami_auth::PeopleFilter::default();
        let users = server.mami().auth.people(&everyone, 200, None).await.unwrap().items;
        assert_eq!(users.len(), 1, "those who came too late left nothing behind: {users:?}");
        assert_eq!(users[0].role, mami_auth::Role::Owner);
        assert_eq!(place.count("sessions").await, 1);
        let owner = server.nobody().with_cookie_of(winners[0]);
        assert_eq!(owner.get("/api/v1/auth/me").await.json()["username"], users[0].username);
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn a_wrong_token_makes_no_owner_and_is_heard_a_few_times_only() {
    let server = TestServer::start(&[("MAMI_AUTH__FAILURES_PER_ACCOUNT", "3")]).await;
    let nobody = server.nobody();
    for token in ["", "wrong", &format!("{SETUP_TOKEN} ")] {
        let body = json!({"setup_token": token, "username": "eve", "password": PASSWORD});
        let answer = nobody.post("/api/v1/setup", &body).await;
        assert_eq!(answer.problem(), (403, "setup_token_invalid".to_owned()));
        assert!(!answer.body.contains(SETUP_TOKEN));
    }
    let answer = nobody.post("/api/v1/setup", &set_up("eve")).await;
    assert_eq!(answer.problem(), (429, "rate_limited".to_owned()));
    let wait: u64 = answer.header("retry-after").parse().unwrap();
    assert!((1..=30).contains(&wait), "{wait}");
    assert!(needs_owner(&server).await);
    server.stop().await;
}

#[tokio::test]
async fn all_faults_of_an_account_are_told_at_once_and_nothing_is_made() {
    let server = TestServer::start(&[]).await;
    let body =
        json!({"setup_token": SETUP_TOKEN, "username": "a", "password": "short", "display_name": "a\nb"});
    let answer = server.nobody().post("/api/v1/setup", &body).await;
    assert_eq!(answer.pointers(), ["/username", "/display_name", "/password"]);
    assert!(needs_owner(&server).await);
    assert_eq!(server.place.count("users").await, 0);
    server.stop().await;
}

#[tokio::test]
async fn case_017_a_set_up_takes_no_role_and_no_id() {
    let server = TestServer::start(&[]).await;
    for (field, value) in [
        ("role", json!("admin")),
        ("is_admin", json!(true)),
        ("id", json!("0198c0de-0000-7000-8000-000000000000")),
        ("limits", json!([])),
        ("created_at", Value::Null),
    ] {
        let mut body = set_up("eve");
        body[field] = value;
        let answer = server.nobody().post("/api/v1/setup", &body).await;
        assert_eq!(answer.pointers().len(), 1, "{field}: {answer:?}");
        assert!(needs_owner(&server).await);
    }
    server.stop().await;
}
