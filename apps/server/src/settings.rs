//! What can be set, one struct per section. [`load`](load::load) fills them from all layers; `docs/CONFIGURATION.md`
//! explains every name to the people who run Mami.

mod check;
mod engines;
mod field;
mod layer;
pub mod load;
#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, path::PathBuf};

use ipnet::IpNet;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use url::Url;

pub use layer::Origin;
pub use load::{Fault, LoadFrom, Loaded, SettingsFaults, load};

/// All settings. Serialising shows the effective values, with the secrets hidden.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where Mami keeps its files: the SQLite database `mami.db`, and later uploads and images.
    pub data_dir: PathBuf,
    /// The HTTP server.
    pub server: Server,
    /// The database.
    pub database: Database,
    /// Redis, for several servers.
    #[serde(default)]
    pub redis: Redis,
    /// Signing in.
    pub auth: Auth,
    /// Conversations.
    pub chat: Chat,
    /// What is remembered.
    pub memory: Memory,
    /// Files in messages.
    pub files: Files,
    /// Documents that Mami reads.
    pub documents: Documents,
    /// The connections to models, by name.
    pub providers: BTreeMap<String, Provider>,
    /// What is logged.
    pub log: Log,
    /// Who may read the metrics.
    #[serde(default)]
    pub metrics: Metrics,
}

/// The HTTP server.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// The address or host name to listen on.
    pub host: String,
    /// The TCP port to listen on; 0 takes any free one.
    pub port: u16,
    /// The address that people use: scheme, host and port, no path. It decides about links, `Secure` cookies and the
    /// check of the `Host` header.
    #[serde(default, with = "field::url")]
    pub public_url: Option<Url>,
    /// The networks of the reverse proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.
    #[serde(with = "field::networks")]
    pub trusted_proxies: Vec<IpNet>,
    /// Threads that serve requests; 0 is one per core.
    pub workers: usize,
    /// Seconds that running requests have to end after a stop signal.
    pub shutdown_seconds: u64,
    /// Bytes that the body of a JSON request may have.
    pub max_body_bytes: usize,
}

/// The database.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// `sqlite://path` or `postgres://…`; absent, the SQLite file `mami.db` in the data directory.
    #[serde(default, serialize_with = "field::hidden")]
    pub url: Option<SecretString>,
    /// Connections that read at the same time (SQLite; writing always has one of its own).
    pub read_connections: u32,
    /// Connections in the pool (PostgreSQL).
    pub max_connections: u32,
    /// Seconds to wait for a lock or a free connection before a request is answered with 503.
    pub busy_seconds: u64,
}

/// Redis, for several servers.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Redis {
    /// `redis://…`; absent, live events stay within this process.
    #[serde(default, serialize_with = "field::hidden")]
    pub url: Option<SecretString>,
}

/// Signing in.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Auth {
    /// The token that lets the first person become the owner; absent, a random one at each start.
    #[serde(default, serialize_with = "field::hidden")]
    pub setup_token: Option<SecretString>,
    /// Hours without a request after which a session ends.
    pub session_idle_hours: u32,
    /// Days after which a session ends in any case.
    pub session_longest_days: u32,
    /// Days without a visit after which a device that is remembered must sign in again.
    pub remember_days: u32,
    /// Failed sign-ins that one account may have in a row before it must wait.
    pub failures_per_account: u32,
    /// Failed sign-ins that one network may have in a row before it must wait.
    pub failures_per_network: u32,
    /// Passwords that are hashed at the same time; each takes 19 MiB.
    pub hashes_at_once: usize,
    /// Days that entries of the audit log are kept.
    pub audit_days: u32,
}

