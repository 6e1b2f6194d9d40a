//! What a turn says, and what is kept of it.

use mami_upstream::{Model, Script};
use rstest::rstest;
use serde_json::{Value, json};

use super::{asked, id, message, message_in, message_of, messages, names};
use crate::server::{TestServer, places, text};

/// Text that breaks wherever someone cuts, trims, escapes, normalises or interprets.
const TRICKY: &str = "  Příliš žluťoučký kůň 世界 👩‍👩‍👧‍👦 e\u{301}ñ \u{202e}עברית\u{202c} \u{200b}\u{feff} <script>alert(1)</script> \
                      &amp; %00 \\u0000 data: x\\nevent: done\\n\\nid: 1\\n```\\n{{}} $$ ' \" ` \u{7f}\u{85}\u{2028} end  ";

#[tokio::test]
async fn the_events_of_a_turn_come_in_order_with_growing_ids() {
    let server = TestServer::answering(Script::default(), &[]).await;
    let ada = server.owner().await;
    let said = "What is it? [[reasoning=Let me think about it.]] [[say=It is what it is.]]";
    let events = ada.chat(&message(said)).await.rest().await;
    assert_eq!(names(&events), ["start", "title", "reasoning", "delta", "usage", "done"]);
    assert!(events.is_sorted_by(|one, next| one.id.unwrap() < next.id.unwrap()), "{events:?}");
    assert_eq!(text(&events), "It is what it is.");

    let start = &events[0].data;
    assert_eq!((&start["provider"], &start["model"]), (&json!("openai"), &json!("scripted")));
    assert_eq!(start["intent"], "text");
    assert_eq!(start["history"], json!({"sent": 0, "omitted": 0}));
    for reason in ["intent_reason", "route_reason"] {
        assert!(!start[reason].as_str().unwrap().is_empty(), "{start}");
    }
    let (conversation, answer) = (id(start, "conversation_id"), id(start, "message_id"));
    assert_eq!(events[1].data["conversation_id"], conversation.as_str());
    let usage = &events[events.len() - 2].data;
    assert!(usage["input_tokens"].as_u64() > Some(0) && usage["output_tokens"].as_u64() > Some(0), "{usage}");
    assert_eq!(events.last().unwrap().data, json!({"message_id": answer, "finish_reason": "stop"}));

    let kept = messages(&ada, &conversation).await;
    assert_eq!(kept.len(), 2);
    assert_eq!((&kept[0]["id"], &kept[0]["content"]), (&start["user_message_id"], &json!(said)));
    assert_eq!((&kept[0]["role"], &kept[0]["parent_id"]), (&json!("user"), &Value::Null));
    assert_eq!((&kept[1]["id"], &kept[1]["parent_id"]), (&json!(answer), &kept[0]["id"]));
    for (field, value) in [
        ("role", json!("assistant")),
        ("status", json!("complete")),
        ("content", json!("It is what it is.")),
        ("reasoning", json!("Let me think about it.")),
        ("provider", json!("openai")),
        ("model", json!("scripted")),
        ("usage", usage.clone()),
    ] {
        assert_eq!(kept[1][field], value, "{field}");
    }
    let conversation = ada.get(&format!("/api/v1/conversations/{conversation}")).await.json();
    assert_eq!(conversation["head_message_id"], answer.as_str());
    assert_eq!(conversation["title"], events[1].data["title"]);
    assert_eq!(conversation["running_message_id"], Value::Null);
    server.stop().await;
}

#[tokio::test]
async fn text_in_equals_text_out_byte_for_byte() {
    for place in places().await {
        let server = TestServer::answering_on(&place, Script::default(), &[]).await;
        drop(place);
        let ada = server.owner().await;
        let said = format!("[[say={TRICKY}]]{TRICKY}");
        let answer = TRICKY.replace("\\n", "\n");
        let events = ada.chat(&message(&said)).await.rest().await;
        assert_eq!(text(&events), answer);
        let kept = messages(&ada, &id(&events[0].data, "conversation_id")).await;
        assert_eq!((&kept[0]["content"], &kept[1]["content"]), (&json!(said), &json!(answer)));
        let sent = asked(&server).remove(0);
        assert_eq!(sent["messages"].as_array().unwrap().last().unwrap()["content"], said.as_str());
        let made = ada.say(&said).await;
        assert_eq!(
            (&made["user_message"]["content"], &made["message"]["content"]),
            (&json!(said), &json!(answer))
        );
        server.stop().await;
    }
}

#[tokio::test]
async fn case_046_a_nul_of_a_model_is_left_out_and_nothing_else() {
    for place in places().await {
        let script = Script { text: Some("no\0thing \0\0is lost\0".into()), ..Script::default() };
        let server = TestServer::answering_on(&place, script, &[]).await;
        drop(place);
        let ada = server.owner().await;
        let events = ada.chat(&message("Hi")).await.rest().await;
        assert_eq!(text(&events), "nothing is lost");
        let kept = messages(&ada, &id(&events[0].data, "conversation_id")).await;
        assert_eq!(kept[1]["content"], "nothing is lost");
        server.stop().await;
    }
}

