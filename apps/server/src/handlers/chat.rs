//! Turns.

use actix_web::{HttpResponse, web::Data};
use mami_auth::User;
use mami_chat::{At, Person, TurnRequest};
use mami_ports::Effort;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;

use crate::{
    compose::Mami,
    error::ApiError,
    flows::chat_turn,
    identity::{Caller, Chat},
    sse,
};

pub mod cancel;
pub mod follow;
pub mod go_on;
pub mod regenerate;
pub mod send;

/// How the model is to answer. What is left out is as the persona says.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// How freely to choose words, 0.0 to 2.0.
    #[schema(minimum = 0.0, maximum = 2.0)]
    temperature: Option<f32>,
    /// The most tokens the answer may have.
    #[schema(minimum = 1)]
    max_tokens: Option<u32>,
    /// How long to think, for models that do.
    reasoning_effort: Option<Effort>,
}

/// What a message asks for.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// Whatever it says.
    #[default]
    Auto,
    /// An answer in text.
    Text,
    /// A picture.
    Image,
    /// To remember, forget or list.
    Memory,
}

impl Intent {
    fn asked(self) -> Option<mami_chat::Intent> {
        match self {
            Self::Auto => None,
            Self::Text => Some(mami_chat::Intent::Text),
            Self::Image => Some(mami_chat::Intent::Image),
            Self::Memory => Some(mami_chat::Intent::Memory),
        }
    }
}

impl Params {
    fn check(&self) -> Result<(), ApiError> {
        if self.temperature.is_some_and(|temperature| !(0.0..=2.0).contains(&temperature)) {
            return Err(ApiError::invalid_field("/params/temperature", "it must be from 0.0 to 2.0"));
        }
        if self.max_tokens == Some(0) {
            return Err(ApiError::invalid_field("/params/max_tokens", "it must be at least 1"));
        }
        Ok(())
    }
}

/// A turn as it is asked for by everybody: whatever its message means, and whoever spoke before goes on.
fn request(
    user: &User,
    at: At,
    model: String,
    params: &Params,
    key: Option<(String, [u8; 32])>,
) -> TurnRequest {
    let person = Person {
        role: user.role.as_str().to_owned(),
        name: user.display_name.clone(),
        locale: user.locale.clone(),
    };
    TurnRequest {
        at,
        person,
        model,
        temperature: params.temperature,
        max_tokens: params.max_tokens,
        effort: params.reasoning_effort,
        intent: None,
        persona: None,
        key,
    }
}

/// The idempotency key with a hash of what was asked for under it.
fn keyed(key: Option<String>, input: &impl Serialize) -> Option<(String, [u8; 32])> {
    let asked = serde_json::to_vec(input).unwrap_or_default();
    key.map(|key| (key, Sha256::digest(asked).into()))
}

/// Starts a turn, and answers with its stream or, in the end, with what it made.
async fn answer(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    request: TurnRequest,
    stream: bool,
) -> Result<HttpResponse, ApiError> {
    let started = chat_turn::start(&mami, caller.user.id, request).await?;
    if stream {
        return Ok(sse::turn(started.events, caller.until_signed_out(mami)));
    }
    Ok(HttpResponse::Ok().json(chat_turn::finish(&mami, caller.user.id, started).await?))
}

/// The default of `stream`.
const fn yes() -> bool {
    true
}

/// The default of `model`.
fn auto() -> String {
    "auto".to_owned()
}
