//! `GET`, `DELETE /auth/sessions` and `DELETE /auth/sessions/{id}`: one's own devices.

use actix_web::{
    HttpResponse, delete, get,
    web::{Data, Json, Path, Query},
};
use chrono::{DateTime, Utc};
use mami_auth::{Device, Session};
use mami_ports::{Page, Problem, SessionId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    compose::Mami,
    error::ApiError,
    handlers::auth::signed_out,
    identity::Identity,
    input::{PageQuery, part},
};

/// A device that is signed in.
#[derive(Serialize, ToSchema)]
pub struct DeviceSession {
    /// The id of its session.
    id: SessionId,
    /// It is the one that asks.
    current: bool,
    /// It stays signed in when its browser is closed.
    remembered: bool,
    #[serde(flatten)]
    device: Device,
    /// The IP address that it was last used from.
    address: Option<String>,
    /// When it signed in.
    created_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    last_seen_at: DateTime<Utc>,
    /// When it must sign in again, unless it is used before.
    expires_at: DateTime<Utc>,
}

/// One's own devices: the one that asks first, then those that were used last.
#[utoipa::path(
    operation_id = "list_sessions",
    tag = "People",
    params(PageQuery),
    responses(
        (status = 200, body = Page<DeviceSession>),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/auth/sessions")]
pub async fn list(
    mami: Data<Mami>,
    identity: Identity,
    page: Query<PageQuery>,
) -> Result<Json<Page<DeviceSession>>, ApiError> {
    let mut devices: Vec<_> = mami
        .auth
        .sessions(identity.user.id)
        .await?
        .into_iter()
        .map(|session| device(session, identity.session.id))
        .collect();
    devices.sort_by_key(|device| !device.current);
    part(devices, &page, |device| device.id.to_string()).map(Json)
}

fn device(session: Session, current: SessionId) -> DeviceSession {
    DeviceSession {
        id: session.id,
        current: session.id == current,
        remembered: session.remembered_until.is_some(),
        device: Device::from_user_agent(session.user_agent.as_deref().unwrap_or_default()),
        expires_at: session.ends_at(),
        address: session.address,
        created_at: session.created_at,
        last_seen_at: session.last_seen_at,
    }
}

/// Signs one of one's own devices out, at once.
#[utoipa::path(
    operation_id = "end_session",
    tag = "People",
    params(("id" = SessionId, Path, description = "The session")),
    responses(
        (status = 204),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
#[delete("/auth/sessions/{id}")]
pub async fn end(
    mami: Data<Mami>,
    identity: Identity,
    id: Path<SessionId>,
) -> Result<HttpResponse, ApiError> {
    mami.auth.end_session(&identity.by(), identity.user.id, *id).await?;
    Ok(if *id == identity.session.id { signed_out(&mami) } else { HttpResponse::NoContent().finish() })
}

/// Signs all of one's own devices out but the one that asks, at once.
#[utoipa::path(operation_id = "end_other_sessions", tag = "People", responses((status = 204)))]
#[delete("/auth/sessions")]
pub async fn end_others(mami: Data<Mami>, identity: Identity) -> Result<HttpResponse, ApiError> {
    mami.auth.end_other_sessions(&identity.by(), &identity.session).await?;
    Ok(HttpResponse::NoContent().finish())
}
