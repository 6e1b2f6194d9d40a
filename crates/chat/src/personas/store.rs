//! What personas need from a database.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use mami_ports::{PersonaId, UserId};

use super::persona::Character;
use crate::store::StoreError;

/// The personas that people make, kept. Every method sees only what `user` may see: their own, and what is shared.
#[async_trait]
pub trait PersonaStore: Send + Sync {
    /// Adds a persona. `false`: its owner has `most` already.
    async fn insert_persona(&self, persona: StoredPersona, most: u32) -> Result<bool, StoreError>;

    /// A person's own and all shared ones, oldest first.
    async fn visible_personas(&self, user: UserId) -> Result<Vec<StoredPersona>, StoreError>;

    /// One of these.
    async fn visible_persona(&self, user: UserId, id: PersonaId)
    -> Result<Option<StoredPersona>, StoreError>;

    /// Changes what a persona is like and whether it is shared, if `by` may and nobody has changed it since `seen`. `false`:
    /// they may not, or it was changed, or it is gone.
    async fn replace_persona(
        &self,
        by: Editor,
        seen: DateTime<Utc>,
        persona: StoredPersona,
    ) -> Result<bool, StoreError>;

    /// Deletes a persona, if `by` may. `false`: they may not, or it is gone.
    async fn delete_persona(&self, by: Editor, id: PersonaId) -> Result<bool, StoreError>;
}

/// Who changes a persona. What is not shared is its owner's alone; what is shared is changed by those who run the place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Editor {
    /// Who.
    pub user: UserId,
    /// They run the place.
    pub administers: bool,
}

/// A persona in the database.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredPersona {
    /// Its id.
    pub id: PersonaId,
    /// Whose it is.
    pub user: UserId,
    /// Everybody may use it.
    pub shared: bool,
    /// What it is like.
    pub character: Character,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was changed last; it grows with every change.
    pub updated_at: DateTime<Utc>,
}

impl Editor {
    /// Whether they may change and delete this one.
    pub fn may_change(self, persona: &StoredPersona) -> bool {
        if persona.shared { self.administers } else { persona.user == self.user }
    }
}
