#![doc = include_str!("../README.md")]

pub mod abilities;
pub mod buckets;
pub mod chat_model;
pub mod clock;
pub mod embedding;
pub mod id;
pub mod live;
pub mod page;
pub mod problem;
pub mod random;
pub mod recall;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod text;

pub use abilities::{Abilities, AbilityError, Asked, NoAbilities, Performed};
pub use buckets::{Buckets, BucketsError, Rate, Token};
pub use chat_model::{
    Capability, ChatModel, Chunk, ChunkStream, Effort, FinishReason, ModelInfo, Prompt, PromptImage,
    PromptMessage, PromptRole, ProviderError, TokenUsage, Tool, ToolCall,
};
pub use clock::{Clock, SystemClock};
pub use embedding::{EmbeddingModel, EmbeddingPurpose};
pub use id::{
    ApiKey, ApiKeyId, AuditEntry, AuditEntryId, Chunk as DocumentChunk, ChunkId, Collection, CollectionId,
    Conversation, ConversationId, Document, DocumentId, File, FileId, Id, Ids, Import, ImportId, Invite,
    InviteId, Memory, MemoryId, Message, MessageId, Persona, PersonaId, Session, SessionId, Share, ShareId,
    Summary, SummaryId, User, UserId,
};
pub use live::{
    HistoryCut, Live, LiveError, LiveStream, Outline, Positioned, Start, Transcript, TurnEnd, TurnEvent,
    UserEvent, WaitReason,
};
pub use page::Page;
pub use problem::{FieldProblem, Problem};
pub use random::{Random, SystemRandom};
pub use recall::{
    Cue, MemoryAction, MemoryDeed, MemoryNote, NoRecall, Recall, RecallMiss, RecallReason, RecallSource,
    Recalled, RecalledItem, RecalledKind, Recollection,
};
