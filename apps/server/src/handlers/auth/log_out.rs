//! `POST /auth/logout`

use actix_web::{HttpResponse, post, web::Data};
use mami_ports::Problem;

use crate::{compose::Mami, error::ApiError, handlers::auth::signed_out, identity::Identity};

/// Signs out: this session, and what would resume it, is dead at once.
#[utoipa::path(
    operation_id = "log_out",
    tag = "People",
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
    )
)]
#[post("/auth/logout")]
pub async fn log_out(mami: Data<Mami>, identity: Identity) -> Result<HttpResponse, ApiError> {
    mami.auth.log_out(&identity.by(), &identity.session).await?;
    Ok(signed_out(&mami))
}
