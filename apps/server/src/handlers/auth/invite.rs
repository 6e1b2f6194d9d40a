//! `POST /auth/invites/preview`

use actix_web::{
    HttpRequest, post,
    web::{Data, Json},
};
use mami_auth::InvitePreview;
use mami_ports::Problem;
use secrecy::SecretString;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{compose::Mami, error::ApiError, identity::client_info, input::Body};

/// An invite's code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InviteCode {
    /// The code from the link.
    #[schema(value_type = String)]
    invite_code: SecretString,
}

/// What an invite is worth: who invites, and as what. The code is in the body, where no log and no history keeps it.
#[utoipa::path(
    operation_id = "preview_invite",
    tag = "People",
    request_body = InviteCode,
    responses(
        (status = 200, body = InvitePreview),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`invite_invalid`: unknown, used up, expired or revoked"),
        (status = 429, body = Problem, content_type = "application/problem+json", description = "`rate_limited`"),
    )
)]
#[post("/auth/invites/preview")]
pub async fn preview(
    mami: Data<Mami>,
    request: HttpRequest,
    Body(input): Body<InviteCode>,
) -> Result<Json<InvitePreview>, ApiError> {
    let client = client_info(&request, &mami.settings.server.trusted_proxies);
    Ok(Json(mami.auth.preview_invite(&input.invite_code, &client).await?))
}
