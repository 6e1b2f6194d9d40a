//! `POST /personas`

use actix_web::{HttpRequest, HttpResponse, post, web::Data};
use mami_chat::personas::{Persona, PersonaInput};
use mami_ports::Problem;

use super::{note_sharing, viewer};
use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Chat},
    input::Body,
};

/// Makes a persona of one's own, or for everybody.
#[utoipa::path(
    operation_id = "create_persona",
    tag = "Personas",
    request_body = PersonaInput,
    responses(
        (status = 201, body = Persona),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`: only admins share personas"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`too_many_personas`: one has 100"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/personas")]
pub async fn create(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    request: HttpRequest,
    Body(input): Body<PersonaInput>,
) -> Result<HttpResponse, ApiError> {
    let made = mami.personas.create(viewer(&caller, &request), input).await?;
    note_sharing(&mami, &caller.by(), &made).await?;
    Ok(HttpResponse::Created().json(made.persona))
}
