//! What a key opens, and how it is sent.

use mami_auth::Role;
use reqwest::Method;
use serde_json::json;

use super::{CONVERSATIONS, KEYS, ME, USERS, by, get, make_key, not_signed_in, text};
use crate::{
    people::path_of,
    raw,
    server::{Answer, Client, PASSWORD, TestServer, places},
};

#[tokio::test]
async fn a_scope_lets_into_its_own_area_to_look_or_wholly() {
    let server = TestServer::start(&[]).await;
    let ada = server.owner().await;
    let invites = "/api/v1/admin/invites";
    // Whether it reads conversations, changes them, reads of people, and invites them.
    for (scopes, expected) in [
        (vec!["chat"], [200, 201, 403, 403]),
        (vec!["chat:read"], [200, 403, 403, 403]),
        (vec!["admin"], [403, 403, 200, 201]),
        (vec!["admin:read"], [403, 403, 200, 403]),
        (vec!["memory", "memory:read", "images", "images:read", "usage:read"], [403; 4]),
        (vec!["chat:read", "admin:read"], [200, 403, 200, 403]),
        (vec!["chat:read", "chat", "admin:read", "admin"], [200, 201, 200, 201]),
    ] {
        let key = make_key(&ada, &scopes).await;
        let answers = [
            get(&server, &key, CONVERSATIONS).await,
            Client::answer(by(&server, text(&key), Method::POST, CONVERSATIONS).json(&json!({}))).await,
            get(&server, &key, USERS).await,
            Client::answer(by(&server, text(&key), Method::POST, invites).json(&json!({}))).await,
        ];
        for (answer, expected) in answers.iter().zip(expected) {
            assert_eq!(answer.status, expected, "{scopes:?} {answer:?}");
            if expected == 403 {
                assert_eq!(answer.problem().1, "scope_missing", "{scopes:?}");
            }
        }
        // No scope opens the account itself, nor makes another key.
        for (method, path, body) in [
            (Method::GET, KEYS, json!({})),
            (Method::POST, KEYS, json!({"name": "x", "scopes": ["chat"]})),
            (Method::PATCH, ME, json!({})),
            (Method::DELETE, ME, json!({"password": PASSWORD})),
        ] {
            let answer = Client::answer(by(&server, text(&key), method, path).json(&body)).await;
            assert_eq!(answer.problem(), (403, "session_required".to_owned()), "{path}");
        }
    }
    server.stop().await;
}

