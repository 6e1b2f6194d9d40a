use super::*;
use crate::invite::InviteStatus;

impl World {
    async fn register(&self, code: &SecretString, username: &str) -> Result<SignedIn, AuthError> {
        self.auth.register(code, account(username), &nowhere()).await
    }
}

/// Codes of every kind that lets nobody in.
async fn bad_codes(world: &World, owner: &User) -> Vec<SecretString> {
    let used_up = world.invite(owner, "{}").await.unwrap();
    world.register(&used_up.code, "first").await.unwrap();
    let revoked = world.invite(owner, "{}").await.unwrap();
    world.auth.revoke_invite(&by(owner), revoked.invite.id).await.unwrap();
    let of_nobody = world.add("gone", Role::Admin).await;
    let disabled = world.invite(&of_nobody, "{}").await.unwrap();
    world.change(&by(owner), &of_nobody, r#"{"disabled": true}"#).await.unwrap();
    let expired = world.invite(owner, "{}").await.unwrap();
    world.wait(TimeDelta::days(7));
    let unknown = "0123456789abcdef".repeat(4).into();
    vec![used_up.code, revoked.code, disabled.code, expired.code, unknown, "no code".into(), "".into()]
}

#[tokio::test]
async fn a_code_lets_one_in_with_its_role() {
    let world = world();
    let owner = world.set_up().await.user;
    for (json, role) in [("{}", Role::Member), (r#"{"role": "admin"}"#, Role::Admin)] {
        let made = world.invite(&owner, json).await.unwrap();
        assert_eq!(made.code.expose_secret().len(), 64, "256 bits");
        let seen = world.auth.preview_invite(&made.code, &nowhere()).await.unwrap();
        assert_eq!((seen.invited_by.as_deref(), seen.role), (Some("Ada"), role));
        assert_eq!(seen.expires_at, Some(made.invite.created_at + TimeDelta::days(7)));
        let name = role.as_str().to_owned() + "1";
        let account = NewAccount { display_name: Some("Zoë 🎈".to_owned()), ..account(&name) };
        let joined = world.auth.register(&made.code, account, &nowhere()).await.unwrap();
        assert_eq!((joined.user.role, joined.user.display_name.as_str()), (role, "Zoë 🎈"));
        assert!(world.opens(&joined.token).await, "and signs them in");
        assert!(joined.remember.is_none());
        let person = world.auth.person(joined.user.id).await.unwrap();
        assert_eq!(person.invited_by.unwrap().id, owner.id);
        let found = world.find_invite(&made.invite).await;
        assert_eq!((found.uses, found.status), (1, InviteStatus::UsedUp));
        assert_eq!(found.used_by[0].id, joined.user.id);
    }
}

#[tokio::test]
async fn an_invite_of_whoever_runs_the_server_says_so() {
    let world = world();
    let input = serde_json::from_str(r#"{"expires_at": null, "max_uses": 2, "role": "admin"}"#).unwrap();
    let made = world.auth.create_invite(&By::operator(), None, input).await.unwrap();
    let seen = world.auth.preview_invite(&made.code, &nowhere()).await.unwrap();
    assert_eq!((seen.invited_by, seen.role, seen.expires_at), (None, Role::Admin, None));
    world.wait(TimeDelta::days(10_000));
    world.register(&made.code, "one").await.unwrap();
    world.register(&made.code, "two").await.unwrap();
    assert_eq!(world.register(&made.code, "three").await.err(), Some(AuthError::InviteInvalid));
}

#[tokio::test]
async fn case_018_codes_that_let_nobody_in_all_look_alike() {
    let world = world();
    let owner = world.set_up().await.user;
    for code in bad_codes(&world, &owner).await {
        let seen = world.auth.preview_invite(&code, &nowhere()).await;
        assert_eq!(seen.err(), Some(AuthError::InviteInvalid));
        for username in ["new", "ada", "not a name"] {
            let refused = world.register(&code, username).await;
            let why = "neither names nor passwords are judged without a code";
            assert_eq!(refused.err(), Some(AuthError::InviteInvalid), "{why}");
        }
    }
    assert_eq!(world.auth.find("new").await.err(), Some(AuthError::NotFound));
}

#[tokio::test]
async fn case_018_guesses_of_codes_are_throttled() {
    let world = world();
    let owner = world.set_up().await.user;
    let good = world.invite(&owner, "{}").await.unwrap().code;
    let (link, _) = world.auth.make_reset(&By::operator(), owner.id).await.unwrap();
    for number in 0..19 {
        let (guess, client) = (SecretString::from("ab".repeat(32)), from(&format!("2001:db8::{number}")));
        let wrong = match number % 4 {
            0 => world.auth.preview_invite(&guess, &client).await.err(),
            1 => world.auth.register(&guess, account("new"), &client).await.err(),
            2 => world.auth.preview_reset(&guess, &client).await.err(),
            _ => world.auth.use_reset(&guess, OTHER_PASSWORD.into(), &client).await.err(),
        };
        assert!(matches!(wrong, Some(AuthError::InviteInvalid | AuthError::ResetInvalid)), "{wrong:?}");
    }
    let client = from("2001:db8::ffff");
    assert!(is_throttled(&world.auth.preview_invite(&good, &client).await), "not even the right one");
    assert!(is_throttled(&world.auth.register(&good, account("new"), &client).await));
    assert!(is_throttled(&world.auth.preview_reset(&link, &client).await));
    assert!(is_throttled(&world.auth.use_reset(&link, OTHER_PASSWORD.into(), &client).await));
    world.auth.preview_invite(&good, &from("2001:db9::1")).await.unwrap();
    world.log_in_from(&client, "ada", PASSWORD).await.unwrap();
    world.wait(TimeDelta::seconds(30));
    world.auth.register(&good, account("new"), &client).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_018_parallel_guesses_are_counted_like_guesses_in_a_row() {
    let world = world();
    world.set_up().await;
    let calls = (0..100).map(|number| {
        let (auth, guess, client) =
            (Arc::clone(&world.auth), SecretString::from("ab".repeat(32)), from("192.0.2.1"));
        async move {
            match number % 4 {
                0 => auth.preview_invite(&guess, &client).await.err(),
                1 => auth.register(&guess, account("new"), &client).await.err(),
                2 => auth.preview_reset(&guess, &client).await.err(),
                _ => auth.use_reset(&guess, OTHER_PASSWORD.into(), &client).await.err(),
            }
        }
    });
    let outcomes = calls.collect::<JoinSet<_>>().join_all().await;
    let heard = outcomes
        .iter()
        .filter(|outcome| matches!(outcome, Some(AuthError::InviteInvalid | AuthError::ResetInvalid)));
    assert_eq!(heard.count(), 19);
    let refused = outcomes.iter().filter(|outcome| matches!(outcome, Some(AuthError::Throttled { .. })));
    assert_eq!(refused.count(), 81);
}

#[tokio::test]
async fn what_is_wrong_with_an_account_is_no_guess_and_uses_nothing_up() {
    let world = world();
    let owner = world.set_up().await.user;
    let made = world.invite(&owner, "{}").await.unwrap();
    let client = from("192.0.2.1");
    let taken = world.auth.register(&made.code, account("ADA"), &client).await;
    assert_eq!(taken.err(), Some(AuthError::UsernameTaken));
    for _ in 0..30 {
        let bad = NewAccount {
            username: "a b".to_owned(),
            password: "password1".into(),
            display_name: Some(" ".to_owned()),
        };
        let refused = world.auth.register(&made.code, bad, &client).await;
        assert_eq!(faults(refused), ["username", "display_name", "password"], "all at once");
    }
    assert_eq!(world.find_invite(&made.invite).await.uses, 0);
    world.auth.register(&made.code, account("new"), &client).await.unwrap();
}

#[tokio::test]
async fn an_invite_is_no_way_to_find_out_who_is_here() {
    let world = world();
    let owner = world.set_up().await.user;
    let made = world.invite(&owner, "{}").await.unwrap();
    let client = from("192.0.2.1");
    for _ in 0..19 {
        let taken = world.auth.register(&made.code, account("ada"), &client).await;
        assert_eq!(taken.err(), Some(AuthError::UsernameTaken));
    }
    assert!(is_throttled(&world.auth.register(&made.code, account("new"), &client).await));
    assert_eq!(world.find_invite(&made.invite).await.uses, 0);
    world.wait(TimeDelta::seconds(30));
    world.auth.register(&made.code, account("new"), &client).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_015_twenty_registrations_at_once_on_one_use_are_one() {
    let world = world();
    let owner = world.set_up().await.user;
    let made = world.invite(&owner, "{}").await.unwrap();
    let calls = (0..20).map(|number| {
        let (auth, code) = (Arc::clone(&world.auth), made.code.clone());
        async move { auth.register(&code, account(&format!("person{number}")), &nowhere()).await.err() }
    });
    let outcomes = calls.collect::<JoinSet<_>>().join_all().await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_none()).count(), 1);
    let late = outcomes.iter().filter(|outcome| **outcome == Some(AuthError::InviteInvalid));
    assert_eq!(late.count(), 19);
    assert_eq!(world.find_invite(&made.invite).await.uses, 1);
    assert_eq!(world.store.session_count(), 2);
}

#[tokio::test]
async fn only_who_may_give_a_role_invites_to_it_and_takes_it_back() {
    let world = world();
    let owner = world.set_up().await.user;
    let (admin, member) = (world.add("bob", Role::Admin).await, world.add("eve", Role::Member).await);
    let to_admin = r#"{"role": "admin"}"#;
    assert_eq!(world.invite(&admin, to_admin).await.err(), Some(AuthError::NotAllowed));
    assert_eq!(world.invite(&member, "{}").await.err(), Some(AuthError::NotAllowed));
    assert_eq!(faults(world.invite(&owner, r#"{"role": "owner"}"#).await), ["role"]);
    let (high, low) =
        (world.invite(&owner, to_admin).await.unwrap(), world.invite(&owner, "{}").await.unwrap());
    let revoke = async |by_whom: &User, made: &crate::NewInvite| {
        world.auth.revoke_invite(&by(by_whom), made.invite.id).await
    };
    assert_eq!(revoke(&admin, &high).await, Err(AuthError::NotAllowed));
    assert_eq!(revoke(&member, &low).await, Err(AuthError::NotAllowed));
    assert_eq!(revoke(&admin, &low).await, Ok(()));
    assert_eq!(revoke(&owner, &low).await, Ok(()), "it stays so");
    assert_eq!(revoke(&owner, &high).await, Ok(()));
    let nothing = mami_ports::InviteId::from_uuid(Uuid::nil());
    assert_eq!(world.auth.revoke_invite(&by(&owner), nothing).await, Err(AuthError::NotFound));

    world.change(&by(&owner), &admin, r#"{"role": "member"}"#).await.unwrap();
    let stale = world.invite(&admin, "{}").await;
    assert_eq!(stale.err(), Some(AuthError::NotAllowed), "rights are read when they are used");
}

#[tokio::test]
async fn invites_are_listed_in_pages() {
    let world = world();
    let owner = world.set_up().await.user;
    let mut made = Vec::new();
    for _ in 0..5 {
        world.wait(TimeDelta::seconds(1));
        made.insert(0, world.invite(&owner, r#"{"note": " for the  neighbours "}"#).await.unwrap().invite.id);
    }
    let (mut seen, mut cursor) = (Vec::new(), None);
    for length in [2, 2, 1] {
        let page = world.auth.invites(2, cursor.as_deref()).await.unwrap();
        assert_eq!(page.items.len(), length);
        assert!(page.items.iter().all(|invite| invite.note == "for the  neighbours"));
        seen.extend(page.items.iter().map(|invite| invite.id));
        cursor = page.next_cursor;
    }
    assert_eq!((seen, cursor), (made, None));
    assert_eq!(faults(world.auth.invites(2, Some("x' OR 1=1")).await), ["cursor"]);
}

impl World {
    async fn find_invite(&self, invite: &crate::Invite) -> crate::Invite {
        let all = self.auth.invites(100, None).await.unwrap().items;
        all.into_iter().find(|found| found.id == invite.id).unwrap()
    }
}
