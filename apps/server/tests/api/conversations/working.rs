//! Pins, the archive, folders, tags, privacy; one by one and several at once.

use mami_upstream::Script;
use serde_json::{Value, json};

use super::CONVERSATIONS;
use crate::{
    server::{Client, TestServer, places},
    turn::{cancel, feed, id, message_in},
};

async fn made(client: &Client, body: Value) -> String {
    let answer = client.post(CONVERSATIONS, &body).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    id(&answer.json(), "id")
}

/// The titles of a list, in their order.
async fn listed(client: &Client, query: &str) -> Vec<String> {
    let answer = client.get(&format!("{CONVERSATIONS}?{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["items"].as_array().unwrap().iter().map(|item| id(item, "title")).collect()
}

async fn bulk(client: &Client, body: Value) -> u64 {
    let answer = client.post("/api/v1/conversations/bulk", &body).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["changed"].as_u64().unwrap()
}

#[tokio::test]
async fn a_conversation_is_made_and_changed_with_all_its_fields() {
    for place in places().await {
        let server = TestServer::answering_on(&place, Script::default(), &[]).await;
        drop(place);
        let ada = server.owner().await;
        let nobody = "01890000-0000-7000-8000-000000000001";
        let made = ada.post("/api/v1/personas", &json!({"name": "Tutor"})).await;
        let persona = &*id(&made.json(), "id");
        let given = json!({
            "title": "T", "persona_id": persona, "private": true, "folder": " Größe ", "tags": [" a ", "\"b\", c"],
        });
        let answer = ada.post(CONVERSATIONS, &given).await.json();
        let path = format!("{CONVERSATIONS}/{}", id(&answer, "id"));
        let expected = json!({
            "id": answer["id"], "title": "T", "persona_id": persona, "pinned": false, "archived": false,
            "folder": "Größe", "tags": ["a", "\"b\", c"], "private": true, "head_message_id": null,
            "running_message_id": null, "created_at": answer["created_at"], "updated_at": answer["updated_at"],
        });
        assert_eq!(answer, expected);
        let read = ada.get(&path).await.json();
        assert_eq!(
            (&read["folder"], &read["tags"], &read["private"]),
            (&json!("Größe"), &given_tags(), &json!(true))
        );

        for (field, value) in [
            ("title", json!("Other")),
            ("pinned", json!(true)),
            ("archived", json!(true)),
            ("folder", json!("")),
            ("tags", json!(["Ä", "z"])),
            ("persona_id", json!(null)),
            ("private", json!(true)),
        ] {
            let mut before = ada.get(&path).await.json();
            let answer = ada.patch(&path, &json!({field: value})).await;
            assert_eq!(answer.status, 200, "{field}: {}", answer.body);
            before[field] = value;
            assert_eq!(answer.json(), before, "{field}, and nothing else");
        }
        let long = |n: usize| "ß".repeat(n);
        let many: Vec<String> = (0..21).map(|n| n.to_string()).collect();
        let before = ada.get(&path).await.json();
        for (field, value) in [
            ("folder", json!(long(81))),
            ("folder", json!("a\nb")),
            ("folder", json!("a\u{0}b")),
            ("folder", json!(null)),
            ("tags", json!([long(41)])),
            ("tags", json!(["  "])),
            ("tags", json!(["é", "E\u{301}"])),
            ("tags", json!(["a\u{1b}"])),
            ("tags", json!(many)),
            ("pinned", json!(null)),
            ("archived", json!("yes")),
            ("private", json!(false)),
            ("persona_id", json!("mami")),
            ("persona_id", json!(nobody)),
            ("head_message_id", json!(null)),
            ("head_message_id", json!(nobody)),
        ] {
            let body = json!({"title": "not this", field: value});
            let pointers = ada.patch(&path, &body).await.pointers();
            assert!(
                pointers[0] == format!("/{field}") || pointers[0] == format!("/{field}/0"),
                "{pointers:?}"
            );
        }
        assert_eq!(ada.get(&path).await.json(), before, "what is refused changes nothing");
        assert_eq!(
            ada.patch(&path, &json!({"title": "", "folder": "a\tb", "tags": [""]})).await.pointers(),
            ["/title", "/folder", "/tags"]
        );
        server.stop().await;
    }
}

fn given_tags() -> Value {
    json!(["a", "\"b\", c"])
}

#[tokio::test]
async fn what_is_private_stays_so_and_gets_so_only_at_rest() {
    for place in places().await {
        let server = TestServer::answering_on(&place, Script::default(), &[]).await;
        drop(place);
        let ada = server.owner().await;
        let first = ada.say("Hi").await;
        let conversation = id(&first, "conversation_id");
        let path = format!("{CONVERSATIONS}/{conversation}");
        let mut events = ada.chat(&message_in(&conversation, "[[tokens=5000 every=10]]")).await;
        let answer = id(&events.until("start").await.data, "message_id");
        let private = async |value: bool| ada.patch(&path, &json!({"private": value})).await;
        assert_eq!(private(true).await.problem(), (409, "turn_running".to_owned()));
        assert_eq!(private(false).await.status, 200);
        cancel(&ada, &answer).await;
        events.rest().await;
        assert_eq!(private(true).await.json()["private"], true);
        let refused = private(false).await;
        assert_eq!(refused.pointers(), ["/private"]);
        assert_eq!(refused.json()["errors"][0]["message"], "a private conversation stays private");
        assert_eq!(private(true).await.status, 200);
        assert_eq!(ada.get(&path).await.json()["private"], true);
        server.stop().await;
    }
}

#[tokio::test]
async fn the_branch_that_is_shown_can_be_chosen() {
    let server = TestServer::answering(Script::default(), &[]).await;
    let (ada, bob) = (server.owner().await, server.member("bob").await);
    let first = ada.say("[[say=ONE]]").await;
    let path = format!("{CONVERSATIONS}/{}", id(&first, "conversation_id"));
    let answer = id(&first["message"], "id");
    let again = ada.post(&format!("/api/v1/messages/{answer}/regenerate"), &json!({"stream": false})).await;
    let again = id(&again.json()["message"], "id");
    assert_eq!(ada.get(&path).await.json()["head_message_id"], again);
    let before = ada.get(&path).await.json();
    let chosen = ada.patch(&path, &json!({"head_message_id": answer})).await.json();
    assert_eq!((&chosen["head_message_id"], &chosen["updated_at"]), (&json!(answer), &before["updated_at"]));
    let theirs = bob.say("Hi").await;
    for head in [&theirs["message"]["id"], &ada.say("Hi").await["message"]["id"]] {
        assert_eq!(
            ada.patch(&path, &json!({"head_message_id": head})).await.pointers(),
            ["/head_message_id"]
        );
    }
    assert_eq!(ada.get(&path).await.json()["head_message_id"], answer);
    server.stop().await;
}

#[tokio::test]
async fn the_list_shows_what_is_asked_for() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        drop(place);
        let (ada, bob) = (server.owner().await, server.member("bob").await);
        for (title, folder, tags) in
            [("Füße", "Work", json!(["x"])), ("Hände", "work", json!(["X", "y"])), ("Kopf", "", json!([]))]
        {
            let body = json!({"title": title, "folder": folder, "tags": tags});
            let made = made(&ada, body.clone()).await;
            self::made(&bob, body).await;
            if title == "Hände" {
                let body = json!({"archived": true, "pinned": true});
                assert_eq!(ada.patch(&format!("{CONVERSATIONS}/{made}"), &body).await.status, 200);
            }
        }
        for (query, titles) in [
            ("", &["Kopf", "Füße"][..]),
            ("archived=false", &["Kopf", "Füße"]),
            ("archived=true", &["Hände"]),
            ("archived=all", &["Kopf", "Hände", "Füße"]),
            ("archived=all&pinned=true", &["Hände"]),
            ("pinned=true", &[]),
            ("pinned=false", &["Kopf", "Füße"]),
            ("archived=all&folder=WORK", &["Hände", "Füße"]),
            ("folder=", &["Kopf"]),
            ("archived=all&tag=x", &["Hände", "Füße"]),
            ("archived=all&tag=y&folder=work", &["Hände"]),
            ("q=FÜSS", &["Füße"]),
            ("q=%25", &[]),
            ("q=_", &[]),
            ("archived=all&q=%20n%20", &["Hände"]),
            ("archived=all&q=e&limit=1", &["Hände"]),
            ("q=", &["Kopf", "Füße"]),
        ] {
            assert_eq!(listed(&ada, query).await, titles, "{query}");
        }
        for bad in ["archived=maybe", "pinned=x", "limit=0", "cursor=x", "folders=x"] {
            let answer = ada.get(&format!("{CONVERSATIONS}?{bad}")).await;
            assert_eq!(answer.problem().0, 422, "{bad}");
        }
        let labels = ada.get(&format!("{CONVERSATIONS}/labels")).await.json();
        let tags = json!([{"name": "X", "count": 1}, {"name": "y", "count": 0}]);
        assert_eq!(labels, json!({"folders": [{"name": "Work", "count": 1}], "tags": tags}));
        server.stop().await;
    }
}

