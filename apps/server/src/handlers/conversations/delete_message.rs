//! `DELETE /messages/{id}`

use actix_web::{
    HttpResponse, delete,
    web::{Data, Path},
};
use mami_ports::{MessageId, Problem};

use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Chat},
};

/// Takes a turn out of its conversation: of one's own message, it and its answers; of an answer that has others beside it, that
/// answer alone; of the only answer, the whole turn. What followed the turn follows what was before it; what followed
/// the one answer follows the newest of the others.
#[utoipa::path(
    operation_id = "delete_message",
    tag = "Conversations",
    params(("id" = MessageId, Path)),
    responses(
        (status = 204),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`turn_running`"),
    )
)]
#[delete("/messages/{id}")]
pub async fn delete_message(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    id: Path<MessageId>,
) -> Result<HttpResponse, ApiError> {
    mami.chat.delete_message(caller.user.id, *id).await?;
    Ok(HttpResponse::NoContent().finish())
}
