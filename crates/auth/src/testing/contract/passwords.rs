use super::*;
use crate::store::{KeptSession, NewPassword};

pub(super) async fn contract(contract: &mut Contract) {
    contract.a_hash_is_upgraded_only_where_it_is_still_the_one().await;
    contract.case_006_a_new_password_ends_everything_but_one_session().await;
    contract.case_006_a_copy_of_the_device_that_goes_on_opens_nothing().await;
    contract.a_password_is_changed_only_by_who_knew_it().await;
    contract.case_006_no_sign_in_overtakes_a_new_password().await;
    contract.a_reset_link_is_good_until_it_ends().await;
    contract.a_new_reset_link_takes_the_place_of_the_old_one().await;
    contract.case_006_a_reset_link_ends_everything_and_is_used_once().await;
    contract.a_reset_link_does_nothing_for_an_account_that_is_disabled().await;
}

impl Contract {
    async fn a_hash_is_upgraded_only_where_it_is_still_the_one(&mut self) {
        let user = self.member().await;
        let (_, token) = self.signed_in(&user).await;
        let key = self.api_key(&user).await;
        let (better, other) = (self.hash(), self.hash());
        let old = &user.password_hash;
        assert_eq!(self.store.upgrade_password_hash(user.id, &other, &better).await, Ok(false));
        assert_eq!(self.credentials(user.id).await.password_hash, *old);
        assert_eq!(self.store.upgrade_password_hash(user.id, old, &better).await, Ok(true));
        assert_eq!(self.store.upgrade_password_hash(user.id, old, &other).await, Ok(false), "late");
        assert_eq!(self.credentials(user.id).await.password_hash, better);
        assert!(self.opens(&token).await && self.key_opens(&key.1).await, "it ends nothing");
    }

    async fn case_006_a_new_password_ends_everything_but_one_session(&mut self) {
        let (user, other) = (self.member().await, self.member().await);
        let (kept, kept_token) = self.signed_in(&user).await;
        let (_, token) = self.signed_in(&user).await;
        let (theirs, their_token) = self.signed_in(&other).await;
        let (key, their_key) = (self.api_key(&user).await, self.api_key(&other).await);
        let (reset, their_reset) = (self.reset(&user).await, self.reset(&other).await);
        let (hash, entry) = (self.hash(), self.entry());
        let goes_on = self.goes_on(&kept, None);
        let new_token = goes_on.token;
        let new = NewPassword { hash: hash.clone(), only_if: None, keep: Some(goes_on) };
        assert_eq!(self.store.set_password(user.id, new, entry.clone()).await, Ok(true));
        assert!(self.logged(&entry).await);

        assert_eq!(self.credentials(user.id).await.password_hash, hash);
        assert!(!self.opens(&token).await && !self.opens(&kept_token).await);
        assert_eq!(self.found(&new_token, at(0)).await, Some((kept, user.user())), "by another token");
        assert!(!self.key_opens(&key.1).await);
        assert_eq!(self.store.reset_target(&reset, at(0)).await, Ok(None));
        assert!(self.opens(&their_token).await && self.key_opens(&their_key.1).await);
        assert!(self.store.reset_target(&their_reset, at(0)).await.expect("an answer").is_some());

        let (late, late_token) = (self.session(&user), self.token());
        let outcome = self.insert(&user, &late, &late_token, None).await;
        assert_eq!(outcome, Ok(false), "the old password was verified");
        assert!(!self.opens(&late_token).await);

        let (hash, entry) = (self.hash(), self.entry());
        let goes_on = self.goes_on(&theirs, None);
        let wrong_token = goes_on.token;
        let new = NewPassword { hash, only_if: None, keep: Some(goes_on) };
        assert_eq!(self.store.set_password(user.id, new, entry).await, Ok(true));
        assert!(!self.opens(&new_token).await, "somebody else's session keeps none of theirs");
        assert!(self.opens(&their_token).await && !self.opens(&wrong_token).await);
    }

