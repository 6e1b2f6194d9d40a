//! Which codes are good, and how often.

use futures_util::future::join_all;
use serde_json::json;

use super::{App, CODES, CONFIRM, LOGIN, PATH, codes, early_in_a_step, enable, is, later, log_in};
use crate::{
    people::me,
    server::{Answer, PASSWORD, TestServer, credentials, places},
};

#[tokio::test]
async fn a_code_is_good_from_one_step_before_to_one_step_after_its_own() {
    let server = TestServer::start(&[("MAMI_AUTH__FAILURES_PER_ACCOUNT", "100")]).await;
    let bob = server.member("bob").await;
    let (app, _) = enable(&server, &bob).await;
    for (ahead, good) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
        later(&server).await;
        early_in_a_step().await;
        // By chance, one code in a million is that of another step as well.
        let is_also_another = |other: i64| other != ahead && app.code(other) == app.code(ahead);
        if good || !(-1..=1).any(is_also_another) {
            let answer = log_in(&server, "bob", &app.code(ahead)).await;
            assert_eq!(answer.status, if good { 200 } else { 401 }, "{ahead}: {}", answer.body);
        }
    }
    server.stop().await;
}

#[tokio::test]
async fn no_code_is_good_twice_nor_is_one_older_than_one_that_was_used() {
    for place in places().await {
        let server = TestServer::on(&place, &[("MAMI_AUTH__FAILURES_PER_ACCOUNT", "100")]).await;
        let bob = server.member("bob").await;
        let begun = bob.post(PATH, &json!({"password": PASSWORD})).await.json();
        let app = App::with(begun["secret"].as_str().unwrap());
        let confirmed = app.code(1);
        codes(&bob.post(CONFIRM, &json!({"code": confirmed})).await);
        is(&log_in(&server, "bob", &confirmed).await, 401, "second_factor_invalid");

        later(&server).await;
        early_in_a_step().await;
        let (before, now, after) = (app.code(-1), app.code(0), app.code(1));
        assert_eq!(log_in(&server, "bob", &now).await.status, 200);
        is(&log_in(&server, "bob", &now).await, 401, "second_factor_invalid");
        is(&log_in(&server, "bob", &before).await, 401, "second_factor_invalid");
        // Nor is it elsewhere.
        let both = json!({"password": PASSWORD, "code": now});
        is(&bob.post(CODES, &both).await, 403, "second_factor_invalid");
        is(&bob.delete_with(PATH, &both).await, 403, "second_factor_invalid");
        let leave = json!({"password": PASSWORD, "otp": now});
        is(&bob.delete_with("/api/v1/auth/me", &leave).await, 403, "second_factor_invalid");
        assert_eq!(log_in(&server, "bob", &after).await.status, 200);

        for _ in 0..3 {
            later(&server).await;
            let code = app.code(1);
            let answers = join_all((0..10).map(|_| log_in(&server, "bob", &code))).await;
            let (good, bad): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 200);
            assert_eq!((good.len(), bad.len()), (1, 9));
            for answer in bad {
                is(answer, 401, "second_factor_invalid");
            }
        }
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn wrong_codes_make_who_signs_in_wait() {
    let server = TestServer::start(&[("MAMI_AUTH__FAILURES_PER_ACCOUNT", "3")]).await;
    let (bob, cleo) = (server.member("bob").await, server.member("cleo").await);
    let ((his, codes), (hers, _)) = (enable(&server, &bob).await, enable(&server, &cleo).await);
    is(&log_in(&server, "bob", &his.wrong()).await, 401, "second_factor_invalid");
    is(&log_in(&server, "bob", "abcd-efgh-ijkl-mnop").await, 401, "second_factor_invalid");
    // To ask without a code is no guess.
    is(&server.nobody().post(LOGIN, &credentials("bob", PASSWORD)).await, 401, "second_factor_required");
    is(&log_in(&server, "BOB", &his.wrong()).await, 401, "second_factor_invalid");
    for code in [&his.code(1), &codes[0]] {
        throttled(&log_in(&server, "bob", code).await);
    }
    // Each account for itself; and who is signed in already proves who they are all the same.
    assert_eq!(log_in(&server, "cleo", &hers.code(1)).await.status, 200);
    let proof = json!({"password": PASSWORD, "code": codes[0]});
    assert_eq!(bob.post(CODES, &proof).await.status, 200);
    server.stop().await;
}

#[tokio::test]
async fn wrong_codes_make_who_is_signed_in_wait_wherever_they_are_given() {
    let server = TestServer::start(&[("MAMI_AUTH__FAILURES_PER_ACCOUNT", "3")]).await;
    let (bob, cleo) = (server.member("bob").await, server.member("cleo").await);
    let ((his, codes), (hers, _)) = (enable(&server, &bob).await, enable(&server, &cleo).await);
    let both = |code: &str| json!({"password": PASSWORD, "code": code});
    let leave = |code: &str| json!({"password": PASSWORD, "otp": code});
    is(&bob.post(CODES, &both(&his.wrong())).await, 403, "second_factor_invalid");
    is(&bob.delete_with(PATH, &both(&his.wrong())).await, 403, "second_factor_invalid");
    is(&bob.delete_with("/api/v1/auth/me", &leave(&his.wrong())).await, 403, "second_factor_invalid");
    for answer in [
        bob.post(CODES, &both(&codes[0])).await,
        bob.delete_with(PATH, &both(&codes[0])).await,
        bob.delete_with("/api/v1/auth/me", &leave(&codes[0])).await,
    ] {
        throttled(&answer);
    }
    me(&bob).await;
    assert_eq!(cleo.post(CODES, &both(&hers.code(1))).await.status, 200, "each account for itself");
    server.stop().await;
}

fn throttled(answer: &Answer) {
    is(answer, 429, "rate_limited");
    assert!(answer.header("retry-after").parse::<u32>().unwrap() > 0);
}

#[tokio::test]
async fn a_recovery_code_signs_in_once_however_it_is_typed() {
    for place in places().await {
        let server = TestServer::on(&place, &[("MAMI_AUTH__FAILURES_PER_ACCOUNT", "100")]).await;
        let (bob, cleo) = (server.member("bob").await, server.member("cleo").await);
        let (_, codes) = enable(&server, &bob).await;
        enable(&server, &cleo).await;
        let typed = [
            codes[0].clone(),
            codes[1].to_uppercase(),
            codes[2].replace('-', ""),
            format!("  {}\t", codes[3].replace('-', " ").to_uppercase()),
            codes[4].replace('-', "--"),
        ];
        for (used, typed) in typed.iter().enumerate() {
            is(&log_in(&server, "cleo", typed).await, 401, "second_factor_invalid");
            assert_eq!(log_in(&server, "bob", typed).await.status, 200, "{typed}");
            is(&log_in(&server, "bob", typed).await, 401, "second_factor_invalid");
            is(&log_in(&server, "bob", &codes[used]).await, 401, "second_factor_invalid");
            assert_eq!(bob.get(PATH).await.json()["recovery_codes_left"], 9 - used);
        }
        let answers = join_all((0..10).map(|_| log_in(&server, "bob", &codes[5]))).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1, "{answers:?}");
        let activity = bob.get("/api/v1/auth/activity?limit=200").await;
        assert_eq!(activity.body.matches("second_factor.recovery_code_used").count(), 6);
        for code in &codes {
            assert!(!activity.body.contains(code.as_str()));
        }
        drop(place);
        server.stop().await;
    }
}
