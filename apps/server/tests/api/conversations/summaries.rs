//! What models are shown in place of what was said long ago.

use mami_chat::{Summary, SummaryStore as _};
use mami_ports::{Clock as _, SystemClock};
use mami_upstream::Script;
use serde_json::{Value, json};

use super::CONVERSATIONS;
use crate::{
    server::{TestServer, places},
    turn::id,
};

/// Keeps a summary of all that was said in a turn.
async fn summarise(server: &TestServer, user: &Value, turn: &Value) {
    let mami = server.mami();
    let user = id(user, "id").parse().unwrap();
    let now = SystemClock.now();
    let summary = Summary {
        id: mami.ids.next(),
        conversation_id: id(turn, "conversation_id").parse().unwrap(),
        message_id: id(&turn["message"], "id").parse().unwrap(),
        content: "They greeted each other.".to_owned(),
        edited: false,
        provider: "openai".to_owned(),
        model: "scripted".to_owned(),
        created_at: now,
        updated_at: now,
    };
    let line = mami.db.line(user, summary.message_id).await.unwrap();
    assert!(mami.db.put_summary(user, summary, line).await.unwrap());
}

#[tokio::test]
async fn a_summary_can_be_read_changed_and_deleted() {
    for place in places().await {
        let server = TestServer::answering_on(&place, Script::default(), &[]).await;
        drop(place);
        let (ada, bob) = (server.owner().await, server.member("bob").await);
        let turn = ada.say("Hi [[say=Hi]]").await;
        let list = format!("{CONVERSATIONS}/{}/summaries", id(&turn, "conversation_id"));
        assert_eq!(ada.get(&list).await.json(), json!({"items": [], "next_cursor": null}));
        summarise(&server, &ada.get("/api/v1/auth/me").await.json(), &turn).await;
        let one = ada.get(&list).await.json()["items"][0].clone();
        let expected = json!({
            "id": one["id"], "message_id": turn["message"]["id"], "content": "They greeted each other.",
            "edited": false, "provider": "openai", "model": "scripted", "created_at": one["created_at"],
            "updated_at": one["updated_at"],
        });
        assert_eq!(one, expected);

        let path = format!("{list}/{}", id(&one, "id"));
        let elsewhere = id(&ada.say("Hi").await, "conversation_id");
        let elsewhere = format!("{CONVERSATIONS}/{elsewhere}/summaries/{}", id(&one, "id"));
        let text = json!({"content": " Two\n\tlines 🙂"});
        assert_eq!(bob.get(&list).await.problem().0, 404);
        for (client, path) in [(&bob, &path), (&ada, &elsewhere)] {
            assert_eq!(client.put(path, &text).await.problem().0, 404);
            assert_eq!(client.delete(path).await.problem().0, 404);
        }
        for bad in
            [json!({"content": " "}), json!({"content": "a\u{0}"}), json!({"content": "x".repeat(20_001)})]
        {
            assert_eq!(ada.put(&path, &bad).await.pointers(), ["/content"]);
        }
        assert_eq!(ada.put(&path, &json!({"content": "x", "edited": false})).await.pointers(), ["/edited"]);
        assert_eq!(ada.get(&list).await.json()["items"][0], one);
        let edited = ada.put(&path, &text).await.json();
        assert_eq!((&edited["content"], &edited["edited"]), (&text["content"], &json!(true)));
        assert_eq!(ada.get(&list).await.json()["items"], json!([edited]));
        assert_eq!(ada.delete(&path).await.status, 204);
        assert_eq!(ada.delete(&path).await.problem().0, 404);
        assert_eq!(ada.get(&list).await.json()["items"], json!([]));

        // It goes with what it tells of.
        summarise(&server, &ada.get("/api/v1/auth/me").await.json(), &turn).await;
        assert_eq!(ada.delete(&format!("/api/v1/messages/{}", id(&turn["message"], "id"))).await.status, 204);
        assert_eq!(server.place.count("summaries").await, 0);
        server.stop().await;
    }
}
