use super::*;
use crate::people::PeopleFilter;

pub(super) async fn contract(contract: &mut Contract) {
    contract.a_taken_name_does_not_use_up_the_one_owner().await;
    contract.case_020_fifty_owners_at_once_are_one().await;
    contract.set_up_is_over_for_good().await;
    contract.case_014_the_last_owner_stays().await;
    contract.case_014_an_owner_who_is_disabled_does_not_count().await;
    for _ in 0..20 {
        contract.case_014_of_two_owners_who_delete_each_other_one_stays().await;
        contract.case_014_of_two_owners_who_demote_each_other_one_stays().await;
        contract.case_014_of_two_owners_who_leave_one_stays().await;
    }
}

impl Contract {
    async fn a_taken_name_does_not_use_up_the_one_owner(&mut self) {
        assert_eq!(self.store.needs_owner().await, Ok(true));
        assert_eq!(self.store.people(&PeopleFilter::default(), ALL).await, Ok(vec![]));
        let first = self.new_user("first", Role::Member);
        self.add(&first).await.expect("a free name");
        let (owner, entry) = (self.new_user("FIRST", Role::Owner), self.entry());
        let outcome = self.store.create_user(owner, entry.clone()).await;
        assert_eq!(outcome, refused(Conflict::UsernameTaken));
        assert_eq!(self.store.needs_owner().await, Ok(true), "a refused owner leaves no trace");
        assert!(!self.logged(&entry).await);
    }

    async fn case_020_fifty_owners_at_once_are_one(&mut self) {
        let mut entries = Vec::new();
        let mut calls = Vec::new();
        for number in 0..50 {
            let (user, entry) = (self.new_user(&format!("owner{number}"), Role::Owner), self.entry());
            entries.push(entry.clone());
            let store = Arc::clone(&self.store);
            calls.push(async move { store.create_user(user, entry).await });
        }
        let outcomes = at_once(calls).await;
        let late = refused(Conflict::AlreadySetUp);
        assert_eq!(how_many(&outcomes, Result::is_ok), 1, "{outcomes:?}");
        assert_eq!(how_many(&outcomes, |outcome| *outcome == late), 49, "{outcomes:?}");
        assert_eq!(self.store.needs_owner().await, Ok(false));
        assert_eq!(self.owners().await.len(), 1);
        let everybody = self.store.people(&PeopleFilter::default(), ALL).await.expect("a list");
        assert_eq!(everybody.len(), 2, "one member, one owner: {everybody:?}");
        let mut logged = 0;
        for entry in entries {
            logged += usize::from(self.logged(&entry).await);
        }
        assert_eq!(logged, 1);

        let another = self.new_user("first", Role::Owner);
        assert_eq!(self.add(&another).await, late, "said first, whatever the name");
    }

    async fn set_up_is_over_for_good(&mut self) {
        let first = self.owners().await;
        self.someone(Role::Owner).await;
        for owner in first {
            let entry = self.entry();
            assert_eq!(self.store.delete_user(None, owner, entry).await, Ok(true));
        }
        assert_eq!(self.store.needs_owner().await, Ok(false), "whoever was the first");
        let late = self.new_user("late", Role::Owner);
        assert_eq!(self.add(&late).await, refused(Conflict::AlreadySetUp));
    }

    async fn case_014_the_last_owner_stays(&mut self) {
        let owner = self.only_owner().await;
        let (_, token) = self.signed_in(&owner).await;
        let before = self.person(owner.id).await;
        for by in [None, Some(owner.id)] {
            for change in [to_role(Role::Admin), to_role(Role::Member), disabled()] {
                let entry = self.entry();
                let outcome = self.store.change_person(by, owner.id, change, at(5), only(&entry)).await;
                assert_eq!(outcome, refused(Conflict::LastOwner));
                assert!(!self.logged(&entry).await);
            }
            let entry = self.entry();
            let outcome = self.store.delete_user(by, owner.id, entry.clone()).await;
            assert_eq!(outcome, refused(Conflict::LastOwner));
            assert!(!self.logged(&entry).await);
        }
        assert_eq!(self.person(owner.id).await, before);
        assert!(self.opens(&token).await, "a refused change ends nothing");

        let named = PersonChange {
            display_name: Some(DisplayName::parse("The Owner").expect("a valid name")),
            role: Some(Role::Owner),
            disabled: Some(None),
        };
        let person =
            self.change(Some(owner.id), owner.id, named).await.expect("allowed").expect("an account");
        assert_eq!((person.display_name.as_str(), person.role), ("The Owner", Role::Owner));
    }

