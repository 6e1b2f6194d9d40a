//! Links to conversations: `/conversations/{id}/shares`, `/shares`, and what everyone reads at `/shared/{token}`

use actix_web::{
    HttpRequest, HttpResponse, delete, get, post,
    web::{Data, Json, Path, Query},
};
use mami_chat::{Share, sharing::Shared};
use mami_ports::{ConversationId, Page, Problem, ShareId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    compose::Mami,
    edge::public_address,
    error::ApiError,
    identity::{Caller, Chat},
    input::{PageQuery, part},
};

/// A link that was just made.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewShare {
    /// What is kept of it.
    #[serde(flatten)]
    share: Share,
    /// The link. It is told this once.
    url: String,
}

/// Makes a link under which everyone who has it reads the conversation's shown branch as it is now. What is said later does not
/// show.
#[utoipa::path(
    operation_id = "share_conversation",
    tag = "In and out",
    params(("id" = ConversationId, Path)),
    responses(
        (status = 201, body = NewShare),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`sharing_off`"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`private_conversation`, `nothing_to_share`, `too_many_shares` (50)"),
        (status = 413, body = Problem, content_type = "application/problem+json", description = "`too_large`: more than a link may show"),
    )
)]
#[post("/conversations/{id}/shares")]
pub async fn create(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    request: HttpRequest,
    id: Path<ConversationId>,
) -> Result<HttpResponse, ApiError> {
    let address = public_address(&request, &mami)?;
    let (share, token) = mami.sharing.share(caller.user.id, *id).await?;
    if let Err(error) = record(&mami, &caller, "share.created", &share).await {
        // Nobody has seen the link: there must be none that the record does not know.
        mami.sharing.revoke(caller.user.id, share.id).await?;
        return Err(error);
    }
    Ok(HttpResponse::Created().json(NewShare { share, url: format!("{address}/s/{token}") }))
}

/// The links to one conversation, newest first.
#[utoipa::path(
    operation_id = "list_conversation_shares",
    tag = "In and out",
    params(("id" = ConversationId, Path), PageQuery),
    responses(
        (status = 200, body = Page<Share>),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/conversations/{id}/shares")]
pub async fn of_conversation(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    id: Path<ConversationId>,
    page: Query<PageQuery>,
) -> Result<Json<Page<Share>>, ApiError> {
    let shares = mami.sharing.of(caller.user.id, *id).await?;
    Ok(Json(part(shares, &page, |share| share.id.to_string())?))
}

/// All of one's links, newest first.
#[utoipa::path(
    operation_id = "list_shares",
    tag = "In and out",
    params(PageQuery),
    responses(
        (status = 200, body = Page<Share>),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/shares")]
pub async fn list(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    page: Query<PageQuery>,
) -> Result<Json<Page<Share>>, ApiError> {
    let shares = mami.sharing.all(caller.user.id).await?;
    Ok(Json(part(shares, &page, |share| share.id.to_string())?))
}

/// Takes a link back. From now on it shows nothing.
#[utoipa::path(
    operation_id = "revoke_share",
    tag = "In and out",
    params(("id" = ShareId, Path)),
    responses(
        (status = 204),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
#[delete("/shares/{id}")]
pub async fn revoke(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    id: Path<ShareId>,
) -> Result<HttpResponse, ApiError> {
    let share = mami.sharing.revoke(caller.user.id, *id).await?;
    record(&mami, &caller, "share.revoked", &share).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// What a link shows, open to everyone who has it. One that was taken back is like one that never was.
#[utoipa::path(
    operation_id = "read_shared",
    tag = "In and out",
    params(("token" = String, Path, description = "What stands in the link behind `/s/`")),
    responses(
        (status = 200, body = Shared),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/shared/{token}")]
pub async fn read(mami: Data<Mami>, token: Path<String>) -> Result<Json<Shared>, ApiError> {
    Ok(Json(mami.sharing.read(&token).await?))
}

/// Notes it, without what the conversation is called: its title is not for those who read the record.
async fn record(
    mami: &Data<Mami>,
    caller: &Caller<Chat>,
    action: &str,
    share: &Share,
) -> Result<(), ApiError> {
    let of = share.conversation_id.to_string();
    Ok(mami.auth.record(&caller.by(), action, Some((Some(share.id.uuid()), &of)), None).await?)
}
