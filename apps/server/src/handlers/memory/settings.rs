//! `GET /memories/settings` and `PATCH /memories/settings`

use actix_web::{
    get, patch,
    web::{Data, Json},
};
use mami_memory::service::{MemorySettings, MemorySettingsChange};
use mami_ports::Problem;

use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Remembered},
    input::Body,
};

/// How one is remembered, and what is possible here.
#[utoipa::path(
    operation_id = "get_memory_settings",
    tag = "Memory",
    responses((status = 200, body = MemorySettings))
)]
#[get("/memories/settings")]
pub async fn read(mami: Data<Mami>, caller: Caller<Remembered>) -> Result<Json<MemorySettings>, ApiError> {
    Ok(Json(mami.memories.settings(caller.user.id).await?))
}

/// Changes how one is remembered.
#[utoipa::path(
    operation_id = "update_memory_settings",
    tag = "Memory",
    request_body = MemorySettingsChange,
    responses(
        (status = 200, body = MemorySettings),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[patch("/memories/settings")]
pub async fn change(
    mami: Data<Mami>,
    caller: Caller<Remembered>,
    Body(change): Body<MemorySettingsChange>,
) -> Result<Json<MemorySettings>, ApiError> {
    Ok(Json(mami.memories.change_settings(caller.user.id, change).await?))
}
