//! Signing in and out, the cookie, and one's own account.

use std::{collections::BTreeSet, time::Duration};

use mami_auth::{NewAccount, Role};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::server::{Answer, Client, OWNER, PASSWORD, TestServer, credentials, places, set_up};

const LOGIN: &str = "/api/v1/auth/login";
const ME: &str = "/api/v1/auth/me";

/// Tries to sign in through a proxy that says it speaks for `forwarded`.
async fn log_in_from(client: &Client, username: &str, forwarded: &str) -> Answer {
    let request = client.request(Method::POST, LOGIN).header("x-forwarded-for", forwarded);
    Client::answer(request.json(&credentials(username, "wrong password"))).await
}

/// A problem without what is each request's own.
fn without_id(answer: &Answer) -> Value {
    let mut problem = answer.json();
    problem.as_object_mut().unwrap().remove("request_id").unwrap();
    problem
}

#[tokio::test]
async fn case_001_an_unknown_name_and_a_wrong_password_are_told_alike_after_the_same_work() {
    let many = [("MAMI_AUTH__FAILURES_PER_ACCOUNT", "1000"), ("MAMI_AUTH__FAILURES_PER_NETWORK", "1000")];
    let server = TestServer::start(&many).await;
    server.owner().await;
    let nobody = server.nobody();
    let (mut unknown, mut wrong) = (Vec::new(), Vec::new());
    // In turns, so that both meet the same load.
    for _ in 0..9 {
        for (name, times) in [("nobody", &mut unknown), (OWNER, &mut wrong)] {
            let begun = Instant::now();
            let answer = nobody.post(LOGIN, &credentials(name, "wrong password")).await;
            times.push(begun.elapsed());
            assert_eq!(answer.problem(), (401, "invalid_credentials".to_owned()));
            assert_eq!(answer.header("set-cookie"), "");
        }
    }
    let median = |times: &mut Vec<Duration>| {
        times.sort();
        times[times.len() / 2]
    };
    // Loose on purpose: an answer without hashing would come ten times as fast.
    let (unknown, wrong) = (median(&mut unknown), median(&mut wrong));
    assert!(unknown * 3 > wrong && wrong * 3 > unknown, "{unknown:?} {wrong:?}");

    let one = nobody.post(LOGIN, &credentials("nobody", "wrong password")).await;
    for name in [OWNER, "", "a", "a\0b", "not a name!", &"x".repeat(10_000)] {
        let other = nobody.post(LOGIN, &credentials(name, "wrong password")).await;
        assert_eq!((other.status, without_id(&other)), (one.status, without_id(&one)), "{name:?}");
        let names = |answer: &Answer| answer.headers.keys().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(names(&other), names(&one));
    }
    server.stop().await;
}

#[tokio::test]
async fn case_002_a_forwarded_address_that_no_trusted_proxy_vouches_for_buys_no_more_guesses() {
    let server = TestServer::start(&[("MAMI_AUTH__FAILURES_PER_ACCOUNT", "4")]).await;
    server.owner().await;
    let nobody = server.nobody();
    for number in 0..4 {
        assert_eq!(log_in_from(&nobody, OWNER, &format!("203.0.113.{number}")).await.status, 401);
    }
    let answer = log_in_from(&nobody, OWNER, "203.0.113.99").await;
    assert_eq!(answer.problem(), (429, "rate_limited".to_owned()));
    assert!((1..=30).contains(&answer.header("retry-after").parse::<u64>().unwrap()));
    // The right password is not heard either, or each answer would tell whether it was guessed.
    assert_eq!(nobody.post(LOGIN, &credentials(OWNER, PASSWORD)).await.status, 429);
    server.stop().await;

    // One network, many accounts.
    let server = TestServer::start(&[("MAMI_AUTH__FAILURES_PER_NETWORK", "4")]).await;
    let nobody = server.nobody();
    for number in 0..4 {
        let answer = log_in_from(&nobody, &format!("name{number}"), &format!("203.0.113.{number}")).await;
        assert_eq!(answer.status, 401);
    }
    assert_eq!(log_in_from(&nobody, "other", "203.0.113.99").await.status, 429);
    server.stop().await;
}

