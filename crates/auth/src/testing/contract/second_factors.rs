use super::*;
use crate::totp::TotpSecret;

pub(super) async fn contract(contract: &mut Contract) {
    contract.a_second_factor_is_in_force_once_it_is_confirmed().await;
    contract.of_confirmations_at_once_one_is_done().await;
    contract.no_code_is_good_twice().await;
    contract.of_one_step_at_once_one_is_used().await;
    contract.a_recovery_code_is_good_once().await;
    contract.of_one_recovery_code_at_once_one_is_used().await;
    contract.recovery_codes_are_replaced_all_together().await;
    contract.a_second_factor_is_taken_off_with_its_codes().await;
    contract.who_takes_off_somebody_elses_second_factor_ends_their_sessions().await;
}

impl Contract {
    async fn a_second_factor_is_in_force_once_it_is_confirmed(&mut self) {
        let user = self.member().await;
        let (old, secret, codes) = (self.secret(), self.secret(), [self.token(), self.token()]);
        let entry = self.entry();
        let unasked = self.store.confirm_second_factor(user.id, &secret, 7, &codes, entry.clone()).await;
        assert_eq!(unasked, Ok(false), "it was never kept");
        assert_eq!(self.store.begin_second_factor(user.id, &old).await, Ok(true));
        assert_eq!(self.store.begin_second_factor(user.id, &secret).await, Ok(true));
        self.assert_factor(&user, Some(&secret), None).await;
        let earlier = self.store.confirm_second_factor(user.id, &old, 7, &codes, entry.clone()).await;
        assert_eq!(earlier, Ok(false), "not the one that was kept last");
        self.assert_factor(&user, Some(&secret), None).await;
        assert_eq!(self.store.recovery_codes_left(user.id).await, Ok(0));
        assert_eq!(self.store.use_totp_step(user.id, 8).await, Ok(false), "it is not in force");
        assert!(!self.logged(&entry).await);

        let confirmed = self.store.confirm_second_factor(user.id, &secret, 7, &codes, entry.clone()).await;
        assert_eq!(confirmed, Ok(true));
        assert!(self.logged(&entry).await);
        self.assert_factor(&user, Some(&secret), Some(entry.at)).await;
        assert_eq!(self.store.recovery_codes_left(user.id).await, Ok(2));

        let (late, other) = (self.entry(), self.secret());
        assert_eq!(self.store.begin_second_factor(user.id, &other).await, Ok(false), "one is in force");
        let again = self.store.confirm_second_factor(user.id, &secret, 9, &[], late.clone()).await;
        assert_eq!(again, Ok(false));
        assert!(!self.logged(&late).await);
        self.assert_factor(&user, Some(&secret), Some(entry.at)).await;
        assert_eq!(self.store.recovery_codes_left(user.id).await, Ok(2));
    }

    async fn of_confirmations_at_once_one_is_done(&mut self) {
        let (user, secret) = (self.member().await, self.secret());
        assert_eq!(self.store.begin_second_factor(user.id, &secret).await, Ok(true));
        let mut calls = Vec::new();
        for _ in 0..10 {
            let (store, id, secret) = (Arc::clone(&self.store), user.id, secret.clone());
            let (codes, entry) = ([self.token(), self.token()], self.entry());
            calls.push(
                async move { (store.confirm_second_factor(id, &secret, 7, &codes, entry).await, codes) },
            );
        }
        let outcomes = at_once(calls).await;
        assert_eq!(how_many(&outcomes, |outcome| outcome.0 == Ok(true)), 1, "{outcomes:?}");
        assert_eq!(how_many(&outcomes, |outcome| outcome.0 == Ok(false)), 9, "{outcomes:?}");
        assert_eq!(self.store.recovery_codes_left(user.id).await, Ok(2));
        for (confirmed, [code, _]) in outcomes {
            let entry = self.entry();
            assert_eq!(self.store.use_recovery_code(user.id, &code, entry).await, confirmed);
        }
    }

