//! The link that sets a password once.

use std::{collections::BTreeSet, sync::Arc};

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;
use mami_storage::testing::Place;
use serde_json::{Value, json};

use super::{ME, NEW_PASSWORD, change, works};
use crate::{
    remember::is_kept,
    server::{Answer, Client, PASSWORD, TestServer, places},
};

const PREVIEW: &str = "/api/v1/auth/password-reset/preview";
const RESET: &str = "/api/v1/auth/password-reset";

async fn path_of(person: &Client) -> String {
    format!("/api/v1/admin/users/{}", person.get(ME).await.json()["id"].as_str().unwrap())
}

/// A link for the account at this path.
async fn link(ada: &Client, path: &str) -> Value {
    let answer = ada.post(&format!("{path}/reset-password"), &Value::Null).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer.json()
}

async fn preview(server: &TestServer, token: &Value) -> Answer {
    server.nobody().post(PREVIEW, &json!({"token": token})).await
}

async fn reset(server: &TestServer, token: &Value, new: &str) -> Answer {
    server.nobody().post(RESET, &json!({"token": token, "new_password": new})).await
}

async fn is_dead(server: &TestServer, token: &Value) {
    let refused = (403, "reset_invalid".to_owned());
    assert_eq!(preview(server, token).await.problem(), refused);
    assert_eq!(reset(server, token, NEW_PASSWORD).await.problem(), refused);
}

#[tokio::test]
async fn a_link_sets_the_password_once_and_signs_nobody_in() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let ada = server.owner().await;
        let bob = server.member("bob").await;
        let path = path_of(&bob).await;
        let made = link(&ada, &path).await;
        let fields: BTreeSet<_> = made.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(fields, ["expires_at", "token", "url"].into());
        let token = made["token"].as_str().unwrap();
        assert_eq!(token.len(), 64, "256 bits");
        assert_eq!(made["url"], format!("{}/reset?token={token}", server.url));
        assert!(!is_kept(&place, token).await, "only its hash is kept");
        let time = |value: &Value| value.as_str().unwrap().parse::<DateTime<Utc>>().unwrap();
        let lasts = time(&made["expires_at"]) - time(&bob.get(ME).await.json()["created_at"]);
        assert!(lasts >= TimeDelta::hours(24) && lasts < TimeDelta::hours(25), "{lasts}");
        assert_eq!(bob.get(ME).await.status, 200, "a link alone changes nothing");
        assert!(works(&server, "bob", PASSWORD).await);

        for _ in 0..2 {
            let told = preview(&server, &made["token"]).await;
            let expected =
                json!({"username": "bob", "display_name": "bob", "expires_at": made["expires_at"]});
            assert_eq!((told.status.as_u16(), told.json()), (200, expected));
        }
        assert_eq!(reset(&server, &made["token"], "password").await.pointers(), ["/new_password"]);
        let body = json!({"token": made["token"], "new_password": NEW_PASSWORD, "username": "ada"});
        assert_eq!(server.nobody().post(RESET, &body).await.status, 422);

        let done = reset(&server, &made["token"], NEW_PASSWORD).await;
        assert_eq!((done.status.as_u16(), done.json()), (200, json!({"username": "bob"})));
        assert_eq!(done.set_cookies(), Vec::<&str>::new());
        assert_eq!(bob.get(ME).await.status, 401);
        assert!(!works(&server, "bob", PASSWORD).await);
        assert!(works(&server, "bob", NEW_PASSWORD).await);
        is_dead(&server, &made["token"]).await;
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn a_link_ends_with_its_time_with_the_next_one_and_with_what_it_was_for() {
    for place in places().await {
        let server = TestServer::on(&place, &[("MAMI_AUTH__FAILURES_PER_ACCOUNT", "100")]).await;
        let ada = server.owner().await;
        let bob = server.member("bob").await;
        let path = path_of(&bob).await;

        let first = link(&ada, &path).await["token"].clone();
        let second = link(&ada, &path).await["token"].clone();
        is_dead(&server, &first).await;
        place.execute("UPDATE password_resets SET expires_at = '2020-01-01T00:00:00+00:00'").await;
        is_dead(&server, &second).await;

        // Whoever knew the password meanwhile needs no link.
        let third = link(&ada, &path).await["token"].clone();
        assert_eq!(change(&bob, PASSWORD, "another good password").await.status, 204);
        is_dead(&server, &third).await;

        let fourth = link(&ada, &path).await["token"].clone();
        for disabled in [true, false] {
            assert_eq!(ada.patch(&path, &json!({"disabled": disabled})).await.status, 200);
            is_dead(&server, &fourth).await;
        }
        let fifth = link(&ada, &path).await["token"].clone();
        assert_eq!(ada.delete(&path).await.status, 204);
        let dead = [&first, &second, &fifth, &json!("0".repeat(64)), &json!("")];
        let mut told = Vec::new();
        for token in dead {
            let answer = reset(&server, token, "x").await;
            told.push(answer.body.replace(answer.header("x-request-id"), ""));
        }
        assert!(told.iter().all(|other| *other == told[0]), "{told:#?}");
        assert!(told[0].contains("reset_invalid"), "{}", told[0]);
        drop(place);
        server.stop().await;
    }
}

/// One server, and a second one where the database takes more.
async fn servers(place: &Arc<Place>) -> Vec<TestServer> {
    let mut servers = vec![TestServer::on(place, &[]).await];
    if place.url().starts_with("postgres") {
        servers.push(TestServer::on(place, &[]).await);
    }
    servers
}

#[tokio::test]
async fn of_many_who_use_a_link_at_once_one_sets_the_password() {
    for place in places().await {
        let servers = servers(&place).await;
        let ada = servers[0].owner().await;
        let bob = servers[0].member("bob").await;
        let token = link(&ada, &path_of(&bob).await).await["token"].clone();
        let new: Vec<String> = (0..9).map(|number| format!("battery staple {number} horse")).collect();
        let attempts = new.iter().enumerate().map(|(number, new)| {
            let server = &servers[number % servers.len()];
            reset(server, &token, new)
        });
        let answers = join_all(attempts).await;
        let mut kept = Vec::new();
        for (answer, new) in answers.iter().zip(&new) {
            if answer.status == 200 {
                kept.push(new);
            } else {
                assert_eq!(answer.problem(), (403, "reset_invalid".to_owned()));
            }
        }
        assert_eq!(kept.len(), 1);
        for new in &new {
            assert_eq!(works(&servers[0], "bob", new).await, new == kept[0], "{new}");
        }
        drop(place);
        for server in servers {
            server.stop().await;
        }
    }
}

#[tokio::test]
async fn of_many_links_that_are_made_at_once_one_is_good() {
    for place in places().await {
        let servers = servers(&place).await;
        let ada = servers[0].owner().await;
        let path = path_of(&servers[0].member("bob").await).await;
        let elsewhere = ada.at_url(&servers.last().unwrap().url);
        let links = join_all((0..8).map(|number| {
            let by = if number % 2 == 0 { &ada } else { &elsewhere };
            link(by, &path)
        }))
        .await;
        let mut good = 0;
        for link in &links {
            good += usize::from(preview(&servers[0], &link["token"]).await.status == 200);
        }
        assert_eq!(good, 1);
        drop(place);
        for server in servers {
            server.stop().await;
        }
    }
}