    async fn case_006_a_copy_of_the_device_that_goes_on_opens_nothing(&mut self) {
        for remembered in [true, false] {
            let user = self.member().await;
            let (session, first_token, first) = self.remembered(&user).await;
            let (one, other) = (self.renewal(0, 1), self.renewal(1, 1));
            for renewal in [&one, &other] {
                assert_eq!(self.store.renew_session(session.id, renewal.clone()).await, Ok(true));
            }
            let (before, _) = self.found(&one.token, at(0)).await.expect("a session");
            let validator = remembered.then(|| self.token());
            let (goes_on, hash, entry) = (self.goes_on(&session, validator), self.hash(), self.entry());
            let token = goes_on.token;
            let new = NewPassword { hash, only_if: None, keep: Some(goes_on) };
            assert_eq!(self.store.set_password(user.id, new, entry).await, Ok(true));

            assert_eq!(
                self.found(&token, at(0)).await,
                Some((before, user.user())),
                "it is the same session"
            );
            for copied in [first_token, one.token, other.token] {
                assert!(!self.opens(&copied).await);
            }
            for copied in [first, one.validator, other.validator] {
                assert_eq!(self.known(&session, &copied, at(0)).await, None);
            }
            for late in [self.renewal(1, 1), self.renewal(1, 2)] {
                assert_eq!(self.store.renew_session(session.id, late).await, Ok(false), "asked for before");
            }
            let Some(validator) = validator else { continue };
            let known = self.known(&session, &validator, at(0)).await.expect("a known validator");
            assert_eq!((known.presented, known.current), (2, 2));
            let next = self.renewal(2, 3);
            assert_eq!(self.store.renew_session(session.id, next.clone()).await, Ok(true));
            assert!(self.opens(&next.token).await && !self.opens(&token).await);
        }
    }

    async fn a_password_is_changed_only_by_who_knew_it(&mut self) {
        let user = self.member().await;
        let (_, token) = self.signed_in(&user).await;
        let (wrong, new, entry) = (self.hash(), self.hash(), self.entry());
        let change = NewPassword { hash: new, only_if: Some(wrong), keep: None };
        assert_eq!(self.store.set_password(user.id, change, entry.clone()).await, Ok(false));
        assert_eq!(self.credentials(user.id).await.password_hash, user.password_hash);
        assert!(self.opens(&token).await && !self.logged(&entry).await);

        let mut calls = Vec::new();
        for _ in 0..10 {
            let (store, id, hash, entry) = (Arc::clone(&self.store), user.id, self.hash(), self.entry());
            let change = NewPassword { hash, only_if: Some(user.password_hash.clone()), keep: None };
            calls.push(async move { store.set_password(id, change, entry).await });
        }
        let outcomes = at_once(calls).await;
        assert_eq!(how_many(&outcomes, |outcome| *outcome == Ok(true)), 1, "{outcomes:?}");
        assert_eq!(how_many(&outcomes, |outcome| *outcome == Ok(false)), 9, "{outcomes:?}");
        assert!(!self.opens(&token).await);
    }

    async fn case_006_no_sign_in_overtakes_a_new_password(&mut self) {
        let mut user = self.member().await;
        for round in 0..20 {
            let (session, token, hash) = (self.session(&user), self.token(), self.hash());
            let (store, verified, entry) =
                (Arc::clone(&self.store), user.password_hash.clone(), self.entry());
            let sign_in = async move { store.insert_session(&session, &token, None, &verified, entry).await };
            let (id, new, entry) = (user.id, hash.clone(), self.entry());
            let store = Arc::clone(&self.store);
            if round % 2 == 0 {
                let change = NewPassword { hash: new, only_if: None, keep: None };
                let outcome = both(sign_in, async move { store.set_password(id, change, entry).await }).await;
                assert!(outcome.0.is_ok() && outcome.1 == Ok(true), "{outcome:?}");
            } else {
                let link = self.reset(&user).await;
                let reset = async move { store.use_reset(&link, at(0), &new, entry).await };
                let outcome = both(sign_in, reset).await;
                assert!(outcome.0.is_ok() && outcome.1 == Ok(true), "{outcome:?}");
            }
            assert!(!self.opens(&token).await, "whoever was first");
            user.password_hash = hash;
        }
    }

