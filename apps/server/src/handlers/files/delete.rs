//! `DELETE /files/{id}`

use actix_web::{
    HttpResponse, delete,
    web::{Data, Path},
};
use mami_ports::{FileId, Problem};

use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Chat},
};

/// Deletes a file that is in no message. A file that is in one goes with its messages.
#[utoipa::path(
    operation_id = "delete_file",
    tag = "Files",
    params(("id" = FileId, Path)),
    responses(
        (status = 204),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`file_attached`: a message has it"),
    )
)]
#[delete("/files/{id}")]
pub async fn delete(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    id: Path<FileId>,
) -> Result<HttpResponse, ApiError> {
    mami.files.delete(caller.user.id, *id).await?;
    Ok(HttpResponse::NoContent().finish())
}
