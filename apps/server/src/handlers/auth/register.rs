//! `POST /auth/register`

use actix_web::{HttpRequest, HttpResponse, post, web::Data};
use mami_auth::NewAccount;
use mami_ports::Problem;
use secrecy::SecretString;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    compose::Mami,
    error::ApiError,
    handlers::auth::{SignedInUser, signed_in},
    identity::client_info,
    input::Body,
};

/// A new account. Its role is the invite's.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterInput {
    /// The code from the link.
    #[schema(value_type = String)]
    invite_code: SecretString,
    /// The name to sign in with: 2 to 32 characters.
    username: String,
    /// 8 to 1,024 characters.
    #[schema(value_type = String, format = Password)]
    password: SecretString,
    /// The name to show; the username unless given.
    display_name: Option<String>,
}

/// Makes an account by an invite, and signs in. An attempt that fails uses nothing up.
#[utoipa::path(
    operation_id = "register",
    tag = "People",
    request_body = RegisterInput,
    responses(
        (status = 201, body = SignedInUser),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`invite_invalid`: unknown, used up, expired or revoked"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`username_taken`"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json", description = "`rate_limited`"),
    )
)]
#[post("/auth/register")]
pub async fn register(
    mami: Data<Mami>,
    request: HttpRequest,
    Body(input): Body<RegisterInput>,
) -> Result<HttpResponse, ApiError> {
    let account =
        NewAccount { username: input.username, password: input.password, display_name: input.display_name };
    let client = client_info(&request, &mami.settings.server.trusted_proxies);
    let done = mami.auth.register(&input.invite_code, account, &client).await?;
    Ok(signed_in(&mami, HttpResponse::Created(), done))
}
