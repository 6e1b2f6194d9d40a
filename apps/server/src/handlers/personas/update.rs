//! `PATCH /personas/{id}`

use actix_web::{
    HttpRequest, patch,
    web::{Data, Json, Path},
};
use mami_chat::personas::{Persona, PersonaChange};
use mami_ports::{PersonaId, Problem};

use super::{note_sharing, viewer};
use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Chat},
    input::Body,
};

/// Changes a persona. What is shared is for admins to change; whoever uses one that is no longer shared has the default one from
/// then on.
#[utoipa::path(
    operation_id = "update_persona",
    tag = "Personas",
    params(("id" = PersonaId, Path)),
    request_body = PersonaChange,
    responses(
        (status = 200, body = Persona),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`: only admins share personas, and change what is shared"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`persona_read_only`: it is a file; duplicate it to change it. `conflict`: others changed it all the while"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[patch("/personas/{id}")]
pub async fn update(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    request: HttpRequest,
    id: Path<PersonaId>,
    Body(change): Body<PersonaChange>,
) -> Result<Json<Persona>, ApiError> {
    let changed = mami.personas.update(viewer(&caller, &request), *id, &change).await?;
    note_sharing(&mami, &caller.by(), &changed).await?;
    Ok(Json(changed.persona))
}
