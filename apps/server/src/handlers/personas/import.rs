//! `POST /personas/import`

use actix_web::{HttpRequest, HttpResponse, post, web::Data};
use mami_chat::personas::Persona;
use mami_ports::Problem;
use serde::Deserialize;
use utoipa::ToSchema;

use super::viewer;
use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Chat},
    input::Body,
};

/// A persona as a file.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonaImport {
    /// The text of the file, at most 64 KiB.
    toml: String,
}

/// Makes a persona of one's own from a file. Of what it says in several languages, one's own is taken.
#[utoipa::path(
    operation_id = "import_persona",
    tag = "Personas",
    request_body = PersonaImport,
    responses(
        (status = 201, body = Persona),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`too_many_personas`: one has 100"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "Every fault of the file with its line"),
    )
)]
#[post("/personas/import")]
pub async fn import(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    request: HttpRequest,
    Body(input): Body<PersonaImport>,
) -> Result<HttpResponse, ApiError> {
    let persona = mami.personas.import_toml(viewer(&caller, &request), &input.toml).await?;
    Ok(HttpResponse::Created().json(persona))
}
