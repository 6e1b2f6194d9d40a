//! What every store must hold, in code.

#![expect(clippy::expect_used, reason = "the contract is a test: a store that fails it must stop it")]

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use mami_ports::{Id, SessionId, UserId};
use tokio::task::JoinSet;

use crate::{
    password::PasswordHash,
    session::{Session, TokenHash},
    store::{Conflict, Store, StoreError},
    user::{Locale, NewUser, ProfileChange, Role, Theme, User},
    username::{DisplayName, Username},
};

/// Runs the contract against an empty store. `disable` sets an account's `disabled_at` behind the store's back.
///
/// # Panics
/// When the store does not keep the contract.
pub async fn store_contract(store: Arc<dyn Store>, disable: impl AsyncFn(UserId)) {
    let mut contract = Contract { store, made: 0 };
    contract.a_taken_name_does_not_use_up_the_one_owner().await;
    contract.case_020_fifty_owners_at_once_are_one().await;
    contract.a_name_is_given_once().await;
    contract.an_account_comes_back_as_it_was_written().await;
    contract.a_profile_changes_only_where_it_is_told_to().await;
    contract.a_session_is_found_until_it_expires().await;
    contract.a_session_is_touched_forward_only().await;
    contract.case_005_a_deleted_session_opens_nothing().await;
    contract.case_006_a_new_password_ends_every_session().await;
    contract.case_006_no_sign_in_overtakes_a_new_password().await;
    contract.a_disabled_account_opens_nothing(disable).await;
    contract.what_does_not_exist_is_not_changed().await;
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

    fn id<K>(&mut self) -> Id<K> {
        Id::from_uuid(uuid::Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_0000 + self.number()))
    }

    fn new_user(&mut self, username: &str, role: Role) -> NewUser {
        let username = Username::parse(username).expect("a valid name");
        NewUser {
            id: self.id(),
            display_name: DisplayName::from(&username),
            password_hash: PasswordHash::from(format!("hash {}", self.number())),
            username,
            role,
            created_at: at(0) + TimeDelta::microseconds(123_456),
        }
    }

    async fn member(&mut self, username: &str) -> NewUser {
        let user = self.new_user(username, Role::Member);
        self.store.create_user(user.clone()).await.expect("a free name");
        user
    }

    fn session(&mut self, user: &NewUser) -> (Session, TokenHash) {
        let session = Session {
            id: self.id(),
            user_id: user.id,
            created_at: at(0),
            last_seen_at: at(0),
            expires_at: at(60),
            user_agent: Some("Bröwser/1.0 (🦊)".to_owned()),
            address: Some("2001:db8::1".to_owned()),
        };
        let mut token_hash = [0xAB; 32];
        for (byte, number) in token_hash.iter_mut().zip(self.number().to_le_bytes()) {
            *byte = number;
        }
        (session, token_hash.into())
    }

    async fn signed_in(&mut self, user: &NewUser) -> (Session, TokenHash) {
        let (session, token) = self.session(user);
        let added = self.store.insert_session(&session, &token, &user.password_hash).await;
        assert_eq!(added, Ok(true));
        (session, token)
    }

    async fn found(&self, token: &TokenHash, now: DateTime<Utc>) -> Option<(Session, User)> {
        self.store.session_user(token, now).await.expect("an answer")
    }

    async fn a_taken_name_does_not_use_up_the_one_owner(&mut self) {
        assert_eq!(self.store.needs_owner().await, Ok(true));
        assert_eq!(self.store.users().await, Ok(vec![]));
        self.member("first").await;
        let owner = self.new_user("FIRST", Role::Owner);
        let refused = self.store.create_user(owner).await;
        assert_eq!(refused, Err(StoreError::Conflict(Conflict::UsernameTaken)));
        assert_eq!(self.store.needs_owner().await, Ok(true), "a refused owner leaves no trace");
    }

    async fn case_020_fifty_owners_at_once_are_one(&mut self) {
        let mut calls = JoinSet::new();
        for number in 0..50 {
            let user = self.new_user(&format!("owner{number}"), Role::Owner);
            let store = Arc::clone(&self.store);
            calls.spawn(async move { store.create_user(user).await });
        }
        let outcomes = calls.join_all().await;
        let refused = Err(StoreError::Conflict(Conflict::AlreadySetUp));
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        assert_eq!(outcomes.iter().filter(|outcome| **outcome == refused).count(), 49, "{outcomes:?}");
        assert_eq!(self.store.needs_owner().await, Ok(false));
        let users = self.store.users().await.expect("a list");
        assert_eq!(users.len(), 2, "one member, one owner: {users:?}");
        assert_eq!(users.iter().filter(|user| user.role == Role::Owner).count(), 1);

        let another = self.new_user("first", Role::Owner);
        assert_eq!(self.store.create_user(another).await, refused, "said first, whatever the name");
    }

    async fn a_name_is_given_once(&mut self) {
        let mut calls = JoinSet::new();
        for name in ["ada", "ADA", "Ada", "ａｄａ"].repeat(5) {
            let user = self.new_user(name, Role::Member);
            let store = Arc::clone(&self.store);
            calls.spawn(async move { store.create_user(user).await });
        }
        let outcomes = calls.join_all().await;
        let refused = Err(StoreError::Conflict(Conflict::UsernameTaken));
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        assert_eq!(outcomes.iter().filter(|outcome| **outcome == refused).count(), 19, "{outcomes:?}");
    }

    async fn an_account_comes_back_as_it_was_written(&mut self) {
        let mut user = self.new_user("Čeněk", Role::Admin);
        user.display_name = DisplayName::parse("עדה 👩🏽\u{200D}🚀 'ß\"; --").expect("a valid name");
        self.store.create_user(user.clone()).await.expect("a free name");
        let found =
            self.store.credentials(user.username.key()).await.expect("an answer").expect("an account");
        assert_eq!(found.user, user.user());
        assert_eq!(found.password_hash, user.password_hash);
        assert!(!found.disabled);
        assert_eq!(self.store.credentials("nobody").await, Ok(None));
        assert_eq!(self.store.credentials("Čeněk").await, Ok(None), "names are looked up by their key");

        let mut older = self.new_user("older", Role::Member);
        older.created_at = at(-1);
        self.store.create_user(older.clone()).await.expect("a free name");
        let users = self.store.users().await.expect("a list");
        assert_eq!(users.first(), Some(&older.user()), "oldest first");
        assert!(users.contains(&user.user()));
        assert!(users.is_sorted_by_key(|user| (user.created_at, user.id)));
    }

    async fn a_profile_changes_only_where_it_is_told_to(&mut self) {
        let mut expected = self.member("grace").await.user();
        let other = self.member("hopper").await.user();
        let locale = Locale::parse("pt-BR").expect("a valid tag");
        let name = DisplayName::parse("Grace 🐛").expect("a valid name");
        let full = ProfileChange {
            display_name: Some(name),
            locale: Some(Some(locale)),
            theme: Some(Some(Theme::Dark)),
        };
        expected.display_name = "Grace 🐛".to_owned();
        expected.locale = Some("pt-BR".to_owned());
        expected.theme = Some(Theme::Dark);
        let id = expected.id;
        assert_eq!(self.store.update_profile(id, full).await, Ok(Some(expected.clone())));
        let nothing = ProfileChange::default();
        assert_eq!(self.store.update_profile(id, nothing).await, Ok(Some(expected.clone())));
        let emptied = ProfileChange { locale: Some(None), theme: Some(None), ..ProfileChange::default() };
        (expected.locale, expected.theme) = (None, None);
        assert_eq!(self.store.update_profile(id, emptied).await, Ok(Some(expected.clone())));
        let users = self.store.users().await.expect("a list");
        assert!(users.contains(&expected) && users.contains(&other), "{users:?}");
    }

    async fn a_session_is_found_until_it_expires(&mut self) {
        let user = self.member("linus").await;
        let (session, token) = self.signed_in(&user).await;
        let (mut bare, bare_token) = self.session(&user);
        (bare.user_agent, bare.address) = (None, None);
        bare.expires_at = at(61);
        let added = self.store.insert_session(&bare, &bare_token, &user.password_hash).await;
        assert_eq!(added, Ok(true));

        let just_before = at(60) - TimeDelta::microseconds(1);
        assert_eq!(self.found(&token, just_before).await, Some((session, user.user())));
        assert_eq!(self.found(&token, at(60)).await, None);
        assert_eq!(self.found(&bare_token, at(60)).await, Some((bare, user.user())));
        assert_eq!(self.found(&TokenHash::from([0; 32]), at(0)).await, None);

        assert_eq!(self.store.delete_expired_sessions(just_before).await, Ok(0));
        assert_eq!(self.store.delete_expired_sessions(at(60)).await, Ok(1));
        assert_eq!(self.found(&token, at(0)).await, None, "the row is gone");
        assert!(self.found(&bare_token, at(0)).await.is_some());
    }

    async fn a_session_is_touched_forward_only(&mut self) {
        let user = self.member("margaret").await;
        let (mut session, token) = self.signed_in(&user).await;
        self.store.touch_session(session.id, at(30), at(90)).await.expect("touched");
        (session.last_seen_at, session.expires_at) = (at(30), at(90));
        assert_eq!(self.found(&token, at(80)).await, Some((session.clone(), user.user())));
        self.store.touch_session(session.id, at(20), at(70)).await.expect("ignored");
        assert_eq!(self.found(&token, at(80)).await, Some((session, user.user())));
    }

    async fn case_005_a_deleted_session_opens_nothing(&mut self) {
        let (user, other) = (self.member("barbara").await, self.member("liskov").await);
        let (session, token) = self.signed_in(&user).await;
        let (_, kept) = self.signed_in(&user).await;
        assert_eq!(self.store.delete_session(session.id, other.id).await, Ok(false), "not the other's");
        assert!(self.found(&token, at(0)).await.is_some());
        assert_eq!(self.store.delete_session(session.id, user.id).await, Ok(true));
        assert_eq!(self.store.delete_session(session.id, user.id).await, Ok(false));
        assert_eq!(self.found(&token, at(0)).await, None);
        assert!(self.found(&kept, at(0)).await.is_some());
        self.store.touch_session(session.id, at(10), at(70)).await.expect("nothing to touch");
        assert_eq!(self.found(&token, at(0)).await, None);
    }

    async fn case_006_a_new_password_ends_every_session(&mut self) {
        let (user, other) = (self.member("edsger").await, self.member("dijkstra").await);
        let tokens = [self.signed_in(&user).await.1, self.signed_in(&user).await.1];
        let (_, kept) = self.signed_in(&other).await;
        let new = PasswordHash::from("new".to_owned());
        assert_eq!(self.store.set_password_hash(user.id, &new).await, Ok(true));
        for token in tokens {
            assert_eq!(self.found(&token, at(0)).await, None);
        }
        assert!(self.found(&kept, at(0)).await.is_some());
        let found =
            self.store.credentials(user.username.key()).await.expect("an answer").expect("an account");
        assert_eq!(found.password_hash, new);

        let (session, token) = self.session(&user);
        let late = self.store.insert_session(&session, &token, &user.password_hash).await;
        assert_eq!(late, Ok(false), "the old password was verified");
        assert_eq!(self.found(&token, at(0)).await, None);
    }

    async fn case_006_no_sign_in_overtakes_a_new_password(&mut self) {
        let mut user = self.member("donald").await;
        for round in 0..20 {
            let (session, token) = self.session(&user);
            let new = PasswordHash::from(format!("round {round}"));
            let mut calls = JoinSet::new();
            let (store, verified) = (Arc::clone(&self.store), user.password_hash.clone());
            calls.spawn(async move { store.insert_session(&session, &token, &verified).await });
            let (store, id, hash) = (Arc::clone(&self.store), user.id, new.clone());
            calls.spawn(async move { store.set_password_hash(id, &hash).await });
            for outcome in calls.join_all().await {
                outcome.expect("neither fails");
            }
            assert_eq!(self.found(&token, at(0)).await, None, "whoever was first");
            user.password_hash = new;
        }
    }

    async fn a_disabled_account_opens_nothing(&mut self, disable: impl AsyncFn(UserId)) {
        let user = self.member("mallory").await;
        let (_, token) = self.signed_in(&user).await;
        disable(user.id).await;
        assert_eq!(self.found(&token, at(0)).await, None);
        let (session, token) = self.session(&user);
        let refused = self.store.insert_session(&session, &token, &user.password_hash).await;
        assert_eq!(refused, Ok(false));
        let found =
            self.store.credentials(user.username.key()).await.expect("an answer").expect("an account");
        assert!(found.disabled);
    }

    async fn what_does_not_exist_is_not_changed(&mut self) {
        let nobody = self.new_user("nobody", Role::Member);
        let (session, token) = self.session(&nobody);
        let store = &self.store;
        assert_eq!(store.insert_session(&session, &token, &nobody.password_hash).await, Ok(false));
        assert_eq!(store.set_password_hash(nobody.id, &nobody.password_hash).await, Ok(false));
        assert_eq!(store.update_profile(nobody.id, ProfileChange::default()).await, Ok(None));
        assert_eq!(store.delete_session(SessionId::from_uuid(uuid::Uuid::nil()), nobody.id).await, Ok(false));
    }
}

/// A time, in minutes from when the contract begins.
fn at(minutes: i64) -> DateTime<Utc> {
    Utc.timestamp_opt(1_800_000_000, 0).single().unwrap_or_default() + TimeDelta::minutes(minutes)
}
