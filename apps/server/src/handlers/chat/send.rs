//! `POST /chat`

use actix_web::{HttpRequest, HttpResponse, post, web::Data};
use mami_chat::{At, Role, Saying, TurnRequest, prompt::Said};
use mami_ports::{ConversationId, FileId, MessageId, PersonaId, Problem};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Intent, Params, answer, auto, keyed, yes};
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
    /// A message of one's own that this is another version of: it goes beside it.
    edit_message_id: Option<MessageId>,
    /// What the person says.
    message: MessageInput,
    /// `auto` or `provider/model`.
    #[serde(default = "auto")]
    model: String,
    /// How the model is to answer.
    #[serde(default)]
    params: Params,
    /// What the message is meant as.
    #[serde(default)]
    intent: Intent,
    /// Who speaks from now on; who did before unless given.
    #[serde(default)]
    persona_id: Option<PersonaId>,
    /// The conversation is kept nowhere: what was said in it so far comes with `history`, and the answer ends when its client
    /// goes away.
    #[serde(default)]
    temporary: bool,
    /// Of a temporary conversation: what was said so far, oldest first, at most 200 messages.
    #[serde(default)]
    history: Vec<EarlierInput>,
    /// Of a new conversation: nothing of it ever leaves this machine. Of one that is there: it must be private already.
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
    /// Files of one's own, at most ten.
    #[serde(default)]
    attachments: Vec<FileId>,
}

/// What was said earlier.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EarlierInput {
    /// Who said it.
    role: Role,
    /// What was said.
    content: String,
}

impl ChatInput {
    /// What makes no sense together is refused: an answer that leaves half of it out would look as if it had been done.
    fn check(&self) -> Result<(), ApiError> {
        let kept_away = "a temporary conversation is kept nowhere, and neither are its files: leave them out";
        let faults = [
            (
                "/parent_id",
                self.parent_id.is_some() && self.conversation_id.is_none(),
                "it needs the conversation_id that it belongs to",
            ),
            (
                "/edit_message_id",
                self.edit_message_id.is_some() && self.parent_id.is_some(),
                "it stands where the other version stands: leave parent_id out",
            ),
            (
                "/parent_id",
                self.temporary && self.parent_id.is_some(),
                "a temporary conversation has one branch",
            ),
            (
                "/edit_message_id",
                self.temporary && self.edit_message_id.is_some(),
                "a temporary conversation has no messages that could be named",
            ),
            ("/message/attachments", self.temporary && !self.message.attachments.is_empty(), kept_away),
            (
                "/history",
                !self.temporary && !self.history.is_empty(),
                "only temporary conversations bring their history along",
            ),
        ];
        for (pointer, wrong, message) in faults {
            if wrong {
                return Err(ApiError::invalid_field(pointer, message));
            }
        }
        self.params.check()
    }

    fn at(&mut self) -> At {
        let content = std::mem::take(&mut self.message.content);
        if self.temporary {
            let history = std::mem::take(&mut self.history);
            return At::Nowhere {
                conversation: self.conversation_id,
                history: history
                    .into_iter()
                    .map(|earlier| Said::text(earlier.role, earlier.content))
                    .collect(),
                content,
                private: self.private,
            };
        }
        let saying = Saying { content, files: std::mem::take(&mut self.message.attachments) };
        match (self.edit_message_id, self.conversation_id) {
            (Some(message), conversation) => {
                At::Instead { message, conversation, saying, private: self.private }
            }
            (None, Some(conversation)) => {
                At::Behind { conversation, parent: self.parent_id, saying, private: self.private }
            }
            (None, None) => At::New { saying, private: self.private },
        }
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
    Body(mut input): Body<ChatInput>,
) -> Result<HttpResponse, ApiError> {
    input.check()?;
    let key = keyed(idempotency_key(&request)?, &input);
    let at = input.at();
    let turn = TurnRequest {
        intent: input.intent.asked(),
        persona: input.persona_id,
        ..super::request(&caller.user, at, input.model, &input.params, key)
    };
    answer(mami, caller, turn, input.stream).await
}
