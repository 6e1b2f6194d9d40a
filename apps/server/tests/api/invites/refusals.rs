//! Codes that let nobody in, and registrations that will not do.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{INVITES, PREVIEW, REGISTER, id_of, invite, join, joining, listed, preview};
use crate::server::{Answer, OWNER, PASSWORD, TestServer, places};

#[tokio::test]
async fn case_017_neither_a_registration_nor_an_invite_takes_what_is_not_its_own() {
    let server = TestServer::start(&[]).await;
    let ada = server.owner().await;
    let new = invite(&ada, json!({})).await;
    for (field, value) in [
        ("role", json!("admin")),
        ("is_admin", json!(true)),
        ("id", json!("0198c0de-0000-7000-8000-000000000000")),
        ("user_id", json!(id_of(&ada).await)),
        ("limits", json!([])),
        ("disabled", json!(false)),
        ("created_at", Value::Null),
        ("remember_me", json!(true)),
    ] {
        let mut body = joining(&new["code"], "eve");
        body[field] = value;
        let answer = server.nobody().post(REGISTER, &body).await;
        assert_eq!(answer.pointers().len(), 1, "{field}: {answer:?}");
        assert_eq!(answer.set_cookies(), Vec::<&str>::new());
    }
    assert_eq!((server.place.count("users").await, &listed(&ada, &new).await["uses"]), (1, &json!(0)));
    for (field, value) in [
        ("uses", json!(-5)),
        ("code", json!("a".repeat(64))),
        ("id", new["id"].clone()),
        ("created_by", Value::Null),
        ("revoked_at", Value::Null),
    ] {
        assert_eq!(ada.post(INVITES, &json!({field: value})).await.pointers().len(), 1, "{field}");
    }
    assert_eq!(server.place.count("invites").await, 1);
    server.stop().await;
}

#[tokio::test]
async fn every_fault_of_a_registration_has_a_code_that_a_client_translates() {
    let server = TestServer::start(&[]).await;
    let ada = server.owner().await;
    let new = invite(&ada, json!({})).await;
    for (field, value, code) in [
        ("username", "e", "username_length"),
        ("username", "eve smith", "username_characters"),
        ("display_name", &"e".repeat(65), "display_name_length"),
        ("display_name", "Eve\nSmith", "display_name_characters"),
        ("display_name", "\u{200B}", "display_name_blank"),
        ("password", "7 chars", "password_length"),
        ("password", "password", "password_guessable_common"),
        ("password", "p4ssw0rd", "password_guessable_similar"),
        ("password", "asdfghjkl;'", "password_guessable_keys"),
        ("password", "aaaaaaaa", "password_guessable_repeat"),
        ("password", "abcdefgh", "password_guessable_sequence"),
        ("password", "household", "password_guessable_word"),
        ("password", "12.10.1987", "password_guessable_date"),
        ("password", "christopher", "password_guessable_name"),
        ("password", "evelina1", "password_guessable"),
    ] {
        let mut body = joining(&new["code"], "evelina");
        body[field] = json!(value);
        let answer = server.nobody().post(REGISTER, &body).await;
        assert_eq!(answer.pointers(), [format!("/{field}")], "{value}");
        assert_eq!(answer.json()["errors"][0]["code"], code, "{value}: {}", answer.body);
    }
    let body = json!({"invite_code": new["code"], "username": "", "password": "", "display_name": ""});
    let errors = server.nobody().post(REGISTER, &body).await.json()["errors"].clone();
    let codes: Vec<_> = errors.as_array().unwrap().iter().map(|error| &error["code"]).collect();
    assert_eq!(codes, ["username_length", "display_name_length", "password_length"]);
    // What no person can do has none.
    let mut body = joining(&new["code"], "evelina");
    body["role"] = json!("admin");
    let answer = server.nobody().post(REGISTER, &body).await;
    assert_eq!(answer.json()["errors"][0].get("code"), None, "{}", answer.body);
    server.stop().await;
}

/// An answer without what is each request's own: its status, the names of its headers, and its body.
fn without_id(answer: &Answer) -> (u16, BTreeSet<String>, String) {
    let names = answer.headers.keys().map(ToString::to_string).collect();
    (answer.status.as_u16(), names, answer.body.replace(answer.header("x-request-id"), ""))
}

