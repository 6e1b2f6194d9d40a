//! `GET /conversations/{id}` and `GET /conversations/{id}/messages`

use actix_web::{
    get,
    web::{Data, Json, Path},
};
use mami_chat::{Conversation, Message};
use mami_ports::{ConversationId, Page, Problem};

use crate::{
    compose::Mami,
    error::ApiError,
    flows::recollect,
    identity::{Caller, Chat},
};

/// One conversation.
#[utoipa::path(
    operation_id = "get_conversation",
    tag = "Conversations",
    params(("id" = ConversationId, Path)),
    responses(
        (status = 200, body = Conversation),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/conversations/{id}")]
pub async fn read(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    id: Path<ConversationId>,
) -> Result<Json<Conversation>, ApiError> {
    Ok(Json(mami.chat.conversation(caller.user.id, *id).await?))
}

/// The whole tree of a conversation's messages, oldest first. `next_cursor` is always null.
#[utoipa::path(
    operation_id = "list_messages",
    tag = "Conversations",
    params(("id" = ConversationId, Path)),
    responses(
        (status = 200, body = Page<Message>),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/conversations/{id}/messages")]
pub async fn messages(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    id: Path<ConversationId>,
) -> Result<Json<Page<Message>>, ApiError> {
    let mut items = mami.chat.messages(caller.user.id, *id).await?;
    recollect::messages(&mami.recaller, caller.user.id, &mut items).await?;
    Ok(Json(Page { items, next_cursor: None }))
}
