//! Taking everything along, and going.

use std::io::{Cursor, Read as _};

use mami_auth::Role;
use mami_storage::testing::Place;
use mami_upstream::Script;
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};
use zip::ZipArchive;

use crate::{
    api_keys::make_key,
    documents,
    files::{attach_all, uploaded},
    memories::remember_all,
    people::{me, path_of},
    second_factor::{App, enable},
    server::{Client, OWNER, PASSWORD, TestServer, credentials, places},
    turn::{feed, id, message, messages, summarise_all},
};

const EXPORT: &str = "/api/v1/auth/export";
const ME: &str = "/api/v1/auth/me";
const CONVERSATIONS: &str = "/api/v1/conversations";
const INVITES: &str = "/api/v1/admin/invites";

/// Where something of a person's is kept.
const PERSONAL: [&str; 26] = [
    "users",
    "sessions",
    "remember_tokens",
    "api_keys",
    "recovery_codes",
    "password_resets",
    "conversations",
    "messages",
    "search_entries",
    "personas",
    "files",
    "file_contents",
    "attachments",
    "documents",
    "document_contents",
    "document_chunks",
    "document_collections",
    "shares",
    "imports",
    "summaries",
    "memories",
    "memory_history",
    "memory_tombstones",
    "memory_vectors",
    "memory_muted",
    "memory_settings",
];
/// Where nothing is that goes with a person: invites lose their maker, and what was done stays done.
const OTHER: [&str; 9] = [
    "invites",
    "audit_log",
    "bootstrap",
    "seaql_migrations",
    // SQLite's words of `search_entries`, which a trigger removes with them.
    "search_words",
    "search_words_data",
    "search_words_idx",
    "search_words_docsize",
    "search_words_config",
];

/// The files of an archive, by name, in their order.
fn unpack(bytes: Vec<u8>) -> Vec<(String, String)> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|number| {
            let mut file = archive.by_index(number).unwrap();
            let mut text = String::new();
            // Reading to the end checks the checksum, too.
            file.read_to_string(&mut text).unwrap();
            (file.name().unwrap().into_owned(), text)
        })
        .collect()
}

async fn download(client: &Client) -> Vec<(String, String)> {
    let (status, headers, bytes) = Client::download(client.request(Method::GET, EXPORT)).await;
    assert_eq!((status.as_u16(), headers["content-type"].to_str().unwrap()), (200, "application/zip"));
    let disposition = headers["content-disposition"].to_str().unwrap();
    assert!(
        disposition.starts_with("attachment; filename=\"mami-") && disposition.ends_with(".zip\""),
        "{disposition}"
    );
    assert_eq!(headers["cache-control"].to_str().unwrap(), "no-store");
    unpack(bytes)
}

/// The names of the tables that nobody thought of here.
async fn unknown_tables(place: &Place) -> i64 {
    let known: Vec<_> = PERSONAL.iter().chain(&OTHER).map(|table| format!("'{table}'")).collect();
    let known = known.join(", ");
    place
        .count(&match place.url().starts_with("postgres") {
            true => format!("pg_tables WHERE schemaname = 'public' AND tablename NOT IN ({known})"),
            false => format!(
                "sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT IN ({known})"
            ),
        })
        .await
}

async fn counts(place: &Place) -> Vec<(&'static str, i64)> {
    let mut counts = Vec::new();
    for table in PERSONAL {
        counts.push((table, place.count(table).await));
    }
    counts
}

/// Fills every table for a person who is signed in; gives what opens their account.
async fn settle(server: &TestServer, owner: &Client, client: &Client) -> Settled {
    let said = client.say(&format!("[[say=The secret of {}]]", me(client).await["username"])).await;
    let answer = id(&said["message"], "id");
    let again =
        client.post(&format!("/api/v1/messages/{answer}/regenerate"), &json!({"stream": false})).await;
    assert_eq!(again.status, 200, "{}", again.body);
    let persona = client.post("/api/v1/personas", &json!({"name": "Mine", "greeting": "Hello"})).await;
    assert_eq!(persona.status, 201, "{}", persona.body);
    let file =
        uploaded(client, "a.txt", format!("A file of {}", me(client).await["username"]).as_bytes()).await;
    attach_all(server).await;
    let document = format!("A document of {}", me(client).await["username"]);
    let document = documents::read(client, "d.txt", document.as_bytes()).await;
    assert_eq!(client.post("/api/v1/collections", &json!({"name": "Mine"})).await.status, 201);
    summarise_all(server).await;
    let shares = format!("{CONVERSATIONS}/{}/shares", id(&said, "conversation_id"));
    assert_eq!(client.post(&shares, &Value::Null).await.status, 201);
    let form = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n[]\r\n--x--\r\n";
    let import = client.request(Method::POST, "/api/v1/import").body(form);
    let import = import.header("content-type", "multipart/form-data; boundary=x");
    assert_eq!(Client::answer(import).await.status, 202);
    remember_all(server, client).await;
    let key = make_key(client, &["chat"]).await;
    let username = id(&me(client).await, "username");
    let device = server.remembered(&username).await;
    let (app, codes) = enable(server, client).await;
    let link = owner.post(&format!("{}/reset-password", path_of(client).await), &Value::Null).await;
    assert_eq!(link.status, 201, "{}", link.body);
    server.mami().search.keep_up().await.unwrap();
    Settled {
        conversation: id(&said, "conversation_id"),
        persona: id(&persona.json(), "id"),
        file: id(&file, "id"),
        document: id(&document, "id"),
        key: id(&key, "key"),
        device,
        app,
        codes,
        link: id(&link.json(), "token"),
    }
}

