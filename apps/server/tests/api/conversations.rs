//! The list of conversations, their titles and their end.

mod summaries;
mod taking_out;
mod working;

use mami_upstream::Script;
use serde_json::{Value, json};

use crate::server::{Client, TestServer, places};

const CONVERSATIONS: &str = "/api/v1/conversations";

async fn create(client: &Client, title: &str) -> String {
    let answer = client.post(CONVERSATIONS, &json!({"title": title})).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer.json()["id"].as_str().unwrap().to_owned()
}

/// All titles, page by page.
async fn titles(client: &Client, limit: usize) -> Vec<String> {
    let (mut titles, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = client.get(&format!("{CONVERSATIONS}?limit={limit}{cursor}")).await.json();
        let items = page["items"].as_array().unwrap();
        assert!(items.len() <= limit);
        titles.extend(items.iter().map(|item| item["title"].as_str().unwrap().to_owned()));
        let Some(next) = page["next_cursor"].as_str() else { return titles };
        assert_eq!(items.len(), limit, "a page that is not the last is full");
        cursor = format!("&cursor={next}");
    }
}

#[tokio::test]
async fn the_newest_comes_first_page_by_page() {
    for place in places().await {
        let server = TestServer::answering_on(&place, Script::default(), &[]).await;
        let (ada, bob) = (server.owner().await, server.member("bob").await);
        assert_eq!(ada.get(CONVERSATIONS).await.json(), json!({"items": [], "next_cursor": null}));
        let mut ids = Vec::new();
        for title in ["one", "two", "three", "four", "five"] {
            ids.push(create(&ada, title).await);
            create(&bob, "his").await;
        }
        for limit in [1, 2, 3, 5, 50] {
            assert_eq!(titles(&ada, limit).await, ["five", "four", "three", "two", "one"], "{limit}");
        }
        // What something is said in comes to the front; another title moves nothing.
        let body = json!({"conversation_id": ids[1], "message": {"content": "Hi"}, "stream": false});
        assert_eq!(ada.post("/api/v1/chat", &body).await.status, 200);
        ada.patch(&format!("{CONVERSATIONS}/{}", ids[0]), &json!({"title": "first"})).await;
        assert_eq!(titles(&ada, 2).await, ["two", "five", "four", "three", "first"]);

        // A page goes on where it ended, whatever comes to the front or goes meanwhile.
        let page = ada.get(&format!("{CONVERSATIONS}?limit=3")).await.json();
        create(&ada, "six").await;
        ada.delete(&format!("{CONVERSATIONS}/{}", ids[4])).await;
        let next = page["next_cursor"].as_str().unwrap();
        let page = ada.get(&format!("{CONVERSATIONS}?limit=3&cursor={next}")).await.json();
        let rest: Vec<_> = page["items"].as_array().unwrap().iter().map(|it| &it["title"]).collect();
        assert_eq!(rest, ["three", "first"]);
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn a_conversation_has_the_title_that_it_was_given_or_that_of_its_first_message() {
    let server = TestServer::answering(Script::default(), &[]).await;
    let ada = server.owner().await;
    let title = async |turn: &Value| {
        let id = turn["conversation_id"].as_str().unwrap();
        ada.get(&format!("{CONVERSATIONS}/{id}")).await.json()["title"].clone()
    };
    assert_eq!(title(&ada.say("## How do bees sleep?\nI wonder.").await).await, "How do bees sleep?");
    let given = create(&ada, " Bees ").await;
    let body =
        json!({"conversation_id": given, "message": {"content": "How do they sleep?"}, "stream": false});
    let turn = ada.post("/api/v1/chat", &body).await.json();
    assert_eq!(title(&turn).await, "Bees", "spaces around it are none of the title");

    let path = format!("{CONVERSATIONS}/{given}");
    let changed = ada.patch(&path, &json!({"title": "ß".repeat(200)})).await;
    assert_eq!((changed.status.as_u16(), &changed.json()["title"]), (200, &json!("ß".repeat(200))));
    for bad in
        ["ß".repeat(201), String::new(), "  ".to_owned(), "two\nlines".to_owned(), "a\u{1b}[2J".to_owned()]
    {
        assert_eq!(ada.patch(&path, &json!({"title": bad})).await.pointers(), ["/title"], "{bad:?}");
    }
    assert_eq!(ada.patch(&path, &json!({})).await.status, 200, "nothing is to change");
    assert_eq!(ada.patch(&path, &json!({"title": null})).await.pointers(), ["/title"]);
    assert_eq!(ada.patch(&path, &json!({"title": "x", "owner": true})).await.pointers(), ["/owner"]);
    assert_eq!(title(&turn).await, "ß".repeat(200));
    server.stop().await;
}

#[tokio::test]
async fn a_deleted_conversation_is_gone_with_all_that_was_said() {
    for place in places().await {
        let server = TestServer::answering_on(&place, Script::default(), &[]).await;
        let ada = server.owner().await;
        let (gone, kept) = (ada.say("Hello").await, ada.say("Hello again").await);
        let path = format!("{CONVERSATIONS}/{}", gone["conversation_id"].as_str().unwrap());
        let answer = gone["message"]["id"].as_str().unwrap();
        assert_eq!(place.count("messages").await, 4);
        let deleted = ada.delete(&path).await;
        assert_eq!((deleted.status.as_u16(), &*deleted.body), (204, ""));
        for path in [path.clone(), format!("{path}/messages"), format!("/api/v1/chat/{answer}/events")] {
            assert_eq!(ada.get(&path).await.problem(), (404, "not_found".to_owned()), "{path}");
        }
        assert_eq!(ada.delete(&path).await.problem(), (404, "not_found".to_owned()));
        let body = json!({"conversation_id": gone["conversation_id"], "message": {"content": "Hi"}});
        assert_eq!(ada.post("/api/v1/chat", &body).await.problem(), (404, "not_found".to_owned()));
        assert_eq!((place.count("conversations").await, place.count("messages").await), (1, 2));
        let path = format!("{CONVERSATIONS}/{}/messages", kept["conversation_id"].as_str().unwrap());
        assert_eq!(ada.get(&path).await.json()["items"].as_array().unwrap().len(), 2);
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn deleting_a_conversation_stops_its_running_answer() {
    let server = TestServer::answering(Script::default(), &[]).await;
    let ada = server.owner().await;
    let content = "[[tokens=100000 every=20]]";
    let mut events = ada.chat(&json!({"message": {"content": content}})).await;
    let start = events.next().await.unwrap();
    events.until("delta").await;
    let path = format!("{CONVERSATIONS}/{}", start.data["conversation_id"].as_str().unwrap());
    assert_eq!(ada.delete(&path).await.status, 204);
    server.upstream().until_dropped(1).await;
    // Whoever follows is not left waiting.
    events.rest().await;
    assert_eq!((server.place.count("conversations").await, server.place.count("messages").await), (0, 0));
    server.stop().await;
}
