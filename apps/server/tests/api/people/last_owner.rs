//! The place keeps an owner, whoever goes at the same time.

use std::sync::Arc;

use futures_util::future::join;
use mami_auth::Role;
use mami_storage::testing::postgres;
use serde_json::{Value, json};

use super::{ME, USERS, me, path_of};
use crate::server::{Client, OWNER, PASSWORD, TestServer, places, set_up};

/// Another owner, signed in.
async fn second_owner(ada: &Client, server: &TestServer, username: &str) -> Client {
    let other = server.member(username).await;
    let changed = ada.patch(&path_of(&other).await, &json!({"role": "owner"})).await;
    assert_eq!(changed.status, 200, "{}", changed.body);
    other
}

#[tokio::test]
async fn case_014_the_last_owner_stays() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let ada = server.owner().await;
        let mine = path_of(&ada).await;
        // An owner whose account is closed is none who could run the place.
        let bob = second_owner(&ada, &server, "bob").await;
        assert_eq!(ada.patch(&path_of(&bob).await, &json!({"disabled": true})).await.status, 200);
        let entries = place.count("audit_log").await;
        for answer in [
            ada.patch(&mine, &json!({"role": "admin"})).await,
            ada.patch(&mine, &json!({"role": "member"})).await,
            ada.patch(&mine, &json!({"disabled": true})).await,
            ada.patch(&mine, &json!({"role": "owner", "disabled": true})).await,
            ada.delete_with(ME, &json!({"password": PASSWORD})).await,
        ] {
            assert_eq!(answer.problem(), (409, "last_owner".to_owned()));
        }
        assert_eq!(place.count("audit_log").await, entries);
        let ada_now = me(&ada).await;
        assert_eq!((&ada_now["role"], &ada_now["alert"]), (&json!("owner"), &Value::Null));

        assert_eq!(
            ada.patch(&path_of_name(&ada, "bob").await, &json!({"disabled": false})).await.status,
            200
        );
        assert_eq!(ada.patch(&mine, &json!({"role": "member"})).await.status, 200, "bob is there now");
        assert_eq!(ada.get(USERS).await.status, 403);
        drop(place);
        server.stop().await;
    }
}

async fn path_of_name(client: &Client, username: &str) -> String {
    let page = client.get(&format!("{USERS}?q={username}")).await.json();
    format!("{USERS}/{}", page["items"][0]["id"].as_str().unwrap())
}