    async fn case_014_an_owner_who_is_disabled_does_not_count(&mut self) {
        let (one, other) = (self.only_owner().await, self.someone(Role::Owner).await);
        self.set_disabled(other.id, true).await;
        assert_eq!(self.change(None, one.id, to_role(Role::Member)).await, refused(Conflict::LastOwner));
        let entry = self.entry();
        assert_eq!(self.store.delete_user(None, one.id, entry).await, refused(Conflict::LastOwner));
        self.give_role(other.id, Role::Member).await;
        let third = self.someone(Role::Owner).await;
        self.set_disabled(third.id, true).await;
        let entry = self.entry();
        assert_eq!(self.store.delete_user(Some(one.id), third.id, entry).await, Ok(true));
        assert_eq!(self.owners().await, [one.id]);
    }

    async fn case_014_of_two_owners_who_delete_each_other_one_stays(&mut self) {
        let (one, other) = (self.only_owner().await.id, self.someone(Role::Owner).await.id);
        let calls = [(one, other), (other, one)].map(|(by, target)| {
            let (store, entry) = (Arc::clone(&self.store), self.entry());
            async move { store.delete_user(Some(by), target, entry).await }
        });
        let outcomes = at_once(calls).await;
        assert_eq!(how_many(&outcomes, |outcome| *outcome == Ok(true)), 1, "{outcomes:?}");
        assert_eq!(how_many(&outcomes, is_refused), 1, "{outcomes:?}");
        assert_eq!(self.owners().await.len(), 1);
    }

    async fn case_014_of_two_owners_who_demote_each_other_one_stays(&mut self) {
        let (one, other) = (self.only_owner().await.id, self.someone(Role::Owner).await.id);
        let calls =
            [(one, other, to_role(Role::Member)), (other, one, disabled())].map(|(by, target, change)| {
                let (store, entry) = (Arc::clone(&self.store), self.entry());
                async move {
                    store.change_person(Some(by), target, change, at(5), only(&entry)).await.map(|_| true)
                }
            });
        let outcomes = at_once(calls).await;
        assert_eq!(how_many(&outcomes, Result::is_ok), 1, "{outcomes:?}");
        assert_eq!(how_many(&outcomes, is_refused), 1, "{outcomes:?}");
        assert_eq!(self.owners().await.len(), 1);
    }

    async fn case_014_of_two_owners_who_leave_one_stays(&mut self) {
        let (one, other) = (self.only_owner().await.id, self.someone(Role::Owner).await.id);
        let calls = [one, other].map(|user_id| {
            let (store, entry) = (Arc::clone(&self.store), self.entry());
            async move { store.delete_user(Some(user_id), user_id, entry).await }
        });
        let outcomes = at_once(calls).await;
        assert_eq!(how_many(&outcomes, |outcome| *outcome == Ok(true)), 1, "{outcomes:?}");
        let last = refused(Conflict::LastOwner);
        assert_eq!(how_many(&outcomes, |outcome| *outcome == last), 1, "{outcomes:?}");
        assert_eq!(self.owners().await.len(), 1);
    }

    /// The owners who are not disabled.
    async fn owners(&self) -> Vec<UserId> {
        let filter =
            PeopleFilter { role: Some(Role::Owner), disabled: Some(false), ..PeopleFilter::default() };
        let owners = self.store.people(&filter, ALL).await.expect("a list");
        owners.into_iter().map(|person| person.id).collect()
    }

    /// A new owner in the place of all others.
    async fn only_owner(&mut self) -> NewUser {
        let others = self.owners().await;
        let owner = self.someone(Role::Owner).await;
        for other in others {
            self.give_role(other, Role::Member).await;
        }
        assert_eq!(self.owners().await, [owner.id]);
        owner
    }
}

fn to_role(role: Role) -> PersonChange {
    PersonChange { role: Some(role), ..PersonChange::default() }
}

fn disabled() -> PersonChange {
    PersonChange { disabled: Some(Some(at(5))), ..PersonChange::default() }
}

/// Who was second has no rights any more, or is the last one now: either is true.
fn is_refused(outcome: &Result<bool, StoreError>) -> bool {
    matches!(outcome, Err(StoreError::Conflict(Conflict::NotAllowed | Conflict::LastOwner)))
}
