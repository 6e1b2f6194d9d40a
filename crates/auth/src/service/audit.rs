//! The audit log.

use chrono::Datelike as _;
use mami_ports::{Page, UserId};
use uuid::Uuid;

use super::{Auth, invalid, slice};
use crate::{
    audit::{AuditEntry, AuditFilter, By},
    error::{AuthError, InvalidInput},
    invite::LAST_YEAR,
    throttle::Key,
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

    /// Notes that the person takes everything along.
    ///
    /// # Errors
    /// [`AuthError::Throttled`] when they did too much of late.
    pub async fn record_export(&self, by: &By, user_id: UserId) -> Result<(), AuthError> {
        self.throttle.spend(Key::Deed(user_id)).await?;
        self.record(by, "user.exported", None, None).await
    }

    /// Entries of the audit log, newest first.
    ///
    /// # Errors
    /// [`AuthError::Invalid`] when the cursor is none, or a time lies beyond all calendars.
    pub async fn audit(
        &self,
        filter: &AuditFilter,
        limit: u32,
        cursor: Option<&str>,
    ) -> Result<Page<AuditEntry>, AuthError> {
        for (field, at) in [("from", filter.from), ("to", filter.to)] {
            if at.is_some_and(|at| !(0..=LAST_YEAR).contains(&at.year())) {
                return Err(invalid(InvalidInput::new(
                    field,
                    "time_out_of_range",
                    "must be a time between the years 0 and 9999",
                )));
            }
        }
        let entries = self.store.audit(filter, slice(limit, cursor)?).await?;
        Ok(Page::cut(entries, limit, |entry| entry.id.to_string()))
    }

    /// What the person did and what was done to their account, newest first. Where others were when they did it is not the
    /// person's business.
    ///
    /// # Errors
    /// [`AuthError::Invalid`] when the cursor is none.
    pub async fn activity(
        &self,
        user_id: UserId,
        limit: u32,
        cursor: Option<&str>,
    ) -> Result<Page<AuditEntry>, AuthError> {
        let filter = AuditFilter { about: Some(user_id), ..AuditFilter::default() };
        let mut page = self.audit(&filter, limit, cursor).await?;
        for entry in page.items.iter_mut().filter(|entry| entry.actor_id != Some(user_id)) {
            entry.address = None;
        }
        Ok(page)
    }
}
