//! Letting people in.

use mami_ports::{InviteId, Page};
use secrecy::SecretString;
use serde_json::json;

use super::{Auth, ClientInfo, slice};
use crate::{
    audit::By,
    error::AuthError,
    invite::{Invite, InviteInput, InvitePreview, InviteStatus, NewInvite, PersonName},
    session::TokenHash,
    throttle::Key,
    user::User,
};

impl ClientInfo {
    /// The bucket of wrong codes and links.
    pub(super) fn guesses(&self) -> Option<Key> {
        self.address.map(Key::guesses)
    }
}

impl Auth {
    /// Makes an invite. `inviter` is who makes it; none: whoever runs the server.
    ///
    /// # Errors
    /// [`AuthError::Invalid`] with all faults; [`AuthError::NotAllowed`] when the inviter may not give the role.
    pub async fn create_invite(
        &self,
        by: &By,
        inviter: Option<&User>,
        input: InviteInput,
    ) -> Result<NewInvite, AuthError> {
        let now = self.now();
        let terms = input.parse(now).map_err(AuthError::Invalid)?;
        let (code, code_hash) = self.token()?;
        let name = |user: &User| PersonName { id: user.id, display_name: user.display_name.clone() };
        let invite = Invite {
            id: self.ids.next(),
            role: terms.role,
            note: terms.note,
            max_uses: terms.max_uses,
            uses: 0,
            expires_at: terms.expires_at,
            revoked_at: None,
            status: InviteStatus::Open,
            created_by: inviter.map(name),
            used_by: Vec::new(),
            created_at: now,
        };
        let entry = self.entry(by, "invite.created").about(invite.id.uuid(), &invite.note).with(
            json!({ "role": invite.role, "max_uses": invite.max_uses, "expires_at": invite.expires_at }),
        );
        self.store.create_invite(by.id(), &invite, &code_hash, entry).await?;
        Ok(NewInvite { invite, code })
    }

    /// What a code stands for.
    ///
    /// # Errors
    /// [`AuthError::Throttled`]; [`AuthError::InviteInvalid`] for an unknown, spent, expired and revoked code alike.
    pub async fn preview_invite(
        &self,
        code: &SecretString,
        client: &ClientInfo,
    ) -> Result<InvitePreview, AuthError> {
        self.look_up_invite(code, client).await.map(|(_, preview)| preview)
    }

    /// Every invite, newest first.
    ///
    /// # Errors
    /// [`AuthError::Invalid`] when the cursor is none.
    pub async fn invites(&self, limit: u32, cursor: Option<&str>) -> Result<Page<Invite>, AuthError> {
        let invites = self.store.invites(slice(limit, cursor)?, self.now()).await?;
        Ok(Page::cut(invites, limit, |invite| invite.id.to_string()))
    }

    /// Takes an invite back. One that was taken back already stays so.
    ///
    /// # Errors
    /// [`AuthError::NotFound`]; [`AuthError::NotAllowed`] for one that gives more than `by` may give.
    pub async fn revoke_invite(&self, by: &By, id: InviteId) -> Result<(), AuthError> {
        let invite = self.store.invite(id, self.now()).await?.ok_or(AuthError::NotFound)?;
        self.allow(by, invite.role).await?;
        let entry = self.entry(by, "invite.revoked").about(id.uuid(), &invite.note);
        self.store.revoke_invite(by.id(), id, entry).await?;
        Ok(())
    }

    /// A code's hash and what it stands for, if it is good.
    pub(super) async fn look_up_invite(
        &self,
        code: &SecretString,
        client: &ClientInfo,
    ) -> Result<(TokenHash, InvitePreview), AuthError> {
        self.throttle.check(client.guesses().into_iter().collect(), || true).await?;
        if let Some(hash) = TokenHash::of(code)
            && let Some(preview) = self.store.invite_preview(&hash, self.now()).await?
        {
            return Ok((hash, preview));
        }
        Err(self.refuse_invite(client).await)
    }

    /// Counts a code that lets nobody in.
    pub(super) async fn refuse_invite(&self, client: &ClientInfo) -> AuthError {
        let counted = self.throttle.check(client.guesses().into_iter().collect(), || false).await;
        counted.err().unwrap_or(AuthError::InviteInvalid)
    }
}
