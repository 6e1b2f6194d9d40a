//! `POST /conversations/bulk`

use actix_web::{
    post,
    web::{Data, Json},
};
use mami_chat::BulkInput;
use mami_ports::Problem;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Chat},
    input::Body,
};

/// What was changed.
#[derive(Serialize, ToSchema)]
pub struct BulkOutcome {
    /// How many conversations are now different, or gone.
    changed: usize,
}

/// Does the same with several of one's own conversations, all or none. Ids that name none are passed over.
#[utoipa::path(
    operation_id = "change_conversations",
    tag = "Conversations",
    request_body = BulkInput,
    responses(
        (status = 200, body = BulkOutcome),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/conversations/bulk")]
pub async fn bulk(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    Body(input): Body<BulkInput>,
) -> Result<Json<BulkOutcome>, ApiError> {
    let changed = mami.chat.change_conversations(caller.user.id, input).await?;
    Ok(Json(BulkOutcome { changed }))
}
