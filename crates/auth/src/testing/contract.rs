//! What every store must hold, in code.

#![expect(clippy::expect_used, reason = "the contract is a test: a store that fails it must stop it")]

mod accounts;
mod api_keys;
mod audit;
mod invites;
mod management;
mod owners;
mod passwords;
mod people;
mod remember;
mod second_factors;
mod sessions;

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use mami_ports::{Id, UserId};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::{
    audit::{AuditEntry, AuditFilter},
    invite::{Invite, InviteStatus, PersonName},
    password::PasswordHash,
    people::{Person, PersonChange},
    session::{Session, TokenHash},
    store::{Conflict, Credentials, Entries, Slice, Store, StoreError},
    user::{NewUser, Role, User},
    username::{DisplayName, Username},
};

/// Runs the contract against an empty store.
///
/// # Panics
/// When the store does not keep the contract.
pub async fn store_contract(store: Arc<dyn Store>) {
    let mut contract = Contract { store, made: 0 };
    // The first wants an empty store; the others bring along whom they need.
    owners::contract(&mut contract).await;
    accounts::contract(&mut contract).await;
    passwords::contract(&mut contract).await;
    people::contract(&mut contract).await;
    management::contract(&mut contract).await;
    sessions::contract(&mut contract).await;
    remember::contract(&mut contract).await;
    invites::contract(&mut contract).await;
    api_keys::contract(&mut contract).await;
    second_factors::contract(&mut contract).await;
    audit::contract(&mut contract).await;
}

struct Contract {
    store: Arc<dyn Store>,
    made: u128,
}

impl Contract {
    fn number(&mut self) -> u128 {
        self.made += 1;
        self.made
    }

