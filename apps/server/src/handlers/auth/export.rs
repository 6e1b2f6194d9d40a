//! `GET /auth/export`

use std::{sync::Arc, time::Duration};

use actix_web::{
    HttpResponse,
    body::SizedStream,
    get,
    http::{StatusCode, header},
    web::Data,
};
use futures_util::StreamExt as _;
use mami_ports::Problem;
use tokio_util::io::ReaderStream;

use crate::{compose::Mami, error::ApiError, flows::export, identity::Identity};

/// How long sending an archive may take.
const SLOWEST: Duration = Duration::from_secs(15 * 60);

/// Everything of one's own as one ZIP archive; its `README.txt` says what is in it.
#[utoipa::path(
    operation_id = "export_me",
    tag = "People",
    responses(
        (status = 200, content_type = "application/zip", body = Vec<u8>),
        (status = 503, body = Problem, content_type = "application/problem+json", description = "`busy`: others take everything along just now"),
    )
)]
#[get("/auth/export")]
pub async fn read(mami: Data<Mami>, identity: Identity) -> Result<HttpResponse, ApiError> {
    let exports = Arc::clone(&mami.exports);
    let Ok(place) = exports.try_acquire_owned() else {
        let detail = "Others take everything along just now. Try again in a moment.";
        return Err(ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "busy", detail)
            .retry_after(Duration::from_secs(10)));
    };
    mami.auth.record_export(&identity.by(), identity.user.id).await?;
    let archive = export::archive(&mami, &identity.user).await?;
    let name = format!("attachment; filename=\"mami-{}.zip\"", archive.made_at.format("%Y-%m-%d"));
    // The place is free again when the file is gone: when all of it was sent, or its reader has left.
    let file = ReaderStream::new(tokio::fs::File::from_std(archive.file)).map(move |piece| {
        let _held = &place;
        piece
    });
    // Nobody holds it for long by reading slowly.
    let file = file.take_until(tokio::time::sleep(SLOWEST));
    Ok(HttpResponse::Ok()
        .content_type("application/zip")
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .body(SizedStream::new(archive.size, file)))
}
