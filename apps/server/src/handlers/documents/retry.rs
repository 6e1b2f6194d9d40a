//! `POST /documents/{id}/retry`

use actix_web::{
    HttpResponse, post,
    web::{Data, Path},
};
use mami_memory::documents::Document;
use mami_ports::{DocumentId, Problem};

use super::editor;
use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Chat},
};

/// Tries a document again that could not be read.
#[utoipa::path(
    operation_id = "retry_document",
    tag = "Documents",
    params(("id" = DocumentId, Path)),
    responses(
        (status = 202, body = Document),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`: only admins change what is shared"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`not_failed`: there is nothing to try again"),
    )
)]
#[post("/documents/{id}/retry")]
pub async fn retry(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    id: Path<DocumentId>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Accepted().json(mami.documents.retry(editor(&caller), *id).await?))
}
