//! A copy of a remember token that was used up.

use serde_json::{Value, json};

use super::{Browser, ME, REMEMBER, SESSION, SESSIONS, is_signed_out};
use crate::server::{Client, OWNER, TestServer, places};

/// Checks that a copy is refused, aloud, and that whoever sent it loses its cookies.
async fn is_caught(copy: &Client) {
    let answer = copy.get(ME).await;
    assert_eq!(answer.problem(), (401, "remember_token_reused".to_owned()));
    assert_eq!(answer.set_cookies().len(), 2);
    assert_eq!(copy.with_cookie_of(&answer).cookie, None);
}

/// The audit log's entries of detected copies.
async fn detected(ada: &Client) -> Vec<Value> {
    let page = ada.get("/api/v1/admin/audit?action=session.reuse_detected").await.json();
    page["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn case_009_a_copy_that_comes_after_its_successor_ends_the_device_and_tells_its_owner() {
    for place in places().await {
        let server = TestServer::on(&place, &[("MAMI_SERVER__TRUSTED_PROXIES", "127.0.0.0/8")]).await;
        let ada = server.owner().await;
        let mut browser = Browser::signed_in(&server).await;
        let mut elsewhere = Browser::signed_in(&server).await;
        let program = server.nobody().with_key(&key(&ada).await);
        let thief =
            server.nobody().with_cookie(&browser.token()).with_header("x-forwarded-for", "203.0.113.9");
        browser.resume().await;
        browser.resume().await;
        assert_eq!(ada.get(ME).await.json()["alert"], Value::Null);

        is_caught(&thief).await;
        // The whole family is dead: it is not known which of the two is the thief.
        is_signed_out(&browser.0).await;
        is_signed_out(&browser.0.with_only(SESSION)).await;
        is_signed_out(&browser.0.with_only(REMEMBER)).await;
        is_signed_out(&thief).await;
        // And nothing else is.
        elsewhere.resume().await;
        assert_eq!(program.get(ME).await.status, 200);
        assert_eq!(ada.get(SESSIONS).await.json()["items"].as_array().unwrap().len(), 2);

        let me = ada.get(ME).await.json();
        assert_eq!(me["alert"]["address"], "203.0.113.9");
        let entries = detected(&ada).await;
        assert_eq!(entries.len(), 1);
        let (entry, alert) = (&entries[0], &me["alert"]);
        assert_eq!((&entry["target_id"], &entry["address"]), (&me["id"], &json!("203.0.113.9")));
        assert_eq!(
            (&entry["at"], &entry["actor_id"]),
            (&alert["at"], &me["id"]),
            "on record under its account"
        );

        assert_eq!(ada.delete("/api/v1/auth/me/alert").await.status, 204);
        assert_eq!(elsewhere.get(ME).await.json()["alert"], Value::Null);
        drop(place);
        server.stop().await;
    }
}

async fn key(ada: &Client) -> String {
    let made = ada.post("/api/v1/auth/api-keys", &json!({"name": "x", "scopes": ["chat"]})).await;
    made.json()["key"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn case_009_the_thief_who_was_faster_is_thrown_out_by_the_true_owner() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let ada = server.owner().await;
        let owner = Browser::signed_in(&server).await;
        let mut thief = Browser(owner.0.with_only(REMEMBER));
        thief.resume().await;
        thief.resume().await;
        is_caught(&owner.0).await;
        is_signed_out(&thief.0).await;
        is_signed_out(&thief.0.with_only(REMEMBER)).await;
        assert_eq!(ada.get(ME).await.json()["alert"]["address"], "127.0.0.1");
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn case_009_a_copy_that_comes_later_than_a_lost_answer_would_is_caught_too() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let ada = server.owner().await;
        let mut browser = Browser::signed_in(&server).await;
        let copy = browser.0.with_only(REMEMBER);
        browser.resume().await;
        // As if that had been long ago. The successor was not used yet.
        place.execute("UPDATE sessions SET advanced_at = '2020-01-01T00:00:00+00:00'").await;
        is_caught(&copy).await;
        is_signed_out(&browser.0).await;
        assert_eq!(detected(&ada).await.len(), 1);
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn case_009_many_copies_at_once_raise_one_alert() {
    for place in places().await {
        let server = TestServer::on(&place, &[("MAMI_SERVER__WORKERS", "4")]).await;
        let ada = server.owner().await;
        let mut browser = Browser::signed_in(&server).await;
        let copy = browser.0.with_only(REMEMBER);
        browser.resume().await;
        browser.resume().await;
        let answers = futures_util::future::join_all((0..10).map(|_| copy.get(ME))).await;
        let codes: Vec<_> = answers.iter().map(|answer| answer.problem()).collect();
        assert!(codes.iter().all(|(status, _)| *status == 401), "{codes:?}");
        assert!(codes.contains(&(401, "remember_token_reused".to_owned())), "{codes:?}");
        assert_eq!(detected(&ada).await.len(), 1);
        is_signed_out(&browser.0).await;
        drop(place);
        server.stop().await;
    }
}

/// A device of somebody whose account is closed tells nobody whether its token was good.
#[tokio::test]
async fn a_closed_accounts_device_is_just_not_signed_in() {
    let server = TestServer::start(&[]).await;
    server.owner().await;
    let mut browser = Browser::signed_in(&server).await;
    let copy = browser.0.with_only(REMEMBER);
    browser.resume().await;
    browser.resume().await;
    // Directly, so that the session is still there.
    server
        .place
        .execute(&format!("UPDATE users SET disabled_at = created_at WHERE username = '{OWNER}'"))
        .await;
    is_signed_out(&browser.0).await;
    is_signed_out(&browser.0.with_only(REMEMBER)).await;
    is_signed_out(&copy).await;
    server.stop().await;
}
