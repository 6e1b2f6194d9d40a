//! `PATCH /conversations/{id}`

use actix_web::{
    patch,
    web::{Data, Json, Path},
};
use mami_chat::Conversation;
use mami_ports::{ConversationId, Problem};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Chat},
    input::Body,
};

/// What is to change.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConversationChange {
    /// The new title, 1 to 200 characters.
    title: String,
}

/// Gives a conversation another title.
#[utoipa::path(
    operation_id = "rename_conversation",
    tag = "Conversations",
    params(("id" = ConversationId, Path)),
    request_body = ConversationChange,
    responses(
        (status = 200, body = Conversation),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[patch("/conversations/{id}")]
pub async fn rename(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    id: Path<ConversationId>,
    Body(change): Body<ConversationChange>,
) -> Result<Json<Conversation>, ApiError> {
    Ok(Json(mami.chat.rename(caller.user.id, *id, &change.title).await?))
}
