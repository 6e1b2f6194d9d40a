use super::*;
use crate::{
    api_key::{ApiKey, Scope, Scopes},
    store::NewPassword,
};

pub(super) async fn contract(contract: &mut Contract) {
    contract.a_key_comes_back_as_it_was_written().await;
    contract.keys_are_listed_newest_first().await;
    contract.case_023_a_key_is_deleted_by_its_owner_alone().await;
    contract.nobody_has_too_many_keys().await;
    contract.a_key_is_good_until_it_expires().await;
    contract.a_key_takes_a_session_that_is_there().await;
    contract.no_key_of_a_member_is_for_those_who_run_the_place().await;
    contract.case_006_no_key_overtakes_a_new_password().await;
    contract.no_key_overtakes_disabling().await;
    contract.the_use_of_a_key_is_noted().await;
}

impl Contract {
    async fn a_key_comes_back_as_it_was_written(&mut self) {
        let user = self.member().await;
        let session = self.signed_in(&user).await.0.id;
        let (mut key, hash, entry) = (self.new_key(&user), self.token(), self.entry());
        key.scopes = Scopes::parse([Scope::UsageRead, Scope::Chat, Scope::MemoryRead]).expect("scopes");
        key.expires_at = Some(at(60));
        assert_eq!(self.store.insert_api_key(session, &key, &hash, 50, entry.clone()).await, Ok(()));
        assert!(self.logged(&entry).await);
        assert_eq!(self.store.api_key_user(&hash, at(0)).await, Ok(Some((key.clone(), user.user()))));
        assert_eq!(self.store.api_keys(user.id).await, Ok(vec![key]));
        let unknown = self.token();
        assert_eq!(self.store.api_key_user(&unknown, at(0)).await, Ok(None));
    }

    async fn keys_are_listed_newest_first(&mut self) {
        let (user, other) = (self.member().await, self.member().await);
        let session = self.signed_in(&user).await.0.id;
        let mut expected = Vec::new();
        for minute in [3, 1, 2] {
            let (mut key, hash, entry) = (self.new_key(&user), self.token(), self.entry());
            key.expires_at = Some(at(-minute));
            assert_eq!(self.store.insert_api_key(session, &key, &hash, 50, entry).await, Ok(()));
            expected.insert(0, key);
        }
        let (theirs, _) = self.api_key(&other).await;
        assert_eq!(self.store.api_keys(user.id).await, Ok(expected), "expired or not");
        assert_eq!(self.store.api_keys(other.id).await, Ok(vec![theirs]));
    }

    async fn case_023_a_key_is_deleted_by_its_owner_alone(&mut self) {
        let (user, other) = (self.member().await, self.member().await);
        let (key, hash) = self.api_key(&user).await;
        let (_, kept) = self.api_key(&user).await;
        let entry = self.entry();
        assert_eq!(self.store.delete_api_key(other.id, key.id, entry.clone()).await, Ok(false));
        assert!(self.key_opens(&hash).await && !self.logged(&entry).await);
        assert_eq!(self.store.delete_api_key(user.id, key.id, entry.clone()).await, Ok(true));
        assert!(!self.key_opens(&hash).await && self.logged(&entry).await);
        assert_eq!(self.store.api_key_lives(key.id, at(0)).await, Ok(false));
        assert!(self.key_opens(&kept).await);
        let entry = self.entry();
        assert_eq!(self.store.delete_api_key(user.id, key.id, entry.clone()).await, Ok(false));
        assert!(!self.logged(&entry).await);
        self.store.touch_api_key(key.id, at(10)).await.expect("nothing to touch");
        assert!(!self.key_opens(&hash).await);
    }

