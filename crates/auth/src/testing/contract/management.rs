use super::*;

/// What someone does to somebody else's account.
#[derive(Debug, Clone, Copy)]
enum Act {
    Rename,
    Give(Role),
    Disable,
    Delete,
    PutReset,
    RemoveSecondFactor,
    EndSessions,
}

const ACTS: [Act; 6] =
    [Act::Rename, Act::Disable, Act::Delete, Act::PutReset, Act::RemoveSecondFactor, Act::EndSessions];

pub(super) async fn contract(contract: &mut Contract) {
    contract.rights_are_read_when_they_are_used().await;
    contract.nobody_manages_others_from_a_disabled_or_deleted_account().await;
    contract.a_change_leaves_what_it_does_not_name().await;
    contract.disabling_an_account_ends_what_it_is_signed_in_with().await;
    contract.no_sign_in_overtakes_disabling().await;
    contract.invites_of_who_may_no_longer_invite_are_revoked().await;
    contract.invites_of_who_may_still_invite_stay().await;
    contract.no_invite_overtakes_a_demotion().await;
}

impl Contract {
    async fn rights_are_read_when_they_are_used(&mut self) {
        let roles = [Role::Owner, Role::Admin, Role::Member];
        for by in roles {
            for role in roles {
                for act in ACTS.into_iter().chain(roles.map(Act::Give)) {
                    let given = if let Act::Give(given) = act { given } else { role };
                    let allowed = by.may_manage(role) && by.may_manage(given);
                    let (by, user) = (self.someone(by).await, self.someone(role).await);
                    self.with_second_factor(&user, 1).await;
                    let (_, token) = self.signed_in(&user).await;
                    let before = self.person(user.id).await;
                    let entry = self.entry();
                    let done = self.act(Some(by.id), user.id, act, &entry).await;
                    let shown = format!("{by:?} {act:?} {user:?}");
                    assert_eq!(
                        done,
                        if allowed { Ok(true) } else { refused(Conflict::NotAllowed) },
                        "{shown}"
                    );
                    assert_eq!(self.logged(&entry).await, allowed, "{shown}");
                    if !allowed {
                        assert_eq!(self.person(user.id).await, before, "{shown}");
                        assert!(self.opens(&token).await, "{shown}");
                    }
                }
            }
        }
    }

    async fn nobody_manages_others_from_a_disabled_or_deleted_account(&mut self) {
        let (disabled, deleted) = (self.someone(Role::Admin).await, self.someone(Role::Admin).await);
        self.set_disabled(disabled.id, true).await;
        let entry = self.entry();
        assert_eq!(self.store.delete_user(None, deleted.id, entry).await, Ok(true));
        let user = self.member().await;
        self.with_second_factor(&user, 1).await;
        self.signed_in(&user).await;
        let open = self.new_invite(None);
        self.keep_invite(&open).await;
        for by in [disabled.id, deleted.id] {
            for act in ACTS {
                let entry = self.entry();
                let done = self.act(Some(by), user.id, act, &entry).await;
                assert_eq!(done, refused(Conflict::NotAllowed), "{act:?}");
            }
            let (mut invite, code, entry) = (self.new_invite(None), self.token(), self.entry());
            invite.created_by = Some(PersonName { id: by, display_name: String::new() });
            let made = self.store.create_invite(Some(by), &invite, &code, entry).await;
            assert_eq!(made, refused(Conflict::NotAllowed));
            let entry = self.entry();
            let revoked = self.store.revoke_invite(Some(by), open.id, entry).await;
            assert_eq!(revoked, refused(Conflict::NotAllowed));
        }
    }

