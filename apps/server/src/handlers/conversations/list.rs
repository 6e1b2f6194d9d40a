//! `GET /conversations`

use actix_web::{
    get,
    web::{Data, Json, Query},
};
use mami_chat::Conversation;
use mami_ports::{Page, Problem};

use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Chat},
    input::PageQuery,
};

/// One's own conversations, newest first.
#[utoipa::path(
    operation_id = "list_conversations",
    tag = "Conversations",
    params(PageQuery),
    responses(
        (status = 200, body = Page<Conversation>),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/conversations")]
pub async fn list(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    page: Query<PageQuery>,
) -> Result<Json<Page<Conversation>>, ApiError> {
    Ok(Json(mami.chat.conversations(caller.user.id, page.limit()?, page.cursor.as_deref()).await?))
}
