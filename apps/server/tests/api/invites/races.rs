//! Many at once, on one invite.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use mami_auth::Role;
use mami_storage::testing::Place;
use serde_json::{Value, json};

use super::{INVITES, USERS, id_of, invite, join, listed};
use crate::server::{OWNER, TestServer, places};

/// As many servers as the database takes, each behind a proxy so that every request may come from a network of its own.
async fn servers(place: &std::sync::Arc<Place>) -> Vec<TestServer> {
    let env = [("MAMI_SERVER__TRUSTED_PROXIES", "127.0.0.0/8"), ("MAMI_SERVER__WORKERS", "4")];
    let mut servers = vec![TestServer::on(place, &env).await];
    if place.url().starts_with("postgres") {
        servers.push(TestServer::on(place, &env).await);
    }
    servers
}

async fn stop(servers: Vec<TestServer>) {
    for server in servers {
        server.stop().await;
    }
}

#[tokio::test]
async fn case_015_of_twenty_at_once_on_one_use_one_joins() {
    for place in places().await {
        let server = TestServer::on(&place, &[("MAMI_SERVER__WORKERS", "4")]).await;
        let ada = server.owner().await;
        let new = invite(&ada, json!({})).await;
        let attempts = (0..20).map(|number| {
            let (nobody, code) = (server.nobody(), &new["code"]);
            async move { join(&nobody, code, &format!("guest{number}")).await }
        });
        let answers = join_all(attempts).await;
        let (winners, losers): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 201);
        assert_eq!((winners.len(), losers.len()), (1, 19));
        for loser in losers {
            assert_eq!(loser.problem(), (403, "invite_invalid".to_owned()));
            assert_eq!(loser.set_cookies(), Vec::<&str>::new());
        }
        let seen = listed(&ada, &new).await;
        assert_eq!((&seen["uses"], &seen["status"]), (&json!(1), &json!("used_up")));
        assert_eq!(seen["used_by"].as_array().unwrap().len(), 1);
        assert_eq!(seen["used_by"][0]["id"], winners[0].json()["user"]["id"]);
        assert_eq!((place.count("users").await, place.count("sessions").await), (2, 2));
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn case_015_of_forty_at_once_on_five_uses_five_join_whatever_server_they_ask() {
    for place in places().await {
        let servers = servers(&place).await;
        let ada = servers[0].owner().await;
        let new = invite(&ada, json!({"max_uses": 5})).await;
        let attempts = (0..40).map(|number| {
            let server = &servers[number % servers.len()];
            let guest = server.nobody().with_header("x-forwarded-for", &format!("203.0.113.{number}"));
            let code = &new["code"];
            async move { join(&guest, code, &format!("guest{number}")).await }
        });
        let answers = join_all(attempts).await;
        let (winners, losers): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 201);
        assert_eq!((winners.len(), losers.len()), (5, 35));
        for loser in losers {
            assert_eq!(loser.problem(), (403, "invite_invalid".to_owned()));
        }
        let seen = listed(&ada, &new).await;
        assert_eq!((&seen["uses"], &seen["status"]), (&json!(5), &json!("used_up")));
        let ids = |all: Vec<Value>| all.iter().map(|it| it["id"].to_string()).collect::<BTreeSet<_>>();
        let came = ids(seen["used_by"].as_array().unwrap().clone());
        assert_eq!(came, ids(winners.iter().map(|winner| winner.json()["user"].clone()).collect()));
        assert_eq!((place.count("users").await, place.count("sessions").await), (6, 6));
        drop(place);
        stop(servers).await;
    }
}

#[tokio::test]
async fn of_ten_at_once_who_want_one_name_one_gets_it_and_one_use_is_gone() {
    for place in places().await {
        let servers = servers(&place).await;
        let ada = servers[0].owner().await;
        let new = invite(&ada, json!({"max_uses": 10})).await;
        let attempts = (0..10).map(|number| {
            let (nobody, code) = (servers[number % servers.len()].nobody(), &new["code"]);
            // The same name, however it is written.
            async move { join(&nobody, code, ["bob", "BOB", "ｂｏｂ"][number % 3]).await }
        });
        let answers = join_all(attempts).await;
        let (winners, losers): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 201);
        assert_eq!((winners.len(), losers.len()), (1, 9));
        for loser in losers {
            assert_eq!(loser.problem(), (409, "username_taken".to_owned()));
        }
        assert_eq!(listed(&ada, &new).await["uses"], 1);
        assert_eq!(place.count("users").await, 2);
        drop(place);
        stop(servers).await;
    }
}

#[tokio::test]
async fn who_loses_their_role_while_they_invite_leaves_no_open_invite() {
    for place in places().await {
        let servers = servers(&place).await;
        let ada = servers[0].owner().await;
        servers[0].create("root", Role::Admin).await;
        let root = servers[0].sign_in("root").await;
        let elsewhere = servers.last().unwrap().sign_in("root").await;
        let path = format!("{USERS}/{}", id_of(&root).await);
        let inviting = join_all((0..20).map(|number| {
            let client = if number % 2 == 0 { &root } else { &elsewhere };
            async { client.post(INVITES, &json!({})).await.status.as_u16() }
        }));
        let member = json!({"role": "member"});
        let (demoted, invited) = tokio::join!(ada.patch(&path, &member), inviting);
        assert_eq!(demoted.status, 200, "{}", demoted.body);
        assert!(invited.iter().all(|status| matches!(status, 201 | 403)), "{invited:?}");
        let items =
            ada.get(&format!("{INVITES}?limit=200")).await.json()["items"].as_array().unwrap().clone();
        assert_eq!(items.len(), invited.iter().filter(|status| **status == 201).count());
        assert!(items.iter().all(|it| it["status"] == "revoked"), "{items:#?}");
        drop(place);
        stop(servers).await;
    }
}

#[tokio::test]
async fn an_invite_that_is_taken_back_while_many_join_lets_in_as_many_as_it_counts() {
    for place in places().await {
        let servers = servers(&place).await;
        let ada = servers[0].owner().await;
        let new = invite(&ada, json!({"max_uses": 1000})).await;
        let path = format!("{INVITES}/{}", new["id"].as_str().unwrap());
        let joining = join_all((0..12).map(|number| {
            let server = &servers[number % servers.len()];
            let guest = server.nobody().with_header("x-forwarded-for", &format!("203.0.113.{number}"));
            let code = &new["code"];
            async move { join(&guest, code, &format!("guest{number}")).await.status.as_u16() }
        }));
        let revoking = async {
            // In the middle: after somebody came.
            while listed(&ada, &new).await["uses"] == 0 {}
            ada.delete(&path).await
        };
        let (joined, revoked) = tokio::join!(joining, revoking);
        assert_eq!(revoked.status, 204);
        let came = joined.iter().filter(|status| **status == 201).count();
        assert!(joined.iter().all(|status| matches!(status, 201 | 403)), "{joined:?}");
        let seen = listed(&ada, &new).await;
        assert_eq!((seen["uses"].as_u64(), &seen["status"]), (u64::try_from(came).ok(), &json!("revoked")));
        assert_eq!(seen["used_by"].as_array().unwrap().len(), came);
        let late = join(&servers[0].nobody(), &new["code"], "late").await;
        assert_eq!(late.problem(), (403, "invite_invalid".to_owned()));
        assert_eq!(seen["created_by"]["display_name"], OWNER);
        drop(place);
        stop(servers).await;
    }
}
