//! Memories: what their owner sees and does, and what turns add.

mod input;
mod observe;
mod settings;
mod transfer;

use std::sync::Arc;

use mami_ports::{
    Clock, ConversationId, Ids, Live, MemoryAction, MemoryId, MessageId, Page, Random, UserEvent, UserId,
};

use crate::{
    error::MemoryError,
    memory::{By, History, Kind, Memory, MemoryStatus, Origin, WholeMemory, checked_text},
    same,
    store::{Added, Cursor, Deleted, Doing, Edited, Filter, MemoryStore, NewMemory},
};

pub use input::{Approval, MemoryChange, MemoryInput};
pub use observe::Observed;
pub use settings::{MemorySettings, MemorySettingsChange};

/// Changes of more facts at once are told as one.
const TOLD_ONE_BY_ONE: usize = 50;
/// Facts that are looked through at once.
const LOOKED_THROUGH: u32 = 500;

/// Whether a model looks for facts in what people say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = MemoryExtraction)]
pub enum Extraction {
    /// No.
    Off,
    /// Yes; people approve of what it finds, unless they choose otherwise.
    Inbox,
    /// Yes; what it finds is used, unless they choose otherwise.
    Direct,
}

/// What whoever runs the place has decided.
#[derive(Debug, Clone, Copy)]
pub struct MemoryPolicy {
    /// Whether anything is remembered or recalled.
    pub enabled: bool,
    /// The most facts of one person.
    pub most: u32,
    /// Whether a model looks for facts.
    pub extraction: Extraction,
}

/// A fact that is remembered now.
#[derive(Debug, Clone, PartialEq)]
pub struct Remembered {
    /// It.
    pub memory: Memory,
    /// It was known already.
    pub known: bool,
    /// The fact whose place it took.
    pub replaced: Option<MemoryId>,
}

/// Everybody's memories.
pub struct Memories {
    store: Arc<dyn MemoryStore>,
    live: Arc<dyn Live>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    ids: Ids,
    policy: MemoryPolicy,
}

impl Memories {
    /// Memories over this store.
    pub fn new(
        store: Arc<dyn MemoryStore>,
        live: Arc<dyn Live>,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
        ids: Ids,
        policy: MemoryPolicy,
    ) -> Self {
        Self { store, live, clock, random, ids, policy }
    }

    /// What whoever runs the place has decided.
    pub fn policy(&self) -> MemoryPolicy {
        self.policy
    }

    /// Where they are kept.
    pub fn store(&self) -> &Arc<dyn MemoryStore> {
        &self.store
    }

    /// A page of someone's memories: pinned ones first, then the newest.
    ///
    /// # Errors
    /// When the cursor is none, or the database is not available.
    pub async fn list(
        &self,
        user: UserId,
        filter: &Filter,
        limit: u32,
        cursor: Option<&str>,
    ) -> Result<Page<Memory>, MemoryError> {
        let after = cursor.map(read_cursor).transpose()?;
        let items = self.store.memories(user, filter, limit.saturating_add(1), after).await?;
        Ok(Page::cut(items, limit, |last| Cursor::of(last).to_text()))
    }

    /// A page of what waits to be approved of.
    ///
    /// # Errors
    /// When the cursor is none, or the database is not available.
    pub async fn pending(
        &self,
        user: UserId,
        limit: u32,
        cursor: Option<&str>,
    ) -> Result<Page<Memory>, MemoryError> {
        let filter = Filter { status: Some(MemoryStatus::Pending), ..Filter::default() };
        self.list(user, &filter, limit, cursor).await
    }

    /// A page of everything, superseded and pending ones too, each with what was done to it.
    ///
    /// # Errors
    /// When the cursor is none, or the database is not available.
    pub async fn export(
        &self,
        user: UserId,
        limit: u32,
        cursor: Option<&str>,
    ) -> Result<Page<WholeMemory>, MemoryError> {
        let filter = Filter { superseded: true, ..Filter::default() };
        let page = self.list(user, &filter, limit, cursor).await?;
        let ids: Vec<MemoryId> = page.items.iter().map(|memory| memory.id).collect();
        let mut histories: std::collections::HashMap<_, _> =
            self.store.histories(user, &ids).await?.into_iter().collect();
        let whole = |memory: Memory| WholeMemory {
            history: histories.remove(&memory.id).unwrap_or_default(),
            memory,
        };
        Ok(Page { items: page.items.into_iter().map(whole).collect(), next_cursor: page.next_cursor })
    }

