//! `/admin/users`: the people who are in.

use actix_web::{
    HttpRequest, HttpResponse, delete, get, patch, post,
    web::{Data, Json, Path, Query},
};
use chrono::{DateTime, Utc};
use mami_auth::{PeopleFilter, Person, PersonInput};
use mami_ports::{Page, Problem, UserId};
use secrecy::ExposeSecret as _;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    compose::Mami,
    edge::public_address,
    error::ApiError,
    identity::Administrator,
    input::{Body, page_limit},
};

/// Which accounts are wanted, and how many.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PeopleQuery {
    /// Only those with this in one of their names.
    q: Option<String>,
    /// Only those with this role.
    #[param(value_type = Option<mami_auth::Role>)]
    role: Option<mami_auth::Role>,
    /// Only those that are disabled (`true`) or not (`false`).
    disabled: Option<bool>,
    /// How many, 1 to 200.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200, default = 50)]
    limit: Option<String>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// A link that sets a password once.
#[derive(Serialize, ToSchema)]
pub struct ResetLink {
    /// The link to hand over. It is shown this once.
    url: String,
    /// The token in it.
    token: String,
    /// When it ends.
    expires_at: DateTime<Utc>,
}

/// The people who are in, newest first.
#[utoipa::path(
    operation_id = "list_users",
    tag = "Administration",
    params(PeopleQuery),
    responses(
        (status = 200, body = Page<Person>),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/admin/users")]
pub async fn list(
    mami: Data<Mami>,
    _administrator: Administrator,
    query: Query<PeopleQuery>,
) -> Result<Json<Page<Person>>, ApiError> {
    let limit = page_limit(query.limit.as_deref())?;
    let PeopleQuery { q, role, disabled, cursor, .. } = query.into_inner();
    let text = q.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let filter = PeopleFilter { text, role, disabled };
    Ok(Json(mami.auth.people(&filter, limit, cursor.as_deref()).await?))
}

/// One of the people who are in.
#[utoipa::path(
    operation_id = "get_user",
    tag = "Administration",
    params(("id" = UserId, Path, description = "The account")),
    responses(
        (status = 200, body = Person),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/admin/users/{id}")]
pub async fn read(
    mami: Data<Mami>,
    _administrator: Administrator,
    id: Path<UserId>,
) -> Result<Json<Person>, ApiError> {
    Ok(Json(mami.auth.person(*id).await?))
}

/// Changes somebody's role or name, or closes or opens their account. Closing it ends everything that is signed in with it.
#[utoipa::path(
    operation_id = "update_user",
    tag = "Administration",
    params(("id" = UserId, Path, description = "The account")),
    request_body = PersonInput,
    responses(
        (status = 200, body = Person),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`: an admin manages members, only an owner makes admins"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`last_owner`"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[patch("/admin/users/{id}")]
pub async fn update(
    mami: Data<Mami>,
    administrator: Administrator,
    id: Path<UserId>,
    Body(input): Body<PersonInput>,
) -> Result<Json<Person>, ApiError> {
    let person = mami.auth.change_person(&administrator.0.by(), *id, input).await?;
    if person.disabled {
        let answers = mami.chat.running_answers(person.id).await?;
        mami.chat.stop_answers(answers).await;
    }
    Ok(Json(person))
}

/// Deletes somebody's account and everything that hangs on it, now.
#[utoipa::path(
    operation_id = "delete_user",
    tag = "Administration",
    params(("id" = UserId, Path, description = "The account")),
    responses(
        (status = 204),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`last_owner`; `use_account_page` for one's own"),
    )
)]
#[delete("/admin/users/{id}")]
pub async fn delete(
    mami: Data<Mami>,
    administrator: Administrator,
    id: Path<UserId>,
) -> Result<HttpResponse, ApiError> {
    let answers = mami.chat.running_answers(*id).await?;
    mami.auth.delete_person(&administrator.0.by(), *id).await?;
    mami.chat.stop_answers(answers).await;
    Ok(HttpResponse::NoContent().finish())
}

/// Makes a link that sets somebody's password, once, within 24 hours. An earlier link is void.
#[utoipa::path(
    operation_id = "make_password_reset",
    tag = "Administration",
    params(("id" = UserId, Path, description = "The account")),
    responses(
        (status = 201, body = ResetLink),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`; `session_required` for an API key"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`use_account_page` for one's own"),
    )
)]
#[post("/admin/users/{id}/reset-password")]
pub async fn reset_password(
    mami: Data<Mami>,
    administrator: Administrator,
    request: HttpRequest,
    id: Path<UserId>,
) -> Result<HttpResponse, ApiError> {
    let administrator = administrator.in_a_browser()?;
    let address = public_address(&request, &mami)?;
    let (token, expires_at) = mami.auth.make_reset(&administrator.0.by(), *id).await?;
    let token = token.expose_secret().to_owned();
    let url = format!("{address}/reset?token={token}");
    Ok(HttpResponse::Created().json(ResetLink { url, token, expires_at }))
}

/// Takes the second factor off somebody's account, and ends all their sessions.
#[utoipa::path(
    operation_id = "reset_second_factor",
    tag = "Administration",
    params(("id" = UserId, Path, description = "The account")),
    responses(
        (status = 204),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`; `session_required` for an API key"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`use_account_page` for one's own"),
    )
)]
#[post("/admin/users/{id}/reset-second-factor")]
pub async fn reset_second_factor(
    mami: Data<Mami>,
    administrator: Administrator,
    id: Path<UserId>,
) -> Result<HttpResponse, ApiError> {
    let administrator = administrator.in_a_browser()?;
    mami.auth.reset_second_factor(&administrator.0.by(), *id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Signs somebody out everywhere.
#[utoipa::path(
    operation_id = "end_sessions_of_user",
    tag = "Administration",
    params(("id" = UserId, Path, description = "The account")),
    responses(
        (status = 204),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/admin/users/{id}/end-sessions")]
pub async fn end_sessions(
    mami: Data<Mami>,
    administrator: Administrator,
    id: Path<UserId>,
) -> Result<HttpResponse, ApiError> {
    mami.auth.end_sessions_of(&administrator.0.by(), *id).await?;
    Ok(HttpResponse::NoContent().finish())
}