#[tokio::test]
async fn case_002_behind_a_trusted_proxy_each_client_has_its_own_guesses() {
    let env = [
        ("MAMI_AUTH__FAILURES_PER_NETWORK", "2"),
        ("MAMI_SERVER__TRUSTED_PROXIES", "127.0.0.0/8, 10.0.0.0/8"),
    ];
    let server = TestServer::start(&env).await;
    let nobody = server.nobody();
    let attempts = [
        ("203.0.113.1", 401),
        ("203.0.113.1", 401),
        ("203.0.113.1", 429),
        ("203.0.113.2", 401),
        // What the client claims stands left of what the proxies saw.
        ("198.51.100.7, 203.0.113.1", 429),
        ("203.0.113.2, 203.0.113.1, 10.1.2.3", 429),
        ("nonsense, 203.0.113.2", 401),
        ("203.0.113.2", 429),
        // All addresses of one network that a house gets count as one.
        ("2001:db8::1", 401),
        ("2001:db8::2", 401),
        ("2001:db8::3", 429),
        ("2001:db8:0:1::3", 401),
    ];
    for (number, (forwarded, status)) in attempts.into_iter().enumerate() {
        let answer = log_in_from(&nobody, &format!("name{number}"), forwarded).await;
        assert_eq!(answer.status, status, "{number}: {forwarded}");
    }
    server.stop().await;
}

#[tokio::test]
async fn case_004_a_planted_session_is_not_taken_over_by_signing_in() {
    let server = TestServer::start(&[]).await;
    let ada = server.owner().await;
    let forged = format!("mami_session={}", "A".repeat(43));
    for planted in ["mami_session=planted", &forged, ada.cookie.as_ref().unwrap()] {
        let request = server.nobody().request(Method::POST, LOGIN).header("cookie", planted);
        let answer = Client::answer(request.json(&credentials(OWNER, PASSWORD))).await;
        assert_eq!(answer.status, 200);
        let signed_in = server.nobody().with_cookie_of(&answer);
        assert_ne!(signed_in.cookie.as_deref(), Some(planted));
        assert_eq!(signed_in.get(ME).await.status, 200);
    }
    for planted in ["mami_session=planted", &forged, "mami_session=", "mami_session"] {
        let planted = server.nobody().with_cookie(planted);
        assert_eq!(planted.get(ME).await.problem(), (401, "not_signed_in".to_owned()));
    }
    server.stop().await;
}

#[tokio::test]
async fn case_005_signing_out_kills_this_session_at_once_and_no_other() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let (here, elsewhere) = (server.owner().await, server.sign_in(OWNER).await);
        let answer = here.post("/api/v1/auth/logout", &json!({})).await;
        assert_eq!((answer.status.as_u16(), &*answer.body), (204, ""));
        let taken_back = answer.header("set-cookie");
        assert!(taken_back.starts_with("mami_session=;") && taken_back.contains("Max-Age=0"), "{taken_back}");
        assert_eq!(here.get(ME).await.problem(), (401, "not_signed_in".to_owned()));
        assert_eq!(here.post("/api/v1/auth/logout", &json!({})).await.status, 401);
        assert_eq!(elsewhere.get(ME).await.status, 200);
        assert_eq!(place.count("sessions").await, 1);
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn case_012_every_byte_of_a_password_counts_and_a_huge_one_is_none() {
    let server = TestServer::start(&[]).await;
    // 72 bytes is where bcrypt stops to listen.
    let start = "a long sentence that nobody guesses and that is seventy-two bytes long ab";
    let start = start.get(..72).unwrap();
    let mut body = set_up(OWNER);
    body["password"] = json!(format!("{start}a"));
    let nobody = server.nobody();
    assert_eq!(nobody.post("/api/v1/setup", &body).await.status, 201);
    assert_eq!(nobody.post(LOGIN, &credentials(OWNER, &format!("{start}b"))).await.status, 401);
    assert_eq!(nobody.post(LOGIN, &credentials(OWNER, start)).await.status, 401);
    assert_eq!(nobody.post(LOGIN, &credentials(OWNER, &format!("{start}a"))).await.status, 200);

    let huge = "x".repeat(1_000_000);
    let answer = nobody.post(LOGIN, &credentials(OWNER, &huge)).await;
    assert_eq!(answer.problem(), (401, "invalid_credentials".to_owned()));
    server.stop().await;

    let server = TestServer::start(&[]).await;
    body["password"] = json!(huge);
    assert_eq!(server.nobody().post("/api/v1/setup", &body).await.pointers(), ["/password"]);
    server.stop().await;
}

