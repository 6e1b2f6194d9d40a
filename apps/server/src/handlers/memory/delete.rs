//! `DELETE /memories/{id}` and `DELETE /memories`

use actix_web::{
    HttpResponse, delete,
    web::{Data, Json, Path},
};
use mami_memory::Memory;
use mami_ports::{MemoryId, Problem};

use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Remembered},
};

/// Deletes a memory for good, with its history. It is not found again in the messages that it came from. The answer is what
/// it was, for whoever wants it back.
#[utoipa::path(
    operation_id = "delete_memory",
    tag = "Memory",
    params(("id" = MemoryId, Path)),
    responses(
        (status = 200, body = Memory),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
#[delete("/memories/{id}")]
pub async fn delete(
    mami: Data<Mami>,
    caller: Caller<Remembered>,
    id: Path<MemoryId>,
) -> Result<Json<Memory>, ApiError> {
    Ok(Json(mami.memories.delete(caller.user.id, *id).await?.memory))
}

/// Deletes all of one's own memories for good.
#[utoipa::path(operation_id = "delete_all_memories", tag = "Memory", responses((status = 204)))]
#[delete("/memories")]
pub async fn delete_all(mami: Data<Mami>, caller: Caller<Remembered>) -> Result<HttpResponse, ApiError> {
    mami.memories.delete_all(caller.user.id).await?;
    Ok(HttpResponse::NoContent().finish())
}
