//! `DELETE /personas/{id}`

use actix_web::{
    HttpRequest, HttpResponse, delete,
    web::{Data, Path},
};
use mami_ports::{PersonaId, Problem};

use super::{note_sharing, viewer};
use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Chat},
};

/// Deletes a persona. Conversations that use it have the default one from then on.
#[utoipa::path(
    operation_id = "delete_persona",
    tag = "Personas",
    params(("id" = PersonaId, Path)),
    responses(
        (status = 204),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`: only admins delete what is shared"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`persona_read_only`: it is a file"),
    )
)]
#[delete("/personas/{id}")]
pub async fn delete(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    request: HttpRequest,
    id: Path<PersonaId>,
) -> Result<HttpResponse, ApiError> {
    let deleted = mami.personas.delete(viewer(&caller, &request), *id).await?;
    note_sharing(&mami, &caller.by(), &deleted).await?;
    Ok(HttpResponse::NoContent().finish())
}