#[tokio::test]
async fn a_name_is_one_name_however_it_is_written() {
    let server = TestServer::start(&[]).await;
    server.create("Zoë", Role::Member).await;
    for name in ["Zoë", "ZOË", "zoe\u{308}", "ｚｏë"] {
        assert_eq!(server.nobody().post(LOGIN, &credentials(name, PASSWORD)).await.status, 200, "{name}");
    }
    let account =
        |name: &str| NewAccount { username: name.to_owned(), password: PASSWORD.into(), display_name: None };
    let again = server.mami().auth.create_user(account("ZOE\u{308}"), Role::Member).await;
    assert!(matches!(again, Err(mami_auth::AuthError::UsernameTaken)), "{again:?}");
    server.stop().await;
}

#[tokio::test]
async fn the_cookie_is_for_this_site_and_no_script() {
    let server = TestServer::start(&[]).await;
    server.owner().await;
    let answer = server.nobody().post(LOGIN, &credentials(OWNER, PASSWORD)).await;
    let set: Vec<&str> = answer.header("set-cookie").split("; ").collect();
    assert!(set[0].starts_with("mami_session=") && set[0].len() >= "mami_session=".len() + 43, "{set:?}");
    assert_eq!(set[1..].iter().collect::<BTreeSet<_>>(), [&"HttpOnly", &"Path=/", &"SameSite=Lax"].into());
    assert!(!answer.body.contains(set[0].split_once('=').unwrap().1), "the token is in the cookie alone");
    server.stop().await;
}

#[tokio::test]
async fn behind_https_the_cookie_is_bound_to_the_host_and_to_https() {
    let server = TestServer::start(&[("MAMI_SERVER__PUBLIC_URL", "https://mami.example")]).await;
    let ada = server.owner().await;
    let answer = server.nobody().post(LOGIN, &credentials(OWNER, PASSWORD)).await;
    let set: Vec<&str> = answer.header("set-cookie").split("; ").collect();
    assert!(set[0].starts_with("__Host-mami_session="), "{set:?}");
    assert_eq!(
        set[1..].iter().collect::<BTreeSet<_>>(),
        [&"HttpOnly", &"Path=/", &"SameSite=Lax", &"Secure"].into()
    );
    assert_eq!(ada.get(ME).await.status, 200);
    // A cookie that another host of the domain, or plain http, could have set.
    let without_prefix = ada.cookie.as_ref().unwrap().replace("__Host-", "");
    let weaker = ada.with_cookie(&without_prefix);
    assert_eq!(weaker.get(ME).await.status, 401);

    let answer = ada.post("/api/v1/auth/logout", &json!({})).await;
    let taken_back = answer.header("set-cookie");
    for part in ["__Host-mami_session=;", "Secure", "Path=/", "Max-Age=0"] {
        assert!(taken_back.contains(part), "without Secure, browsers do not take {taken_back}");
    }
    server.stop().await;
}

