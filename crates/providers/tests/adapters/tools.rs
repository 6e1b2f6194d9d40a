//! Tools, images and effort: what is sent, and how calls in an answer are read.

use std::sync::Arc;

use mami_ports::{
    Effort, FinishReason, Prompt, PromptImage, PromptMessage, PromptRole, SystemClock, Tool, ToolCall,
};
use mami_providers::{Ollama, OllamaConfig, OpenAi, OpenAiConfig};
use mami_upstream::{Model, Script, Upstream};
use rstest::rstest;
use serde_json::{Value, json};

use crate::{KEY, Kind, ask, ask_prompt, prompt, socket};

fn call(id: &str, name: &str, arguments: &str) -> ToolCall {
    ToolCall { id: id.to_owned(), name: name.to_owned(), arguments: arguments.to_owned() }
}

/// Calls with their arguments as JSON: Ollama's have no spelling of their own.
fn read(calls: &[ToolCall]) -> Vec<(&str, &str, Value)> {
    calls
        .iter()
        .map(|call| (&*call.id, &*call.name, serde_json::from_str(&call.arguments).unwrap()))
        .collect()
}

/// A conversation with all that a message can hold.
fn rich() -> Prompt {
    let said = PromptMessage::new;
    let image = |bytes: &'static [u8]| PromptImage { mime: "image/png".to_owned(), bytes: Arc::from(bytes) };
    Prompt {
        effort: Some(Effort::High),
        tools: vec![Tool {
            name: "look_up".to_owned(),
            description: "Looks a word up.".to_owned(),
            parameters: json!({"type": "object", "properties": {"word": {"type": "string"}}}),
        }],
        ..Prompt::new(
            "scripted-thinking",
            vec![
                PromptMessage {
                    images: vec![image(&[0xff, 0xfe, 0xfd]), image(b"Ma")],
                    ..said(PromptRole::User, "What is this?")
                },
                PromptMessage {
                    reasoning: Some("A word, I think.".to_owned()),
                    calls: vec![
                        call("a1", "look_up", r#"{"word": "žluťoučký"}"#),
                        call("a2", "give_up", "{oops"),
                    ],
                    ..said(PromptRole::Assistant, "")
                },
                PromptMessage { call_id: Some("a2".to_owned()), ..said(PromptRole::Tool, "no such tool") },
                PromptMessage { call_id: Some("a1".to_owned()), ..said(PromptRole::Tool, "yellowish") },
                PromptMessage { images: vec![image(b"Mam")], ..said(PromptRole::User, "") },
            ],
        )
    }
}

fn sent(upstream: &Upstream) -> Value {
    upstream.received().pop().unwrap().body
}

#[rstest]
#[tokio::test]
async fn openai_is_sent_tools_results_images_and_effort(#[values(false, true)] send_reasoning: bool) {
    let upstream = Upstream::start(Script::default()).await.unwrap();
    let usual = OpenAiConfig::new("hosted", upstream.url("/v1").parse().unwrap());
    let model = OpenAi::new(OpenAiConfig { send_reasoning, ..usual }, Arc::new(SystemClock)).unwrap();
    ask_prompt(&model, &rich()).await.end.unwrap();
    let mut thought = json!({
        "role": "assistant", "content": "",
        "tool_calls": [
            {"id": "a1", "type": "function", "function": {"name": "look_up", "arguments": "{\"word\": \"žluťoučký\"}"}},
            {"id": "a2", "type": "function", "function": {"name": "give_up", "arguments": "{oops"}},
        ],
    });
    if send_reasoning {
        thought["reasoning_content"] = "A word, I think.".into();
    }
    assert_eq!(
        sent(&upstream),
        json!({
            "model": "scripted-thinking", "stream": true, "stream_options": {"include_usage": true},
            "reasoning_effort": "high",
            "tools": [{"type": "function", "function": {
                "name": "look_up", "description": "Looks a word up.",
                "parameters": {"type": "object", "properties": {"word": {"type": "string"}}},
            }}],
            "messages": [
                {"role": "user", "content": [
                    {"type": "text", "text": "What is this?"},
                    {"type": "image_url", "image_url": {"url": "data:image/png;base64,//79"}},
                    {"type": "image_url", "image_url": {"url": "data:image/png;base64,TWE="}},
                ]},
                thought,
                {"role": "tool", "tool_call_id": "a2", "content": "no such tool"},
                {"role": "tool", "tool_call_id": "a1", "content": "yellowish"},
                {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,TWFt"}}]},
            ],
        })
    );
}

#[rstest]
#[tokio::test]
async fn ollama_is_sent_tools_results_images_and_effort(#[values(false, true)] send_reasoning: bool) {
    let upstream = Upstream::start(Script::default()).await.unwrap();
    let usual = OllamaConfig::new("local", upstream.url("/").parse().unwrap());
    let model = Ollama::new(OllamaConfig { send_reasoning, ..usual }, Arc::new(SystemClock)).unwrap();
    mami_ports::ChatModel::models(&model).await.unwrap();
    ask_prompt(&model, &rich()).await.end.unwrap();
    let body = sent(&upstream);
    assert_eq!(
        body["tools"],
        json!([{"type": "function", "function": {
            "name": "look_up", "description": "Looks a word up.",
            "parameters": {"type": "object", "properties": {"word": {"type": "string"}}},
        }}])
    );
    assert_eq!(body["think"], true);
    let messages = body["messages"].as_array().unwrap();
    assert_eq!(
        (&messages[0]["content"], &messages[0]["images"]),
        (&json!("What is this?"), &json!(["//79", "TWE="]))
    );
    assert_eq!(
        messages[1]["tool_calls"],
        json!([
            {"function": {"name": "look_up", "arguments": {"word": "žluťoučký"}}},
            {"function": {"name": "give_up", "arguments": {}}},
        ])
    );
    assert_eq!(messages[1]["thinking"], json!(send_reasoning.then_some("A word, I think.")));
    let result = |at: usize| (&messages[at]["role"], &messages[at]["tool_name"], &messages[at]["content"]);
    assert_eq!(result(2), (&json!("tool"), &json!("give_up"), &json!("no such tool")));
    assert_eq!(result(3), (&json!("tool"), &json!("look_up"), &json!("yellowish")));
    assert_eq!(messages[4]["images"], json!(["TWFt"]));
}

/// Ollama's models think or do not, or take a level, or cannot think and refuse to be told.
#[rstest]
#[case::thinks("scripted-thinking", Some(Effort::Medium), json!(true))]
#[case::thinks_briefly("scripted-thinking", Some(Effort::Low), json!(false))]
#[case::takes_levels("gpt-oss:20b", Some(Effort::Low), json!("low"))]
#[case::takes_high_levels("gpt-oss:20b", Some(Effort::High), json!("high"))]
#[case::cannot_think("scripted", Some(Effort::High), Value::Null)]
#[case::is_not_known("somebody-else", Some(Effort::High), Value::Null)]
#[case::is_not_asked("scripted-thinking", None, Value::Null)]
#[tokio::test]
async fn ollama_is_told_how_to_think(
    #[case] name: &str,
    #[case] effort: Option<Effort>,
    #[case] think: Value,
) {
    let mut script = Script::default();
    script.models.push(Model::new("gpt-oss:20b", 131_072, &["completion", "tools", "thinking"]));
    let upstream = Upstream::start(script).await.unwrap();
    let model = Kind::Ollama.connect(&upstream.url("/"));
    model.models().await.unwrap();
    let prompt = Prompt { model: name.to_owned(), effort, ..prompt("Well?") };
    ask_prompt(&*model, &prompt).await.end.unwrap();
    assert_eq!(sent(&upstream)["think"], think);
}

#[tokio::test]
async fn nothing_is_said_of_tools_where_there_are_none() {
    let upstream = Upstream::start(Script::default()).await.unwrap();
    for kind in [Kind::OpenAi, Kind::Ollama] {
        ask(&*kind.connect(&upstream.url("/")), "Well?").await.end.unwrap();
        let body = sent(&upstream);
        for field in ["tools", "reasoning_effort", "think"] {
            assert_eq!(body.get(field), None, "{field}: {body}");
        }
    }
}

/// A whole round: the model thinks, says something, calls two tools, is told what they answered, and answers.
#[rstest]
#[tokio::test]
async fn tools_are_called_and_their_results_answered(#[values(Kind::OpenAi, Kind::Ollama)] kind: Kind) {
    let upstream = Upstream::start(Script::default()).await.unwrap();
    let model = kind.connect(&upstream.url("/"));
    let question = "[[reasoning=Let me see…]] [[say=Crème brûlée 世界 🎉]] \
                    [[tool=add {\"x\": [[1, 2]], \"text\": \"]] \\\"žluť\\\" 🎉\"}]] [[tool=now]]";
    let mut prompt = prompt(question);
    let first = ask_prompt(&*model, &prompt).await;
    assert_eq!((first.reasoning.as_str(), first.text.as_str()), ("Let me see…", "Crème brûlée 世界 🎉"));
    assert!(matches!(first.end, Ok((FinishReason::Stop, Some(_)))), "{:?}", first.end);
    let ids = match kind {
        Kind::OpenAi => ["call_scripted_1", "call_scripted_2"],
        Kind::Ollama => ["call_1", "call_2"],
    };
    let arguments = json!({"x": [[1, 2]], "text": "]] \"žluť\" 🎉"});
    assert_eq!(read(&first.calls), [(ids[0], "add", arguments), (ids[1], "now", json!({}))]);
    if kind == Kind::OpenAi {
        assert_eq!(
            first.calls[0].arguments, r#"{"x": [[1, 2]], "text": "]] \"žluť\" 🎉"}"#,
            "as it was written"
        );
    }

    prompt.messages.push(PromptMessage {
        calls: first.calls.clone(),
        ..PromptMessage::new(PromptRole::Assistant, first.text)
    });
    for (call, result) in first.calls.iter().zip(["three", "noon"]) {
        prompt.messages.push(PromptMessage {
            call_id: Some(call.id.clone()),
            ..PromptMessage::new(PromptRole::Tool, result)
        });
    }
    let then = ask_prompt(&*model, &prompt).await;
    assert_eq!((then.text.as_str(), then.calls.len()), ("Crème brûlée 世界 🎉", 0));
    assert!(then.end.is_ok());
}

/// Frames of an answer in which text and two calls are mixed.
fn mixed(kind: Kind) -> String {
    let (one, other) = ("xin chào 世界 ", "🎉 žluťoučký\r\n");
    match kind {
        Kind::OpenAi => {
            let delta = |calls: Value| {
                format!("data: {}\n\n", json!({"choices": [{"index": 0, "delta": {"tool_calls": calls}}]}))
            };
            [
                kind.piece(one),
                delta(json!([{"index": 0, "id": "a", "type": "function", "function": {"name": "write", "arguments": ""}}])),
                delta(json!([{"index": 0, "function": {"arguments": "{\"te"}}])),
                kind.piece(other),
                delta(json!([
                    {"index": 0, "function": {"arguments": "xt\": \"世界 🎉\"}"}},
                    {"index": 1, "id": "b", "function": {"name": "now", "arguments": null}},
                ])),
                kind.end().replace("\"stop\"", "\"tool_calls\""),
            ]
            .concat()
        }
        Kind::Ollama => {
            let calls = |calls: Value| {
                format!("{}\n", json!({"message": {"content": "", "tool_calls": calls}, "done": false}))
            };
            [
                kind.piece(one),
                calls(json!([{"id": "a", "function": {"index": 0, "name": "write", "arguments": {"text": "世界 🎉"}}}])),
                kind.piece(other),
                calls(json!([{"id": "b", "function": {"index": 0, "name": "now", "arguments": {}}}])),
                kind.end().to_owned(),
            ]
            .concat()
        }
    }
}

#[rstest]
#[tokio::test]
async fn text_and_calls_cut_at_every_byte_read_the_same(#[values(Kind::OpenAi, Kind::Ollama)] kind: Kind) {
    let (url, _task) = socket::serve(move |mut socket, _| async move {
        socket::start(&mut socket, kind.content_type()).await;
        for byte in mixed(kind).bytes() {
            socket::send(&mut socket, &[byte]).await.unwrap();
        }
        socket::finish(&mut socket).await;
    })
    .await;
    let outcome = ask(&*kind.connect(&url), "Well?").await;
    assert_eq!(outcome.text, "xin chào 世界 🎉 žluťoučký\r\n");
    assert_eq!(read(&outcome.calls), [("a", "write", json!({"text": "世界 🎉"})), ("b", "now", json!({}))]);
    assert!(matches!(outcome.end, Ok((FinishReason::Stop, _))), "{:?}", outcome.end);
}

/// Whatever goes wrong once a call has begun, nobody gets half of it, nor all of it without the end of the answer.
#[rstest]
#[tokio::test]
async fn case_085_a_cut_within_a_call_is_interrupted(
    #[values(Kind::OpenAi, Kind::Ollama)] kind: Kind,
    #[values("cut", "rst", "stall", "inband_error", "malformed")] fault: &str,
    #[values(2, 3, 4)] after: usize,
) {
    let upstream = Upstream::start(Script::default()).await.unwrap();
    let url = upstream.url("/");
    let model = if fault == "stall" { kind.connect_impatient(&url) } else { kind.connect(&url) };
    let question = format!(
        "[[fault={fault} after={after} every=1]] [[say=one two]] [[tool=add {{\"x\": 12345}}]] [[tool=now]]"
    );
    let outcome = ask(&*model, &question).await;
    assert_eq!((outcome.text.as_str(), outcome.calls.len()), ("one two", 0));
    if fault == "malformed" {
        assert!(outcome.malformed(), "{outcome:?}");
    } else {
        assert!(outcome.interrupted(), "{outcome:?}");
    }
}

#[rstest]
#[tokio::test]
async fn case_089_calls_without_end_are_given_up(#[values(Kind::OpenAi, Kind::Ollama)] kind: Kind) {
    let (url, _task) = socket::serve(move |mut socket, _| async move {
        socket::start(&mut socket, kind.content_type()).await;
        let arguments = "x".repeat(64 << 10);
        let frame = match kind {
            Kind::OpenAi => {
                let call = json!({"index": 0, "id": "a", "function": {"name": "a", "arguments": arguments}});
                format!("data: {}\n\n", json!({"choices": [{"delta": {"tool_calls": [call]}}]}))
            }
            Kind::Ollama => {
                let call = json!({"function": {"name": "a", "arguments": {"x": arguments}}});
                format!("{}\n", json!({"message": {"content": "", "tool_calls": [call]}}))
            }
        };
        for _ in 0..1000 {
            if socket::send(&mut socket, frame.as_bytes()).await.is_err() {
                break;
            }
        }
    })
    .await;
    let outcome = ask(&*kind.connect(&url), "Well?").await;
    assert!(outcome.malformed() && outcome.calls.is_empty(), "{outcome:?}");
}

#[rstest]
#[tokio::test]
async fn case_089_seventeen_calls_are_too_many(
    #[values(Kind::OpenAi, Kind::Ollama)] kind: Kind,
    #[values(16, 17)] count: usize,
) {
    let upstream = Upstream::start(Script::default()).await.unwrap();
    let outcome = ask(&*kind.connect(&upstream.url("/")), &"[[tool=now]]".repeat(count)).await;
    assert_eq!(outcome.calls.len(), if count > 16 { 0 } else { count });
    assert_eq!(outcome.malformed(), count > 16, "{outcome:?}");
}

/// What servers do besides: everything at once, no ids, arguments that are JSON, the old reason.
#[tokio::test]
async fn the_liberties_of_compatible_servers_with_calls_are_understood() {
    let (url, _task) = socket::serve(|mut socket, _| async move {
        socket::start(&mut socket, "text/event-stream").await;
        let body = "data: {\"choices\":[{\"delta\":{\"content\":null,\"tool_calls\":null}}]}\n\n\
            data: {\"choices\":[{\"delta\":{\"content\":\"\",\"tool_calls\":[\
            {\"type\":\"function\",\"id\":null,\"function\":{\"name\":\"add\",\"arguments\":{\"x\":1}}},\
            {\"type\":\"function\",\"function\":{\"name\":\"now\"}}]},\"finish_reason\":\"function_call\"}]}\n\n\
            data: [DONE]\n\n";
        socket::send(&mut socket, body.as_bytes()).await.unwrap();
        socket::finish(&mut socket).await;
    })
    .await;
    let outcome = ask(&*Kind::OpenAi.connect(&url), "Well?").await;
    assert_eq!(outcome.calls, [call("call_1", "add", "{\"x\":1}"), call("call_2", "now", "{}")]);
    assert_eq!(outcome.end, Ok((FinishReason::Stop, None)));
}

#[rstest]
#[tokio::test]
async fn a_key_in_a_refusal_of_tools_is_not_shown(#[values(400, 422)] status: u16) {
    let (url, _task) = socket::serve(move |mut socket, _| async move {
        let body = json!({"error": {"message": format!("{KEY} may use no tools")}}).to_string();
        socket::respond(&mut socket, &format!("{status} No"), "", &body).await;
    })
    .await;
    let outcome = ask_prompt(&*Kind::OpenAi.connect(&url), &rich()).await;
    let error = outcome.end.unwrap_err();
    assert_eq!(error, mami_ports::ProviderError::Rejected { reason: "[key] may use no tools".to_owned() });
}

/// Thinking that a server leaves within the text is not taken out here, and not one byte of it is changed.
#[rstest]
#[tokio::test]
async fn thinking_within_the_text_stays_there(#[values(Kind::OpenAi, Kind::Ollama)] kind: Kind) {
    let upstream = Upstream::start(Script::default()).await.unwrap();
    let outcome = ask(&*kind.connect(&upstream.url("/")), "[[think=\\nHm. 世界\\n]] [[say=Yes.]]").await;
    assert_eq!(outcome.text, "<think>\nHm. 世界\n</think>Yes.");
    assert_eq!(outcome.reasoning, "");
}