    async fn nobody_has_too_many_keys(&mut self) {
        let (user, other) = (self.member().await, self.member().await);
        self.api_key(&other).await;
        let session = self.signed_in(&user).await.0.id;
        let mut calls = Vec::new();
        for _ in 0..20 {
            let (key, hash, entry) = (self.new_key(&user), self.token(), self.entry());
            let store = Arc::clone(&self.store);
            calls.push(async move {
                let kept = store.insert_api_key(session, &key, &hash, 5, entry.clone()).await;
                (kept, entry)
            });
        }
        let outcomes = at_once(calls).await;
        let too_many = refused(Conflict::TooManyKeys);
        assert_eq!(how_many(&outcomes, |outcome| outcome.0.is_ok()), 5, "{outcomes:?}");
        assert_eq!(how_many(&outcomes, |outcome| outcome.0 == too_many), 15, "{outcomes:?}");
        for (kept, entry) in outcomes {
            assert_eq!(self.logged(&entry).await, kept.is_ok());
        }
        let keys = self.store.api_keys(user.id).await.expect("a list");
        assert_eq!(keys.len(), 5);
        let (oldest, entry) = (keys.last().expect("a key").id, self.entry());
        assert_eq!(self.store.delete_api_key(user.id, oldest, entry).await, Ok(true));
        let (key, hash, entry) = (self.new_key(&user), self.token(), self.entry());
        assert_eq!(
            self.store.insert_api_key(session, &key, &hash, 5, entry).await,
            Ok(()),
            "there is room again"
        );
    }

    async fn a_key_is_good_until_it_expires(&mut self) {
        let user = self.member().await;
        let session = self.signed_in(&user).await.0.id;
        let (mut key, hash, entry) = (self.new_key(&user), self.token(), self.entry());
        key.expires_at = Some(at(60));
        assert_eq!(self.store.insert_api_key(session, &key, &hash, 50, entry).await, Ok(()));
        for (now, good) in [(at(60) - TimeDelta::microseconds(1), true), (at(60), false)] {
            assert_eq!(self.store.api_key_user(&hash, now).await.expect("an answer").is_some(), good);
            assert_eq!(self.store.api_key_lives(key.id, now).await, Ok(good));
        }
        let (eternal, eternal_hash) = self.api_key(&user).await;
        assert!(self.store.api_key_user(&eternal_hash, at(100_000)).await.expect("an answer").is_some());
        assert_eq!(self.store.api_key_lives(eternal.id, at(100_000)).await, Ok(true));
    }

    async fn a_key_takes_a_session_that_is_there(&mut self) {
        let (user, other) = (self.member().await, self.member().await);
        let (ended, theirs) = (self.signed_in(&user).await.0.id, self.signed_in(&other).await.0.id);
        let entry = self.entry();
        assert_eq!(self.store.delete_session(user.id, ended, entry).await, Ok(true));
        for session in [ended, theirs, self.id()] {
            let (key, hash, entry) = (self.new_key(&user), self.token(), self.entry());
            let kept = self.store.insert_api_key(session, &key, &hash, 50, entry.clone()).await;
            assert_eq!(kept, refused(Conflict::NotAllowed));
            assert!(!self.key_opens(&hash).await && !self.logged(&entry).await);
        }
    }

    async fn no_key_of_a_member_is_for_those_who_run_the_place(&mut self) {
        for role in [Role::Owner, Role::Admin, Role::Member] {
            let user = self.someone(role).await;
            let session = self.signed_in(&user).await.0.id;
            for scope in [Scope::Admin, Scope::AdminRead, Scope::Chat] {
                let (mut key, hash, entry) = (self.new_key(&user), self.token(), self.entry());
                key.scopes = Scopes::parse([Scope::UsageRead, scope]).expect("scopes");
                let kept = self.store.insert_api_key(session, &key, &hash, 50, entry.clone()).await;
                let allowed = role != Role::Member || scope == Scope::Chat;
                let expected = if allowed { Ok(()) } else { refused(Conflict::NotAllowed) };
                assert_eq!(kept, expected, "{role:?} {scope:?}");
                assert_eq!(self.key_opens(&hash).await, allowed);
                assert_eq!(self.logged(&entry).await, allowed);
            }
        }
    }

