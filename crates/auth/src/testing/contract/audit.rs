use super::*;

pub(super) async fn contract(contract: &mut Contract) {
    contract.an_entry_comes_back_as_it_was_written().await;
    contract.entries_outlive_whom_they_are_about().await;
    contract.entries_are_listed_newest_first_in_parts().await;
    contract.entries_are_found_by_who_what_whom_and_when().await;
    contract.an_action_with_a_dot_at_its_end_stands_for_all_that_begin_so().await;
    contract.old_entries_are_pruned().await;
}

impl Contract {
    async fn an_entry_comes_back_as_it_was_written(&mut self) {
        let bare = AuditEntry { address: None, ..self.entry() };
        let full = AuditEntry {
            actor_id: Some(self.id()),
            actor_name: Some("Čeněk\r\n\u{1b}[31m".to_owned()),
            target_id: Some(self.id::<()>().uuid()),
            target_name: Some("'; -- \"ß\" 🎈".to_owned()),
            detail: Some(serde_json::json!({"role": ["member", "admin"], "n": 5, "ü": null})),
            ..self.entry()
        };
        for entry in [bare, full] {
            assert_eq!(self.store.record(entry.clone()).await, Ok(()));
            assert!(self.logged(&entry).await, "{entry:?}");
        }
    }

    async fn entries_outlive_whom_they_are_about(&mut self) {
        let user = self.member().await;
        let entry = AuditEntry {
            actor_id: Some(user.id),
            actor_name: Some(user.username.as_str().to_owned()),
            target_id: Some(user.id.uuid()),
            ..self.entry()
        };
        self.store.record(entry.clone()).await.expect("recorded");
        let left = self.entry();
        assert_eq!(self.store.delete_user(None, user.id, left).await, Ok(true));
        assert!(self.logged(&entry).await);
    }

    async fn entries_are_listed_newest_first_in_parts(&mut self) {
        let actor = Some(self.id());
        let mut made = Vec::new();
        // Not even in the order of their times: the id decides.
        for minute in [3, 1, 2, 5, 4] {
            let entry = AuditEntry { actor_id: actor, at: at(minute), ..self.entry() };
            self.store.record(entry.clone()).await.expect("recorded");
            made.insert(0, entry);
        }
        let filter = AuditFilter { actor, ..AuditFilter::default() };
        assert_eq!(self.store.audit(&filter, ALL).await, Ok(made.clone()));
        let mut slice = Slice { before: None, limit: 2 };
        for part in made.chunks(2) {
            assert_eq!(self.store.audit(&filter, slice).await, Ok(part.to_vec()));
            slice.before = part.last().map(|entry| entry.id.uuid());
        }
        assert_eq!(self.store.audit(&filter, slice).await, Ok(vec![]));
        let newest = self.store.audit(&AuditFilter::default(), Slice { before: None, limit: 5 }).await;
        assert_eq!(newest, Ok(made), "without a filter, all");
    }

    async fn entries_are_found_by_who_what_whom_and_when(&mut self) {
        let (one, other, thing) =
            (self.id::<mami_ports::User>(), self.id::<mami_ports::User>(), self.id::<()>());
        let mut entry = |actor_id, target_id, action: &str, minute| AuditEntry {
            actor_id,
            target_id,
            action: action.to_owned(),
            at: at(minute),
            ..self.entry()
        };
        let made = [
            entry(Some(one), Some(other.uuid()), "user.disabled", 1),
            entry(Some(other), Some(one.uuid()), "user.enabled", 2),
            entry(Some(one), Some(thing.uuid()), "invite.created", 3),
            entry(None, Some(one.uuid()), "password.reset", 4),
            entry(Some(one), None, "password.reset_link_made", 5),
        ];
        for entry in &made {
            self.store.record(entry.clone()).await.expect("recorded");
        }
        let nothing = AuditFilter::default();
        let about = AuditFilter { about: Some(one), ..nothing.clone() };
        let text = |action: &str| Some(action.to_owned());
        for (filter, expected) in [
            (about.clone(), vec![4, 3, 2, 1, 0]),
            (AuditFilter { about: Some(other), ..nothing.clone() }, vec![1, 0]),
            (AuditFilter { actor: Some(one), ..nothing.clone() }, vec![4, 2, 0]),
            (AuditFilter { target: Some(one.uuid()), ..nothing.clone() }, vec![3, 1]),
            (AuditFilter { target: Some(thing.uuid()), ..nothing.clone() }, vec![2]),
            (AuditFilter { actor: Some(one), target: Some(other.uuid()), ..nothing.clone() }, vec![0]),
            (AuditFilter { actor: Some(one), about: Some(other), ..nothing.clone() }, vec![0]),
            (AuditFilter { action: text("password.reset"), ..about.clone() }, vec![3]),
            (AuditFilter { action: text("password."), ..about.clone() }, vec![4, 3]),
            (AuditFilter { action: text("user."), actor: Some(one), ..nothing.clone() }, vec![0]),
            (AuditFilter { action: text("user"), ..about.clone() }, vec![]),
            (AuditFilter { from: Some(at(3)), ..about.clone() }, vec![4, 3, 2]),
            (AuditFilter { to: Some(at(3)), ..about.clone() }, vec![1, 0]),
            (AuditFilter { from: Some(at(2)), to: Some(at(5)), ..about.clone() }, vec![3, 2, 1]),
            (AuditFilter { from: Some(at(5)), to: Some(at(2)), ..about }, vec![]),
        ] {
            let found = self.store.audit(&filter, ALL).await.expect("a list");
            let indexes: Vec<usize> =
                found.iter().filter_map(|entry| made.iter().position(|made| made == entry)).collect();
            assert_eq!((indexes, found.len()), (expected.clone(), expected.len()), "{filter:?}");
        }
    }

    async fn an_action_with_a_dot_at_its_end_stands_for_all_that_begin_so(&mut self) {
        let actor_id = Some(self.id());
        let actions =
            ["api_key.created", "apiXkey.created", "api_key.revoked", "api%", "api_key", "API_KEY.created"];
        for action in actions {
            let entry = AuditEntry { actor_id, action: action.to_owned(), ..self.entry() };
            self.store.record(entry).await.expect("recorded");
        }
        for (action, expected) in [
            ("api_key.", vec!["api_key.revoked", "api_key.created"]),
            ("api_key.created", vec!["api_key.created"]),
            ("api%", vec!["api%"]),
            ("api%.", vec![]),
            (".", vec![]),
        ] {
            let filter =
                AuditFilter { actor: actor_id, action: Some(action.to_owned()), ..AuditFilter::default() };
            let found = self.store.audit(&filter, ALL).await.expect("a list");
            let found: Vec<&str> = found.iter().map(|entry| entry.action.as_str()).collect();
            assert_eq!(found, expected, "{action}");
        }
    }

    async fn old_entries_are_pruned(&mut self) {
        let old = AuditEntry { at: at(-10_000), ..self.entry() };
        let young = AuditEntry { at: at(-9_000), ..self.entry() };
        for entry in [&old, &young] {
            self.store.record(entry.clone()).await.expect("recorded");
        }
        assert_eq!(self.store.prune_audit(at(-10_000)).await, Ok(0));
        assert!(self.logged(&old).await);
        let just_behind = at(-10_000) + TimeDelta::microseconds(1);
        assert_eq!(self.store.prune_audit(just_behind).await, Ok(1));
        assert!(!self.logged(&old).await && self.logged(&young).await);
    }
}
