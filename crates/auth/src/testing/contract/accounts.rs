use super::*;
use crate::{
    store::NewPassword,
    totp::TotpSecret,
    user::{Locale, ProfileChange, Theme},
};

pub(super) async fn contract(contract: &mut Contract) {
    contract.a_name_is_given_once().await;
    contract.an_account_comes_back_as_it_was_written().await;
    contract.a_profile_changes_only_where_it_is_told_to().await;
    contract.case_023_what_hangs_on_an_account_goes_with_it().await;
    contract.what_does_not_exist_is_not_changed().await;
}

impl Contract {
    async fn a_name_is_given_once(&mut self) {
        let mut calls = Vec::new();
        for name in ["ada", "ADA", "Ada", "ａｄａ"].repeat(5) {
            let (user, entry) = (self.new_user(name, Role::Member), self.entry());
            let store = Arc::clone(&self.store);
            calls.push(async move { store.create_user(user, entry).await });
        }
        let outcomes = at_once(calls).await;
        let taken = refused(Conflict::UsernameTaken);
        assert_eq!(how_many(&outcomes, Result::is_ok), 1, "{outcomes:?}");
        assert_eq!(how_many(&outcomes, |outcome| *outcome == taken), 19, "{outcomes:?}");
    }

    async fn an_account_comes_back_as_it_was_written(&mut self) {
        let mut user = self.new_user("Čeněk", Role::Admin);
        user.display_name = DisplayName::parse("עדה 👩🏽\u{200D}🚀 'ß\"; --").expect("a valid name");
        let entry = self.entry();
        self.store.create_user(user.clone(), entry.clone()).await.expect("a free name");
        assert!(self.logged(&entry).await);

        let found = self.credentials(user.id).await;
        assert_eq!(found.user, user.user());
        assert_eq!(found.password_hash, user.password_hash);
        assert!(!found.disabled && found.totp.is_none() && found.second_factor_at.is_none());
        assert_eq!(self.store.credentials(user.username.key()).await, Ok(Some(found)));
        assert_eq!(self.store.credentials("nobody").await, Ok(None));
        assert_eq!(self.store.credentials("Čeněk").await, Ok(None), "names are looked up by their key");

        let expected = Person {
            id: user.id,
            username: "Čeněk".to_owned(),
            display_name: user.display_name.as_str().to_owned(),
            role: Role::Admin,
            disabled: false,
            second_factor: false,
            created_at: user.created_at,
            last_seen_at: None,
            invited_by: None,
        };
        assert_eq!(self.person(user.id).await, expected);
    }

    async fn a_profile_changes_only_where_it_is_told_to(&mut self) {
        let mut expected = self.member().await.user();
        let other = self.member().await;
        let full = ProfileChange {
            display_name: Some(DisplayName::parse("Grace 🐛").expect("a valid name")),
            locale: Some(Some(Locale::parse("pt-BR").expect("a valid tag"))),
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
        assert_eq!(self.credentials(id).await.user, expected);
        assert_eq!(self.credentials(other.id).await.user, other.user());
    }

    async fn case_023_what_hangs_on_an_account_goes_with_it(&mut self) {
        let (user, other) = (self.member().await, self.member().await);
        let (_, token) = self.signed_in(&user).await;
        let (_, kept) = self.signed_in(&other).await;
        let key = self.api_key(&user).await;
        let kept_key = self.api_key(&other).await;
        let reset = self.reset(&user).await;
        self.with_second_factor(&user, 3).await;
        let entry = self.entry();
        assert_eq!(
            self.store.delete_user(Some(user.id), user.id, entry.clone()).await,
            Ok(true),
            "their own"
        );
        assert!(self.logged(&entry).await);

        assert_eq!(self.store.credentials(user.username.key()).await, Ok(None));
        assert_eq!(self.store.credentials_of(user.id).await, Ok(None));
        assert_eq!(self.store.person(user.id).await, Ok(None));
        assert!(!self.opens(&token).await);
        assert_eq!(self.store.api_key_user(&key.1, at(0)).await, Ok(None));
        assert_eq!(self.store.reset_target(&reset, at(0)).await, Ok(None));
        assert_eq!(self.store.recovery_codes_left(user.id).await, Ok(0));
        assert!(self.opens(&kept).await);
        assert!(self.store.api_key_lives(kept_key.0.id, at(0)).await.expect("an answer"));

        let again = self.new_user(user.username.as_str(), Role::Member);
        assert_eq!(self.add(&again).await, Ok(()), "the name is free again");
    }

    async fn what_does_not_exist_is_not_changed(&mut self) {
        let nobody = self.new_user("nobody", Role::Member);
        let (session, token, entry) = (self.session(&nobody), self.token(), self.entry());
        let store = Arc::clone(&self.store);
        let (id, hash) = (nobody.id, &nobody.password_hash);
        let owner = self.someone(Role::Owner).await;
        for by in [None, Some(owner.id)] {
            let change = PersonChange { disabled: Some(Some(at(0))), ..PersonChange::default() };
            assert_eq!(store.change_person(by, id, change, at(5), only(&entry)).await, Ok(None));
            assert_eq!(store.delete_user(by, id, entry.clone()).await, Ok(false));
            assert_eq!(store.put_reset(by, id, &token, at(60), entry.clone()).await, Ok(false));
            assert_eq!(store.remove_second_factor(by, id, entry.clone()).await, Ok(false));
            assert_eq!(store.delete_sessions(by, id, None, entry.clone()).await, Ok(0));
        }
        assert_eq!(store.credentials_of(id).await, Ok(None));
        assert_eq!(store.person(id).await, Ok(None));
        assert_eq!(store.insert_session(&session, &token, None, hash, entry.clone()).await, Ok(false));
        assert_eq!(store.upgrade_password_hash(id, hash, hash).await, Ok(false));
        let new = NewPassword { hash: hash.clone(), only_if: None, keep: None };
        assert_eq!(store.set_password(id, new, entry.clone()).await, Ok(false));
        assert_eq!(store.update_profile(id, ProfileChange::default()).await, Ok(None));
        assert_eq!(store.dismiss_alert(id).await, Ok(()));
        assert_eq!(store.reset_target(&token, at(0)).await, Ok(None));
        assert_eq!(store.use_reset(&token, at(0), hash, entry.clone()).await, Ok(false));
        assert_eq!(store.delete_session(id, session.id, entry.clone()).await, Ok(false));
        assert_eq!(store.end_stolen_session(id, session.id, entry.clone()).await, Ok(false));
        assert_eq!(store.session_lives(session.id, at(0)).await, Ok(false));
        let secret = TotpSecret::from_bytes([1; 20]);
        assert_eq!(store.begin_second_factor(id, &secret).await, Ok(false));
        assert_eq!(store.confirm_second_factor(id, &secret, 1, &[token], entry.clone()).await, Ok(false));
        assert_eq!(store.use_totp_step(id, 1).await, Ok(false));
        assert_eq!(store.use_recovery_code(id, &token, entry.clone()).await, Ok(false));
        assert_eq!(store.recovery_codes_left(id).await, Ok(0));
        assert_eq!(store.replace_recovery_codes(id, &[token], entry.clone()).await, Ok(false));
        assert!(!self.logged(&entry).await, "nothing was done");
    }
}
