//! The port to what an assistant can do besides answering: paint, remember, forget.

use async_trait::async_trait;

use crate::{ConversationId, MessageId, Tool, ToolCall, TurnEvent, UserId};

/// The tool that paints a picture. It takes `{"prompt": string}`.
pub const GENERATE_IMAGE: &str = "generate_image";
/// The tool that remembers something. It takes `{"text": string}`.
pub const REMEMBER: &str = "remember";
/// The tool that forgets something. It takes `{"query": string}`.
pub const FORGET: &str = "forget";
/// The tool that looks up what is remembered. It takes `{"query": string}`; an empty query lists everything.
pub const SEARCH_MEMORY: &str = "search_memory";

/// What can be done besides answering. A person asks for it in words, or a model by a tool call; both come here.
#[async_trait]
pub trait Abilities: Send + Sync {
    /// What a model may be offered. Only what is really there.
    fn tools(&self) -> Vec<Tool>;

    /// Does what a call asks for.
    ///
    /// # Errors
    /// When there is no such ability, the call makes no sense, or it cannot be done now. Nothing was done then.
    async fn perform(&self, asked: &Asked, call: &ToolCall) -> Result<Performed, AbilityError>;
}

/// Who asks, and where.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Who.
    pub user: UserId,
    /// In which conversation.
    pub conversation: ConversationId,
    /// For this answer.
    pub message: MessageId,
    /// To this message of the person's.
    pub user_message: MessageId,
    /// The conversation is kept. One that is not leaves nothing behind, here neither.
    pub kept: bool,
    /// Nothing of it may leave this machine.
    pub private: bool,
    /// A model asks, not the person.
    pub by_model: bool,
    /// The person's language, such as `de`; none: not known.
    pub locale: Option<String>,
}

/// What was done.
#[derive(Debug, Clone, PartialEq)]
pub struct Performed {
    /// What came of it, in words: shown to the person who asked for it, or told to the model that did.
    pub text: String,
    /// What those who follow the turn are told besides.
    pub event: Option<TurnEvent>,
}

/// Why nothing was done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AbilityError {
    /// This Mami cannot do that.
    #[error("this Mami has no such ability")]
    Absent,
    /// The call does not say what to do.
    #[error("the call makes no sense: {0}")]
    Invalid(String),
    /// Not now: try again in a moment.
    #[error("not available: {0}")]
    Unavailable(String),
}

/// An assistant that answers, and does nothing else.
#[derive(Debug, Default, Clone, Copy)]
pub struct NoAbilities;

#[async_trait]
impl Abilities for NoAbilities {
    fn tools(&self) -> Vec<Tool> {
        Vec::new()
    }

    async fn perform(&self, _: &Asked, _: &ToolCall) -> Result<Performed, AbilityError> {
        Err(AbilityError::Absent)
    }
}
