//! Following an answer again, from elsewhere, and not at all.

use std::time::Duration;

use mami_upstream::Script;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::{io::AsyncWriteExt, net::TcpStream};

use super::{feed, id, message, message_in, message_of, messages, names, told};
use crate::server::{Client, Event, TestServer, places, text};

/// What a client has that saw `seen` and then came back for the rest.
fn together(seen: &[Event], rest: &[Event]) -> (String, Vec<String>) {
    let all = [seen, rest].concat();
    let others = all.iter().filter(|it| it.event != "delta").map(|it| it.event.clone()).collect();
    (text(&all), others)
}

#[tokio::test]
async fn an_answer_that_has_ended_can_be_read_again_from_every_place() {
    for place in places().await {
        let server = TestServer::answering_on(&place, Script::default(), &[]).await;
        drop(place);
        let ada = server.owner().await;
        let said = "[[reasoning=Hm, 世界.]] [[say=Grüße an die 世界 und 🎉 an alle anderen]] [[every=1]]";
        let live = ada.chat(&message(said)).await.rest().await;
        let whole = together(&live, &[]);
        let answer = id(&live[0].data, "message_id");
        let again = ada.follow(&answer, 0).await.rest().await;
        assert_eq!((together(&again, &[]).0, names(&again)), (whole.0.clone(), names(&live)));
        assert_eq!(again.last(), live.last());

        // The last is left out: behind it there is nothing, but whoever asks still learns how it ended.
        for (n, seen) in live.iter().enumerate().take(live.len() - 1) {
            let rest = ada.follow(&answer, seen.id.unwrap()).await.rest().await;
            let (words, others) = together(&live[..=n], &rest);
            assert_eq!(words, whole.0, "from {n}");
            // Thinking may come again in another number of pieces, but never twice.
            let thought = |events: &[Event]| -> String {
                let pieces = events.iter().filter(|it| it.event == "reasoning");
                pieces.map(|it| it.data["text"].as_str().unwrap()).collect()
            };
            assert_eq!(thought(&[&live[..=n], &rest].concat()), "Hm, 世界.");
            let once = |name: &str| others.iter().filter(|other| *other == name).count();
            assert_eq!(["start", "title", "usage", "done"].map(once), [1; 4], "from {n}: {others:?}");
            assert_eq!(rest.last().unwrap().event, "done");
        }
        let after = live.last().unwrap().id.unwrap();
        for after in [after, after + 1_000_000, u64::MAX] {
            assert_eq!(names(&ada.follow(&answer, after).await.rest().await), ["done"]);
        }
        server.stop().await;
    }
}

#[tokio::test]
async fn a_running_answer_can_be_followed_from_every_place_by_another_device() {
    let server = TestServer::answering(Script::default(), &[]).await;
    let phone = server.owner().await;
    let laptop = server.owner().await;
    let mut feed = feed(&laptop).await;
    let said = "[[say=Wörter über Wörter 世界 ]] [[tokens=60 every=20]]";
    let mut live = phone.chat(&message(said)).await;

    // The laptop learns of it without being asked, and joins in at once.
    let started = feed.next().await.unwrap();
    assert_eq!((started.event.as_str(), &started.data["status"]), ("message", &json!("streaming")));
    let answer = id(&started.data, "message_id");
    let mut joined = laptop.follow(&answer, 0).await;
    assert_eq!(joined.next().await.unwrap().data["message_id"], answer.as_str());

    let mut seen = Vec::new();
    let mut resumed = Vec::new();
    while seen.iter().filter(|event: &&Event| event.event == "delta").count() < 12 {
        let event = live.next().await.unwrap();
        let events = laptop.follow(&answer, event.id.unwrap()).await;
        seen.push(event);
        resumed.push((seen.len(), events));
    }
    joined.until("delta").await;
    assert_eq!(server.upstream().finished(), 0, "it is still running");
    let rest = live.rest().await;
    let whole = together(&seen, &rest);
    for (n, events) in resumed {
        assert_eq!(together(&seen[..n], &events.rest().await), whole, "from {n}");
    }
    assert_eq!(joined.rest().await.last(), rest.last());
    let ended = feed.next().await.unwrap();
    assert_eq!(ended.data["status"], "complete");
    assert_eq!(ended.data["message_id"], answer.as_str());
    let kept = message_of(&laptop, &id(&ended.data, "conversation_id"), &answer).await;
    assert_eq!(kept["content"], whole.0);
    server.stop().await;
}

