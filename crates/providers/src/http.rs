//! What the adapters share of HTTP: the client, and naming what went wrong.

use std::{error::Error, sync::Arc, time::Duration};

use chrono::DateTime;
use mami_ports::{Clock, ProviderError};
use reqwest::{
    Client, RequestBuilder, Response, StatusCode,
    header::{HeaderMap, RETRY_AFTER},
    redirect,
};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::{Instant, timeout, timeout_at};
use url::Url;

/// Why a provider could not be set up. It never names the key.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The base URL has no host, or is not http or https.
    #[error("the base URL must start with http:// or https:// and name a host")]
    BaseUrl,
    /// The key holds characters that no HTTP header may carry.
    #[error("the API key holds a character that cannot be sent, such as a line break")]
    ApiKey,
    /// The machine's TLS set-up is broken.
    #[error("the HTTP client could not be built: {0}")]
    Client(String),
}

/// How many idle connections to one provider are kept for the next turn.
const IDLE_CONNECTIONS: usize = 32;
/// How much of a refusal is read.
const REFUSAL_BYTES: usize = 8 << 10;
/// How many characters of a provider's own words are passed on.
const REASON_CHARS: usize = 300;
/// The largest list of models that is read.
const JSON_BYTES: usize = 8 << 20;
/// No provider makes us wait longer than this.
const LONGEST_WAIT: Duration = Duration::from_secs(3600);

/// The way to one provider.
pub(crate) struct Connection {
    name: String,
    base_url: Url,
    api_key: Option<SecretString>,
    client: Client,
    clock: Arc<dyn Clock>,
}

