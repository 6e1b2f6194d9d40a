//! `POST /chat/{message_id}/cancel`

use actix_web::{
    HttpResponse, post,
    web::{Data, Path},
};
use mami_ports::{MessageId, Problem};

use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Chat},
};

/// Stops an answer: the model is hung up on within a second, and what came so far is kept.
#[utoipa::path(
    operation_id = "cancel_answer",
    tag = "Chat",
    params(("message_id" = MessageId, Path, description = "The answer")),
    responses(
        (status = 202),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/chat/{message_id}/cancel")]
pub async fn cancel(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    message_id: Path<MessageId>,
) -> Result<HttpResponse, ApiError> {
    mami.chat.cancel(caller.user.id, *message_id).await?;
    Ok(HttpResponse::Accepted().finish())
}
