//! What other tests rely on in the stand-in: faults that pass, silence about usage, how many streams ran at once.

use std::time::Duration;

use mami_ports::{FinishReason, ProviderError};
use mami_upstream::{Script, Upstream};
use rstest::rstest;
use serde_json::{Value, json};

use crate::{Kind, ask, socket};

#[rstest]
#[tokio::test]
async fn a_fault_that_passes_happens_so_many_times_for_each_question(
    #[values(Kind::OpenAi, Kind::Ollama)] kind: Kind,
) {
    let upstream = Upstream::start(Script::default()).await.unwrap();
    let model = kind.connect(&upstream.url("/"));
    for question in ["[[say=ok]] [[fault=status:503 times=2]]", "[[say=ok]] [[fault=cut times=2]]"] {
        for fails in [true, true, false, false] {
            let outcome = ask(&*model, question).await;
            assert_eq!(outcome.end.is_err(), fails, "{outcome:?}");
        }
    }
    let never = ask(&*model, "[[say=ok]] [[fault=status:503 times=0]]").await;
    assert_eq!(never.text, "ok");
    for _ in 0..3 {
        let always = ask(&*model, "[[say=ok]] [[fault=status:503]]").await;
        assert!(matches!(always.end, Err(ProviderError::Unavailable { .. })));
    }
}

#[rstest]
#[tokio::test]
async fn usage_is_left_out_when_told_to(#[values(Kind::OpenAi, Kind::Ollama)] kind: Kind) {
    let upstream = Upstream::start(Script::default()).await.unwrap();
    let outcome = ask(&*kind.connect(&upstream.url("/")), "[[say=ok]] [[usage=none]]").await;
    assert_eq!((outcome.text.as_str(), outcome.end), ("ok", Ok((FinishReason::Stop, None))));
}

#[tokio::test]
async fn streams_that_run_at_once_are_counted() {
    let upstream = Upstream::start(Script::default()).await.unwrap();
    let model = Kind::OpenAi.connect(&upstream.url("/"));
    for _ in 0..20 {
        ask(&*model, "Well?").await.end.unwrap();
    }
    assert_eq!(upstream.most_at_once(), 1, "one after the other");
    let slow = "[[say=one two]] [[first=200]]";
    let all = futures_util::future::join_all([ask(&*model, slow), ask(&*model, slow), ask(&*model, slow)]);
    let (all, ()) = tokio::join!(all, upstream.until_running(3));
    assert!(all.iter().all(|outcome| outcome.end.is_ok()));
    assert_eq!(upstream.most_at_once(), 3);
    ask(&*model, "Well?").await.end.unwrap();
    assert_eq!(upstream.most_at_once(), 3, "the most that there ever were");
}

/// What does not stream says the same.
#[rstest]
#[tokio::test]
async fn an_answer_at_once_holds_the_calls_too(#[values("/v1/chat/completions", "/api/chat")] path: &str) {
    let upstream = Upstream::start(Script::default()).await.unwrap();
    let question = "[[say=Yes.]] [[think=Hm.]] [[tool=add {\"x\": 1}]]";
    let body = json!({
        "model": "scripted", "stream": false, "messages": [{"role": "user", "content": question}],
    })
    .to_string();
    let request = format!(
        "POST {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    let answer = tokio::time::timeout(Duration::from_secs(30), socket::exchange(upstream.addr, &request));
    let answer = answer.await.unwrap();
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    let body: Value = serde_json::from_str(body).unwrap();
    let (message, reason, arguments) = if path.starts_with("/v1") {
        let choice = &body["choices"][0];
        (&choice["message"], (&choice["finish_reason"], "tool_calls"), json!("{\"x\": 1}"))
    } else {
        (&body["message"], (&body["done_reason"], "stop"), json!({"x": 1}))
    };
    assert_eq!(message["content"], "<think>Hm.</think>Yes.");
    assert_eq!(message["tool_calls"][0]["function"], json!({"name": "add", "arguments": arguments}));
    assert_eq!(reason.0, reason.1);
}