#[tokio::test]
async fn case_018_a_code_that_lets_nobody_in_does_not_tell_why() {
    for place in places().await {
        // The house's own guesses are not what this is about.
        let server = TestServer::on(&place, &[("MAMI_SERVER__TRUSTED_PROXIES", "127.0.0.0/8")]).await;
        let ada = server.owner().await;
        let codes: Vec<Value> = {
            let mut codes = Vec::new();
            for terms in [json!({}), json!({"note": "expired"}), json!({})] {
                codes.push(invite(&ada, terms).await);
            }
            let revoked = format!("{INVITES}/{}", codes[0]["id"].as_str().unwrap());
            assert_eq!(ada.delete(&revoked).await.status, 204);
            place.execute("UPDATE invites SET expires_at = created_at WHERE note = 'expired'").await;
            assert_eq!(join(&server.nobody(), &codes[2]["code"], "bob").await.status, 201);
            let statuses = ["revoked", "expired", "used_up"];
            for (invite, status) in codes.iter().zip(statuses) {
                assert_eq!(listed(&ada, invite).await["status"], status);
            }
            codes.iter().map(|invite| invite["code"].clone()).collect()
        };
        let unknown = [json!("0".repeat(64)), json!(""), json!("x"), json!("é\0".repeat(1000))];
        let mut previews = Vec::new();
        let mut registrations = Vec::new();
        for (number, code) in codes.iter().chain(&unknown).enumerate() {
            let guesser = server.nobody().with_header("x-forwarded-for", &format!("203.0.113.{number}"));
            previews.push(without_id(&preview(&guesser, code).await));
            // Whether a name is taken or a password is weak is told to nobody without a good code.
            let mut body = joining(code, "bob");
            body["password"] = json!("x");
            registrations.push(without_id(&guesser.post(REGISTER, &body).await));
        }
        assert_eq!(previews[0].0, 403);
        assert!(previews.iter().all(|other| *other == previews[0]), "{previews:#?}");
        assert!(registrations.iter().all(|other| *other == previews[0]), "{registrations:#?}");
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn case_018_twenty_guesses_are_too_many_wherever_they_are_made() {
    let server = TestServer::start(&[("MAMI_SERVER__TRUSTED_PROXIES", "127.0.0.0/8")]).await;
    let ada = server.owner().await;
    let new = invite(&ada, json!({})).await;
    let guesser = server.nobody().with_header("x-forwarded-for", "203.0.113.1");
    let guess = json!("f".repeat(64));
    let forms = [
        (PREVIEW, json!({"invite_code": guess})),
        (REGISTER, joining(&guess, "eve")),
        ("/api/v1/auth/password-reset/preview", json!({"token": guess})),
        ("/api/v1/auth/password-reset", json!({"token": guess, "new_password": PASSWORD})),
    ];
    for (path, body) in forms.iter().cycle().take(19) {
        assert_eq!(guesser.post(path, body).await.status, 403, "{path}");
    }
    for (path, body) in &forms {
        let answer = guesser.post(path, body).await;
        assert_eq!(answer.problem(), (429, "rate_limited".to_owned()), "{path}");
        let wait: u64 = answer.header("retry-after").parse().unwrap();
        assert!((1..=30).contains(&wait), "{wait}");
    }
    // A good code is not heard either, or each answer would tell whether it was guessed; somebody else's is.
    assert_eq!(preview(&guesser, &new["code"]).await.status, 429);
    assert_eq!(join(&guesser, &new["code"], "eve").await.status, 429);
    let neighbour = server.nobody().with_header("x-forwarded-for", "203.0.113.2");
    assert_eq!(join(&neighbour, &new["code"], "bob").await.status, 201);
    server.stop().await;
}

#[tokio::test]
async fn a_registration_that_fails_uses_nothing_up() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let ada = server.owner().await;
        let new = invite(&ada, json!({})).await;
        let nobody = server.nobody();
        for taken in [OWNER, "ADA", "ａｄａ"] {
            let answer = join(&nobody, &new["code"], taken).await;
            assert_eq!(answer.problem(), (409, "username_taken".to_owned()), "{taken}");
        }
        let mut body = joining(&new["code"], "bob");
        body["password"] = json!("password");
        let weak = nobody.post(REGISTER, &body).await;
        assert_eq!(weak.pointers(), ["/password"]);
        assert!(weak.json()["detail"].as_str().unwrap().contains("too easy to guess"), "{}", weak.body);
        body =
            json!({"invite_code": new["code"], "username": "b", "password": "short", "display_name": "\n"});
        assert_eq!(
            nobody.post(REGISTER, &body).await.pointers(),
            ["/username", "/display_name", "/password"]
        );

        let seen = listed(&ada, &new).await;
        assert_eq!((&seen["uses"], &seen["status"]), (&json!(0), &json!("open")));
        assert_eq!((place.count("users").await, place.count("sessions").await), (1, 1));
        assert_eq!(join(&nobody, &new["code"], "bob").await.status, 201);
        drop(place);
        server.stop().await;
    }
}
