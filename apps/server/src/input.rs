//! What comes in: JSON bodies, and the headers that requests may carry.

use std::{future::Future, pin::Pin};

use actix_web::{FromRequest, HttpMessage as _, HttpRequest, dev::Payload, http::StatusCode, web};
use mami_ports::Page;
use serde::de::DeserializeOwned;

use crate::error::ApiError;

/// A JSON body of at most `server.max_body_bytes`.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let json = request.content_type().eq_ignore_ascii_case("application/json");
        let bytes = web::Bytes::from_request(request, payload);
        Box::pin(async move {
            if !json {
                return Err(ApiError::new(
                    StatusCode::UNSUPPORTED_MEDIA_TYPE,
                    "not_json",
                    "Send JSON, with Content-Type: application/json.",
                ));
            }
            parse(&bytes.await.map_err(unreadable)?).map(Self)
        })
    }
}

fn unreadable(error: actix_web::Error) -> ApiError {
    if error.as_response_error().status_code() == StatusCode::PAYLOAD_TOO_LARGE {
        ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "This is more than one request may carry.")
    } else {
        ApiError::new(StatusCode::BAD_REQUEST, "unreadable", "The request could not be read to its end.")
    }
}

/// Reads JSON; its faults are named by where they are.
///
/// # Errors
/// 400 when it is no JSON, 422 when it is JSON of another shape.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let pointer: String = error
            .path()
            .iter()
            .map(|segment| format!("/{}", segment.to_string().trim_matches(['[', ']'])))
            .collect();
        let inner = error.into_inner();
        match inner.classify() {
            serde_json::error::Category::Data => ApiError::invalid_field(&pointer, without_place(&inner)),
            _ if has_half_a_character(&inner) => ApiError::invalid_field(
                &pointer,
                "it has half of a surrogate pair in it, which is no character",
            ),
            _ => not_json(&inner),
        }
    })?;
    reader.end().map_err(|error| not_json(&error))?;
    Ok(value)
}

/// Such an escape (`\ud800` alone) is JSON by its grammar, but no text: a fault of the field.
fn has_half_a_character(error: &serde_json::Error) -> bool {
    let message = error.to_string();
    message.starts_with("lone leading surrogate") || message.starts_with("unexpected end of hex escape")
}

fn not_json(error: &serde_json::Error) -> ApiError {
    ApiError::new(StatusCode::BAD_REQUEST, "invalid_json", format!("The body is no JSON: {error}."))
}

/// serde's message without its line and column, which say little to whoever made the JSON by program.
fn without_place(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.split(" at line ").next().unwrap_or(&message).to_owned()
}

/// The longest idempotency key.
const MAX_KEY: usize = 255;

/// The request's idempotency key.
///
/// # Errors
/// When it is not 1 to 255 visible ASCII characters.
pub fn idempotency_key(request: &HttpRequest) -> Result<Option<String>, ApiError> {
    let Some(value) = request.headers().get("idempotency-key") else { return Ok(None) };
    let key = value.to_str().ok().filter(|key| (1..=MAX_KEY).contains(&key.len()));
    match key {
        Some(key) => Ok(Some(key.to_owned())),
        None => Err(ApiError::invalid_field(
            "/headers/idempotency-key",
            format!("it must have 1 to {MAX_KEY} visible ASCII characters"),
        )),
    }
}

/// Where a client wants a stream to go on: behind this position.
///
/// # Errors
/// When it is no number.
pub fn last_event_id(request: &HttpRequest) -> Result<u64, ApiError> {
    match request.headers().get("last-event-id") {
        None => Ok(0),
        Some(value) => value.to_str().ok().and_then(|text| text.trim().parse().ok()).ok_or_else(|| {
            ApiError::invalid_field("/headers/last-event-id", "it must be an id that an event had")
        }),
    }
}

/// How much of a list is wanted.
#[derive(Debug, serde::Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// How many, 1 to 200.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200, default = 50)]
    limit: Option<String>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

impl PageQuery {
    /// How many items are wanted.
    ///
    /// # Errors
    /// When it is no number from 1 to 200.
    pub fn limit(&self) -> Result<u32, ApiError> {
        page_limit(self.limit.as_deref())
    }
}

/// How many items of a list are wanted: 50 unless given.
///
/// # Errors
/// When it is no number from 1 to 200.
pub fn page_limit(limit: Option<&str>) -> Result<u32, ApiError> {
    match limit.map(str::parse) {
        None => Ok(50),
        Some(Ok(limit @ 1..=200)) => Ok(limit),
        Some(_) => Err(ApiError::invalid_field("/limit", "it must be a number from 1 to 200")),
    }
}

/// The wanted part of a list that is short enough to be read whole; a cursor is the id of the last item before.
///
/// # Errors
/// When the limit is none, or no item has that id.
pub fn part<T>(items: Vec<T>, query: &PageQuery, id: impl Fn(&T) -> String) -> Result<Page<T>, ApiError> {
    let limit = query.limit()?;
    let mut rest = items.into_iter();
    if let Some(cursor) = &query.cursor
        && !rest.by_ref().any(|item| id(&item) == *cursor)
    {
        return Err(ApiError::invalid_field("/cursor", "it must be one that an earlier answer gave"));
    }
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX).saturating_add(1);
    Ok(Page::cut(rest.take(wanted).collect(), limit, id))
}