    async fn a_change_leaves_what_it_does_not_name(&mut self) {
        let user = self.member().await;
        let mut expected = self.person(user.id).await;
        assert_eq!(self.change(None, user.id, PersonChange::default()).await, Ok(Some(expected.clone())));

        let (one, other) = (self.entry(), self.entry());
        let all = PersonChange {
            role: Some(Role::Admin),
            disabled: Some(Some(at(5))),
            display_name: Some(DisplayName::parse("Zoë 🎈").expect("a valid name")),
        };
        let before = expected.clone();
        expected.role = Role::Admin;
        expected.disabled = true;
        expected.display_name = "Zoë 🎈".to_owned();
        let entries = vec![one.clone(), other.clone()];
        let made = move |person: &Person| {
            assert_eq!(*person, before, "the account as it was");
            entries
        };
        let changed = self.store.change_person(None, user.id, all, at(5), Box::new(made)).await;
        assert_eq!(changed, Ok(Some(expected.clone())));
        assert!(self.logged(&one).await && self.logged(&other).await);
        assert_eq!(self.person(user.id).await, expected);

        expected.disabled = false;
        let enabled = PersonChange { disabled: Some(None), ..PersonChange::default() };
        assert_eq!(self.change(None, user.id, enabled).await, Ok(Some(expected.clone())));
        assert!(!self.credentials(user.id).await.disabled);
    }

    async fn disabling_an_account_ends_what_it_is_signed_in_with(&mut self) {
        let (user, other) = (self.member().await, self.member().await);
        let (session, token) = self.signed_in(&user).await;
        let (_, kept) = self.signed_in(&other).await;
        let (key, link) = (self.api_key(&user).await, self.reset(&user).await);
        self.set_disabled(user.id, true).await;
        assert!(!self.opens(&token).await && !self.key_opens(&key.1).await);
        assert_eq!(self.store.session_lives(session.id, at(0)).await, Ok(false));
        assert_eq!(self.store.api_key_lives(key.0.id, at(0)).await, Ok(false));
        assert!(self.credentials(user.id).await.disabled);
        let (late, late_token) = (self.session(&user), self.token());
        assert_eq!(self.insert(&user, &late, &late_token, None).await, Ok(false));

        self.set_disabled(user.id, false).await;
        assert!(!self.opens(&token).await && !self.key_opens(&key.1).await, "what ended does not come back");
        assert_eq!(self.store.reset_target(&link, at(0)).await, Ok(None));
        assert_eq!(self.store.api_keys(user.id).await, Ok(vec![]));
        self.signed_in(&user).await;
        assert!(self.opens(&kept).await);
    }

    async fn no_sign_in_overtakes_disabling(&mut self) {
        let user = self.member().await;
        for _ in 0..20 {
            let (session, token) = (self.session(&user), self.token());
            let (store, verified, entry) =
                (Arc::clone(&self.store), user.password_hash.clone(), self.entry());
            let sign_in = async move { store.insert_session(&session, &token, None, &verified, entry).await };
            let (store, id, entry) = (Arc::clone(&self.store), user.id, self.entry());
            let change = PersonChange { disabled: Some(Some(at(5))), ..PersonChange::default() };
            let disable = async move { store.change_person(None, id, change, at(5), only(&entry)).await };
            let outcome = both(sign_in, disable).await;
            assert!(outcome.0.is_ok() && outcome.1.is_ok(), "{outcome:?}");
            self.set_disabled(user.id, false).await;
            assert!(!self.opens(&token).await, "whoever was first");
        }
    }

