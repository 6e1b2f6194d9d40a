use super::*;
use crate::{
    remember::{Remembered, Renewal},
    user::Alert,
};

pub(super) async fn contract(contract: &mut Contract) {
    contract.a_validator_is_known_until_its_session_ends().await;
    contract.case_008_a_renewed_session_has_a_new_token_and_a_new_validator().await;
    contract.one_validator_four_times_at_once_opens_four_times().await;
    contract.a_token_beside_the_sessions_own_ends_as_that_does().await;
    contract.case_009_a_validator_is_known_for_a_hundred_generations().await;
    contract.case_009_of_renewals_at_once_one_is_done().await;
    contract.case_009_a_stolen_validator_ends_its_device_and_leaves_an_alert().await;
    contract.a_disabled_account_is_not_remembered().await;
}

impl Contract {
    async fn a_validator_is_known_until_its_session_ends(&mut self) {
        let user = self.member().await;
        let (session, token, validator) = self.remembered(&user).await;
        let (other, _, other_validator) = self.remembered(&user).await;
        let just_before = at(1000) - TimeDelta::microseconds(1);
        assert_eq!(self.found(&token, at(60)).await, None);
        assert_eq!(self.store.session_lives(session.id, at(60)).await, Ok(true), "it can be resumed");
        let found = self.known(&session, &validator, just_before).await.expect("a known validator");
        assert_eq!((&found.session, &found.user), (&session, &user.user()));
        assert_eq!((found.presented, found.current), (0, 0));
        assert_eq!(self.known(&session, &validator, at(1000)).await, None);
        assert_eq!(self.store.session_lives(session.id, at(1000)).await, Ok(false));

        let unknown = self.token();
        assert_eq!(self.known(&session, &unknown, at(0)).await, None);
        assert_eq!(self.known(&session, &other_validator, at(0)).await, None, "it belongs to the other");
        assert!(self.known(&other, &other_validator, at(0)).await.is_some());
        let (plain, plain_token) = self.signed_in(&user).await;
        assert_eq!(self.known(&plain, &plain_token, at(0)).await, None, "a token is no validator");
    }

    async fn case_008_a_renewed_session_has_a_new_token_and_a_new_validator(&mut self) {
        let user = self.member().await;
        let (session, old_token, old_validator) = self.remembered(&user).await;
        let renewal = self.renewal(0, 1);
        assert_eq!(self.store.renew_session(session.id, renewal.clone()).await, Ok(true));

        let expected = Session {
            last_seen_at: at(100),
            expires_at: at(160),
            remembered_until: Some(at(1100)),
            user_agent: Some("Other/2".to_owned()),
            address: Some("192.0.2.9".to_owned()),
            ..session.clone()
        };
        assert_eq!(self.found(&old_token, at(0)).await, None);
        assert_eq!(self.found(&renewal.token, at(159)).await, Some((expected.clone(), user.user())));
        assert_eq!(self.store.sessions(user.id, at(100)).await, Ok(vec![expected.clone()]));
        assert_eq!(self.person(user.id).await.last_seen_at, Some(at(100)));
        for (validator, presented) in [(&old_validator, 0), (&renewal.validator, 1)] {
            let known = Remembered {
                session: expected.clone(),
                user: user.user(),
                presented,
                current: 1,
                advanced_at: at(99),
            };
            assert_eq!(self.known(&session, validator, at(1099)).await, Some(known));
        }

        for wrong in [self.renewal(0, 1), self.renewal(2, 3)] {
            assert_eq!(self.store.renew_session(session.id, wrong.clone()).await, Ok(false));
            assert!(self.opens(&renewal.token).await && !self.opens(&wrong.token).await);
            assert_eq!(self.known(&session, &wrong.validator, at(0)).await, None);
        }
        let next = self.renewal(1, 2);
        assert_eq!(self.store.renew_session(session.id, next.clone()).await, Ok(true));
        let first = self.known(&session, &old_validator, at(0)).await.expect("known for what it is");
        assert_eq!((first.presented, first.current), (0, 2));

        let missing = self.id();
        let renewal = self.renewal(0, 1);
        assert_eq!(self.store.renew_session(missing, renewal).await, Ok(false));
    }

