//! `POST /memories`

use actix_web::{HttpResponse, post, web::Data};
use mami_memory::{Memory, service::MemoryInput};
use mami_ports::Problem;

use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Remembered},
    input::Body,
};

/// Writes a memory down. One that says the same is there once; one whose place it takes ("I live in …") is superseded.
#[utoipa::path(
    operation_id = "create_memory",
    tag = "Memory",
    request_body = MemoryInput,
    responses(
        (status = 201, body = Memory),
        (status = 200, body = Memory, description = "It was there already"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`memory_off`"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`memory_full`: there are as many as one may have"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/memories")]
pub async fn create(
    mami: Data<Mami>,
    caller: Caller<Remembered>,
    Body(input): Body<MemoryInput>,
) -> Result<HttpResponse, ApiError> {
    let kept = mami.memories.add(caller.user.id, input).await?;
    let mut answer = if kept.known { HttpResponse::Ok() } else { HttpResponse::Created() };
    Ok(answer.json(kept.memory))
}
