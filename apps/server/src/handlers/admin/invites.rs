//! `/admin/invites`

use actix_web::{
    HttpRequest, HttpResponse, delete, get, post,
    web::{Data, Json, Path, Query},
};
use mami_auth::{Invite, InviteInput};
use mami_ports::{InviteId, Page, Problem};
use secrecy::ExposeSecret as _;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    compose::Mami,
    edge::public_address,
    error::ApiError,
    identity::Administrator,
    input::{Body, PageQuery},
};

/// A new invite.
#[derive(Serialize, ToSchema)]
pub struct CreatedInvite {
    #[serde(flatten)]
    invite: Invite,
    /// The code. It is shown this once.
    code: String,
    /// The link to hand over, with the code in it.
    url: String,
}

/// Every invite, newest first, and who came by it.
#[utoipa::path(
    operation_id = "list_invites",
    tag = "Administration",
    params(PageQuery),
    responses(
        (status = 200, body = Page<Invite>),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/admin/invites")]
pub async fn list(
    mami: Data<Mami>,
    _administrator: Administrator,
    page: Query<PageQuery>,
) -> Result<Json<Page<Invite>>, ApiError> {
    let (limit, cursor) = (page.limit()?, page.cursor.as_deref());
    Ok(Json(mami.auth.invites(limit, cursor).await?))
}

/// Invites people: with the code, as many as it is for can make an account, each with its role.
#[utoipa::path(
    operation_id = "create_invite",
    tag = "Administration",
    request_body = InviteInput,
    responses(
        (status = 201, body = CreatedInvite),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`: only an owner invites admins"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/admin/invites")]
pub async fn create(
    mami: Data<Mami>,
    administrator: Administrator,
    request: HttpRequest,
    Body(input): Body<InviteInput>,
) -> Result<HttpResponse, ApiError> {
    let Administrator(caller) = administrator;
    let address = public_address(&request, &mami)?;
    let new = mami.auth.create_invite(&caller.by(), Some(&caller.user), input).await?;
    let code = new.code.expose_secret().to_owned();
    let url = format!("{address}/register?code={code}");
    Ok(HttpResponse::Created().json(CreatedInvite { invite: new.invite, code, url }))
}

/// Takes an invite back: its code lets nobody in any more. Who came by it stays.
#[utoipa::path(
    operation_id = "revoke_invite",
    tag = "Administration",
    params(("id" = InviteId, Path, description = "The invite")),
    responses(
        (status = 204),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
#[delete("/admin/invites/{id}")]
pub async fn revoke(
    mami: Data<Mami>,
    administrator: Administrator,
    id: Path<InviteId>,
) -> Result<HttpResponse, ApiError> {
    mami.auth.revoke_invite(&administrator.0.by(), *id).await?;
    Ok(HttpResponse::NoContent().finish())
}
