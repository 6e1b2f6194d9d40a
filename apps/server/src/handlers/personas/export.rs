//! `GET /personas/{id}/export`

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header,
    web::{Data, Path},
};
use mami_ports::{PersonaId, Problem};

use super::viewer;
use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Chat},
};

/// A persona as a TOML file, in the form that the folder of personas and the import take.
#[utoipa::path(
    operation_id = "export_persona",
    tag = "Personas",
    params(("id" = PersonaId, Path)),
    responses(
        (status = 200, content_type = "application/toml", body = String),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/personas/{id}/export")]
pub async fn export(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    request: HttpRequest,
    id: Path<PersonaId>,
) -> Result<HttpResponse, ApiError> {
    let file = mami.personas.export_toml(viewer(&caller, &request), *id).await?;
    let name = format!("attachment; filename=\"{}\"", file.file_name);
    Ok(HttpResponse::Ok()
        .content_type("application/toml; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, name))
        .body(file.toml))
}
