//! `DELETE /conversations/{id}`

use actix_web::{
    HttpResponse, delete,
    web::{Data, Path, Query},
};
use mami_ports::{ConversationId, Problem};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Chat},
};

/// What goes along.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DeleteQuery {
    /// Also what was remembered from it; else that stays, unless it was private or waits to be approved of.
    #[serde(default)]
    delete_memories: bool,
}

/// Deletes a conversation and everything that hangs on it. A running answer is stopped.
#[utoipa::path(
    operation_id = "delete_conversation",
    tag = "Conversations",
    params(("id" = ConversationId, Path), DeleteQuery),
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
    query: Query<DeleteQuery>,
) -> Result<HttpResponse, ApiError> {
    if query.delete_memories {
        mami.memories.delete_of_conversation(caller.user.id, *id).await?;
    }
    mami.chat.delete(caller.user.id, *id).await?;
    Ok(HttpResponse::NoContent().finish())
}
