//! `GET /memories/pending`, `POST /memories/{id}/approve` and `POST /memories/{id}/reject`

use actix_web::{
    HttpResponse, get, post,
    web::{Bytes, Data, Json, Path, Query},
};
use mami_memory::{Memory, service::Approval};
use mami_ports::{MemoryId, Page, Problem};

use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Remembered},
    input::{PageQuery, parse},
};

/// What a model found in one's messages and waits to be approved of.
#[utoipa::path(
    operation_id = "list_pending_memories",
    tag = "Memory",
    params(PageQuery),
    responses(
        (status = 200, body = Page<Memory>),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/memories/pending")]
pub async fn list(
    mami: Data<Mami>,
    caller: Caller<Remembered>,
    page: Query<PageQuery>,
) -> Result<Json<Page<Memory>>, ApiError> {
    Ok(Json(mami.memories.pending(caller.user.id, page.limit()?, page.cursor.as_deref()).await?))
}

/// Approves of one of them, as it is or with another text. What it replaces is superseded then.
#[utoipa::path(
    operation_id = "approve_memory",
    tag = "Memory",
    params(("id" = MemoryId, Path)),
    request_body = Option<Approval>,
    responses(
        (status = 200, body = Memory),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`memory_not_pending`, `memory_duplicate`"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/memories/{id}/approve")]
pub async fn approve(
    mami: Data<Mami>,
    caller: Caller<Remembered>,
    id: Path<MemoryId>,
    body: Bytes,
) -> Result<Json<Memory>, ApiError> {
    let approval: Option<Approval> = if body.is_empty() { None } else { parse(&body)? };
    let text = approval.and_then(|approval| approval.text);
    Ok(Json(mami.memories.approve(caller.user.id, *id, text.as_deref()).await?))
}

/// Rejects one of them: it is deleted, and not found there again.
#[utoipa::path(
    operation_id = "reject_memory",
    tag = "Memory",
    params(("id" = MemoryId, Path)),
    responses(
        (status = 204),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`memory_not_pending`"),
    )
)]
#[post("/memories/{id}/reject")]
pub async fn reject(
    mami: Data<Mami>,
    caller: Caller<Remembered>,
    id: Path<MemoryId>,
) -> Result<HttpResponse, ApiError> {
    mami.memories.reject(caller.user.id, *id).await?;
    Ok(HttpResponse::NoContent().finish())
}
