use async_trait::async_trait;
use chrono::{DateTime, Utc};
use mami_ports::{InviteId, UserId};

use super::{InviteRow, MemoryStore, State, newest};
use crate::{
    audit::AuditEntry,
    invite::{Invite, InvitePreview, InviteStatus, InviteUse},
    session::TokenHash,
    store::{Conflict, Invites, Slice, StoreError},
    user::{NewUser, User},
};

impl State {
    fn good_invite(&mut self, code_hash: &TokenHash, now: DateTime<Utc>) -> Option<&mut Invite> {
        let row = self.invites.iter_mut().find(|row| row.code_hash == *code_hash)?;
        (row.invite.status_at(now) == InviteStatus::Open).then_some(&mut row.invite)
    }

    fn shown_invite(&self, row: &InviteRow, now: DateTime<Utc>) -> Invite {
        let mut came: Vec<&User> = self
            .users
            .iter()
            .filter(|user| user.invite == Some(row.invite.id))
            .map(|user| &user.user)
            .collect();
        came.sort_by_key(|user| (user.created_at, user.id));
        let used_by = came.into_iter().map(|user| InviteUse {
            id: user.id,
            display_name: user.display_name.clone(),
            at: user.created_at,
        });
        Invite {
            status: row.invite.status_at(now),
            created_by: row.invite.created_by.as_ref().and_then(|by| self.name(by.id)),
            used_by: used_by.collect(),
            ..row.invite.clone()
        }
    }
}

#[async_trait]
impl Invites for MemoryStore {
    async fn create_invite(
        &self,
        by: Option<UserId>,
        invite: &Invite,
        code_hash: &TokenHash,
        entry: AuditEntry,
    ) -> Result<(), StoreError> {
        let mut state = self.state().await?;
        state.check_may_manage(by, invite.role)?;
        state.invites.push(InviteRow { invite: invite.clone(), code_hash: *code_hash });
        state.audit.push(entry);
        Ok(())
    }

    async fn invite_preview(
        &self,
        code_hash: &TokenHash,
        now: DateTime<Utc>,
    ) -> Result<Option<InvitePreview>, StoreError> {
        let mut state = self.state().await?;
        let Some(invite) = state.good_invite(code_hash, now).cloned() else { return Ok(None) };
        let invited_by = invite.created_by.and_then(|by| state.name(by.id)).map(|name| name.display_name);
        Ok(Some(InvitePreview { invited_by, role: invite.role, expires_at: invite.expires_at }))
    }

    async fn redeem_invite(
        &self,
        code_hash: &TokenHash,
        mut user: NewUser,
        entry: AuditEntry,
    ) -> Result<User, StoreError> {
        let mut state = self.state().await?;
        let now = user.created_at;
        let Some(invite) = state.good_invite(code_hash, now) else {
            return Err(Conflict::InviteInvalid.into());
        };
        let id = invite.id;
        user.role = invite.role;
        let user = state.add_user(user, Some(id))?;
        if let Some(invite) = state.good_invite(code_hash, now) {
            invite.uses += 1;
        }
        state.audit.push(entry);
        Ok(user)
    }

    async fn invite(&self, id: InviteId, now: DateTime<Utc>) -> Result<Option<Invite>, StoreError> {
        let state = self.state().await?;
        let row = state.invites.iter().find(|row| row.invite.id == id);
        Ok(row.map(|row| state.shown_invite(row, now)))
    }

    async fn invites(&self, slice: Slice, now: DateTime<Utc>) -> Result<Vec<Invite>, StoreError> {
        let state = self.state().await?;
        let invites = state.invites.iter().map(|row| state.shown_invite(row, now));
        Ok(newest(invites, |invite| invite.id.uuid(), slice))
    }

    async fn revoke_invite(
        &self,
        by: Option<UserId>,
        id: InviteId,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        let mut state = self.state().await?;
        let found = state.invites.iter().find(|row| row.invite.id == id);
        let Some(role) = found.map(|row| row.invite.role) else { return Ok(false) };
        state.check_may_manage(by, role)?;
        let is_meant = |row: &&mut InviteRow| row.invite.id == id && row.invite.revoked_at.is_none();
        let Some(row) = state.invites.iter_mut().find(is_meant) else { return Ok(false) };
        row.invite.revoked_at = Some(entry.at);
        state.audit.push(entry);
        Ok(true)
    }
}