    async fn case_006_no_key_overtakes_a_new_password(&mut self) {
        let mut user = self.member().await;
        for _ in 0..20 {
            let session = self.signed_in(&user).await.0.id;
            let (key, hash, entry) = (self.new_key(&user), self.token(), self.entry());
            let store = Arc::clone(&self.store);
            let make = async move { store.insert_api_key(session, &key, &hash, 50, entry).await };
            user.password_hash = self.hash();
            let new = NewPassword { hash: user.password_hash.clone(), only_if: None, keep: None };
            let (store, id, entry) = (Arc::clone(&self.store), user.id, self.entry());
            let outcome = both(make, async move { store.set_password(id, new, entry).await }).await;
            assert!(outcome.0 == Ok(()) || outcome.0 == refused(Conflict::NotAllowed), "{outcome:?}");
            assert_eq!(outcome.1, Ok(true));
            assert!(!self.key_opens(&hash).await, "whoever was first");
        }
    }

    async fn no_key_overtakes_disabling(&mut self) {
        for _ in 0..20 {
            let user = self.member().await;
            let session = self.signed_in(&user).await.0.id;
            let (key, hash, entry) = (self.new_key(&user), self.token(), self.entry());
            let (store, id) = (Arc::clone(&self.store), key.id);
            let make = async move { store.insert_api_key(session, &key, &hash, 50, entry).await };
            let (store, entry) = (Arc::clone(&self.store), self.entry());
            let change = PersonChange { disabled: Some(Some(at(5))), ..PersonChange::default() };
            let disable =
                async move { store.change_person(None, user.id, change, at(5), only(&entry)).await };
            let outcome = both(make, disable).await;
            assert!(outcome.0 == Ok(()) || outcome.0 == refused(Conflict::NotAllowed), "{outcome:?}");
            assert!(outcome.1.is_ok(), "{outcome:?}");
            assert_eq!(self.store.api_key_lives(id, at(0)).await, Ok(false));

            let (key, late, entry) = (self.new_key(&user), self.token(), self.entry());
            let kept = self.store.insert_api_key(session, &key, &late, 50, entry.clone()).await;
            assert_eq!(kept, refused(Conflict::NotAllowed));
            assert!(!self.logged(&entry).await);
            self.set_disabled(user.id, false).await;
            assert!(!self.key_opens(&hash).await && !self.key_opens(&late).await, "whoever was first");
        }
    }

    async fn the_use_of_a_key_is_noted(&mut self) {
        let user = self.member().await;
        let (mut key, hash) = self.api_key(&user).await;
        let (unused, _) = self.api_key(&user).await;
        self.store.touch_api_key(key.id, at(10)).await.expect("touched");
        key.last_used_at = Some(at(10));
        assert_eq!(self.store.api_key_user(&hash, at(0)).await, Ok(Some((key.clone(), user.user()))));
        assert_eq!(self.store.api_keys(user.id).await, Ok(vec![unused, key]));
        assert_eq!(self.person(user.id).await.last_seen_at, Some(at(10)));
    }

    fn new_key(&mut self, user: &NewUser) -> ApiKey {
        ApiKey {
            id: self.id(),
            user_id: user.id,
            name: "für den Wecker ⏰".to_owned(),
            scopes: Scopes::parse([Scope::ChatRead]).expect("a scope"),
            start: "mami_Ab3d…".to_owned(),
            created_at: at(0),
            expires_at: None,
            last_used_at: None,
        }
    }

    /// A key that the account made with a session that has ended since.
    pub(super) async fn api_key(&mut self, user: &NewUser) -> (ApiKey, TokenHash) {
        let (session, key, hash) = (self.signed_in(user).await.0.id, self.new_key(user), self.token());
        let (made, ended) = (self.entry(), self.entry());
        assert_eq!(self.store.insert_api_key(session, &key, &hash, 50, made).await, Ok(()));
        assert_eq!(self.store.delete_session(user.id, session, ended).await, Ok(true));
        (key, hash)
    }

    pub(super) async fn key_opens(&self, key_hash: &TokenHash) -> bool {
        self.store.api_key_user(key_hash, at(0)).await.expect("an answer").is_some()
    }
}
