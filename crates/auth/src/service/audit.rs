//! The audit log.

use mami_ports::{Page, UserId};
use uuid::Uuid;

use super::{Auth, slice};
use crate::{
    audit::{AuditEntry, AuditFilter, By},
    error::AuthError,
};

impl Auth {
    /// Notes what somebody who runs the place did elsewhere than to accounts.
    ///
    /// # Errors
    /// When the database cannot do it.
    pub async fn record(
        &self,
        by: &By,
        action: &str,
        target: Option<(Option<Uuid>, &str)>,
        detail: Option<serde_json::Value>,
    ) -> Result<(), AuthError> {
        let mut entry = self.entry(by, action);
        if let Some((id, name)) = target {
            entry.target_id = id;
            entry.target_name = Some(name.to_owned());
        }
        entry.detail = detail;
        Ok(self.store.record(entry).await?)
    }

    /// Entries of the audit log, newest first.
    ///
    /// # Errors
    /// [`AuthError::Invalid`] when the cursor is none.
    pub async fn audit(
        &self,
        filter: &AuditFilter,
        limit: u32,
        cursor: Option<&str>,
    ) -> Result<Page<AuditEntry>, AuthError> {
        let entries = self.store.audit(filter, slice(limit, cursor)?).await?;
        Ok(Page::cut(entries, limit, |entry| entry.id.to_string()))
    }

    /// What the person did and what was done to their account, newest first.
    ///
    /// # Errors
    /// [`AuthError::Invalid`] when the cursor is none.
    pub async fn activity(
        &self,
        user_id: UserId,
        limit: u32,
        cursor: Option<&str>,
    ) -> Result<Page<AuditEntry>, AuthError> {
        self.audit(&AuditFilter { about: Some(user_id), ..AuditFilter::default() }, limit, cursor).await
    }
}
