use super::*;
use crate::people::PeopleFilter;

pub(super) async fn contract(contract: &mut Contract) {
    contract.people_are_listed_newest_first_in_parts().await;
    contract.people_are_found_by_either_name_whatever_its_case().await;
    contract.what_looks_like_a_pattern_is_text().await;
    contract.as_long_a_text_as_anybody_asks_for_is_looked_for().await;
    contract.people_are_found_by_role_and_by_being_disabled().await;
    contract.an_account_was_seen_when_it_was_last_used().await;
}

impl Contract {
    async fn people_are_listed_newest_first_in_parts(&mut self) {
        let mut expected = Vec::new();
        for _ in 0..5 {
            expected.insert(0, self.member().await.id);
        }
        let newest: Vec<UserId> = self.listed(PeopleFilter::default(), ALL).await;
        assert_eq!(newest.get(..5), Some(expected.as_slice()));
        let mut walked = Vec::new();
        let mut slice = Slice { before: None, limit: 2 };
        while walked.len() < newest.len() {
            let part = self.listed(PeopleFilter::default(), slice).await;
            assert_eq!(part.len(), 2.min(newest.len() - walked.len()));
            slice.before = part.last().map(|id| id.uuid());
            walked.extend(part);
        }
        assert_eq!(walked, newest, "nobody twice, nobody left out");
        assert_eq!(self.listed(PeopleFilter::default(), slice).await, []);
    }

    async fn people_are_found_by_either_name_whatever_its_case(&mut self) {
        let mut user = self.new_user("Bjørn_Ångström", Role::Member);
        user.display_name = DisplayName::parse("Élodie van Zwieten").expect("a valid name");
        self.add(&user).await.expect("a free name");
        let texts = ["Bjørn_Ångström", "BJØRN", "ångs", "Élodie van", "ZWIETEN", "zWieten", "n_Å"];
        for text in texts {
            assert_eq!(self.named(text).await, [user.id], "{text}");
        }
        assert_eq!(self.named("zwieten élodie").await, []);

        let mut user = self.new_user("Großkreutz", Role::Member);
        user.display_name = DisplayName::parse("Somebody else").expect("a valid name");
        self.add(&user).await.expect("a free name");
        for text in ["großkr", "GROSSKR", "ｇroß"] {
            assert_eq!(
                self.named(text).await,
                [user.id],
                "{text}: letters that are one letter in another case"
            );
        }
    }

    async fn what_looks_like_a_pattern_is_text(&mut self) {
        let plain = self.new_user("aXb-like", Role::Member);
        self.add(&plain).await.expect("a free name");
        for (name, text) in
            [("a%b-like", "a%b"), ("a_b-like", "a_b"), (r"a\b-like", r"a\b"), ("a'b-like", "a'b")]
        {
            let user = self.new_user(name, Role::Member);
            self.add(&user).await.expect("a free name");
            assert_eq!(self.named(text).await, [user.id], "{text}");
        }
        for text in ["%-like", "_b-like%", r"\%", r"a\_b", "*-like", "[aX]b-like"] {
            assert_eq!(self.named(text).await, [], "{text}");
        }
    }

    async fn as_long_a_text_as_anybody_asks_for_is_looked_for(&mut self) {
        let longest = DisplayName::MAX_LENGTH;
        let mut user = self.new_user("of-many-signs", Role::Member);
        user.display_name = DisplayName::parse(&"%".repeat(longest)).expect("a valid name");
        self.add(&user).await.expect("a free name");
        assert_eq!(self.named(&"%".repeat(longest)).await, [user.id]);
        // The last three are many letters each in the form that they are compared in.
        for sign in ["_", "\\", "'", "x", "🎈", "İ", "ΐ", "ﷺ"] {
            assert_eq!(self.named(&sign.repeat(longest)).await, [], "{sign}");
        }
    }

    async fn people_are_found_by_role_and_by_being_disabled(&mut self) {
        let name = "quux";
        let mut made = Vec::new();
        for (role, disabled) in
            [(Role::Member, false), (Role::Member, true), (Role::Admin, false), (Role::Admin, true)]
        {
            let user = self.new_user(&format!("{name}{}", self.made), role);
            self.add(&user).await.expect("a free name");
            self.set_disabled(user.id, disabled).await;
            made.insert(0, (user.id, role, disabled));
        }
        for role in [None, Some(Role::Member), Some(Role::Admin), Some(Role::Owner)] {
            for disabled in [None, Some(false), Some(true)] {
                let is_meant = |made: &&(UserId, Role, bool)| {
                    role.is_none_or(|role| role == made.1)
                        && disabled.is_none_or(|disabled| disabled == made.2)
                };
                let expected: Vec<UserId> = made.iter().filter(is_meant).map(|made| made.0).collect();
                let filter = PeopleFilter { text: Some(name.to_owned()), role, disabled };
                assert_eq!(self.listed(filter, ALL).await, expected, "{role:?} {disabled:?}");
            }
        }
    }

    async fn an_account_was_seen_when_it_was_last_used(&mut self) {
        let user = self.member().await;
        assert_eq!(self.person(user.id).await.last_seen_at, None);
        let (one, _) = self.signed_in(&user).await;
        assert_eq!(self.person(user.id).await.last_seen_at, Some(at(0)));
        let (other, _) = self.signed_in(&user).await;
        self.store.touch_session(one.id, at(30), at(90), None).await.expect("touched");
        assert_eq!(self.person(user.id).await.last_seen_at, Some(at(30)));
        self.store.touch_session(other.id, at(20), at(80), None).await.expect("touched");
        assert_eq!(self.person(user.id).await.last_seen_at, Some(at(30)), "the other was used later");
        let (key, _) = self.api_key(&user).await;
        self.store.touch_api_key(key.id, at(40)).await.expect("touched");
        assert_eq!(self.person(user.id).await.last_seen_at, Some(at(40)));
        let entry = self.entry();
        assert_eq!(self.store.delete_sessions(None, user.id, None, entry).await, Ok(2));
        assert_eq!(self.person(user.id).await.last_seen_at, Some(at(40)), "whatever ended since");
    }

    async fn listed(&self, filter: PeopleFilter, slice: Slice) -> Vec<UserId> {
        let people = self.store.people(&filter, slice).await.expect("a list");
        people.into_iter().map(|person| person.id).collect()
    }

    async fn named(&self, text: &str) -> Vec<UserId> {
        self.listed(PeopleFilter { text: Some(text.to_owned()), ..PeopleFilter::default() }, ALL).await
    }
}
