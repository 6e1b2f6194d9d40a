//! Files that come in.

use mami_upstream::Script;
use reqwest::Method;
use serde_json::{Value, json};

use super::{IMPORT, IMPORTS, conversations, counts, ended, form, import, part, send};
use crate::{
    server::{Client, TestServer, places, text},
    turn::{feed, goes_on, id, message_in, messages},
};

const FILES: [(&str, &str); 5] = [
    ("chatgpt", include_str!("../../../../../crates/chat/src/import/fixtures/chatgpt.json")),
    ("claude", include_str!("../../../../../crates/chat/src/import/fixtures/claude.json")),
    ("open_webui", include_str!("../../../../../crates/chat/src/import/fixtures/open_webui.json")),
    ("librechat", include_str!("../../../../../crates/chat/src/import/fixtures/librechat.json")),
    ("mami", include_str!("../../../../../crates/chat/src/import/fixtures/mami.json")),
];

/// A file of Claude's with so many conversations.
pub(super) fn many(count: usize) -> Vec<Value> {
    let one = |n: usize| {
        json!({"uuid": format!("c{n}"), "name": format!("Number {n}"), "created_at": "2024-05-01T10:00:00Z", "chat_messages": [
            {"uuid": "q", "sender": "human", "text": format!("Question {n}"), "created_at": "2024-05-01T10:00:00Z"},
            {"uuid": "a", "sender": "assistant", "text": format!("Answer {n}"), "created_at": "2024-05-01T10:00:01Z"}]})
    };
    (0..count).map(one).collect()
}