#[tokio::test]
async fn without_a_stream_the_answer_is_what_the_stream_would_have_said() {
    let server = TestServer::answering(Script::default(), &[]).await;
    let ada = server.owner().await;
    let made = ada.say("[[reasoning=Hm.]] [[say=Hello there]]").await;
    assert_eq!(made["message"]["content"], "Hello there");
    assert_eq!(made["message"]["reasoning"], "Hm.");
    assert_eq!(made["message"]["status"], "complete");
    assert_eq!(made["message"]["parent_id"], made["user_message"]["id"]);
    let kept = messages(&ada, &id(&made, "conversation_id")).await;
    assert_eq!(json!(kept), json!([made["user_message"], made["message"]]));

    let failed = ada.say("[[say=one two three four]] [[fault=cut after=2]]").await;
    assert_eq!(failed["message"]["status"], "interrupted");
    assert_eq!(failed["message"]["content"], "one two ");
    assert_eq!(failed["message"]["error"]["code"], "answer_interrupted");
    server.stop().await;
}

#[tokio::test]
async fn the_first_message_gives_the_title_unless_there_is_one() {
    let server = TestServer::answering(Script::default(), &[]).await;
    let ada = server.owner().await;
    let title = async |conversation: &str| {
        ada.get(&format!("/api/v1/conversations/{conversation}")).await.json()["title"].clone()
    };
    let first = ada.chat(&message("Where do swallows sleep?")).await.rest().await;
    let conversation = id(&first[0].data, "conversation_id");
    assert_eq!(title(&conversation).await, first[1].data["title"]);
    assert!(first[1].data["title"].as_str().unwrap().contains("swallows"), "{first:?}");
    let second = ada.chat(&message_in(&conversation, "And storks?")).await.rest().await;
    assert_eq!(names(&second), ["start", "delta", "usage", "done"]);
    assert_eq!(title(&conversation).await, first[1].data["title"]);

    let named = ada.post("/api/v1/conversations", &json!({"title": "Birds"})).await.json();
    ada.chat(&message_in(&id(&named, "id"), "Where do swallows sleep?")).await.rest().await;
    assert_eq!(title(&id(&named, "id")).await, "Birds");
    server.stop().await;
}

#[tokio::test]
async fn case_071_what_nobody_asked_for_does_nothing() {
    let server = TestServer::answering(Script::default(), &[]).await;
    let ada = server.owner().await;
    let events = ada.chat(&message("[[say=Harmless]] [[fault=foreign]]")).await.rest().await;
    assert_eq!(names(&events), ["start", "title", "delta", "usage", "done"]);
    assert_eq!(text(&events), "Harmless");
    server.stop().await;
}

#[tokio::test]
async fn case_090_an_answer_ends_at_the_longest_allowed_length_and_the_model_is_hung_up_on() {
    let server = TestServer::answering(Script::default(), &[("MAMI_CHAT__MAX_ANSWER_BYTES", "4096")]).await;
    let ada = server.owner().await;
    let events = ada.chat(&message("[[say=on and on ]] [[tokens=100000]]")).await.rest().await;
    assert_eq!(events.last().unwrap().data["finish_reason"], "length");
    server.upstream().until_dropped(1).await;
    let answer =
        message_of(&ada, &id(&events[0].data, "conversation_id"), &id(&events[0].data, "message_id")).await;
    assert_eq!((&answer["status"], &answer["content"]), (&json!("complete"), &json!(text(&events))));
    let length = text(&events).len();
    assert!((4096..4200).contains(&length), "{length}");
    server.stop().await;
}

#[tokio::test]
async fn a_models_own_limit_is_passed_on_and_told() {
    let server = TestServer::answering(Script::default(), &[]).await;
    let ada = server.owner().await;
    let mut body = message("[[say=one two three four]]");
    body["params"] = json!({"max_tokens": 2, "temperature": 0.5});
    let events = ada.chat(&body).await.rest().await;
    assert_eq!(text(&events), "one two ");
    assert_eq!(events.last().unwrap().data["finish_reason"], "length");
    let sent = asked(&server).remove(0);
    assert_eq!(sent["temperature"], 0.5);
    assert!(sent["max_tokens"] == 2 || sent["max_completion_tokens"] == 2, "{sent}");
    server.stop().await;
}

