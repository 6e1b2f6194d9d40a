//! The server dies or is stopped in the middle of an import.

use mami_upstream::{Script, Upstream};
use serde_json::{Value, json};

use super::{IMPORTS, conversations, counts, ended, import, import::many, send};
use crate::{
    binary::Binary,
    server::{API_KEY, Client, TestServer, places},
    turn::{id, messages},
};

/// More than is written while anybody looks.
const MANY: usize = 4_000;

/// Waits until an import has added something.
async fn begun(client: &Client, import: &str) {
    while client.get(&format!("{IMPORTS}/{import}")).await.json()["imported"] == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
}

/// Checks that every conversation is whole, and gives how many there are.
async fn whole(client: &Client) -> usize {
    let (mut count, mut cursor) = (0, String::new());
    loop {
        let page = client.get(&format!("/api/v1/conversations?limit=200{cursor}")).await.json();
        let items = page["items"].as_array().unwrap();
        count += items.len();
        if let Some(last) = items.last() {
            assert_eq!(messages(client, &id(last, "id")).await.len(), 2);
        }
        let Some(next) = page["next_cursor"].as_str() else { return count };
        cursor = format!("&cursor={next}");
    }
}

fn cut_off(import: &Value) {
    assert_eq!(import["status"], "interrupted", "{import}");
    assert!(import["error"].as_str().unwrap().contains("the same file again"), "{import}");
}

#[tokio::test]
async fn case_097_a_killed_import_is_told_and_the_same_file_adds_the_rest() {
    for place in places().await {
        let folder = tempfile::tempdir().unwrap();
        let upstream = Upstream::start(Script::default()).await.unwrap();
        let (url, database) = (upstream.url("/v1"), place.url());
        let env = [("OPENAI_BASE_URL", &*url), ("OPENAI_API_KEY", API_KEY), ("DATABASE_URL", &*database)];
        let server = Binary::start(folder.path(), &env).await;
        let ada = server.owner().await;
        let file = json!(many(MANY)).to_string();
        let killed = id(&send(&ada, "many.json", &file).await.json(), "id");
        begun(&ada, &killed).await;
        server.kill().await;

        let server = Binary::start(folder.path(), &env).await;
        let ada = server.again(&ada);
        let killed = ended(&ada, &killed).await;
        cut_off(&killed);
        let there = whole(&ada).await;
        assert!(there > 0 && there < MANY, "{there} of {MANY}");
        let saved = usize::try_from(counts(&killed).0).unwrap();
        assert!(saved <= there, "no more is told than is there");

        let rest = import(&ada, "many.json", &file).await;
        let (imported, duplicates, skipped) = counts(&rest);
        assert_eq!((imported + duplicates, skipped), (MANY as u64, 0), "{rest}");
        assert_eq!(duplicates, there as u64);
        assert_eq!(whole(&ada).await, MANY);
        let files = std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name());
        let left: Vec<_> = files.filter(|name| !name.to_string_lossy().starts_with("mami.db")).collect();
        assert!(left.is_empty(), "nothing is left of the file: {left:?}");
        drop(server);
        if let Some(place) = std::sync::Arc::into_inner(place) {
            place.remove().await;
        }
    }
}

#[tokio::test]
async fn case_111_a_server_that_stops_ends_its_imports_truthfully() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let ada = server.owner().await;
        let stopped = id(&send(&ada, "many.json", json!(many(MANY)).to_string()).await.json(), "id");
        begun(&ada, &stopped).await;
        server.stop().await;
        let server = TestServer::on(&place, &[]).await;
        let ada = ada.at_url(&server.url);
        let answer = ada.get(&format!("{IMPORTS}/{stopped}")).await.json();
        cut_off(&answer);
        assert_eq!(whole(&ada).await as u64, counts(&answer).0, "all that was added is told");
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn nothing_is_added_for_a_person_who_has_left() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let bob = server.member("bob").await;
        let running = id(&send(&bob, "many.json", json!(many(MANY)).to_string()).await.json(), "id");
        begun(&bob, &running).await;
        let body = json!({"password": crate::server::PASSWORD});
        assert_eq!(bob.delete_with("/api/v1/auth/me", &body).await.status, 204);
        while server.mami().import_places.available_permits() < 4 {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        for table in ["imports", "conversations", "messages"] {
            assert_eq!(place.count(table).await, 0, "{table}");
        }
        let ada = server.owner().await;
        assert_eq!(conversations(&ada).await.len(), 0);
        drop(place);
        server.stop().await;
    }
}
