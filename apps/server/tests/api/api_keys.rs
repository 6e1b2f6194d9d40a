//! Keys for programs.

mod access;

use std::{fs, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;
use mami_ports::{Clock as _, SystemClock};
use mami_storage::testing::Place;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::process::Command;

use crate::{
    binary::{Binary, MAMI},
    people::id_of,
    server::{Answer, Client, OWNER, TestServer, places, set_up},
};

const KEYS: &str = "/api/v1/auth/api-keys";
const ME: &str = "/api/v1/auth/me";
const CONVERSATIONS: &str = "/api/v1/conversations";
const USERS: &str = "/api/v1/admin/users";

/// A new key of this person's: what it is answered with.
pub(crate) async fn make_key(client: &Client, scopes: &[&str]) -> Value {
    let answer = client.post(KEYS, &json!({"name": "A program", "scopes": scopes})).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer.json()
}

/// The text of a key.
fn text(key: &Value) -> &str {
    key["key"].as_str().unwrap()
}

/// A request by a program.
fn by(server: &TestServer, key: &str, method: Method, path: &str) -> RequestBuilder {
    server.nobody().request(method, path).bearer_auth(key)
}

async fn get(server: &TestServer, key: &Value, path: &str) -> Answer {
    Client::answer(by(server, text(key), Method::GET, path)).await
}

fn not_signed_in(answer: &Answer) {
    assert_eq!(answer.problem(), (401, "not_signed_in".to_owned()));
}

/// The CRC32 of RFC 1952, bit by bit.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(
            sum ^ u32::from(*byte),
            |sum, _| {
                if sum & 1 == 1 { (sum >> 1) ^ 0xEDB8_8320 } else { sum >> 1 }
            },
        )
    })
}

/// A number as six digits of base 62.
fn base62(number: u32) -> String {
    let digits: Vec<char> = ('0'..='9').chain('A'..='Z').chain('a'..='z').collect();
    (0..6).rev().map(|place| digits[usize::try_from(number / 62u32.pow(place) % 62).unwrap()]).collect()
}

/// Which hash `key_hash` is, in the words of this database.
fn hash_is(place: &Place, secret: &str) -> String {
    let hash: String = Sha256::digest(secret).iter().map(|byte| format!("{byte:02x}")).collect();
    match place.url().starts_with("postgres") {
        true => format!("encode(key_hash, 'hex') = '{hash}'"),
        false => format!("lower(hex(key_hash)) = '{hash}'"),
    }
}

/// All bytes of a SQLite database, with what is not yet in its main file; `None` on PostgreSQL.
pub(crate) fn bytes_of(place: &Place) -> Option<Vec<u8>> {
    let path = place.url().strip_prefix("sqlite://")?.strip_suffix("?mode=rwc")?.to_owned();
    let parts = [path.clone(), format!("{path}-wal")];
    Some(parts.iter().flat_map(|part| fs::read(part).unwrap_or_default()).collect())
}

