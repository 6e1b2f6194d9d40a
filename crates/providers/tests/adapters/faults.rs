//! What goes wrong, and what it is called.

use std::time::Duration;

use chrono::{TimeDelta, Utc};
use mami_ports::ProviderError;
use mami_upstream::{Script, Upstream};
use rstest::rstest;
use tokio::net::TcpListener;

use crate::{KEY, Kind, ask, socket};

#[rstest]
#[case::case_085_clean_end_without_marker("cut")]
#[case::case_084_reset("rst")]
#[case::case_083_stall("stall")]
#[case::error_in_band("inband_error")]
#[tokio::test]
async fn what_breaks_midway_is_interrupted_after_what_came(
    #[case] fault: &str,
    #[values(Kind::OpenAi, Kind::Ollama)] kind: Kind,
) {
    let upstream = Upstream::start(Script::default()).await.unwrap();
    let question = format!("[[fault={fault} after=2 every=1]] [[say=one two three four]]");
    let url = upstream.url("/");
    let model = if fault == "stall" { kind.connect_impatient(&url) } else { kind.connect(&url) };
    let outcome = ask(&*model, &question).await;
    assert_eq!(outcome.text, "one two ");
    assert!(outcome.interrupted(), "{outcome:?}");
}

#[rstest]
#[tokio::test]
async fn case_088_what_is_not_understood_is_malformed_after_what_came(
    #[values(Kind::OpenAi, Kind::Ollama)] kind: Kind,
) {
    let upstream = Upstream::start(Script::default()).await.unwrap();
    let question = "[[fault=malformed after=2 every=1]] [[say=one two three four]]";
    let outcome = ask(&*kind.connect(&upstream.url("/")), question).await;
    assert_eq!(outcome.text, "one two ");
    assert!(outcome.malformed(), "{outcome:?}");
}

#[rstest]
#[tokio::test]
async fn case_085_no_event_at_all_is_interrupted(#[values(Kind::OpenAi, Kind::Ollama)] kind: Kind) {
    let upstream = Upstream::start(Script::default()).await.unwrap();
    let outcome = ask(&*kind.connect(&upstream.url("/")), "[[fault=cut after=0]]").await;
    assert!(outcome.interrupted(), "{outcome:?}");
}

#[rstest]
#[tokio::test]
async fn case_083_an_answer_that_never_begins_is_unavailable(
    #[values(Kind::OpenAi, Kind::Ollama)] kind: Kind,
) {
    let upstream = Upstream::start(Script::default()).await.unwrap();
    let short = Duration::from_millis(200);
    let model = kind.connect_with(&upstream.url("/"), short, Duration::from_secs(60));
    let outcome = ask(&*model, "[[fault=stall after=0]]").await;
    assert!(matches!(outcome.end, Err(ProviderError::Unavailable { .. })), "{outcome:?}");
    upstream.until_dropped(1).await;
}

