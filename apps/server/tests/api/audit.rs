//! The audit log: who did what to whom, when and from where.

mod actions;
mod export;

use mami_auth::Role;
use mami_storage::testing::Place;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    people::{id_of, page, path_of},
    server::{Client, OWNER, PASSWORD, TestServer, credentials, places, set_up},
};

const AUDIT: &str = "/api/v1/admin/audit";
const EXPORT: &str = "/api/v1/admin/audit/export";
const INVITES: &str = "/api/v1/admin/invites";
const KEYS: &str = "/api/v1/auth/api-keys";
const LOGIN: &str = "/api/v1/auth/login";
const ME: &str = "/api/v1/auth/me";

/// The entries that a query finds, newest first.
async fn entries(client: &Client, query: &[(&str, &str)]) -> Vec<Value> {
    let mut all = vec![("limit", "200")];
    all.extend(query);
    let page = page(client, AUDIT, &all).await;
    assert_eq!(page["next_cursor"], Value::Null, "this is all of it");
    page["items"].as_array().unwrap().clone()
}

fn text<'a>(entry: &'a Value, field: &str) -> &'a str {
    entry[field].as_str().unwrap_or_default()
}

/// Does in the database what is refused there, and gives what it says.
async fn refused(place: &std::sync::Arc<Place>, statement: &'static str) -> String {
    let place = std::sync::Arc::clone(place);
    let error = tokio::spawn(async move { place.execute(statement).await }).await.unwrap_err();
    *error.into_panic().downcast::<String>().unwrap()
}

/// Names to set up for what is searched: ada's, annie's and bob's doings.
async fn busy(server: &TestServer) -> (Client, Client, Client) {
    let ada = server.owner().await;
    server.create("annie", Role::Admin).await;
    let (annie, bob) = (server.sign_in("annie").await, server.member("bob").await);
    let key = bob.post(KEYS, &json!({"name": "A program", "scopes": ["chat"]})).await.json();
    assert_eq!(bob.delete(&format!("{KEYS}/{}", text(&key, "id"))).await.status, 204);
    let bobs = path_of(&bob).await;
    for name in ["Bobby", "Robert"] {
        assert_eq!(annie.patch(&bobs, &json!({ "display_name": name })).await.status, 200);
    }
    assert_eq!(ada.post(INVITES, &json!({"note": "For Cleo"})).await.status, 201);
    (ada, annie, bob)
}

