//! The first run, and signing in and out.

use mami_upstream::Script;
use serde_json::json;

use crate::server::{TestServer, text};

#[tokio::test]
async fn the_harness_works() {
    let server = TestServer::answering(Script::default(), &[]).await;
    let ada = server.owner().await;
    let events = ada.chat(&json!({"message": {"content": "Hi [[say=Hello there]]"}})).await.rest().await;
    assert_eq!(text(&events), "Hello there");
    assert_eq!(events.last().unwrap().event, "done");
    server.stop().await;
}
