use super::*;
use crate::invite::{InvitePreview, InviteUse};

pub(super) async fn contract(contract: &mut Contract) {
    contract.an_invite_comes_back_as_it_was_written().await;
    contract.only_who_may_give_a_role_invites_to_it().await;
    contract.only_who_may_give_a_role_revokes_invites_to_it().await;
    contract.an_invite_says_who_came_by_it().await;
    contract.an_invite_gives_its_own_role_and_no_other().await;
    contract.case_018_what_is_not_good_lets_nobody_in().await;
    contract.case_015_a_taken_name_uses_no_invite_up().await;
    contract.case_015_forty_at_once_on_five_uses_are_five().await;
    contract.case_015_twenty_at_once_on_one_use_are_one().await;
    contract.one_name_at_once_by_two_invites_is_one().await;
    contract.an_invite_is_revoked_once().await;
    contract.invites_are_listed_newest_first_in_parts().await;
}

impl Contract {
    async fn an_invite_comes_back_as_it_was_written(&mut self) {
        let admin = self.someone(Role::Admin).await;
        let mut plain = self.new_invite(None);
        (plain.note, plain.expires_at, plain.max_uses) = (String::new(), None, 1000);
        for invite in [self.new_invite(Some(&admin)), plain] {
            let (by, code, entry) = (invite.created_by.clone(), self.token(), self.entry());
            let made =
                self.store.create_invite(by.as_ref().map(|by| by.id), &invite, &code, entry.clone()).await;
            assert_eq!(made, Ok(()));
            assert!(self.logged(&entry).await);
            assert_eq!(self.store.invite(invite.id, at(0)).await, Ok(Some(invite.clone())));
            let preview = InvitePreview {
                invited_by: by.map(|by| by.display_name),
                role: invite.role,
                expires_at: invite.expires_at,
            };
            assert_eq!(self.store.invite_preview(&code, at(0)).await, Ok(Some(preview)));
        }
        let missing = self.id();
        assert_eq!(self.store.invite(missing, at(0)).await, Ok(None));
    }

    async fn only_who_may_give_a_role_invites_to_it(&mut self) {
        for by in [Role::Owner, Role::Admin, Role::Member] {
            for role in [Role::Admin, Role::Member] {
                let who = self.someone(by).await;
                let (mut invite, code, entry) = (self.new_invite(Some(&who)), self.token(), self.entry());
                invite.role = role;
                let made = self.store.create_invite(Some(who.id), &invite, &code, entry.clone()).await;
                let allowed = by.may_manage(role);
                let expected = if allowed { Ok(()) } else { refused(Conflict::NotAllowed) };
                assert_eq!(made, expected, "{by:?} {role:?}");
                assert_eq!(self.logged(&entry).await, allowed);
                let kept = self.store.invite(invite.id, at(0)).await.expect("an answer");
                assert_eq!(kept.is_some(), allowed);
            }
        }
    }

    async fn only_who_may_give_a_role_revokes_invites_to_it(&mut self) {
        for by in [Role::Owner, Role::Admin, Role::Member] {
            for role in [Role::Admin, Role::Member] {
                let who = self.someone(by).await;
                let invite = Invite { role, ..self.new_invite(None) };
                self.keep_invite(&invite).await;
                let entry = self.entry();
                let revoked = self.store.revoke_invite(Some(who.id), invite.id, entry.clone()).await;
                let allowed = by.may_manage(role);
                let expected = if allowed { Ok(true) } else { refused(Conflict::NotAllowed) };
                assert_eq!(revoked, expected, "{by:?} {role:?}");
                assert_eq!(self.logged(&entry).await, allowed);
                let status = if allowed { InviteStatus::Revoked } else { InviteStatus::Open };
                assert_eq!(self.invite_status(&invite).await, status);
            }
        }
    }

    async fn an_invite_says_who_came_by_it(&mut self) {
        let admin = self.someone(Role::Admin).await;
        let mut invite = self.new_invite(Some(&admin));
        invite.max_uses = 3;
        let code = self.keep_invite(&invite).await;
        let mut came = Vec::new();
        for minute in [2, 1, 3] {
            let (mut user, entry) = (self.guest(), self.entry());
            user.created_at = at(minute);
            let made = self.store.redeem_invite(&code, user.clone(), entry.clone()).await;
            assert_eq!(made, Ok(user.user()));
            assert!(self.logged(&entry).await);
            let id = user.id;
            assert_eq!(self.credentials(id).await.password_hash, user.password_hash);
            let inviter = self.person(id).await.invited_by;
            assert_eq!(inviter, invite.created_by);
            came.push(InviteUse { id, display_name: user.display_name.as_str().to_owned(), at: at(minute) });
        }
        came.sort_by_key(|came| came.at);
        (invite.uses, invite.status, invite.used_by) = (3, InviteStatus::UsedUp, came);
        assert_eq!(self.store.invite(invite.id, at(0)).await, Ok(Some(invite.clone())));

        let gone = invite.used_by.remove(0);
        let entry = self.entry();
        assert_eq!(self.store.delete_user(None, gone.id, entry).await, Ok(true));
        assert_eq!(self.store.invite(invite.id, at(0)).await, Ok(Some(invite.clone())), "a use stays a use");

        let entry = self.entry();
        assert_eq!(self.store.delete_user(None, admin.id, entry).await, Ok(true));
        invite.created_by = None;
        assert_eq!(self.store.invite(invite.id, at(0)).await, Ok(Some(invite.clone())));
        let left = invite.used_by.first().expect("two are left");
        assert_eq!(self.person(left.id).await.invited_by, None);
    }