#[tokio::test]
async fn several_are_changed_at_once_and_nobody_elses() {
    for place in places().await {
        let server = TestServer::answering_on(&place, Script::default(), &[]).await;
        drop(place);
        let (ada, bob) = (server.owner().await, server.member("bob").await);
        let mut ids = Vec::new();
        for title in ["a", "b", "c"] {
            ids.push(made(&ada, json!({"title": title})).await);
        }
        let his = made(&bob, json!({"title": "his"})).await;
        let his_path = format!("{CONVERSATIONS}/{his}");
        let before = bob.get(&his_path).await.json();
        let mut heard = feed(&ada).await;
        let all = json!([ids[0], ids[1], ids[2], his, ids[0], "01890000-0000-7000-8000-000000000000"]);
        for (action, more, changed) in [
            ("pin", json!({}), 3),
            ("pin", json!({}), 0),
            ("unpin", json!({}), 3),
            ("move", json!({"folder": " In "}), 3),
            ("tag", json!({"tag": "T"}), 3),
            ("tag", json!({"tag": "t"}), 0),
            ("untag", json!({"tag": "t"}), 3),
            ("archive", json!({}), 3),
        ] {
            let mut body = json!({"ids": all, "action": action});
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            assert_eq!(bulk(&ada, body).await, changed, "{action}");
            for _ in 0..changed {
                let told = heard.next().await.unwrap();
                assert_eq!((told.event.as_str(), &told.data["deleted"]), ("conversation", &json!(false)));
            }
        }
        assert_eq!(listed(&ada, "archived=true&folder=in").await, ["c", "b", "a"]);
        assert_eq!(bulk(&ada, json!({"ids": [ids[1]], "action": "unarchive"})).await, 1);
        assert_eq!(listed(&ada, "").await, ["b"]);
        assert_eq!(bob.get(&his_path).await.json(), before);

        let body = json!({"conversation_id": ids[0], "message": {"content": "[[tokens=100000 every=20]]"}});
        let mut events = ada.chat(&body).await;
        events.until("delta").await;
        assert_eq!(bulk(&ada, json!({"ids": all, "action": "delete"})).await, 3);
        server.upstream().until_dropped(1).await;
        events.rest().await;
        assert!(listed(&ada, "archived=all").await.is_empty());
        assert_eq!(bob.get(&his_path).await.json(), before);
        assert_eq!(server.place.count("messages").await, 0);
        server.stop().await;
    }
}

