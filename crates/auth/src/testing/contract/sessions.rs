use super::*;

pub(super) async fn contract(contract: &mut Contract) {
    contract.a_session_is_found_until_it_expires().await;
    contract.a_session_is_touched_forward_only().await;
    contract.sessions_are_listed_latest_seen_first().await;
    contract.case_005_a_deleted_session_opens_nothing().await;
    contract.case_006_all_sessions_of_an_account_end_but_one().await;
    contract.what_is_over_is_swept().await;
}

impl Contract {
    async fn a_session_is_found_until_it_expires(&mut self) {
        let user = self.member().await;
        let (session, token) = self.signed_in(&user).await;
        let (mut bare, bare_token) = (self.session(&user), self.token());
        (bare.user_agent, bare.address) = (None, None);
        bare.expires_at = at(61);
        assert_eq!(self.insert(&user, &bare, &bare_token, None).await, Ok(true));

        let just_before = at(60) - TimeDelta::microseconds(1);
        assert_eq!(self.found(&token, just_before).await, Some((session.clone(), user.user())));
        assert_eq!(self.store.session_lives(session.id, just_before).await, Ok(true));
        assert_eq!(self.found(&token, at(60)).await, None);
        assert_eq!(self.store.session_lives(session.id, at(60)).await, Ok(false));
        assert_eq!(self.found(&bare_token, at(60)).await, Some((bare, user.user())));
        assert_eq!(self.found(&TokenHash::from([0; 32]), at(0)).await, None);
    }

    async fn a_session_is_touched_forward_only(&mut self) {
        let user = self.member().await;
        let (mut session, token) = self.signed_in(&user).await;
        self.store.touch_session(session.id, at(30), at(90), Some("192.0.2.7")).await.expect("touched");
        (session.last_seen_at, session.expires_at) = (at(30), at(90));
        session.address = Some("192.0.2.7".to_owned());
        assert_eq!(self.found(&token, at(80)).await, Some((session.clone(), user.user())));
        self.store.touch_session(session.id, at(20), at(70), Some("192.0.2.8")).await.expect("ignored");
        assert_eq!(self.found(&token, at(80)).await, Some((session, user.user())));
    }

    async fn sessions_are_listed_latest_seen_first(&mut self) {
        let (user, other) = (self.member().await, self.member().await);
        let (mut one, _) = self.signed_in(&user).await;
        let (two, _) = self.signed_in(&user).await;
        let (theirs, _) = self.signed_in(&other).await;
        let mut three = self.session(&user);
        (three.last_seen_at, three.remembered_until) = (at(10), Some(at(1000)));
        let (token, validator) = (self.token(), self.token());
        assert_eq!(self.insert(&user, &three, &token, Some(&validator)).await, Ok(true));
        self.store.touch_session(one.id, at(20), at(80), None).await.expect("touched");
        (one.last_seen_at, one.expires_at, one.address) = (at(20), at(80), None);

        let all = vec![one.clone(), three.clone(), two];
        assert_eq!(self.store.sessions(user.id, at(0)).await, Ok(all));
        assert_eq!(self.store.sessions(user.id, at(60)).await, Ok(vec![one, three.clone()]));
        let just_before = at(1000) - TimeDelta::microseconds(1);
        assert_eq!(self.store.sessions(user.id, just_before).await, Ok(vec![three]), "it can be resumed");
        assert_eq!(self.store.sessions(user.id, at(1000)).await, Ok(vec![]));
        assert_eq!(self.store.sessions(other.id, at(0)).await, Ok(vec![theirs]));
    }

