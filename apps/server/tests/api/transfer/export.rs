//! Conversations as files.

use std::io::{Cursor, Read as _};

use mami_upstream::Script;
use reqwest::Method;
use serde_json::{Value, json};
use zip::ZipArchive;

use super::{CONVERSATIONS, HOSTILE, conversations, counts, import, rich, tree};
use crate::{
    server::{Client, TestServer, places},
    turn::{id, messages},
};

fn unpack(bytes: Vec<u8>) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|number| {
            let mut file = archive.by_index(number).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

async fn download(client: &Client, path: &str) -> Vec<u8> {
    let (status, _, bytes) = Client::download(client.request(Method::GET, path)).await;
    assert_eq!(status, 200, "{}", String::from_utf8_lossy(&bytes));
    bytes
}

#[tokio::test]
async fn what_goes_out_of_one_account_comes_into_another_as_it_was() {
    for place in places().await {
        // What is recalled for an answer is of its account, and does not come along.
        let off = [("MAMI_MEMORY__ENABLED", "false")];
        let server = TestServer::answering_on(&place, Script::default(), &off).await;
        let (ada, bob, cleo) =
            (server.owner().await, server.member("bob").await, server.member("cleo").await);
        let dora = server.member("dora").await;
        let original = rich(&ada).await;
        let path = format!("{CONVERSATIONS}/{}", id(&original, "id"));
        let expected = tree(&ada, &original).await;
        let texts = expected["messages"].to_string();
        for text in HOSTILE {
            assert!(texts.contains(json!(text).to_string().trim_matches('"')), "{text}");
        }
        ada.say("Another").await;

        let file = download(&ada, &format!("{path}/export")).await;
        let told: Value = serde_json::from_slice(&file).unwrap();
        assert_eq!((&told["format"], &told["version"]), (&json!("mami"), &json!(1)));
        assert_eq!(told["conversations"][0]["messages"], json!(messages(&ada, &id(&original, "id")).await));
        let done = import(&bob, "one.json", &file).await;
        assert_eq!((counts(&done), &done["format"]), ((1, 0, 0), &json!("mami")), "{done}");
        let his = conversations(&bob).await;
        assert_eq!(tree(&bob, &his[0]).await, expected);
        assert_ne!(his[0]["id"], original["id"]);

        // All at once, as the archive of conversations and as that of everything.
        for (client, path) in [
            (&cleo, format!("{CONVERSATIONS}/export?format=json")),
            (&dora, "/api/v1/auth/export".to_owned()),
        ] {
            let done = import(client, "all.zip", download(&ada, &path).await).await;
            assert_eq!((counts(&done), &done["total"]), ((2, 0, 0), &json!(2)), "{done}");
            let theirs = conversations(client).await;
            let mut both = Vec::new();
            for one in &theirs {
                both.push(tree(client, one).await);
            }
            assert!(both.contains(&expected), "{path}");
        }
        // What was never away is not there twice.
        let done = import(&ada, "own.json", &file).await;
        assert_eq!(counts(&done), (0, 1, 0), "{done}");
        assert_eq!(tree(&ada, &ada.get(&path).await.json()).await, expected);
        // What was deleted comes back.
        ada.delete(&path).await;
        assert_eq!(counts(&import(&ada, "own.json", &file).await), (1, 0, 0));
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn a_file_is_an_attachment_with_a_name_and_stays_inert() {
    let server = TestServer::answering(Script::default(), &[]).await;
    let (ada, bob) = (server.owner().await, server.member("bob").await);
    let original = rich(&ada).await;
    let path = format!("{CONVERSATIONS}/{}", id(&original, "id"));
    ada.patch(&path, &json!({"title": "../a/\"b\" <script>alert(1)</script> é"})).await;
    for (format, kind) in [
        ("json", "application/json"),
        ("markdown", "text/markdown; charset=utf-8"),
        ("html", "text/html; charset=utf-8"),
    ] {
        let answer = ada.get(&format!("{path}/export?format={format}")).await;
        let end = match format {
            "markdown" => "md",
            other => other,
        };
        assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, kind));
        assert_eq!(
            answer.header("content-disposition"),
            format!(
                "attachment; filename=\"a b script alert(1) script _.{end}\"; \
                 filename*=UTF-8''a%20b%20script%20alert%281%29%20script%20%C3%A9.{end}"
            )
        );
        assert_eq!(
            (answer.header("x-content-type-options"), answer.header("cache-control")),
            ("nosniff", "no-store")
        );
        assert!(answer.header("content-security-policy").ends_with("; sandbox"));
        match format {
            "html" => {
                assert!(!answer.body.contains("<script") && !answer.body.contains("<img"));
                assert!(!answer.body.contains("<a ") && answer.body.contains("&lt;script&gt;"));
            }
            "markdown" => assert!(HOSTILE.iter().all(|text| answer.body.contains(text)), "{}", answer.body),
            _ => {}
        }
        assert_eq!(bob.get(&format!("{path}/export?format={format}")).await.problem().0, 404);
    }
    for query in ["format=xml", "format=", "fromat=json", "format=json&x=1"] {
        assert_eq!(ada.get(&format!("{path}/export?{query}")).await.problem().0, 422, "{query}");
        assert_eq!(ada.get(&format!("{CONVERSATIONS}/export?{query}")).await.problem().0, 422, "{query}");
    }
    server.stop().await;
}

#[tokio::test]
async fn the_archive_has_a_file_for_each_conversation_however_they_are_called() {
    let server = TestServer::start(&[]).await;
    let (ada, bob) = (server.owner().await, server.member("bob").await);
    bob.say("What is his").await;
    for _ in 0..120 {
        ada.post(CONVERSATIONS, &json!({"title": "../the/same"})).await;
    }
    let files = unpack(download(&ada, &format!("{CONVERSATIONS}/export?format=markdown")).await);
    let mut names: Vec<_> = files.iter().map(|(name, _)| name.clone()).collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 120);
    for name in names {
        let (folder, file) = name.split_once('/').unwrap();
        assert!(folder == "conversations" && file.contains(" the same ") && file.ends_with(".md"), "{name}");
    }
    assert!(files.iter().all(|(_, text)| text.starts_with(b"# ../the/same\n")));

    let places = server.mami().exports.acquire_many(4).await.unwrap();
    assert_eq!(ada.get(&format!("{CONVERSATIONS}/export")).await.problem(), (503, "busy".to_owned()));
    drop(places);
    assert_eq!(unpack(download(&ada, &format!("{CONVERSATIONS}/export")).await).len(), 120);
    server.stop().await;
}