    /// One memory.
    ///
    /// # Errors
    /// [`MemoryError::NotFound`]; or when the database is not available.
    pub async fn read(&self, user: UserId, id: MemoryId) -> Result<Memory, MemoryError> {
        self.store.memory(user, id).await?.ok_or(MemoryError::NotFound)
    }

    /// What was done to a memory, oldest first.
    ///
    /// # Errors
    /// [`MemoryError::NotFound`]; or when the database is not available.
    pub async fn history(&self, user: UserId, id: MemoryId) -> Result<Vec<History>, MemoryError> {
        self.read(user, id).await?;
        let found = self.store.histories(user, &[id]).await?.into_iter().next();
        Ok(found.map(|(_, history)| history).unwrap_or_default())
    }

    /// Adds what someone wrote into their list. One that says the same is touched instead; one whose place it takes (they
    /// lived elsewhere before) is superseded.
    ///
    /// # Errors
    /// When memory is off, a field will not do, or there are too many.
    pub async fn add(&self, user: UserId, input: MemoryInput) -> Result<Remembered, MemoryError> {
        let id = self.ids.next();
        self.keep(user, input.checked(id)?).await
    }

    /// Remembers what someone asked to be remembered in a message; `None` for a conversation that is kept nowhere. Whatever is in
    /// it, secrets too: it is their decision.
    ///
    /// # Errors
    /// When memory is off, the text will not do, there are too many, or the message is gone.
    pub async fn remember(
        &self,
        user: UserId,
        text: &str,
        kind: Kind,
        source: Option<(MessageId, ConversationId)>,
    ) -> Result<Remembered, MemoryError> {
        let text = checked_text(text).map_err(|message| MemoryError::invalid("/text", message))?;
        let new = NewMemory {
            id: self.ids.next(),
            text,
            kind,
            origin: Origin::Said,
            status: MemoryStatus::Active,
            tags: Vec::new(),
            pinned: false,
            confidence: 1.0,
            source,
            valid_from: None,
            valid_to: None,
            replaces: None,
            by: By::Person,
        };
        self.keep(user, new).await
    }

    /// Changes a memory.
    ///
    /// # Errors
    /// When there is no such memory, a field will not do, or another one says the same.
    pub async fn edit(
        &self,
        user: UserId,
        id: MemoryId,
        change: MemoryChange,
    ) -> Result<Memory, MemoryError> {
        let (edit, restore) = change.checked()?;
        if restore {
            let restored = self.store.restore(user, id, self.doing(By::Person, None)).await?;
            self.changed(user, restored).await?;
        }
        let edited = self.store.edit(user, id, edit, self.doing(By::Person, None)).await?;
        self.changed(user, edited).await
    }

    /// Pins a memory, or takes the pin away.
    ///
    /// # Errors
    /// [`MemoryError::NotFound`]; or when the database is not available.
    pub async fn pin(&self, user: UserId, id: MemoryId, pinned: bool) -> Result<Memory, MemoryError> {
        self.edit(user, id, MemoryChange { pinned: Some(pinned), ..MemoryChange::default() }).await
    }

    /// Approves of a memory, as it is or with another text.
    ///
    /// # Errors
    /// When there is no such memory, it does not wait, the text will not do, or another one says the same.
    pub async fn approve(
        &self,
        user: UserId,
        id: MemoryId,
        text: Option<&str>,
    ) -> Result<Memory, MemoryError> {
        let text = text.map(checked_text).transpose();
        let text = text.map_err(|message| MemoryError::invalid("/text", message))?;
        let approved = self.store.approve(user, id, text, self.doing(By::Person, None)).await?;
        self.changed(user, approved).await
    }

    /// Rejects a memory that waits: it is deleted, and not found there again.
    ///
    /// # Errors
    /// When there is no such memory, or it does not wait.
    pub async fn reject(&self, user: UserId, id: MemoryId) -> Result<Deleted, MemoryError> {
        let now = self.clock.now();
        if let Some(deleted) = self.store.delete(user, id, true, self.key(), now).await? {
            self.tell(user, MemoryAction::Forgot, vec![id]).await;
            return Ok(deleted);
        }
        self.read(user, id).await?;
        Err(MemoryError::NotPending)
    }

