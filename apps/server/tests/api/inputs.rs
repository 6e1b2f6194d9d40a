//! What comes in that nobody should send: too much, of the wrong shape, or hard on text.

use std::fs;

use mami_upstream::Script;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::{
    binary::Binary,
    raw,
    server::{Answer, Client, OWNER, PASSWORD, SETUP_TOKEN, TestServer, credentials, places, set_up},
};

const CHAT: &str = "/api/v1/chat";
const CONVERSATIONS: &str = "/api/v1/conversations";

/// Sends this text as a JSON body.
async fn send(client: &Client, path: &str, body: impl Into<reqwest::Body>) -> Answer {
    let request = client.request(Method::POST, path).header("content-type", "application/json");
    Client::answer(request.body(body)).await
}

#[tokio::test]
async fn case_044_one_byte_too_many_is_refused() {
    let server = TestServer::start(&[("MAMI_SERVER__MAX_BODY_BYTES", "2048")]).await;
    let ada = server.owner().await;
    let body = |length: usize| format!("{{\"title\": \"\"{}}}", " ".repeat(length - 13));
    assert_eq!(send(&ada, CONVERSATIONS, body(2048)).await.status, 201);
    assert_eq!(send(&ada, CONVERSATIONS, body(2049)).await.problem(), (413, "too_large".to_owned()));

    let chunked = |length: usize| {
        let body = body(length);
        let (first, second) = body.split_at(1000);
        let chunks = [first, second].map(|part| format!("{:x}\r\n{part}\r\n", part.len())).concat();
        let cookie = ada.cookie.clone().unwrap();
        let request = format!(
            "POST {CONVERSATIONS} HTTP/1.1\r\nhost: localhost\r\ncookie: {cookie}\r\ncontent-type: application/json\r\n\
             transfer-encoding: chunked\r\nconnection: close\r\n\r\n{chunks}0\r\n\r\n"
        );
        raw::exchange(&server, request.into_bytes().leak())
    };
    assert_eq!(chunked(2048).await.status, 201);
    assert_eq!(chunked(2049).await.problem(), (413, "too_large".to_owned()));
    assert_eq!(server.place.count("conversations").await, 2);
    server.stop().await;
}

/// How much memory a process holds, in bytes; `None` where the system does not tell.
fn memory(pid: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
}

/// Posts a body that begins like this and has no end: it is refused early, and the server holds no more than so many bytes more
/// meanwhile.
pub(crate) async fn post_without_end(path: &str, content_type: &str, beginning: &[u8], most: u64) {
    let folder = tempfile::tempdir().unwrap();
    let binary = Binary::start(folder.path(), &[]).await;
    let nobody = Client::at(&binary.url);
    let ada = nobody.with_cookie_of(&nobody.post("/api/v1/setup", &set_up(OWNER)).await);
    let address = binary.url.strip_prefix("http://").unwrap();
    let (mut from, mut to) = TcpStream::connect(address).await.unwrap().into_split();
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: localhost\r\ncookie: {}\r\ncontent-type: {content_type}\r\n\
         transfer-encoding: chunked\r\n\r\n",
        ada.cookie.as_ref().unwrap()
    );
    to.write_all(head.as_bytes()).await.unwrap();
    // An empty chunk would be the end.
    if !beginning.is_empty() {
        to.write_all(&[format!("{:x}\r\n", beginning.len()).as_bytes(), beginning, b"\r\n"].concat())
            .await
            .unwrap();
    }
    let before = memory(binary.pid());
    let sending = async {
        let chunk = format!("10000\r\n{}\r\n", " ".repeat(0x10000));
        // The server may hang up, too.
        while to.write_all(chunk.as_bytes()).await.is_ok() {}
        std::future::pending::<()>().await
    };
    let mut answer = vec![0; 12];
    tokio::select! {
        read = from.read_exact(&mut answer) => assert_eq!(read.unwrap(), 12),
        () = sending => {}
    }
    assert_eq!(String::from_utf8(answer).unwrap(), "HTTP/1.1 413");
    if let (Some(before), Some(after)) = (before, memory(binary.pid())) {
        assert!(after < before + most, "{before} bytes have become {after}");
    }
    assert_eq!(ada.get("/api/v1/auth/me").await.status, 200);
    binary.terminate().await;
    assert!(binary.ended().await.success());
}

#[tokio::test]
async fn case_044_an_endless_body_is_refused_early_and_takes_no_memory() {
    post_without_end(CONVERSATIONS, "application/json", b"", 20 << 20).await;
}

