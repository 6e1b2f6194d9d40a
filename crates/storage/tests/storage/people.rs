//! People to test with.

use std::sync::Arc;

use chrono::SubsecRound;
use mami_auth::{AuditEntry, DisplayName, NewUser, PasswordHash, Role, Username};
use mami_ports::{Clock, Ids, SystemClock, SystemRandom};

pub(crate) fn ids() -> Ids {
    Ids::new(Arc::new(SystemClock), Arc::new(SystemRandom))
}

pub(crate) fn new_user(name: &str, role: Role) -> NewUser {
    let username = Username::parse(name).unwrap();
    NewUser {
        id: ids().next(),
        display_name: DisplayName::from(&username),
        username,
        role,
        password_hash: PasswordHash::from("no hash".to_owned()),
        created_at: SystemClock.now().trunc_subsecs(6),
    }
}

pub(crate) fn entry(action: &str) -> AuditEntry {
    AuditEntry {
        id: ids().next(),
        at: SystemClock.now().trunc_subsecs(6),
        actor_id: None,
        actor_name: None,
        action: action.to_owned(),
        target_id: None,
        target_name: None,
        address: None,
        detail: None,
    }
}
