//! `PATCH /memories/{id}`

use actix_web::{
    patch,
    web::{Data, Json, Path},
};
use mami_memory::{Memory, service::MemoryChange};
use mami_ports::{MemoryId, Problem};

use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Remembered},
    input::Body,
};

/// Changes a memory. Its earlier texts stay in its history.
#[utoipa::path(
    operation_id = "update_memory",
    tag = "Memory",
    params(("id" = MemoryId, Path)),
    request_body = MemoryChange,
    responses(
        (status = 200, body = Memory),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`memory_duplicate`: another one says the same"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[patch("/memories/{id}")]
pub async fn change(
    mami: Data<Mami>,
    caller: Caller<Remembered>,
    id: Path<MemoryId>,
    Body(change): Body<MemoryChange>,
) -> Result<Json<Memory>, ApiError> {
    Ok(Json(mami.memories.edit(caller.user.id, *id, change).await?))
}
