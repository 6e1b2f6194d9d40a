use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{MemoryStore, count, newest};
use crate::{
    audit::{AuditEntry, AuditFilter},
    store::{Audit, Slice, StoreError},
};

fn is_in(entry: &AuditEntry, filter: &AuditFilter) -> bool {
    let is_action = |action: &String| {
        entry.action == *action || (action.ends_with('.') && entry.action.starts_with(action.as_str()))
    };
    filter.actor.is_none_or(|actor| entry.actor_id == Some(actor))
        && filter.target.is_none_or(|target| entry.target_id == Some(target))
        && filter
            .about
            .is_none_or(|user| entry.actor_id == Some(user) || entry.target_id == Some(user.uuid()))
        && filter.action.as_ref().is_none_or(is_action)
        && filter.from.is_none_or(|from| entry.at >= from)
        && filter.to.is_none_or(|to| entry.at < to)
}

#[async_trait]
impl Audit for MemoryStore {
    async fn record(&self, entry: AuditEntry) -> Result<(), StoreError> {
        self.state().await?.audit.push(entry);
        Ok(())
    }

    async fn audit(&self, filter: &AuditFilter, slice: Slice) -> Result<Vec<AuditEntry>, StoreError> {
        let state = self.state().await?;
        let entries = state.audit.iter().filter(|entry| is_in(entry, filter)).cloned();
        Ok(newest(entries, |entry| entry.id.uuid(), slice))
    }

    async fn prune_audit(&self, before: DateTime<Utc>) -> Result<u64, StoreError> {
        let mut state = self.state().await?;
        let had = state.audit.len();
        state.audit.retain(|entry| entry.at >= before);
        Ok(count(had - state.audit.len()))
    }
}
