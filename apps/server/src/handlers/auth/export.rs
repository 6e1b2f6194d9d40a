//! `GET /auth/export`

use std::time::Duration;

use actix_web::{
    HttpResponse,
    body::SizedStream,
    get,
    http::{StatusCode, header},
    web::Data,
};
use mami_ports::Problem;
use tokio_util::io::ReaderStream;

use crate::{compose::Mami, error::ApiError, flows::export, identity::Identity};

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
    let Ok(_place) = mami.exports.try_acquire() else {
        let detail = "Others take everything along just now. Try again in a moment.";
        return Err(ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "busy", detail)
            .retry_after(Duration::from_secs(10)));
    };
    let archive = export::archive(&mami, &identity.user).await?;
    mami.auth.record(&identity.by(), "user.exported", None, None).await?;
    let name = format!("attachment; filename=\"mami-{}.zip\"", archive.made_at.format("%Y-%m-%d"));
    Ok(HttpResponse::Ok()
        .content_type("application/zip")
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .body(SizedStream::new(archive.size, ReaderStream::new(tokio::fs::File::from_std(archive.file)))))
}
