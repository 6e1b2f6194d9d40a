//! Joining by an invite: who may invite, what a code is worth, and what it is worth no more.

mod races;
mod refusals;

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use mami_auth::Role;
use serde_json::{Value, json};

use crate::{
    remember::is_kept,
    server::{Answer, Client, OWNER, PASSWORD, TestServer, credentials, places},
};

const INVITES: &str = "/api/v1/admin/invites";
const PREVIEW: &str = "/api/v1/auth/invites/preview";
const REGISTER: &str = "/api/v1/auth/register";
const ME: &str = "/api/v1/auth/me";
const USERS: &str = "/api/v1/admin/users";

/// A new invite, with its code.
async fn invite(by: &Client, terms: Value) -> Value {
    let answer = by.post(INVITES, &terms).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer.json()
}

async fn preview(client: &Client, code: &Value) -> Answer {
    client.post(PREVIEW, &json!({"invite_code": code})).await
}

/// The body of a registration.
fn joining(code: &Value, username: &str) -> Value {
    json!({"invite_code": code, "username": username, "password": PASSWORD})
}

async fn join(client: &Client, code: &Value, username: &str) -> Answer {
    client.post(REGISTER, &joining(code, username)).await
}

/// The invite as the list shows it now.
async fn listed(by: &Client, invite: &Value) -> Value {
    let items = by.get(INVITES).await.json()["items"].as_array().unwrap().clone();
    items.into_iter().find(|it| it["id"] == invite["id"]).unwrap()
}

async fn id_of(client: &Client) -> String {
    client.get(ME).await.json()["id"].as_str().unwrap().to_owned()
}

fn time(value: &Value) -> DateTime<Utc> {
    value.as_str().unwrap().parse().unwrap()
}

/// Checks that a code lets nobody in.
async fn is_dead(server: &TestServer, code: &Value) {
    let refused = (403, "invite_invalid".to_owned());
    assert_eq!(preview(&server.nobody(), code).await.problem(), refused);
    assert_eq!(join(&server.nobody(), code, "late").await.problem(), refused);
}

