//! Documents: taken in, read in the background by a process of their own, shown, shared, and gone when they should be.

mod hostile;
mod sharing;
mod work;

use std::time::Duration;

use mami_extract::testing::{epub, pdf, simple_docx, xlsx};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    files::{form, form_type},
    server::{Answer, Client, TestServer, places},
    turn::{feed, id},
};

pub(crate) const DOCUMENTS: &str = "/api/v1/documents";

/// Uploads a document with these fields beside it.
pub(crate) async fn upload_with(
    client: &Client,
    name: &str,
    content: &[u8],
    fields: &[(&str, &str)],
) -> Answer {
    let names: Vec<String> = fields.iter().map(|(name, _)| format!("name=\"{name}\"")).collect();
    let file = format!("name=\"file\"; filename=\"{name}\"");
    let mut all: Vec<(&str, &[u8])> =
        names.iter().map(String::as_str).zip(fields.iter().map(|(_, value)| value.as_bytes())).collect();
    all.push((&file, content));
    let request =
        client.request(Method::POST, DOCUMENTS).header("content-type", form_type()).body(form(&all));
    Client::answer(request).await
}

/// Uploads a document that is taken, and gives what is told of it.
pub(crate) async fn upload(client: &Client, name: &str, content: &[u8]) -> Value {
    let answer = upload_with(client, name, content, &[]).await;
    assert_eq!(answer.status, 202, "{}", answer.body);
    answer.json()
}

pub(crate) fn path(document: &Value) -> String {
    format!("{DOCUMENTS}/{}", id(document, "id"))
}

