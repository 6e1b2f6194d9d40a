//! Collections, and what is shared.

use mami_auth::Role;
use serde_json::{Value, json};

use super::{DOCUMENTS, ended, path, pieces, read, upload_with};
use crate::{
    server::{Client, TestServer, places},
    turn::id,
};

const COLLECTIONS: &str = "/api/v1/collections";

async fn collection(client: &Client, body: Value) -> Value {
    let answer = client.post(COLLECTIONS, &body).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer.json()
}

async fn names(client: &Client) -> Vec<String> {
    let page = client.get(COLLECTIONS).await.json();
    page["items"].as_array().unwrap().iter().map(|it| id(it, "name")).collect()
}

fn refused(code: u16, name: &str) -> (u16, String) {
    (code, name.to_owned())
}

#[tokio::test]
async fn what_an_admin_shares_everybody_reads_and_only_admins_change() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        drop(place);
        let (ada, bob) = (server.owner().await, server.member("bob").await);
        server.create("carl", Role::Admin).await;
        let carl = server.sign_in("carl").await;
        let ours = collection(&ada, json!({"name": " House ", "description": "Ours", "shared": true})).await;
        assert_eq!((&ours["name"], &ours["own"]), (&json!("House"), &json!(true)));
        let field = [("collection_id", ours["id"].as_str().unwrap())];
        let document = upload_with(&ada, "a.txt", b"Bees.", &field).await.json();
        let document = ended(&ada, &document).await;
        assert_eq!((&document["status"], &document["shared"]), (&json!("ready"), &json!(true)));

        assert_eq!(names(&bob).await, ["House"]);
        let seen = bob.get(&format!("{COLLECTIONS}?limit=1")).await.json()["items"][0].clone();
        assert_eq!((&seen["own"], &seen["documents"]), (&json!(false), &json!(1)));
        assert_eq!(bob.get(&path(&document)).await.json(), document);
        assert_eq!(pieces(&bob, &document).await[0]["text"], "Bees.");
        assert_eq!(bob.get(&format!("{}/file", path(&document))).await.body, "Bees.");
        let listed = bob.get(&format!("{DOCUMENTS}?collection_id={}", field[0].1)).await.json();
        assert_eq!(listed["items"], json!([document]));

        let own_path = format!("{COLLECTIONS}/{}", field[0].1);
        assert_eq!(bob.delete(&path(&document)).await.problem(), refused(403, "not_allowed"));
        assert_eq!(bob.delete(&own_path).await.problem(), refused(403, "not_allowed"));
        assert_eq!(
            bob.patch(&own_path, &json!({"name": "His"})).await.problem(),
            refused(403, "not_allowed")
        );
        assert_eq!(upload_with(&bob, "b.txt", b"b", &field).await.problem(), refused(403, "not_allowed"));
        let shares = json!({"name": "His", "shared": true});
        assert_eq!(bob.post(COLLECTIONS, &shares).await.problem(), refused(403, "not_allowed"));

        let renamed = carl.patch(&own_path, &json!({"name": "Home"})).await;
        assert_eq!((renamed.status.as_u16(), &renamed.json()["description"]), (200, &json!("Ours")));
        assert_eq!(carl.patch(&own_path, &json!({"shared": false})).await.json()["shared"], false);
        for person in [&bob, &carl] {
            assert_eq!(person.get(&path(&document)).await.problem(), refused(404, "not_found"));
            assert_eq!(names(person).await, Vec::<String>::new());
        }
        assert_eq!(ada.get(&path(&document)).await.json()["shared"], false);
        assert_eq!(ada.delete(&own_path).await.status, 204);
        assert_eq!(ada.get(&path(&document)).await.problem(), refused(404, "not_found"));
        server.stop().await;
    }
}

#[tokio::test]
async fn what_is_ones_own_nobody_else_finds() {
    let server = TestServer::start(&[]).await;
    let (ada, bob) = (server.owner().await, server.member("bob").await);
    let his = collection(&bob, json!({"name": "His"})).await;
    let field = [("collection_id", his["id"].as_str().unwrap())];
    let document = ended(&bob, &upload_with(&bob, "a.txt", b"Bees.", &field).await.json()).await;
    let alone = read(&bob, "b.txt", b"Bees.").await;
    let missing = refused(404, "not_found");
    for document in [&document, &alone] {
        for rest in ["", "/content", "/file"] {
            assert_eq!(ada.get(&format!("{}{rest}", path(document))).await.problem(), missing, "{rest}");
        }
        assert_eq!(ada.delete(&path(document)).await.problem(), missing);
        assert_eq!(ada.post(&format!("{}/retry", path(document)), &json!(null)).await.problem(), missing);
    }
    assert_eq!(ada.get(DOCUMENTS).await.json()["items"], json!([]));
    let path = format!("{COLLECTIONS}/{}", field[0].1);
    assert_eq!(ada.patch(&path, &json!({"name": "Hers"})).await.problem(), missing);
    assert_eq!(ada.delete(&path).await.problem(), missing);
    assert_eq!(upload_with(&ada, "c.txt", b"c", &field).await.problem(), missing);

    // Not even an owner shares what is theirs by another's word.
    assert_eq!(bob.patch(&path, &json!({"shared": true})).await.problem(), refused(403, "not_allowed"));
    for wrong in
        [json!({"name": ""}), json!({"name": "x".repeat(101)}), json!({"name": "x", "more": 1}), json!({})]
    {
        assert_eq!(bob.post(COLLECTIONS, &wrong).await.status, 422, "{wrong}");
    }
    assert_eq!(bob.patch(&path, &json!({"name": " "})).await.status, 422);
    server.stop().await;
}

#[tokio::test]
async fn a_personas_documents_are_for_those_who_may_use_it() {
    let server = TestServer::start(&[]).await;
    let (ada, bob) = (server.owner().await, server.member("bob").await);
    let persona = ada.post("/api/v1/personas", &json!({"name": "Ours", "shared": true})).await.json();
    let field = [("persona_id", persona["id"].as_str().unwrap())];
    let document = ended(&ada, &upload_with(&ada, "a.txt", b"Bees.", &field).await.json()).await;
    assert_eq!(bob.get(&path(&document)).await.json()["shared"], true);
    assert_eq!(upload_with(&bob, "b.txt", b"b", &field).await.problem(), refused(403, "not_allowed"));

    // One that is a file is everybody's; what somebody gives it is theirs alone.
    let shipped = bob.get("/api/v1/personas").await.json()["items"][0].clone();
    let field = [("persona_id", shipped["id"].as_str().unwrap())];
    let own = upload_with(&bob, "b.txt", b"b", &field).await;
    assert_eq!((own.status.as_u16(), &own.json()["shared"]), (202, &json!(false)));
    assert_eq!(ada.get(&path(&own.json())).await.problem(), refused(404, "not_found"));

    assert_eq!(ada.delete(&format!("/api/v1/personas/{}", id(&persona, "id"))).await.status, 204);
    assert_eq!(ada.get(&path(&document)).await.problem(), refused(404, "not_found"));
    server.stop().await;
}