    async fn no_code_is_good_twice(&mut self) {
        let (user, other) = (self.member().await, self.member().await);
        self.with_second_factor(&user, 0).await;
        self.with_second_factor(&other, 0).await;
        assert_eq!(self.store.use_totp_step(user.id, 7).await, Ok(false), "its code was shown to confirm");
        assert_eq!(self.store.use_totp_step(user.id, 6).await, Ok(false));
        assert_eq!(self.store.use_totp_step(user.id, 9).await, Ok(true));
        assert_eq!(self.store.use_totp_step(user.id, 9).await, Ok(false));
        assert_eq!(self.store.use_totp_step(user.id, 8).await, Ok(false), "a later one was used");
        assert_eq!(self.store.use_totp_step(other.id, 8).await, Ok(true), "each has their own");
        assert_eq!(self.store.use_totp_step(user.id, 60_000_000_000).await, Ok(true));
    }

    async fn of_one_step_at_once_one_is_used(&mut self) {
        let user = self.member().await;
        self.with_second_factor(&user, 0).await;
        let calls = [(); 20].map(|()| {
            let (store, id) = (Arc::clone(&self.store), user.id);
            async move { store.use_totp_step(id, 100).await }
        });
        let outcomes = at_once(calls).await;
        assert_eq!(how_many(&outcomes, |outcome| *outcome == Ok(true)), 1, "{outcomes:?}");
        assert_eq!(how_many(&outcomes, |outcome| *outcome == Ok(false)), 19, "{outcomes:?}");
    }

    async fn a_recovery_code_is_good_once(&mut self) {
        let (user, other) = (self.member().await, self.member().await);
        let codes = self.with_second_factor(&user, 2).await;
        self.with_second_factor(&other, 2).await;
        let [code, ..] = codes.as_slice() else { panic!("no codes") };
        let (entry, again) = (self.entry(), self.entry());
        assert_eq!(
            self.store.use_recovery_code(other.id, code, again.clone()).await,
            Ok(false),
            "not theirs"
        );
        assert_eq!(self.store.use_recovery_code(user.id, code, entry.clone()).await, Ok(true));
        assert_eq!(self.store.use_recovery_code(user.id, code, again.clone()).await, Ok(false));
        assert!(self.logged(&entry).await && !self.logged(&again).await);
        assert_eq!(self.store.recovery_codes_left(user.id).await, Ok(1));
        assert_eq!(self.store.recovery_codes_left(other.id).await, Ok(2));
    }

    async fn of_one_recovery_code_at_once_one_is_used(&mut self) {
        let user = self.member().await;
        let codes = self.with_second_factor(&user, 2).await;
        let [code, ..] = codes.as_slice() else { panic!("no codes") };
        let calls = [(); 20].map(|()| {
            let (store, id, code, entry) = (Arc::clone(&self.store), user.id, *code, self.entry());
            async move { store.use_recovery_code(id, &code, entry).await }
        });
        let outcomes = at_once(calls).await;
        assert_eq!(how_many(&outcomes, |outcome| *outcome == Ok(true)), 1, "{outcomes:?}");
        assert_eq!(how_many(&outcomes, |outcome| *outcome == Ok(false)), 19, "{outcomes:?}");
        assert_eq!(self.store.recovery_codes_left(user.id).await, Ok(1));
    }

    async fn recovery_codes_are_replaced_all_together(&mut self) {
        let user = self.member().await;
        let (new, entry) = ([self.token(), self.token(), self.token()], self.entry());
        let without = self.store.replace_recovery_codes(user.id, &new, entry.clone()).await;
        assert_eq!(without, Ok(false), "none is in force");
        let pending = self.secret();
        assert_eq!(self.store.begin_second_factor(user.id, &pending).await, Ok(true));
        let without = self.store.replace_recovery_codes(user.id, &new, entry.clone()).await;
        assert_eq!(without, Ok(false), "nor yet");
        assert_eq!(self.store.recovery_codes_left(user.id).await, Ok(0));
        assert!(!self.logged(&entry).await);

        let old = self.with_second_factor(&user, 2).await;
        let replaced = self.store.replace_recovery_codes(user.id, &new, entry.clone()).await;
        assert_eq!(replaced, Ok(true));
        assert!(self.logged(&entry).await);
        assert_eq!(self.store.recovery_codes_left(user.id).await, Ok(3));
        for (codes, good) in [(old.as_slice(), false), (&new, true)] {
            for code in codes {
                let entry = self.entry();
                assert_eq!(self.store.use_recovery_code(user.id, code, entry).await, Ok(good));
            }
        }
    }