/// Waits until a document has been read, or could not be.
pub(crate) async fn ended(client: &Client, document: &Value) -> Value {
    loop {
        let now = client.get(&path(document)).await.json();
        if now["status"] == "ready" || now["status"] == "failed" {
            return now;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Uploads a document and waits until it has been read.
pub(crate) async fn read(client: &Client, name: &str, content: &[u8]) -> Value {
    let document = ended(client, &upload(client, name, content).await).await;
    assert_eq!(document["status"], "ready", "{document}");
    document
}

async fn pieces(client: &Client, document: &Value) -> Value {
    client.get(&format!("{}/content?limit=200", path(document))).await.json()["items"].clone()
}

#[tokio::test]
async fn each_format_is_read_with_its_structure() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        drop(place);
        let ada = server.owner().await;
        let book = epub(&["<h1>One</h1><p>Bees.</p>"]);
        let sheet = xlsx(&[&["what", "many"], &["bees", "7"]]);
        let word = simple_docx("Guide", "Bees.");
        let pages = pdf(&["Bees."]);
        let word_mime = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
        let sheet_mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        for (name, content, mime, heading, at, text) in [
            ("a.txt", &b"Bees."[..], "text/plain", json!([]), json!({"line": 1}), "Bees."),
            (
                "a.md",
                b"# Guide\n\nBees.",
                "text/markdown",
                json!(["Guide"]),
                json!({"line": 1}),
                "Guide\n\nBees.",
            ),
            (
                "a.html",
                b"<h1>Guide</h1><script>no</script>Bees.",
                "text/html",
                json!(["Guide"]),
                Value::Null,
                "Guide\n\nBees.",
            ),
            ("a.rs", b"fn bees() {}", "text/plain", json!([]), json!({"line": 1}), "fn bees() {}"),
            (
                "a.csv",
                b"what,many\nbees,7",
                "text/csv",
                json!([]),
                json!({"line": 1}),
                "what | many\nbees | 7",
            ),
            // Whatever they are called.
            ("a.dat", &pages, "application/pdf", json!([]), json!({"page": 1}), "Bees."),
            ("b.dat", &word, word_mime, json!(["Guide"]), Value::Null, "Guide\n\nBees."),
            (
                "c.dat",
                &sheet,
                sheet_mime,
                json!(["Plan"]),
                json!({"sheet": {"name": "Plan", "row": 1}}),
                "Plan\n\nwhat | many\nbees | 7",
            ),
            ("d.dat", &book, "application/epub+zip", json!(["One"]), json!({"chapter": 1}), "One\n\nBees."),
        ] {
            let document = read(&ada, name, content).await;
            let told = (&document["name"], &document["mime"], &document["progress"], &document["chunks"]);
            assert_eq!(told, (&json!(name), &json!(mime), &json!(100), &json!(1)));
            assert_eq!(document["size"], content.len());
            let pieces = pieces(&ada, &document).await;
            let expected = json!([{
                "id": pieces[0]["id"], "position": 0, "heading": heading, "place": at, "text": text,
                "start": 0, "end": text.chars().count(),
            }]);
            assert_eq!(pieces, expected, "{name}");
        }
        server.stop().await;
    }
}

#[tokio::test]
async fn a_document_comes_back_as_it_was_and_runs_nowhere() {
    let server = TestServer::start(&[]).await;
    let ada = server.owner().await;
    let page = b"<script>alert(1)</script><p>Bees\xc3\x9f";
    let document = read(&ada, "../b\u{202e}ees \u{df}.html", page).await;
    assert_eq!(document["name"], "bees \u{df}.html");
    let request = ada.request(Method::GET, &format!("{}/file", path(&document)));
    let (status, headers, bytes) = Client::download(request).await;
    assert_eq!((status.as_u16(), &*bytes), (200, &page[..]));
    let header = |name: &str| headers[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "application/octet-stream");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert!(header("content-disposition").starts_with("attachment; filename=\"bees _.html\""));
    assert!(header("content-security-policy").contains("sandbox"));
    server.stop().await;
}

#[tokio::test]
async fn a_long_document_is_read_from_any_place() {
    let server = TestServer::start(&[]).await;
    let ada = server.owner().await;
    let text: String = (0..400).map(|n| format!("# Part {n}\n\nBees of part {n}.\n\n")).collect();
    let document = read(&ada, "a.md", text.as_bytes()).await;
    assert_eq!(document["chunks"], 400);
    let content = format!("{}/content", path(&document));
    let page = ada.get(&format!("{content}?from=390&limit=8")).await.json();
    assert_eq!(page["items"][0]["heading"], json!(["Part 390"]));
    let cursor = page["next_cursor"].as_str().unwrap();
    let rest = ada.get(&format!("{content}?limit=8&cursor={cursor}")).await.json();
    assert_eq!((&rest["items"][0]["position"], &rest["next_cursor"]), (&json!(398), &Value::Null));
    assert_eq!(rest["items"].as_array().unwrap().len(), 2);
    for wrong in ["from=x", "cursor=-1", "limit=0"] {
        assert_eq!(ada.get(&format!("{content}?{wrong}")).await.status, 422, "{wrong}");
    }
    server.stop().await;
}

#[tokio::test]
async fn the_same_file_in_the_same_place_is_the_same_document() {
    let server = TestServer::start(&[]).await;
    let (ada, bob) = (server.owner().await, server.member("bob").await);
    let first = read(&ada, "a.txt", b"Bees.").await;
    let again = upload_with(&ada, "b.txt", b"Bees.", &[]).await;
    assert_eq!((again.status.as_u16(), again.json()), (200, first.clone()));
    let private = upload_with(&ada, "a.txt", b"Bees.", &[("private", "true")]).await;
    assert_eq!((private.status.as_u16(), &private.json()["private"]), (202, &json!(true)));
    let conversation = id(&ada.say("Hello").await, "conversation_id");
    let there = upload_with(&ada, "a.txt", b"Bees.", &[("conversation_id", &conversation)]).await;
    assert_eq!((there.status.as_u16(), &there.json()["conversation_id"]), (202, &json!(conversation)));
    assert_eq!(upload_with(&bob, "a.txt", b"Bees.", &[]).await.status, 202, "he has not seen hers");

    let listed = async |query: &str| {
        let page = ada.get(&format!("{DOCUMENTS}?{query}")).await.json();
        page["items"].as_array().unwrap().iter().map(|it| id(it, "id")).collect::<Vec<_>>()
    };
    let (private, there) = (id(&private.json(), "id"), id(&there.json(), "id"));
    let first = id(&first, "id");
    assert_eq!(listed("").await, [&*there, &private, &first]);
    assert_eq!(listed("scope=library").await, [&*private, &first]);
    assert_eq!(listed(&format!("conversation_id={conversation}")).await, [&*there]);
    assert_eq!(listed("q=A.T").await.len(), 3);
    assert_eq!(listed("q=%25").await.len(), 0);
    let page = ada.get(&format!("{DOCUMENTS}?limit=1")).await.json();
    assert_eq!(listed(&format!("cursor={}", id(&page, "next_cursor"))).await, [&*private, &first]);
    assert_eq!(ada.get(&format!("{DOCUMENTS}?cursor=x")).await.status, 422);
    assert_eq!(ada.get(&format!("{DOCUMENTS}?scope=x")).await.status, 422);

    // Deleted, all of it is gone; what belongs to a conversation goes with it.
    ended(&ada, &json!({"id": there})).await;
    assert_eq!(ada.delete(&format!("{DOCUMENTS}/{first}")).await.status, 204);
    assert_eq!(ada.get(&format!("{DOCUMENTS}/{first}")).await.problem(), (404, "not_found".to_owned()));
    assert_eq!(ada.delete(&format!("/api/v1/conversations/{conversation}")).await.status, 204);
    assert_eq!(listed("").await, [&*private]);
    server.stop().await;
}

#[tokio::test]
async fn a_form_says_what_is_wrong_with_it() {
    let server = TestServer::start(&[("MAMI_DOCUMENTS__MAX_BYTES", "2000")]).await;
    let ada = server.owner().await;
    let absent = "01890000-0000-7000-8000-000000000000";
    for (fields, content, status, code) in [
        (&[][..], &b""[..], 422, "invalid"),
        (&[], &[b'x'; 2001], 413, "too_large"),
        (&[("private", "perhaps")], b"x", 422, "invalid"),
        (&[("conversation_id", "x")], b"x", 422, "invalid"),
        (&[("other", "x")], b"x", 422, "invalid"),
        (&[("private", "true"), ("private", "true")], b"x", 422, "invalid"),
        (&[("conversation_id", absent)], b"x", 404, "not_found"),
        (&[("persona_id", absent)], b"x", 404, "not_found"),
        (&[("collection_id", absent)], b"x", 404, "not_found"),
        (&[("conversation_id", absent), ("collection_id", absent)], b"x", 422, "invalid"),
    ] {
        let answer = upload_with(&ada, "a.txt", content, fields).await;
        assert_eq!(answer.problem(), (status, code.to_owned()), "{fields:?}");
    }
    assert_eq!(ada.get(DOCUMENTS).await.json()["items"], json!([]));
    server.stop().await;
}

#[tokio::test]
async fn devices_are_told_how_far_it_is() {
    let server = TestServer::start(&[]).await;
    let (ada, bob) = (server.owner().await, server.member("bob").await);
    let (mut hers, mut his) = (feed(&ada).await, feed(&bob).await);
    let document = read(&ada, "a.txt", b"Bees.").await;
    assert_eq!(ada.delete(&path(&document)).await.status, 204);
    let mut told = Vec::new();
    while told.last() != Some(&"deleted".to_owned()) {
        let event = hers.until("document").await;
        assert_eq!(event.data["document_id"], document["id"]);
        told.push(id(&event.data, "status"));
    }
    assert_eq!(told, ["queued", "indexing", "ready", "deleted"]);
    let own = upload(&bob, "b.txt", b"His.").await;
    assert_eq!(his.until("document").await.data["document_id"], own["id"], "nobody hears of what others do");
    server.stop().await;
}
