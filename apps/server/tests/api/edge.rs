//! What every request passes: where it may come from, what it may be addressed to, which headers the answer has.

use reqwest::Method;
use serde_json::json;

use crate::{
    raw,
    server::{Answer, Client, TestServer, credentials, set_up},
};

const CONVERSATIONS: &str = "/api/v1/conversations";

async fn conversations(client: &Client) -> usize {
    client.get(CONVERSATIONS).await.json()["items"].as_array().unwrap().len()
}

/// Tries to make a conversation.
async fn make(client: &Client, headers: &[(&str, &str)]) -> Answer {
    let mut request = client.request(Method::POST, CONVERSATIONS).json(&json!({}));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Client::answer(request).await
}

#[tokio::test]
async fn case_036_a_form_of_another_site_changes_nothing() {
    let server = TestServer::start(&[]).await;
    let ada = server.owner().await;
    let kinds = [
        ("application/x-www-form-urlencoded", "title=x"),
        ("text/plain", r#"{"title": "x"}"#),
        ("text/plain;charset=application/json", r#"{"title": "x"}"#),
        (
            "multipart/form-data; boundary=x",
            "--x\r\ncontent-disposition: form-data; name=\"title\"\r\n\r\nx\r\n--x--\r\n",
        ),
        ("application/json", r#"{"title": "x"}"#),
        ("", r#"{"title": "x"}"#),
    ];
    for (kind, body) in kinds {
        let request = || {
            let request = ada.request(Method::POST, CONVERSATIONS).body(body);
            if kind.is_empty() { request } else { request.header("content-type", kind) }
        };
        for (name, value) in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")] {
            let answer = Client::answer(request().header(name, value)).await;
            assert_eq!(answer.problem(), (403, "cross_origin".to_owned()), "{kind}");
        }
        // An old browser that says nothing of where the form was.
        if kind != "application/json" {
            assert_eq!(Client::answer(request()).await.problem(), (415, "not_json".to_owned()), "{kind}");
        }
    }
    for (method, path) in [
        (Method::POST, "/api/v1/auth/logout"),
        (Method::PATCH, "/api/v1/auth/me"),
        (Method::DELETE, "/api/v1/conversations/01890000-0000-7000-8000-000000000000"),
        (Method::PUT, "/api/v1/nothing"),
        (Method::from_bytes(b"PURGE").unwrap(), "/"),
    ] {
        let request = ada.request(method, path).header("origin", "https://evil.example").json(&json!({}));
        assert_eq!(Client::answer(request).await.problem(), (403, "cross_origin".to_owned()), "{path}");
    }
    assert_eq!(conversations(&ada).await, 0, "and the session is still there");

    // Signing a visitor in as somebody else is an attack, too.
    let request = server.nobody().request(Method::POST, "/api/v1/auth/login").header("origin", "null");
    let answer = Client::answer(request.json(&credentials("ada", "x"))).await;
    assert_eq!(answer.problem(), (403, "cross_origin".to_owned()));
    server.stop().await;
}

#[tokio::test]
async fn only_our_own_pages_and_programs_change_things() {
    let server = TestServer::start(&[]).await;
    let ada = server.owner().await;
    let (own, port) = (server.url.clone(), server.url.rsplit_once(':').unwrap().1.to_owned());
    for headers in [
        &[][..],
        &[("origin", own.as_str())],
        &[("sec-fetch-site", "same-origin")],
        &[("sec-fetch-site", "same-origin"), ("origin", own.as_str())],
        &[("sec-fetch-site", "none")],
    ] {
        assert_eq!(make(&ada, headers).await.status, 201, "{headers:?}");
    }
    let made = conversations(&ada).await;
    for origin in [
        "null",
        "",
        "http://127.0.0.1",
        "http://127.0.0.1:1",
        &format!("https://127.0.0.1:{port}"),
        &format!("http://localhost:{port}"),
        &format!("http://127.0.0.1.evil.example:{port}"),
        &format!("http://evil.example:{port}"),
        &format!("http://evil.example/{own}"),
        &format!("http://127.0.0.1:{port}@evil.example"),
        &format!("ftp://127.0.0.1:{port}"),
        &format!("127.0.0.1:{port}"),
        "file://",
        "chrome-extension://abcdefgh",
    ] {
        let answer = make(&ada, &[("origin", origin)]).await;
        assert_eq!(answer.problem(), (403, "cross_origin".to_owned()), "{origin}");
    }
    for site in ["cross-site", "same-site", "", "Same-Origin ", "x"] {
        let answer = make(&ada, &[("sec-fetch-site", site), ("origin", &own)]).await;
        assert_eq!(answer.problem(), (403, "cross_origin".to_owned()), "{site:?}");
    }
    assert_eq!(conversations(&ada).await, made);
    server.stop().await;
}

#[tokio::test]
async fn behind_a_proxy_the_public_address_is_the_origin() {
    let server = TestServer::start(&[("MAMI_SERVER__PUBLIC_URL", "https://mami.example")]).await;
    let ada = server.owner().await;
    let host = ("host", "mami.example");
    assert_eq!(make(&ada, &[host, ("origin", "https://mami.example")]).await.status, 201);
    for origin in [
        "https://mami.example.evil.example",
        "https://evil-mami.example",
        "https://sub.mami.example",
        "https://mami.example:8443",
        // Whoever sits on the way of plain http can write such a page.
        "http://mami.example",
        "null",
    ] {
        let answer = make(&ada, &[host, ("origin", origin)]).await;
        assert_eq!(answer.problem(), (403, "cross_origin".to_owned()), "{origin}");
    }
    server.stop().await;
}

#[tokio::test]
async fn a_name_that_someone_elses_dns_could_point_here_is_refused() {
    let server = TestServer::start(&[("MAMI_SERVER__PUBLIC_URL", "https://mami.example")]).await;
    let asked = async |headers: &[(&str, &str)]| raw::send(&server, "GET /api/v1/setup", headers, "").await;
    for host in [
        "127.0.0.1",
        "127.0.0.1:8080",
        "192.168.1.7",
        "[::1]:8080",
        "[2001:db8::1]",
        "localhost",
        "LOCALHOST:1",
        "mami.localhost",
        "mami.example",
        "MAMI.example:8443",
        "mami.example.",
    ] {
        assert_eq!(asked(&[("host", host)]).await.status, 200, "{host}");
    }
    for host in [
        "evil.example",
        "mami.example.evil.example",
        "evil-mami.example",
        "sub.mami.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "evillocalhost",
        "mami",
        "xn--mmi-8ka.example",
    ] {
        let answer = asked(&[("host", host)]).await;
        assert_eq!(answer.problem(), (403, "unknown_host".to_owned()), "{host}");
    }
    for host in
        ["", "mami.example@evil.example", "mami.example/evil", "mami.example#evil", "mami example", ":"]
    {
        let answer = asked(&[("host", host)]).await;
        assert_eq!(answer.status, 400, "{host:?}: {answer:?}");
    }
    let twice = asked(&[("host", "mami.example"), ("host", "evil.example")]).await;
    assert_eq!(twice.status, 400);
    let answer = asked(&[("host", "evil.example"), ("x-forwarded-host", "mami.example")]).await;
    assert_eq!(answer.status, 403, "what a client claims in other headers does not count");
    // Rebinding: the page and the address it asks are one origin to the browser.
    let own =
        [("host", "evil.example"), ("origin", "http://evil.example"), ("sec-fetch-site", "same-origin")];
    let answer = raw::send(&server, "POST /api/v1/setup", &own, &set_up("eve").to_string()).await;
    assert_eq!(answer.problem(), (403, "unknown_host".to_owned()));
    for path in ["/", "/legacy/", "/healthz", "/metrics", "/api/docs/"] {
        let answer = raw::send(&server, &format!("GET {path}"), &[("host", "evil.example")], "").await;
        assert_eq!(answer.problem(), (403, "unknown_host".to_owned()), "{path}");
    }
    server.stop().await;
}

#[tokio::test]
async fn case_039_no_other_origin_is_let_in_to_read() {
    let server = TestServer::start(&[]).await;
    let ada = server.owner().await;
    for origin in ["https://evil.example", "null", "http://127.0.0.1.evil.example", &server.url] {
        for method in [Method::OPTIONS, Method::GET, Method::POST] {
            for path in ["/api/v1/auth/me", CONVERSATIONS, "/api/openapi.json", "/healthz", "/"] {
                let request = ada
                    .request(method.clone(), path)
                    .header("origin", origin)
                    .header("access-control-request-method", "POST")
                    .header("access-control-request-headers", "content-type");
                let answer = Client::answer(request).await;
                let allowed: Vec<_> = answer
                    .headers
                    .keys()
                    .filter(|name| name.as_str().starts_with("access-control-"))
                    .collect();
                assert!(allowed.is_empty(), "{origin} {method} {path}: {allowed:?}");
            }
        }
    }
    server.stop().await;
}

/// One answer of every kind that there is.
async fn answers_of_all_kinds(server: &TestServer) -> Vec<(String, Answer)> {
    let (nobody, ada) = (server.nobody(), server.owner().await);
    let mut answers = Vec::new();
    for path in [
        "/",
        "/c/a-page-of-the-ui",
        "/assets/missing.js",
        "/legacy",
        "/legacy/",
        "/legacy/app.js",
        "/legacy/missing.js",
        "/healthz",
        "/readyz",
        "/metrics",
        "/api",
        "/api/",
        "/api/docs",
        "/api/docs/",
        "/api/openapi.json",
        "/api/v1/setup",
        "/api/v1/auth/me",
        "/api/v1/nothing",
        "/api/v1/conversations/not-an-id",
        "/api/v1/conversations?limit=x",
        "/%00",
        "/../../etc/passwd",
    ] {
        answers.push((format!("GET {path}"), ada.get(path).await));
        answers.push((format!("HEAD {path}"), Client::answer(ada.request(Method::HEAD, path)).await));
        answers.push((format!("OPTIONS {path}"), Client::answer(ada.request(Method::OPTIONS, path)).await));
        answers.push((format!("PUT {path}"), Client::answer(ada.request(Method::PUT, path)).await));
    }
    answers.push(("not signed in".to_owned(), nobody.get("/api/v1/auth/me").await));
    answers.push(("signed in".to_owned(), nobody.post("/api/v1/auth/login", &credentials("ada", "x")).await));
    answers.push(("made".to_owned(), ada.post(CONVERSATIONS, &json!({})).await));
    answers.push(("cross-origin".to_owned(), make(&ada, &[("origin", "null")]).await));
    answers.push(("another host".to_owned(), make(&ada, &[("host", "evil.example")]).await));
    answers.push(("another type".to_owned(), make(&ada, &[("content-type", "text/plain")]).await));
    let large = json!({"title": "x".repeat(2_000_000)});
    answers.push(("too large".to_owned(), ada.post(CONVERSATIONS, &large).await));
    answers.push(("a wrong field".to_owned(), ada.post(CONVERSATIONS, &json!({"title": 1})).await));
    answers.push((
        "no JSON".to_owned(),
        Client::answer(ada.request(Method::POST, CONVERSATIONS).body("{")).await,
    ));
    let turn = ada.request(Method::POST, "/api/v1/chat").json(&json!({"message": {"content": "Hi"}}));
    answers.push(("a stream".to_owned(), Client::answer(turn).await));
    answers.push(("signed out".to_owned(), ada.post("/api/v1/auth/logout", &json!({})).await));
    answers
}

#[tokio::test]
async fn case_041_every_answer_has_the_headers_that_keep_browsers_safe() {
    let server = TestServer::start(&[]).await;
    for (what, answer) in answers_of_all_kinds(&server).await {
        let fixed = [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ];
        for (name, value) in fixed {
            assert_eq!(answer.header(name), value, "{what}");
        }
        assert_eq!(answer.headers.get_all("content-security-policy").iter().count(), 1, "{what}");
        let policy = answer.header("content-security-policy");
        let directive = |name: &str| {
            let found = policy.split(';').map(str::trim).find_map(|one| one.strip_prefix(name));
            found.unwrap_or_else(|| panic!("{what}: no {name} in {policy}")).trim().to_owned()
        };
        assert_eq!(directive("default-src "), "'none'", "{what}");
        assert_eq!(directive("script-src "), "'self'", "{what}");
        assert_eq!(directive("frame-ancestors "), "'none'", "{what}");
        assert_eq!(directive("base-uri "), "'none'", "{what}");
        for weak in ["unsafe", "http:", "https:", "*"] {
            assert!(!policy.contains(weak), "{what}: {policy}");
        }
        assert_eq!(answer.headers.get_all("x-request-id").iter().count(), 1, "{what}");
        let id = answer.header("x-request-id");
        assert_eq!(uuid::Uuid::parse_str(id).unwrap().get_version_num(), 7, "{what}");
        if what.contains(" /api") {
            assert_eq!(answer.header("cache-control"), "no-store", "{what}");
        }
        if answer.header("content-type") == "application/problem+json" && !answer.body.is_empty() {
            answer.problem();
        }
        assert_ne!(answer.status, 500, "{what}");
    }
    server.stop().await;
}

#[tokio::test]
async fn each_request_has_an_id_of_ours() {
    let server = TestServer::start(&[]).await;
    let ask = || server.nobody().request(Method::GET, "/api/v1/auth/me").header("x-request-id", "theirs");
    let (one, other) = (Client::answer(ask()).await, Client::answer(ask()).await);
    assert_eq!(one.problem(), (401, "not_signed_in".to_owned()));
    assert_ne!(one.header("x-request-id"), other.header("x-request-id"));
    assert!(!one.body.contains("theirs") && one.header("x-request-id") != "theirs");
    server.stop().await;
}

#[tokio::test]
async fn an_unknown_path_of_the_api_is_a_problem_and_no_page() {
    let server = TestServer::start(&[]).await;
    let ada = server.owner().await;
    for path in [
        "/api",
        "/api/",
        "/api/v1",
        "/api/v1/",
        "/api/v2/chat",
        "/api/v1/nothing",
        "/api/v1/auth/me/",
        "/api//v1/auth/me",
        "//api/v1/auth/me",
        "/api/v1/chat",
        "/api/index.html",
        "/api/v1/conversations/x/../y",
    ] {
        let method = if path == "/api/v1/chat" { "GET" } else { "POST" };
        for method in [method, "GET", "DELETE"] {
            let cookie = [("cookie", ada.cookie.as_deref().unwrap())];
            let answer = raw::send(&server, &format!("{method} {path}"), &cookie, "").await;
            assert_eq!(answer.problem(), (404, "not_found".to_owned()), "{method} {path}");
        }
    }
    server.stop().await;
}

#[tokio::test]
async fn case_114_a_panic_is_one_requests_own_and_is_answered_like_any_error() {
    let server = TestServer::start(&[]).await;
    // The same checks and the same state, in front of a handler that is broken.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let mami = server.shared();
    let broken = actix_web::HttpServer::new(move || {
        actix_web::App::new()
            .app_data(mami.clone())
            .wrap(actix_web::middleware::from_fn(mami::edge::edge))
            .route("/api/panic", actix_web::web::get().to(async || -> &str { panic!("as scripted") }))
            .route("/api/well", actix_web::web::get().to(async || "well"))
    });
    let broken = broken.workers(1).disable_signals().listen(listener).unwrap().run();
    let handle = broken.handle();
    tokio::spawn(broken);
    let nobody = Client::at(&url);
    let answer = nobody.get("/api/panic").await;
    assert_eq!(answer.problem(), (500, "internal".to_owned()));
    assert!(!answer.body.contains("scripted"), "{answer:?}");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(!answer.header("content-security-policy").is_empty());
    assert_eq!(nobody.get("/api/well").await.status, 200);
    handle.stop(false).await;
    server.stop().await;
}
