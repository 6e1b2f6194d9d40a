//! `PATCH /conversations/{id}`

use actix_web::{
    patch,
    web::{Data, Json, Path},
};
use mami_chat::{Conversation, ConversationChange};
use mami_ports::{ConversationId, Problem};

use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Chat},
    input::Body,
};

/// Changes a conversation. Its place in the list stays: it is moved only by what is said in it.
#[utoipa::path(
    operation_id = "change_conversation",
    tag = "Conversations",
    params(("id" = ConversationId, Path)),
    request_body = ConversationChange,
    responses(
        (status = 200, body = Conversation),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`turn_running`: to be made private, it must be at rest"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[patch("/conversations/{id}")]
pub async fn change(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    id: Path<ConversationId>,
    Body(change): Body<ConversationChange>,
) -> Result<Json<Conversation>, ApiError> {
    Ok(Json(mami.chat.change_conversation(caller.user.id, *id, change).await?))
}
