//! `GET /auth/activity`

use actix_web::{
    get,
    web::{Data, Json, Query},
};
use mami_auth::AuditEntry;
use mami_ports::{Page, Problem};

use crate::{compose::Mami, error::ApiError, identity::Identity, input::PageQuery};

/// What one did and what was done to one's own account, newest first.
#[utoipa::path(
    operation_id = "list_activity",
    tag = "People",
    params(PageQuery),
    responses(
        (status = 200, body = Page<AuditEntry>),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/auth/activity")]
pub async fn list(
    mami: Data<Mami>,
    identity: Identity,
    page: Query<PageQuery>,
) -> Result<Json<Page<AuditEntry>>, ApiError> {
    let (limit, cursor) = (page.limit()?, page.cursor.as_deref());
    Ok(Json(mami.auth.activity(identity.user.id, limit, cursor).await?))
}
