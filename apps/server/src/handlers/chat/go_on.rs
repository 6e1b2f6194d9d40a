//! `POST /messages/{id}/continue`

use actix_web::{
    HttpRequest, HttpResponse, post,
    web::{Data, Path},
};
use mami_chat::At;
use mami_ports::{MessageId, Problem};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Params, answer, auto, keyed, yes};
use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Chat},
    input::{Body, idempotency_key},
};

/// An answer to go on.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContinueInput {
    /// `auto` or `provider/model`.
    #[serde(default = "auto")]
    model: String,
    /// How the model is to answer.
    #[serde(default)]
    params: Params,
    /// Answer with a stream of events, or, in the end, with JSON.
    #[serde(default = "yes")]
    stream: bool,
}

/// Goes on with an answer that broke off or was cut: another answer beside it that begins with what it said. It becomes the
/// conversation's head.
#[utoipa::path(
    operation_id = "continue_answer",
    tag = "Chat",
    params(
        ("id" = MessageId, Path, description = "The answer"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same request under the same key again gives the same turn"),
    ),
    request_body = ContinueInput,
    responses(
        (status = 200, content((String = "text/event-stream"), (crate::flows::chat_turn::TurnResult = "application/json")), description = "As for `POST /chat`"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`turn_running`"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/messages/{id}/continue")]
pub async fn go_on(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    request: HttpRequest,
    id: Path<MessageId>,
    Body(input): Body<ContinueInput>,
) -> Result<HttpResponse, ApiError> {
    input.params.check()?;
    let key = keyed(idempotency_key(&request)?, &(*id, &input));
    let at = At::Onwards { answer: *id };
    let turn = super::request(&caller.user, at, input.model, &input.params, key);
    answer(mami, caller, turn, input.stream).await
}
