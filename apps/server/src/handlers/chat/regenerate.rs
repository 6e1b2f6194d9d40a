//! `POST /messages/{id}/regenerate`

use actix_web::{
    HttpRequest, HttpResponse, post,
    web::{Data, Path},
};
use mami_chat::{At, TurnRequest};
use mami_ports::{MessageId, PersonaId, Problem};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Intent, Params, answer, auto, keyed, yes};
use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Chat},
    input::{Body, idempotency_key},
};

/// Another answer to be given.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegenerateInput {
    /// `auto` or `provider/model`.
    #[serde(default = "auto")]
    model: String,
    /// What the message is meant as.
    #[serde(default)]
    intent: Intent,
    /// Who speaks from now on; who did before unless given.
    #[serde(default)]
    persona_id: Option<PersonaId>,
    /// How the model is to answer.
    #[serde(default)]
    params: Params,
    /// Answer with a stream of events, or, in the end, with JSON.
    #[serde(default = "yes")]
    stream: bool,
}

/// Another answer beside this one, to the same message. It becomes the conversation's head.
#[utoipa::path(
    operation_id = "regenerate",
    tag = "Chat",
    params(
        ("id" = MessageId, Path, description = "The answer"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same request under the same key again gives the same turn"),
    ),
    request_body = RegenerateInput,
    responses(
        (status = 200, content((String = "text/event-stream"), (crate::flows::chat_turn::TurnResult = "application/json")), description = "As for `POST /chat`"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`turn_running`"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/messages/{id}/regenerate")]
pub async fn regenerate(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    request: HttpRequest,
    id: Path<MessageId>,
    Body(input): Body<RegenerateInput>,
) -> Result<HttpResponse, ApiError> {
    input.params.check()?;
    let key = keyed(idempotency_key(&request)?, &(*id, &input));
    let turn = TurnRequest {
        intent: input.intent.asked(),
        persona: input.persona_id,
        ..super::request(&caller.user, At::Beside { answer: *id }, input.model, &input.params, key)
    };
    answer(mami, caller, turn, input.stream).await
}