    async fn an_invite_gives_its_own_role_and_no_other(&mut self) {
        let owner = self.someone(Role::Owner).await;
        for (given, asked) in
            [(Role::Member, Role::Owner), (Role::Member, Role::Admin), (Role::Admin, Role::Member)]
        {
            let mut invite = self.new_invite(Some(&owner));
            invite.role = given;
            let code = self.keep_invite(&invite).await;
            let (mut user, entry) = (self.guest(), self.entry());
            user.role = asked;
            let made = self.store.redeem_invite(&code, user.clone(), entry).await.expect("a good code");
            assert_eq!((made.role, self.person(user.id).await.role), (given, given));
        }
    }

    async fn case_018_what_is_not_good_lets_nobody_in(&mut self) {
        let admin = self.someone(Role::Admin).await;
        let taken = self.member().await;
        let unknown = self.token();
        let (_, used_up) = self.invite(&admin).await;
        let (first, entry) = (self.guest(), self.entry());
        self.store.redeem_invite(&used_up, first, entry).await.expect("a good code");
        let (revoked_invite, revoked) = self.invite(&admin).await;
        let entry = self.entry();
        assert_eq!(self.store.revoke_invite(None, revoked_invite.id, entry).await, Ok(true));
        let mut ended = self.new_invite(Some(&admin));
        ended.expires_at = Some(at(0));
        let ended = self.keep_invite(&ended).await;
        for code in [unknown, used_up, revoked, ended] {
            assert_eq!(self.store.invite_preview(&code, at(0)).await, Ok(None));
            let (mut user, entry) = (self.guest(), self.entry());
            let made = self.store.redeem_invite(&code, user.clone(), entry.clone()).await;
            assert_eq!(made, refused(Conflict::InviteInvalid));
            assert_eq!(self.store.credentials_of(user.id).await, Ok(None));
            assert!(!self.logged(&entry).await);
            user.username = taken.username.clone();
            let made = self.store.redeem_invite(&code, user, entry).await;
            assert_eq!(made, refused(Conflict::InviteInvalid), "who has no code learns no names");
        }

        let (invite, code) = self.invite(&admin).await;
        let just_before = at(60) - TimeDelta::microseconds(1);
        assert!(self.store.invite_preview(&code, just_before).await.expect("an answer").is_some());
        assert_eq!(self.store.invite_preview(&code, at(60)).await, Ok(None));
        let late = self.store.invite(invite.id, at(60)).await.expect("an answer").expect("an invite");
        assert_eq!(late.status, InviteStatus::Expired);
        let (mut user, entry) = (self.guest(), self.entry());
        user.created_at = at(60);
        let made = self.store.redeem_invite(&code, user.clone(), entry.clone()).await;
        assert_eq!(made, refused(Conflict::InviteInvalid));
        user.created_at = just_before;
        assert!(self.store.redeem_invite(&code, user, entry).await.is_ok());
    }

    async fn case_015_a_taken_name_uses_no_invite_up(&mut self) {
        let (admin, taken) = (self.someone(Role::Admin).await, self.member().await);
        let (invite, code) = self.invite(&admin).await;
        let (mut user, entry) = (self.guest(), self.entry());
        let free = std::mem::replace(&mut user.username, taken.username.clone());
        let made = self.store.redeem_invite(&code, user.clone(), entry.clone()).await;
        assert_eq!(made, refused(Conflict::UsernameTaken));
        assert!(!self.logged(&entry).await);
        assert_eq!(self.store.invite(invite.id, at(0)).await, Ok(Some(invite)));
        user.username = free;
        assert!(self.store.redeem_invite(&code, user, entry).await.is_ok());
    }

    async fn case_015_forty_at_once_on_five_uses_are_five(&mut self) {
        self.redeemed_at_once(40, 5).await;
    }

    async fn case_015_twenty_at_once_on_one_use_are_one(&mut self) {
        self.redeemed_at_once(20, 1).await;
    }

