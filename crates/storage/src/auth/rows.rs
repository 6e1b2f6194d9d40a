//! Rows, and what they mean.

use chrono::{DateTime, Utc};
use mami_auth::{
    Alert, ApiKey, AuditEntry, Credentials, Invite, InvitePreview, InviteStatus, InviteUse, NewUser,
    PasswordHash, Person, PersonName, Role, Scopes, Session, TotpSecret, User,
};
use mami_ports::{ApiKeyId, AuditEntryId, InviteId, SessionId, UserId};
use sea_orm::{ActiveValue::Set, prelude::Uuid};

use crate::{
    entity::{api_keys, audit_log, invites, sessions, users},
    error::Fault,
};

fn senseless(what: &str, id: Uuid) -> Fault {
    Fault::Failed(format!("{what} of the row {id} makes no sense"))
}

/// A name as it is searched. Letter by letter, so that the key of a part is a part of the key.
pub(super) fn search_key(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

pub(super) fn new_user(user: &NewUser, invite: Option<Uuid>) -> users::ActiveModel {
    users::ActiveModel {
        id: Set(user.id.uuid()),
        username: Set(user.username.as_str().to_owned()),
        username_key: Set(user.username.key().to_owned()),
        display_name: Set(user.display_name.as_str().to_owned()),
        display_name_key: Set(search_key(user.display_name.as_str())),
        role: Set(user.role.as_str().to_owned()),
        password_hash: Set(user.password_hash.as_str().to_owned()),
        created_at: Set(user.created_at),
        invite_id: Set(invite),
        ..Default::default()
    }
}

pub(super) fn role(row: &users::Model) -> Result<Role, Fault> {
    row.role.parse().map_err(|_| senseless("the role", row.id))
}

pub(super) fn invited_role(row: &invites::Model) -> Result<Role, Fault> {
    row.role.parse().map_err(|_| senseless("the role", row.id))
}

pub(super) fn user(row: users::Model) -> Result<User, Fault> {
    Ok(User {
        id: UserId::from_uuid(row.id),
        role: role(&row)?,
        theme: row
            .theme
            .as_deref()
            .map(str::parse)
            .transpose()
            .map_err(|_| senseless("the theme", row.id))?,
        second_factor: row.totp_confirmed_at.is_some(),
        alert: row.alert_at.map(|at| Alert { at, address: row.alert_address }),
        username: row.username,
        display_name: row.display_name,
        locale: row.locale,
        created_at: row.created_at,
    })
}

pub(super) fn credentials(mut row: users::Model) -> Result<Credentials, Fault> {
    let secret = row.totp_secret.take().map(<[u8; 20]>::try_from).transpose();
    Ok(Credentials {
        disabled: row.disabled_at.is_some(),
        password_hash: PasswordHash::from(row.password_hash.clone()),
        totp: secret.map_err(|_| senseless("the second factor", row.id))?.map(TotpSecret::from_bytes),
        second_factor_at: row.totp_confirmed_at,
        user: user(row)?,
    })
}

pub(super) fn name(row: users::Model) -> PersonName {
    PersonName { id: UserId::from_uuid(row.id), display_name: row.display_name }
}

pub(super) fn person((row, inviter): (users::Model, Option<users::Model>)) -> Result<Person, Fault> {
    Ok(Person {
        id: UserId::from_uuid(row.id),
        role: role(&row)?,
        username: row.username,
        display_name: row.display_name,
        disabled: row.disabled_at.is_some(),
        second_factor: row.totp_confirmed_at.is_some(),
        created_at: row.created_at,
        last_seen_at: row.last_seen_at,
        invited_by: inviter.map(name),
    })
}

pub(super) fn session(row: sessions::Model) -> Session {
    Session {
        id: SessionId::from_uuid(row.id),
        user_id: UserId::from_uuid(row.user_id),
        created_at: row.created_at,
        last_seen_at: row.last_seen_at,
        expires_at: row.expires_at,
        remembered_until: row.remembered_until,
        user_agent: row.user_agent,
        address: row.address,
    }
}

pub(super) fn api_key(row: api_keys::Model) -> Result<ApiKey, Fault> {
    Ok(ApiKey {
        id: ApiKeyId::from_uuid(row.id),
        user_id: UserId::from_uuid(row.user_id),
        scopes: Scopes::from_text(&row.scopes).map_err(|_| senseless("the scopes", row.id))?,
        name: row.name,
        start: row.start,
        created_at: row.created_at,
        expires_at: row.expires_at,
        last_used_at: row.last_used_at,
    })
}

pub(super) fn invite(
    (row, creator): (invites::Model, Option<users::Model>),
    used_by: Vec<InviteUse>,
    now: DateTime<Utc>,
) -> Result<Invite, Fault> {
    let count = |n: i32| u32::try_from(n).map_err(|_| senseless("a count", row.id));
    let mut invite = Invite {
        id: InviteId::from_uuid(row.id),
        role: invited_role(&row)?,
        max_uses: count(row.max_uses)?,
        uses: count(row.uses)?,
        note: row.note,
        expires_at: row.expires_at,
        revoked_at: row.revoked_at,
        status: InviteStatus::Open,
        created_by: creator.map(name),
        used_by,
        created_at: row.created_at,
    };
    invite.status = invite.status_at(now);
    Ok(invite)
}

pub(super) fn preview(invite: Invite) -> Option<InvitePreview> {
    (invite.status == InviteStatus::Open).then(|| InvitePreview {
        invited_by: invite.created_by.map(|creator| creator.display_name),
        role: invite.role,
        expires_at: invite.expires_at,
    })
}

pub(super) fn new_entry(entry: AuditEntry) -> audit_log::ActiveModel {
    audit_log::ActiveModel {
        id: Set(entry.id.uuid()),
        at: Set(entry.at),
        actor_id: Set(entry.actor_id.map(UserId::uuid)),
        actor_name: Set(entry.actor_name),
        action: Set(entry.action),
        target_id: Set(entry.target_id),
        target_name: Set(entry.target_name),
        address: Set(entry.address),
        detail: Set(entry.detail.map(|detail| detail.to_string())),
    }
}

pub(super) fn entry(row: audit_log::Model) -> Result<AuditEntry, Fault> {
    let detail = row.detail.as_deref().map(serde_json::from_str).transpose();
    Ok(AuditEntry {
        id: AuditEntryId::from_uuid(row.id),
        detail: detail.map_err(|_| senseless("the detail", row.id))?,
        at: row.at,
        actor_id: row.actor_id.map(UserId::from_uuid),
        actor_name: row.actor_name,
        action: row.action,
        target_id: row.target_id,
        target_name: row.target_name,
        address: row.address,
    })
}
