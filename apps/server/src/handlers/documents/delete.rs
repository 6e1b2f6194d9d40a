//! `DELETE /documents/{id}`

use actix_web::{
    HttpResponse, delete,
    web::{Data, Path},
};
use mami_ports::{DocumentId, Problem};

use super::editor;
use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Chat},
};

/// Deletes a document: its file, and all that was made of it.
#[utoipa::path(
    operation_id = "delete_document",
    tag = "Documents",
    params(("id" = DocumentId, Path)),
    responses(
        (status = 204),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`: only admins delete what is shared"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
#[delete("/documents/{id}")]
pub async fn delete(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    id: Path<DocumentId>,
) -> Result<HttpResponse, ApiError> {
    mami.documents.delete(editor(&caller), *id).await?;
    Ok(HttpResponse::NoContent().finish())
}