#[tokio::test]
async fn files_of_every_format_become_conversations_that_go_on() {
    for place in places().await {
        let server = TestServer::answering_on(&place, Script::default(), &[]).await;
        let (ada, bob) = (server.owner().await, server.member("bob").await);
        for (format, file) in FILES {
            let mut devices = feed(&ada).await;
            let done = import(&ada, "conversations.json", file).await;
            assert_eq!((&done["status"], &done["format"]), (&json!("done"), &json!(format)), "{done}");
            let skipped = u64::from(format == "chatgpt");
            assert_eq!(
                (counts(&done), done["total"].as_u64()),
                ((1, 0, skipped), Some(1 + skipped)),
                "{done}"
            );
            let last = loop {
                let event = devices.until("import").await.data;
                if event["status"] != "running" {
                    break event;
                }
            };
            assert_eq!(
                last,
                json!({"import_id": done["id"], "status": "done", "done": 1 + skipped, "total": 1 + skipped})
            );

            let again = import(&ada, "again.json", file).await;
            assert_eq!(counts(&again), (0, 1, skipped), "{again}");
            // The same in another account has nothing to do with it.
            assert_eq!(counts(&import(&bob, "his.json", file).await), (1, 0, skipped));
        }
        let listed = ada.get(&format!("{IMPORTS}?limit=3")).await.json();
        assert_eq!(listed["items"].as_array().unwrap().len(), 3);
        assert_eq!(listed["items"][0]["name"], "again.json");
        let next =
            ada.get(&format!("{IMPORTS}?cursor={}", listed["next_cursor"].as_str().unwrap())).await.json();
        assert_eq!((next["items"].as_array().unwrap().len(), &next["next_cursor"]), (7, &Value::Null));
        assert_eq!(bob.get(IMPORTS).await.json()["items"].as_array().unwrap().len(), 5);

        for found in conversations(&ada).await {
            let conversation = id(&found, "id");
            let all = messages(&ada, &conversation).await;
            let answer =
                all.iter().find(|it| it["role"] == "assistant" && it["status"] == "complete").unwrap();
            // An answer from elsewhere can be followed to its end like any other.
            let events = ada.follow(&id(answer, "id"), 0).await.rest().await;
            assert_eq!(text(&events), id(answer, "content"));
            assert_eq!(events.last().unwrap().event, "done");
            // One that was private where it comes from is private here: nobody hosted gets to see it.
            if found["private"] == true {
                let mut body = message_in(&conversation, "And now?");
                body["model"] = "openai/scripted".into();
                assert_eq!(ada.post("/api/v1/chat", &body).await.pointers(), ["/model"]);
            } else {
                goes_on(&ada, &conversation).await;
            }
        }
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn a_damaged_file_gives_what_can_be_read_and_says_what_cannot() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let ada = server.owner().await;
        let whole = json!(many(3)).to_string();
        let cut = whole.rfind("Question 2").unwrap();
        let done = import(&ada, "cut.json", &whole.as_bytes()[..cut]).await;
        assert_eq!(
            (&done["status"], counts(&done), &done["total"]),
            (&json!("done"), (2, 0, 1), &Value::Null)
        );
        assert_eq!(
            done["report"],
            json!([{"what": format!("byte {cut} and all that follows"), "why": "the file ends in the middle of a conversation"}])
        );
        // The whole file later adds the rest.
        assert_eq!(counts(&import(&ada, "whole.json", &whole).await), (1, 2, 0));

        for (file, why) in [
            (&b"no JSON"[..], "neither a file nor an archive"),
            (b"[{\"a\": 1}]", "neither a file nor an archive"),
            (b"[]", "no conversations in this file"),
            (b"PK\x03\x04nonsense", "cannot be opened"),
            (b"", "neither a file nor an archive"),
        ] {
            let done = import(&ada, "x.json", file).await;
            assert_eq!(done["status"], "failed");
            assert!(done["error"].as_str().unwrap().contains(why), "{done}");
        }
        let mut long = many(1);
        long.extend((0..300).map(|n| json!({"uuid": format!("e{n}"), "name": "Empty", "chat_messages": []})));
        let done = import(&ada, "empty.json", json!(long).to_string()).await;
        assert_eq!((counts(&done), done["report"].as_array().unwrap().len()), ((0, 1, 300), 200));
        assert_eq!(conversations(&ada).await.len(), 3);
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn case_036_044_053_what_is_no_file_or_too_large_is_refused_and_nothing_is_noted() {
    let server = TestServer::start(&[("MAMI_CHAT__MAX_IMPORT_BYTES", "2000")]).await;
    let ada = server.owner().await;
    let file = json!(many(1)).to_string();
    assert_eq!(ada.post(IMPORT, &json!({})).await.problem(), (415, "not_multipart".to_owned()));
    let none = ada.request(Method::POST, IMPORT);
    assert_eq!(Client::answer(none).await.problem(), (415, "not_multipart".to_owned()));
    let pointers = async |parts: &[Vec<u8>]| Client::answer(form(&ada, parts)).await.pointers();
    assert_eq!(pointers(&[]).await, ["/file"]);
    assert_eq!(pointers(&[part("other", "x", b"x")]).await, ["/other"]);
    assert_eq!(pointers(&[part("file", "x", b"[]"), part("file", "y", b"[]")]).await, ["/file"]);
    let unfinished = ada.request(Method::POST, IMPORT);
    let unfinished = unfinished.header("content-type", "multipart/form-data; boundary=frontier");
    let answer = Client::answer(unfinished.body(part("file", "x", b"[]"))).await;
    assert_eq!(answer.problem(), (400, "unreadable".to_owned()));

    assert_eq!(send(&ada, "x", [b' '; 2001]).await.problem(), (413, "too_large".to_owned()));
    assert_eq!(send(&ada, "x", vec![b' '; 1 << 20]).await.problem(), (413, "too_large".to_owned()));
    let foreign = form(&ada, &[part("file", "x", file.as_bytes())]).header("origin", "https://evil.example");
    assert_eq!(Client::answer(foreign).await.problem(), (403, "cross_origin".to_owned()));
    assert_eq!(ada.get(IMPORTS).await.json()["items"], json!([]));

    // A name is a label and nothing else.
    for (given, kept) in [("../../x.json", "x.json"), ("", "file"), ("a\tb", "ab")] {
        let answer = send(&ada, given, &file).await;
        assert_eq!((answer.status.as_u16(), &answer.json()["name"]), (202, &json!(kept)));
        ended(&ada, &id(&answer.json(), "id")).await;
    }
    let long = send(&ada, &"n".repeat(5_000), &file).await.json();
    assert_eq!(id(&long, "name").len(), 200);
    assert_eq!(ended(&ada, &id(&long, "id")).await["duplicates"], 1);
    for query in ["limit=0", "limit=9999", "cursor=x", "other=1"] {
        assert_eq!(ada.get(&format!("{IMPORTS}?{query}")).await.problem().0, 422, "{query}");
    }
    server.stop().await;
}

#[tokio::test]
async fn one_at_a_time_for_each_person_and_as_many_as_there_is_room_for() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let (ada, bob) = (server.owner().await, server.member("bob").await);
        let file = json!(many(1)).to_string();
        // Many at the same moment: each is told the truth.
        let sent = (0..8).map(|_| send(&ada, "x.json", &file));
        let answers = futures_util::future::join_all(sent).await;
        let mut accepted = Vec::new();
        for answer in &answers {
            match answer.status.as_u16() {
                202 => accepted.push(id(&answer.json(), "id")),
                409 => assert_eq!(answer.problem().1, "import_running"),
                _ => assert_eq!(answer.problem(), (503, "busy".to_owned())),
            }
        }
        assert!(!accepted.is_empty());
        for import in accepted {
            ended(&ada, &import).await;
        }
        assert_eq!(conversations(&ada).await.len(), 1);

        let me = ada.get("/api/v1/auth/me").await.json();
        let user = id(&me, "id").parse().unwrap();
        let running = server.mami().imports.begin(user, "held").await.unwrap();
        assert_eq!(send(&ada, "x.json", &file).await.problem(), (409, "import_running".to_owned()));
        assert_eq!(counts(&import(&bob, "his.json", &file).await), (1, 0, 0), "his is another's");
        let held = id(&ada.get(IMPORTS).await.json()["items"][0], "id");
        server.mami().imports.run(running, std::io::Cursor::new(file.clone().into_bytes())).await;
        assert_eq!(counts(&ended(&ada, &held).await), (0, 1, 0));

        let places = server.mami().import_places.acquire_many(4).await.unwrap();
        let answer = send(&ada, "x.json", &file).await;
        assert_eq!(answer.problem(), (503, "busy".to_owned()));
        assert!(answer.header("retry-after").parse::<u32>().unwrap() > 0);
        drop(places);
        assert_eq!(import(&ada, "x.json", &file).await["status"], "done");
        drop(place);
        server.stop().await;
    }
}