/// Conversations.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chat {
    /// What every model is told first.
    pub system_prompt: String,
    /// The persona for who chose none: the name of its file, without the ending.
    pub default_persona: String,
    /// The folder with personas for everybody, which may be missing.
    pub personas_dir: PathBuf,
    /// The model for who chose none: `auto`, or `provider/model`.
    pub default_model: String,
    /// Bytes that a message may have.
    pub max_message_bytes: usize,
    /// Bytes after which an answer is cut.
    pub max_answer_bytes: usize,
    /// Tokens of context that a model is taken to have when nobody tells.
    pub default_context_length: u32,
    /// Tokens of the context that are kept free for the answer.
    pub answer_tokens: u32,
    /// Whether another model takes over when one does not answer.
    pub fallback: bool,
    /// How often a model is asked again that did not answer, before its answer has begun.
    pub retries: u32,
    /// Seconds that a busy provider may ask to be waited for; one that asks for more is not.
    pub retry_wait_seconds: u64,
    /// Failures in a row after which a provider is left alone.
    pub breaker_failures: u32,
    /// Seconds that it is left alone, before one request tries again.
    pub breaker_seconds: u64,
    /// The model that is asked what a message means where the rules are unsure, as `provider/model`; absent, none.
    #[serde(default)]
    pub classifier_model: Option<String>,
    /// Whether the beginning of long conversations is summarised in the background.
    pub summaries: bool,
    /// The model that writes summaries: `auto`, or `provider/model`.
    pub summary_model: String,
    /// Milliseconds between two saves of a growing answer.
    pub save_every_ms: u64,
    /// Seconds between two looks at which models there are.
    pub models_refresh_seconds: u64,
    /// Bytes that a file of conversations from elsewhere may have.
    pub max_import_bytes: u64,
    /// Whether conversations may be shared by a link.
    pub sharing: bool,
}

/// What is remembered.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Memory {
    /// Whether anything is remembered or recalled.
    pub enabled: bool,
    /// Facts that one person may have.
    pub max_per_person: u32,
    /// Whether a model looks for facts in what people say.
    pub extraction: Extraction,
    /// Which model, as `provider/model`; absent, the one that answers.
    #[serde(default)]
    pub extraction_model: Option<String>,
    /// Seconds for which nothing must be said in a conversation before it is looked for facts in it.
    pub extraction_quiet_seconds: u64,
    /// Milliseconds that an answer waits for what is recalled for it.
    pub recall_ms: u64,
    /// Bytes of memory that the indexes of those who were here last may take together.
    pub index_bytes: usize,
    /// The model that finds what means about the same: `none`, `local`, or `provider/model`.
    pub embedder: String,
    /// The directory of the local one: its name in `models` within the data directory, or a path.
    pub local_model: String,
    /// Threads that the local one computes with at the same time.
    pub embed_threads: usize,
    /// Seconds without use after which the local one leaves memory.
    pub embed_idle_seconds: u64,
    /// The hub that `mami models pull` fetches from.
    #[serde(default, with = "field::url")]
    pub hub_url: Option<Url>,
}

/// Whether a model looks for facts in what people say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", rename_all = "snake_case")]
pub enum Extraction {
    /// No.
    Off,
    /// Yes; people approve of what it finds, unless they choose otherwise.
    Inbox,
    /// Yes; what it finds is used, unless they choose otherwise.
    Direct,
}

impl TryFrom<String> for Extraction {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.as_str() {
            "off" => Ok(Self::Off),
            "inbox" => Ok(Self::Inbox),
            "direct" => Ok(Self::Direct),
            _ => Err("must be `off`, `inbox` or `direct`"),
        }
    }
}

/// Files in messages.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Files {
    /// Bytes that an upload may have.
    pub max_upload_bytes: usize,
    /// Bytes that a text may have.
    pub max_text_bytes: usize,
    /// Pixels that the longer side of a picture keeps.
    pub max_image_side: u32,
    /// Bytes that the files of one person may have together.
    pub max_bytes_per_person: u64,
}

/// Documents that Mami reads.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Documents {
    /// Bytes that a document may have.
    pub max_bytes: u64,
    /// Bytes that the documents of one person may have together.
    pub quota_bytes: u64,
    /// Documents that one person may have.
    pub max_per_person: u32,
    /// Bytes that the text of a document may have.
    pub max_text_bytes: usize,
    /// Documents that this server reads at the same time, each in a process of its own.
    pub extract_at_once: usize,
    /// Seconds that reading one may take.
    pub extract_seconds: u64,
    /// Bytes of memory that reading one may take.
    pub extract_memory_bytes: u64,
    /// The program that reads them; absent, this one.
    #[serde(default)]
    pub extractor: Option<PathBuf>,
}

