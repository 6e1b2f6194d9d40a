//! Links to conversations.

use std::fs;

use futures_util::future::join_all;
use mami_upstream::{Script, Upstream};
use serde_json::{Value, json};
use tokio::process::Command;

use super::{CONVERSATIONS, HOSTILE, SHARES, rich};
use crate::{
    binary::{Binary, MAMI},
    server::{API_KEY, Client, PASSWORD, TestServer, places},
    turn::{id, message, message_in, messages},
};

async fn share(client: &Client, conversation: &str) -> Value {
    let answer = client.post(&format!("{CONVERSATIONS}/{conversation}/shares"), &Value::Null).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer.json()
}

/// The address at which a link's content is read.
fn path_of(share: &Value) -> String {
    format!("/api/v1/shared/{}", share["url"].as_str().unwrap().rsplit_once("/s/").unwrap().1)
}

#[tokio::test]
async fn a_link_shows_the_shown_branch_as_it_was_to_everyone_until_it_is_taken_back() {
    for place in places().await {
        let server = TestServer::answering_on(&place, Script::default(), &[]).await;
        let (ada, bob, nobody) = (server.owner().await, server.member("bob").await, server.nobody());
        let original = rich(&bob).await;
        let conversation = id(&original, "id");
        let shared = share(&bob, &conversation).await;
        assert!(shared["url"].as_str().unwrap().starts_with(&format!("{}/s/", server.url)), "{shared}");
        assert_eq!((&shared["conversation_id"], &shared["title"]), (&original["id"], &original["title"]));

        let answer = nobody.get(&path_of(&shared)).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(
            ["cache-control", "x-robots-tag", "x-content-type-options", "content-type"]
                .map(|it| answer.header(it)),
            ["no-store", "noindex", "nosniff", "application/json"]
        );
        let seen = answer.json();
        let all = messages(&bob, &conversation).await;
        let (mut expected, mut next) = (Vec::new(), original["head_message_id"].clone());
        while let Some(one) = all.iter().find(|message| message["id"] == next) {
            let mut shown = json!({"role": one["role"], "content": one["content"], "created_at": one["created_at"], "attachments": []});
            if let Some(model) = one.get("model") {
                shown["model"] = model.clone();
            }
            if one["content"] != "" {
                expected.push(shown);
            }
            next = one["parent_id"].clone();
        }
        expected.reverse();
        assert_eq!(seen["messages"], json!(expected));
        assert!(expected.len() > 2 && all.len() > expected.len());
        for secret in ["bob", &conversation, "\"reasoning\"", "Branch"] {
            assert!(!answer.body.contains(secret), "{secret}: {}", answer.body);
        }

        // What comes later does not show.
        bob.post("/api/v1/chat", &message_in(&conversation, "Later")).await;
        bob.patch(&format!("{CONVERSATIONS}/{conversation}"), &json!({"title": "Another title"})).await;
        assert_eq!(nobody.get(&path_of(&shared)).await.json(), seen);

        let second = share(&bob, &conversation).await;
        let list = bob.get(SHARES).await.json();
        let ids: Vec<_> = list["items"].as_array().unwrap().iter().map(|share| &share["id"]).collect();
        assert_eq!(ids, [&second["id"], &shared["id"]]);
        assert!(!list.to_string().contains("url"));
        assert_eq!(bob.get(&format!("{CONVERSATIONS}/{conversation}/shares")).await.json(), list);
        let page = bob.get(&format!("{SHARES}?limit=1")).await.json();
        let next = bob
            .get(&format!("{SHARES}?limit=1&cursor={}", page["next_cursor"].as_str().unwrap()))
            .await
            .json();
        assert_eq!((&next["items"][0]["id"], &next["next_cursor"]), (&shared["id"], &Value::Null));

        // Not even an admin takes it back, or sees it in a list.
        let one = format!("{SHARES}/{}", id(&shared, "id"));
        assert_eq!(ada.delete(&one).await.problem().0, 404);
        assert_eq!(ada.get(SHARES).await.json()["items"], json!([]));
        assert_eq!(bob.delete(&one).await.status, 204);
        let gone = nobody.get(&path_of(&shared)).await;
        let never = nobody.get(&format!("/api/v1/shared/{}", "0".repeat(64))).await;
        assert_eq!((gone.problem(), never.problem()), ((404, "not_found".into()), (404, "not_found".into())));
        assert_eq!(bob.delete(&one).await.problem().0, 404);
        assert_eq!(nobody.get(&path_of(&second)).await.status, 200);

        // The record knows of both, and not what the conversation is about.
        let record = ada.get("/api/v1/admin/audit?action=share.").await.json();
        let actions: Vec<_> =
            record["items"].as_array().unwrap().iter().map(|entry| &entry["action"]).collect();
        assert_eq!(actions, ["share.revoked", "share.created", "share.created"]);
        assert_eq!(record["items"][0]["target_id"], shared["id"]);
        assert!(!record.to_string().contains("title") && !record.to_string().contains("First"), "{record}");

        assert_eq!(bob.delete(&format!("{CONVERSATIONS}/{conversation}")).await.status, 204);
        assert_eq!(nobody.get(&path_of(&second)).await.problem().0, 404);
        assert_eq!(place.count("shares").await, 0);
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn case_067_hostile_text_is_data_under_a_link() {
    let server = TestServer::answering(Script::default(), &[]).await;
    let ada = server.owner().await;
    let mut last = Value::Null;
    for text in HOSTILE {
        let mut body = match last {
            Value::Null => message(text),
            _ => message_in(&id(&last, "conversation_id"), text),
        };
        body["stream"] = false.into();
        last = ada.post("/api/v1/chat", &body).await.json();
    }
    let shared = share(&ada, &id(&last, "conversation_id")).await;
    let answer = server.nobody().get(&path_of(&shared)).await;
    assert_eq!(answer.header("content-type"), "application/json");
    assert!(answer.header("content-security-policy").starts_with("default-src 'none'"));
    let said: Vec<_> =
        answer.json()["messages"].as_array().unwrap().iter().map(|it| it["content"].clone()).collect();
    for text in HOSTILE {
        assert!(said.contains(&json!(text)), "{text}");
    }
    let page = server.nobody().get("/s/0000").await;
    assert_eq!(page.header("x-robots-tag"), "noindex");
    server.stop().await;
}

#[tokio::test]
async fn what_is_private_unfinished_or_nothing_is_not_shared() {
    for place in places().await {
        let server = TestServer::answering_on(&place, Script::default(), &[]).await;
        let ada = server.owner().await;
        let empty = id(&ada.post(CONVERSATIONS, &json!({"title": "Empty"})).await.json(), "id");
        let refused = async |conversation: &str| {
            ada.post(&format!("{CONVERSATIONS}/{conversation}/shares"), &Value::Null).await.problem()
        };
        assert_eq!(refused(&empty).await, (409, "nothing_to_share".to_owned()));

        let mut events = ada.chat(&message("[[tokens=100000 every=20]]")).await;
        let start = events.until("start").await.data;
        events.until("delta").await;
        let running = share(&ada, &id(&start, "conversation_id")).await;
        let seen = server.nobody().get(&path_of(&running)).await.json();
        assert_eq!(seen["messages"].as_array().unwrap().len(), 1, "only what is finished: {seen}");
        crate::turn::cancel(&ada, &id(&start, "message_id")).await;
        events.rest().await;

        // A conversation that becomes private takes its links with it.
        let said = ada.say("Hello").await;
        let conversation = id(&said, "conversation_id");
        let before = share(&ada, &conversation).await;
        place.execute(&format!("UPDATE conversations SET private = true WHERE title = '{}'", "Hello")).await;
        assert_eq!(refused(&conversation).await, (409, "private_conversation".to_owned()));
        assert_eq!(server.nobody().get(&path_of(&before)).await.problem().0, 404);
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn case_007_so_many_links_and_no_more_however_they_are_asked_for() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let ada = server.owner().await;
        let conversation = id(&ada.say("Hello").await, "conversation_id");
        let path = format!("{CONVERSATIONS}/{conversation}/shares");
        let answers = join_all((0..55).map(|_| ada.post(&path, &Value::Null))).await;
        let made: Vec<_> = answers.iter().filter(|answer| answer.status == 201).collect();
        assert_eq!(made.len(), 50);
        for answer in answers.iter().filter(|answer| answer.status != 201) {
            assert_eq!(answer.problem(), (409, "too_many_shares".to_owned()));
        }
        let mut urls: Vec<_> = made.iter().map(|answer| id(&answer.json(), "url")).collect();
        urls.sort();
        urls.dedup();
        assert_eq!(urls.len(), 50);
        assert_eq!(ada.delete(&format!("{SHARES}/{}", id(&made[0].json(), "id"))).await.status, 204);
        assert_eq!(ada.post(&path, &Value::Null).await.status, 201);
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn where_sharing_is_off_nothing_is_shown() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let ada = server.owner().await;
        let conversation = id(&ada.say("Hello").await, "conversation_id");
        let shared = share(&ada, &conversation).await;
        server.stop().await;

        let server = TestServer::on(&place, &[("MAMI_CHAT__SHARING", "false")]).await;
        let ada = ada.at_url(&server.url);
        let path = format!("{CONVERSATIONS}/{conversation}/shares");
        assert_eq!(ada.post(&path, &Value::Null).await.problem(), (403, "sharing_off".to_owned()));
        assert_eq!(server.nobody().get(&path_of(&shared)).await.problem().0, 404);
        assert_eq!(ada.get(SHARES).await.json()["items"][0]["id"], shared["id"], "it can be taken back");
        server.stop().await;

        let url = "https://mami.example.org";
        let server = TestServer::on(&place, &[("MAMI_SERVER__PUBLIC_URL", url)]).await;
        let ada = server.nobody();
        let answer = ada.post("/api/v1/auth/login", &crate::server::credentials("ada", PASSWORD)).await;
        let ada = ada.with_cookie_of(&answer);
        assert!(id(&share(&ada, &conversation).await, "url").starts_with("https://mami.example.org/s/"));
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn a_closed_or_deleted_account_shows_nothing() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let (ada, bob) = (server.owner().await, server.member("bob").await);
        let shared = share(&bob, &id(&bob.say("Hello").await, "conversation_id")).await;
        let him = format!("/api/v1/admin/users/{}", id(&bob.get("/api/v1/auth/me").await.json(), "id"));
        for (disabled, expected) in [(true, 404), (false, 200)] {
            assert_eq!(ada.patch(&him, &json!({"disabled": disabled})).await.status, 200);
            assert_eq!(server.nobody().get(&path_of(&shared)).await.status, expected);
        }
        assert_eq!(ada.delete(&him).await.status, 204);
        assert_eq!(server.nobody().get(&path_of(&shared)).await.problem().0, 404);
        assert_eq!(place.count("shares").await, 0);
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn case_075_a_links_secret_is_in_no_log_and_not_in_the_database() {
    let folder = tempfile::tempdir().unwrap();
    let upstream = Upstream::start(Script::default()).await.unwrap();
    let url = upstream.url("/v1");
    let mut command = Command::new(MAMI);
    command.stderr(fs::File::create(folder.path().join("log")).unwrap());
    let env = [("RUST_LOG", "trace"), ("OPENAI_BASE_URL", &*url), ("OPENAI_API_KEY", API_KEY)];
    let server = Binary::start_through(command, folder.path(), &env).await;
    let ada = server.owner().await;
    let shared = share(&ada, &id(&ada.say("Hello").await, "conversation_id")).await;
    let path = path_of(&shared);
    let nobody = Client::at(&server.url);
    assert_eq!(nobody.get(&path).await.status, 200);
    let token = path.rsplit_once('/').unwrap().1;
    nobody.get(&format!("/s/{token}")).await;
    server.terminate().await;
    assert!(server.ended().await.success());
    let log = fs::read_to_string(folder.path().join("log")).unwrap();
    assert!(log.contains("/api/v1/shared/…") && log.contains("/s/…"));
    let line = log.lines().find(|line| line.contains(token));
    assert_eq!(line, None, "in the log");
    for file in fs::read_dir(folder.path()).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(token.len()).any(|piece| piece == token.as_bytes()));
    }
}
