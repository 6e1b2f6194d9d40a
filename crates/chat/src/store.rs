//! What the chat engine needs from a database.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;
use mami_ports::{
    ConversationId, FileId, HistoryCut, MessageId, PersonaId, Problem, TokenUsage, Transcript, TurnEnd,
    UserId,
};

use crate::{
    conversations::store::ConversationStore,
    message::{Message, Role, Status},
    summary::SummaryStore,
};

/// Turns and their messages, kept, and the conversations that they are in. Every method that takes a `user` sees only what is
/// theirs.
#[async_trait]
pub trait Store: ConversationStore + SummaryStore {
    /// The answers of this person that are being written.
    async fn running_answers(&self, user: UserId) -> Result<Vec<MessageId>, StoreError>;

    /// All messages of a conversation, oldest first. `None`: there is no such conversation.
    async fn messages(&self, user: UserId, id: ConversationId) -> Result<Option<Vec<Message>>, StoreError>;

    /// The branch that ends at `at`, or at the conversation's head: at most `limit` of its newest messages that no summary
    /// covers, oldest first. `reasoning`: with what the model thought. `None`: there is no such conversation, or no such message
    /// in it.
    async fn branch(
        &self,
        user: UserId,
        conversation: ConversationId,
        at: Option<MessageId>,
        limit: u32,
        reasoning: bool,
    ) -> Result<Option<Branch>, StoreError>;

    /// One message.
    async fn message(&self, user: UserId, id: MessageId) -> Result<Option<Message>, StoreError>;

    /// Where an answer stands: its conversation and the message that it answers. `None`: there is no such answer.
    async fn answer(&self, user: UserId, id: MessageId) -> Result<Option<AnswerPlace>, StoreError>;

    /// Where a message of the person's stands. `None`: there is no such message.
    async fn question(&self, user: UserId, id: MessageId) -> Result<Option<QuestionPlace>, StoreError>;

    /// Begins a turn, in one transaction: the conversation when it is new, the person's message, and the answer with
    /// status `streaming`. Returns when all is free of conflicts (at once when nothing can collide); it is written and safe
    /// once [`Begun::committed`] says so.
    async fn begin(&self, turn: NewTurn) -> Result<Begun, BeginError>;

    /// The answer that an idempotency key was used for, and whether by the same request. `None`: it was not used.
    async fn used_key(
        &self,
        user: UserId,
        key: &str,
        hash: &[u8; 32],
    ) -> Result<Option<(MessageId, bool)>, StoreError>;

    /// Saves how far some running answers are and that their server lives. Answers that are no longer `streaming` are left
    /// as they are. Gives those that are gone, with their conversation or their account, by ascending id.
    async fn save_progress(&self, progress: Vec<Progress>) -> Result<Vec<MessageId>, StoreError>;

    /// Ends an answer. `false`: it was ended already, or is gone.
    async fn finish(&self, answer: FinishedAnswer) -> Result<bool, StoreError>;

    /// What an answer said, with its status.
    async fn transcript(
        &self,
        user: UserId,
        id: MessageId,
    ) -> Result<Option<(Status, Transcript)>, StoreError>;

    /// The answers that are `streaming` though their server has not been heard of since `before`.
    async fn abandoned(&self, before: DateTime<Utc>) -> Result<Vec<(MessageId, Transcript)>, StoreError>;
}

/// The database is not available: it is busy, full, or gone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the database is not available: {0}")]
pub struct StoreError(pub String);

/// The end of a branch.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Branch {
    /// The message at its end; `None` in an empty conversation.
    pub end: Option<MessageId>,
    /// The message at its end is an answer that is still being written.
    pub running: bool,
    /// Messages before the first of `messages`, those that the summary covers left out.
    pub older: u32,
    /// What came before `messages`, in short.
    pub summary: Option<String>,
    /// Its newest messages, oldest first, those that say and show nothing left out.
    pub messages: Vec<BranchMessage>,
    /// The conversation is private: nothing of it may leave this machine.
    pub private: bool,
    /// Who speaks in the conversation.
    pub persona: Option<PersonaId>,
}

/// A message of a branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BranchMessage {
    /// Its id.
    pub id: MessageId,
    /// Who said it.
    pub role: Role,
    /// What was said.
    pub content: String,
    /// What the model thought before.
    pub reasoning: Option<String>,
    /// What came with it.
    pub files: Vec<FileId>,
}

/// Where a message of a person's stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuestionPlace {
    /// In this conversation,
    pub conversation: ConversationId,
    /// behind this message.
    pub parent: Option<MessageId>,
    /// The conversation is private.
    pub private: bool,
    /// Who speaks in the conversation.
    pub persona: Option<PersonaId>,
}