#[tokio::test]
async fn entries_are_found_by_who_what_whom_and_when() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let (ada, annie, bob) = busy(&server).await;
        let all = entries(&ada, &[]).await;
        assert_eq!(all.len(), 11, "{all:#?}");
        let ids: Vec<_> = all.iter().map(|entry| text(entry, "id")).collect();
        assert!(ids.is_sorted_by(|newer, older| newer > older), "newest first: {ids:?}");

        let (annies, bobs) = (id_of(&annie).await, id_of(&bob).await);
        let (early, late) = (text(&all[7], "at"), text(&all[2], "at"));
        type Is<'a> = Box<dyn Fn(&Value) -> bool + 'a>;
        let by = |who: &'static str| -> Is { Box::new(move |entry| entry["actor_name"] == who) };
        let action =
            |what: &'static str| -> Is { Box::new(move |entry| text(entry, "action").starts_with(what)) };
        let on_bob: Is = Box::new(|entry| entry["target_id"] == bobs.as_str());
        for (query, is_meant) in [
            (vec![("actor", &*annies)], by("annie")),
            (vec![("actor", &*bobs)], by("bob")),
            (vec![("target", &*bobs)], on_bob),
            (vec![("action", "user.changed")], action("user.changed")),
            (vec![("action", "user.")], action("user.")),
            (vec![("action", "session.")], action("session.")),
            (vec![("action", "api_key.revoked"), ("actor", &*bobs)], action("api_key.revoked")),
            (vec![("action", "user."), ("actor", &*annies), ("target", &*bobs)], action("user.changed")),
            (vec![("action", "")], action("")),
            (vec![("from", early)], Box::new(|entry| text(entry, "at") >= early)),
            (vec![("to", late)], Box::new(|entry| text(entry, "at") < late)),
            (
                vec![("from", early), ("to", late)],
                Box::new(|entry| (early..late).contains(&text(entry, "at"))),
            ),
            (vec![("from", late), ("to", early)], Box::new(|_| false)),
            // What SQL takes for its own is data; so is part of a name.
            (vec![("action", "user.%")], Box::new(|_| false)),
            (vec![("action", "user_changed")], Box::new(|_| false)),
            (vec![("action", "user")], Box::new(|_| false)),
            (vec![("action", "USER.")], Box::new(|_| false)),
            (vec![("action", "' OR 1=1 --")], Box::new(|_| false)),
            (vec![("action", "\0.")], Box::new(|_| false)),
            (vec![("actor", "01890000-0000-7000-8000-000000000000")], Box::new(|_| false)),
        ] {
            let expected: Vec<_> = all.iter().filter(|entry| is_meant(entry)).cloned().collect();
            assert_eq!(entries(&ada, &query).await, expected, "{query:?}");
        }
        for query in ["actor=bob", "target=bob", "from=yesterday", "to=1", "who=bob", "format=xml"] {
            assert_eq!(ada.get(&format!("{AUDIT}?{query}")).await.problem().0, 422, "{query}");
        }
        for query in ["limit=0", "limit=201", "limit=x", "cursor=x"] {
            let pointer = format!("/{}", query.split('=').next().unwrap());
            assert_eq!(ada.get(&format!("{AUDIT}?{query}")).await.pointers(), [pointer], "{query}");
        }

        // Bob's own activity is what he did and what was done to him, but not where others were then.
        let about_bob = |entry: &&Value| entry["actor_name"] == "bob" || entry["target_id"] == bobs.as_str();
        let mut expected: Vec<_> = all.iter().filter(about_bob).cloned().collect();
        for entry in expected.iter_mut().filter(|entry| entry["actor_name"] != "bob") {
            entry["address"] = Value::Null;
        }
        let activity = bob.get("/api/v1/auth/activity?limit=200").await.json();
        assert_eq!(activity["items"], json!(expected));
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn pages_go_on_where_the_one_before_ended_whatever_is_done_meanwhile() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let (ada, annie, bob) = busy(&server).await;
        let all = entries(&ada, &[]).await;
        let bobs = path_of(&bob).await;
        for (path, limit) in [(AUDIT, "1"), (AUDIT, "3"), (AUDIT, "11"), ("/api/v1/auth/activity", "2")] {
            let expected = match path {
                AUDIT => all.clone(),
                path => page(&ada, path, &[("limit", "200")]).await["items"].as_array().unwrap().clone(),
            };
            let (mut walked, mut cursor) = (Vec::new(), None::<String>);
            loop {
                let mut query = vec![("limit", limit)];
                query.extend(cursor.as_deref().map(|cursor| ("cursor", cursor)));
                if cursor.is_none() {
                    query.push(("to", "9999-01-01T00:00:00Z"));
                }
                query.retain(|(name, _)| *name != "to" || path == AUDIT);
                let page = page(&ada, path, &query).await;
                walked.extend(page["items"].as_array().unwrap().clone());
                cursor = page["next_cursor"].as_str().map(str::to_owned);
                if cursor.is_none() {
                    break;
                }
                annie.patch(&bobs, &json!({ "display_name": format!("Bob {}", walked.len()) })).await;
            }
            // What came meanwhile is newer than where the walk began.
            let begun = walked.iter().position(|entry| entry["id"] == expected[0]["id"]).unwrap();
            assert_eq!(walked.split_at(begun).1, expected, "{path} {limit}");
        }
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn the_log_is_for_those_who_run_the_place() {
    let server = TestServer::start(&[]).await;
    let (ada, annie, bob) = busy(&server).await;
    for path in [AUDIT.to_owned(), EXPORT.to_owned(), format!("{EXPORT}?format=jsonl")] {
        for client in [&ada, &annie] {
            assert_eq!(client.get(&path).await.status, 200);
        }
        assert_eq!(bob.get(&path).await.problem(), (403, "not_allowed".to_owned()));
        assert_eq!(server.nobody().get(&path).await.problem(), (401, "not_signed_in".to_owned()));
    }
    // Nobody writes in it, nor takes anything out.
    let id = entries(&ada, &[]).await[0]["id"].as_str().unwrap().to_owned();
    let entry = format!("{AUDIT}/{id}");
    for path in [AUDIT, &entry, EXPORT] {
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            let answer = Client::answer(ada.request(method.clone(), path).json(&json!({}))).await;
            assert!(matches!(answer.status.as_u16(), 404 | 405), "{method} {path}: {answer:?}");
        }
    }
    assert_eq!(entries(&ada, &[]).await.len(), 11);
    server.stop().await;
}

