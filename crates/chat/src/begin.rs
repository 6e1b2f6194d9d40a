//! Beginning a turn: everything that is decided before the model is asked.

use std::sync::Arc;

use mami_ports::{ConversationId, MessageId, Prompt, Start, UserId};

use crate::{
    error::ChatError,
    prompt,
    route::{self, NoChoice},
    service::Chat,
    store::{BeginError, Branch, NewTurn, Place},
    title,
    turn::Turn,
};

/// How many messages of a branch are looked at when a prompt is put together.
const HISTORY_MESSAGES: u32 = 400;
/// A turn that someone asks for.
#[derive(Debug, Clone)]
pub struct TurnRequest {
    /// Where.
    pub at: At,
    /// `auto` or `provider/model`.
    pub model: String,
    /// How freely to choose words, 0.0 to 2.0.
    pub temperature: Option<f32>,
    /// The most tokens the answer may have.
    pub max_tokens: Option<u32>,
    /// The client's idempotency key, and a hash of its request.
    pub key: Option<(String, [u8; 32])>,
}

/// Where a turn goes.
#[derive(Debug, Clone)]
pub enum At {
    /// Into a new conversation.
    New {
        /// What the person says.
        content: String,
    },
    /// Into a conversation that is there.
    Behind {
        /// Which.
        conversation: ConversationId,
        /// Behind this message, or the head.
        parent: Option<MessageId>,
        /// What the person says.
        content: String,
    },
    /// Beside an answer that is there.
    Beside {
        /// That answer.
        answer: MessageId,
    },
}

/// What came of asking for a turn.
pub enum Begun {
    /// It is new: run it.
    New(Box<Turn>),
    /// The same request was made before, and this is its answer.
    Repeated(MessageId),
}

impl Chat {
    /// Begins a turn: chooses a model, puts its prompt together, and writes message and answer. Run what comes back; nothing
    /// else does.
    ///
    /// # Errors
    /// When the request cannot be fulfilled; nothing was written then.
    pub async fn begin(self: &Arc<Self>, user: UserId, request: TurnRequest) -> Result<Begun, ChatError> {
        if self.stopping.is_cancelled() {
            return Err(ChatError::Stopping);
        }
        let refusal = match self.begin_new(user, &request).await {
            Ok(begun) => return Ok(begun),
            Err(refusal) => refusal,
        };
        // Who repeats a request finds its own turn in the way, or a world that has moved on since.
        let Some((key, hash)) = &request.key else { return Err(refusal) };
        match self.store.used_key(user, key, hash).await? {
            Some((message, true)) => Ok(Begun::Repeated(message)),
            Some((_, false)) => Err(ChatError::KeyReused),
            None => Err(refusal),
        }
    }

    async fn begin_new(self: &Arc<Self>, user: UserId, request: &TurnRequest) -> Result<Begun, ChatError> {
        let moves_with_head = matches!(request.at, At::Behind { parent: None, .. });
        for _ in 0..3 {
            match self.try_begin(user, request).await {
                Err(Refused::HeadMoved) if moves_with_head => {}
                Err(Refused::HeadMoved) => return Err(ChatError::Conflict),
                Err(Refused::For(error)) => return Err(error),
                Ok(begun) => return Ok(begun),
            }
        }
        Err(ChatError::Conflict)
    }

