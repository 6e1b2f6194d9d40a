//! `GET /documents/{id}`

use actix_web::{
    get,
    web::{Data, Json, Path},
};
use mami_memory::documents::Document;
use mami_ports::{DocumentId, Problem};

use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Chat},
};

/// One document: how far it is, and why it could not be read if so.
#[utoipa::path(
    operation_id = "get_document",
    tag = "Documents",
    params(("id" = DocumentId, Path)),
    responses(
        (status = 200, body = Document),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/documents/{id}")]
pub async fn read(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    id: Path<DocumentId>,
) -> Result<Json<Document>, ApiError> {
    Ok(Json(mami.documents.document(caller.user.id, *id).await?))
}
