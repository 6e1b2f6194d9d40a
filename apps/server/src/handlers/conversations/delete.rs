//! `DELETE /conversations/{id}`

use actix_web::{
    HttpResponse, delete,
    web::{Data, Path},
};
use mami_ports::{ConversationId, Problem};

use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Chat},
};

/// Deletes a conversation and everything that hangs on it. A running answer is stopped.
#[utoipa::path(
    operation_id = "delete_conversation",
    tag = "Conversations",
    params(("id" = ConversationId, Path)),
    responses(
        (status = 204),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
#[delete("/conversations/{id}")]
pub async fn delete(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    id: Path<ConversationId>,
) -> Result<HttpResponse, ApiError> {
    mami.chat.delete(caller.user.id, *id).await?;
    Ok(HttpResponse::NoContent().finish())
}