    /// Deletes a memory for good, and gives what it was.
    ///
    /// # Errors
    /// [`MemoryError::NotFound`]; or when the database is not available.
    pub async fn delete(&self, user: UserId, id: MemoryId) -> Result<Deleted, MemoryError> {
        let now = self.clock.now();
        let deleted = self.store.delete(user, id, false, self.key(), now).await?;
        let deleted = deleted.ok_or(MemoryError::NotFound)?;
        self.tell(user, MemoryAction::Forgot, vec![id]).await;
        Ok(deleted)
    }

    /// Deletes all memories for good. Gives how many there were.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn delete_all(&self, user: UserId) -> Result<u64, MemoryError> {
        self.delete_several(user, None).await
    }

    /// Deletes what came from one conversation, for good. Gives how many there were.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn delete_of_conversation(
        &self,
        user: UserId,
        conversation: ConversationId,
    ) -> Result<u64, MemoryError> {
        self.delete_several(user, Some(conversation)).await
    }

    async fn delete_several(&self, user: UserId, of: Option<ConversationId>) -> Result<u64, MemoryError> {
        let deleted = self.store.delete_memories(user, of, self.key(), self.clock.now()).await?;
        if deleted > 0 {
            self.tell(user, MemoryAction::Forgot, Vec::new()).await;
        }
        Ok(deleted)
    }

    async fn keep(&self, user: UserId, mut new: NewMemory) -> Result<Remembered, MemoryError> {
        self.check_enabled()?;
        if new.replaces.is_none() {
            new.replaces = self.older(user, &new.text).await?;
        }
        let (wanted, active) = (new.replaces, new.status == MemoryStatus::Active);
        match self.store.add(user, new, self.policy.most, self.clock.now()).await? {
            Added::New(memory) => {
                let replaced = match wanted.filter(|_| active) {
                    Some(old) => self.store.memory(user, old).await?,
                    None => None,
                };
                let replaced = replaced.filter(|old| old.superseded_by == Some(memory.id)).map(|old| old.id);
                self.tell(user, MemoryAction::Remembered, vec![memory.id]).await;
                Ok(Remembered { memory, known: false, replaced })
            }
            Added::Touched(memory) => {
                self.tell(user, MemoryAction::Updated, vec![memory.id]).await;
                Ok(Remembered { memory, known: true, replaced: None })
            }
            Added::Full => Err(MemoryError::Full { limit: self.policy.most }),
            Added::SourceGone => Err(MemoryError::SourceGone),
        }
    }

    /// The newest fact whose place this one takes, as far as its words alone tell.
    async fn older(&self, user: UserId, text: &str) -> Result<Option<MemoryId>, MemoryError> {
        if !same::has_room(text) {
            return Ok(None);
        }
        let (mut found, mut after) = (None, None);
        loop {
            let some = self.store.facts(user, after, LOOKED_THROUGH).await?;
            let Some(last) = some.last() else { return Ok(found) };
            after = Some(last.id);
            let replaced = some.iter().rev().find(|fact| same::replaces(text, &fact.text));
            found = replaced.map(|fact| fact.id).or(found);
        }
    }

    async fn changed(&self, user: UserId, edited: Edited) -> Result<Memory, MemoryError> {
        match edited {
            Edited::Done(memory) => {
                self.tell(user, MemoryAction::Updated, vec![memory.id]).await;
                Ok(memory)
            }
            Edited::NotFound => Err(MemoryError::NotFound),
            Edited::NotPending => Err(MemoryError::NotPending),
            Edited::SameAs(id) => Err(MemoryError::Duplicate(id)),
        }
    }

    fn check_enabled(&self) -> Result<(), MemoryError> {
        if self.policy.enabled { Ok(()) } else { Err(MemoryError::Off) }
    }

    fn doing(&self, by: By, message: Option<MessageId>) -> Doing {
        Doing { by, message, now: self.clock.now() }
    }

    /// A key for who has none yet.
    fn key(&self) -> [u8; 32] {
        let mut key = [0; 32];
        self.random.fill(&mut key);
        key
    }

    async fn tell(&self, user: UserId, action: MemoryAction, mut ids: Vec<MemoryId>) {
        if ids.len() > TOLD_ONE_BY_ONE {
            ids.clear();
        }
        if let Err(error) = self.live.notify(user, UserEvent::Memory { action, ids }).await {
            tracing::warn!(%error, "other devices were not told of a change of memories");
        }
    }
}

fn read_cursor(text: &str) -> Result<Cursor, MemoryError> {
    Cursor::parse(text)
        .ok_or_else(|| MemoryError::invalid("/cursor", "it must be one that an earlier answer gave"))
}
