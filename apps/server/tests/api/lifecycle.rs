//! The server dies or is stopped while it answers.

use std::time::Duration;

use futures_util::future::join_all;
use mami_upstream::{Script, Upstream};
use serde_json::{Value, json};
use tokio::time::{Instant, timeout};

use crate::{
    binary::Binary,
    server::{API_KEY, Client, Event, Events, text},
    turn::{feed, goes_on, id, message, message_of, names},
};

async fn upstream() -> (Upstream, String) {
    let upstream = Upstream::start(Script::default()).await.unwrap();
    let url = upstream.url("/v1");
    (upstream, url)
}

fn provider(url: &str) -> [(&str, &str); 2] {
    [("OPENAI_BASE_URL", url), ("OPENAI_API_KEY", API_KEY)]
}

/// Checks an answer that a server's end has cut off, and gives its text.
async fn cut_off(client: &Client, start: &Value, last_seen: &Event) -> String {
    let kept = message_of(client, &id(start, "conversation_id"), &id(start, "message_id")).await;
    assert_eq!(
        (&kept["status"], &kept["error"]["code"]),
        (&json!("interrupted"), &json!("answer_interrupted"))
    );
    // Whoever comes back with the last that it saw learns how it ended, even when more was seen than saved.
    let rest = client.follow(&id(start, "message_id"), last_seen.id.unwrap()).await.rest().await;
    let last = rest.last().unwrap();
    assert_eq!((last.event.as_str(), &last.data), ("error", &kept["error"]), "{rest:?}");
    assert_eq!(last.data["status"], 503);
    assert!(last.id > last_seen.id, "{last:?} {last_seen:?}");
    id(&kept, "content")
}

#[tokio::test]
async fn case_097_what_a_killed_server_was_saying_is_kept_and_ended() {
    let folder = tempfile::tempdir().unwrap();
    let (_upstream, url) = upstream().await;
    let server = Binary::start(folder.path(), &provider(&url)).await;
    let ada = server.owner().await;
    let whole = ada.say("[[say=All of it]]").await;
    let mut silent = ada.chat(&message("[[first=600000]]")).await;
    let silent_start = silent.until("start").await;

    let mut events = ada.chat(&message("[[say=word by word]] [[tokens=5000 every=5]]")).await;
    let start = events.until("start").await.data;
    let (begun, mut seen, mut times) = (Instant::now(), Vec::new(), Vec::new());
    while begun.elapsed() < Duration::from_millis(2_500) {
        seen.push(events.next().await.unwrap());
        times.push((Instant::now(), text(&seen[seen.len() - 1..]).len()));
    }
    let killed = Instant::now();
    server.kill().await;
    // A second behind at most; half a second more for a machine that has other things to do.
    let old: usize = times
        .iter()
        .filter(|(at, _)| killed - *at > Duration::from_millis(1_500))
        .map(|(_, length)| length)
        .sum();
    assert!(old > 0);

    let server = Binary::start(folder.path(), &provider(&url)).await;
    let ada = server.again(&ada);
    let kept = cut_off(&ada, &start, seen.last().unwrap()).await;
    let said = text(&seen);
    assert!(kept.starts_with(&said) || said.starts_with(&kept), "{kept} is no part of {said}");
    assert!(kept.len() >= old, "{} of {old} bytes were kept", kept.len());
    assert!(kept.len() + 4_096 >= said.len(), "{} of {} bytes were kept", kept.len(), said.len());
    goes_on(&ada, &id(&start, "conversation_id")).await;

    assert_eq!(cut_off(&ada, &silent_start.data, &silent_start).await, "");
    goes_on(&ada, &id(&silent_start.data, "conversation_id")).await;
    let conversation = id(&whole, "conversation_id");
    assert_eq!(message_of(&ada, &conversation, &id(&whole["message"], "id")).await, whole["message"]);
    let all = ada.get("/api/v1/conversations").await.json();
    assert!(all["items"].as_array().unwrap().iter().all(|it| it["running_message_id"].is_null()), "{all}");
}

#[tokio::test]
async fn case_097_a_server_that_is_killed_again_and_again_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let (_upstream, url) = upstream().await;
    let mut server = Binary::start(folder.path(), &provider(&url)).await;
    let mut ada = server.owner().await;
    let mut started = Vec::new();
    for round in 0..5 {
        let turns = (0..10).map(|n| {
            let ada = ada.clone();
            let said = format!("[[say=some words]] [[tokens={} every={n}]]", 10 * round);
            // What is in the air when the server dies fails, and may.
            tokio::spawn(async move { ada.chat(&message(&said)).await.until("start").await.data })
        });
        let turns: Vec<_> = turns.collect();
        tokio::time::sleep(Duration::from_millis(10 * round)).await;
        server.kill().await;
        // Whoever was told that a turn is safe finds it.
        started.extend(join_all(turns).await.into_iter().flatten());
        server = Binary::start(folder.path(), &provider(&url)).await;
        ada = server.again(&ada);
    }
    let all = ada.get("/api/v1/conversations?limit=200").await.json();
    for conversation in all["items"].as_array().unwrap() {
        assert_eq!(conversation["running_message_id"], Value::Null);
    }
    for start in &started {
        let kept = message_of(&ada, &id(start, "conversation_id"), &id(start, "message_id")).await;
        assert!(kept["status"] == "complete" || kept["status"] == "interrupted", "{kept}");
    }
}

#[tokio::test]
async fn case_111_a_server_that_is_stopped_ends_its_answers_truthfully() {
    let folder = tempfile::tempdir().unwrap();
    let (upstream, url) = upstream().await;
    let server = Binary::start(folder.path(), &provider(&url)).await;
    let ada = server.owner().await;
    let devices = feed(&ada).await;
    let open = (0..20).map(|n| {
        let ada = ada.clone();
        async move {
            let mut events =
                ada.chat(&message(&format!("[[say=stream {n}]] [[tokens=5000 every=10]]"))).await;
            let start = events.until("start").await;
            let first = events.until("delta").await;
            (start, first, events)
        }
    });
    let open: Vec<(Event, Event, Events)> = join_all(open).await;

    server.terminate().await;
    let mut ended = Vec::new();
    for (start, first, events) in open {
        let mut events = [vec![first], events.rest().await].concat();
        let last = events.pop().unwrap();
        assert_eq!(
            (last.event.as_str(), &last.data["code"]),
            ("error", &json!("answer_interrupted")),
            "{start:?}"
        );
        assert_eq!(names(&events), ["delta"]);
        ended.push((start.data, text(&events), last));
    }
    devices.rest().await;
    let status = timeout(Duration::from_secs(10), server.ended()).await.unwrap();
    assert_eq!(status.code(), Some(0), "{status}");
    // No model is left talking.
    timeout(Duration::from_secs(10), upstream.until_dropped(20)).await.unwrap();

    let server = Binary::start(folder.path(), &provider(&url)).await;
    let ada = server.again(&ada);
    for (start, said, last) in ended {
        assert_eq!(cut_off(&ada, &start, &last).await, said, "all that was streamed is kept");
    }
}
