//! The audit log: who did what to whom, when and from where. Entries are only ever added.

use chrono::{DateTime, Utc};
use mami_ports::{AuditEntryId, UserId};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{service::ClientInfo, user::User};

/// Who does something, and from where.
#[derive(Debug, Clone)]
pub struct By {
    /// The account; none: whoever runs the server, by its command line.
    pub user: Option<(UserId, String)>,
    /// The address.
    pub address: Option<String>,
}

impl By {
    /// This person, from there.
    pub fn person(user: &User, client: &ClientInfo) -> Self {
        Self { user: Some((user.id, user.username.clone())), address: client.address_text() }
    }

    /// Whoever runs the server.
    pub fn operator() -> Self {
        Self { user: None, address: None }
    }

    /// The account's id; none: whoever runs the server.
    pub fn id(&self) -> Option<UserId> {
        self.user.as_ref().map(|(id, _)| *id)
    }
}

/// Something that was done.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AuditEntry {
    /// Its id. Later entries have greater ids, but for those of the same millisecond.
    pub id: AuditEntryId,
    /// When.
    pub at: DateTime<Utc>,
    /// Who did it; `null`: whoever runs the server.
    pub actor_id: Option<UserId>,
    /// Their username then.
    pub actor_name: Option<String>,
    /// What was done, such as `invite.created`.
    pub action: String,
    /// What it was done to: an account, an invite, a key.
    pub target_id: Option<Uuid>,
    /// Its name then.
    pub target_name: Option<String>,
    /// The address that it was done from.
    pub address: Option<String>,
    /// What else there is to say, by action.
    #[schema(value_type = Option<Object>)]
    pub detail: Option<serde_json::Value>,
}

impl AuditEntry {
    /// The same entry about this thing.
    pub(crate) fn about(mut self, id: Uuid, name: &str) -> Self {
        self.target_id = Some(id);
        self.target_name = Some(name.to_owned());
        self
    }

    /// The same entry about this account.
    pub(crate) fn about_user(self, user: &User) -> Self {
        self.about(user.id.uuid(), &user.username)
    }

    /// The same entry with more to say.
    pub(crate) fn with(mut self, detail: serde_json::Value) -> Self {
        self.detail = Some(detail);
        self
    }
}

/// Which entries are wanted. Nothing given: all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Those of this account.
    pub actor: Option<UserId>,
    /// Those about this account or thing.
    pub target: Option<Uuid>,
    /// Those that this account did or that were done to it.
    pub about: Option<UserId>,
    /// Those with this action; one that ends with a dot stands for all that begin so.
    pub action: Option<String>,
    /// Not before.
    pub from: Option<DateTime<Utc>>,
    /// Before.
    pub to: Option<DateTime<Utc>>,
}
