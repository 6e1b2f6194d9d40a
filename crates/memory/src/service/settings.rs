//! How someone wants to be remembered.

use mami_ports::{MemoryAction, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Extraction, Memories};
use crate::{error::MemoryError, memory::Choices};

/// How someone wants to be remembered, and what is possible here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct MemorySettings {
    /// Whether anything is recalled or remembered in their turns.
    pub enabled: bool,
    /// Whether they approve of what a model found before it is used.
    pub review: bool,
    /// Whether this Mami has memory at all.
    pub available: bool,
    /// Whether a model looks for facts in what they say.
    pub extraction: Extraction,
    /// How many memories they have.
    pub count: u64,
    /// How many of them wait to be approved of.
    pub pending: u64,
    /// How many they may have.
    pub limit: u32,
}

/// What is to be changed of that; what is left out stays.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MemorySettingsChange {
    /// Whether anything is recalled or remembered in their turns.
    #[serde(default)]
    pub enabled: Option<bool>,
    /// Whether they approve of what a model found before it is used.
    #[serde(default)]
    pub review: Option<bool>,
}

impl Memories {
    /// How someone wants to be remembered.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn settings(&self, user: UserId) -> Result<MemorySettings, MemoryError> {
        let choices = self.store.choices(user).await?;
        self.shown(user, choices).await
    }

    /// Changes that.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn change_settings(
        &self,
        user: UserId,
        change: MemorySettingsChange,
    ) -> Result<MemorySettings, MemoryError> {
        let choices = self.store.choose(user, change.enabled, change.review, self.clock.now()).await?;
        self.tell(user, MemoryAction::Updated, Vec::new()).await;
        self.shown(user, choices).await
    }

    /// Whether anything may be recalled or remembered in someone's turns.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn is_on(&self, user: UserId) -> Result<bool, MemoryError> {
        Ok(self.policy.enabled && self.store.choices(user).await?.enabled)
    }

    /// Whether someone approves of what was found before it is used.
    pub(super) fn reviews(&self, choices: Choices) -> bool {
        choices.review.unwrap_or(self.policy.extraction != Extraction::Direct)
    }

    async fn shown(&self, user: UserId, choices: Choices) -> Result<MemorySettings, MemoryError> {
        let (count, pending) = self.store.count_memories(user).await?;
        Ok(MemorySettings {
            enabled: choices.enabled,
            review: self.reviews(choices),
            available: self.policy.enabled,
            extraction: self.policy.extraction,
            count,
            pending,
            limit: self.policy.most,
        })
    }
}