    async fn redeemed_at_once(&mut self, guests: usize, max_uses: u32) {
        let admin = self.someone(Role::Admin).await;
        let mut invite = self.new_invite(Some(&admin));
        invite.max_uses = max_uses;
        let code = self.keep_invite(&invite).await;
        let mut calls = Vec::new();
        for _ in 0..guests {
            let (store, user, entry) = (Arc::clone(&self.store), self.guest(), self.entry());
            calls.push(async move {
                let made = store.redeem_invite(&code, user.clone(), entry.clone()).await;
                (made, user.id, entry)
            });
        }
        let outcomes = at_once(calls).await;
        let expected = usize::try_from(max_uses).expect("a small number");
        let late = refused(Conflict::InviteInvalid);
        assert_eq!(how_many(&outcomes, |outcome| outcome.0.is_ok()), expected, "{outcomes:?}");
        assert_eq!(how_many(&outcomes, |outcome| outcome.0 == late), guests - expected, "{outcomes:?}");
        for (made, id, entry) in outcomes {
            let is_there = self.store.person(id).await.expect("an answer").is_some();
            assert_eq!((is_there, self.logged(&entry).await), (made.is_ok(), made.is_ok()));
        }
        let found = self.store.invite(invite.id, at(0)).await.expect("an answer").expect("an invite");
        assert_eq!((found.uses, found.status), (max_uses, InviteStatus::UsedUp));
        assert_eq!(found.used_by.len(), expected);
    }

    async fn one_name_at_once_by_two_invites_is_one(&mut self) {
        let admin = self.someone(Role::Admin).await;
        for _ in 0..5 {
            let ((one, one_code), (other, other_code)) =
                (self.invite(&admin).await, self.invite(&admin).await);
            let user = self.guest();
            let calls = [one_code, other_code].map(|code| {
                let user = NewUser { id: self.id(), ..user.clone() };
                let (store, entry) = (Arc::clone(&self.store), self.entry());
                async move { store.redeem_invite(&code, user, entry).await.map(|_| ()) }
            });
            let outcomes = at_once(calls).await;
            let taken = refused(Conflict::UsernameTaken);
            assert_eq!(how_many(&outcomes, Result::is_ok), 1, "{outcomes:?}");
            assert_eq!(how_many(&outcomes, |outcome| *outcome == taken), 1, "{outcomes:?}");
            let statuses = [self.invite_status(&one).await, self.invite_status(&other).await];
            assert_eq!(how_many(&statuses, |status| *status == InviteStatus::Open), 1, "{statuses:?}");
        }
    }

    async fn an_invite_is_revoked_once(&mut self) {
        let admin = self.someone(Role::Admin).await;
        let (invite, code) = self.invite(&admin).await;
        let (entry, again) = (self.entry(), AuditEntry { at: at(50), ..self.entry() });
        assert_eq!(self.store.revoke_invite(Some(admin.id), invite.id, entry.clone()).await, Ok(true));
        assert_eq!(self.store.revoke_invite(Some(admin.id), invite.id, again.clone()).await, Ok(false));
        assert!(self.logged(&entry).await && !self.logged(&again).await);
        let found = self.store.invite(invite.id, at(0)).await.expect("an answer").expect("an invite");
        assert_eq!((found.status, found.revoked_at), (InviteStatus::Revoked, Some(entry.at)));
        assert_eq!(self.store.invite_preview(&code, at(0)).await, Ok(None));
        let missing = self.id();
        assert_eq!(self.store.revoke_invite(None, missing, again).await, Ok(false));
    }

    async fn invites_are_listed_newest_first_in_parts(&mut self) {
        let admin = self.someone(Role::Admin).await;
        let mut made = Vec::new();
        for _ in 0..5 {
            let (mut invite, code) = self.invite(&admin).await;
            let (user, entry) = (self.guest(), self.entry());
            let name = user.display_name.as_str().to_owned();
            let came = self.store.redeem_invite(&code, user, entry).await.expect("a good code");
            invite.used_by = vec![InviteUse { id: came.id, display_name: name, at: came.created_at }];
            (invite.uses, invite.status) = (1, InviteStatus::UsedUp);
            made.insert(0, invite);
        }
        let all = self.store.invites(ALL, at(0)).await.expect("a list");
        assert_eq!(all.get(..5), Some(made.as_slice()), "each with who came by it");
        let mut walked = Vec::new();
        let mut slice = Slice { before: None, limit: 3 };
        while walked.len() < all.len() {
            let part = self.store.invites(slice, at(0)).await.expect("a list");
            assert_eq!(part.len(), 3.min(all.len() - walked.len()));
            slice.before = part.last().map(|invite| invite.id.uuid());
            walked.extend(part);
        }
        assert_eq!(walked, all);
        assert_eq!(self.store.invites(slice, at(0)).await, Ok(vec![]));
        let (open, _) = self.invite(&admin).await;
        let later = self.store.invites(Slice { before: None, limit: 1 }, at(60)).await.expect("a list");
        let expected = Invite { status: InviteStatus::Expired, ..open };
        assert_eq!(later, [expected], "with the status of then");
    }

    fn guest(&mut self) -> NewUser {
        let name = format!("guest{}", self.number());
        self.new_user(&name, Role::Member)
    }
}
