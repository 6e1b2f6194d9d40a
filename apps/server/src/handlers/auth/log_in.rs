//! `POST /auth/login`

use actix_web::{HttpRequest, HttpResponse, post, web::Data};
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

/// A name and a password.
#[derive(Deserialize, ToSchema)]
pub struct LoginInput {
    /// The name to sign in with.
    username: String,
    /// The password.
    #[schema(value_type = String, format = Password)]
    password: SecretString,
}

/// Signs in. A wrong name and a wrong password get the same answer, in the same time.
#[utoipa::path(
    operation_id = "log_in",
    tag = "People",
    request_body = LoginInput,
    responses(
        (status = 200, body = SignedInUser),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`invalid_credentials`"),
        (status = 429, body = Problem, content_type = "application/problem+json", description = "`rate_limited`"),
    )
)]
#[post("/auth/login")]
pub async fn log_in(
    mami: Data<Mami>,
    request: HttpRequest,
    Body(input): Body<LoginInput>,
) -> Result<HttpResponse, ApiError> {
    let client = client_info(&request, &mami.settings.server.trusted_proxies);
    let done = mami.auth.log_in(&input.username, input.password, client).await?;
    Ok(signed_in(&mami, HttpResponse::Ok(), done))
}