    /// An id that is greater than all before.
    fn id<K>(&mut self) -> Id<K> {
        Id::from_uuid(Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_0000 + self.number()))
    }

    fn token(&mut self) -> TokenHash {
        let mut hash = [0xAB; 32];
        for (byte, number) in hash.iter_mut().zip(self.number().to_le_bytes()) {
            *byte = number;
        }
        hash.into()
    }

    fn hash(&mut self) -> PasswordHash {
        PasswordHash::from(format!("hash {}", self.number()))
    }

    fn entry(&mut self) -> AuditEntry {
        AuditEntry {
            id: self.id(),
            at: at(5) + TimeDelta::microseconds(654_321),
            actor_id: None,
            actor_name: None,
            action: "test.done".to_owned(),
            target_id: None,
            target_name: None,
            address: Some("2001:db8::5".to_owned()),
            detail: None,
        }
    }

    fn new_user(&mut self, username: &str, role: Role) -> NewUser {
        let username = Username::parse(username).expect("a valid name");
        NewUser {
            id: self.id(),
            display_name: DisplayName::from(&username),
            password_hash: self.hash(),
            username,
            role,
            created_at: at(0) + TimeDelta::microseconds(123_456),
        }
    }

    async fn add(&mut self, user: &NewUser) -> Result<(), StoreError> {
        let entry = self.entry();
        self.store.create_user(user.clone(), entry).await
    }

    async fn member(&mut self) -> NewUser {
        self.someone(Role::Member).await
    }

    /// A new account with this role, under a name of its own. There may be several owners.
    async fn someone(&mut self, role: Role) -> NewUser {
        let name = format!("person{}", self.number());
        let mut user = self.new_user(&name, Role::Member);
        self.add(&user).await.expect("a free name");
        if role != Role::Member {
            self.give_role(user.id, role).await;
        }
        user.role = role;
        user
    }

    async fn give_role(&mut self, user_id: UserId, role: Role) {
        let change = PersonChange { role: Some(role), ..PersonChange::default() };
        let person = self.change(None, user_id, change).await.expect("allowed").expect("an account");
        assert_eq!(person.role, role);
    }

    async fn set_disabled(&mut self, user_id: UserId, disabled: bool) {
        let change = PersonChange { disabled: Some(disabled.then_some(at(5))), ..PersonChange::default() };
        let person = self.change(None, user_id, change).await.expect("allowed").expect("an account");
        assert_eq!(person.disabled, disabled);
    }

    async fn change(
        &mut self,
        by: Option<UserId>,
        user_id: UserId,
        change: PersonChange,
    ) -> Result<Option<Person>, StoreError> {
        let entry = self.entry();
        self.store.change_person(by, user_id, change, at(5), only(&entry)).await
    }

    async fn credentials(&self, user_id: UserId) -> Credentials {
        self.store.credentials_of(user_id).await.expect("an answer").expect("an account")
    }

    async fn person(&self, user_id: UserId) -> Person {
        self.store.person(user_id).await.expect("an answer").expect("an account")
    }

    fn session(&mut self, user: &NewUser) -> Session {
        Session {
            id: self.id(),
            user_id: user.id,
            created_at: at(0),
            last_seen_at: at(0),
            expires_at: at(60),
            remembered_until: None,
            user_agent: Some("Bröwser/1.0 (🦊)".to_owned()),
            address: Some("2001:db8::1".to_owned()),
        }
    }

    async fn signed_in(&mut self, user: &NewUser) -> (Session, TokenHash) {
        let (session, token) = (self.session(user), self.token());
        assert_eq!(self.insert(user, &session, &token, None).await, Ok(true));
        (session, token)
    }

    async fn insert(
        &mut self,
        user: &NewUser,
        session: &Session,
        token: &TokenHash,
        validator: Option<&TokenHash>,
    ) -> Result<bool, StoreError> {
        let entry = self.entry();
        self.store.insert_session(session, token, validator, &user.password_hash, entry).await
    }

    async fn found(&self, token: &TokenHash, now: DateTime<Utc>) -> Option<(Session, User)> {
        self.store.session_user(token, now).await.expect("an answer")
    }

    async fn opens(&self, token: &TokenHash) -> bool {
        self.found(token, at(0)).await.is_some()
    }

    /// An invite that this person makes, for one until minute 60.
    async fn invite(&mut self, by: &NewUser) -> (Invite, TokenHash) {
        let invite = self.new_invite(Some(by));
        let code = self.keep_invite(&invite).await;
        (invite, code)
    }

    fn new_invite(&mut self, by: Option<&NewUser>) -> Invite {
        Invite {
            id: self.id(),
            role: Role::Member,
            note: "für Zoë 🎈".to_owned(),
            max_uses: 1,
            uses: 0,
            expires_at: Some(at(60)),
            revoked_at: None,
            status: InviteStatus::Open,
            created_by: by
                .map(|by| PersonName { id: by.id, display_name: by.display_name.as_str().to_owned() }),
            used_by: vec![],
            created_at: at(0),
        }
    }

    async fn keep_invite(&mut self, invite: &Invite) -> TokenHash {
        let (code, entry) = (self.token(), self.entry());
        let by = invite.created_by.as_ref().map(|by| by.id);
        self.store.create_invite(by, invite, &code, entry).await.expect("allowed");
        code
    }

    async fn invite_status(&self, invite: &Invite) -> InviteStatus {
        self.store.invite(invite.id, at(0)).await.expect("an answer").expect("an invite").status
    }

    /// Whether an entry is in the log, as it was written.
    async fn logged(&self, entry: &AuditEntry) -> bool {
        let behind = Uuid::from_u128(entry.id.uuid().as_u128() + 1);
        let slice = Slice { before: Some(behind), limit: 1 };
        let found = self.store.audit(&AuditFilter::default(), slice).await.expect("a list");
        found.first() == Some(entry)
    }
}

const ALL: Slice = Slice { before: None, limit: 10_000 };

/// A time, in minutes from when the contract begins.
fn at(minutes: i64) -> DateTime<Utc> {
    Utc.timestamp_opt(1_800_000_000, 0).single().unwrap_or_default() + TimeDelta::minutes(minutes)
}

fn refused<T>(conflict: Conflict) -> Result<T, StoreError> {
    Err(conflict.into())
}

/// Makes calls side by side, and gives what came of them.
async fn at_once<T: Send + 'static>(
    calls: impl IntoIterator<Item = impl Future<Output = T> + Send + 'static>,
) -> Vec<T> {
    calls.into_iter().collect::<JoinSet<T>>().join_all().await
}

/// Makes two calls side by side, and gives what came of them.
async fn both<A: Send + 'static, B: Send + 'static>(
    one: impl Future<Output = A> + Send + 'static,
    other: impl Future<Output = B> + Send + 'static,
) -> (A, B) {
    let (one, other) = (tokio::spawn(one), tokio::spawn(other));
    (one.await.expect("no panic"), other.await.expect("no panic"))
}

/// This entry, whatever the account was before.
fn only(entry: &AuditEntry) -> Entries {
    let entry = entry.clone();
    Box::new(|_| vec![entry])
}

fn how_many<T>(items: &[T], is_meant: impl Fn(&T) -> bool) -> usize {
    items.iter().filter(|item| is_meant(item)).count()
}