    async fn try_begin(self: &Arc<Self>, user: UserId, request: &TurnRequest) -> Result<Begun, Refused> {
        let choice = route::choose(&request.model, &self.policy.default_model, &self.catalog.snapshot())
            .map_err(|none| match none {
                NoChoice::Unknown => {
                    ChatError::invalid("/model", "there is no such model; GET /api/v1/models lists them")
                }
                NoChoice::Nothing => ChatError::NoModel,
            })?;
        let connection = self.catalog.connection(&choice.provider).ok_or(ChatError::NoModel)?;
        let spot = self.find_spot(user, &request.at).await?;

        let budget =
            choice.context_length.saturating_sub(request.max_tokens.unwrap_or(self.policy.answer_tokens));
        let (messages, history) =
            prompt::assemble(&self.policy.system_prompt, &spot.branch.messages, spot.branch.older, &spot.content, budget)
                .map_err(|too_long| {
                    ChatError::invalid(
                        "/message/content",
                        format!(
                            "it takes about {} tokens, and {}/{} has room for {}; shorten it or choose a model with a \
                             longer context",
                            too_long.needs, choice.provider, choice.model, too_long.room
                        ),
                    )
                })?;

        let now = self.clock.now();
        let new = NewTurn {
            user,
            conversation: spot.conversation.unwrap_or_else(|| self.ids.next()),
            title: title::from_message(&spot.content),
            place: spot.place,
            user_message: spot.user_message.unwrap_or_else(|| self.ids.next()),
            message: self.ids.next(),
            provider: choice.provider.clone(),
            model: choice.model.clone(),
            history,
            key: request.key.clone(),
            now,
        };
        let start = Start {
            conversation_id: new.conversation,
            user_message_id: new.user_message,
            message_id: new.message,
            intent: "text".into(),
            intent_reason: "every message is answered in text".into(),
            intent_rule: "default".into(),
            persona_id: None,
            provider: choice.provider,
            model: choice.model.clone(),
            route_reason: choice.reason.into(),
            history,
        };
        let title = spot.titled.then(|| new.title.clone()).filter(|title| !title.is_empty());
        let begun = match self.store.begin(new).await {
            Ok(begun) => begun,
            Err(BeginError::NotFound) => return Err(ChatError::NotFound.into()),
            Err(BeginError::HeadMoved) => return Err(Refused::HeadMoved),
            Err(BeginError::KeyUsed { message, same: true }) => return Ok(Begun::Repeated(message)),
            Err(BeginError::KeyUsed { same: false, .. }) => return Err(ChatError::KeyReused.into()),
            Err(BeginError::Store(error)) => return Err(ChatError::Store(error).into()),
            Err(BeginError::TurnRunning) => {
                let running =
                    self.store.conversation(user, start.conversation_id).await.map_err(ChatError::Store)?;
                let message_id = running.and_then(|conversation| conversation.running_message_id);
                return Err(ChatError::TurnRunning { message_id }.into());
            }
        };
        let prompt = Prompt {
            model: choice.model,
            messages,
            temperature: request.temperature,
            max_tokens: request.max_tokens,
            effort: None,
            tools: Vec::new(),
        };
        Ok(Begun::New(Box::new(
            Turn::new(Arc::clone(self), user, start, title, prompt, connection, begun.committed).await?,
        )))
    }

    async fn find_spot(&self, user: UserId, at: &At) -> Result<Spot, ChatError> {
        match at {
            At::New { content } => {
                self.check_content(content)?;
                Ok(Spot {
                    conversation: None,
                    user_message: None,
                    titled: true,
                    branch: Branch::default(),
                    content: content.clone(),
                    place: Place::NewConversation { content: content.clone() },
                })
            }
            At::Behind { conversation, parent, content } => {
                self.check_content(content)?;
                let branch = self
                    .store
                    .branch(user, *conversation, *parent, HISTORY_MESSAGES)
                    .await?
                    .ok_or(ChatError::NotFound)?;
                if branch.running {
                    return Err(ChatError::TurnRunning { message_id: branch.end });
                }
                Ok(Spot {
                    conversation: Some(*conversation),
                    user_message: None,
                    titled: branch.end.is_none()
                        && self.conversation(user, *conversation).await?.title.is_empty(),
                    place: Place::Behind {
                        parent: branch.end,
                        head: parent.is_none(),
                        content: content.clone(),
                    },
                    branch,
                    content: content.clone(),
                })
            }
            At::Beside { answer } => {
                let place = self.store.answer(user, *answer).await?.ok_or(ChatError::NotFound)?;
                let branch = match place.user_parent {
                    Some(parent) => self
                        .store
                        .branch(user, place.conversation, Some(parent), HISTORY_MESSAGES)
                        .await?
                        .ok_or(ChatError::NotFound)?,
                    None => Branch::default(),
                };
                Ok(Spot {
                    conversation: Some(place.conversation),
                    user_message: Some(place.user_message),
                    titled: false,
                    branch,
                    content: place.user_content,
                    place: Place::Again,
                })
            }
        }
    }

    fn check_content(&self, content: &str) -> Result<(), ChatError> {
        let refuse = |message: String| Err(ChatError::invalid("/message/content", message));
        if content.trim().is_empty() {
            return refuse("say something".into());
        }
        if content.contains('\0') {
            return refuse("it must not contain the character U+0000".into());
        }
        if content.len() > self.policy.max_message_bytes {
            return refuse(format!(
                "it has {} bytes, and the longest message has {}",
                content.len(),
                self.policy.max_message_bytes
            ));
        }
        Ok(())
    }
}

/// Where a turn goes, looked up.
struct Spot {
    conversation: Option<ConversationId>,
    user_message: Option<MessageId>,
    /// The turn gives the conversation its title.
    titled: bool,
    branch: Branch,
    content: String,
    place: Place,
}

enum Refused {
    HeadMoved,
    For(ChatError),
}

impl From<ChatError> for Refused {
    fn from(error: ChatError) -> Self {
        Self::For(error)
    }
}
