use super::*;

#[tokio::test]
async fn case_005_a_session_that_was_logged_out_opens_nothing() {
    let world = world();
    let kept = world.set_up().await;
    let ended = world.remembered("ada").await;
    world.auth.log_out(&by(&ended.user), &ended.session).await.unwrap();
    assert!(!world.opens(&ended.token).await);
    let resumed = world.auth.resume(&ended.remember.unwrap(), &nowhere()).await;
    assert!(resumed.unwrap().is_none(), "nor does what would resume it");
    assert_eq!(world.auth.session_lives(&ended.session).await, Ok(false));
    assert!(world.opens(&kept.token).await);
    assert_eq!(world.store.session_count(), 1, "the row is gone");
}

#[tokio::test]
async fn a_disabled_account_uses_no_session_that_it_has() {
    let world = world();
    let owner = world.set_up().await.user;
    let mallory = world.add("mallory", Role::Member).await;
    let session = world.log_in("mallory", PASSWORD).await.unwrap();
    world.change(&by(&owner), &mallory, r#"{"disabled": true}"#).await.unwrap();
    assert!(!world.opens(&session.token).await);
    world.change(&by(&owner), &mallory, r#"{"disabled": false}"#).await.unwrap();
    assert!(!world.opens(&session.token).await, "what ended does not come back");
    world.log_in("mallory", PASSWORD).await.unwrap();
}

#[tokio::test]
async fn a_session_ends_when_it_is_not_used_for_twelve_hours() {
    let world = world();
    let signed_in = world.set_up().await;
    world.wait(TimeDelta::hours(11));
    assert!(world.opens(&signed_in.token).await);
    world.wait(TimeDelta::hours(11));
    assert!(world.opens(&signed_in.token).await, "using it made it last");
    world.wait(TimeDelta::hours(12));
    assert!(!world.opens(&signed_in.token).await);
    assert_eq!(world.auth.sweep().await, Ok(1));
    assert_eq!(world.store.session_count(), 0);
}

#[tokio::test]
async fn a_session_ends_after_thirty_days_however_much_it_is_used() {
    let world = world();
    let signed_in = world.set_up().await;
    for _ in 0..(30 * 24 - 1) {
        world.wait(TimeDelta::hours(1));
        assert!(world.opens(&signed_in.token).await);
    }
    world.wait(TimeDelta::hours(1));
    assert!(!world.opens(&signed_in.token).await);
}

#[tokio::test]
async fn looking_whether_a_session_lives_is_no_use_of_it() {
    let world = world();
    let signed_in = world.set_up().await;
    for _ in 0..11 {
        world.wait(TimeDelta::hours(1));
        assert_eq!(world.auth.session_lives(&signed_in.session).await, Ok(true));
    }
    world.wait(TimeDelta::hours(1));
    assert_eq!(world.auth.session_lives(&signed_in.session).await, Ok(false));
    assert_eq!(world.store.touches(), 0);
}

#[tokio::test]
async fn the_use_of_a_session_is_written_at_most_once_a_minute() {
    let world = world();
    let signed_in = world.set_up().await;
    world.wait(TimeDelta::seconds(59));
    assert!(world.opens(&signed_in.token).await);
    assert_eq!(world.store.touches(), 0);
    world.wait(TimeDelta::seconds(1));
    for _ in 0..50 {
        assert!(world.opens(&signed_in.token).await);
    }
    assert_eq!(world.store.touches(), 1);
    world.wait(TimeDelta::minutes(1));
    let moved = from("198.51.100.7");
    let (session, _) = world.auth.authenticate(&signed_in.token, &moved).await.unwrap().unwrap();
    assert_eq!(session.last_seen_at, signed_in.session.created_at + TimeDelta::minutes(1));
    assert_eq!(world.store.touches(), 2);
    let session = world.auth.sessions(signed_in.user.id).await.unwrap().remove(0);
    assert_eq!(session.address.as_deref(), Some("198.51.100.7"), "where it was last used from");
    let person = world.auth.person(signed_in.user.id).await.unwrap();
    assert_eq!(person.last_seen_at, Some(session.last_seen_at));
}

#[test]
fn of_requests_that_read_a_session_at_the_same_time_one_writes() {
    let touches = Touches::default();
    let (one, other) = (Uuid::nil(), Uuid::max());
    let now = DateTime::<Utc>::UNIX_EPOCH;
    assert!(touches.is_due(one, None, now));
    assert!(!touches.is_due(one, None, now));
    assert!(touches.is_due(other, None, now));
    let later = now + TimeDelta::minutes(1);
    assert!(!touches.is_due(one, Some(now), later - TimeDelta::seconds(1)));
    assert!(touches.is_due(one, Some(now), later));
    assert_eq!(touches.0.lock().unwrap().len(), 1, "what is no longer recent is forgotten");
    assert!(touches.is_due(one, None, now - TimeDelta::days(1)), "the clock was set back");
}

#[tokio::test]
async fn a_clock_that_is_set_back_ends_no_session() {
    let world = world();
    let signed_in = world.set_up().await;
    world.wait(TimeDelta::days(-2));
    assert!(world.opens(&signed_in.token).await);
    let second = world.log_in("ada", PASSWORD).await.unwrap();
    assert!(world.opens(&second.token).await);
}

#[tokio::test]
async fn a_person_sees_their_devices_and_ends_any_of_them() {
    let world = world();
    let first = world.set_up().await;
    world.wait(TimeDelta::minutes(5));
    let second = world.remembered("ada").await;
    world.wait(TimeDelta::minutes(5));
    let third = world.log_in("ada", PASSWORD).await.unwrap();
    let other = world.add("bob", Role::Member).await;
    let theirs = world.log_in("bob", PASSWORD).await.unwrap();
    let (ada, me) = (&first.user, by(&first.user));
    let seen: Vec<_> = world.auth.sessions(ada.id).await.unwrap().iter().map(|session| session.id).collect();
    assert_eq!(seen, [third.session.id, second.session.id, first.session.id], "latest seen first");

    let not_mine = world.auth.end_session(&me, ada.id, theirs.session.id).await;
    assert_eq!(not_mine, Err(AuthError::NotFound), "case 023: not even that there is one");
    assert!(world.opens(&theirs.token).await);
    world.auth.end_session(&me, ada.id, second.session.id).await.unwrap();
    assert!(!world.opens(&second.token).await);
    let resumed = world.auth.resume(&second.remember.unwrap(), &nowhere()).await;
    assert!(resumed.unwrap().is_none(), "it is signed out for good");
    let again = world.auth.end_session(&me, ada.id, second.session.id).await;
    assert_eq!(again, Err(AuthError::NotFound));

    assert_eq!(world.auth.end_other_sessions(&me, &third.session).await, Ok(1));
    assert!(!world.opens(&first.token).await && world.opens(&third.token).await);
    assert_eq!(world.auth.end_other_sessions(&me, &third.session).await, Ok(0));
    assert_eq!(world.auth.sessions(other.id).await.unwrap().len(), 1);
    world.auth.end_session(&me, ada.id, third.session.id).await.unwrap();
    assert!(!world.opens(&third.token).await, "the one in use may be ended too");
}
