//! `GET`, `POST /auth/api-keys` and `DELETE /auth/api-keys/{id}`

use actix_web::{
    HttpResponse, delete, get, post,
    web::{Data, Json, Path, Query},
};
use mami_auth::{ApiKey, ApiKeyInput};
use mami_ports::{ApiKeyId, Page, Problem};
use secrecy::ExposeSecret as _;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    compose::Mami,
    error::ApiError,
    identity::Identity,
    input::{Body, PageQuery, part},
};

/// A new key.
#[derive(Serialize, ToSchema)]
pub struct NewApiKey {
    #[serde(flatten)]
    about: ApiKey,
    /// The key itself. It is shown this once.
    key: String,
}

/// One's own API keys, newest first.
#[utoipa::path(
    operation_id = "list_api_keys",
    tag = "People",
    params(PageQuery),
    responses(
        (status = 200, body = Page<ApiKey>),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/auth/api-keys")]
pub async fn list(
    mami: Data<Mami>,
    identity: Identity,
    page: Query<PageQuery>,
) -> Result<Json<Page<ApiKey>>, ApiError> {
    let keys = mami.auth.api_keys(identity.user.id).await?;
    part(keys, &page, |key| key.id.to_string()).map(Json)
}

/// Makes an API key. Programs send it as `Authorization: Bearer mami_…`.
#[utoipa::path(
    operation_id = "create_api_key",
    tag = "People",
    request_body = ApiKeyInput,
    responses(
        (status = 201, body = NewApiKey),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`too_many_keys`"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/auth/api-keys")]
pub async fn create(
    mami: Data<Mami>,
    identity: Identity,
    Body(input): Body<ApiKeyInput>,
) -> Result<HttpResponse, ApiError> {
    let (about, key) =
        mami.auth.create_api_key(&identity.by(), &identity.user, identity.session.id, input).await?;
    Ok(HttpResponse::Created().json(NewApiKey { about, key: key.expose_secret().to_owned() }))
}

/// Deletes one of one's own API keys: it is dead at once.
#[utoipa::path(
    operation_id = "revoke_api_key",
    tag = "People",
    params(("id" = ApiKeyId, Path, description = "The key's id")),
    responses(
        (status = 204),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
#[delete("/auth/api-keys/{id}")]
pub async fn revoke(
    mami: Data<Mami>,
    identity: Identity,
    id: Path<ApiKeyId>,
) -> Result<HttpResponse, ApiError> {
    mami.auth.revoke_api_key(&identity.by(), identity.user.id, *id).await?;
    Ok(HttpResponse::NoContent().finish())
}