#[tokio::test]
async fn case_032_no_way_of_sending_it_makes_more_of_a_key_that_only_looks() {
    let server = TestServer::start(&[]).await;
    let ada = server.owner().await;
    let made = make_key(&ada, &["chat:read"]).await;
    let key = text(&made);
    let hers = ada.post(CONVERSATIONS, &json!({"title": "Hers"})).await.json();
    let one = format!("{CONVERSATIONS}/{}", hers["id"].as_str().unwrap());
    let json = ("content-type", "application/json");
    let (good, denied) = ((200, String::new()), (403, "scope_missing".to_owned()));
    let said = |answer: &Answer| {
        if answer.status == 200 { (200, String::new()) } else { answer.problem() }
    };
    for name in ["authorization", "Authorization", "AUTHORIZATION", "aUTHORIZATIOn"] {
        for scheme in ["Bearer ", "bearer ", "BEARER ", "bEaReR ", "Bearer   "] {
            let value = format!("{scheme}{key}");
            let header = (name, value.as_str());
            let looked = raw::send(&server, &format!("GET {CONVERSATIONS}"), &[header], "").await;
            assert_eq!(said(&looked), good, "{name}: {scheme}");
            for (line, body) in [
                (format!("POST {CONVERSATIONS}"), "{}"),
                (format!("PATCH {one}"), r#"{"title": "Mine"}"#),
                (format!("DELETE {one}"), ""),
                ("POST /api/v1/chat".to_owned(), r#"{"message": {"content": "Hi"}}"#),
            ] {
                let answer = raw::send(&server, &line, &[header, json], body).await;
                assert_eq!(said(&answer), denied, "{name}: {scheme}: {line}");
            }
        }
    }
    // Neither another method in a header, nor one in the query, nor HEAD makes a change of a look.
    let value = format!("Bearer {key}");
    let header = ("authorization", value.as_str());
    for (line, with) in [
        (format!("GET {CONVERSATIONS}"), ("x-http-method-override", "POST")),
        (format!("HEAD {CONVERSATIONS}"), ("x-http-method-override", "POST")),
        (format!("HEAD {one}"), ("x-http-method", "DELETE")),
        (format!("GET {one}?_method=DELETE"), ("x-method-override", "DELETE")),
        (format!("OPTIONS {one}"), ("x-http-method-override", "DELETE")),
        (format!("HEAD {USERS}"), ("x-http-method-override", "GET")),
        (format!("POST {one}"), ("x-http-method-override", "GET")),
        (format!("PUT {one}"), json),
    ] {
        raw::send(&server, &line, &[header, with, json], "{}").await;
    }
    // Places where other programs take keys.
    for other in ["x-api-key", "api-key", "proxy-authorization", "x-authorization", "cookie"] {
        let value = if other == "cookie" { format!("mami_session={key}") } else { value.clone() };
        not_signed_in(&raw::send(&server, &format!("GET {CONVERSATIONS}"), &[(other, &value)], "").await);
    }
    for query in ["api_key", "key", "access_token", "token"] {
        let listed = server.nobody().get(&format!("/api/v1/models?{query}={key}")).await;
        not_signed_in(&listed);
    }
    assert_eq!(ada.get(CONVERSATIONS).await.json()["items"], json!([hers]), "nothing has changed");
    server.stop().await;
}

#[tokio::test]
async fn a_key_counts_before_cookies() {
    let server = TestServer::start(&[]).await;
    let (ada, bob) = (server.owner().await, server.member("bob").await);
    let his = make_key(&bob, &["chat"]).await;
    let with = |authorization: String| {
        Client::answer(ada.request(Method::GET, ME).header("authorization", authorization))
    };
    let answer = with(format!("Bearer {}", text(&his))).await;
    assert_eq!(answer.json()["username"], "bob", "though ada's cookie came along");
    let typo = format!("{}x", text(&his));
    for bad in ["", "x", &typo, "mami_", "mami_é", "null", "Bearer"] {
        not_signed_in(&with(format!("Bearer {bad}")).await);
    }
    not_signed_in(&with("Bearer".to_owned()).await);
    not_signed_in(&with(text(&his).to_owned()).await);
    // What a proxy on the way asks for is none of ours.
    assert_eq!(with("Basic YTpi".to_owned()).await.json()["username"], "ada");

    // A browser's session does not make up for what the key lacks, nor the other way round.
    let reads = make_key(&ada, &["chat:read"]).await;
    let request = ada.request(Method::POST, CONVERSATIONS).bearer_auth(text(&reads)).json(&json!({}));
    assert_eq!(Client::answer(request).await.problem(), (403, "scope_missing".to_owned()));
    let request = ada.request(Method::GET, KEYS).bearer_auth(text(&reads));
    assert_eq!(Client::answer(request).await.problem(), (403, "session_required".to_owned()));
    server.stop().await;
}

#[tokio::test]
async fn a_program_may_come_from_anywhere_and_a_cookie_not() {
    let server = TestServer::start(&[]).await;
    let ada = server.owner().await;
    let key = make_key(&ada, &["chat"]).await;
    for (name, value) in [
        ("origin", "https://elsewhere.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        let by_key = by(&server, text(&key), Method::POST, CONVERSATIONS).header(name, value);
        assert_eq!(Client::answer(by_key.json(&json!({}))).await.status, 201, "{name}: {value}");
        for authorization in [None, Some("Basic YTpi"), Some("Digest x")] {
            let mut request = ada.request(Method::POST, CONVERSATIONS).header(name, value);
            if let Some(authorization) = authorization {
                request = request.header("authorization", authorization);
            }
            let answer = Client::answer(request.json(&json!({}))).await;
            assert_eq!(answer.problem(), (403, "cross_origin".to_owned()), "{name}: {value}");
        }
        let garbage = ada.request(Method::POST, CONVERSATIONS).header(name, value).bearer_auth("x");
        not_signed_in(&Client::answer(garbage.json(&json!({}))).await);
        // A page elsewhere may send with a key, but no browser lets it read the answer.
        let read = by(&server, text(&key), Method::GET, CONVERSATIONS).header(name, value);
        assert_eq!(Client::answer(read).await.header("access-control-allow-origin"), "");
    }
    assert_eq!(server.place.count("conversations").await, 4);
    server.stop().await;
}

#[tokio::test]
async fn a_key_may_never_do_more_than_its_owner_may_now() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let ada = server.owner().await;
        server.create("annie", Role::Admin).await;
        let (annie, bob) = (server.sign_in("annie").await, server.member("bob").await);
        let annies = path_of(&annie).await;
        let key = make_key(&annie, &["admin", "chat"]).await;
        let deed = async || {
            let request = by(&server, text(&key), Method::POST, "/api/v1/admin/invites");
            Client::answer(request.json(&json!({}))).await
        };
        assert_eq!(
            (get(&server, &key, USERS).await.status.as_u16(), deed().await.status.as_u16()),
            (200, 201)
        );
        // A key of an admin's makes no admin either.
        let request = by(&server, text(&key), Method::PATCH, &annies).json(&json!({"role": "owner"}));
        assert_eq!(Client::answer(request).await.problem(), (403, "not_allowed".to_owned()));
        // Nor does it get into somebody's account.
        for deed in ["reset-password", "reset-second-factor"] {
            let bobs = format!("{}/{deed}", path_of(&bob).await);
            let answer = Client::answer(by(&server, text(&key), Method::POST, &bobs)).await;
            assert_eq!(answer.problem(), (403, "session_required".to_owned()), "{deed}");
        }

        assert_eq!(ada.patch(&annies, &json!({"role": "member"})).await.status, 200);
        for answer in [get(&server, &key, USERS).await, deed().await] {
            assert_eq!(answer.problem(), (403, "not_allowed".to_owned()));
        }
        assert_eq!(get(&server, &key, CONVERSATIONS).await.status, 200, "what a member may do, it does");

        assert_eq!(ada.patch(&annies, &json!({"disabled": true})).await.status, 200);
        for path in [ME, CONVERSATIONS, USERS] {
            not_signed_in(&get(&server, &key, path).await);
        }
        drop(place);
        server.stop().await;
    }
}
