//! `DELETE /auth/me`

use actix_web::{HttpResponse, delete, web::Data};
use mami_ports::Problem;
use secrecy::SecretString;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{compose::Mami, error::ApiError, handlers::auth::signed_out, identity::Identity, input::Body};

/// Proof that it is meant.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LeaveInput {
    /// The password.
    #[schema(value_type = String, format = Password)]
    password: SecretString,
    /// A code from the app, or a recovery code, for an account with a second factor.
    #[schema(value_type = Option<String>)]
    otp: Option<SecretString>,
}

/// Leaves for good: the account and everything that hangs on it is deleted now.
#[utoipa::path(
    operation_id = "leave",
    tag = "People",
    request_body = LeaveInput,
    responses(
        (status = 204),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`wrong_password`, `second_factor_required` or `second_factor_invalid`"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`last_owner`"),
        (status = 429, body = Problem, content_type = "application/problem+json", description = "`rate_limited`"),
    )
)]
#[delete("/auth/me")]
pub async fn leave(
    mami: Data<Mami>,
    identity: Identity,
    Body(input): Body<LeaveInput>,
) -> Result<HttpResponse, ApiError> {
    let answers = mami.chat.running_answers(identity.user.id).await?;
    mami.auth
        .leave(identity.user.id, input.password, input.otp.as_ref(), &identity.client)
        .await
        .map_err(|error| ApiError::from(error).while_signed_in())?;
    mami.chat.stop_answers(answers).await;
    Ok(signed_out(&mami))
}