    async fn one_validator_four_times_at_once_opens_four_times(&mut self) {
        let user = self.member().await;
        let (session, old_token, old) = self.remembered(&user).await;
        let first = self.renewal(0, 1);
        assert_eq!(self.store.renew_session(session.id, first.clone()).await, Ok(true));
        let others = [self.renewal(1, 1), self.renewal(1, 1), self.renewal(1, 1)];
        let calls = others.clone().map(|renewal| {
            let (store, id) = (Arc::clone(&self.store), session.id);
            async move { store.renew_session(id, renewal).await }
        });
        assert_eq!(at_once(calls).await, [Ok(true), Ok(true), Ok(true)]);
        let (expected, _) = self.found(&first.token, at(0)).await.expect("a session");
        let all: Vec<&Renewal> = std::iter::once(&first).chain(&others).collect();
        for renewal in &all {
            let found = self.found(&renewal.token, at(159)).await;
            assert_eq!(found, Some((expected.clone(), user.user())), "one session by any of its tokens");
        }
        let validators = all.iter().map(|renewal| (renewal.validator, 1)).chain([(old, 0)]);
        for (validator, presented) in validators {
            let found = self.known(&session, &validator, at(0)).await.expect("a known validator");
            assert_eq!((found.presented, found.current, found.advanced_at), (presented, 1, at(99)));
        }
        assert!(!self.opens(&old_token).await);

        let (next, beside) = (self.renewal(1, 2), self.renewal(2, 2));
        for renewal in [&next, &beside] {
            assert_eq!(self.store.renew_session(session.id, renewal.clone()).await, Ok(true));
        }
        for renewal in all {
            assert!(!self.opens(&renewal.token).await, "a successor was used");
        }
        assert!(self.opens(&next.token).await && self.opens(&beside.token).await);
    }

    async fn a_token_beside_the_sessions_own_ends_as_that_does(&mut self) {
        let user = self.member().await;
        let (one, one_token) = self.with_token_beside(&user).await;
        let (other, other_token) = self.with_token_beside(&user).await;
        assert_eq!(self.found(&one_token, at(160)).await, None, "it is over");
        self.store.touch_session(one.id, at(150), at(210), None).await.expect("touched");
        assert!(self.found(&one_token, at(160)).await.is_some(), "it was used");
        let entry = self.entry();
        assert_eq!(self.store.delete_session(user.id, one.id, entry).await, Ok(true));
        assert!(!self.opens(&one_token).await && self.opens(&other_token).await);
        self.set_disabled(user.id, true).await;
        self.set_disabled(user.id, false).await;
        assert!(!self.opens(&other_token).await, "what ended does not come back");
        assert_eq!(self.store.session_lives(other.id, at(0)).await, Ok(false));
    }

    async fn case_009_a_validator_is_known_for_a_hundred_generations(&mut self) {
        let user = self.member().await;
        let (session, _, first) = self.remembered(&user).await;
        let (other, _, others) = self.remembered(&user).await;
        for generation in 0..100 {
            let renewal = self.renewal(generation, generation + 1);
            assert_eq!(self.store.renew_session(session.id, renewal).await, Ok(true));
        }
        let known = self.known(&session, &first, at(0)).await.expect("known for what it is");
        assert_eq!((known.presented, known.current), (0, 100));
        let last = self.renewal(100, 101);
        assert_eq!(self.store.renew_session(session.id, last.clone()).await, Ok(true));
        assert_eq!(self.known(&session, &first, at(0)).await, None);
        assert!(self.known(&session, &last.validator, at(0)).await.is_some());
        assert!(self.known(&other, &others, at(0)).await.is_some(), "of another device");
    }

    async fn case_009_of_renewals_at_once_one_is_done(&mut self) {
        let user = self.member().await;
        let (session, ..) = self.remembered(&user).await;
        let mut calls = Vec::new();
        for _ in 0..20 {
            let (store, id, renewal) = (Arc::clone(&self.store), session.id, self.renewal(0, 1));
            calls.push(async move { (store.renew_session(id, renewal.clone()).await, renewal) });
        }
        let outcomes = at_once(calls).await;
        assert_eq!(how_many(&outcomes, |outcome| outcome.0 == Ok(true)), 1, "{outcomes:?}");
        assert_eq!(how_many(&outcomes, |outcome| outcome.0 == Ok(false)), 19, "{outcomes:?}");
        for (renewed, renewal) in outcomes {
            assert_eq!(self.opens(&renewal.token).await, renewed == Ok(true));
            let known = self.known(&session, &renewal.validator, at(0)).await;
            assert_eq!(known.is_some(), renewed == Ok(true));
        }
    }

