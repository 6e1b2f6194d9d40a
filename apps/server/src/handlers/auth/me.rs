//! `GET`, `PATCH /auth/me` and `DELETE /auth/me/alert`

use actix_web::{
    HttpResponse, delete, get, patch,
    web::{Data, Json},
};
use mami_auth::{ProfileInput, User};
use mami_ports::Problem;

use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Anything, Caller, Identity},
    input::Body,
};

/// The signed-in person, or whose the API key is.
#[utoipa::path(
    operation_id = "get_me",
    tag = "People",
    responses(
        (status = 200, body = User),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`; `remember_token_reused` when this device's sign-in was used from elsewhere"),
    )
)]
#[get("/auth/me")]
pub async fn read(caller: Caller<Anything>) -> Json<User> {
    Json(caller.user)
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

/// Takes back the alert of one's own account: it was read.
#[utoipa::path(operation_id = "dismiss_alert", tag = "People", responses((status = 204)))]
#[delete("/auth/me/alert")]
pub async fn dismiss_alert(mami: Data<Mami>, identity: Identity) -> Result<HttpResponse, ApiError> {
    mami.auth.dismiss_alert(identity.user.id).await?;
    Ok(HttpResponse::NoContent().finish())
}
