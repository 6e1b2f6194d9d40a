//! How the cookies of a sign-in are set and taken back.

use std::collections::BTreeSet;

use serde_json::json;

use super::{LOGIN, ME, REMEMBER, SESSION, is_signed_out, remembering};
use crate::server::{OWNER, PASSWORD, TestServer, credentials};

/// Name and value of a `Set-Cookie` line, and its attributes.
fn taken_apart(line: &str) -> (&str, &str, BTreeSet<&str>) {
    let (pair, attributes) = line.split_once("; ").unwrap();
    let (name, value) = pair.split_once('=').unwrap();
    (name, value, attributes.split("; ").collect())
}

#[tokio::test]
async fn case_008_the_cookies_are_for_this_site_and_no_script_and_one_of_them_stays() {
    let server = TestServer::start(&[]).await;
    server.owner().await;
    let answer = server.nobody().post(LOGIN, &remembering(OWNER)).await;
    let lines = answer.set_cookies();
    let (session, remember) = (taken_apart(lines[0]), taken_apart(lines[1]));
    assert_eq!(lines.len(), 2);
    assert_eq!((session.0, remember.0), (SESSION, REMEMBER));
    // Without an age, the browser drops it when it is closed.
    assert_eq!(session.2, ["HttpOnly", "Path=/", "SameSite=Lax"].into());
    assert_eq!(remember.2, ["HttpOnly", "Max-Age=2592000", "Path=/", "SameSite=Lax"].into());
    for secret in [session.1, remember.1.split_once('.').unwrap().1] {
        assert_eq!(secret.len(), 64, "256 bits");
        assert!(!answer.body.contains(secret), "the token is in the cookie alone");
    }

    for body in
        [credentials(OWNER, PASSWORD), json!({"username": OWNER, "password": PASSWORD, "remember_me": false})]
    {
        let answer = server.nobody().post(LOGIN, &body).await;
        let (name, value, attributes) = taken_apart(answer.set_cookies()[1]);
        assert_eq!((name, value), (REMEMBER, ""), "an earlier one is taken back");
        assert!(attributes.contains("Max-Age=0"), "{attributes:?}");
    }
    server.stop().await;
}

#[tokio::test]
async fn case_008_behind_https_the_cookies_are_bound_to_the_host_and_to_https() {
    let env = [("MAMI_SERVER__PUBLIC_URL", "https://mami.example"), ("MAMI_AUTH__REMEMBER_DAYS", "3")];
    let server = TestServer::start(&env).await;
    server.owner().await;
    let answer = server.nobody().post(LOGIN, &remembering(OWNER)).await;
    let lines = answer.set_cookies();
    let (session, remember) = (taken_apart(lines[0]), taken_apart(lines[1]));
    assert_eq!((session.0, remember.0), ("__Host-mami_session", "__Host-mami_remember"));
    assert_eq!(session.2, ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"].into());
    assert_eq!(remember.2, ["HttpOnly", "Max-Age=259200", "Path=/", "SameSite=Lax", "Secure"].into());

    let here = server.nobody().with_cookie_of(&answer);
    // A cookie that another host of the domain, or plain http, could have set.
    let weaker = server.nobody().with_cookie(&here.cookie.as_ref().unwrap().replace("__Host-", ""));
    is_signed_out(&weaker).await;
    let resumed = here.with_only("__Host-mami_remember").get(ME).await;
    assert_eq!(resumed.status, 200);
    let answer = here.with_cookie_of(&resumed).post("/api/v1/auth/logout", &json!({})).await;
    let taken_back: Vec<_> = answer.set_cookies().into_iter().map(taken_apart).collect();
    assert_eq!(taken_back.iter().map(|it| it.0).collect::<Vec<_>>(), [session.0, remember.0]);
    for (_, value, attributes) in taken_back {
        assert_eq!(
            (value, attributes.contains("Max-Age=0"), attributes.contains("Secure")),
            ("", true, true)
        );
    }
    server.stop().await;
}