struct Settled {
    conversation: String,
    persona: String,
    file: String,
    document: String,
    key: String,
    device: Client,
    app: App,
    codes: Vec<String>,
    link: String,
}

#[tokio::test]
async fn the_archive_holds_all_of_ones_own_and_nothing_else() {
    for place in places().await {
        let server = TestServer::answering_on(&place, Script::default(), &[]).await;
        let (ada, bob, cleo) =
            (server.owner().await, server.member("bob").await, server.member("cleo").await);
        let (his, hers) = (settle(&server, &ada, &bob).await, settle(&server, &ada, &cleo).await);
        let expected_me = me(&bob).await;
        let keys = bob.get("/api/v1/auth/api-keys").await.json()["items"].clone();
        let factor = bob.get("/api/v1/auth/second-factor").await.json();
        let sessions = bob.get("/api/v1/auth/sessions").await.json()["items"].clone();
        let expected = messages(&bob, &his.conversation).await;
        assert_eq!(expected.len(), 3, "with both answers");

        let files = download(&bob).await;
        let names: Vec<_> = files.iter().map(|(name, _)| name.clone()).collect();
        let conversation = format!("conversations/{}.json", his.conversation);
        let persona = format!("personas/{}.toml", his.persona);
        let file = format!("files/{}-a.txt", his.file);
        let document = format!("documents/{}-d.txt", his.document);
        assert_eq!(
            names,
            [
                "README.txt",
                "account.json",
                "activity.jsonl",
                &conversation,
                "memories.jsonl",
                &persona,
                &file,
                "files.json",
                &document,
                "documents.json"
            ]
        );
        assert_eq!(files[5].1, "name = \"Mine\"\ngreeting = \"Hello\"\n");
        for file in [
            "account.json",
            "activity.jsonl",
            "conversations/",
            "memories.jsonl",
            "personas/",
            "files/",
            "files.json",
            "documents/",
            "documents.json",
        ] {
            assert!(files[0].1.contains(file), "README.txt says what {file} is");
        }
        assert_eq!(files[8].1, "A document of \"bob\"");
        let listed: Value = serde_json::from_str(&files[9].1).unwrap();
        assert_eq!(
            (&listed["documents"][0]["id"], &listed["collections"][0]["name"]),
            (&json!(his.document), &json!("Mine"))
        );
        let account: Value = serde_json::from_str(&files[1].1).unwrap();
        assert_eq!(
            (&account["user"], &account["api_keys"], &account["second_factor"]),
            (&expected_me, &keys, &factor)
        );
        let ids = |list: &Value| {
            let mut ids: Vec<_> = list.as_array().unwrap().iter().map(|it| id(it, "id")).collect();
            ids.sort();
            ids
        };
        assert_eq!(ids(&account["sessions"]), ids(&sessions));
        // That it was taken along is in it as well.
        let activity = bob.get("/api/v1/auth/activity?limit=200").await.json();
        let told: Vec<Value> = files[2].1.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(json!(told), activity["items"]);
        let kept: Value = serde_json::from_str(&files[3].1).unwrap();
        assert_eq!(kept["messages"], json!(expected));
        let memory: Value = serde_json::from_str(&files[4].1).unwrap();
        assert_eq!(
            (&memory["text"], &memory["history"][0]["change"]),
            (&json!("I like bob"), &json!("created"))
        );
        assert_eq!(kept["summaries"][0]["content"], "Short");
        assert_eq!(
            kept["conversation"],
            bob.get(&format!("{CONVERSATIONS}/{}", his.conversation)).await.json()
        );

        let all: String = files.into_iter().map(|(name, text)| name + &text).collect();
        assert!(all.contains("The secret of") && all.contains("bob"));
        for other in ["cleo", hers.conversation.as_str(), hers.persona.as_str(), &hers.file, &hers.document] {
            assert!(!all.contains(other), "{other}");
        }
        let tokens = [&bob, &his.device].map(|client| client.cookie.clone().unwrap());
        let tokens = tokens.iter().flat_map(|all| all.split("; ")).map(|one| one.split_once('=').unwrap().1);
        let mut secrets: Vec<&str> =
            tokens.flat_map(|token| token.split(['.', ':'])).filter(|part| part.len() >= 40).collect();
        assert!(secrets.len() >= 3, "{secrets:?}");
        secrets.extend([his.key.split_at(9).1, his.link.as_str(), PASSWORD, "$argon2"]);
        secrets.extend(his.codes.iter().map(String::as_str));
        for secret in secrets {
            assert!(!all.contains(secret), "{secret}");
        }
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn the_archive_has_no_end_before_the_last_conversation() {
    let server = TestServer::start(&[]).await;
    let bob = server.member("bob").await;
    let mut expected = Vec::new();
    for number in 0..205 {
        let made = bob.post(CONVERSATIONS, &json!({"title": format!("../{number}\\\"…")})).await;
        expected.push(format!("conversations/{}.json", id(&made.json(), "id")));
    }
    let mut names: Vec<_> = download(&bob).await.into_iter().map(|(name, _)| name).skip(3).collect();
    names.sort();
    expected.sort();
    assert_eq!(names, expected, "each once, named by its id, whatever it is called");
    server.stop().await;
}

#[tokio::test]
async fn while_as_many_archives_are_made_as_may_be_others_are_asked_to_wait() {
    let server = TestServer::start(&[]).await;
    let bob = server.member("bob").await;
    let entries = server.place.count("audit_log").await;
    let exports = &server.mami().exports;
    let others = u32::try_from(exports.available_permits()).unwrap() - 1;
    assert!((1..10).contains(&others), "{others}");
    let others = exports.acquire_many(others).await.unwrap();
    assert_eq!(download(&bob).await.len(), 3, "there is room for one more");
    let last = exports.acquire().await.unwrap();
    let answer = bob.get(EXPORT).await;
    assert_eq!(answer.problem(), (503, "busy".to_owned()));
    assert!(answer.header("retry-after").parse::<u32>().unwrap() > 0);
    assert_eq!(server.place.count("audit_log").await, entries + 1, "what was not taken along is not noted");
    drop((others, last));
    assert_eq!(download(&bob).await.len(), 3);
    server.stop().await;
}

#[tokio::test]
async fn who_leaves_proves_who_they_are() {
    let server = TestServer::start(&[]).await;
    let (ada, bob) = (server.owner().await, server.member("bob").await);
    let refused = async |client: &Client, body: Value, status: u16, code: &str| {
        let answer = client.delete_with(ME, &body).await;
        assert_eq!(answer.problem(), (status, code.to_owned()), "{body}");
        assert_eq!(answer.header("set-cookie"), "");
        me(client).await;
    };
    refused(&bob, json!({"password": "wrong password"}), 403, "wrong_password").await;
    refused(&bob, json!({"password": ""}), 403, "wrong_password").await;
    refused(&bob, json!({}), 422, "invalid").await;
    refused(&bob, json!({"password": PASSWORD, "sure": true}), 422, "invalid").await;
    refused(&ada, json!({"password": PASSWORD}), 409, "last_owner").await;
    let (app, codes) = enable(&server, &bob).await;
    refused(&bob, json!({"password": PASSWORD}), 403, "second_factor_required").await;
    refused(&bob, json!({"password": PASSWORD, "otp": ""}), 403, "second_factor_required").await;
    refused(&bob, json!({"password": PASSWORD, "otp": app.wrong()}), 403, "second_factor_invalid").await;
    refused(&bob, json!({"password": "wrong password", "otp": codes[0]}), 403, "wrong_password").await;
    let elsewhere = bob.with_header("sec-fetch-site", "cross-site");
    let answer = elsewhere.delete_with(ME, &json!({"password": PASSWORD, "otp": codes[0]})).await;
    assert_eq!(answer.problem(), (403, "cross_origin".to_owned()));
    me(&bob).await;

    let left = bob.delete_with(ME, &json!({"password": PASSWORD, "otp": codes[0]})).await;
    assert_eq!((left.status.as_u16(), &*left.body), (204, ""));
    let taken_back: Vec<_> = left.set_cookies().into_iter().filter(|set| set.contains("Max-Age=0")).collect();
    assert_eq!(taken_back.len(), 2, "{left:?}");
    assert_eq!(bob.get(ME).await.problem(), (401, "not_signed_in".to_owned()));
    server.stop().await;
}

#[rstest]
#[tokio::test]
async fn nothing_is_left_of_who_is_gone(#[values(false, true)] by_owner: bool) {
    for place in places().await {
        let server = TestServer::answering_on(&place, Script::default(), &[]).await;
        let (ada, cleo) = (server.owner().await, server.member("cleo").await);
        settle(&server, &ada, &cleo).await;
        let hers = (cleo.get(CONVERSATIONS).await.json(), download(&cleo).await);
        let before = counts(&place).await;
        assert_eq!(unknown_tables(&place).await, 0, "each table has its place in one of the lists");

        let bob = server.member("bob").await;
        let his = settle(&server, &ada, &bob).await;
        let grown = counts(&place).await;
        assert!(before.iter().zip(&grown).all(|(before, after)| before.1 < after.1), "{before:?} {grown:?}");
        let told = feed(&bob).await;
        let mut answer = bob.chat(&message("[[tokens=100000 every=20]]")).await;
        answer.until("delta").await;

        let bobs = path_of(&bob).await;
        let gone = if by_owner {
            ada.delete(&bobs).await
        } else {
            bob.delete_with(ME, &json!({"password": PASSWORD, "otp": his.app.code(1)})).await
        };
        assert_eq!(gone.status, 204, "{}", gone.body);
        server.upstream().until_dropped(1).await;
        // Whoever follows is not left waiting.
        answer.rest().await;
        told.rest().await;
        assert_eq!(counts(&place).await, before);

        for client in [&bob, &his.device, &server.nobody().with_key(&his.key)] {
            assert_eq!(client.get(ME).await.problem(), (401, "not_signed_in".to_owned()));
        }
        let nobody = server.nobody();
        let log_in = nobody.post("/api/v1/auth/login", &credentials("bob", PASSWORD)).await;
        assert_eq!(log_in.problem(), (401, "invalid_credentials".to_owned()));
        let reset = json!({"token": his.link, "new_password": "another horse battery"});
        let reset = nobody.post("/api/v1/auth/password-reset", &reset).await;
        assert_eq!(reset.problem(), (403, "reset_invalid".to_owned()));
        assert_eq!(ada.get(&bobs).await.problem(), (404, "not_found".to_owned()));

        // Whoever takes the name is somebody else.
        let bob = server.member("bob").await;
        assert_eq!(bob.get(CONVERSATIONS).await.json()["items"], json!([]));
        let path = format!("{CONVERSATIONS}/{}", his.conversation);
        assert_eq!(bob.get(&path).await.problem(), (404, "not_found".to_owned()));
        let activity = bob.get("/api/v1/auth/activity").await.json();
        let actions: Vec<_> =
            activity["items"].as_array().unwrap().iter().map(|entry| id(entry, "action")).collect();
        assert_eq!(actions, ["session.started", "user.created"]);

        let files = download(&cleo).await;
        assert_eq!(
            (cleo.get(CONVERSATIONS).await.json(), &files[3..]),
            (hers.0, &hers.1[3..]),
            "what is hers is whole"
        );
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn the_invites_of_who_is_gone_are_void_and_who_came_by_them_stays() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let ada = server.owner().await;
        server.create("annie", Role::Admin).await;
        let annie = server.sign_in("annie").await;
        let invite = annie.post(INVITES, &json!({"max_uses": 2, "note": "Two"})).await.json();
        let join =
            |name: &str| json!({"invite_code": invite["code"], "username": name, "password": PASSWORD});
        let nobody = server.nobody();
        let joined = nobody.post("/api/v1/auth/register", &join("dora")).await;
        assert_eq!(joined.status, 201, "{}", joined.body);
        let dora = nobody.with_cookie_of(&joined);
        let invited_by = ada.get(&path_of(&dora).await).await.json()["invited_by"].clone();
        assert_eq!(invited_by["display_name"], "annie");

        assert_eq!(annie.delete_with(ME, &json!({"password": PASSWORD})).await.status, 204);
        let refused = nobody.post("/api/v1/auth/register", &join("emil")).await;
        assert_eq!(refused.problem(), (403, "invite_invalid".to_owned()));
        let kept = ada.get(INVITES).await.json()["items"][0].clone();
        assert_eq!(
            (&kept["status"], &kept["created_by"], &kept["uses"]),
            (&json!("revoked"), &Value::Null, &json!(1))
        );
        assert_eq!(kept["used_by"][0]["display_name"], "dora");
        assert_eq!(me(&dora).await["username"], "dora");
        assert_eq!(ada.get(&path_of(&dora).await).await.json()["invited_by"], Value::Null);
        // What she did is still told, under her name.
        let told = ada.get("/api/v1/admin/audit?action=invite.created").await.json();
        assert_eq!(told["items"][0]["actor_name"], "annie");
        assert_eq!(me(&ada).await["username"], OWNER);
        drop(place);
        server.stop().await;
    }
}