#[tokio::test]
async fn whoever_has_a_code_joins_with_its_role_and_those_who_run_the_place_see_who_came() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let ada = server.owner().await;
        let ada_id = id_of(&ada).await;
        let new = invite(&ada, json!({"note": " For Bob "})).await;
        let fields: BTreeSet<_> = new.as_object().unwrap().keys().map(String::as_str).collect();
        let expected = [
            "code",
            "created_at",
            "created_by",
            "expires_at",
            "id",
            "max_uses",
            "note",
            "revoked_at",
            "role",
            "status",
            "url",
            "used_by",
            "uses",
        ];
        assert_eq!(fields, expected.into());
        assert_eq!(time(&new["expires_at"]) - time(&new["created_at"]), TimeDelta::days(7));
        let code = new["code"].as_str().unwrap();
        assert!(code.len() >= 32 && code.bytes().all(|byte| byte.is_ascii_hexdigit()), "128 bits: {code}");
        assert_eq!(new["url"], format!("{}/register?code={code}", server.url));
        assert!(!is_kept(&place, code).await, "only its hash is kept");

        let mut open = new.clone();
        for shown_once in ["code", "url"] {
            open.as_object_mut().unwrap().remove(shown_once);
        }
        assert_eq!(listed(&ada, &new).await, open);
        let by = json!({"id": ada_id, "display_name": OWNER});
        for (field, value) in [
            ("status", json!("open")),
            ("role", json!("member")),
            ("note", json!("For Bob")),
            ("max_uses", json!(1)),
            ("uses", json!(0)),
            ("used_by", json!([])),
            ("created_by", by.clone()),
            ("revoked_at", Value::Null),
        ] {
            assert_eq!(open[field], value, "{field}");
        }

        let told = preview(&server.nobody(), &new["code"]).await;
        let expected = json!({"invited_by": OWNER, "role": "member", "expires_at": new["expires_at"]});
        assert_eq!((told.status.as_u16(), told.json()), (200, expected));

        let mut body = joining(&new["code"], "Bob");
        body["display_name"] = json!("Bob B.");
        let answer = server.nobody().post(REGISTER, &body).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        let bob = server.nobody().with_cookie_of(&answer);
        let user = &answer.json()["user"];
        assert_eq!(
            (&user["username"], &user["display_name"], &user["role"]),
            (&json!("Bob"), &json!("Bob B."), &json!("member"))
        );
        assert_eq!(&bob.get(ME).await.json(), user);
        assert_eq!(
            server.nobody().post("/api/v1/auth/login", &credentials("bob", PASSWORD)).await.status,
            200
        );

        let used = listed(&ada, &new).await;
        assert_eq!((&used["status"], &used["uses"]), (&json!("used_up"), &json!(1)));
        let came = json!([{"id": user["id"], "display_name": "Bob B.", "at": user["created_at"]}]);
        assert_eq!(used["used_by"], came);
        let person = ada.get(&format!("{USERS}/{}", user["id"].as_str().unwrap())).await.json();
        assert_eq!(person["invited_by"], by);
        is_dead(&server, &new["code"]).await;
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn an_admin_invites_members_and_an_owner_admins_too_and_nobody_owners() {
    let server = TestServer::start(&[]).await;
    let owner = server.owner().await;
    server.create("root", Role::Admin).await;
    let admin = server.sign_in("root").await;
    let bob = server.member("bob").await;
    let refused = (403, "not_allowed".to_owned());
    assert_eq!(bob.post(INVITES, &json!({})).await.problem(), refused);
    assert_eq!(admin.post(INVITES, &json!({"role": "admin"})).await.problem(), refused);
    for who in [&owner, &admin] {
        assert_eq!(who.post(INVITES, &json!({"role": "owner"})).await.pointers(), ["/role"]);
    }
    assert_eq!(server.place.count("invites").await, 0);

    let for_member = invite(&admin, json!({"role": "member"})).await;
    let for_admin = invite(&owner, json!({"role": "admin"})).await;
    for (invite, name, role) in [(&for_member, "mia", "member"), (&for_admin, "ann", "admin")] {
        assert_eq!(preview(&server.nobody(), &invite["code"]).await.json()["role"], role);
        assert_eq!(join(&server.nobody(), &invite["code"], name).await.json()["user"]["role"], role);
    }

    // What an admin may not give they may not take back.
    let another = invite(&owner, json!({"role": "admin"})).await;
    let path = format!("{INVITES}/{}", another["id"].as_str().unwrap());
    assert_eq!(admin.delete(&path).await.problem(), refused);
    assert_eq!(listed(&owner, &another).await["status"], "open");
    server.stop().await;
}

#[tokio::test]
async fn an_invite_has_terms_and_all_their_faults_are_told_at_once() {
    let server = TestServer::start(&[]).await;
    let ada = server.owner().await;
    let bad = json!({
        "role": "owner",
        "expires_at": "2020-01-01T00:00:00Z",
        "max_uses": 1001,
        "note": "x".repeat(201),
    });
    assert_eq!(ada.post(INVITES, &bad).await.pointers(), ["/role", "/expires_at", "/max_uses", "/note"]);
    for (field, value) in [
        ("max_uses", json!(0)),
        ("max_uses", json!(-1)),
        ("max_uses", json!("2")),
        ("max_uses", json!(1e300)),
        ("note", json!("two\nlines")),
        ("role", json!("king")),
        ("expires_at", json!("tomorrow")),
    ] {
        let answer = ada.post(INVITES, &json!({field: value})).await;
        assert_eq!(answer.pointers(), [format!("/{field}")], "{value}");
    }
    assert_eq!(server.place.count("invites").await, 0);

    let end = "2999-01-01T00:00:00Z";
    let terms = json!({"expires_at": end, "max_uses": 1000, "note": "x".repeat(200)});
    let kept = invite(&ada, terms).await;
    assert_eq!((time(&kept["expires_at"]), &kept["max_uses"]), (end.parse().unwrap(), &json!(1000)));
    let endless = invite(&ada, json!({"expires_at": null})).await;
    assert_eq!(endless["expires_at"], Value::Null);
    assert_eq!(preview(&server.nobody(), &endless["code"]).await.json()["expires_at"], Value::Null);
    server.stop().await;
}

