//! What is measured: the upstream itself, the relay, and Mami, each asked the same.

use std::{net::SocketAddr, path::Path, sync::Arc, time::Duration};

use anyhow::{Context as _, bail};
use clap::ValueEnum;
use memchr::memmem::Finder;
use reqwest::{Client, header};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::{
    client::Script,
    process::{Recipe, free_address},
};

/// How many pieces an answer has.
pub(crate) const TOKENS: u32 = 100;
/// The question; what stands in brackets tells the upstream how to answer.
const QUESTION: &str = "Tell me about the sea. [[tokens=100 first=50 every=5]]";
const MODEL: &str = "scripted";
const SETUP_TOKEN: &str = "a-token-for-the-benchmark-alone";

/// Who is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Target {
    /// The upstream itself
    Direct,
    /// The upstream through a relay that does nothing else
    Relay,
    /// The upstream through Mami
    Mami,
}

impl Target {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Relay => "relay",
            Self::Mami => "Mami",
        }
    }
}

/// The stand-in for a model's server.
pub(crate) fn upstream(program: &Path, directory: &Path) -> anyhow::Result<Recipe> {
    let address = free_address()?;
    Ok(Recipe {
        program: program.to_owned(),
        arguments: vec!["--port".to_owned(), address.port().to_string()],
        environment: Vec::new(),
        directory: directory.to_owned(),
        address,
        ready_path: "/v1/models",
    })
}

/// This program, as the relay.
pub(crate) fn relay(upstream: SocketAddr, directory: &Path) -> anyhow::Result<Recipe> {
    let address = free_address()?;
    let arguments = ["relay", "--port", &address.port().to_string(), "--upstream", &base_url(upstream)];
    Ok(Recipe {
        program: std::env::current_exe()?,
        arguments: arguments.map(str::to_owned).into(),
        environment: Vec::new(),
        directory: directory.to_owned(),
        address,
        ready_path: "/healthz",
    })
}

/// Mami as it comes: its defaults, SQLite in `directory`, and the upstream as its one model server.
pub(crate) fn mami(program: &Path, upstream: SocketAddr, directory: &Path) -> anyhow::Result<Recipe> {
    let address = free_address()?;
    Ok(Recipe {
        program: program.to_owned(),
        arguments: Vec::new(),
        environment: vec![
            ("MAMI_SERVER__PORT", address.port().to_string()),
            ("MAMI_DATA_DIR", directory.join("data").display().to_string()),
            ("MAMI_AUTH__SETUP_TOKEN", SETUP_TOKEN.to_owned()),
            ("OPENAI_BASE_URL", base_url(upstream)),
            ("OPENAI_API_KEY", "stand-in".to_owned()),
        ],
        directory: directory.to_owned(),
        address,
        ready_path: "/healthz",
    })
}

fn base_url(upstream: SocketAddr) -> String {
    format!("http://{upstream}/v1")
}

/// What a client of OpenAI's API sends to the upstream, directly or through the relay.
pub(crate) fn openai_script(address: SocketAddr) -> Arc<Script> {
    let body = json!({
        "model": MODEL,
        "messages": [{ "role": "user", "content": QUESTION }],
        "stream": true,
        "stream_options": { "include_usage": true },
    });
    Arc::new(Script {
        address,
        request: post(address, "/v1/chat/completions", "", &body),
        first: Finder::new(b"\"content\":\""),
        whole: b"data: [DONE]",
    })
}

fn post(address: SocketAddr, path: &str, headers: &str, body: &Value) -> Vec<u8> {
    let body = body.to_string();
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\n{headers}Content-Length: \
         {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// The answer that the upstream gives.
pub(crate) async fn expected_answer(upstream: SocketAddr) -> anyhow::Result<String> {
    let question = json!({ "model": MODEL, "messages": [{ "role": "user", "content": QUESTION }] });
    let url = format!("{}/chat/completions", base_url(upstream));
    let answer = Client::new().post(url).json(&question).send().await?.error_for_status()?;
    let answer: Value = answer.json().await?;
    let text = answer.pointer("/choices/0/message/content").and_then(Value::as_str);
    Ok(text.context("the upstream gave no answer")?.to_owned())
}

/// Someone signed in at Mami.
pub(crate) struct Owner {
    address: SocketAddr,
    cookie: String,
    client: Client,
}

impl Owner {
    /// Sets up a new Mami, and waits until it knows the upstream's model.
    pub(crate) async fn become_at(address: SocketAddr) -> anyhow::Result<Self> {
        let client = Client::builder().no_proxy().build()?;
        let account = json!({
            "setup_token": SETUP_TOKEN,
            "username": "owner",
            "password": "correct horse battery staple",
        });
        let url = format!("http://{address}/api/v1/setup");
        let response = client.post(url).json(&account).send().await?.error_for_status()?;
        let cookie = response.headers().get(header::SET_COOKIE).context("set-up did not sign in")?;
        let cookie = cookie.to_str()?.split(';').next().unwrap_or_default().to_owned();
        let owner = Self { address, cookie, client };
        for _ in 0..100 {
            let models: Vec<Model> = owner.get("models").await?;
            if models.iter().any(|model| model.healthy && model.id == model_at_mami()) {
                return Ok(owner);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        bail!("Mami does not find the upstream's model")
    }

    /// What a browser sends for a message that begins a conversation.
    pub(crate) fn script(&self) -> Arc<Script> {
        let body = json!({ "message": { "content": QUESTION }, "model": model_at_mami() });
        let headers = format!("Cookie: {}\r\n", self.cookie);
        Arc::new(Script {
            address: self.address,
            request: post(self.address, "/api/v1/chat", &headers, &body),
            first: Finder::new(b"event: delta\n"),
            whole: b"event: done\n",
        })
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> anyhow::Result<T> {
        let url = format!("http://{}/api/v1/{path}", self.address);
        let request = self.client.get(url).header(header::COOKIE, &self.cookie);
        Ok(request.send().await?.error_for_status()?.json().await?)
    }

    /// How many answers Mami has, and how many of them are whole and say, byte for byte, what was expected.
    pub(crate) async fn count_answers(&self, expected: &str) -> anyhow::Result<(usize, usize)> {
        let (mut kept, mut whole) = (0, 0);
        let mut cursor = String::new();
        loop {
            let page: Page = self.get(&format!("conversations?limit=200{cursor}")).await?;
            for Conversation { id } in page.items {
                let messages: Messages = self.get(&format!("conversations/{id}/messages")).await?;
                for answer in messages.items.iter().filter(|message| message.role == "assistant") {
                    kept += 1;
                    whole += usize::from(answer.status == "complete" && answer.content == expected);
                }
            }
            match page.next_cursor {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return Ok((kept, whole)),
            }
        }
    }
}

#[derive(Deserialize)]
struct Model {
    id: String,
    healthy: bool,
}

#[derive(Deserialize)]
struct Page {
    items: Vec<Conversation>,
    next_cursor: Option<String>,
}

#[derive(Deserialize)]
struct Conversation {
    id: String,
}

#[derive(Deserialize)]
struct Messages {
    items: Vec<Message>,
}

#[derive(Deserialize)]
struct Message {
    role: String,
    status: String,
    content: String,
}

fn model_at_mami() -> String {
    format!("openai/{MODEL}")
}
