use super::*;
use crate::people::PeopleFilter;

const DISABLE: &str = r#"{"disabled": true}"#;

#[tokio::test]
async fn who_manages_whom() {
    let world = world();
    let owner = world.set_up().await.user;
    let people =
        [owner.clone(), world.add("admin", Role::Admin).await, world.add("member", Role::Member).await];
    for who in &people {
        for role in [Role::Owner, Role::Admin, Role::Member] {
            let name = format!("{}-{}", who.username.to_lowercase(), role.as_str());
            let target = world.add(&name, Role::Member).await;
            let to_role = format!(r#"{{"role": "{}"}}"#, role.as_str());
            world.change(&by(&owner), &target, &to_role).await.unwrap();
            let expected = if who.role.may_manage(role) { None } else { Some(AuthError::NotAllowed) };
            let (auth, by) = (&world.auth, by(who));
            let shown = format!("{} and {name}", who.username);
            for json in [r#"{"display_name": "Renamed"}"#, DISABLE, r#"{"disabled": false}"#, &to_role] {
                assert_eq!(world.change(&by, &target, json).await.err(), expected, "{shown} {json}");
            }
            assert_eq!(auth.make_reset(&by, target.id).await.err(), expected, "{shown}");
            assert_eq!(auth.reset_second_factor(&by, target.id).await.err(), expected, "{shown}");
            assert_eq!(auth.end_sessions_of(&by, target.id).await.err(), expected, "{shown}");
            assert_eq!(auth.delete_person(&by, target.id).await.err(), expected, "{shown}");
        }
    }
}

#[tokio::test]
async fn nobody_gives_a_role_above_what_they_manage() {
    let world = world();
    let owner = world.set_up().await.user;
    let (admin, member) = (world.add("bob", Role::Admin).await, world.add("eve", Role::Member).await);
    for (who, target) in [(&admin, &member), (&admin, &admin), (&member, &member)] {
        for json in [r#"{"role": "admin"}"#, r#"{"role": "owner"}"#] {
            let refused = world.change(&by(who), target, json).await;
            assert_eq!(refused.err(), Some(AuthError::NotAllowed), "{} {json}", who.username);
        }
    }
    assert_eq!(world.auth.person(member.id).await.unwrap().role, Role::Member);
    let second = world.change(&by(&owner), &member, r#"{"role": "owner"}"#).await.unwrap();
    assert_eq!(second.role, Role::Owner);
    let (_, found) = world.session_of("eve").await;
    assert_eq!(found.role, Role::Owner, "a role is read at each use");
    world.change(&by(&found), &owner, r#"{"role": "member"}"#).await.unwrap();
    let stale = world.change(&by(&owner), &admin, DISABLE).await;
    assert_eq!(stale.err(), Some(AuthError::NotAllowed), "whatever they were when they signed in");
}

#[tokio::test]
async fn case_014_the_last_owner_stays() {
    let world = world();
    let owner = world.set_up().await;
    let (ada, me) = (&owner.user, by(&owner.user));
    for json in [DISABLE, r#"{"role": "admin"}"#, r#"{"role": "member", "disabled": false}"#] {
        for by in [&me, &By::operator()] {
            assert_eq!(world.change(by, ada, json).await.err(), Some(AuthError::LastOwner), "{json}");
        }
    }
    let leave = async || world.auth.leave(ada.id, PASSWORD.into(), None, &nowhere()).await;
    assert_eq!(leave().await, Err(AuthError::LastOwner));
    assert_eq!(world.auth.delete_person(&By::operator(), ada.id).await, Err(AuthError::LastOwner));
    assert!(world.opens(&owner.token).await, "nothing was done");

    let second = world.add("bob", Role::Member).await;
    world.change(&me, &second, r#"{"role": "owner"}"#).await.unwrap();
    world.change(&me, &second, DISABLE).await.unwrap();
    assert_eq!(leave().await, Err(AuthError::LastOwner), "who is disabled does not count");
    world.change(&me, &second, r#"{"disabled": false}"#).await.unwrap();
    assert_eq!(leave().await, Ok(()));
    assert_eq!(world.auth.needs_owner().await, Ok(false), "and set-up does not come back");
    let late = world.auth.create_user(account("late"), Role::Owner).await;
    assert_eq!(late.err(), Some(AuthError::AlreadySetUp));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_014_of_two_owners_who_go_at_once_one_stays() {
    for _ in 0..10 {
        let world = world();
        let one = world.set_up().await.user;
        let other = world.add("bob", Role::Member).await;
        world.change(&by(&one), &other, r#"{"role": "owner"}"#).await.unwrap();
        let calls = [one.id, other.id].map(|id| {
            let auth = Arc::clone(&world.auth);
            async move { auth.leave(id, PASSWORD.into(), None, &nowhere()).await }
        });
        let outcomes = calls.into_iter().collect::<JoinSet<_>>().join_all().await;
        assert!(outcomes.contains(&Ok(())) && outcomes.contains(&Err(AuthError::LastOwner)), "{outcomes:?}");
    }
}

#[tokio::test]
async fn ones_own_account_is_not_deleted_as_somebody_elses_is() {
    let world = world();
    let owner = world.set_up().await.user;
    let own = world.auth.delete_person(&by(&owner), owner.id).await;
    assert_eq!(own, Err(AuthError::UseAccountPage));
}

#[tokio::test]
async fn whom_there_is_not_cannot_be_managed() {
    let world = world();
    let me = by(&world.set_up().await.user);
    let (auth, nobody) = (&world.auth, UserId::from_uuid(Uuid::nil()));
    assert_eq!(auth.person(nobody).await.err(), Some(AuthError::NotFound));
    let change = auth.change_person(&me, nobody, PersonInput::default()).await;
    assert_eq!(change.err(), Some(AuthError::NotFound));
    assert_eq!(auth.delete_person(&me, nobody).await.err(), Some(AuthError::NotFound));
    assert_eq!(auth.make_reset(&me, nobody).await.err(), Some(AuthError::NotFound));
    assert_eq!(auth.reset_second_factor(&me, nobody).await.err(), Some(AuthError::NotFound));
    assert_eq!(auth.end_sessions_of(&me, nobody).await.err(), Some(AuthError::NotFound));
}

#[tokio::test]
async fn all_sessions_of_somebody_end_at_once() {
    let world = world();
    let owner = world.set_up().await;
    let eve = world.add("eve", Role::Member).await;
    let sessions = [world.log_in("eve", PASSWORD).await.unwrap(), world.remembered("eve").await];
    let (_, key) = world.api_key(&eve, r#"["chat"]"#).await.unwrap();
    assert_eq!(world.auth.end_sessions_of(&by(&owner.user), eve.id).await, Ok(2));
    for session in sessions {
        assert!(!world.opens(&session.token).await);
    }
    assert!(world.opens(&owner.token).await);
    assert!(world.auth.authenticate_key(&key).await.unwrap().is_some(), "a key is no session");
}

#[tokio::test]
async fn a_bad_name_is_refused_and_changes_nothing() {
    let world = world();
    let owner = world.set_up().await.user;
    let eve = world.add("eve", Role::Member).await;
    let bad = world.change(&by(&owner), &eve, r#"{"display_name": "\u0000", "role": "admin"}"#).await;
    assert_eq!(faults(bad), ["display_name"]);
    assert_eq!(world.auth.person(eve.id).await.unwrap().role, Role::Member);
}

#[tokio::test]
async fn people_are_listed_in_pages() {
    let world = world();
    let mut made = vec![world.set_up().await.user.id];
    for number in 0..4 {
        world.wait(TimeDelta::seconds(1));
        made.insert(0, world.add(&format!("person{number}"), Role::Member).await.id);
    }
    let (mut seen, mut cursor) = (Vec::new(), None);
    for length in [2, 2, 1] {
        let page = world.auth.people(&PeopleFilter::default(), 2, cursor.as_deref()).await.unwrap();
        assert_eq!(page.items.len(), length);
        seen.extend(page.items.iter().map(|person| person.id));
        cursor = page.next_cursor;
    }
    assert_eq!((seen, cursor), (made, None), "newest first, nobody twice, nobody left out");
    assert_eq!(faults(world.auth.people(&PeopleFilter::default(), 2, Some("-1")).await), ["cursor"]);
    let most = world.auth.people(&PeopleFilter::default(), u32::MAX, None).await.unwrap();
    assert_eq!((most.items.len(), most.next_cursor), (5, None));
}

impl World {
    async fn session_of(&self, username: &str) -> (Session, User) {
        let token = self.log_in(username, PASSWORD).await.unwrap().token;
        self.auth.authenticate(&token, &nowhere()).await.unwrap().unwrap()
    }
}
