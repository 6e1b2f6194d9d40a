//! `GET /auth/export`

use actix_web::{HttpResponse, get, web::Data};
use mami_ports::Problem;

use crate::{compose::Mami, error::ApiError, flows::export, handlers::archive, identity::Identity};

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
    let place = archive::place(&mami)?;
    mami.auth.record_export(&identity.by(), identity.user.id).await?;
    let archive = export::archive(&mami, &identity.user).await?;
    let name = format!("mami-{}.zip", archive.made_at.format("%Y-%m-%d"));
    Ok(archive::send(archive, &name, place))
}
