//! Sending archives: as many at a time as there is room for, and none for ever.

use std::{sync::Arc, time::Duration};

use actix_web::{
    HttpResponse,
    body::SizedStream,
    http::{StatusCode, header},
    web::Data,
};
use futures_util::StreamExt as _;
use tokio::sync::OwnedSemaphorePermit;
use tokio_util::io::ReaderStream;

use crate::{compose::Mami, error::ApiError, flows::export::Archive};

/// How long sending an archive may take.
const SLOWEST: Duration = Duration::from_secs(15 * 60);

/// A place among those who take an archive.
///
/// # Errors
/// 503 when there is none just now.
pub(crate) fn place(mami: &Data<Mami>) -> Result<OwnedSemaphorePermit, ApiError> {
    Arc::clone(&mami.exports).try_acquire_owned().map_err(|_| {
        let detail = "Others take everything along just now. Try again in a moment.";
        ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "busy", detail).retry_after(Duration::from_secs(10))
    })
}

/// Sends an archive under this name, which is plain ASCII.
pub(crate) fn send(archive: Archive, name: &str, place: OwnedSemaphorePermit) -> HttpResponse {
    // The place is free again when the file is gone: when all of it was sent, or its reader has left.
    let file = ReaderStream::new(tokio::fs::File::from_std(archive.file)).map(move |piece| {
        let _held = &place;
        piece
    });
    // Nobody holds it for long by reading slowly.
    let file = file.take_until(tokio::time::sleep(SLOWEST));
    HttpResponse::Ok()
        .content_type("application/zip")
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .body(SizedStream::new(archive.size, file))
}