/// A connection to models.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// What it speaks.
    #[serde(default)]
    pub kind: ProviderKind,
    /// Whether it is used. Where nobody said, loading fills in what [`Provider::is_enabled`] tells.
    #[serde(default)]
    pub enabled: Option<bool>,
    /// Where it is, such as `https://api.openai.com/v1`. Without a path for Ollama; none for the built-in one.
    #[serde(default, with = "field::url")]
    pub base_url: Option<Url>,
    /// The key, which is only ever sent to this provider's own `base_url`.
    #[serde(default, serialize_with = "field::hidden")]
    pub api_key: Option<SecretString>,
    /// Whether what is said stays on machines of yours.
    #[serde(default)]
    pub local: bool,
    /// The models to offer, for an OpenAI-compatible API; empty, all that it lists.
    #[serde(default, deserialize_with = "field::list")]
    pub models: Vec<String>,
    /// Its model for who chose none; absent, the first that it lists.
    #[serde(default)]
    pub default_model: Option<String>,
    /// Tokens of context that its models have, where the provider does not tell.
    #[serde(default)]
    pub context_length: Option<u32>,
    /// The roles whose people may use it; empty, all.
    #[serde(default, deserialize_with = "field::list")]
    pub roles: Vec<String>,
    /// Answers that it gives at the same time; 0, any number. The others wait in a fair line.
    #[serde(default)]
    pub max_concurrent: usize,
    /// Seconds to wait for a connection.
    #[serde(default = "five")]
    pub connect_timeout_seconds: u64,
    /// Seconds to wait for the first piece of an answer.
    #[serde(default = "sixty")]
    pub first_token_seconds: u64,
    /// Seconds of silence within an answer after which it counts as cut off.
    #[serde(default = "sixty")]
    pub stall_seconds: u64,
    /// Whether a model's earlier thinking is sent back to it.
    #[serde(default)]
    pub send_reasoning: bool,
    /// Whether its key or its address was set by someone, rather than left as it is by default.
    #[serde(skip)]
    pub asked_for: bool,
}

impl Provider {
    /// Whether to use it: as `enabled` says, and without it always, except for an OpenAI-compatible API that is far
    /// away and for which nobody set a key or an address.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        self.enabled.unwrap_or(self.asked_for || self.kind != ProviderKind::OpenAi)
    }
}

const fn five() -> u64 {
    5
}

const fn sixty() -> u64 {
    60
}

/// What a provider speaks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub enum ProviderKind {
    /// OpenAI's API, as Groq and many others and local servers have it.
    #[default]
    #[serde(rename = "openai")]
    OpenAi,
    /// Ollama's own API.
    #[serde(rename = "ollama")]
    Ollama,
    /// Mami's built-in guide.
    #[serde(rename = "builtin")]
    Builtin,
}

impl TryFrom<String> for ProviderKind {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.as_str() {
            "openai" => Ok(Self::OpenAi),
            "ollama" => Ok(Self::Ollama),
            "builtin" => Ok(Self::Builtin),
            _ => Err("must be `openai`, `ollama` or `builtin`"),
        }
    }
}

/// What is logged.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// How a line looks.
    pub format: LogFormat,
    /// Which lines are written, in the syntax of `RUST_LOG`, which overrides it.
    pub filter: String,
}

/// How a log line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", rename_all = "snake_case")]
pub enum LogFormat {
    /// For people.
    Pretty,
    /// One JSON object per line, for machines.
    Json,
}

impl TryFrom<String> for LogFormat {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.as_str() {
            "pretty" => Ok(Self::Pretty),
            "json" => Ok(Self::Json),
            _ => Err("must be `pretty` or `json`"),
        }
    }
}

/// Who may read the metrics.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metrics {
    /// The bearer token that opens `/metrics` to others than this machine; absent, only this machine may read it, and nobody where there is a public URL.
    #[serde(default, serialize_with = "field::hidden")]
    pub token: Option<SecretString>,
}