#[tokio::test]
async fn what_is_done_with_several_is_refused_as_a_whole() {
    let server = TestServer::start(&[]).await;
    let ada = server.owner().await;
    let one = made(&ada, json!({"title": "a"})).await;
    let refused = async |body: Value| ada.post("/api/v1/conversations/bulk", &body).await.pointers();
    let with = |more: Value| {
        let mut body = json!({"ids": [one]});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    assert_eq!(refused(json!({"ids": [], "action": "pin"})).await, ["/ids"]);
    assert_eq!(refused(json!({"ids": vec![&one; 201], "action": "pin"})).await, ["/ids"]);
    assert_eq!(refused(json!({"ids": ["x"], "action": "pin"})).await, ["/ids/0"]);
    assert_eq!(refused(with(json!({"action": "explode"}))).await, ["/action"]);
    assert_eq!(refused(with(json!({"action": "move"}))).await, ["/folder"]);
    assert_eq!(refused(with(json!({"action": "move", "folder": "a\nb"}))).await, ["/folder"]);
    assert_eq!(refused(with(json!({"action": "tag"}))).await, ["/tag"]);
    assert_eq!(refused(with(json!({"action": "untag", "tag": "x".repeat(41)}))).await, ["/tag"]);
    assert_eq!(refused(with(json!({"action": "delete", "tag": "x"}))).await, ["/tag"]);
    assert_eq!(refused(with(json!({"action": "pin", "user_id": one}))).await, ["/user_id"]);
    let read = ada.get(&format!("{CONVERSATIONS}/{one}")).await.json();
    assert_eq!((&read["pinned"], &read["folder"], &read["tags"]), (&json!(false), &json!(""), &json!([])));

    // Many at once: other devices are told to look again.
    let mut many = Vec::new();
    for _ in 0..21 {
        many.push(made(&ada, json!({})).await);
    }
    let mut heard = feed(&ada).await;
    assert_eq!(bulk(&ada, json!({"ids": many, "action": "pin"})).await, 21);
    assert_eq!(heard.next().await.unwrap().event, "resync");
    server.stop().await;
}
