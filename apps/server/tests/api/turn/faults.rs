//! What goes wrong at a provider, as a person sees it.

use mami_upstream::{Script, Upstream};
use rstest::rstest;
use serde_json::json;
use tokio::net::TcpStream;

use super::{asked, goes_on, id, message, message_of, names};
use crate::server::{API_KEY, TestServer, text};

/// A message for the scripted provider, whatever `auto` may think of it.
fn scripted(content: &str) -> serde_json::Value {
    let mut body = message(content);
    body["model"] = "openai/scripted".into();
    body
}

#[rstest]
#[case::key("status:401", 502, "provider_rejected", "failed", 1)]
#[case::not_found("status:404", 502, "provider_rejected", "failed", 1)]
#[case::busy("status:429:70", 429, "provider_rate_limited", "failed", 1)]
#[case::busy_for_a_moment("status:429:0", 429, "provider_rate_limited", "failed", 3)]
#[case::timed_out("status:408", 503, "provider_unavailable", "failed", 3)]
#[case::broken("status:500", 503, "provider_unavailable", "failed", 3)]
#[case::down("status:503", 503, "provider_unavailable", "failed", 3)]
#[case::case_088_web_page("html", 502, "provider_malformed", "failed", 1)]
#[case::case_085_nothing_at_all("cut after=0", 502, "answer_interrupted", "interrupted", 1)]
#[case::in_band("inband_error after=0", 503, "provider_unavailable", "failed", 3)]
#[tokio::test]
async fn case_082_a_refusal_before_the_first_word_is_one_error_in_the_stream(
    #[case] fault: &str,
    #[case] status: u16,
    #[case] code: &str,
    #[case] ends: &str,
    #[case] times: usize,
) {
    let server = TestServer::answering(Script::default(), &[]).await;
    let ada = server.owner().await;
    let said = format!("[[fault={fault}]]");
    let events = ada.chat(&scripted(&said)).await.rest().await;
    let waits =
        if times > 1 { vec!["start", "title", "waiting", "error"] } else { vec!["start", "title", "error"] };
    assert_eq!(names(&events), waits);
    let (start, problem) = (&events[0].data, &events.last().unwrap().data);
    assert_eq!((&problem["status"], &problem["code"]), (&json!(status), &json!(code)), "{problem}");
    assert!(problem["detail"].as_str().unwrap().contains("openai/scripted"), "{problem}");
    assert_eq!(asked(&server).len(), times);

    let conversation = id(start, "conversation_id");
    let kept = message_of(&ada, &conversation, &id(start, "message_id")).await;
    assert_eq!((&kept["status"], &kept["content"]), (&json!(ends), &json!("")));
    assert_eq!(&kept["error"], problem);
    let question = message_of(&ada, &conversation, &id(start, "user_message_id")).await;
    assert_eq!(question["content"], said.as_str(), "what the person wrote is safe");
    assert_eq!(ada.follow(&id(start, "message_id"), 0).await.rest().await, events);
    goes_on(&ada, &conversation).await;
    server.stop().await;
}

#[rstest]
#[case::case_085_clean_end_without_marker("cut", "answer_interrupted", "interrupted")]
#[case::case_084_reset("rst", "answer_interrupted", "interrupted")]
#[case::case_083_stall("stall", "answer_interrupted", "interrupted")]
#[case::case_088_malformed("malformed", "provider_malformed", "failed")]
#[case::in_band("inband_error", "answer_interrupted", "interrupted")]
#[tokio::test]
async fn what_had_come_before_a_fault_is_kept(#[case] fault: &str, #[case] code: &str, #[case] ends: &str) {
    let server =
        TestServer::answering(Script::default(), &[("MAMI_PROVIDERS__OPENAI__STALL_SECONDS", "1")]).await;
    let ada = server.owner().await;
    let said = format!("[[say=one two three four]] [[fault={fault} after=2 every=1]]");
    let events = ada.chat(&scripted(&said)).await.rest().await;
    assert_eq!(names(&events), ["start", "title", "delta", "error"]);
    assert_eq!(text(&events), "one two ");
    let (start, problem) = (&events[0].data, &events.last().unwrap().data);
    assert_eq!((&problem["status"], &problem["code"]), (&json!(502), &json!(code)), "{problem}");
    assert_eq!(asked(&server).len(), 1, "nothing is asked again once the answer has begun");

    let conversation = id(start, "conversation_id");
    let kept = message_of(&ada, &conversation, &id(start, "message_id")).await;
    assert_eq!((&kept["status"], &kept["content"]), (&json!(ends), &json!("one two ")));
    assert_eq!(&kept["error"], problem);
    let again = ada.follow(&id(start, "message_id"), 0).await.rest().await;
    assert_eq!((text(&again), again.last()), (text(&events), events.last()));
    goes_on(&ada, &conversation).await;
    server.stop().await;
}

#[tokio::test]
async fn case_083_a_model_that_never_begins_is_unavailable() {
    let env = [("MAMI_PROVIDERS__OPENAI__FIRST_TOKEN_SECONDS", "1")];
    let server = TestServer::answering(Script::default(), &env).await;
    let ada = server.owner().await;
    let events = ada.chat(&scripted("[[fault=stall after=0]]")).await.rest().await;
    assert_eq!(names(&events), ["start", "title", "waiting", "error"]);
    assert_eq!(events.last().unwrap().data["code"], "provider_unavailable");
    server.upstream().until_dropped(3).await;
    server.stop().await;
}

#[tokio::test]
async fn a_provider_that_went_away_is_told_and_auto_takes_another() {
    let upstream = Upstream::start(Script::default()).await.unwrap();
    let (address, url) = (upstream.addr, upstream.url("/v1"));
    let server = TestServer::start(&[("OPENAI_BASE_URL", &url), ("OPENAI_API_KEY", API_KEY)]).await;
    let ada = server.owner().await;
    assert_eq!(ada.say("[[say=I am here]]").await["message"]["content"], "I am here");

    drop(upstream);
    while TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    let events = ada.chat(&message("Hello?")).await.rest().await;
    assert_eq!(names(&events), ["start", "title", "waiting", "error"]);
    assert_eq!(events[0].data["provider"], "openai");
    assert_eq!(events.last().unwrap().data["code"], "provider_unavailable");
    assert!(!events.last().unwrap().data.to_string().contains(&address.port().to_string()), "{events:?}");

    let events = ada.chat(&message("Hello?")).await.rest().await;
    assert_eq!(events[0].data["provider"], "builtin");
    assert_eq!(events.last().unwrap().event, "done");
    server.stop().await;
}

#[tokio::test]
async fn a_key_that_a_provider_repeats_reaches_nobody() {
    let script = Script { api_key: Some("sk-another".into()), ..Script::default() };
    let env = [("MAMI_PROVIDERS__OPENAI__DEFAULT_MODEL", "scripted")];
    let server = TestServer::answering(script, &env).await;
    let ada = server.owner().await;
    let events = ada.chat(&scripted("Hello?")).await.rest().await;
    assert_eq!(events.last().unwrap().data["code"], "provider_rejected");
    let told = format!("{events:?}{}", ada.get("/api/v1/admin/providers").await.body);
    assert!(!told.contains(API_KEY), "{told}");
    server.stop().await;
}
