//! `GET /admin/providers` and `POST /admin/providers/{id}/test`

use actix_web::{
    get, post,
    web::{Data, Json, Path},
};
use mami_chat::ProviderStatus;
use mami_ports::Problem;

use crate::{compose::Mami, error::ApiError, identity::Administrator};

/// How every provider is.
#[utoipa::path(
    operation_id = "list_providers",
    tag = "Administration",
    responses(
        (status = 200, body = Vec<ProviderStatus>),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`"),
    )
)]
#[get("/admin/providers")]
pub async fn list(mami: Data<Mami>, _administrator: Administrator) -> Json<Vec<ProviderStatus>> {
    Json(mami.chat.catalog().providers())
}

/// Asks a provider now.
#[utoipa::path(
    operation_id = "test_provider",
    tag = "Administration",
    params(("id" = String, Path, description = "The provider's name")),
    responses(
        (status = 200, body = ProviderStatus),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/admin/providers/{id}/test")]
pub async fn test(
    mami: Data<Mami>,
    administrator: Administrator,
    id: Path<String>,
) -> Result<Json<ProviderStatus>, ApiError> {
    let status = mami.chat.catalog().check(&id).await.ok_or_else(ApiError::not_found)?;
    mami.auth.record(&administrator.0.by(), "provider.tested", Some((None, &id)), None).await?;
    Ok(Json(status))
}
