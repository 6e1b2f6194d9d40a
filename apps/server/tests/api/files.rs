//! Files for messages: taken in, given out, and gone when they should be.

mod limits;
mod pictures;

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::{
    raw,
    server::{Answer, Client, TestServer, places},
    turn::{id, messages},
};

pub(crate) const FILES: &str = "/api/v1/files";

const BOUNDARY: &str = "----boundary7MA4YWxkTrZu0gW";

/// The type of a form.
pub(crate) fn form_type() -> String {
    format!("multipart/form-data; boundary={BOUNDARY}")
}

/// A form with these fields: the parameters behind `form-data`, and what is in it.
pub(crate) fn form(fields: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (parameters, content) in fields {
        body.extend(format!("--{BOUNDARY}\r\ncontent-disposition: form-data; {parameters}\r\n").as_bytes());
        // What a client says of the type is not believed.
        body.extend(b"content-type: image/svg+xml\r\n\r\n");
        body.extend(*content);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

/// A form with this file.
pub(crate) fn file_form(name: &str, content: &[u8]) -> Vec<u8> {
    form(&[(&format!("name=\"file\"; filename=\"{name}\""), content)])
}

fn post(client: &Client, body: Vec<u8>) -> RequestBuilder {
    client.request(Method::POST, FILES).header("content-type", form_type()).body(body)
}

/// Uploads a file.
pub(crate) async fn upload(client: &Client, name: &str, content: &[u8]) -> Answer {
    Client::answer(post(client, file_form(name, content))).await
}

/// Uploads a file that is taken, and gives what is told of it.
pub(crate) async fn uploaded(client: &Client, name: &str, content: &[u8]) -> Value {
    let answer = upload(client, name, content).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer.json()
}

/// Puts every file that is in no message into every message of its person's own.
pub(crate) async fn attach_all(server: &TestServer) {
    let all = "INSERT INTO attachments (message_id, position, file_id) SELECT m.id, 0, f.id FROM messages m JOIN files f ON \
               f.user_id = m.user_id WHERE m.role = 'user' AND f.id NOT IN (SELECT file_id FROM attachments) AND m.id NOT IN \
               (SELECT message_id FROM attachments)";
    server.place.execute(all).await;
}

fn path(file: &Value) -> String {
    format!("{FILES}/{}", id(file, "id"))
}

fn not_found() -> (u16, String) {
    (404, "not_found".to_owned())
}

#[tokio::test]
async fn a_text_comes_back_byte_for_byte_and_is_only_ever_a_text() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        drop(place);
        let ada = server.owner().await;
        let content = "<!doctype html>\r\n<script>alert(1)</script> ß 🐝\n";
        let file = uploaded(&ada, "page.html", content.as_bytes()).await;
        let created_at = file["created_at"].clone();
        assert!(created_at.as_str().unwrap().ends_with('Z'));
        let size = content.len();
        let expected = json!({"id": file["id"], "name": "page.html", "mime": "text/plain", "kind": "text", "size": size,
            "created_at": created_at});
        assert_eq!(file, expected);

        let answer = ada.get(&path(&file)).await;
        assert_eq!((answer.status.as_u16(), answer.body.as_str()), (200, content));
        assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
        assert_eq!(
            answer.header("content-disposition"),
            "attachment; filename=\"page.html\"; filename*=UTF-8''page.html"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none';") && policy.ends_with("sandbox"), "{policy}");
        assert_eq!(answer.headers.get_all("content-security-policy").iter().count(), 1);
        assert_eq!(answer.header("cache-control"), "private, max-age=31536000, immutable");
        assert!(answer.headers.get_all("vary").iter().any(|vary| vary == "cookie, authorization"));

        // It is not sent to whoever has it, and that is asked for as everything is.
        let tag = answer.header("etag").to_owned();
        let ask = |client: &Client| {
            let request = client.request(Method::GET, &path(&file)).header("if-none-match", &tag);
            Client::answer(request)
        };
        let answer = ask(&ada).await;
        assert_eq!((answer.status.as_u16(), answer.body.as_str(), answer.header("etag")), (304, "", &*tag));
        assert_eq!(ask(&server.member("bob").await).await.problem(), not_found());
        assert_eq!(ask(&server.nobody()).await.status, 401);
        let other = ada.request(Method::GET, &path(&file)).header("if-none-match", "\"other\", W/\"x\"");
        assert_eq!(Client::answer(other).await.body, content);

        // UTF-16 becomes UTF-8.
        let wide: Vec<u8> = "\u{FEFF}Grüße".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let file = uploaded(&ada, "wide.txt", &wide).await;
        assert_eq!(ada.get(&path(&file)).await.body, "Grüße");
        server.stop().await;
    }
}

#[tokio::test]
async fn case_023_031_a_file_is_its_owners_alone() {
    let server = TestServer::start(&[]).await;
    let (ada, bob) = (server.owner().await, server.member("bob").await);
    let file = uploaded(&ada, "mine.txt", b"The secret of ada").await;
    let path = path(&file);
    let absent = format!("{FILES}/01890000-0000-7000-8000-000000000000");
    for method in [Method::GET, Method::DELETE] {
        let mut seen = Vec::new();
        for path in [&path, &absent] {
            let answer = Client::answer(bob.request(method.clone(), path)).await;
            assert_eq!(answer.problem(), not_found());
            let names: Vec<String> = answer.headers.keys().map(ToString::to_string).collect();
            let mut body = answer.json();
            body.as_object_mut().unwrap().remove("request_id");
            seen.push((names, body));
            let answer = Client::answer(server.nobody().request(method.clone(), path)).await;
            assert_eq!(answer.problem(), (401, "not_signed_in".to_owned()));
        }
        assert_eq!(seen[0], seen[1], "someone else's looks like none");
    }
    assert_eq!(ada.get(&path).await.body, "The secret of ada");
    assert_eq!(ada.delete(&path).await.status, 204);
    assert_eq!(ada.get(&path).await.problem(), not_found());
    assert_eq!(ada.delete(&path).await.problem(), not_found());
    assert_eq!(server.place.count("file_contents").await, 0);
    server.stop().await;
}

#[tokio::test]
async fn case_036_a_form_of_another_site_brings_no_file() {
    let server = TestServer::start(&[]).await;
    let ada = server.owner().await;
    let body = file_form("x.txt", b"from elsewhere");
    for (name, value) in [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        let answer = Client::answer(post(&ada, body.clone()).header(name, value)).await;
        assert_eq!(answer.problem(), (403, "cross_origin".to_owned()), "{name}: {value}");
    }
    assert_eq!(server.place.count("files").await, 0);
    let answer = Client::answer(post(&ada, body).header("sec-fetch-site", "same-origin")).await;
    assert_eq!(answer.status, 201);
    server.stop().await;
}

#[tokio::test]
async fn case_053_what_a_file_is_called_leads_nowhere() {
    let server = TestServer::start(&[]).await;
    let ada = server.owner().await;
    let long = "ß".repeat(5_000);
    let cut = "ß".repeat(200);
    for (sent, name, told) in [
        ("../../etc/passwd", "passwd", "filename=\"passwd\"; filename*=UTF-8''passwd"),
        ("/etc/shadow", "shadow", "filename=\"shadow\"; filename*=UTF-8''shadow"),
        ("%2e%2e%2fx", "%2e%2e%2fx", "filename=\"_2e_2e_2fx\"; filename*=UTF-8''%252e%252e%252fx"),
        (
            "Grüße 🐝.md",
            "Grüße 🐝.md",
            "filename=\"Gr__e _.md\"; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%F0%9F%90%9D.md",
        ),
        ("a;b.txt", "a;b.txt", "filename=\"a;b.txt\"; filename*=UTF-8''a%3Bb.txt"),
        ("", "file", "filename=\"file\"; filename*=UTF-8''file"),
        ("..", "file", "filename=\"file\"; filename*=UTF-8''file"),
        (&long, &cut, ""),
    ] {
        let file = uploaded(&ada, sent, b"x").await;
        assert_eq!(file["name"], name, "{sent}");
        let answer = ada.get(&path(&file)).await;
        let disposition = answer.header("content-disposition");
        assert!(disposition.starts_with("attachment; filename=\""), "{disposition}");
        assert!(disposition.ends_with(told), "{disposition}");
    }
    // As whoever sends forms by program may name it.
    for (parameters, name) in [
        ("name=\"file\"; filename*=UTF-8''..%2F..%2F%C3%9F%0D%0Ax.txt", "ßx.txt"),
        ("name=\"file\"; filename=\"C:\\\\temp\\\\x.txt\"", "x.txt"),
        ("name=\"file\"; filename=\"a\\\"b.txt\"", "a\"b.txt"),
        ("name=\"file\"", "file"),
    ] {
        let answer = Client::answer(post(&ada, form(&[(parameters, b"x")]))).await;
        assert_eq!((answer.status.as_u16(), &answer.json()["name"]), (201, &json!(name)), "{parameters}");
        let told = ada.get(&path(&answer.json())).await;
        assert_eq!(told.header("content-disposition").matches('"').count(), 2);
    }
    // A NUL in a header is none of HTTP's.
    let nul = Client::answer(post(&ada, file_form("a\0b", b"x"))).await;
    assert!(nul.status.is_client_error(), "{nul:?}");
    server.stop().await;
}

#[tokio::test]
async fn a_form_has_one_file_and_nothing_else() {
    let server = TestServer::start(&[]).await;
    let ada = server.owner().await;
    let file = ("name=\"file\"; filename=\"a.txt\"", b"x".as_slice());
    for (fields, pointer) in [
        (vec![], "/file"),
        (vec![file, file], "/file"),
        (vec![file, ("name=\"user_id\"", b"1")], "/user_id"),
        (vec![("name=\"data\"; filename=\"a.txt\"", b"x"), file], "/data"),
        (vec![("name=\"a/b~c\"", b"x")], "/a~1b~0c"),
        (vec![("name=\"file\"; filename=\"a.txt\"", b"")], "/file"),
    ] {
        let answer = Client::answer(post(&ada, form(&fields))).await;
        assert_eq!(answer.pointers(), [pointer], "{fields:?}");
    }
    let nameless = Client::answer(post(&ada, form(&[("filename=\"a.txt\"", b"x")]))).await;
    assert_eq!(nameless.pointers(), ["/file"]);

    for kind in ["application/json", "application/x-www-form-urlencoded", "text/plain", "nonsense", ""] {
        let request = ada.request(Method::POST, FILES).body(file_form("a.txt", b"x"));
        let request = if kind.is_empty() { request } else { request.header("content-type", kind) };
        assert_eq!(Client::answer(request).await.problem(), (415, "not_multipart".to_owned()), "{kind}");
    }
    let whole = file_form("a.txt", b"x");
    for (what, body) in
        [("cut", whole[..whole.len() - 40].to_vec()), ("nothing", Vec::new()), ("no form", b"hello".to_vec())]
    {
        let answer = Client::answer(post(&ada, body)).await;
        assert_eq!(answer.problem(), (400, "unreadable".to_owned()), "{what}");
    }
    let unbounded =
        ada.request(Method::POST, FILES).header("content-type", "multipart/form-data").body(whole);
    assert_eq!(Client::answer(unbounded).await.problem(), (400, "unreadable".to_owned()));
    assert_eq!(server.place.count("files").await, 0, "what was refused is not kept");
    server.stop().await;
}

#[tokio::test]
async fn a_file_goes_with_its_message_and_not_before() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let ada = server.owner().await;
        let said = ada.say("Hello").await;
        assert_eq!(
            (&said["user_message"]["attachments"], &said["message"]["attachments"]),
            (&json!([]), &json!([]))
        );
        let conversation = id(&said, "conversation_id");
        let file = uploaded(&ada, "a.txt", b"hello").await;
        attach_all(&server).await;
        let unused = uploaded(&ada, "b.txt", b"hello").await;
        let kept = messages(&ada, &conversation).await;
        assert_eq!((&kept[0]["attachments"], &kept[1]["attachments"]), (&json!([file]), &json!([])));

        assert_eq!(ada.delete(&path(&file)).await.problem(), (409, "file_attached".to_owned()));
        assert_eq!(ada.get(&path(&file)).await.body, "hello");
        assert_eq!(ada.delete(&format!("/api/v1/conversations/{conversation}")).await.status, 204);
        assert_eq!(ada.get(&path(&file)).await.problem(), not_found());
        assert_eq!(ada.get(&path(&unused)).await.body, "hello");
        assert_eq!((place.count("files").await, place.count("attachments").await), (1, 0));
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn what_is_in_no_message_for_a_day_is_swept() {
    let server = TestServer::start(&[]).await;
    let ada = server.owner().await;
    ada.say("Hello").await;
    let kept = uploaded(&ada, "kept.txt", b"x").await;
    attach_all(&server).await;
    let old = uploaded(&ada, "old.txt", b"x").await;
    assert_eq!(server.mami().files.sweep().await.unwrap(), 0);
    server.place.execute("UPDATE files SET created_at = '2020-01-01 00:00:00+00:00'").await;
    let new = uploaded(&ada, "new.txt", b"x").await;
    assert_eq!(server.mami().files.sweep().await.unwrap(), 1);
    for (file, status) in [(kept, 200), (old, 404), (new, 200)] {
        assert_eq!(ada.get(&path(&file)).await.status, status, "{file}");
    }
    server.stop().await;
}

#[tokio::test]
async fn no_spelling_of_an_id_reads_another_file() {
    let server = TestServer::start(&[]).await;
    let ada = server.owner().await;
    let file = uploaded(&ada, "a.txt", b"x").await;
    let cookie = [("cookie", ada.cookie.as_deref().unwrap())];
    for path in ["/x", "/../../mami.db", "/%2e%2e%2fmami.db", "/", "//", "/a.txt", "/mami.db%00"] {
        let answer = raw::send(&server, &format!("GET {FILES}{path}"), &cookie, "").await;
        assert_eq!(answer.problem(), not_found(), "{path}");
    }
    let upper = format!("{FILES}/{}", id(&file, "id").to_uppercase());
    assert_eq!(ada.get(&upper).await.body, "x", "an id is a number");
    server.stop().await;
}