#[tokio::test]
async fn case_048_a_message_beyond_the_models_context_is_refused_and_nothing_is_written() {
    let server = TestServer::answering(Script::default(), &[]).await;
    let ada = server.owner().await;
    let mut body = message(&"word ".repeat(20_000));
    body["model"] = "openai/scripted-small".into();
    let refused = ada.post("/api/v1/chat", &body).await;
    assert_eq!(refused.pointers(), ["/message/content"]);
    assert!(refused.body.contains("scripted-small"), "{}", refused.body);
    assert_eq!(ada.get("/api/v1/conversations").await.json()["items"], json!([]));
    assert_eq!(asked(&server).len(), 0);
    // A model with a longer context takes it.
    body["model"] = "openai/scripted".into();
    assert_eq!(ada.chat(&body).await.rest().await.last().unwrap().event, "done");
    server.stop().await;
}

#[rstest]
#[case("openai/no-such-model")]
#[case("nobody/scripted")]
#[case("scripted")]
#[case("")]
#[case("openai/")]
#[case("openai/../models")]
#[case("http://127.0.0.1/v1")]
#[case("openai/whisper-large-v3")]
#[tokio::test]
async fn case_059_a_model_that_is_not_on_offer_is_refused(#[case] model: &str) {
    let server = TestServer::answering(Script::default(), &[]).await;
    let ada = server.owner().await;
    let mut body = message("Hi");
    body["model"] = model.into();
    assert_eq!(ada.post("/api/v1/chat", &body).await.pointers(), ["/model"]);
    assert_eq!(ada.get("/api/v1/conversations").await.json()["items"], json!([]));
    server.stop().await;
}

#[tokio::test]
async fn a_model_is_chosen_by_name_or_by_itself() {
    let server = TestServer::answering(Script::default(), &[]).await;
    let ada = server.owner().await;
    for (wanted, provider, model) in [
        ("auto", "openai", "scripted"),
        ("openai/scripted-small", "openai", "scripted-small"),
        ("builtin/guide", "builtin", "guide"),
    ] {
        let mut body = message("Hello [[say=Hi]]");
        body["model"] = wanted.into();
        let events = ada.chat(&body).await.rest().await;
        let start = &events[0].data;
        assert_eq!((&start["provider"], &start["model"]), (&json!(provider), &json!(model)));
        assert_eq!(events.last().unwrap().event, "done");
    }
    let models: Vec<Value> = asked(&server).into_iter().map(|sent| sent["model"].clone()).collect();
    assert_eq!(models, ["scripted", "scripted-small"]);
    server.stop().await;

    let server = TestServer::start(&[]).await;
    let ada = server.owner().await;
    let events = ada.chat(&message("Hello")).await.rest().await;
    assert_eq!(events[0].data["provider"], "builtin");
    assert_eq!(events.last().unwrap().event, "done");
    server.stop().await;
}

#[tokio::test]
async fn the_model_is_shown_the_system_prompt_then_what_fits_of_the_conversation_oldest_first() {
    let models = vec![Model::new("forgetful", 300, &["completion"])];
    let script = Script { models, ..Script::default() };
    let env = [
        ("MAMI_CHAT__SYSTEM_PROMPT", "Be kind."),
        ("MAMI_CHAT__ANSWER_TOKENS", "64"),
        ("MAMI_CHAT__SUMMARIES", "false"),
    ];
    let server = TestServer::answering(script, &env).await;
    let ada = server.owner().await;
    // One that has nothing to say of itself.
    let plain = ada.post("/api/v1/personas", &json!({"name": "Plain"})).await.json();
    let mut conversation = None;
    for n in 0..12 {
        let said = format!("Question {n} [[say=Answer {n} in a few more words than that]]");
        let mut body = message(&said);
        body["conversation_id"] = json!(conversation);
        body["persona_id"] = plain["id"].clone();
        let start = ada.chat(&body).await.rest().await.remove(0).data;
        conversation = Some(id(&start, "conversation_id"));

        let count = |name: &str| usize::try_from(start["history"][name].as_u64().unwrap()).unwrap();
        let (sent, omitted) = (count("sent"), count("omitted"));
        assert_eq!(sent + omitted, 2 * n, "every earlier message is counted: {start}");
        assert!(if n < 4 { omitted == 0 } else { n < 8 || omitted > 0 }, "turn {n} omits {omitted}");
        let shown = asked(&server).pop().unwrap()["messages"].clone();
        let shown = shown.as_array().unwrap();
        assert_eq!(shown.len(), sent + 2);
        assert_eq!(shown[0], json!({"role": "system", "content": "Be kind."}));
        assert_eq!(shown.last().unwrap(), &json!({"role": "user", "content": said}));
        let kept = messages(&ada, conversation.as_ref().unwrap()).await;
        let newest = kept.iter().skip(omitted).take(sent);
        let expected: Vec<Value> =
            newest.map(|it| json!({"role": it["role"], "content": it["content"]})).collect();
        assert_eq!(shown[1..shown.len() - 1], expected);
        let answer = kept.last().unwrap();
        assert_eq!(answer["history"], start["history"], "the cut stays visible");
    }
    server.stop().await;
}