impl Connection {
    pub(crate) fn new(
        name: &str,
        base_url: &Url,
        api_key: Option<SecretString>,
        connect: Duration,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, SetupError> {
        if !matches!(base_url.scheme(), "http" | "https") || base_url.host().is_none() {
            return Err(SetupError::BaseUrl);
        }
        let client = client(api_key.as_ref(), connect)?;
        Ok(Self { name: name.to_owned(), base_url: base_url.clone(), api_key, client, clock })
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(self.url(path))
    }

    pub(crate) fn post(&self, path: &str) -> RequestBuilder {
        self.client.post(self.url(path))
    }

    fn url(&self, path: &str) -> Url {
        let mut url = self.base_url.clone();
        url.set_path(&format!("{}/{path}", self.base_url.path().trim_end_matches('/')));
        url
    }

    /// Sends a request and gives the response, if it is one of success.
    pub(crate) async fn send(
        &self,
        request: RequestBuilder,
        deadline: Instant,
    ) -> Result<Response, ProviderError> {
        match timeout_at(deadline, request.send()).await {
            Ok(Ok(response)) if response.status().is_success() => Ok(response),
            Ok(Ok(response)) => Err(self.refusal(response).await),
            Ok(Err(error)) => Err(self.unavailable(&cause(error))),
            Err(_) => Err(self.unavailable("it did not answer in time")),
        }
    }

    /// Sends a request and reads the JSON that it answers.
    pub(crate) async fn json<T: DeserializeOwned>(
        &self,
        request: RequestBuilder,
        deadline: Instant,
    ) -> Result<T, ProviderError> {
        let response = self.send(request, deadline).await?;
        let body = timeout_at(deadline, read_up_to(response, JSON_BYTES)).await.unwrap_or_default();
        serde_json::from_slice(&body).map_err(|error| self.unavailable(&format!("not understood: {error}")))
    }

    pub(crate) fn unavailable(&self, what: &str) -> ProviderError {
        ProviderError::Unavailable { detail: format!("{}: {}", self.name, self.quote(what)) }
    }

    pub(crate) fn interrupted(&self, what: &str) -> ProviderError {
        ProviderError::Interrupted { detail: format!("{}: {}", self.name, self.quote(what)) }
    }

    pub(crate) fn malformed(&self, what: &str) -> ProviderError {
        ProviderError::Malformed { detail: format!("{}: {}", self.name, self.quote(what)) }
    }

    /// What an error object in an answer means. Once text came, whatever happens is an interruption.
    pub(crate) fn in_band(&self, error: &Value, spoken: bool) -> ProviderError {
        let message = message_of(error).unwrap_or_else(|| "an error without a message".to_owned());
        if spoken {
            return self.interrupted(&message);
        }
        let number = ["code", "status_code", "status"]
            .iter()
            .find_map(|key| error.get(key)?.as_u64())
            .and_then(|code| u16::try_from(code).ok());
        let words = ["code", "type"].iter().filter_map(|key| error.get(key)?.as_str()).collect::<String>();
        if number == Some(429) || words.contains("rate_limit") {
            ProviderError::RateLimited { retry_after: None }
        } else if number.is_some_and(|code| (400..500).contains(&code) && code != 408)
            || words.contains("invalid_request")
            || words.contains("authentication")
        {
            ProviderError::Rejected { reason: self.quote(&message) }
        } else {
            self.unavailable(&message)
        }
    }

    /// What a status other than success means.
    async fn refusal(&self, response: Response) -> ProviderError {
        let status = response.status();
        let retry_after = self.retry_after(response.headers());
        if status == StatusCode::TOO_MANY_REQUESTS {
            return ProviderError::RateLimited { retry_after };
        }
        if status == StatusCode::UNAUTHORIZED {
            // Some providers repeat the key in their refusal, some only half of it.
            return ProviderError::Rejected {
                reason: "the API key is missing or not accepted (401)".to_owned(),
            };
        }
        if status.is_redirection() {
            let reason = format!("it answers from another address ({}): check the base URL", status.as_u16());
            return ProviderError::Rejected { reason };
        }
        let body = timeout(Duration::from_secs(2), read_up_to(response, REFUSAL_BYTES)).await;
        let words = body.ok().and_then(|body| words_of(&body)).unwrap_or_default();
        let what = if words.is_empty() { format!("status {}", status.as_u16()) } else { words };
        match status {
            StatusCode::REQUEST_TIMEOUT => self.unavailable(&what),
            _ if status.is_client_error() => ProviderError::Rejected { reason: self.quote(&what) },
            _ => self.unavailable(&what),
        }
    }

    /// `Retry-After` in seconds or as a date, within reason.
    fn retry_after(&self, headers: &HeaderMap) -> Option<Duration> {
        let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
        let wait = match value.parse::<f64>() {
            Ok(seconds) => {
                Duration::try_from_secs_f64(seconds.clamp(0.0, LONGEST_WAIT.as_secs_f64())).ok()?
            }
            Err(_) => {
                let until = DateTime::parse_from_rfc2822(value).ok()?;
                (until.to_utc() - self.clock.now()).to_std().unwrap_or_default()
            }
        };
        Some(wait.min(LONGEST_WAIT))
    }

    /// A provider's words as they may be shown: short, on one line, and without the key.
    fn quote(&self, words: &str) -> String {
        let words = match &self.api_key {
            Some(key) if !key.expose_secret().is_empty() => words.replace(key.expose_secret(), "[key]"),
            _ => words.to_owned(),
        };
        let mut quoted: String =
            words.chars().map(|c| if c.is_control() { ' ' } else { c }).take(REASON_CHARS).collect();
        if words.chars().nth(REASON_CHARS).is_some() {
            quoted.push('…');
        }
        quoted
    }
}

/// A client that goes where it is told and nowhere else: it follows no redirect (a key must not travel to another host),
/// takes no proxy from the environment and sets no limit on how long an answer may take.
fn client(api_key: Option<&SecretString>, connect: Duration) -> Result<Client, SetupError> {
    // Building the client panics when no TLS implementation was chosen; choosing twice is harmless.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut headers = HeaderMap::new();
    if let Some(key) = api_key {
        let value = format!("Bearer {}", key.expose_secret());
        let mut value = reqwest::header::HeaderValue::try_from(value).map_err(|_| SetupError::ApiKey)?;
        value.set_sensitive(true);
        headers.insert(reqwest::header::AUTHORIZATION, value);
    }
    Client::builder()
        .user_agent(concat!("mami/", env!("CARGO_PKG_VERSION")))
        .default_headers(headers)
        .connect_timeout(connect)
        .tcp_nodelay(true)
        .tcp_keepalive(Duration::from_secs(30))
        .redirect(redirect::Policy::none())
        .referer(false)
        .no_proxy()
        .pool_max_idle_per_host(IDLE_CONNECTIONS)
        .pool_idle_timeout(Duration::from_secs(60))
        .build()
        .map_err(|error| SetupError::Client(error.to_string()))
}

/// The innermost cause of an error, which says most. The address is left out: it may hold a password.
pub(crate) fn cause(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut innermost: &dyn Error = &error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    if error.is_connect() {
        format!("could not connect ({innermost})")
    } else {
        format!("the connection broke ({innermost})")
    }
}

/// Reads a body, but no more than `limit` of it.
pub(crate) async fn read_up_to(mut response: Response, limit: usize) -> Vec<u8> {
    let mut body = Vec::new();
    while let Ok(Some(piece)) = response.chunk().await {
        body.extend(piece.iter().take(limit - body.len()));
        if body.len() == limit {
            break;
        }
    }
    body
}

/// Reads the little that may be left of a finished answer, so that its connection can carry the next one. A connection
/// whose response is dropped earlier is closed.
pub(crate) fn release(mut response: Response) {
    tokio::spawn(async move {
        let rest = async {
            let mut read = 0;
            while let Ok(Some(piece)) = response.chunk().await {
                read += piece.len();
                if read > REFUSAL_BYTES {
                    break;
                }
            }
        };
        // What takes longer than this is not worth waiting for.
        let _ = timeout(Duration::from_secs(1), rest).await;
    });
}

/// The message in the body of a refusal: JSON in one of the usual shapes, or plain text.
fn words_of(body: &[u8]) -> Option<String> {
    if let Ok(value) = serde_json::from_slice::<Value>(body) {
        return value.get("error").and_then(message_of).or_else(|| message_of(&value));
    }
    let text = String::from_utf8_lossy(body);
    let text = text.trim();
    (!text.starts_with('<')).then(|| text.to_owned())
}

/// The message of an error object, or the error that is a message itself.
fn message_of(error: &Value) -> Option<String> {
    let words = match error {
        Value::String(words) => Some(words.as_str()),
        _ => ["message", "detail"].iter().find_map(|key| error.get(key)?.as_str()),
    };
    words.map(str::to_owned)
}

/// How long to wait for the next part of an answer: one limit until the first has come, another between those after it.
#[derive(Debug)]
pub(crate) struct Patience {
    first: Instant,
    stall: Duration,
    started: bool,
}

impl Patience {
    pub(crate) fn new(first: Instant, stall: Duration) -> Self {
        Self { first, stall, started: false }
    }

    /// Waits for the next part. A provider that never began may as well be down; one that fell silent broke off.
    pub(crate) async fn wait<T>(
        &mut self,
        connection: &Connection,
        next: impl Future<Output = T>,
    ) -> Result<T, ProviderError> {
        let deadline = if self.started { Instant::now() + self.stall } else { self.first };
        match timeout_at(deadline, next).await {
            Ok(next) => {
                self.started = true;
                Ok(next)
            }
            Err(_) if self.started => Err(connection.interrupted("it fell silent")),
            Err(_) => Err(connection.unavailable("it did not begin to answer in time")),
        }
    }
}