    async fn case_009_a_stolen_validator_ends_its_device_and_leaves_an_alert(&mut self) {
        let (user, other) = (self.member().await, self.member().await);
        let (session, token, validator) = self.remembered(&user).await;
        let (_, kept) = self.signed_in(&user).await;
        let entry = self.entry();
        let not_theirs = self.store.end_stolen_session(other.id, session.id, entry.clone()).await;
        assert_eq!(not_theirs, Ok(false));
        assert!(self.opens(&token).await && !self.logged(&entry).await);
        assert_eq!(self.credentials(other.id).await.user.alert, None);

        assert_eq!(self.store.end_stolen_session(user.id, session.id, entry.clone()).await, Ok(true));
        assert!(self.logged(&entry).await);
        assert!(!self.opens(&token).await && self.opens(&kept).await, "that device, no other");
        assert_eq!(self.known(&session, &validator, at(0)).await, None);
        let alert = Some(Alert { at: entry.at, address: entry.address.clone() });
        let seen = self.found(&kept, at(0)).await.expect("a session").1;
        assert_eq!(seen.alert, alert);
        assert_eq!(self.credentials(user.id).await.user.alert, alert);

        let again = self.entry();
        assert_eq!(self.store.end_stolen_session(user.id, session.id, again.clone()).await, Ok(false));
        assert!(!self.logged(&again).await);
        self.store.dismiss_alert(user.id).await.expect("dismissed");
        assert_eq!(self.found(&kept, at(0)).await.expect("a session").1.alert, None);

        let (session, ..) = self.remembered(&user).await;
        let unknown_place = AuditEntry { address: None, ..self.entry() };
        let ended = self.store.end_stolen_session(user.id, session.id, unknown_place.clone()).await;
        assert_eq!(ended, Ok(true));
        let alert = Some(Alert { at: unknown_place.at, address: None });
        assert_eq!(self.credentials(user.id).await.user.alert, alert);
        self.store.dismiss_alert(other.id).await.expect("nothing to dismiss");
        assert_eq!(self.credentials(user.id).await.user.alert, alert, "not the other's");
    }

    async fn a_disabled_account_is_not_remembered(&mut self) {
        let user = self.member().await;
        let (session, _, validator) = self.remembered(&user).await;
        self.set_disabled(user.id, true).await;
        assert_eq!(self.known(&session, &validator, at(0)).await, None);
        self.set_disabled(user.id, false).await;
        assert_eq!(self.known(&session, &validator, at(0)).await, None, "what ended does not come back");
    }

    /// A session until minute 160 and a token of it that is not its own.
    async fn with_token_beside(&mut self, user: &NewUser) -> (Session, TokenHash) {
        let (session, ..) = self.remembered(user).await;
        let (own, beside) = (self.renewal(0, 1), self.renewal(1, 1));
        for renewal in [own, beside.clone()] {
            assert_eq!(self.store.renew_session(session.id, renewal).await, Ok(true));
        }
        assert!(self.opens(&beside.token).await);
        (session, beside.token)
    }

    pub(super) async fn known(
        &self,
        session: &Session,
        validator: &TokenHash,
        now: DateTime<Utc>,
    ) -> Option<Remembered> {
        self.store.remembered(session.id, validator, now).await.expect("an answer")
    }

    pub(super) fn renewal(&mut self, expected: i32, current: i32) -> Renewal {
        Renewal {
            expected,
            current,
            advanced_at: at(99),
            validator: self.token(),
            token: self.token(),
            last_seen_at: at(100),
            expires_at: at(160),
            remembered_until: at(1100),
            address: Some("192.0.2.9".to_owned()),
            user_agent: Some("Other/2".to_owned()),
        }
    }

    /// A session until minute 60 that can be resumed until minute 1000, its token and its validator.
    pub(super) async fn remembered(&mut self, user: &NewUser) -> (Session, TokenHash, TokenHash) {
        let (mut session, token, validator) = (self.session(user), self.token(), self.token());
        session.remembered_until = Some(at(1000));
        assert_eq!(self.insert(user, &session, &token, Some(&validator)).await, Ok(true));
        (session, token, validator)
    }
}
