use async_trait::async_trait;
use mami_ports::UserId;

use super::{MemoryStore, State, UserRow};
use crate::{
    audit::AuditEntry,
    session::TokenHash,
    store::{SecondFactors, StoreError},
    totp::TotpSecret,
};

impl State {
    fn with_factor(&mut self, id: UserId) -> Option<&mut UserRow> {
        self.user_mut(id).filter(|row| row.user.second_factor)
    }

    fn set_recovery_codes(&mut self, id: UserId, codes: &[TokenHash]) {
        self.recovery_codes.retain(|(owner, _)| *owner != id);
        self.recovery_codes.extend(codes.iter().map(|code| (id, *code)));
    }
}

#[async_trait]
impl SecondFactors for MemoryStore {
    async fn begin_second_factor(&self, user_id: UserId, secret: &TotpSecret) -> Result<bool, StoreError> {
        let mut state = self.state().await?;
        let Some(row) = state.user_mut(user_id).filter(|row| !row.user.second_factor) else {
            return Ok(false);
        };
        row.totp = Some(secret.clone());
        Ok(true)
    }

    async fn confirm_second_factor(
        &self,
        user_id: UserId,
        secret: &TotpSecret,
        step: i64,
        codes: &[TokenHash],
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        let mut state = self.state().await?;
        let is_kept = |row: &&mut UserRow| {
            !row.user.second_factor
                && row.totp.as_ref().is_some_and(|kept| kept.as_bytes() == secret.as_bytes())
        };
        let Some(row) = state.user_mut(user_id).filter(is_kept) else { return Ok(false) };
        row.user.second_factor = true;
        row.totp_since = Some(entry.at);
        row.totp_last_step = Some(step);
        state.set_recovery_codes(user_id, codes);
        state.audit.push(entry);
        Ok(true)
    }

    async fn use_totp_step(&self, user_id: UserId, step: i64) -> Result<bool, StoreError> {
        let mut state = self.state().await?;
        let is_later = |row: &&mut UserRow| row.totp_last_step.is_some_and(|last| step > last);
        let Some(row) = state.with_factor(user_id).filter(is_later) else { return Ok(false) };
        row.totp_last_step = Some(step);
        Ok(true)
    }

    async fn use_recovery_code(
        &self,
        user_id: UserId,
        code: &TokenHash,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        let mut state = self.state().await?;
        let before = state.recovery_codes.len();
        state.recovery_codes.retain(|kept| *kept != (user_id, *code));
        let used = state.recovery_codes.len() < before;
        state.audit.extend(used.then_some(entry));
        Ok(used)
    }

    async fn recovery_codes_left(&self, user_id: UserId) -> Result<u32, StoreError> {
        let left = self.state().await?.recovery_codes.iter().filter(|(owner, _)| *owner == user_id).count();
        Ok(left.try_into().unwrap_or(u32::MAX))
    }

    async fn replace_recovery_codes(
        &self,
        user_id: UserId,
        codes: &[TokenHash],
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        let mut state = self.state().await?;
        if state.with_factor(user_id).is_none() {
            return Ok(false);
        }
        state.set_recovery_codes(user_id, codes);
        state.audit.push(entry);
        Ok(true)
    }

    async fn remove_second_factor(
        &self,
        by: Option<UserId>,
        user_id: UserId,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        let mut state = self.state().await?;
        let Some(role) = state.user(user_id).map(|row| row.user.role) else { return Ok(false) };
        state.check_may_manage(by, role)?;
        let Some(row) = state.with_factor(user_id) else { return Ok(false) };
        row.user.second_factor = false;
        (row.totp, row.totp_since, row.totp_last_step) = (None, None, None);
        state.set_recovery_codes(user_id, &[]);
        if by.is_some() {
            state.delete_sessions(|session| session.user_id == user_id);
        }
        state.audit.push(entry);
        Ok(true)
    }
}
