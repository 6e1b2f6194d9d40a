//! What a model found in a conversation, put into memory.

use mami_ports::{ConversationId, MemoryAction, MessageId, UserId};

use super::{Extraction, Memories};
use crate::{
    error::MemoryError,
    extract::{Decision, Found},
    memory::{By, Memory, MemoryStatus, Origin},
    store::{Added, NewMemory},
};

/// How sure a fact is that a model found.
const FOUND_CONFIDENCE: f32 = 0.8;

/// What became of what was found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Observed {
    /// New facts, also those that wait to be approved of.
    pub added: Vec<Memory>,
    /// Facts that were known.
    pub touched: Vec<Memory>,
    /// So many were not kept: they were deleted once, or what they come from is gone.
    pub dropped: u32,
    /// There is no room for some.
    pub full: bool,
}

impl Memories {
    /// Keeps what [`decide`](crate::extract::decide) made of a model's answer about a conversation; `existing` are the facts that
    /// the model was shown, in that order. It waits for approval if the person wants that, if it is personal, or if it would
    /// take the place of something that they said or wrote themselves. Nothing is kept while memory is off.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn observe(
        &self,
        user: UserId,
        conversation: ConversationId,
        decisions: Vec<Decision>,
        existing: &[Memory],
    ) -> Result<Observed, MemoryError> {
        let choices = self.store.choices(user).await?;
        let mut observed = Observed::default();
        if !self.policy.enabled || !choices.enabled || self.policy.extraction == Extraction::Off {
            return Ok(observed);
        }
        let review = self.reviews(choices);
        let said: Vec<(MessageId, String)> = decisions
            .iter()
            .filter_map(|decision| match decision {
                Decision::New(found) | Decision::Supersede { found, .. } => {
                    Some((found.message, found.text.clone()))
                }
                Decision::Touch { .. } => None,
            })
            .collect();
        let mut gone = self.store.tombstoned(user, &said).await?.into_iter();
        for decision in decisions {
            let (found, old) = match decision {
                Decision::Touch { existing: place, message } => {
                    if let Some(memory) = existing.get(place) {
                        let doing = self.doing(By::Extraction, Some(message));
                        self.store.touch(user, vec![memory.id], doing).await?;
                        observed.touched.push(memory.clone());
                    }
                    continue;
                }
                Decision::New(found) => (found, None),
                Decision::Supersede { existing: place, found } => (found, existing.get(place)),
            };
            if gone.next().unwrap_or(false) {
                observed.dropped += 1;
                continue;
            }
            let old = match old {
                Some(old) => Some(old.clone()),
                None => match self.older(user, &found.text).await? {
                    Some(id) => self.store.memory(user, id).await?,
                    None => None,
                },
            };
            let new = self.found(conversation, found, old.as_ref(), review);
            match self.store.add(user, new, self.policy.most, self.clock.now()).await? {
                Added::New(memory) => observed.added.push(memory),
                Added::Touched(memory) => observed.touched.push(memory),
                Added::Full => observed.full = true,
                Added::SourceGone => observed.dropped += 1,
            }
        }
        let ids = |memories: &[Memory]| memories.iter().map(|memory| memory.id).collect::<Vec<_>>();
        for (action, ids) in [
            (MemoryAction::Remembered, ids(&observed.added)),
            (MemoryAction::Updated, ids(&observed.touched)),
        ] {
            if !ids.is_empty() {
                self.tell(user, action, ids).await;
            }
        }
        Ok(observed)
    }

    fn found(
        &self,
        conversation: ConversationId,
        found: Found,
        old: Option<&Memory>,
        review: bool,
    ) -> NewMemory {
        let own = old.is_some_and(|old| old.origin != Origin::Extracted);
        let waits = review || found.personal || own;
        NewMemory {
            id: self.ids.next(),
            text: found.text,
            kind: found.kind,
            origin: Origin::Extracted,
            status: if waits { MemoryStatus::Pending } else { MemoryStatus::Active },
            tags: Vec::new(),
            pinned: false,
            confidence: FOUND_CONFIDENCE,
            source: Some((found.message, conversation)),
            valid_from: found.valid_from,
            valid_to: found.valid_to,
            replaces: old.map(|old| old.id),
            by: By::Extraction,
        }
    }
}