#[tokio::test]
async fn case_014_of_two_owners_who_demote_each_other_or_themselves_one_remains() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let ada = server.owner().await;
        let bob = second_owner(&ada, &server, "bob").await;
        let (adas, bobs) = (path_of(&ada).await, path_of(&bob).await);
        let less = [json!({"role": "admin"}), json!({"role": "member"})];
        for round in 0..10 {
            let body = &less[round % 2];
            let oneself = round >= 5;
            let (first, second) = if oneself { (&adas, &bobs) } else { (&bobs, &adas) };
            let (one, two) = join(ada.patch(first, body), bob.patch(second, body)).await;
            let mut statuses = [one.status.as_u16(), two.status.as_u16()];
            statuses.sort_unstable();
            assert_eq!(statuses, [200, if oneself { 409 } else { 403 }], "{one:?} {two:?}");
            let mut owners = Vec::new();
            for client in [&ada, &bob] {
                if me(client).await["role"] == "owner" {
                    owners.push(client);
                }
            }
            assert_eq!(owners.len(), 1, "round {round}");
            for path in [&adas, &bobs] {
                assert_eq!(owners[0].patch(path, &json!({"role": "owner"})).await.status, 200);
            }
        }
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn case_014_of_two_owners_who_disable_each_other_or_themselves_one_remains() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let (mut ada, mut bob) = (server.owner().await, None);
        for round in 0..10 {
            let other = match bob.take() {
                Some(bob) => bob,
                None => second_owner(&ada, &server, "bob").await,
            };
            let (adas, bobs) = (path_of(&ada).await, path_of(&other).await);
            let oneself = round >= 5;
            let (first, second) = if oneself { (&adas, &bobs) } else { (&bobs, &adas) };
            let body = json!({"disabled": true});
            let (one, two) = join(ada.patch(first, &body), other.patch(second, &body)).await;
            let done = [&one, &two].into_iter().filter(|answer| answer.status == 200).count();
            assert_eq!(done, 1, "{one:?} {two:?}");
            let refused = if one.status == 200 { &two } else { &one };
            // Who was disabled first is not even signed in any more, or has no rights left when it comes to it.
            assert!(matches!(refused.status.as_u16(), 401 | 403 | 409), "{refused:?}");
            let active = place.count("users WHERE role = 'owner' AND disabled_at IS NULL").await;
            assert_eq!(active, 1, "round {round}");

            let remains = if ada.get(ME).await.status == 200 { &ada } else { &other };
            for path in [&adas, &bobs] {
                assert_eq!(remains.patch(path, &json!({"disabled": false})).await.status, 200);
            }
            (ada, bob) = (server.sign_in(OWNER).await, Some(server.sign_in("bob").await));
        }
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn case_014_of_two_owners_who_delete_each_other_or_themselves_one_remains() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let mut owner = server.owner().await;
        for round in 0..10 {
            let other = second_owner(&owner, &server, &format!("owner{round}")).await;
            let (one, two) = if round < 5 {
                let (first, second) = (path_of(&other).await, path_of(&owner).await);
                join(owner.delete(&first), other.delete(&second)).await
            } else {
                let body = json!({"password": PASSWORD});
                join(owner.delete_with(ME, &body), other.delete_with(ME, &body)).await
            };
            let done = [&one, &two].into_iter().filter(|answer| answer.status == 204).count();
            assert_eq!(done, 1, "{one:?} {two:?}");
            let refused = if one.status == 204 { &two } else { &one };
            assert!(matches!(refused.status.as_u16(), 401 | 403 | 404 | 409), "{refused:?}");
            assert_eq!(place.count("users WHERE role = 'owner'").await, 1, "round {round}");
            if owner.get(ME).await.status != 200 {
                owner = other;
            }
            me(&owner).await;
        }
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn case_014_two_admins_cannot_touch_each_other_and_lose_a_race_with_their_demotion() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let ada = server.owner().await;
        server.create("annie", Role::Admin).await;
        server.create("amos", Role::Admin).await;
        let (annie, amos) = (server.sign_in("annie").await, server.sign_in("amos").await);
        let (annies, amoses) = (path_of(&annie).await, path_of(&amos).await);
        for _ in 0..10 {
            let (one, two) = join(annie.delete(&amoses), amos.delete(&annies)).await;
            for answer in [one, two] {
                assert_eq!(answer.problem(), (403, "not_allowed".to_owned()));
            }
            // Of a demotion and what the demoted admin does at the same time, either comes first; never is half of it done.
            let bob = server.member("bob").await;
            let (demoted, deleted) =
                join(ada.patch(&annies, &json!({"role": "member"})), annie.delete(&path_of(&bob).await))
                    .await;
            assert_eq!(demoted.status, 200, "{}", demoted.body);
            match deleted.status.as_u16() {
                204 => assert_eq!(bob.get(ME).await.status, 401),
                _ => {
                    assert_eq!(deleted.problem(), (403, "not_allowed".to_owned()));
                    assert_eq!(ada.delete(&path_of(&bob).await).await.status, 204);
                }
            }
            assert_eq!(annie.get(USERS).await.problem(), (403, "not_allowed".to_owned()));
            assert_eq!(ada.patch(&annies, &json!({"role": "admin"})).await.status, 200);
        }
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn case_014_two_servers_on_one_database_keep_an_owner_too() {
    let Some(place) = postgres().await.map(Arc::new) else { return };
    let (here, there) = (TestServer::on(&place, &[]).await, TestServer::on(&place, &[]).await);
    let ada = here.owner().await;
    second_owner(&ada, &here, "bob").await;
    let bob = there.sign_in("bob").await;
    let (adas, bobs) = (path_of(&ada).await, path_of(&bob).await);
    for round in 0..10 {
        let body = json!({"role": "member"});
        join(ada.patch(&bobs, &body), bob.patch(&adas, &body)).await;
        assert_eq!(place.count("users WHERE role = 'owner'").await, 1, "round {round}");
        place.execute("UPDATE users SET role = 'owner'").await;
    }
    drop(place);
    here.stop().await;
    there.stop().await;
}

#[tokio::test]
async fn set_up_stays_over_when_the_first_owner_left() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let ada = server.owner().await;
        let bob = second_owner(&ada, &server, "bob").await;
        let left = ada.delete_with(ME, &json!({"password": PASSWORD})).await;
        assert_eq!(left.status, 204, "{}", left.body);
        let nobody = server.nobody();
        for name in ["eve", OWNER] {
            let answer = nobody.post("/api/v1/setup", &set_up(name)).await;
            assert_eq!(answer.problem(), (409, "already_set_up".to_owned()));
        }
        assert_eq!(me(&bob).await["role"], "owner");
        assert_eq!(place.count("users").await, 1);
        drop(place);
        server.stop().await;
    }
}