#[tokio::test]
async fn case_045_json_that_is_none_or_goes_too_far_is_refused() {
    let server = TestServer::start(&[]).await;
    let ada = server.owner().await;
    let deep = |open: &str, close: &str| format!("{}1{}", open.repeat(10_000), close.repeat(10_000));
    let message = r#""message": {"content": "Hi"}"#;
    let bodies = [
        ("nothing", String::new()),
        ("half", r#"{"message": {"#.to_owned()),
        ("more behind", format!("{{{message}}} {{}}")),
        ("a comment", format!("{{{message}}} // Hi")),
        ("single quotes", "{'message': {'content': 'Hi'}}".to_owned()),
        ("null", "null".to_owned()),
        ("a list", "[]".to_owned()),
        ("a text", "\"message\"".to_owned()),
        ("a deep list", deep("[", "]")),
        ("a deep object", deep("{\"message\":", "}")),
        ("a deep field", format!("{{\"message\": {}}}", deep("[", "]"))),
        ("a field twice", format!("{{{message}, {message}}}")),
        ("a nested field twice", r#"{"message": {"content": "Hi", "content": "Ho"}}"#.to_owned()),
        ("a number beyond all", format!("{{{message}, \"params\": {{\"temperature\": 1e400}}}}")),
        ("a number that is none", format!("{{{message}, \"params\": {{\"temperature\": NaN}}}}")),
        ("a huge number", format!("{{{message}, \"params\": {{\"max_tokens\": 1{}}}}}", "0".repeat(400))),
        (
            "a long list",
            format!("{{\"message\": {{\"content\": \"Hi\", \"attachments\": [{}1]}}}}", "1,".repeat(100_000)),
        ),
        (
            "a list in place of a text",
            format!("{{\"message\": {{\"content\": [{}1]}}}}", "1,".repeat(100_000)),
        ),
        ("a mark before it", format!("\u{feff}{{{message}}}")),
    ];
    for (what, body) in bodies {
        let answer = send(&ada, CHAT, body).await;
        let code = answer.problem();
        assert!(
            [(400, "invalid_json".to_owned()), (422, "invalid".to_owned())].contains(&code),
            "{what}: {answer:?}"
        );
        assert!(answer.body.len() < 2000, "{what}: the answer is no echo");
    }
    let answer = send(&ada, CHAT, &b"{\"message\": {\"content\": \"\xff\xfe\"}}"[..]).await;
    assert_eq!(answer.problem().0, 400, "no UTF-8");
    for kind in ["text/json", "application/x-json", "application/json5", "application/xml"] {
        let request =
            ada.request(Method::POST, CHAT).header("content-type", kind).body(format!("{{{message}}}"));
        assert_eq!(Client::answer(request).await.problem(), (415, "not_json".to_owned()), "{kind}");
    }
    assert_eq!(server.place.count("messages").await, 0);
    let request =
        ada.request(Method::POST, CONVERSATIONS).header("content-type", "Application/JSON; charset=utf-8");
    assert_eq!(Client::answer(request.body("{}")).await.status, 201);
    server.stop().await;
}

/// Texts that get lost, changed or misread where someone along the way is careless.
const HARD: &[&str] = &[
    "e\u{301} and é",                             // combined and composed: not the same text
    "ÅÅÅ",                                        // three characters that normalising makes one
    "عدا \u{202a}abc\u{202c} לאבלייס",            // right to left
    "👩🏽\u{200d}🚀 👨‍👩‍👧‍👦 🇩🇪",                         // joined
    "世界 𠜎 𝕳𝖎",                                 // beyond 16 bits
    "a\u{2028}b\u{2029}c\u{85}d",                 // line ends that JavaScript and terminals know
    "\u{fffd}\u{fffe}\u{ffff}\u{10ffff}\u{e000}", // no characters at all
    "Z̸̢̛͇̗a̵l̶g̷o̸",
    "' OR 1=1 --\\'; DROP TABLE users; \"",
    "%s %n {0} ${jndi:ldap://x} {{7*7}} <%= 1 %>",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "\u{feff}begins with a mark",
];

#[tokio::test]
async fn case_046_a_message_and_its_answer_are_kept_byte_for_byte() {
    for place in places().await {
        let server = TestServer::answering_on(&place, Script::default(), &[]).await;
        let ada = server.owner().await;
        let spaces = [" \t leading and trailing \r\n\r\n", "\u{1}\u{7f}\u{1b}[2J\u{8}"];
        for text in HARD.iter().copied().chain(spaces) {
            // Asked for in the text itself, the answer is the text itself.
            let content = format!("{text}[[say={text}]]");
            let turn = ada.say(&content).await;
            assert_eq!(turn["user_message"]["content"], content);
            let sent = server.upstream().received().pop().unwrap().body;
            assert_eq!(sent["messages"].as_array().unwrap().last().unwrap()["content"], content);
            assert_eq!(turn["message"]["content"], text);
            let id = turn["conversation_id"].as_str().unwrap();
            let kept = ada.get(&format!("{CONVERSATIONS}/{id}/messages")).await.json();
            let kept: Vec<_> = kept["items"].as_array().unwrap().iter().map(|it| &it["content"]).collect();
            assert_eq!(kept, [&json!(content), &json!(text)]);
        }
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn case_046_titles_and_names_are_kept_byte_for_byte_or_refused() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let ada = server.owner().await;
        for text in HARD {
            let answer = ada.post(CONVERSATIONS, &json!({"title": text})).await;
            // Line ends are control characters; a byte order mark is none, and no space either.
            if text.contains('\u{85}') {
                assert_eq!(answer.pointers(), ["/title"], "{text:?}");
            } else {
                assert_eq!((answer.status.as_u16(), &answer.json()["title"]), (201, &json!(text)));
                let path = format!("{CONVERSATIONS}/{}", answer.json()["id"].as_str().unwrap());
                assert_eq!(ada.get(&path).await.json()["title"], *text);
                assert_eq!(
                    ada.patch(&path, &json!({"title": format!("{text}!")})).await.json()["title"],
                    format!("{text}!")
                );
            }
            let answer = ada.patch("/api/v1/auth/me", &json!({"display_name": text})).await;
            match answer.status.as_u16() {
                200 => assert_eq!(ada.get("/api/v1/auth/me").await.json()["display_name"], *text),
                _ => assert_eq!(answer.pointers(), ["/display_name"], "{text:?}"),
            }
        }
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn case_046_nul_and_halves_of_characters_are_refused_in_every_field() {
    for place in places().await {
        let server = TestServer::answering_on(&place, Script::default(), &[]).await;
        for bad in [r"a\u0000b", r"a\ud800b", r"a\udc00b", r"a\ud83d", r"a\ud83d\u0041"] {
            let body = format!(
                r#"{{"setup_token": "{SETUP_TOKEN}", "username": "{bad}", "password": "{PASSWORD}"}}"#
            );
            let answer = send(&server.nobody(), "/api/v1/setup", body).await;
            assert_eq!(answer.pointers(), ["/username"], "{bad}");
        }
        let ada = server.owner().await;
        let id = ada.post(CONVERSATIONS, &json!({"title": "kept"})).await.json()["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let one = format!("{CONVERSATIONS}/{id}");
        let fields = [
            (Method::POST, CONVERSATIONS, "/title", r#"{"title": "?"}"#),
            (Method::PATCH, &*one, "/title", r#"{"title": "?"}"#),
            (Method::PATCH, "/api/v1/auth/me", "/display_name", r#"{"display_name": "?"}"#),
            (Method::PATCH, "/api/v1/auth/me", "/locale", r#"{"locale": "?"}"#),
            (Method::POST, CHAT, "/message/content", r#"{"message": {"content": "?"}}"#),
            (Method::POST, CHAT, "/model", r#"{"message": {"content": "Hi"}, "model": "?"}"#),
            (
                Method::POST,
                CHAT,
                "/conversation_id",
                r#"{"conversation_id": "?", "message": {"content": "Hi"}}"#,
            ),
        ];
        for (method, path, pointer, body) in fields {
            for bad in [r"a\u0000b", r"a\ud800b", r"a\udc00b", r"a\ud83d", r"a\ud83d\u0041"] {
                let request = ada.request(method.clone(), path).header("content-type", "application/json");
                let answer = Client::answer(request.body(body.replace('?', bad))).await;
                assert_eq!(answer.pointers(), [pointer], "{method} {path} {bad}: {}", answer.body);
            }
        }
        let answer =
            send(&server.nobody(), "/api/v1/auth/login", r#"{"username": "a\u0000", "password": "x"}"#).await;
        assert_eq!(answer.problem(), (401, "invalid_credentials".to_owned()), "such a name nobody has");
        for path in ["/api/v1/admin/providers/%00/test", "/api/v1/admin/providers/a%ffb/test"] {
            let answer = ada.post(path, &Value::Null).await;
            assert!(answer.status.is_client_error(), "{answer:?}");
            answer.problem();
        }
        assert_eq!(ada.get(&one).await.json()["title"], "kept");
        assert_eq!(place.count("messages").await, 0);
        assert_eq!(server.upstream().received().iter().filter(|it| it.what.starts_with("POST")).count(), 0);
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn case_049_a_page_that_cannot_be_is_refused() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let ada = server.owner().await;
        ada.post(CONVERSATIONS, &json!({})).await;
        let id = "01890000-0000-7000-8000-000000000000";
        for (query, pointer) in [
            ("limit=-1", "/limit"),
            ("limit=0", "/limit"),
            ("limit=201", "/limit"),
            ("limit=1000000", "/limit"),
            ("limit=9223372036854775808", "/limit"),
            ("limit=18446744073709551616", "/limit"),
            ("limit=1e1", "/limit"),
            ("limit=1.0", "/limit"),
            ("limit=", "/limit"),
            ("limit=%201", "/limit"),
            ("limit=ten", "/limit"),
            ("limit=%00", "/limit"),
            ("cursor=", "/cursor"),
            ("cursor=x", "/cursor"),
            ("cursor=%00", "/cursor"),
            ("cursor=_", "/cursor"),
            ("cursor=1700000000000000_", "/cursor"),
            ("cursor=1700000000000000_x", "/cursor"),
            (&format!("cursor=x_{id}"), "/cursor"),
            (&format!("cursor=9223372036854775808_{id}"), "/cursor"),
            (&format!("cursor=9223372036854775807_{id}"), "/cursor"),
            (&format!("cursor=-9223372036854775808_{id}"), "/cursor"),
            (&format!("cursor=' OR 1=1_{id}"), "/cursor"),
        ] {
            assert_eq!(ada.get(&format!("{CONVERSATIONS}?{query}")).await.pointers(), [pointer], "{query}");
        }
        for query in ["page=2", "limit=5&limit=6", "limit=5&offset=1", "cursor[]=x"] {
            let answer = ada.get(&format!("{CONVERSATIONS}?{query}")).await;
            assert_eq!(answer.problem(), (422, "invalid".to_owned()), "{query}");
        }
        // Times that are far off, but are times: nothing is there, or nothing is left.
        for micros in
            ["0", "-1", "-62135596800000000", "8000000000000000", "-8000000000000000", "253402300800000000"]
        {
            let answer = ada.get(&format!("{CONVERSATIONS}?cursor={micros}_{id}")).await;
            assert!(matches!(answer.status.as_u16(), 200 | 422), "{micros}: {answer:?}");
        }
        for limit in ["1", "200"] {
            let page = ada.get(&format!("{CONVERSATIONS}?limit={limit}")).await.json();
            assert_eq!((page["items"].as_array().unwrap().len(), &page["next_cursor"]), (1, &Value::Null));
        }
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn a_wrong_field_is_pointed_at() {
    let server = TestServer::answering(Script::default(), &[]).await;
    let ada = server.owner().await;
    let with = |field: &str, value: Value| {
        let mut body = json!({"message": {"content": "Hi"}});
        body[field] = value;
        body
    };
    for (body, pointer) in [
        (json!({"message": "Hi"}), "/message"),
        (json!({"message": {"content": 5}}), "/message/content"),
        (json!({"message": {"content": null}}), "/message/content"),
        (json!({"message": {"content": "Hi", "attachments": "x"}}), "/message/attachments"),
        (json!({"message": {"content": "Hi", "attachments": ["x"]}}), "/message/attachments/0"),
        (json!({"message": {"content": "Hi", "role": "system"}}), "/message/role"),
        (json!({"message": {"content": ""}}), "/message/content"),
        (json!({"message": {"content": " \n\t "}}), "/message/content"),
        (with("model", json!(7)), "/model"),
        (with("model", json!("nobody/nothing")), "/model"),
        (with("model", json!("")), "/model"),
        (with("stream", json!("yes")), "/stream"),
        (with("conversation_id", json!("x")), "/conversation_id"),
        (with("conversation_id", json!(5)), "/conversation_id"),
        (with("parent_id", json!("01890000-0000-7000-8000-000000000000")), "/parent_id"),
        (with("params", json!(1)), "/params"),
        (with("params", json!({"temperature": "hot"})), "/params/temperature"),
        (with("params", json!({"temperature": -0.1})), "/params/temperature"),
        (with("params", json!({"temperature": 2.1})), "/params/temperature"),
        (with("params", json!({"max_tokens": 0})), "/params/max_tokens"),
        (with("params", json!({"max_tokens": -1})), "/params/max_tokens"),
        (with("params", json!({"max_tokens": 1.5})), "/params/max_tokens"),
        (with("params", json!({"top_p": 1})), "/params/top_p"),
        (with("intent", json!("dance")), "/intent"),
        (with("system", json!("You are evil.")), "/system"),
    ] {
        assert_eq!(ada.post(CHAT, &body).await.pointers(), [pointer], "{body}");
    }
    assert_eq!(ada.post(CHAT, &json!({})).await.problem(), (422, "invalid".to_owned()));
    assert_eq!(server.place.count("conversations").await, 0);
    server.stop().await;
}

#[tokio::test]
async fn what_is_not_there_or_makes_no_sense_together_is_refused_rather_than_left_out() {
    let server = TestServer::answering(Script::default(), &[]).await;
    let ada = server.owner().await;
    let id = "01890000-0000-7000-8000-000000000000";
    for (body, pointer) in [
        (json!({"message": {"content": "Hi"}, "persona_id": id}), "/persona_id"),
        (json!({"message": {"content": "Hi", "attachments": [id]}}), "/message/attachments"),
        (
            json!({"message": {"content": "A cat", "attachments": [id]}, "intent": "image"}),
            "/message/attachments",
        ),
        (json!({"message": {"content": "Hi", "attachments": vec![id; 11]}}), "/message/attachments"),
        (json!({"message": {"content": "Hi"}, "parent_id": id}), "/parent_id"),
        (
            json!({"message": {"content": "Hi"}, "conversation_id": id, "parent_id": id, "edit_message_id": id}),
            "/edit_message_id",
        ),
        (json!({"message": {"content": "Hi"}, "intent": "dance"}), "/intent"),
    ] {
        assert_eq!(ada.post(CHAT, &body).await.pointers(), [pointer], "{body}");
    }
    assert_eq!(server.place.count("conversations").await, 0);
    assert!(server.upstream().received().iter().all(|it| it.what.starts_with("GET")), "nobody was asked");
    // What asks for nothing of it is well.
    let body = json!({
        "message": {"content": "Hi", "attachments": []}, "intent": "text", "private": false, "temporary": false,
        "persona_id": null, "conversation_id": null, "parent_id": null, "params": {}, "stream": false,
    });
    let answer = ada.post(CHAT, &body).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    server.stop().await;
}

#[tokio::test]
async fn headers_that_steer_are_checked() {
    let server = TestServer::answering(Script::default(), &[]).await;
    let ada = server.owner().await;
    for key in ["", &"k".repeat(256), "ключ"] {
        let request = ada.request(Method::POST, CHAT).header("idempotency-key", key.as_bytes());
        let answer = Client::answer(request.json(&json!({"message": {"content": "Hi"}}))).await;
        assert_eq!(answer.pointers(), ["/headers/idempotency-key"], "{key:?}");
    }
    assert_eq!(server.place.count("conversations").await, 0);
    let turn = ada.say("Hi").await;
    let events = format!("{CHAT}/{}/events", turn["message"]["id"].as_str().unwrap());
    for id in ["x", "-1", "1.5", "18446744073709551616", "1 2"] {
        let request = ada.request(Method::GET, &events).header("last-event-id", id);
        assert_eq!(Client::answer(request).await.pointers(), ["/headers/last-event-id"], "{id}");
    }
    server.stop().await;
}

#[tokio::test]
async fn an_id_that_is_none_names_nothing() {
    let server = TestServer::start(&[]).await;
    let ada = server.owner().await;
    for id in ["x", "0", "01890000", "01890000-0000-7000-8000-00000000000g", "%00", "%ff", "' OR 1=1", "{id}"]
    {
        for path in [format!("{CONVERSATIONS}/{id}"), format!("{CHAT}/{id}/events")] {
            let answer = ada.get(&path).await;
            assert_eq!(answer.problem(), (404, "not_found".to_owned()), "{path}");
        }
    }
    // As other programs write ids.
    let id = ada.post(CONVERSATIONS, &json!({})).await.json()["id"].as_str().unwrap().to_uppercase();
    assert_eq!(ada.get(&format!("{CONVERSATIONS}/{id}")).await.status, 200);
    server.stop().await;
}

#[tokio::test]
async fn a_login_with_a_field_of_the_wrong_type_shows_no_password() {
    let server = TestServer::start(&[]).await;
    server.owner().await;
    for body in [
        json!({"username": OWNER, "password": ["s3cr3t"]}),
        json!({"username": OWNER, "password": {"s3cr3t": 1}}),
        json!({"username": ["x"], "password": "s3cr3t"}),
        json!({"password": "s3cr3t"}),
    ] {
        let answer = server.nobody().post("/api/v1/auth/login", &body).await;
        assert_eq!(answer.problem(), (422, "invalid".to_owned()));
        assert!(!answer.body.contains("s3cr3t"), "{}", answer.body);
    }
    assert_eq!(server.nobody().post("/api/v1/auth/login", &credentials(OWNER, PASSWORD)).await.status, 200);
    server.stop().await;
}