#[tokio::test]
async fn one_reads_and_changes_ones_own_account() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let ada = server.owner().await;
        let me = ada.get(ME).await.json();
        let fields: BTreeSet<_> = me.as_object().unwrap().keys().map(String::as_str).collect();
        let expected = [
            "alert",
            "created_at",
            "display_name",
            "id",
            "locale",
            "role",
            "second_factor",
            "theme",
            "username",
        ];
        assert_eq!(fields, expected.into());
        assert_eq!((&me["locale"], &me["theme"], &me["alert"]), (&Value::Null, &Value::Null, &Value::Null));
        assert_eq!(me["second_factor"], false);

        let change = json!({"display_name": " Ada L. ", "locale": "pt-BR", "theme": "dark"});
        let mut expected = me.clone();
        for (field, value) in [("display_name", "Ada L."), ("locale", "pt-BR"), ("theme", "dark")] {
            expected[field] = json!(value);
        }
        assert_eq!(ada.patch(ME, &change).await.json(), expected);
        assert_eq!(ada.patch(ME, &json!({})).await.json(), expected, "what is absent stays");
        expected["theme"] = Value::Null;
        assert_eq!(ada.patch(ME, &json!({"theme": null})).await.json(), expected, "null empties");
        assert_eq!(ada.get(ME).await.json(), expected);

        let answer = ada.patch(ME, &json!({"display_name": " ", "locale": "../etc"})).await;
        assert_eq!(answer.pointers(), ["/display_name", "/locale"]);
        assert_eq!(ada.patch(ME, &json!({"theme": "pink"})).await.pointers(), ["/theme"]);
        assert_eq!(ada.get(ME).await.json(), expected);
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn case_017_nobody_makes_themselves_something_else() {
    let server = TestServer::start(&[]).await;
    let owner = server.owner().await.get(ME).await.json();
    let bob = server.member("bob").await;
    for (field, value) in [
        ("role", json!("owner")),
        ("id", owner["id"].clone()),
        ("username", json!("ada2")),
        ("disabled", json!(false)),
        ("password", json!("another password")),
    ] {
        assert_eq!(bob.patch(ME, &json!({"display_name": "Eve", field: value})).await.status, 422, "{field}");
    }
    let me = bob.get(ME).await.json();
    assert_eq!((&me["role"], &me["display_name"]), (&json!("member"), &json!("bob")));
    for path in ["/api/v1/conversations", "/api/v1/chat"] {
        let body = json!({"title": "x", "message": {"content": "x"}, "user_id": owner["id"]});
        assert_eq!(bob.post(path, &body).await.status, 422, "{path}");
    }
    assert_eq!(server.place.count("conversations").await, 0);
    server.stop().await;
}

#[tokio::test]
async fn case_006_what_is_streamed_ends_with_the_session() {
    let server = TestServer::answering(mami_upstream::Script::default(), &[]).await;
    let ada = server.owner().await;
    let here = server.sign_in(OWNER).await;
    let mut feed = Client::events(here.request(Method::GET, "/api/v1/events")).await;
    let slow = json!({"message": {"content": "[[tokens=1000 every=100]]"}});
    let mut turn = here.chat(&slow).await;
    let message = turn.until("start").await.data["message_id"].as_str().unwrap().to_owned();
    turn.until("delta").await;

    assert_eq!(here.post("/api/v1/auth/logout", &json!({})).await.status, 204);
    // Both end, the answer in the middle; what another device follows does not.
    let ended = async {
        while feed.next().await.is_some() {}
        turn.rest().await
    };
    let rest = tokio::time::timeout(Duration::from_secs(8), ended).await.unwrap();
    assert!(rest.iter().all(|event| event.event == "delta"), "{rest:?}");
    let mut elsewhere = ada.follow(&message, 0).await;
    elsewhere.until("delta").await;
    assert_eq!(ada.post(&format!("/api/v1/chat/{message}/cancel"), &json!({})).await.status, 202);
    elsewhere.until("done").await;
    server.stop().await;
}