/// Whether some bytes hold this text.
pub(crate) fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[tokio::test]
async fn a_key_is_shown_once_and_kept_as_a_hash() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let ada = server.owner().await;
        let body = json!({"name": " Backup 🍲 ", "scopes": ["memory", "chat:read", "memory"]});
        let made = ada.post(KEYS, &body).await;
        assert_eq!((made.status.as_u16(), made.header("cache-control")), (201, "no-store"));
        let made = made.json();
        let key = text(&made).to_owned();

        let (summed, sum) = key.split_at(45);
        let is_base62 = summed.strip_prefix("mami_").unwrap().chars().all(|c| c.is_ascii_alphanumeric());
        assert!(is_base62 && key.len() == 51, "{key}");
        assert_eq!(sum, base62(crc32(summed.as_bytes())), "{key}");

        let mut shown = made.clone();
        shown.as_object_mut().unwrap().remove("key").unwrap();
        let expected = json!({
            "id": made["id"], "name": "Backup 🍲", "scopes": ["chat:read", "memory"],
            "start": format!("{}…", key.split_at(9).0), "created_at": made["created_at"],
            "expires_at": null, "last_used_at": null,
        });
        assert_eq!(shown, expected);
        let list = ada.get(KEYS).await;
        assert_eq!(list.json(), json!({"items": [shown], "next_cursor": null}));
        let secret = key.split_at(9).1;
        assert!(!list.body.contains(secret));
        assert!(!ada.get("/api/v1/auth/activity").await.body.contains(secret));

        assert_eq!(place.count(&format!("api_keys WHERE {}", hash_is(&place, &key))).await, 1);
        if let Some(bytes) = bytes_of(&place) {
            assert!(holds(&bytes, "Backup 🍲"), "this is where it is kept");
            assert!(!holds(&bytes, secret));
        }
        assert_eq!(get(&server, &made, ME).await.json()["id"], id_of(&ada).await.as_str());
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_key_that_is_asked_for_is_told_by_field() {
    let server = TestServer::start(&[]).await;
    let bob = server.member("bob").await;
    let long = "ß".repeat(65);
    for (body, pointers) in [
        (json!({"name": "", "scopes": ["chat"]}), vec!["/name"]),
        (json!({"name": long, "scopes": ["chat"]}), vec!["/name"]),
        (json!({"name": "a\nb", "scopes": ["chat"]}), vec!["/name"]),
        (json!({"name": "x", "scopes": []}), vec!["/scopes"]),
        (json!({"name": "x", "scopes": ["chat", "root"]}), vec!["/scopes/1"]),
        (json!({"name": "x", "scopes": ["admin"]}), vec!["/scopes"]),
        (json!({"name": "x", "scopes": ["chat", "admin:read"]}), vec!["/scopes"]),
        (json!({"name": "x", "scopes": ["chat"], "expires_at": "2020-01-01T00:00:00Z"}), vec!["/expires_at"]),
        (json!({"name": "x", "scopes": ["chat"], "expires_at": "soon"}), vec!["/expires_at"]),
        (
            json!({"name": " ", "scopes": [], "expires_at": "2020-01-01T00:00:00Z"}),
            vec!["/name", "/scopes", "/expires_at"],
        ),
        (json!({"name": "x", "scopes": ["chat"], "key": "mami_x"}), vec!["/key"]),
        (json!({"name": "x", "scopes": ["chat"], "user_id": "x"}), vec!["/user_id"]),
    ] {
        assert_eq!(bob.post(KEYS, &body).await.pointers(), pointers, "{body}");
    }
    assert_eq!(server.place.count("api_keys").await, 0);
    let longest = "ß".repeat(64);
    let made = bob.post(KEYS, &json!({"name": longest, "scopes": ["chat"]})).await;
    assert_eq!(made.json()["name"], longest);
    server.stop().await;
}