    async fn case_005_a_deleted_session_opens_nothing(&mut self) {
        let (user, other) = (self.member().await, self.member().await);
        let (session, token, validator) = self.remembered(&user).await;
        let (_, kept) = self.signed_in(&user).await;
        let entry = self.entry();
        let not_theirs = self.store.delete_session(other.id, session.id, entry.clone()).await;
        assert_eq!(not_theirs, Ok(false));
        assert!(self.opens(&token).await && !self.logged(&entry).await);
        assert_eq!(self.store.delete_session(user.id, session.id, entry.clone()).await, Ok(true));
        assert!(self.logged(&entry).await);
        let entry = self.entry();
        assert_eq!(self.store.delete_session(user.id, session.id, entry.clone()).await, Ok(false));
        assert!(!self.logged(&entry).await);
        assert!(!self.opens(&token).await && self.opens(&kept).await);
        assert_eq!(self.store.session_lives(session.id, at(0)).await, Ok(false));
        assert_eq!(self.store.remembered(session.id, &validator, at(0)).await, Ok(None));
        self.store.touch_session(session.id, at(10), at(70), None).await.expect("nothing to touch");
        assert!(!self.opens(&token).await);
    }

    async fn case_006_all_sessions_of_an_account_end_but_one(&mut self) {
        let (user, other) = (self.member().await, self.member().await);
        let (kept, kept_token) = self.signed_in(&user).await;
        let (_, token) = self.signed_in(&user).await;
        let (remembered, _, validator) = self.remembered(&user).await;
        let (theirs, their_token) = self.signed_in(&other).await;
        let entry = self.entry();
        assert_eq!(self.store.delete_sessions(None, user.id, Some(kept.id), entry.clone()).await, Ok(2));
        assert!(self.logged(&entry).await);
        assert!(self.opens(&kept_token).await && !self.opens(&token).await);
        assert_eq!(self.store.remembered(remembered.id, &validator, at(0)).await, Ok(None));
        let entry = self.entry();
        assert_eq!(self.store.delete_sessions(None, user.id, Some(kept.id), entry.clone()).await, Ok(0));
        assert!(!self.logged(&entry).await, "nothing was done");
        assert_eq!(self.store.delete_sessions(Some(user.id), user.id, Some(theirs.id), entry).await, Ok(1));
        assert!(!self.opens(&kept_token).await && self.opens(&their_token).await);
    }

    async fn what_is_over_is_swept(&mut self) {
        let user = self.member().await;
        // Far behind all other sessions of the contract, which are swept first.
        let end = at(100_000);
        self.store.delete_expired(end, at(0)).await.expect("swept");
        let (mut short, short_token) = (self.session(&user), self.token());
        short.expires_at = end;
        assert_eq!(self.insert(&user, &short, &short_token, None).await, Ok(true));
        let (mut long, long_token, validator) = (self.session(&user), self.token(), self.token());
        (long.expires_at, long.remembered_until) = (end, Some(end + TimeDelta::minutes(1)));
        assert_eq!(self.insert(&user, &long, &long_token, Some(&validator)).await, Ok(true));
        let (link, entry) = (self.token(), self.entry());
        assert_eq!(self.store.put_reset(None, user.id, &link, end, entry).await, Ok(true));

        let just_before = end - TimeDelta::microseconds(1);
        assert_eq!(self.store.delete_expired(just_before, at(0)).await, Ok(0));
        assert!(self.store.reset_target(&link, at(0)).await.expect("an answer").is_some());
        assert_eq!(self.store.delete_expired(end, at(0)).await, Ok(1));
        assert!(!self.opens(&short_token).await && self.opens(&long_token).await, "one can be resumed");
        assert_eq!(self.store.reset_target(&link, at(0)).await, Ok(None));

        assert!(self.store.remembered(long.id, &validator, at(0)).await.expect("an answer").is_some());
        assert_eq!(self.store.delete_expired(end, at(0) + TimeDelta::microseconds(1)).await, Ok(0));
        assert_eq!(self.store.remembered(long.id, &validator, at(0)).await, Ok(None), "it is stale");
        assert_eq!(self.store.delete_expired(end + TimeDelta::minutes(1), at(0)).await, Ok(1));
        assert!(!self.opens(&long_token).await);
    }
}