#[tokio::test]
async fn a_persons_feed_tells_what_changes_and_nothing_of_others() {
    let server = TestServer::answering(Script::default(), &[]).await;
    let (ada, bob) = (server.owner().await, server.member("bob").await);
    let (mut adas, mut bobs) = (feed(&ada).await, feed(&bob).await);

    let made = ada.post("/api/v1/conversations", &json!({"title": "Birds"})).await.json();
    let conversation = id(&made, "id");
    let path = format!("/api/v1/conversations/{conversation}");
    ada.patch(&path, &json!({"title": "Swallows"})).await;
    let start = ada.chat(&message_in(&conversation, "Hi")).await.rest().await.remove(0).data;
    ada.delete(&path).await;
    let changed =
        |deleted: bool| ("conversation", json!({"conversation_id": conversation, "deleted": deleted}));
    let turn = |status: &str| {
        let data =
            json!({"conversation_id": conversation, "message_id": start["message_id"], "status": status});
        ("message", data)
    };
    for (name, data) in [changed(false), changed(false), turn("streaming"), turn("complete"), changed(true)] {
        let event = adas.next().await.unwrap();
        assert_eq!((event.event.as_str(), event.data), (name, data));
    }

    let theirs = bob.post("/api/v1/conversations", &json!({"title": "Bees"})).await.json();
    assert_eq!(bobs.next().await.unwrap().data["conversation_id"], theirs["id"]);
    server.stop().await;
    // The feed ends with the server.
    assert_eq!(bobs.rest().await, []);
}

#[tokio::test]
async fn case_091_a_turn_goes_on_when_its_client_goes_away() {
    let server = TestServer::answering(Script::default(), &[]).await;
    let ada = server.owner().await;
    let mut feed = feed(&ada).await;
    let said = "[[say=to the very end]] [[tokens=40 every=10]]";

    let mut events = ada.chat(&message(said)).await;
    events.until("delta").await;
    drop(events);
    let ended = told(&mut feed, "complete").await;
    let kept = message_of(&ada, &id(&ended, "conversation_id"), &id(&ended, "message_id")).await;
    assert_eq!(kept["content"], "to the very end ".repeat(10));

    // A client that does not stream, and goes while it waits.
    let mut body = message(said);
    body["stream"] = false.into();
    let waiting = tokio::spawn(ada.request(Method::POST, "/api/v1/chat").json(&body).send());
    told(&mut feed, "streaming").await;
    waiting.abort();
    let ended = told(&mut feed, "complete").await;
    let kept = message_of(&ada, &id(&ended, "conversation_id"), &id(&ended, "message_id")).await;
    assert_eq!(kept["content"], "to the very end ".repeat(10));
    assert_eq!((server.upstream().finished(), server.upstream().dropped()), (2, 0));
    server.stop().await;
}

#[tokio::test]
async fn case_091_a_client_that_hangs_up_at_once_leaves_no_half_begun_turn() {
    for place in places().await {
        let server = TestServer::answering_on(&place, Script::default(), &[]).await;
        drop(place);
        let ada = server.owner().await;
        let body = message("[[say=Nobody listens]]").to_string();
        let request = format!(
            "POST /api/v1/chat HTTP/1.1\r\nhost: localhost\r\ncookie: {}\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n{body}",
            ada.cookie.clone().unwrap(),
            body.len()
        );
        for n in 0..60 {
            let mut socket = TcpStream::connect(server.url.trim_start_matches("http://")).await.unwrap();
            socket.write_all(request.as_bytes()).await.unwrap();
            // Another moment of the turn's beginning each time.
            tokio::time::sleep(Duration::from_micros(150 * n)).await;
        }
        // All that was begun ends; nothing is left to be found by the look after abandoned answers.
        let all = loop {
            let all = ada.get("/api/v1/conversations?limit=200").await.json()["items"].clone();
            let all: Vec<Value> = all.as_array().unwrap().clone();
            if server.mami().chat.running() == 0 && server.mami().turns.is_empty() {
                break all;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        };
        assert!(!all.is_empty(), "not one of them was begun");
        for conversation in &all {
            let kept = messages(&ada, &id(conversation, "id")).await;
            assert_eq!(kept[1]["status"], "complete", "{kept:?}");
            assert_eq!(kept[1]["content"], "Nobody listens");
        }
        server.stop().await;
    }
}

#[tokio::test]
async fn case_090_a_client_that_reads_nothing_holds_nobody_up() {
    let server = TestServer::answering(Script::default(), &[]).await;
    let ada = server.owner().await;
    let mut feed = feed(&ada).await;
    // Far more than sockets buffer, and as long as an answer may be.
    let events = ada.chat(&message("[[say=on-and-on-on]] [[tokens=100000]]")).await;
    let ended = told(&mut feed, "complete").await;
    let kept = message_of(&ada, &id(&ended, "conversation_id"), &id(&ended, "message_id")).await;
    assert!(kept["content"].as_str().unwrap().len() >= 1 << 20);
    assert_eq!(text(&events.rest().await), kept["content"].as_str().unwrap());
    server.stop().await;
}

#[tokio::test]
async fn what_is_no_position_is_refused() {
    let server = TestServer::answering(Script::default(), &[]).await;
    let ada = server.owner().await;
    let answer = id(&ada.say("Hi").await["message"], "id");
    for wrong in ["-1", "x", "", "18446744073709551616", "1.5"] {
        let request = ada.request(Method::GET, &format!("/api/v1/chat/{answer}/events"));
        let refused = Client::answer(request.header("last-event-id", wrong)).await;
        assert_eq!(refused.pointers(), ["/headers/last-event-id"], "{wrong:?}");
    }
    server.stop().await;
}