    async fn a_second_factor_is_taken_off_with_its_codes(&mut self) {
        let (user, other) = (self.member().await, self.member().await);
        let codes = self.with_second_factor(&user, 2).await;
        self.with_second_factor(&other, 2).await;
        let (_, token) = self.signed_in(&user).await;
        let entry = self.entry();
        assert_eq!(self.store.remove_second_factor(None, user.id, entry.clone()).await, Ok(true));
        assert!(self.logged(&entry).await);
        assert!(self.opens(&token).await, "the person did it, and goes on");
        self.assert_factor(&user, None, None).await;
        assert_eq!(self.store.recovery_codes_left(user.id).await, Ok(0));
        let again = self.entry();
        for code in codes {
            assert_eq!(self.store.use_recovery_code(user.id, &code, again.clone()).await, Ok(false));
        }
        assert_eq!(self.store.use_totp_step(user.id, 100).await, Ok(false));
        assert_eq!(self.store.remove_second_factor(None, user.id, again.clone()).await, Ok(false));
        assert!(!self.logged(&again).await);
        assert!(self.credentials(other.id).await.user.second_factor);
        self.with_second_factor(&user, 2).await;
    }

    async fn who_takes_off_somebody_elses_second_factor_ends_their_sessions(&mut self) {
        let (admin, user) = (self.someone(Role::Admin).await, self.member().await);
        self.with_second_factor(&user, 1).await;
        let (_, token) = self.signed_in(&user).await;
        let (session, _, validator) = self.remembered(&user).await;
        let (_, own) = self.signed_in(&admin).await;
        let entry = self.entry();
        assert_eq!(self.store.remove_second_factor(Some(admin.id), user.id, entry.clone()).await, Ok(true));
        assert!(self.logged(&entry).await);
        assert!(!self.opens(&token).await && self.opens(&own).await);
        assert_eq!(self.store.remembered(session.id, &validator, at(0)).await, Ok(None));
    }

    fn secret(&mut self) -> TotpSecret {
        let mut bytes = [0xCD; 20];
        for (byte, number) in bytes.iter_mut().zip(self.number().to_le_bytes()) {
            *byte = number;
        }
        TotpSecret::from_bytes(bytes)
    }

    /// Gives an account a second factor whose step 7 was used, and gives its recovery codes.
    pub(super) async fn with_second_factor(&mut self, user: &NewUser, codes: usize) -> Vec<TokenHash> {
        let (secret, entry) = (self.secret(), self.entry());
        let codes: Vec<TokenHash> = (0..codes).map(|_| self.token()).collect();
        assert_eq!(self.store.begin_second_factor(user.id, &secret).await, Ok(true));
        let confirmed = self.store.confirm_second_factor(user.id, &secret, 7, &codes, entry).await;
        assert_eq!(confirmed, Ok(true));
        codes
    }

    async fn assert_factor(&self, user: &NewUser, secret: Option<&TotpSecret>, since: Option<DateTime<Utc>>) {
        let found = self.credentials(user.id).await;
        assert_eq!(found.totp.as_ref().map(TotpSecret::as_bytes), secret.map(TotpSecret::as_bytes));
        assert_eq!(found.second_factor_at, since);
        assert_eq!(found.user.second_factor, since.is_some());
        assert_eq!(self.person(user.id).await.second_factor, since.is_some());
    }
}
