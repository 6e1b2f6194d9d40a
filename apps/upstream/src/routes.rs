//! The endpoints.

use std::{net::TcpStream, sync::Arc};

use actix_web::{
    HttpRequest, HttpResponse, Responder,
    http::{StatusCode, header},
    web::{Bytes, Data, ServiceConfig, get, post, scope},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    Fault, Script,
    answer::{Answer, Asked},
    embeddings, findings, hub,
    ledger::{Ledger, Received},
    paced::{End, Paced},
    wire::{Ending, Tokens, Wire},
};

/// What every endpoint shares.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) script: Script,
    pub(crate) ledger: Arc<Ledger>,
}

/// A second handle on the connection's socket, to reset it with.
pub(crate) struct Socket(pub(crate) TcpStream);

pub(crate) fn configure(config: &mut ServiceConfig) {
    for prefix in ["/v1", "/openai/v1"] {
        config.service(
            scope(prefix)
                .route("/models", get().to(openai_models))
                .route("/chat/completions", post().to(openai_chat))
                .route("/embeddings", post().to(embeddings::openai)),
        );
    }
    hub::configure(config);
    config.service(
        scope("/api")
            .route("/version", get().to(async || HttpResponse::Ok().json(json!({ "version": "0.12.0" }))))
            .route("/tags", get().to(ollama_tags))
            .route("/show", post().to(ollama_show))
            .route("/chat", post().to(ollama_chat))
            .route("/embed", post().to(embeddings::ollama)),
    );
}

#[derive(Debug, Deserialize)]
struct ChatRequest {
    model: String,
    messages: Vec<Message>,
    stream: Option<bool>,
    stream_options: Option<StreamOptions>,
    max_tokens: Option<usize>,
    max_completion_tokens: Option<usize>,
    options: Option<OllamaOptions>,
    response_format: Option<Value>,
    format: Option<Value>,
}

#[derive(Debug, Deserialize)]
struct Message {
    role: String,
    #[serde(default)]
    content: Value,
}

#[derive(Debug, Deserialize)]
struct StreamOptions {
    #[serde(default)]
    include_usage: bool,
}

#[derive(Debug, Deserialize)]
struct OllamaOptions {
    num_predict: Option<usize>,
}

impl Message {
    fn text(&self) -> String {
        match &self.content {
            Value::String(text) => text.clone(),
            Value::Array(parts) => parts.iter().filter_map(|part| part.get("text")?.as_str()).collect(),
            _ => String::new(),
        }
    }
}

impl ChatRequest {
    /// The answer is to be JSON.
    fn wants_json(&self) -> bool {
        self.response_format.is_some() || self.format.is_some()
    }

    fn question(&self) -> String {
        self.messages
            .iter()
            .rev()
            .find(|message| message.role == "user")
            .map(Message::text)
            .unwrap_or_default()
    }

    /// What a tool answered, where nobody has said anything since.
    fn result(&self) -> Option<String> {
        self.messages.last().filter(|message| message.role == "tool").map(Message::text)
    }

    /// Words stand in for tokens.
    fn input_tokens(&self) -> usize {
        self.messages.iter().map(|message| message.text().split_whitespace().count()).sum()
    }
}

async fn openai_chat(http: HttpRequest, body: Bytes, shared: Data<Shared>) -> HttpResponse {
    record(&shared, &http, &body);
    if let Some(refusal) = unauthorised(&http, &shared.script) {
        return refusal;
    }
    match serde_json::from_slice::<ChatRequest>(&body) {
        Ok(request) => {
            let usage = request.stream_options.as_ref().is_some_and(|options| options.include_usage);
            let wire = Wire::OpenAi { model: &request.model, usage };
            let stream = request.stream.unwrap_or(false);
            let most = request.max_completion_tokens.or(request.max_tokens);
            answer(&http, &shared, &request, wire, stream, most).await
        }
        Err(error) => refuse(StatusCode::BAD_REQUEST, &error.to_string()),
    }
}