    async fn a_reset_link_is_good_until_it_ends(&mut self) {
        let user = self.member().await;
        let (link, entry) = (self.token(), self.entry());
        let kept = self.store.put_reset(None, user.id, &link, at(60), entry.clone()).await;
        assert_eq!(kept, Ok(true));
        assert!(self.logged(&entry).await);
        let just_before = at(60) - TimeDelta::microseconds(1);
        let expected = Some((user.user(), at(60)));
        assert_eq!(self.store.reset_target(&link, just_before).await, Ok(expected));
        assert_eq!(self.store.reset_target(&link, at(60)).await, Ok(None));
        let (unknown, hash, entry) = (self.token(), self.hash(), self.entry());
        assert_eq!(self.store.reset_target(&unknown, at(0)).await, Ok(None));
        assert_eq!(self.store.use_reset(&link, at(60), &hash, entry.clone()).await, Ok(false));
        assert_eq!(self.store.use_reset(&unknown, at(0), &hash, entry.clone()).await, Ok(false));
        assert_eq!(self.credentials(user.id).await.password_hash, user.password_hash);
        assert!(!self.logged(&entry).await);
        assert_eq!(self.store.use_reset(&link, just_before, &hash, entry).await, Ok(true));
    }

    async fn a_new_reset_link_takes_the_place_of_the_old_one(&mut self) {
        let user = self.member().await;
        let (old, new) = (self.reset(&user).await, self.reset(&user).await);
        assert_eq!(self.store.reset_target(&old, at(0)).await, Ok(None));
        assert!(self.store.reset_target(&new, at(0)).await.expect("an answer").is_some());
    }

    async fn case_006_a_reset_link_ends_everything_and_is_used_once(&mut self) {
        let (user, other) = (self.member().await, self.member().await);
        let (_, token) = self.signed_in(&user).await;
        let (_, kept) = self.signed_in(&other).await;
        let (key, link) = (self.api_key(&user).await, self.reset(&user).await);
        let mut calls = Vec::new();
        for _ in 0..10 {
            let (store, hash, entry) = (Arc::clone(&self.store), self.hash(), self.entry());
            calls.push(async move {
                let used = store.use_reset(&link, at(0), &hash, entry.clone()).await;
                (used, hash, entry)
            });
        }
        let outcomes = at_once(calls).await;
        assert_eq!(how_many(&outcomes, |outcome| outcome.0 == Ok(true)), 1, "{outcomes:?}");
        assert_eq!(how_many(&outcomes, |outcome| outcome.0 == Ok(false)), 9, "{outcomes:?}");
        let now = self.credentials(user.id).await.password_hash;
        for (used, hash, entry) in outcomes {
            assert_eq!(used == Ok(true), hash == now);
            assert_eq!(self.logged(&entry).await, hash == now);
        }
        assert!(!self.opens(&token).await && !self.key_opens(&key.1).await);
        assert!(self.opens(&kept).await);
        assert_eq!(self.store.reset_target(&link, at(0)).await, Ok(None));
    }

    async fn a_reset_link_does_nothing_for_an_account_that_is_disabled(&mut self) {
        let user = self.member().await;
        let before = self.reset(&user).await;
        self.set_disabled(user.id, true).await;
        let link = self.reset(&user).await;
        for link in [before, link] {
            assert_eq!(self.store.reset_target(&link, at(0)).await, Ok(None));
            let (hash, entry) = (self.hash(), self.entry());
            assert_eq!(self.store.use_reset(&link, at(0), &hash, entry).await, Ok(false));
        }
        assert_eq!(self.credentials(user.id).await.password_hash, user.password_hash);
    }

    /// This session with a new token.
    fn goes_on(&mut self, session: &Session, validator: Option<TokenHash>) -> KeptSession {
        KeptSession { id: session.id, token: self.token(), validator }
    }

    pub(super) async fn reset(&mut self, user: &NewUser) -> TokenHash {
        let (link, entry) = (self.token(), self.entry());
        assert_eq!(self.store.put_reset(None, user.id, &link, at(60), entry).await, Ok(true));
        link
    }
}