    async fn invites_of_who_may_no_longer_invite_are_revoked(&mut self) {
        for act in [Act::Disable, Act::Give(Role::Member), Act::Delete] {
            let (admin, other) = (self.someone(Role::Admin).await, self.someone(Role::Admin).await);
            let (open, code) = self.invite(&admin).await;
            let (used_up, used_code) = self.invite(&admin).await;
            let (came, entry) = (self.new_user(&format!("came{}", self.made), Role::Member), self.entry());
            self.store.redeem_invite(&used_code, came, entry).await.expect("a good code");
            let (theirs, _) = self.invite(&other).await;
            let entry = self.entry();
            assert_eq!(self.act(None, admin.id, act, &entry).await, Ok(true));

            assert_eq!(self.store.invite_preview(&code, at(0)).await, Ok(None), "{act:?}");
            let revoked = self.store.invite(open.id, at(0)).await.expect("an answer").expect("an invite");
            assert_eq!(revoked.status, InviteStatus::Revoked, "{act:?}");
            let expected = if matches!(act, Act::Delete) { entry.at } else { at(7) };
            assert_eq!(revoked.revoked_at, Some(expected), "{act:?}");
            assert_eq!(revoked.created_by.is_none(), matches!(act, Act::Delete));
            assert_eq!(self.invite_status(&used_up).await, InviteStatus::UsedUp, "it was not open");
            assert_eq!(self.invite_status(&theirs).await, InviteStatus::Open);
        }
    }

    async fn invites_of_who_may_still_invite_stay(&mut self) {
        let owner = self.someone(Role::Owner).await;
        let (invite, _) = self.invite(&owner).await;
        let name = DisplayName::parse("Another").expect("a valid name");
        let renamed = PersonChange { display_name: Some(name), ..PersonChange::default() };
        self.change(None, owner.id, renamed).await.expect("allowed");
        self.set_disabled(owner.id, false).await;
        self.give_role(owner.id, Role::Owner).await;
        let of_admins = Invite { role: Role::Admin, ..self.new_invite(Some(&owner)) };
        self.keep_invite(&of_admins).await;
        self.give_role(owner.id, Role::Admin).await;
        assert_eq!(self.invite_status(&invite).await, InviteStatus::Open);
        assert_eq!(self.invite_status(&of_admins).await, InviteStatus::Revoked, "an admin makes no admins");
    }

    async fn no_invite_overtakes_a_demotion(&mut self) {
        for _ in 0..20 {
            let admin = self.someone(Role::Admin).await;
            let (invite, code, entry) = (self.new_invite(Some(&admin)), self.token(), self.entry());
            let (store, id) = (Arc::clone(&self.store), admin.id);
            let make = async move { store.create_invite(Some(id), &invite, &code, entry).await };
            let (store, entry) = (Arc::clone(&self.store), self.entry());
            let change = PersonChange { role: Some(Role::Member), ..PersonChange::default() };
            let demote = async move { store.change_person(None, id, change, at(5), only(&entry)).await };
            let (made, demoted) = both(make, demote).await;
            assert!(made == Ok(()) || made == refused(Conflict::NotAllowed), "{made:?}");
            assert!(demoted.is_ok(), "{demoted:?}");
            assert_eq!(self.store.invite_preview(&code, at(0)).await, Ok(None), "whoever was first");
        }
    }

    /// Does it; gives whether there was something to do.
    async fn act(
        &mut self,
        by: Option<UserId>,
        user_id: UserId,
        act: Act,
        entry: &AuditEntry,
    ) -> Result<bool, StoreError> {
        let nothing = PersonChange::default();
        let change = match act {
            Act::Rename => {
                let name = DisplayName::parse("Renamed").expect("a valid name");
                PersonChange { display_name: Some(name), ..nothing }
            }
            Act::Give(role) => PersonChange { role: Some(role), ..nothing },
            Act::Disable => PersonChange { disabled: Some(Some(at(5))), ..nothing },
            Act::Delete => return self.store.delete_user(by, user_id, entry.clone()).await,
            Act::PutReset => {
                let link = self.token();
                return self.store.put_reset(by, user_id, &link, at(60), entry.clone()).await;
            }
            Act::EndSessions => {
                let ended = self.store.delete_sessions(by, user_id, None, entry.clone()).await;
                return ended.map(|ended| ended > 0);
            }
            Act::RemoveSecondFactor => {
                return self.store.remove_second_factor(by, user_id, entry.clone()).await;
            }
        };
        let changed = self.store.change_person(by, user_id, change, at(7), only(entry)).await;
        changed.map(|person| person.is_some())
    }
}
