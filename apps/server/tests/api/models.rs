//! Which models there are, and how their providers are.

use std::{collections::BTreeSet, net::TcpListener, time::Duration};

use mami_upstream::{Model, Script};
use serde_json::{Value, json};

use crate::server::{API_KEY, Client, TestServer};

const PROVIDERS: &str = "/api/v1/admin/providers";

async fn provider(client: &Client, id: &str) -> Value {
    let all = client.get(PROVIDERS).await.json();
    all.as_array().unwrap().iter().find(|it| it["id"] == id).unwrap_or_else(|| panic!("{all}")).clone()
}

async fn models(client: &Client) -> Vec<Value> {
    client.get("/api/v1/models").await.json().as_array().unwrap().clone()
}

fn ids(models: &[Value]) -> Vec<&str> {
    models.iter().map(|model| model["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn without_a_provider_the_built_in_guide_answers() {
    let server = TestServer::start(&[]).await;
    let ada = server.owner().await;
    let models = models(&ada).await;
    assert_eq!(models[0]["id"], "auto");
    assert_eq!(models.len(), 2, "{models:?}");
    assert_eq!(models[0]["resolves_to"], models[1]["id"]);
    assert_eq!(
        (&models[1]["provider"], &models[1]["local"], &models[1]["healthy"]),
        (&json!("builtin"), &json!(true), &json!(true))
    );
    let all = ada.get(PROVIDERS).await.json();
    assert_eq!(all.as_array().unwrap().len(), 1, "what nobody asked for is not listed as broken: {all}");
    server.stop().await;
}

#[tokio::test]
async fn the_models_of_a_provider_can_be_chosen() {
    let script = Script {
        models: vec![
            Model::new("large", 131_072, &["completion"]),
            Model::new("small", 4096, &["completion"]),
        ],
        ..Script::default()
    };
    let server = TestServer::answering(script, &[]).await;
    let (ada, bob) = (server.owner().await, server.member("bob").await);
    let listed = models(&bob).await;
    assert_eq!(ids(&listed)[..3], ["auto", "openai/large", "openai/small"]);
    let fields: BTreeSet<_> = listed[1].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        fields,
        BTreeSet::from(["capabilities", "context_length", "healthy", "id", "local", "name", "provider"])
    );
    assert_eq!(
        listed[0]["resolves_to"], "openai/large",
        "a provider that someone set up comes before the guide"
    );
    assert!(listed[1]["capabilities"].as_array().unwrap().contains(&json!("text")));

    let status = provider(&ada, "openai").await;
    assert_eq!(
        (&status["healthy"], &status["configured"], &status["models"]),
        (&json!(true), &json!(true), &json!(2))
    );
    assert_eq!(status["error"], Value::Null);
    let tested = ada.post(&format!("{PROVIDERS}/openai/test"), &Value::Null).await;
    assert_eq!((tested.status.as_u16(), &tested.json()["healthy"]), (200, &json!(true)));
    assert!(tested.json()["checked_at"].as_str() > status["checked_at"].as_str(), "it was asked anew");
    let unknown = ada.post(&format!("{PROVIDERS}/nobody/test"), &Value::Null).await;
    assert_eq!(unknown.problem(), (404, "not_found".to_owned()));
    let asked = server.upstream().received();
    assert!(
        asked.iter().all(|it| it.header("authorization") == Some(&format!("Bearer {API_KEY}"))),
        "{asked:?}"
    );
    server.stop().await;
}

#[tokio::test]
async fn a_provider_that_is_down_is_shown_and_comes_back_by_itself() {
    // A port that is ours, with nobody behind it yet.
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = format!("http://{address}/v1");
    let env = [
        ("OPENAI_BASE_URL", &*url),
        ("OPENAI_API_KEY", API_KEY),
        ("MAMI_PROVIDERS__OPENAI__DEFAULT_MODEL", "scripted"),
        ("MAMI_CHAT__MODELS_REFRESH_SECONDS", "1"),
    ];
    let server = TestServer::start(&env).await;
    let ada = server.owner().await;
    let down = provider(&ada, "openai").await;
    assert_eq!((&down["healthy"], &down["configured"]), (&json!(false), &json!(true)));
    let said = down["error"].as_str().unwrap();
    assert!(!said.is_empty() && !said.contains(API_KEY), "{said}");
    let listed = models(&ada).await;
    let known = listed.iter().find(|model| model["id"] == "openai/scripted").unwrap();
    assert_eq!(known["healthy"], false, "its known model is listed, as down");
    assert!(listed[0]["resolves_to"].as_str().unwrap().starts_with("builtin/"), "{listed:?}");
    assert_eq!(ada.say("Hello").await["message"]["provider"], "builtin", "someone answers meanwhile");

    let listener = TcpListener::bind(address).unwrap();
    let upstream = mami_upstream::serve(Script::default(), listener, 1).unwrap();
    let handle = upstream.handle();
    tokio::spawn(upstream);
    let back = async {
        // Nobody tells us, as nobody tells the people who wait for it.
        while provider(&ada, "openai").await["healthy"] != true {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), back).await.unwrap();
    assert_eq!(models(&ada).await[0]["resolves_to"], "openai/scripted");
    let turn = ada.say("Hello [[say=I am back]]").await;
    assert_eq!(
        (&turn["message"]["provider"], &turn["message"]["content"]),
        (&json!("openai"), &json!("I am back"))
    );
    handle.stop(false).await;
    server.stop().await;
}

#[tokio::test]
async fn a_provider_that_refuses_the_key_says_so_and_shows_no_key() {
    let script = Script { api_key: Some("sk-another".to_owned()), ..Script::default() };
    let server = TestServer::answering(script, &[]).await;
    let ada = server.owner().await;
    let status = ada.post(&format!("{PROVIDERS}/openai/test"), &Value::Null).await;
    assert_eq!(status.json()["healthy"], false);
    assert!(!status.body.contains(API_KEY) && !status.json()["error"].as_str().unwrap().is_empty());
    server.stop().await;
}
