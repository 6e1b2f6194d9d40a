//! `GET /conversations/{id}/summaries`, `PUT` and `DELETE /conversations/{id}/summaries/{summary_id}`

use actix_web::{
    HttpResponse, delete, get, put,
    web::{Data, Json, Path},
};
use mami_chat::{Summary, SummaryInput};
use mami_ports::{ConversationId, Page, Problem, SummaryId};

use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Chat},
    input::Body,
};

/// What models are shown in place of the older part of a conversation, oldest first. `next_cursor` is always null.
#[utoipa::path(
    operation_id = "list_summaries",
    tag = "Conversations",
    params(("id" = ConversationId, Path)),
    responses(
        (status = 200, body = Page<Summary>),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/conversations/{id}/summaries")]
pub async fn list(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    id: Path<ConversationId>,
) -> Result<Json<Page<Summary>>, ApiError> {
    Ok(Json(Page { items: mami.chat.summaries(caller.user.id, *id).await?, next_cursor: None }))
}

/// Changes what a summary says.
#[utoipa::path(
    operation_id = "edit_summary",
    tag = "Conversations",
    params(("id" = ConversationId, Path), ("summary_id" = SummaryId, Path)),
    request_body = SummaryInput,
    responses(
        (status = 200, body = Summary),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[put("/conversations/{id}/summaries/{summary_id}")]
pub async fn edit(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    path: Path<(ConversationId, SummaryId)>,
    Body(input): Body<SummaryInput>,
) -> Result<Json<Summary>, ApiError> {
    let (conversation, id) = path.into_inner();
    Ok(Json(mami.chat.edit_summary(caller.user.id, conversation, id, &input).await?))
}

/// Deletes a summary: models are shown what was said itself again, as far as it fits.
#[utoipa::path(
    operation_id = "delete_summary",
    tag = "Conversations",
    params(("id" = ConversationId, Path), ("summary_id" = SummaryId, Path)),
    responses(
        (status = 204),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
#[delete("/conversations/{id}/summaries/{summary_id}")]
pub async fn delete(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    path: Path<(ConversationId, SummaryId)>,
) -> Result<HttpResponse, ApiError> {
    let (conversation, id) = path.into_inner();
    mami.chat.delete_summary(caller.user.id, conversation, id).await?;
    Ok(HttpResponse::NoContent().finish())
}
