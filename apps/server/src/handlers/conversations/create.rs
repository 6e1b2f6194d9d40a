//! `POST /conversations`

use actix_web::{HttpResponse, post, web::Data};
use mami_chat::{Conversation, ConversationInput};
use mami_ports::Problem;

use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Chat},
    input::Body,
};

/// Makes an empty conversation.
#[utoipa::path(
    operation_id = "create_conversation",
    tag = "Conversations",
    request_body = ConversationInput,
    responses(
        (status = 201, body = Conversation),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/conversations")]
pub async fn create(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    Body(input): Body<ConversationInput>,
) -> Result<HttpResponse, ApiError> {
    let conversation = mami.chat.create_conversation(caller.user.id, input).await?;
    Ok(HttpResponse::Created().json(conversation))
}
