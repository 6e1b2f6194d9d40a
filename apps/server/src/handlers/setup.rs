//! The first run: whether there is an owner, and becoming it.

use actix_web::{
    HttpRequest, HttpResponse, get, post,
    web::{Data, Json},
};
use mami_auth::NewAccount;
use mami_ports::Problem;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    compose::Mami, error::ApiError, handlers::auth::SignedInUser, handlers::auth::signed_in, input::Body,
};

/// What anybody may know.
#[derive(Debug, Serialize, ToSchema)]
pub struct Setup {
    /// Nobody has become the owner yet.
    needs_owner: bool,
    /// The version of Mami.
    version: &'static str,
    /// The name of this Mami.
    name: &'static str,
}

/// Whether this Mami waits for its owner.
#[utoipa::path(operation_id = "get_setup", tag = "Setup", responses((status = 200, body = Setup)))]
#[get("/setup")]
pub async fn read(mami: Data<Mami>) -> Result<Json<Setup>, ApiError> {
    let needs_owner = mami.auth.needs_owner().await?;
    Ok(Json(Setup { needs_owner, version: env!("CARGO_PKG_VERSION"), name: "Mami" }))
}

/// The owner to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetupInput {
    /// The one-time token from the link that the server prints.
    #[schema(value_type = String)]
    setup_token: SecretString,
    /// The name to sign in with: 2 to 32 characters.
    username: String,
    /// 8 to 1,024 characters.
    #[schema(value_type = String, format = Password)]
    password: SecretString,
    /// The name to show; the username unless given.
    display_name: Option<String>,
}

/// Becomes the owner, and signs in.
#[utoipa::path(
    operation_id = "set_up",
    tag = "Setup",
    request_body = SetupInput,
    responses(
        (status = 201, body = SignedInUser),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`setup_token_invalid`"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`already_set_up`"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json", description = "`rate_limited`"),
    )
)]
#[post("/setup")]
pub async fn create(
    mami: Data<Mami>,
    request: HttpRequest,
    Body(input): Body<SetupInput>,
) -> Result<HttpResponse, ApiError> {
    let account =
        NewAccount { username: input.username, password: input.password, display_name: input.display_name };
    let client = crate::identity::client_info(&request, &mami.settings.server.trusted_proxies);
    let done = mami.auth.set_up(&input.setup_token, account, &client).await?;
    Ok(signed_in(&mami, HttpResponse::Created(), done))
}
