//! `/auth/second-factor`: one's own second factor.

use actix_web::{
    HttpResponse, delete, get, post,
    web::{Data, Json},
};
use mami_auth::SecondFactor;
use mami_ports::Problem;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{compose::Mami, error::ApiError, identity::Identity, input::Body};

/// The account's password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordProof {
    /// The password.
    #[schema(value_type = String, format = Password)]
    password: SecretString,
}

/// A code from the app.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeProof {
    /// The six digits that the app shows now.
    #[schema(value_type = String)]
    code: SecretString,
}

/// The account's password and a code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BothProofs {
    /// The password.
    #[schema(value_type = String, format = Password)]
    password: SecretString,
    /// A code from the app, or a recovery code.
    #[schema(value_type = String)]
    code: SecretString,
}

/// What an app needs to make codes.
#[derive(Serialize, ToSchema)]
pub struct Enrolment {
    /// The secret, in base32, to type in.
    secret: String,
    /// The same as a URL, to be shown as a QR code.
    otpauth_url: String,
}

/// Codes for when the app is gone, each good once.
#[derive(Serialize, ToSchema)]
pub struct RecoveryCodes {
    /// The codes. They are shown this once.
    recovery_codes: Vec<String>,
}

impl From<Vec<SecretString>> for RecoveryCodes {
    fn from(codes: Vec<SecretString>) -> Self {
        Self { recovery_codes: codes.iter().map(|code| code.expose_secret().to_owned()).collect() }
    }
}

/// How it is with one's own second factor.
#[utoipa::path(operation_id = "get_second_factor", tag = "People", responses((status = 200, body = SecondFactor)))]
#[get("/auth/second-factor")]
pub async fn read(mami: Data<Mami>, identity: Identity) -> Result<Json<SecondFactor>, ApiError> {
    Ok(Json(mami.auth.second_factor(identity.user.id).await?))
}

/// Gives a secret for the app. It is in force once a code of it was confirmed.
#[utoipa::path(
    operation_id = "begin_second_factor",
    tag = "People",
    request_body = PasswordProof,
    responses(
        (status = 200, body = Enrolment),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`wrong_password`"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`second_factor_enabled`"),
        (status = 429, body = Problem, content_type = "application/problem+json", description = "`rate_limited`"),
    )
)]
#[post("/auth/second-factor")]
pub async fn begin(
    mami: Data<Mami>,
    identity: Identity,
    Body(input): Body<PasswordProof>,
) -> Result<Json<Enrolment>, ApiError> {
    let secret = mami.auth.begin_second_factor(identity.user.id, input.password, &identity.client).await?;
    let otpauth_url = secret.otpauth_url("Mami", &identity.user.username);
    Ok(Json(Enrolment { secret: secret.base32(), otpauth_url }))
}

/// Turns the second factor on by a code from the app.
#[utoipa::path(
    operation_id = "confirm_second_factor",
    tag = "People",
    request_body = CodeProof,
    responses(
        (status = 200, body = RecoveryCodes),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "No secret was asked for"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`second_factor_enabled`"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/auth/second-factor/confirm")]
pub async fn confirm(
    mami: Data<Mami>,
    identity: Identity,
    Body(input): Body<CodeProof>,
) -> Result<Json<RecoveryCodes>, ApiError> {
    let codes = mami.auth.confirm_second_factor(identity.user.id, &input.code, &identity.client).await?;
    Ok(Json(codes.into()))
}

/// Makes new recovery codes; the old ones are void.
#[utoipa::path(
    operation_id = "renew_recovery_codes",
    tag = "People",
    request_body = BothProofs,
    responses(
        (status = 200, body = RecoveryCodes),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`wrong_password` or `second_factor_invalid`"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "The second factor is off"),
        (status = 429, body = Problem, content_type = "application/problem+json", description = "`rate_limited`"),
    )
)]
#[post("/auth/second-factor/recovery-codes")]
pub async fn renew(
    mami: Data<Mami>,
    identity: Identity,
    Body(input): Body<BothProofs>,
) -> Result<Json<RecoveryCodes>, ApiError> {
    let codes = mami
        .auth
        .renew_recovery_codes(identity.user.id, input.password, &input.code, &identity.client)
        .await
        .map_err(|error| ApiError::from(error).while_signed_in())?;
    Ok(Json(codes.into()))
}

/// Turns the second factor off.
#[utoipa::path(
    operation_id = "disable_second_factor",
    tag = "People",
    request_body = BothProofs,
    responses(
        (status = 204),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`wrong_password` or `second_factor_invalid`"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "The second factor is off"),
        (status = 429, body = Problem, content_type = "application/problem+json", description = "`rate_limited`"),
    )
)]
#[delete("/auth/second-factor")]
pub async fn disable(
    mami: Data<Mami>,
    identity: Identity,
    Body(input): Body<BothProofs>,
) -> Result<HttpResponse, ApiError> {
    mami.auth
        .disable_second_factor(identity.user.id, input.password, &input.code, &identity.client)
        .await
        .map_err(|error| ApiError::from(error).while_signed_in())?;
    Ok(HttpResponse::NoContent().finish())
}
