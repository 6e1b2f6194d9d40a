//! `POST /auth/login`

use actix_web::{HttpRequest, HttpResponse, post, web::Data};
use mami_auth::LogIn;
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
#[serde(deny_unknown_fields)]
pub struct LoginInput {
    /// The name to sign in with.
    username: String,
    /// The password.
    #[schema(value_type = String, format = Password)]
    password: SecretString,
    /// Whether this device stays signed in when the browser is closed.
    #[serde(default)]
    remember_me: bool,
    /// A code from the app, or a recovery code, for an account with a second factor.
    #[schema(value_type = Option<String>)]
    otp: Option<SecretString>,
}

/// Signs in. A wrong name and a wrong password get the same answer, in the same time.
#[utoipa::path(
    operation_id = "log_in",
    tag = "People",
    request_body = LoginInput,
    responses(
        (status = 200, body = SignedInUser),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`invalid_credentials`; once the password was right, `second_factor_required` or `second_factor_invalid`"),
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
    let LoginInput { username, password, remember_me: remember, otp } = input;
    let done = mami.auth.log_in(LogIn { username, password, otp, remember }, &client).await?;
    Ok(signed_in(&mami, HttpResponse::Ok(), done))
}
