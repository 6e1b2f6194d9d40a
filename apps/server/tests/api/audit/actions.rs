//! What is done leaves an entry, and what fails leaves none.

use std::collections::BTreeSet;

use mami_auth::Role;
use reqwest::Method;
use serde_json::{Value, json};

use super::{AUDIT, INVITES, KEYS, LOGIN, ME, text};
use crate::{
    api_keys::make_key,
    people::{page, path_of},
    second_factor::{enable, later},
    server::{Answer, Client, OWNER, PASSWORD, TestServer, credentials, places, set_up},
};

/// Everything that leaves an entry.
const ACTIONS: &str = "setup user.registered user.created user.changed user.disabled user.enabled user.role_changed \
    user.deleted user.left user.exported session.started session.ended session.ended_others session.ended_all \
    session.resumed session.reuse_detected password.changed password.reset_link_made password.reset \
    second_factor.enabled second_factor.disabled second_factor.reset second_factor.recovery_code_used \
    second_factor.recovery_codes_made api_key.created api_key.revoked invite.created invite.revoked provider.tested";

const FACTOR: &str = "/api/v1/auth/second-factor";
const NEW: &str = "another horse battery";

/// Whoever reads the log as it grows.
struct Reader {
    client: Client,
    last: String,
    seen: BTreeSet<String>,
}

impl Reader {
    /// Checks that these are the entries since the last look: action, who, whom or what.
    async fn reads(&mut self, expected: &[(&str, &str, &str)]) -> Vec<Value> {
        let page = page(&self.client, AUDIT, &[("limit", "20")]).await;
        let mut news: Vec<Value> = page["items"]
            .as_array()
            .unwrap()
            .iter()
            .take_while(|entry| text(entry, "id") > &*self.last)
            .cloned()
            .collect();
        news.reverse();
        let told: Vec<_> = news
            .iter()
            .map(|entry| {
                let target = match (text(entry, "target_name"), &entry["target_id"]) {
                    ("", Value::Null) => "",
                    ("", _) => "a thing without a name",
                    (name, _) => name,
                };
                (text(entry, "action"), text(entry, "actor_name"), target)
            })
            .collect();
        assert_eq!(told, expected);
        for entry in &news {
            let operator = entry["action"] == "user.created";
            assert_eq!(entry["address"], if operator { Value::Null } else { json!("127.0.0.1") }, "{entry}");
            assert_eq!(entry["actor_id"].is_null(), entry["actor_name"].is_null(), "{entry}");
            self.seen.insert(text(entry, "action").to_owned());
            text(entry, "id").clone_into(&mut self.last);
        }
        news
    }
}

const SESSION: &str = "a thing without a name";

