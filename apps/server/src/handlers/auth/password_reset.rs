//! `POST /auth/password-reset` and `/auth/password-reset/preview`: the link that an admin makes for who forgot their password.

use actix_web::{
    HttpRequest, post,
    web::{Data, Json},
};
use mami_auth::PasswordReset;
use mami_ports::Problem;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{compose::Mami, error::ApiError, identity::client_info, input::Body};

/// A link's token.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetToken {
    /// The token from the link.
    #[schema(value_type = String)]
    token: SecretString,
}

/// A link's token, and the password that it shall set.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetInput {
    /// The token from the link.
    #[schema(value_type = String)]
    token: SecretString,
    /// 8 to 1,024 characters.
    #[schema(value_type = String, format = Password)]
    new_password: SecretString,
}

/// Whose password was set.
#[derive(Serialize, ToSchema)]
pub struct ResetDone {
    /// The name to sign in with.
    username: String,
}

/// Whose password a link sets.
#[utoipa::path(
    operation_id = "preview_password_reset",
    tag = "People",
    request_body = ResetToken,
    responses(
        (status = 200, body = PasswordReset),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`reset_invalid`: unknown, used or expired"),
        (status = 429, body = Problem, content_type = "application/problem+json", description = "`rate_limited`"),
    )
)]
#[post("/auth/password-reset/preview")]
pub async fn preview(
    mami: Data<Mami>,
    request: HttpRequest,
    Body(input): Body<ResetToken>,
) -> Result<Json<PasswordReset>, ApiError> {
    let client = client_info(&request, &mami.settings.server.trusted_proxies);
    Ok(Json(mami.auth.preview_reset(&input.token, &client).await?))
}

/// Sets the password, once. Everything that is signed in with the account is dead then; it does not sign in.
#[utoipa::path(
    operation_id = "use_password_reset",
    tag = "People",
    request_body = ResetInput,
    responses(
        (status = 200, body = ResetDone),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`reset_invalid`: unknown, used or expired"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json", description = "`rate_limited`"),
    )
)]
#[post("/auth/password-reset")]
pub async fn set(
    mami: Data<Mami>,
    request: HttpRequest,
    Body(input): Body<ResetInput>,
) -> Result<Json<ResetDone>, ApiError> {
    let client = client_info(&request, &mami.settings.server.trusted_proxies);
    let user = mami.auth.use_reset(&input.token, input.new_password, &client).await?;
    Ok(Json(ResetDone { username: user.username }))
}
