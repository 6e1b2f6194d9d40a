//! Links under which everyone who has them can read a conversation as it was when it was shared.

use std::{fmt::Write as _, sync::Arc};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use mami_ports::{Clock, ConversationId, Ids, Random, ShareId, UserId};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;

use crate::{message::Role, store::StoreError};

/// The most links that a person may have.
pub const MAX_SHARES: u32 = 50;
/// The most bytes that a link may show.
const MAX_SNAPSHOT: usize = 8 << 20;

/// A link to a conversation as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Share {
    /// Its id.
    pub id: ShareId,
    /// Of which conversation.
    pub conversation_id: ConversationId,
    /// The title that it shows.
    pub title: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// What a link shows. It names no account, and no id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Shared {
    /// The conversation's title then.
    pub title: String,
    /// When it was shared.
    pub created_at: DateTime<Utc>,
    /// The branch that was shown, oldest first.
    pub messages: Vec<SharedMessage>,
}

/// A message that is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SharedMessage {
    /// Who said it.
    pub role: Role,
    /// What was said.
    pub content: String,
    /// Which model answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// When.
    pub created_at: DateTime<Utc>,
    /// What was attached; only what it was, not the thing itself.
    #[serde(default)]
    pub attachments: Vec<SharedAttachment>,
}

/// What was attached to a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SharedAttachment {
    /// The file's name.
    pub name: String,
    /// `image` or `text`.
    pub kind: String,
}

/// What there is to share of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shareable {
    /// Its title.
    pub title: String,
    /// It is not to be shown to others.
    pub private: bool,
    /// The finished messages of the branch that ends at its head, oldest first.
    pub messages: Vec<SharedMessage>,
}

/// A link to be kept.
#[derive(Debug, Clone)]
pub struct NewShare {
    /// Whose.
    pub user: UserId,
    /// What is known of it.
    pub share: Share,
    /// The hash of its token.
    pub token_hash: [u8; 32],
    /// The messages that it shows, as JSON.
    pub snapshot: String,
}

/// What came of keeping a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It is kept.
    Yes,
    /// There is no such conversation.
    NotFound,
    /// The conversation is private.
    Private,
    /// The person has as many as they may have.
    TooMany,
}

/// Links, kept. Every method that takes a `user` sees only what is theirs.
#[async_trait]
pub trait ShareStore: Send + Sync {
    /// What there is to share of a conversation. `None`: there is no such conversation.
    async fn shareable(
        &self,
        user: UserId,
        conversation: ConversationId,
    ) -> Result<Option<Shareable>, StoreError>;

    /// Keeps a link, unless the person has `most` already or the conversation may not be shared (any more).
    async fn insert_share(&self, share: NewShare, most: u32) -> Result<Kept, StoreError>;

    /// A person's links, newest first; those to one conversation, if it is given.
    async fn shares(
        &self,
        user: UserId,
        conversation: Option<ConversationId>,
    ) -> Result<Vec<Share>, StoreError>;

    /// Whether the person has such a conversation.
    async fn has_conversation(&self, user: UserId, conversation: ConversationId) -> Result<bool, StoreError>;

    /// Removes a link, and gives what it was. `None`: there is no such link.
    async fn remove_share(&self, user: UserId, id: ShareId) -> Result<Option<Share>, StoreError>;

    /// What a link shows: its title, its time, its messages as JSON. `None` where there is no such link, its conversation has
    /// become private, or its person's account is closed.
    async fn shared(
        &self,
        token_hash: &[u8; 32],
    ) -> Result<Option<(String, DateTime<Utc>, String)>, StoreError>;
}

