//! `GET /documents/{id}/file`

use actix_web::{
    HttpResponse, get,
    http::header::{self, DispositionType},
    web::{Data, Path},
};
use mami_ports::{DocumentId, Problem};

use crate::{
    compose::Mami,
    error::ApiError,
    handlers::files::read::{POLICY, disposition},
    identity::{Caller, Chat},
};

/// A document as it came, to be saved. Whatever it is, no browser runs it here.
#[utoipa::path(
    operation_id = "read_document_file",
    tag = "Documents",
    params(("id" = DocumentId, Path)),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/documents/{id}/file")]
pub async fn file(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    id: Path<DocumentId>,
) -> Result<HttpResponse, ApiError> {
    let (document, content) = mami.documents.file(caller.user.id, *id).await?;
    Ok(HttpResponse::Ok()
        .content_type("application/octet-stream")
        .insert_header(disposition(DispositionType::Attachment, &document.name))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        // Most formats are packed already.
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .body(content))
}