async fn ollama_chat(http: HttpRequest, body: Bytes, shared: Data<Shared>) -> HttpResponse {
    record(&shared, &http, &body);
    match serde_json::from_slice::<ChatRequest>(&body) {
        Ok(request) => {
            let wire = Wire::Ollama { model: &request.model };
            let most = request.options.as_ref().and_then(|options| options.num_predict);
            answer(&http, &shared, &request, wire, request.stream.unwrap_or(true), most).await
        }
        Err(error) => HttpResponse::BadRequest().json(json!({ "error": error.to_string() })),
    }
}

async fn answer(
    http: &HttpRequest,
    shared: &Shared,
    request: &ChatRequest,
    wire: Wire<'_>,
    stream: bool,
    max_tokens: Option<usize>,
) -> HttpResponse {
    let question = request.question();
    let mut script = shared.script.directed_by(&question);
    if request.wants_json() && !script.findings.is_empty() {
        script.text = Some(findings::answer(&script.findings, &question));
    }
    if script.fault.is_some() && script.times.is_some_and(|times| !shared.ledger.fails(&question, times)) {
        script.fault = None;
    }
    match &script.fault {
        Some(Fault::Status { code, retry_after }) => {
            return scripted_refusal(wire, *code, retry_after.as_deref());
        }
        Some(Fault::Html) => {
            return HttpResponse::Ok()
                .content_type("text/html")
                .body("<html><body>Please sign in</body></html>");
        }
        _ => {}
    }
    let result = request.result();
    let asked = Asked { model: &request.model, question: &question, result: result.as_deref(), max_tokens };
    let answer = Answer::compose(&script, asked);
    let pieces = answer.reasoning.len() + answer.text.len() + answer.calls.len();
    let ending = Ending {
        cut_short: answer.cut_short,
        calls: !answer.calls.is_empty(),
        tokens: script.usage.then(|| Tokens { input: request.input_tokens(), output: pieces }),
    };
    if !stream {
        tokio::time::sleep(script.first).await;
        return HttpResponse::Ok().json(wire.whole(
            &answer.text.concat(),
            &answer.reasoning.concat(),
            &answer.calls,
            ending,
        ));
    }
    let frames = frames(&script, &answer, wire, ending);
    let end = match script.fault {
        Some(Fault::Stall) => End::Stall,
        Some(Fault::Rst) => {
            End::Reset(http.conn_data::<Socket>().and_then(|Socket(socket)| socket.try_clone().ok()))
        }
        _ => End::Tidy,
    };
    let body = Paced::new(frames, end, script.first, script.every, shared.ledger.clone());
    HttpResponse::Ok().content_type(wire.content_type()).body(body)
}

/// The stream, encoded before it starts: one buffer, of which each frame is a part.
fn frames(script: &Script, answer: &Answer, wire: Wire<'_>, ending: Ending) -> Vec<Bytes> {
    let (before, after) = wire.text_template();
    let mut buffer = Vec::new();
    let mut ends = Vec::with_capacity(answer.reasoning.len() + answer.text.len() + 1);
    if script.fault == Some(Fault::Foreign) {
        wire.foreign(&mut buffer);
        ends.push(buffer.len());
    }
    for piece in &answer.reasoning {
        wire.reasoning(&mut buffer, piece);
        ends.push(buffer.len());
    }
    let calls = wire.calls(&answer.calls);
    let whole = matches!(script.fault, None | Some(Fault::Foreign));
    let all = answer.text.len() + calls.len();
    let shown = if whole { all } else { script.after.unwrap_or(all / 2) };
    for piece in answer.text.iter().take(shown) {
        buffer.extend_from_slice(&before);
        buffer.extend_from_slice(Value::from(piece.as_str()).to_string().as_bytes());
        buffer.extend_from_slice(&after);
        ends.push(buffer.len());
    }
    for frame in calls.iter().take(shown.saturating_sub(answer.text.len())) {
        buffer.extend_from_slice(frame);
        ends.push(buffer.len());
    }
    match script.fault {
        Some(Fault::Malformed) => wire.malformed(&mut buffer),
        Some(Fault::InbandError) => wire.error(&mut buffer),
        _ => {}
    }
    if whole {
        // What ends an answer comes together with its last piece.
        ends.pop();
        wire.end(&mut buffer, ending);
    }
    if ends.last() != Some(&buffer.len()) && !buffer.is_empty() {
        ends.push(buffer.len());
    }
    let mut rest = Bytes::from(buffer);
    let mut start = 0;
    ends.into_iter().map(|end| rest.split_to(end - std::mem::replace(&mut start, end))).collect()
}

