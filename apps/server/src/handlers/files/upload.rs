//! `POST /files`

use std::{sync::Arc, time::Duration};

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, post, web::Data, web::Payload};
use mami_chat::File;
use mami_ports::Problem;
use utoipa::ToSchema;

use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Chat},
    upload::receive,
};

/// How long a file may take to come.
const SLOWEST: Duration = Duration::from_secs(15 * 60);

/// A form with a file in it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it is read piece by piece; this tells what it looks like")]
pub struct UploadForm {
    /// The file, with the name that its owner gave it.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Takes a file in, to be put into a message. Pictures (JPEG, PNG, WebP, GIF) are turned upright, made no larger than a model can
/// make use of, and stripped of what else they tell; texts of any kind are kept as they are. What a file is, is read from its
/// content. A file that is in no message after a day is removed.
#[utoipa::path(
    operation_id = "upload_file",
    tag = "Files",
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses(
        (status = 201, body = File),
        (status = 413, body = Problem, content_type = "application/problem+json", description = "`too_large`: too many bytes; `image_too_large`: too many pixels; `storage_full`: the person's files would take more than they may"),
        (status = 415, body = Problem, content_type = "application/problem+json", description = "`unsupported_media_type`: neither a picture nor a text; `not_multipart`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`image_damaged`, or not one file"),
        (status = 503, body = Problem, content_type = "application/problem+json", description = "`busy`: others upload just now"),
    )
)]
#[post("/files")]
pub async fn upload(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, ApiError> {
    let Ok(_place) = Arc::clone(&mami.uploads).try_acquire_owned() else {
        let detail = "Others upload just now. Try again in a moment.";
        return Err(ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "busy", detail)
            .retry_after(Duration::from_secs(5)));
    };
    let limit = mami.files.policy().max_upload_bytes as u64;
    let (name, received) = receive(&request, body, limit, SLOWEST, &mami.settings.data_dir).await?;
    let file = mami.files.upload(caller.user.id, &name, received).await?;
    Ok(HttpResponse::Created().json(file))
}
