//! What watches the server: is it up, is it well, what did it count.

use reqwest::Method;
use serde_json::json;

use crate::{
    raw,
    server::{Answer, Client, TestServer, places},
};

const TOKEN: &str = "a-token-for-the-metrics";

async fn metrics(server: &TestServer, headers: &[(&str, &str)]) -> Answer {
    let mut request = server.nobody().request(Method::GET, "/metrics");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Client::answer(request).await
}

#[tokio::test]
async fn it_is_up_and_well() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let nobody = server.nobody();
        let up = nobody.get("/healthz").await;
        assert_eq!((up.status.as_u16(), &*up.body), (200, "ok\n"));
        assert_eq!(Client::answer(nobody.request(Method::HEAD, "/healthz")).await.status, 200);
        let well = nobody.get("/readyz").await;
        assert_eq!((well.status.as_u16(), &*well.body), (200, "ready\n"));

        // A database that is not as this program knows it.
        place.execute("ALTER TABLE seaql_migrations RENAME TO elsewhere").await;
        let ill = nobody.get("/readyz").await;
        assert_eq!(ill.problem(), (503, "unavailable".to_owned()));
        assert!(!ill.header("retry-after").is_empty());
        assert!(!ill.body.contains("migration"), "what is wrong is for the log: {}", ill.body);
        assert_eq!(nobody.get("/healthz").await.status, 200, "it is up all the same");
        place.execute("ALTER TABLE elsewhere RENAME TO seaql_migrations").await;
        assert_eq!(nobody.get("/readyz").await.status, 200);
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn the_test_stream_comes_in_pieces() {
    let server = TestServer::start(&[]).await;
    let request =
        server.nobody().request(Method::GET, "/healthz/stream").header("accept-encoding", "gzip, br");
    let mut response = request.header("upgrade", "mami-doctor").send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    assert_eq!(response.headers()["x-accel-buffering"], "no");
    assert_eq!(response.headers()["x-upgrade-seen"], "mami-doctor");
    let mut pieces = Vec::new();
    while let Some(piece) = response.chunk().await.unwrap() {
        pieces.push(String::from_utf8(piece.to_vec()).unwrap());
    }
    assert_eq!(pieces.concat(), (0..5).map(|n| format!("data: {n}\n\n")).collect::<String>());
    assert!(pieces.len() > 1, "{pieces:?}");
    server.stop().await;
}

#[tokio::test]
async fn the_metrics_are_for_this_machine_and_for_who_has_the_token() {
    let server = TestServer::start(&[]).await;
    assert_eq!(metrics(&server, &[]).await.status, 200);
    for header in ["x-forwarded-for", "forwarded", "x-real-ip"] {
        let answer = metrics(&server, &[(header, "203.0.113.7")]).await;
        assert_eq!(answer.problem(), (401, "metrics_token".to_owned()), "{header}");
    }
    let no_token_is_set = [("x-forwarded-for", "203.0.113.7"), ("authorization", "Bearer ")];
    assert_eq!(metrics(&server, &no_token_is_set).await.status, 401);
    server.stop().await;

    let server = TestServer::start(&[("MAMI_METRICS__TOKEN", TOKEN)]).await;
    let forwarded = ("x-forwarded-for", "203.0.113.7");
    let right = format!("Bearer {TOKEN}");
    assert_eq!(metrics(&server, &[forwarded, ("authorization", &right)]).await.status, 200);
    for wrong in [
        "Bearer ",
        "Bearer x",
        TOKEN,
        &format!("bearer{TOKEN}"),
        &format!("Basic {TOKEN}"),
        right.strip_suffix('s').unwrap(),
    ] {
        assert_eq!(metrics(&server, &[forwarded, ("authorization", wrong)]).await.status, 401, "{wrong}");
    }
    assert_eq!(
        metrics(&server, &[("authorization", "Bearer wrong")]).await.status,
        401,
        "a wrong token is wrong here too"
    );
    assert_eq!(metrics(&server, &[]).await.status, 200);
    server.stop().await;
}

#[tokio::test]
async fn metrics_count_by_route_and_never_by_what_people_send() {
    let server = TestServer::start(&[]).await;
    let ada = server.owner().await;
    let turn = ada.say("a-word-of-the-chat").await;
    let id = turn["conversation_id"].as_str().unwrap();
    ada.get(&format!("/api/v1/conversations/{id}")).await;
    ada.get("/a-path-that-someone-made-up").await;
    raw::send(&server, "MADEUP /api/v1/nothing", &[], "").await;
    ada.post("/api/v1/conversations", &json!({"title": "a-title"})).await;
    let text = metrics(&server, &[]).await.body;
    for said in [
        r#"mami_http_requests_total{method="GET",route="/api/v1/conversations/{id}",status="200"}"#,
        r#"mami_http_requests_total{method="other",route="unmatched",status="404"}"#,
        r#"mami_turns_total{status="complete"}"#,
        "mami_turns_running ",
        "mami_db_connections{",
        "mami_http_request_seconds_bucket{",
        "# HELP mami_turns_total ",
    ] {
        assert!(text.contains(said), "{said} is not in\n{text}");
    }
    for never in ["a-word-of-the-chat", "a-path-that", "MADEUP", "a-title", id, "ada"] {
        assert!(!text.contains(never), "{never} is in\n{text}");
    }
    server.stop().await;
}