#[expect(clippy::too_many_lines, reason = "one story, told once")]
#[tokio::test]
async fn every_deed_leaves_its_entry() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let ada = server.owner().await;
        let mut log = Reader { client: ada.clone(), last: String::new(), seen: BTreeSet::new() };
        log.reads(&[("setup", OWNER, OWNER), ("session.started", OWNER, SESSION)]).await;
        server.create("annie", Role::Admin).await;
        let created = log.reads(&[("user.created", "", "annie")]).await;
        assert_eq!(created[0]["detail"], json!({"role": "admin"}));
        let annie = server.sign_in("annie").await;
        log.reads(&[("session.started", "annie", SESSION)]).await;

        // Invites, and who comes by them.
        let invite = annie.post(INVITES, &json!({"note": "For Bob"})).await.json();
        let made = log.reads(&[("invite.created", "annie", "For Bob")]).await;
        assert_eq!((&made[0]["target_id"], &made[0]["detail"]["role"]), (&invite["id"], &json!("member")));
        let other = annie.post(INVITES, &json!({"note": "For nobody"})).await.json();
        let other = format!("{INVITES}/{}", text(&other, "id"));
        for _ in 0..2 {
            assert_eq!(annie.delete(&other).await.status, 204);
        }
        log.reads(&[("invite.created", "annie", "For nobody"), ("invite.revoked", "annie", "For nobody")])
            .await;
        let join = json!({"invite_code": invite["code"], "username": "bob", "password": PASSWORD});
        let joined = server.nobody().post("/api/v1/auth/register", &join).await;
        assert_eq!(joined.status, 201, "{}", joined.body);
        let mut bob = server.nobody().with_cookie_of(&joined);
        log.reads(&[("user.registered", "bob", "bob"), ("session.started", "bob", SESSION)]).await;

        // Devices.
        let device = server.remembered("bob").await;
        let started = log.reads(&[("session.started", "bob", SESSION)]).await;
        assert_eq!(started[0]["detail"], json!({"remembered": true}));
        let mut stolen = device.with_only("mami_remember");
        let first = stolen.clone();
        for _ in 0..2 {
            let answer = stolen.get(ME).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            stolen = stolen.with_cookie_of(&answer).with_only("mami_remember");
            log.reads(&[("session.resumed", "bob", SESSION)]).await;
        }
        assert_eq!(first.get(ME).await.problem(), (401, "remember_token_reused".to_owned()));
        log.reads(&[("session.reuse_detected", "bob", "bob")]).await;
        assert_eq!(bob.delete("/api/v1/auth/me/alert").await.status, 204);
        server.sign_in("bob").await;
        let second = server.sign_in("bob").await;
        let sessions = bob.get("/api/v1/auth/sessions").await.json()["items"].clone();
        let ends = sessions.as_array().unwrap().iter().find(|session| session["current"] == false).unwrap();
        log.reads(&[("session.started", "bob", SESSION); 2]).await;
        assert_eq!(bob.delete(&format!("/api/v1/auth/sessions/{}", text(ends, "id"))).await.status, 204);
        let ended = log.reads(&[("session.ended", "bob", SESSION)]).await;
        assert_eq!(ended[0]["target_id"], ends["id"]);
        assert_eq!(bob.delete("/api/v1/auth/sessions").await.status, 204);
        log.reads(&[("session.ended_others", "bob", "")]).await;
        assert_eq!(second.get(ME).await.status, 401);
        let out = server.sign_in("bob").await;
        assert_eq!(out.post("/api/v1/auth/logout", &json!({})).await.status, 204);
        log.reads(&[("session.started", "bob", SESSION), ("session.ended", "bob", SESSION)]).await;

        // Passwords and keys.
        let key = make_key(&bob, &["chat", "usage:read"]).await;
        let made = log.reads(&[("api_key.created", "bob", "A program")]).await;
        assert_eq!(
            (&made[0]["target_id"], &made[0]["detail"]),
            (&key["id"], &json!({"scopes": ["chat", "usage:read"]}))
        );
        assert_eq!(bob.delete(&format!("{KEYS}/{}", text(&key, "id"))).await.status, 204);
        log.reads(&[("api_key.revoked", "bob", "A program")]).await;
        for (old, new) in [(PASSWORD, NEW), (NEW, PASSWORD)] {
            let change = json!({"current_password": old, "new_password": new});
            let changed = bob.put("/api/v1/auth/password", &change).await;
            assert_eq!(changed.status, 204, "{}", changed.body);
            bob = bob.with_cookie_of(&changed);
            log.reads(&[("password.changed", "bob", "bob")]).await;
        }

        // The second factor.
        let (app, _) = enable(&server, &bob).await;
        log.reads(&[("second_factor.enabled", "bob", "bob")]).await;
        let proof = json!({"password": PASSWORD, "code": app.code(1)});
        let codes = bob.post(&format!("{FACTOR}/recovery-codes"), &proof).await.json();
        log.reads(&[("second_factor.recovery_codes_made", "bob", "bob")]).await;
        let mut body = credentials("bob", PASSWORD);
        body["otp"] = codes["recovery_codes"][0].clone();
        assert_eq!(server.nobody().post(LOGIN, &body).await.status, 200);
        log.reads(&[("second_factor.recovery_code_used", "bob", "bob"), ("session.started", "bob", SESSION)])
            .await;
        later(&server).await;
        let proof = json!({"password": PASSWORD, "code": app.code(1)});
        assert_eq!(bob.delete_with(FACTOR, &proof).await.status, 204);
        log.reads(&[("second_factor.disabled", "bob", "bob")]).await;
        enable(&server, &bob).await;
        let bobs = path_of(&bob).await;
        for _ in 0..2 {
            assert_eq!(annie.post(&format!("{bobs}/reset-second-factor"), &Value::Null).await.status, 204);
        }
        log.reads(&[("second_factor.enabled", "bob", "bob"), ("second_factor.reset", "annie", "bob")]).await;

        // What those who run the place do.
        assert_eq!(annie.patch(&bobs, &json!({"display_name": "Bobby"})).await.status, 200);
        let changed = log.reads(&[("user.changed", "annie", "bob")]).await;
        assert_eq!(changed[0]["detail"], json!({"display_name": {"from": "bob", "to": "Bobby"}}));
        let same = json!({"display_name": "Bobby", "role": "member", "disabled": false});
        assert_eq!(annie.patch(&bobs, &same).await.status, 200);
        log.reads(&[]).await;
        let all = json!({"display_name": "Robert", "role": "admin", "disabled": true});
        assert_eq!(ada.patch(&bobs, &all).await.status, 200);
        let changed = log
            .reads(&[
                ("user.role_changed", OWNER, "bob"),
                ("user.disabled", OWNER, "bob"),
                ("user.changed", OWNER, "bob"),
            ])
            .await;
        assert_eq!(changed[0]["detail"], json!({"from": "member", "to": "admin"}));
        assert_eq!(ada.patch(&bobs, &json!({"role": "member", "disabled": false})).await.status, 200);
        log.reads(&[("user.role_changed", OWNER, "bob"), ("user.enabled", OWNER, "bob")]).await;
        server.sign_in("bob").await;
        assert_eq!(annie.post(&format!("{bobs}/end-sessions"), &Value::Null).await.status, 204);
        log.reads(&[("session.started", "bob", SESSION), ("session.ended_all", "annie", "bob")]).await;
        let link = annie.post(&format!("{bobs}/reset-password"), &Value::Null).await.json();
        log.reads(&[("password.reset_link_made", "annie", "bob")]).await;
        let reset = json!({"token": link["token"], "new_password": PASSWORD});
        assert_eq!(server.nobody().post("/api/v1/auth/password-reset", &reset).await.status, 200);
        log.reads(&[("password.reset", "bob", "bob")]).await;
        assert_eq!(ada.post("/api/v1/admin/providers/builtin/test", &Value::Null).await.status, 200);
        log.reads(&[("provider.tested", OWNER, "builtin")]).await;

        // Going.
        let bob = server.sign_in("bob").await;
        let (status, ..) = Client::download(bob.request(Method::GET, "/api/v1/auth/export")).await;
        assert_eq!(status, 200);
        log.reads(&[("session.started", "bob", SESSION), ("user.exported", "bob", "")]).await;
        assert_eq!(bob.delete_with(ME, &json!({"password": PASSWORD})).await.status, 204);
        log.reads(&[("user.left", "bob", "bob")]).await;
        assert_eq!(ada.delete(&path_of(&annie).await).await.status, 204);
        log.reads(&[("user.deleted", OWNER, "annie")]).await;

        assert_eq!(log.seen, ACTIONS.split_whitespace().map(str::to_owned).collect());
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn what_is_only_looked_at_or_refused_leaves_no_entry() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let (ada, bob) = (server.owner().await, server.member("bob").await);
        server.create("annie", Role::Admin).await;
        let annie = server.sign_in("annie").await;
        let (adas, bobs) = (path_of(&ada).await, path_of(&bob).await);
        let absent = "01890000-0000-7000-8000-000000000000";
        let invite = ada.post(INVITES, &json!({})).await.json();
        enable(&server, &bob).await;
        let count = place.count("audit_log").await;

        for path in [
            ME,
            KEYS,
            INVITES,
            AUDIT,
            FACTOR,
            &adas,
            "/api/v1/auth/sessions",
            "/api/v1/auth/activity",
            "/api/v1/models",
            "/api/v1/admin/users",
            "/api/v1/admin/providers",
            "/api/v1/admin/audit/export",
            "/api/v1/conversations",
        ] {
            assert_eq!(ada.get(path).await.status, 200, "{path}");
        }
        let preview = json!({"invite_code": invite["code"]});
        assert_eq!(server.nobody().post("/api/v1/auth/invites/preview", &preview).await.status, 200);

        let nobody = server.nobody();
        let join = |name: &str, password: &str| json!({"invite_code": invite["code"], "username": name, "password": password});
        let (post, patch, put, delete) = (Method::POST, Method::PATCH, Method::PUT, Method::DELETE);
        let wrong = json!({"password": "wrong password", "code": "123456"});
        let change = |current: &str, new: &str| json!({"current_password": current, "new_password": new});
        for (client, method, path, body) in [
            (&nobody, &post, LOGIN.to_owned(), credentials(OWNER, "wrong password")),
            (&nobody, &post, LOGIN.to_owned(), credentials("eve", PASSWORD)),
            (&nobody, &post, LOGIN.to_owned(), credentials("bob", PASSWORD)),
            (
                &nobody,
                &post,
                LOGIN.to_owned(),
                json!({"username": "bob", "password": PASSWORD, "otp": "12345"}),
            ),
            (&nobody, &post, "/api/v1/setup".to_owned(), set_up("eve")),
            (&nobody, &post, "/api/v1/auth/register".to_owned(), join("bob", PASSWORD)),
            (&nobody, &post, "/api/v1/auth/register".to_owned(), join("eve", "password")),
            (
                &nobody,
                &post,
                "/api/v1/auth/register".to_owned(),
                json!({"invite_code": absent, "username": "eve", "password": PASSWORD}),
            ),
            (
                &nobody,
                &post,
                "/api/v1/auth/password-reset".to_owned(),
                json!({"token": absent, "new_password": NEW}),
            ),
            (&nobody, &post, INVITES.to_owned(), json!({})),
            (&bob, &post, INVITES.to_owned(), json!({})),
            (&bob, &delete, adas.clone(), json!({})),
            (&bob, &put, "/api/v1/auth/password".to_owned(), change("wrong password", NEW)),
            (&bob, &put, "/api/v1/auth/password".to_owned(), change(PASSWORD, "short")),
            (&bob, &delete, ME.to_owned(), json!({"password": "wrong password"})),
            (&bob, &delete, ME.to_owned(), json!({"password": PASSWORD})),
            (&bob, &delete, FACTOR.to_owned(), wrong.clone()),
            (&bob, &post, format!("{FACTOR}/recovery-codes"), wrong),
            (&bob, &post, format!("{FACTOR}/confirm"), json!({"code": "123456"})),
            (&bob, &post, KEYS.to_owned(), json!({"name": "x", "scopes": ["admin"]})),
            (&bob, &delete, format!("{KEYS}/{absent}"), Value::Null),
            (&bob, &delete, format!("/api/v1/auth/sessions/{absent}"), Value::Null),
            (&annie, &patch, adas.clone(), json!({"disabled": true})),
            (&annie, &patch, bobs.clone(), json!({"role": "admin"})),
            (&annie, &delete, adas.clone(), Value::Null),
            (&annie, &post, format!("{adas}/end-sessions"), Value::Null),
            (&annie, &post, format!("{adas}/reset-password"), Value::Null),
            (&annie, &post, format!("{adas}/reset-second-factor"), Value::Null),
            (&annie, &post, INVITES.to_owned(), json!({"role": "admin"})),
            (&ada, &post, INVITES.to_owned(), json!({"role": "owner"})),
            (&ada, &delete, format!("{INVITES}/{absent}"), Value::Null),
            (&ada, &patch, adas.clone(), json!({"role": "member"})),
            (&ada, &delete, ME.to_owned(), json!({"password": PASSWORD})),
            (&ada, &delete, adas.clone(), Value::Null),
            (&ada, &patch, format!("/api/v1/admin/users/{absent}"), json!({"disabled": true})),
            (&ada, &post, "/api/v1/admin/providers/nothing/test".to_owned(), Value::Null),
        ] {
            let answer: Answer = Client::answer(client.request(method.clone(), &path).json(&body)).await;
            assert!(answer.status.is_client_error(), "{method} {path} {body}: {answer:?}");
            assert_eq!(place.count("audit_log").await, count, "{method} {path} {body}: {}", answer.body);
        }
        let elsewhere = ada.with_header("sec-fetch-site", "cross-site");
        assert_eq!(elsewhere.post(INVITES, &json!({})).await.status, 403);
        assert_eq!(place.count("audit_log").await, count);
        drop(place);
        server.stop().await;
    }
}
