#![doc = include_str!("../README.md")]

pub mod buckets;
pub mod chat_model;
pub mod clock;
pub mod id;
pub mod live;
pub mod page;
pub mod problem;
pub mod random;
#[cfg(any(test, feature = "testing"))]
pub mod testing;

pub use buckets::{Buckets, BucketsError, Rate, Token};
pub use chat_model::{
    Capability, ChatModel, Chunk, ChunkStream, FinishReason, ModelInfo, Prompt, PromptMessage, PromptRole,
    ProviderError, TokenUsage,
};
pub use clock::{Clock, SystemClock};
pub use id::{
    ApiKey, ApiKeyId, AuditEntry, AuditEntryId, Conversation, ConversationId, Id, Ids, Invite, InviteId,
    Message, MessageId, Session, SessionId, User, UserId,
};
pub use live::{
    HistoryCut, Live, LiveError, LiveStream, Outline, Positioned, Start, Transcript, TurnEnd, TurnEvent,
    UserEvent,
};
pub use page::Page;
pub use problem::{FieldProblem, Problem};
pub use random::{Random, SystemRandom};