pub(crate) fn scripted_refusal(wire: Wire<'_>, code: u16, retry_after: Option<&str>) -> HttpResponse {
    let status = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let message = format!("scripted refusal with status {code}");
    let mut response = match wire {
        Wire::OpenAi { .. } => refuse(status, &message),
        Wire::Ollama { .. } => HttpResponse::build(status).json(json!({ "error": message })),
    };
    if let Some(value) = retry_after.and_then(|value| header::HeaderValue::from_str(value).ok()) {
        response.headers_mut().insert(header::RETRY_AFTER, value);
    }
    response
}

pub(crate) fn refuse(status: StatusCode, message: &str) -> HttpResponse {
    HttpResponse::build(status).json(json!({ "error": { "message": message, "type": "scripted" } }))
}

/// Some real servers repeat the key in their refusal. So does this one: nobody may show it further.
pub(crate) fn unauthorised(http: &HttpRequest, script: &Script) -> Option<HttpResponse> {
    let expected = script.api_key.as_ref()?;
    let sent = http.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let key = sent.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
    (key != expected)
        .then(|| refuse(StatusCode::UNAUTHORIZED, &format!("Incorrect API key provided: {key}.")))
}

async fn openai_models(http: HttpRequest, shared: Data<Shared>) -> HttpResponse {
    record(&shared, &http, &[]);
    if let Some(refusal) = unauthorised(&http, &shared.script) {
        return refusal;
    }
    let models: Vec<Value> = shared
        .script
        .models
        .iter()
        .map(|model| {
            let can = |what: &str| model.capabilities.iter().any(|capability| capability == what);
            let mut inputs = vec!["text"];
            inputs.extend(can("vision").then_some("image"));
            let mut parameters = vec!["max_tokens", "temperature"];
            parameters.extend(can("tools").then_some("tools"));
            parameters.extend(can("thinking").then_some("reasoning"));
            json!({
                "id": model.name, "object": "model", "created": 0, "owned_by": "script",
                "active": true, "context_window": model.context_length,
                "supported_parameters": parameters,
                "architecture": { "input_modalities": inputs },
            })
        })
        .collect();
    HttpResponse::Ok().json(json!({ "object": "list", "data": models }))
}

async fn ollama_tags(http: HttpRequest, shared: Data<Shared>) -> impl Responder {
    record(&shared, &http, &[]);
    let models: Vec<Value> = shared
        .script
        .models
        .iter()
        .map(|model| {
            json!({
                "name": model.name, "model": model.name, "modified_at": "2026-01-01T00:00:00Z", "size": 1,
                "digest": format!("{}-{}", model.name, model.context_length),
                "details": { "family": "scripted" },
            })
        })
        .collect();
    HttpResponse::Ok().json(json!({ "models": models }))
}

async fn ollama_show(http: HttpRequest, body: Bytes, shared: Data<Shared>) -> HttpResponse {
    record(&shared, &http, &body);
    let wanted: Value = serde_json::from_slice(&body).unwrap_or_default();
    let name = wanted.get("model").or_else(|| wanted.get("name")).and_then(Value::as_str).unwrap_or_default();
    match shared.script.models.iter().find(|model| model.name == name) {
        Some(model) => HttpResponse::Ok().json(json!({
            "modelfile": "", "parameters": "", "template": "", "details": { "family": "scripted" },
            "model_info": {
                "general.architecture": "scripted",
                "scripted.context_length": model.context_length,
            },
            "capabilities": model.capabilities,
        })),
        None => HttpResponse::NotFound().json(json!({ "error": format!("model '{name}' not found") })),
    }
}

pub(crate) fn record(shared: &Shared, http: &HttpRequest, body: &[u8]) {
    shared.ledger.record(|| Received {
        what: format!("{} {}", http.method(), http.path()),
        headers: http
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect(),
        body: serde_json::from_slice(body).unwrap_or_default(),
    });
}
