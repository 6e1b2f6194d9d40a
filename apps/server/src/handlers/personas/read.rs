//! `GET /personas/{id}`

use actix_web::{
    HttpRequest, get,
    web::{Data, Json, Path},
};
use mami_chat::personas::Persona;
use mami_ports::{PersonaId, Problem};

use super::viewer;
use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Chat},
};

/// One persona.
#[utoipa::path(
    operation_id = "get_persona",
    tag = "Personas",
    params(("id" = PersonaId, Path)),
    responses(
        (status = 200, body = Persona),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/personas/{id}")]
pub async fn read(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    request: HttpRequest,
    id: Path<PersonaId>,
) -> Result<Json<Persona>, ApiError> {
    Ok(Json(mami.personas.read(viewer(&caller, &request), *id).await?))
}
