//! `PUT /auth/password`

use actix_web::{HttpResponse, put, web::Data};
use mami_ports::Problem;
use secrecy::SecretString;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{compose::Mami, error::ApiError, identity::Identity, input::Body};

/// The old password and the new one.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordInput {
    /// The password until now.
    #[schema(value_type = String, format = Password)]
    current_password: SecretString,
    /// 8 to 1,024 characters.
    #[schema(value_type = String, format = Password)]
    new_password: SecretString,
}

/// Changes one's own password. Every other session and every API key of the account is dead then, and this session gets new
/// cookies.
#[utoipa::path(
    operation_id = "change_password",
    tag = "People",
    request_body = PasswordInput,
    responses(
        (status = 204),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`wrong_password`"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json", description = "`rate_limited`"),
    )
)]
#[put("/auth/password")]
pub async fn change(
    mami: Data<Mami>,
    identity: Identity,
    Body(input): Body<PasswordInput>,
) -> Result<HttpResponse, ApiError> {
    let PasswordInput { current_password, new_password } = input;
    let Identity { session, client, .. } = identity;
    let done = mami.auth.change_password(session, current_password, new_password, &client).await?;
    let mut response = HttpResponse::NoContent();
    for cookie in mami.cookies.of(&done) {
        response.cookie(cookie);
    }
    Ok(response.finish())
}
