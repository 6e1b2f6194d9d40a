//! `GET /personas`

use actix_web::{
    HttpRequest, get,
    web::{Data, Json},
};
use mami_chat::personas::Persona;
use mami_ports::Page;

use super::viewer;
use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Chat},
};

/// Every persona that one may use: the default first, then those that are files, those that others share, and one's own. What
/// files say comes in the language of one's account.
#[utoipa::path(
    operation_id = "list_personas",
    tag = "Personas",
    responses((status = 200, body = Page<Persona>, description = "All of them; `next_cursor` is always `null`"))
)]
#[get("/personas")]
pub async fn list(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    request: HttpRequest,
) -> Result<Json<Page<Persona>>, ApiError> {
    let items = mami.personas.list(viewer(&caller, &request)).await?;
    Ok(Json(Page { items, next_cursor: None }))
}