/// Why a request about links was not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShareError {
    /// There is no such thing, or it is someone else's.
    #[error("not found")]
    NotFound,
    /// Nobody may share here.
    #[error("sharing is off")]
    Off,
    /// The conversation is private.
    #[error("the conversation is private")]
    Private,
    /// The person has as many links as they may have.
    #[error("too many links")]
    TooMany,
    /// Nothing was said in the conversation yet.
    #[error("there is nothing to share")]
    Nothing,
    /// It is more than a link may show.
    #[error("the conversation is too long to be shared")]
    TooLong,
    /// What was kept cannot be read.
    #[error("a snapshot cannot be read: {0}")]
    Damaged(String),
    /// The database is not available.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Links to conversations.
pub struct Sharing {
    store: Arc<dyn ShareStore>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    ids: Ids,
    on: bool,
}

impl Sharing {
    /// Links in this store. `on`: whether there are any.
    pub fn new(
        store: Arc<dyn ShareStore>,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
        ids: Ids,
        on: bool,
    ) -> Self {
        Self { store, clock, random, ids, on }
    }

    /// Shares a conversation as it is now, and gives the link's secret, which is told this once.
    ///
    /// # Errors
    /// See [`ShareError`].
    pub async fn share(
        &self,
        user: UserId,
        conversation: ConversationId,
    ) -> Result<(Share, String), ShareError> {
        let found = self.store.shareable(user, conversation).await?.ok_or(ShareError::NotFound)?;
        if !self.on {
            return Err(ShareError::Off);
        }
        if found.private {
            return Err(ShareError::Private);
        }
        if found.messages.is_empty() {
            return Err(ShareError::Nothing);
        }
        let snapshot =
            serde_json::to_string(&found.messages).map_err(|error| ShareError::Damaged(error.to_string()))?;
        if snapshot.len() > MAX_SNAPSHOT {
            return Err(ShareError::TooLong);
        }
        let share = Share {
            id: self.ids.next(),
            conversation_id: conversation,
            title: found.title,
            created_at: self.clock.now(),
        };
        let token = self.token();
        let new = NewShare { user, share: share.clone(), token_hash: hash(&token), snapshot };
        match self.store.insert_share(new, MAX_SHARES).await? {
            Kept::Yes => Ok((share, token)),
            Kept::NotFound => Err(ShareError::NotFound),
            Kept::Private => Err(ShareError::Private),
            Kept::TooMany => Err(ShareError::TooMany),
        }
    }

    /// A person's links, newest first.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn all(&self, user: UserId) -> Result<Vec<Share>, ShareError> {
        Ok(self.store.shares(user, None).await?)
    }

    /// The links to a conversation, newest first.
    ///
    /// # Errors
    /// When there is no such conversation, or the database is not available.
    pub async fn of(&self, user: UserId, conversation: ConversationId) -> Result<Vec<Share>, ShareError> {
        if !self.store.has_conversation(user, conversation).await? {
            return Err(ShareError::NotFound);
        }
        Ok(self.store.shares(user, Some(conversation)).await?)
    }

    /// Takes a link back: from now on it shows nothing.
    ///
    /// # Errors
    /// When there is no such link, or the database is not available.
    pub async fn revoke(&self, user: UserId, id: ShareId) -> Result<Share, ShareError> {
        self.store.remove_share(user, id).await?.ok_or(ShareError::NotFound)
    }

    /// What a link shows.
    ///
    /// # Errors
    /// [`ShareError::NotFound`] for every link that shows nothing, whatever the reason.
    pub async fn read(&self, token: &str) -> Result<Shared, ShareError> {
        if !self.on || !is_token(token) {
            return Err(ShareError::NotFound);
        }
        let (title, created_at, messages) =
            self.store.shared(&hash(token)).await?.ok_or(ShareError::NotFound)?;
        let messages =
            serde_json::from_str(&messages).map_err(|error| ShareError::Damaged(error.to_string()))?;
        Ok(Shared { title, created_at, messages })
    }

    /// 256 bits of chance, as text that a link can hold.
    fn token(&self) -> String {
        let mut bytes = [0; 32];
        self.random.fill(&mut bytes);
        bytes.iter().fold(String::with_capacity(64), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

fn is_token(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}