#[tokio::test]
async fn a_key_ends_when_its_time_is_over_and_at_once_when_it_is_revoked() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let (ada, bob) = (server.owner().await, server.member("bob").await);
        let end = (SystemClock.now() + TimeDelta::hours(1)).to_rfc3339();
        let made = bob.post(KEYS, &json!({"name": "x", "scopes": ["chat"], "expires_at": end})).await.json();
        assert!(made["expires_at"].is_string(), "{made}");
        let lasting = make_key(&bob, &["chat"]).await;
        for key in [&made, &lasting] {
            assert_eq!(get(&server, key, ME).await.status, 200);
        }
        place.execute("UPDATE api_keys SET expires_at = created_at WHERE expires_at IS NOT NULL").await;
        not_signed_in(&get(&server, &made, ME).await);
        assert_eq!(get(&server, &lasting, ME).await.status, 200);
        let ids: Vec<_> = bob.get(KEYS).await.json()["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|key| key["id"].clone())
            .collect();
        assert_eq!(ids, [lasting["id"].clone(), made["id"].clone()], "newest first, expired or not");

        let path = |key: &Value| format!("{KEYS}/{}", key["id"].as_str().unwrap());
        assert_eq!(ada.delete(&path(&lasting)).await.problem(), (404, "not_found".to_owned()), "it is bob's");
        assert_eq!(get(&server, &lasting, ME).await.status, 200);
        let follows = by(&server, text(&lasting), Method::GET, "/api/v1/events");
        let following = Client::events(follows).await;
        for (key, expected) in [(&lasting, 204), (&made, 204), (&lasting, 404)] {
            assert_eq!(bob.delete(&path(key)).await.status, expected);
            not_signed_in(&get(&server, key, ME).await);
        }
        // What is streamed to the program ends as well.
        following.rest().await;
        assert_eq!(bob.get(KEYS).await.json()["items"], json!([]));
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn an_account_has_fifty_keys_at_most_however_many_are_asked_for_at_once() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let (ada, bob) = (server.owner().await, server.member("bob").await);
        make_key(&ada, &["chat"]).await;
        let body = json!({"name": "One of many", "scopes": ["chat"]});
        let answers = join_all((0..60).map(|_| bob.post(KEYS, &body))).await;
        let made = answers.iter().filter(|answer| answer.status == 201).count();
        for refused in answers.iter().filter(|answer| answer.status != 201) {
            assert_eq!(refused.problem(), (409, "too_many_keys".to_owned()));
        }
        assert_eq!((made, place.count("api_keys").await), (50, 51));
        let keys = bob.get(KEYS).await.json()["items"].clone();
        let path = format!("{KEYS}/{}", keys[0]["id"].as_str().unwrap());
        assert_eq!(bob.delete(&path).await.status, 204);
        make_key(&bob, &["chat"]).await;
        assert_eq!(bob.post(KEYS, &body).await.status, 409);
        make_key(&ada, &["chat"]).await;
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn it_shows_when_a_key_was_last_used() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let bob = server.member("bob").await;
        let (used, unused) = (make_key(&bob, &["chat"]).await, make_key(&bob, &["chat"]).await);
        let last_used = async |key: &Value| {
            let keys = bob.get(KEYS).await.json()["items"].clone();
            keys.as_array().unwrap().iter().find(|it| it["id"] == key["id"]).unwrap()["last_used_at"].clone()
        };
        assert_eq!(last_used(&used).await, Value::Null);
        // Whether it was let in is what counts, not what came of it.
        assert_eq!(get(&server, &used, USERS).await.status, 403);
        let first = last_used(&used).await;
        let time = |value: &Value| value.as_str().unwrap().parse::<DateTime<Utc>>().unwrap();
        assert!(time(&first) >= time(&used["created_at"]), "{first}");
        assert_eq!(get(&server, &used, ME).await.status, 200);
        assert_eq!(last_used(&used).await, first, "to the minute");
        assert_eq!(last_used(&unused).await, Value::Null);
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn case_075_no_key_is_in_any_log_line() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(MAMI);
    command.stderr(fs::File::create(folder.path().join("log")).unwrap());
    let guide = [("RUST_LOG", "trace"), ("MAMI_LOG__FORMAT", "json")];
    let binary = Binary::start_through(command, folder.path(), &guide).await;
    let nobody = Client::at(&binary.url);
    let made = nobody.post("/api/v1/setup", &set_up(OWNER)).await;
    let ada = nobody.with_cookie_of(&made);
    let key = make_key(&ada, &["chat", "admin"]).await;
    let almost = format!("{}0", text(&key).split_at(50).0);
    for given in [text(&key), &almost] {
        for path in [ME, CONVERSATIONS, USERS, "/nothing"] {
            Client::answer(nobody.request(Method::GET, path).bearer_auth(given)).await;
            Client::answer(nobody.request(Method::GET, path).header("authorization", given)).await;
        }
    }
    ada.delete(&format!("{KEYS}/{}", key["id"].as_str().unwrap())).await;
    Client::answer(nobody.request(Method::GET, ME).bearer_auth(text(&key))).await;
    binary.terminate().await;
    assert!(tokio::time::timeout(Duration::from_secs(60), binary.ended()).await.unwrap().success());
    let log = fs::read_to_string(folder.path().join("log")).unwrap();
    assert!(log.contains("answered") && log.contains("/api/v1/auth/api-keys"), "the log is a log");
    for secret in [text(&key), &almost] {
        let secret = secret.split_at(9).1;
        assert_eq!(log.lines().find(|line| line.contains(secret)), None);
    }
}