#[tokio::test]
async fn case_083_keep_alive_comments_are_no_answer() {
    let (url, _task) = socket::serve(|mut socket, _| async move {
        socket::start(&mut socket, "text/event-stream").await;
        socket::send(&mut socket, Kind::OpenAi.piece("one").as_bytes()).await.unwrap();
        while socket::send(&mut socket, b": still here\n\nevent: ping\ndata: {}\n\n").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await;
    let outcome = ask(&*Kind::OpenAi.connect_impatient(&url), "Well?").await;
    assert_eq!(outcome.text, "one");
    assert!(outcome.interrupted(), "{outcome:?}");
}

#[rstest]
#[tokio::test]
async fn case_088_a_web_page_is_no_answer(#[values(Kind::OpenAi, Kind::Ollama)] kind: Kind) {
    let upstream = Upstream::start(Script::default()).await.unwrap();
    let outcome = ask(&*kind.connect(&upstream.url("/")), "[[fault=html]]").await;
    assert!(outcome.malformed(), "{outcome:?}");
}

#[rstest]
#[case::rejected(r#"{"error":{"message":"no such model","type":"invalid_request_error","code":400}}"#)]
#[case::limited(r#"{"error":{"message":"slow down","code":"rate_limit_exceeded"}}"#)]
#[case::unavailable(r#"{"error":"out of memory"}"#)]
#[tokio::test]
async fn an_error_in_band_before_any_text_says_what_can_be_done(
    #[case] body: &'static str,
    #[values("text/event-stream", "application/json")] content_type: &'static str,
) {
    let (url, _task) = socket::serve(move |mut socket, _| async move {
        socket::start(&mut socket, content_type).await;
        let event = if content_type == "application/json" {
            body.into()
        } else {
            format!("event: error\ndata: {body}\n\n")
        };
        socket::send(&mut socket, event.as_bytes()).await.unwrap();
        socket::finish(&mut socket).await;
    })
    .await;
    let error = ask(&*Kind::OpenAi.connect(&url), "Well?").await.end.unwrap_err();
    let expected = match body {
        _ if body.contains("400") => ProviderError::Rejected { reason: "no such model".to_owned() },
        _ if body.contains("rate") => ProviderError::RateLimited { retry_after: None },
        _ => ProviderError::Unavailable { detail: "hosted: out of memory".to_owned() },
    };
    assert_eq!(error, expected);
}

#[rstest]
#[tokio::test]
async fn case_082_a_status_says_what_can_be_done(
    #[values(Kind::OpenAi, Kind::Ollama)] kind: Kind,
    #[values(400, 401, 403, 404, 408, 413, 422, 500, 502, 503)] status: u16,
) {
    let upstream = Upstream::start(Script::default()).await.unwrap();
    let error =
        ask(&*kind.connect(&upstream.url("/")), &format!("[[fault=status:{status}]]")).await.end.unwrap_err();
    match status {
        408 | 500.. => assert!(matches!(error, ProviderError::Unavailable { .. }), "{error:?}"),
        401 => assert!(matches!(error, ProviderError::Rejected { .. }), "{error:?}"),
        _ => {
            let reason = format!("scripted refusal with status {status}");
            assert_eq!(error, ProviderError::Rejected { reason });
        }
    }
    assert_eq!(upstream.received().len(), 1, "an adapter does not try again by itself");
}

#[rstest]
#[case::seconds("status:429:7", Some(7))]
#[case::absurd("status:429:999999", Some(3600))]
#[case::past("status:429:Sun, 06 Nov 1994 08:49:37 GMT", Some(0))]
#[case::garbage("status:429:soon", None)]
#[case::absent("status:429", None)]
#[tokio::test]
async fn case_082_too_many_requests_says_how_long_to_wait(
    #[case] fault: &str,
    #[case] seconds: Option<u64>,
    #[values(Kind::OpenAi, Kind::Ollama)] kind: Kind,
) {
    let upstream = Upstream::start(Script::default()).await.unwrap();
    let error = ask(&*kind.connect(&upstream.url("/")), &format!("[[fault={fault}]]")).await.end.unwrap_err();
    assert_eq!(error, ProviderError::RateLimited { retry_after: seconds.map(Duration::from_secs) });
}

#[tokio::test]
async fn case_082_a_date_says_how_long_to_wait() {
    let upstream = Upstream::start(Script::default()).await.unwrap();
    #[expect(clippy::disallowed_methods, reason = "the adapter compares with the real clock here")]
    let date = (Utc::now() + TimeDelta::seconds(100)).format("%a, %d %b %Y %H:%M:%S GMT");
    let model = Kind::OpenAi.connect(&upstream.url("/"));
    let error = ask(&*model, &format!("[[fault=status:429:{date}]]")).await.end.unwrap_err();
    let ProviderError::RateLimited { retry_after: Some(wait) } = error else { panic!("{error:?}") };
    assert!((60..=100).contains(&wait.as_secs()), "{wait:?}");
}

#[tokio::test]
async fn a_key_that_a_provider_repeats_is_not_shown() {
    let upstream =
        Upstream::start(Script { api_key: Some("another".to_owned()), ..Script::default() }).await.unwrap();
    let model = Kind::OpenAi.connect(&upstream.url("/"));
    let errors = [ask(&*model, "Hi").await.end.unwrap_err(), model.models().await.unwrap_err()];
    for error in errors {
        assert!(matches!(error, ProviderError::Rejected { .. }), "{error:?}");
        assert!(!format!("{error:?} {error}").contains(KEY), "{error:?}");
    }

    let (url, _task) = socket::serve(|mut socket, _| async move {
        let body = format!(r#"{{"error": {{"message": "{KEY}\n may not do this"}}}}"#);
        socket::respond(&mut socket, "403 Forbidden", "", &body).await;
    })
    .await;
    let error = ask(&*Kind::OpenAi.connect(&url), "Hi").await.end.unwrap_err();
    assert_eq!(error, ProviderError::Rejected { reason: "[key]  may not do this".to_owned() });
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let location = format!("location: http://{}/v1/chat/completions\r\n", elsewhere.local_addr().unwrap());
    let (url, _task) = socket::serve(move |mut socket, _| async move {
        socket::respond(&mut socket, "307 Temporary Redirect", &location, "").await;
    })
    .await;
    let error = ask(&*Kind::OpenAi.connect(&url), "Hi").await.end.unwrap_err();
    assert!(matches!(error, ProviderError::Rejected { .. }), "{error:?}");
    let accepted = tokio::time::timeout(Duration::from_millis(50), elsewhere.accept()).await;
    assert!(accepted.is_err(), "the other host was contacted");
}

#[tokio::test]
async fn a_long_refusal_is_cut() {
    let (url, _task) = socket::serve(|mut socket, _| async move {
        let body = "Sorry! ".repeat(100_000);
        socket::respond(&mut socket, "400 Bad Request", "", &body).await;
    })
    .await;
    let error = ask(&*Kind::OpenAi.connect(&url), "Hi").await.end.unwrap_err();
    let ProviderError::Rejected { reason } = error else { panic!("{error:?}") };
    assert!(reason.starts_with("Sorry! Sorry!") && reason.chars().count() <= 301, "{reason}");
}
