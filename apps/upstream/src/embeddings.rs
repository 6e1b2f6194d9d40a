//! Vectors for texts: as many of the same words as two texts share, so near are theirs.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Bytes, Data},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    Fault, Script,
    routes::{Shared, record, refuse, scripted_refusal, unauthorised},
    wire::Wire,
};

/// How many numbers a vector has.
const DIMENSION: usize = 256;

#[derive(Debug, Deserialize)]
struct EmbedRequest {
    model: String,
    input: Input,
    encoding_format: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Input {
    One(String),
    Many(Vec<String>),
}

impl Input {
    fn texts(self) -> Vec<String> {
        match self {
            Self::One(text) => vec![text],
            Self::Many(texts) => texts,
        }
    }
}

pub(crate) async fn openai(http: HttpRequest, body: Bytes, shared: Data<Shared>) -> HttpResponse {
    record(&shared, &http, &body);
    if let Some(refusal) = unauthorised(&http, &shared.script) {
        return refusal;
    }
    let request: EmbedRequest = match serde_json::from_slice(&body) {
        Ok(request) => request,
        Err(error) => return refuse(StatusCode::BAD_REQUEST, &error.to_string()),
    };
    let EmbedRequest { model, input, encoding_format } = request;
    let texts = input.texts();
    let wire = Wire::OpenAi { model: &model, usage: false };
    let script = match directed(&shared, &texts, wire).await {
        Ok(script) => script,
        Err(response) => return response,
    };
    let base64 = encoding_format.as_deref() == Some("base64") || script.fault == Some(Fault::Foreign);
    let vectors = vectors(&script, &texts);
    let mut data: Vec<Value> = vectors
        .iter()
        .enumerate()
        .map(|(index, vector)| {
            let embedding = if base64 {
                let bytes: Vec<u8> = vector.iter().flat_map(|x| x.to_le_bytes()).collect();
                json!(BASE64_STANDARD.encode(bytes))
            } else {
                json!(vector)
            };
            json!({ "object": "embedding", "index": index, "embedding": embedding })
        })
        .collect();
    if script.fault == Some(Fault::Foreign) {
        data.reverse();
    }
    HttpResponse::Ok().json(json!({
        "object": "list", "model": model, "data": data, "usage": { "prompt_tokens": 1, "total_tokens": 1 },
    }))
}

pub(crate) async fn ollama(http: HttpRequest, body: Bytes, shared: Data<Shared>) -> HttpResponse {
    record(&shared, &http, &body);
    let request: EmbedRequest = match serde_json::from_slice(&body) {
        Ok(request) => request,
        Err(error) => return HttpResponse::BadRequest().json(json!({ "error": error.to_string() })),
    };
    let EmbedRequest { model, input, .. } = request;
    let texts = input.texts();
    match directed(&shared, &texts, Wire::Ollama { model: &model }).await {
        Ok(script) => HttpResponse::Ok().json(json!({
            "model": model, "embeddings": vectors(&script, &texts), "total_duration": 1,
            "prompt_eval_count": 1,
        })),
        Err(response) => response,
    }
}

/// What the texts' directives ask for, where it is not the usual answer. A vector cannot be sent in part, so what breaks an
/// answer midway breaks all of it.
async fn directed(shared: &Shared, texts: &[String], wire: Wire<'_>) -> Result<Script, HttpResponse> {
    let all = texts.join("\n");
    let mut script = shared.script.directed_by(&all);
    if script.fault.is_some() && script.times.is_some_and(|times| !shared.ledger.fails(&all, times)) {
        script.fault = None;
    }
    tokio::time::sleep(script.first).await;
    Err(match &script.fault {
        None | Some(Fault::Cut | Fault::Foreign) => return Ok(script),
        Some(Fault::Status { code, retry_after }) => scripted_refusal(wire, *code, retry_after.as_deref()),
        Some(Fault::Html) => {
            HttpResponse::Ok().content_type("text/html").body("<html><body>Please sign in</body></html>")
        }
        Some(Fault::Malformed) => HttpResponse::Ok().content_type("application/json").body("{\"data\": ["),
        Some(Fault::InbandError) => {
            HttpResponse::Ok().json(json!({ "error": { "message": "scripted", "type": "server_error" } }))
        }
        Some(Fault::Stall | Fault::Rst) => std::future::pending().await,
    })
}

/// A vector for each text; one too few when the answer is to be cut.
fn vectors(script: &Script, texts: &[String]) -> Vec<Vec<f32>> {
    let missing = usize::from(script.fault == Some(Fault::Cut));
    texts.iter().skip(missing).map(|text| vector(text)).collect()
}

/// Adds one at a place for each word, and a little at the first so that no vector is empty. It is not of length one: some
/// servers' are not.
fn vector(text: &str) -> Vec<f32> {
    let mut vector = vec![0.0; DIMENSION];
    if let Some(first) = vector.first_mut() {
        *first = 0.1;
    }
    for word in text.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        // FNV-1a.
        let hash = word.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
        });
        let place = usize::try_from(hash >> 33).unwrap_or_default() % DIMENSION;
        if let Some(number) = vector.get_mut(place) {
            *number += 1.0;
        }
    }
    vector
}