#[tokio::test]
async fn an_invite_that_is_taken_back_is_worth_nothing_and_who_came_by_it_stays() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let ada = server.owner().await;
        let new = invite(&ada, json!({"max_uses": 3})).await;
        let answer = join(&server.nobody(), &new["code"], "bob").await;
        let bob = server.nobody().with_cookie_of(&answer);
        let path = format!("{INVITES}/{}", new["id"].as_str().unwrap());
        assert_eq!(ada.delete(&path).await.status, 204);
        let revoked = listed(&ada, &new).await;
        assert_eq!((&revoked["status"], &revoked["uses"]), (&json!("revoked"), &json!(1)));
        assert!(time(&revoked["revoked_at"]) >= time(&new["created_at"]));
        is_dead(&server, &new["code"]).await;
        assert_eq!(bob.get(ME).await.status, 200);

        assert_eq!(ada.delete(&path).await.status, 204, "it is what was wanted");
        assert_eq!(listed(&ada, &new).await, revoked);
        let absent = format!("{INVITES}/01890000-0000-7000-8000-000000000000");
        assert_eq!(ada.delete(&absent).await.problem(), (404, "not_found".to_owned()));
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn an_invite_ends_with_the_rights_of_who_made_it() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let ada = server.owner().await;
        for (name, deed) in [
            ("demoted", Some(json!({"role": "member"}))),
            ("closed", Some(json!({"disabled": true}))),
            ("deleted", None),
        ] {
            server.create(name, Role::Admin).await;
            let admin = server.sign_in(name).await;
            let new = invite(&admin, json!({"max_uses": 5})).await;
            assert_eq!(preview(&server.nobody(), &new["code"]).await.status, 200);
            let path = format!("{USERS}/{}", id_of(&admin).await);
            let done = match &deed {
                Some(change) => ada.patch(&path, change).await,
                None => ada.delete(&path).await,
            };
            assert!(done.status.is_success(), "{}", done.body);
            is_dead(&server, &new["code"]).await;
            // It does not come back with them.
            if deed.is_some() {
                let again = ada.patch(&path, &json!({"role": "admin", "disabled": false})).await;
                assert_eq!(again.status, 200, "{}", again.body);
            }
            is_dead(&server, &new["code"]).await;
            assert_eq!(listed(&ada, &new).await["status"], "revoked");
        }

        // Who is an admin from now on invites members still, but admins no more.
        let olga = server.member("olga").await;
        let path = format!("{USERS}/{}", id_of(&olga).await);
        assert_eq!(ada.patch(&path, &json!({"role": "owner"})).await.status, 200);
        let for_admin = invite(&olga, json!({"role": "admin"})).await;
        let for_member = invite(&olga, json!({})).await;
        assert_eq!(ada.patch(&path, &json!({"role": "admin"})).await.status, 200);
        is_dead(&server, &for_admin["code"]).await;
        assert_eq!(join(&server.nobody(), &for_member["code"], "mia").await.status, 201);
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn invites_are_listed_newest_first_page_by_page() {
    let server = TestServer::start(&[]).await;
    let ada = server.owner().await;
    let mut made = Vec::new();
    for number in 0..5 {
        made.insert(0, invite(&ada, json!({"note": number.to_string()})).await["id"].clone());
    }
    let mut seen = Vec::new();
    let mut path = format!("{INVITES}?limit=2");
    let mut sizes = Vec::new();
    loop {
        let page = ada.get(&path).await.json();
        let items = page["items"].as_array().unwrap();
        sizes.push(items.len());
        seen.extend(items.iter().map(|it| it["id"].clone()));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("{INVITES}?limit=2&cursor={cursor}");
    }
    assert_eq!((seen, sizes), (made, vec![2, 2, 1]));
    for bad in ["limit=0", "limit=201", "limit=-1", "limit=x", "cursor=x", "page=1"] {
        assert_eq!(ada.get(&format!("{INVITES}?{bad}")).await.status, 422, "{bad}");
    }
    server.stop().await;
}