#[tokio::test]
async fn the_database_itself_lets_nobody_change_an_entry() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let (ada, ..) = busy(&server).await;
        let before = entries(&ada, &[]).await;
        for statement in [
            "UPDATE audit_log SET actor_name = 'eve'",
            "UPDATE audit_log SET at = at WHERE action = 'setup'",
            "UPDATE audit_log SET detail = NULL",
        ] {
            let said = refused(&place, statement).await;
            assert!(said.contains("entries of the audit log are never changed"), "{statement}: {said}");
        }
        assert_eq!(entries(&ada, &[]).await, before);
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn entries_go_when_they_are_as_old_as_is_set_and_not_before() {
    for place in places().await {
        let server = TestServer::on(&place, &[("MAMI_AUTH__AUDIT_DAYS", "30")]).await;
        let ada = server.owner().await;
        let now = entries(&ada, &[]).await;
        let at = |days: i64| {
            let at = text(&now[0], "at").parse::<chrono::DateTime<chrono::Utc>>().unwrap();
            (at - chrono::TimeDelta::days(days)).format("%Y-%m-%d %H:%M:%S%.6f+00:00").to_string()
        };
        for (number, days) in [(1, 400), (2, 31), (3, 29)] {
            let id = match place.url().starts_with("postgres") {
                true => format!("'01890000-0000-7000-8000-00000000000{number}'"),
                false => format!("X'0189000000007000800000000000000{number}'"),
            };
            let insert =
                format!("INSERT INTO audit_log (id, at, action) VALUES ({id}, '{}', 'test.old')", at(days));
            place.execute(&insert).await;
        }
        assert_eq!(entries(&ada, &[("action", "test.old")]).await.len(), 3);
        server.mami().auth.sweep().await.unwrap();
        let left = entries(&ada, &[("action", "test.old")]).await;
        assert_eq!(
            left.iter().map(|entry| text(entry, "id")).collect::<Vec<_>>(),
            ["01890000-0000-7000-8000-000000000003"]
        );
        assert_eq!(entries(&ada, &[("action", "session.")]).await.len(), 1);
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn case_077_what_could_forge_a_line_never_gets_into_the_log() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let ada = server.owner().await;
        let invite = ada.post(INVITES, &json!({"max_uses": 100})).await.json();
        let before = entries(&ada, &[]).await;
        for evil in [
            "eve\r\nforged",
            "eve\nforged",
            "eve\u{1b}[2J",
            "eve\u{9b}31m",
            "eve\u{0}",
            "eve\u{7f}x",
            "eve\u{202e}x",
        ] {
            let nobody = server.nobody().with_header("user-agent", "x\u{9b}31m");
            let register = |name: &str, shown: &str| json!({"invite_code": invite["code"], "username": name, "display_name": shown, "password": PASSWORD});
            for body in [register(evil, "Eve"), register("eve", evil)] {
                let answer = nobody.post("/api/v1/auth/register", &body).await;
                assert_eq!(answer.problem().0, 422, "{evil:?}: {}", answer.body);
            }
            nobody.post(LOGIN, &credentials(evil, PASSWORD)).await;
            nobody.post("/api/v1/setup", &set_up(evil)).await;
            for (method, path, body) in [
                (Method::PATCH, ME.to_owned(), json!({"display_name": evil})),
                (Method::PATCH, path_of(&ada).await, json!({"display_name": evil})),
                (Method::POST, KEYS.to_owned(), json!({"name": evil, "scopes": ["chat"]})),
            ] {
                let answer = Client::answer(ada.request(method, &path).json(&body)).await;
                assert_eq!(answer.problem().0, 422, "{evil:?}: {}", answer.body);
            }
            if evil.chars().any(char::is_control) {
                let answer = ada.post(INVITES, &json!({ "note": evil })).await;
                assert_eq!(answer.pointers(), ["/note"], "{evil:?}");
            }
        }
        ada.post("/api/v1/admin/providers/x%0d%0ay/test", &Value::Null).await;
        let forwarded = ada.with_header("x-forwarded-for", "1.2.3.4, \u{9b}31m");
        assert_eq!(forwarded.post("/api/v1/admin/providers/builtin/test", &Value::Null).await.status, 200);
        let after = entries(&ada, &[]).await;
        assert_eq!(after.len(), before.len() + 1, "{after:#?}");
        assert_eq!((text(&after[0], "target_name"), text(&after[0], "address")), ("builtin", "127.0.0.1"));
        assert_eq!(text(&after[0], "actor_name"), OWNER);
        drop(place);
        server.stop().await;
    }
}
