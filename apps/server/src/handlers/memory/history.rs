//! `GET /memories/{id}/history`

use actix_web::{
    get,
    web::{Data, Json, Path},
};
use mami_memory::History;
use mami_ports::{MemoryId, Page, Problem};

use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Remembered},
};

/// How a memory came to be: its earlier texts, oldest first, and which message changed it.
#[utoipa::path(
    operation_id = "get_memory_history",
    tag = "Memory",
    params(("id" = MemoryId, Path)),
    responses(
        (status = 200, body = Page<History>, description = "All of it; `next_cursor` is always `null`"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/memories/{id}/history")]
pub async fn history(
    mami: Data<Mami>,
    caller: Caller<Remembered>,
    id: Path<MemoryId>,
) -> Result<Json<Page<History>>, ApiError> {
    let items = mami.memories.history(caller.user.id, *id).await?;
    Ok(Json(Page { items, next_cursor: None }))
}
