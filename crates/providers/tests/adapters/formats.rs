//! What is sent and how a sound answer is read.

use mami_ports::{FinishReason, Prompt, TokenUsage};
use mami_upstream::{Script, Upstream};
use rstest::rstest;
use serde_json::json;

use crate::{KEY, Kind, ask, ask_prompt, prompt, socket};

#[rstest]
#[tokio::test]
async fn an_answer_comes_whole_with_its_usage(#[values(Kind::OpenAi, Kind::Ollama)] kind: Kind) {
    let upstream = Upstream::start(Script::default()).await.unwrap();
    let model = kind.connect(&upstream.url("/"));
    let outcome = ask(&*model, "[[say=Crème brûlée, 世界 & \"quotes\"\\n```rust\\nfn x() {}\\n```]]").await;
    assert_eq!(outcome.text, "Crème brûlée, 世界 & \"quotes\"\n```rust\nfn x() {}\n```");
    assert_eq!(outcome.reasoning, "");
    let (reason, usage) = outcome.end.unwrap();
    assert_eq!(reason, FinishReason::Stop);
    assert!(matches!(usage, Some(TokenUsage { input_tokens: 1.., output_tokens: 1.. })), "{usage:?}");
}

#[rstest]
#[tokio::test]
async fn reasoning_is_told_apart(#[values(Kind::OpenAi, Kind::Ollama)] kind: Kind) {
    let upstream = Upstream::start(Script::default()).await.unwrap();
    let outcome = ask(&*kind.connect(&upstream.url("/")), "[[reasoning=Let me see…]] [[say=Yes.]]").await;
    assert_eq!((outcome.reasoning.as_str(), outcome.text.as_str()), ("Let me see…", "Yes."));
    assert!(outcome.end.is_ok());
}

#[rstest]
#[tokio::test]
async fn an_answer_that_reached_its_limit_says_so(#[values(Kind::OpenAi, Kind::Ollama)] kind: Kind) {
    let upstream = Upstream::start(Script::default()).await.unwrap();
    let prompt = Prompt { max_tokens: Some(2), ..prompt("[[say=one two three four]]") };
    let outcome = ask_prompt(&*kind.connect(&upstream.url("/")), &prompt).await;
    assert_eq!(outcome.text, "one two ");
    assert_eq!(outcome.end.unwrap().0, FinishReason::Length);
}

#[tokio::test]
async fn openai_is_sent_the_prompt_and_the_key() {
    let upstream =
        Upstream::start(Script { api_key: Some(KEY.to_owned()), ..Script::default() }).await.unwrap();
    let prompt = Prompt { temperature: Some(0.5), max_tokens: Some(100), ..prompt("Well?") };
    ask_prompt(&*Kind::OpenAi.connect(&upstream.url("/")), &prompt).await.end.unwrap();
    let received = upstream.received().pop().unwrap();
    assert_eq!(received.what, "POST /v1/chat/completions");
    assert_eq!(received.header("authorization"), Some(format!("Bearer {KEY}").as_str()));
    assert_eq!(
        received.body,
        json!({
            "model": "scripted", "stream": true, "stream_options": {"include_usage": true},
            "temperature": 0.5, "max_tokens": 100,
            "messages": [
                {"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"},
                {"role": "assistant", "content": "Hello"}, {"role": "user", "content": "Well?"},
            ],
        })
    );
}

#[tokio::test]
async fn ollama_is_sent_the_prompt_and_the_context_that_it_may_use() {
    let upstream = Upstream::start(Script::default()).await.unwrap();
    let model = Kind::Ollama.connect(&upstream.url("/"));
    let prompt = Prompt { temperature: Some(0.5), max_tokens: Some(100), ..prompt("Well?") };
    model.models().await.unwrap();
    ask_prompt(&*model, &prompt).await.end.unwrap();
    let received = upstream.received().pop().unwrap();
    assert_eq!(received.what, "POST /api/chat");
    assert_eq!(received.header("authorization"), None);
    assert_eq!(received.body["stream"], true);
    assert_eq!(received.body["options"], json!({"temperature": 0.5, "num_predict": 100, "num_ctx": 8192}));
    assert_eq!(received.body["messages"][0]["role"], "system");
    assert_eq!(received.body["messages"][3]["content"], "Well?");
}

/// Every byte arrives as a piece of its own, so every character, line and event is cut everywhere.
#[rstest]
#[tokio::test]
async fn a_stream_cut_at_every_byte_reads_the_same(#[values(Kind::OpenAi, Kind::Ollama)] kind: Kind) {
    let text = "xin chào 世界 🎉 žluťoučký\r\n";
    let (url, _task) = socket::serve(move |mut socket, _| async move {
        socket::start(&mut socket, kind.content_type()).await;
        for byte in format!("{}{}", kind.piece(text), kind.end()).bytes() {
            socket::send(&mut socket, &[byte]).await.unwrap();
        }
        socket::finish(&mut socket).await;
    })
    .await;
    let outcome = ask(&*kind.connect(&url), "Well?").await;
    assert_eq!(outcome.text, text);
    assert!(outcome.end.is_ok());
}

/// What compatible servers do with the format: CRLF, comments, no space, data over two lines, no role, Groq's usage, nulls.
#[tokio::test]
async fn the_liberties_of_compatible_servers_are_understood() {
    let (url, _task) = socket::serve(|mut socket, _| async move {
        socket::start(&mut socket, "text/event-stream; charset=utf-8").await;
        let body = ": PROCESSING\r\n\r\n\
            data:{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":null,\"reasoning_content\":\"Hm.\"},\"finish_reason\":\"\"}],\"usage\":null,\"error\":null}\r\n\r\n\
            id: 1\r\nevent: message\r\ndata: {\"choices\":\r\ndata: [{\"delta\":{\"content\":\"Yes.\",\"logprobs\":{}}}]}\r\n\r\n\
            data: {\"choices\":[{\"index\":1,\"delta\":{\"content\":\"another choice\"}}]}\r\n\r\n\
            data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}],\"x_groq\":{\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4,\"queue_time\":0.1}}}\r\n\r\n\
            data: [DONE]";
        socket::send(&mut socket, body.as_bytes()).await.unwrap();
        socket::finish(&mut socket).await;
    })
    .await;
    let outcome = ask(&*Kind::OpenAi.connect(&url), "Well?").await;
    assert_eq!((outcome.reasoning.as_str(), outcome.text.as_str()), ("Hm.", "Yes."));
    let usage = TokenUsage { input_tokens: 3, output_tokens: 4 };
    assert_eq!(outcome.end, Ok((FinishReason::Stop, Some(usage))));
}

#[rstest]
#[tokio::test]
async fn case_071_events_and_fields_that_nobody_asked_for_do_nothing(
    #[values(Kind::OpenAi, Kind::Ollama)] kind: Kind,
) {
    let upstream = Upstream::start(Script::default()).await.unwrap();
    let outcome =
        ask(&*kind.connect(&upstream.url("/")), "[[fault=foreign]] [[say=<b>plain</b> text]]").await;
    assert_eq!((outcome.text.as_str(), outcome.reasoning.as_str()), ("<b>plain</b> text", ""));
    assert!(outcome.end.is_ok());
}
