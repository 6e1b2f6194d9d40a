//! `POST /chat`

use actix_web::{HttpRequest, HttpResponse, post, web::Data};
use mami_chat::{At, TurnRequest};
use mami_ports::{ConversationId, MessageId, Problem};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Params, answer, auto, keyed, yes};
use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Chat},
    input::{Body, idempotency_key},
};

/// A turn to be taken.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChatInput {
    /// The conversation; a new one unless given.
    conversation_id: Option<ConversationId>,
    /// The message to follow; the conversation's head unless given. Another one branches there.
    parent_id: Option<MessageId>,
    /// What the person says.
    message: MessageInput,
    /// `auto` or `provider/model`.
    #[serde(default = "auto")]
    model: String,
    /// How the model is to answer.
    #[serde(default)]
    params: Params,
    /// `auto` or `text`: this version answers in text.
    #[serde(default)]
    intent: Intent,
    /// Personas are not in this version: absent or null.
    #[serde(default)]
    persona_id: Option<Uuid>,
    /// Conversations that are not kept are not in this version: false.
    #[serde(default)]
    temporary: bool,
    /// Conversations that stay on this machine are not in this version: false.
    #[serde(default)]
    private: bool,
    /// Answer with a stream of events, or, in the end, with JSON.
    #[serde(default = "yes")]
    stream: bool,
}

/// What a person says.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MessageInput {
    /// The text.
    content: String,
    /// Attachments are not in this version: absent or empty.
    #[serde(default)]
    attachments: Vec<Uuid>,
}

/// What a message asks for.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// Whatever it says.
    #[default]
    Auto,
    /// An answer in text.
    Text,
    /// A picture.
    Image,
    /// To remember, forget or list.
    Memory,
}

impl ChatInput {
    /// What is asked for that this version cannot do is refused: an answer that leaves it out would look as if it had been
    /// done.
    fn check(&self) -> Result<(), ApiError> {
        let absent = [
            ("/persona_id", self.persona_id.is_some(), "personas"),
            ("/temporary", self.temporary, "conversations that are not kept"),
            ("/private", self.private, "conversations that stay on this machine"),
            ("/message/attachments", !self.message.attachments.is_empty(), "attachments"),
            ("/intent", self.intent == Intent::Image, "pictures"),
            ("/intent", self.intent == Intent::Memory, "memories"),
        ];
        for (pointer, wanted, what) in absent {
            if wanted {
                return Err(ApiError::invalid_field(
                    pointer,
                    format!("{what} are not in this version of Mami"),
                ));
            }
        }
        if self.conversation_id.is_none() && self.parent_id.is_some() {
            return Err(ApiError::invalid_field(
                "/parent_id",
                "it needs the conversation_id that it belongs to",
            ));
        }
        self.params.check()
    }
}

/// One turn: a message, and its answer as a stream of events. The turn goes on when the client goes away; only cancel
/// stops it.
#[utoipa::path(
    operation_id = "chat",
    tag = "Chat",
    params(("Idempotency-Key" = Option<String>, Header, description = "The same request under the same key again gives the same turn")),
    request_body = ChatInput,
    responses(
        (status = 200, content((String = "text/event-stream"), (crate::flows::chat_turn::TurnResult = "application/json")), description = "Events with `id` (a growing position) and the names and data of `TurnEvent`; `done` or `error` is the last. With `stream: false`, what the turn made."),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`turn_running`: one answer at a time in a conversation"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/chat")]
pub async fn send(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    request: HttpRequest,
    Body(input): Body<ChatInput>,
) -> Result<HttpResponse, ApiError> {
    input.check()?;
    let key = keyed(idempotency_key(&request)?, &input);
    let content = input.message.content;
    let at = match input.conversation_id {
        None => At::New { content },
        Some(conversation) => At::Behind { conversation, parent: input.parent_id, content },
    };
    let turn = TurnRequest {
        at,
        model: input.model,
        temperature: input.params.temperature,
        max_tokens: input.params.max_tokens,
        key,
    };
    answer(mami, caller, turn, input.stream).await
}