/// Where an answer stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerPlace {
    /// In this conversation.
    pub conversation: ConversationId,
    /// It answers this message,
    pub user_message: MessageId,
    /// which says this,
    pub user_content: String,
    /// came with these,
    pub user_files: Vec<FileId>,
    /// and follows this one.
    pub user_parent: Option<MessageId>,
    /// What it says itself.
    pub content: String,
    /// How far it is.
    pub status: Status,
    /// Why it ended, if it ended well.
    pub finish_reason: Option<TurnEnd>,
    /// The conversation is private.
    pub private: bool,
    /// Who speaks in the conversation.
    pub persona: Option<PersonaId>,
}

/// A turn to begin.
#[derive(Debug, Clone)]
pub struct NewTurn {
    /// Whose.
    pub user: UserId,
    /// In which conversation.
    pub conversation: ConversationId,
    /// The title that the conversation gets unless it has one.
    pub title: String,
    /// How the turn hangs on what is there.
    pub place: Place,
    /// The person's message.
    pub user_message: MessageId,
    /// What comes with it.
    pub files: Vec<FileId>,
    /// The answer to be.
    pub message: MessageId,
    /// Who is asked, and with which model; none: no model is.
    pub asked: Option<(String, String)>,
    /// Why that one.
    pub route_reason: String,
    /// What the message was understood as, and what decided.
    pub intent: (&'static str, &'static str),
    /// Who speaks in the conversation from now on; none: who did before.
    pub persona: Option<PersonaId>,
    /// Who speaks in this answer; none: Mami herself.
    pub speaker: Option<PersonaId>,
    /// The conversation is private: a new one begins so, and of one that is there this is what the plan relies on.
    pub private: bool,
    /// How much of the conversation the model is shown.
    pub history: HistoryCut,
    /// The client's idempotency key, and a hash of its request.
    pub key: Option<(String, [u8; 32])>,
    /// Now.
    pub now: DateTime<Utc>,
}

/// How a turn hangs on what is there.
#[derive(Debug, Clone)]
pub enum Place {
    /// The first message of a new conversation.
    NewConversation {
        /// The person's message.
        content: String,
    },
    /// A message behind `parent`.
    Behind {
        /// The end of the branch; `None` in an empty conversation.
        parent: Option<MessageId>,
        /// The parent was the conversation's head and must still be.
        head: bool,
        /// The person's message.
        content: String,
    },
    /// Another answer to a message that is there.
    Again,
}

/// A turn that was begun.
pub struct Begun {
    /// Resolves when everything is safe on disk, or could not be saved.
    pub committed: BoxFuture<'static, Result<(), StoreError>>,
}

/// Why a turn was not begun. Nothing was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BeginError {
    /// There is no such conversation or message.
    #[error("not found")]
    NotFound,
    /// There is no such file.
    #[error("no such file")]
    NoSuchFile,
    /// Another answer is `streaming` in this conversation.
    #[error("another turn is running")]
    TurnRunning,
    /// The conversation's head is no longer where it was.
    #[error("the head was moved")]
    HeadMoved,
    /// The conversation was made private since: who was to answer may not see it.
    #[error("the conversation is private by now")]
    PrivateByNow,
    /// The key was used before, for this answer, by the same (`true`) or another request.
    #[error("the idempotency key was used before")]
    KeyUsed {
        /// The answer.
        message: MessageId,
        /// The request was the same.
        same: bool,
    },
    /// The database is not available.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How far a running answer is.
#[derive(Debug, Clone)]
pub struct Progress {
    /// Which.
    pub message: MessageId,
    /// What it said so far; `None` when that has not changed.
    pub transcript: Option<Transcript>,
    /// When its server lived.
    pub now: DateTime<Utc>,
}

/// The end of an answer.
#[derive(Debug, Clone)]
pub struct FinishedAnswer {
    /// Which.
    pub message: MessageId,
    /// All that it said.
    pub transcript: Transcript,
    /// How it ended; never `Streaming`.
    pub status: Status,
    /// Why it ended, if it ended well.
    pub finish_reason: Option<TurnEnd>,
    /// What it took.
    pub usage: Option<TokenUsage>,
    /// Why it broke off.
    pub error: Option<Problem>,
    /// Who answered in the place of who was asked first.
    pub taken_over: Option<TakenOver>,
    /// How long the model thought, in milliseconds.
    pub reasoning_ms: Option<u32>,
}

/// Who answered in the place of who was asked first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenOver {
    /// Who answered.
    pub provider: String,
    /// With which model.
    pub model: String,
    /// Why, in English.
    pub reason: String,
}
