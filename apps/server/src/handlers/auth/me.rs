//! `GET`, `PATCH /auth/me`

use actix_web::{
    get, patch,
    web::{Data, Json},
};
use mami_auth::{ProfileInput, User};
use mami_ports::Problem;

use crate::{compose::Mami, error::ApiError, identity::Identity, input::Body};

/// The signed-in person.
#[utoipa::path(
    operation_id = "get_me",
    tag = "People",
    responses(
        (status = 200, body = User),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
    )
)]
#[get("/auth/me")]
pub async fn read(identity: Identity) -> Json<User> {
    Json(identity.user)
}

/// Changes one's own name, language or theme.
#[utoipa::path(
    operation_id = "update_me",
    tag = "People",
    request_body = ProfileInput,
    responses(
        (status = 200, body = User),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[patch("/auth/me")]
pub async fn update(
    mami: Data<Mami>,
    identity: Identity,
    Body(input): Body<ProfileInput>,
) -> Result<Json<User>, ApiError> {
    Ok(Json(mami.auth.update_profile(identity.user.id, input).await?))
}
