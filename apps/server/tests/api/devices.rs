//! One's own devices: what is signed in, and how it is ended.

mod ended;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::server::{Client, OWNER, PASSWORD, TestServer, credentials, places};

const ME: &str = "/api/v1/auth/me";
const SESSIONS: &str = "/api/v1/auth/sessions";
const FIREFOX: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0";

/// Somebody's devices, as one of them sees them.
async fn devices(client: &Client) -> Vec<Value> {
    let answer = client.get(SESSIONS).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.json()["next_cursor"], Value::Null);
    answer.json()["items"].as_array().unwrap().clone()
}

fn ids(devices: &[Value]) -> Vec<&str> {
    devices.iter().map(|device| device["id"].as_str().unwrap()).collect()
}

/// The id of the session that asks.
async fn id_of(client: &Client) -> String {
    ids(&devices(client).await)[0].to_owned()
}

async fn is_signed_out(client: &Client) {
    assert_eq!(client.get(ME).await.problem(), (401, "not_signed_in".to_owned()));
}

async fn is_signed_in(client: &Client) {
    assert_eq!(client.get(ME).await.status, 200);
}

/// A new API key.
async fn key(client: &Client) -> String {
    let made = client.post("/api/v1/auth/api-keys", &json!({"name": "x", "scopes": ["chat"]})).await;
    assert_eq!(made.status, 201, "{}", made.body);
    made.json()["key"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn devices_are_listed_by_what_people_know_of_them_the_own_one_first() {
    for place in places().await {
        let server = TestServer::on(&place, &[("MAMI_SERVER__TRUSTED_PROXIES", "127.0.0.0/8")]).await;
        let here = server.owner().await;
        let nobody = server.nobody().with_header("user-agent", FIREFOX);
        let nobody = nobody.with_header("x-forwarded-for", "203.0.113.7");
        let mut body = credentials(OWNER, PASSWORD);
        body["remember_me"] = json!(true);
        let answer = nobody.post("/api/v1/auth/login", &body).await;
        let firefox = nobody.with_cookie_of(&answer);
        let last = server.sign_in(OWNER).await;
        // Others' devices are nobody else's business.
        let bob = server.member("bob").await;

        let listed = devices(&here).await;
        let order = [id_of(&here).await, id_of(&last).await, id_of(&firefox).await];
        assert_eq!(ids(&listed), order, "the current one, then the latest");
        assert_eq!(listed.iter().map(|it| it["current"] == true).collect::<Vec<_>>(), [true, false, false]);
        assert_eq!(devices(&bob).await.len(), 1);

        let device = &devices(&firefox).await[0];
        let fields: BTreeSet<_> = device.as_object().unwrap().keys().map(String::as_str).collect();
        let expected = [
            "address",
            "browser",
            "created_at",
            "current",
            "expires_at",
            "id",
            "last_seen_at",
            "remembered",
            "system",
        ];
        assert_eq!(fields, expected.into());
        for (field, value) in [
            ("current", json!(true)),
            ("remembered", json!(true)),
            ("browser", json!("Firefox")),
            ("system", json!("Windows")),
            ("address", json!("203.0.113.7")),
        ] {
            assert_eq!(device[field], value, "{field}");
        }
        assert_eq!((&listed[0]["remembered"], &listed[0]["browser"]), (&json!(false), &Value::Null));
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn one_ends_ones_own_devices_one_by_one() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let here = server.owner().await;
        let (phone, tablet) = (server.remembered(OWNER).await, server.sign_in(OWNER).await);
        let bob = server.member("bob").await;
        let path = |id: &str| format!("{SESSIONS}/{id}");
        let (of_phone, of_bob) = (path(&id_of(&phone).await), path(&id_of(&bob).await));

        assert_eq!(here.delete(&of_phone).await.status, 204);
        for dead in [&phone, &phone.with_only("mami_session"), &phone.with_only("mami_remember")] {
            is_signed_out(dead).await;
        }
        for other in [&of_phone, &of_bob, &path("01890000-0000-7000-8000-000000000000"), &path("x")] {
            assert_eq!(here.delete(other).await.problem(), (404, "not_found".to_owned()), "{other}");
        }
        for live in [&here, &tablet, &bob] {
            is_signed_in(live).await;
        }

        // The one that asks, too.
        let answer = here.delete(&path(&id_of(&here).await)).await;
        assert_eq!((answer.status.as_u16(), here.with_cookie_of(&answer).cookie), (204, None));
        is_signed_out(&here).await;
        assert_eq!(devices(&tablet).await.len(), 1);
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn one_ends_all_other_devices_and_nothing_else() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        server.owner().await;
        let here = server.remembered(OWNER).await;
        let program = server.nobody().with_key(&key(&here).await);
        let bob = server.member("bob").await;
        let (phone, tablet) = (server.remembered(OWNER).await, server.sign_in(OWNER).await);
        assert_eq!(here.delete(SESSIONS).await.status, 204);
        for dead in [&phone, &phone.with_only("mami_remember"), &tablet] {
            is_signed_out(dead).await;
        }
        for live in [&here, &program, &bob] {
            is_signed_in(live).await;
        }
        assert_eq!(ids(&devices(&here).await), [id_of(&here).await]);
        assert_eq!(here.delete(SESSIONS).await.status, 204, "there may be none");
        assert_eq!(here.with_only("mami_remember").get(ME).await.status, 200, "this one stays remembered");
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn two_devices_that_end_each_other_at_once_leave_at_most_one() {
    for place in places().await {
        let server = TestServer::on(&place, &[("MAMI_SERVER__WORKERS", "4")]).await;
        server.owner().await;
        for _ in 0..5 {
            let (one, other) = (server.sign_in(OWNER).await, server.sign_in(OWNER).await);
            let (first, second) = tokio::join!(one.delete(SESSIONS), other.delete(SESSIONS));
            for answer in [&first, &second] {
                assert!(matches!(answer.status.as_u16(), 204 | 401), "{}", answer.body);
            }
            assert!(place.count("sessions").await <= 1);
        }
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn devices_come_in_pages_as_every_list_does() {
    let server = TestServer::start(&[]).await;
    let ada = server.owner().await;
    for _ in 0..4 {
        server.sign_in(OWNER).await;
    }
    let all = devices(&ada).await;
    let (mut seen, mut path) = (Vec::new(), format!("{SESSIONS}?limit=2"));
    loop {
        let page = ada.get(&path).await.json();
        seen.extend(page["items"].as_array().unwrap().clone());
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("{SESSIONS}?limit=2&cursor={cursor}");
    }
    assert_eq!((seen.len(), &seen), (5, &all));
    assert_eq!(ada.get(&format!("{SESSIONS}?limit=0")).await.pointers(), ["/limit"]);
    assert_eq!(ada.get(&format!("{SESSIONS}?cursor=nonsense")).await.pointers(), ["/cursor"]);
    server.stop().await;
}
