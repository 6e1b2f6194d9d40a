//! Memories from a file.

use mami_ports::{MemoryAction, UserId};

use super::Memories;
use crate::{
    error::MemoryError,
    store::ImportOutcome,
    transfer::{ImportReport, MemoryFile},
};

impl Memories {
    /// Brings memories back from a file: all of them, but those that are there.
    ///
    /// # Errors
    /// When memory is off, the file will not do, or they are more than there may be; none is added then.
    pub async fn import(&self, user: UserId, file: MemoryFile) -> Result<ImportReport, MemoryError> {
        self.check_enabled()?;
        let full = || MemoryError::Full { limit: self.policy.most };
        if file.memories.len() > usize::try_from(self.policy.most).unwrap_or(usize::MAX) {
            return Err(full());
        }
        let now = self.clock.now();
        let all = file.checked(now, || self.ids.next())?;
        match self.store.import_memories(user, all, self.policy.most, now).await? {
            ImportOutcome::Full => Err(full()),
            ImportOutcome::Done { added, duplicates } => {
                let report = ImportReport { added: added.len() as u64, duplicates };
                if !added.is_empty() {
                    self.tell(user, MemoryAction::Remembered, added).await;
                }
                Ok(report)
            }
        }
    }
}
