//! Several servers on one PostgreSQL.

use std::sync::Arc;

use futures_util::future::join_all;
use mami_storage::testing::postgres;
use mami_upstream::{Script, Upstream};
use reqwest::Method;
use rstest::rstest;
use serde_json::json;

use crate::{
    binary::Binary,
    server::{API_KEY, Client, OWNER, TestServer, text},
    turn::{asked, cancel, feed, goes_on, id, message, message_in, message_of, messages, names, told},
};

/// The address of a Redis; `None`, said aloud, where there is none and none is demanded.
fn redis() -> Option<String> {
    let url = std::env::var("MAMI_TEST_REDIS_URL").ok();
    if url.is_none() {
        assert!(
            std::env::var("MAMI_TEST_REQUIRE_SERVICES").is_err(),
            "MAMI_TEST_REDIS_URL must name a Redis server"
        );
        eprintln!("left out: MAMI_TEST_REDIS_URL names no Redis server");
    }
    url
}

/// Two servers and one account, signed in at both. The second server has no provider of its own.
async fn two(with_redis: bool) -> Option<(TestServer, Client, TestServer, Client)> {
    let place = Arc::new(postgres().await?);
    let redis = if with_redis { Some(redis()?) } else { None };
    let env: Vec<(&str, &str)> = redis.iter().map(|url| ("REDIS_URL", url.as_str())).collect();
    let here = TestServer::answering_on(&place, Script::default(), &env).await;
    let there = TestServer::on(&place, &env).await;
    let ada = here.owner().await;
    let far = there.sign_in(OWNER).await;
    Some((here, ada, there, far))
}

#[tokio::test]
async fn with_redis_an_answer_is_followed_and_stopped_from_another_server() {
    let Some((here, ada, there, far)) = two(true).await else { return };
    let mut devices = feed(&far).await;
    let mut events = ada.chat(&message("[[say=on and on ]] [[tokens=5000 every=10]]")).await;
    let started = told(&mut devices, "streaming").await;
    let (conversation, answer) = (id(&started, "conversation_id"), id(&started, "message_id"));
    let mut followed = far.follow(&answer, 0).await;
    assert_eq!(followed.next().await, events.next().await);
    events.until("delta").await;
    let midway = followed.until("delta").await;
    let resumed = far.follow(&answer, midway.id.unwrap()).await;
    let second = far.post("/api/v1/chat", &message_in(&conversation, "me too")).await;
    assert_eq!(second.problem(), (409, "turn_running".to_owned()));

    cancel(&far, &answer).await;
    here.upstream().until_dropped(1).await;
    let last = events.rest().await.pop().unwrap();
    assert_eq!(last.data, json!({"message_id": answer, "finish_reason": "cancelled"}));
    assert_eq!(followed.rest().await.last(), Some(&last));
    assert_eq!(told(&mut devices, "cancelled").await["message_id"], answer.as_str());
    let kept = message_of(&far, &conversation, &answer).await;
    assert_eq!(kept["status"], "cancelled");
    let rest = text(&resumed.rest().await);
    assert!(kept["content"].as_str().unwrap().ends_with(&rest), "{rest:?} is not the end of {kept}");
    goes_on(&ada, &conversation).await;
    here.stop().await;
    there.stop().await;
}

#[tokio::test]
async fn without_redis_another_server_tells_the_whole_answer_at_its_end() {
    let Some((here, ada, there, far)) = two(false).await else { return };
    let mut events = ada.chat(&message("[[say=on and on ]] [[tokens=50 every=10]]")).await;
    let start = events.until("start").await;
    let followed = far.follow(&id(&start.data, "message_id"), start.id.unwrap()).await.rest().await;
    let live = events.rest().await;
    assert_eq!((text(&followed), names(&followed)), (text(&live), names(&live)));
    here.stop().await;
    there.stop().await;
}

#[rstest]
#[tokio::test]
async fn case_094_a_key_gives_one_turn_on_all_servers(#[values(false, true)] with_redis: bool) {
    let Some((here, ada, there, far)) = two(with_redis).await else { return };
    let body = message("[[say=only once ]] [[tokens=20 every=5]]");
    let send = |n: usize| {
        let client = if n.is_multiple_of(2) { &ada } else { &far };
        let request = client.request(Method::POST, "/api/v1/chat").header("idempotency-key", "one");
        async { Client::events(request.json(&body)).await.rest().await }
    };
    let streams = join_all((0..10).map(send)).await;
    for stream in &streams {
        assert_eq!((&stream[0], stream.last()), (&streams[0][0], streams[0].last()));
        assert_eq!(text(stream), text(&streams[0]));
    }
    assert_eq!(messages(&ada, &id(&streams[0][0].data, "conversation_id")).await.len(), 2);
    assert!(asked(&here).len() <= 1);
    here.stop().await;
    there.stop().await;
}

#[rstest]
#[tokio::test]
async fn case_097_a_dead_servers_answers_are_ended_by_another_whose_own_go_on(
    #[values(false, true)] with_redis: bool,
) {
    let Some(place) = postgres().await.map(Arc::new) else { return };
    let redis = if with_redis { redis() } else { None };
    if with_redis && redis.is_none() {
        return;
    }
    let upstream = Upstream::start(Script::default()).await.unwrap();
    let (url, database) = (upstream.url("/v1"), place.url());
    let mut env = vec![("OPENAI_BASE_URL", &*url), ("OPENAI_API_KEY", API_KEY)];
    env.extend(redis.iter().map(|url| ("REDIS_URL", url.as_str())));
    let folder = tempfile::tempdir().unwrap();
    let dies = {
        let mut env = env.clone();
        env.push(("DATABASE_URL", &database));
        Binary::start(folder.path(), &env).await
    };
    let ada = dies.owner().await;
    let lives = TestServer::on(&place, &env).await;
    let far = lives.sign_in(OWNER).await;

    let said = message("[[say=on and on ]] [[tokens=10000 every=20]]");
    let mut theirs = ada.chat(&said).await;
    let their_start = theirs.until("start").await.data;
    theirs.until("delta").await;
    let mut ours = far.chat(&said).await;
    let our_start = ours.until("start").await.data;
    let followed = far.follow(&id(&their_start, "message_id"), 0).await;
    dies.kill().await;

    // Whoever was following learns of the end, though nobody is left to say it.
    let followed = followed.rest().await;
    let last = followed.last().unwrap();
    assert_eq!((last.event.as_str(), &last.data["code"]), ("error", &json!("answer_interrupted")));
    let conversation = id(&their_start, "conversation_id");
    let kept = message_of(&far, &conversation, &id(&their_start, "message_id")).await;
    assert_eq!(kept["status"], "interrupted");
    goes_on(&far, &conversation).await;

    let running = message_of(&far, &id(&our_start, "conversation_id"), &id(&our_start, "message_id")).await;
    assert_eq!(running["status"], "streaming");
    ours.until("delta").await;
    cancel(&far, &id(&our_start, "message_id")).await;
    assert_eq!(ours.rest().await.last().unwrap().data["finish_reason"], "cancelled");
    drop(place);
    lives.stop().await;
}
