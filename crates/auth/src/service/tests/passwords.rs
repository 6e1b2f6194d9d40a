use super::*;
use crate::ProfileInput;
use crate::user::Theme;

/// Passwords that will not do.
const BAD: [&str; 5] = ["short", "password1", "aaaaaaaaaaaa", "12345678", "qwertyuiop"];

impl World {
    async fn change_password(&self, session: &Session, current: &str, new: &str) -> Result<(), AuthError> {
        let client = from("192.0.2.1");
        self.auth.change_password(session.clone(), current.into(), new.into(), &client).await.map(drop)
    }
}

#[tokio::test]
async fn case_006_a_new_password_ends_everything_but_the_session_that_set_it() {
    let world = world();
    let (here, there) = (world.set_up().await, world.remembered("ada").await);
    let (_, key) = world.api_key(&here.user, r#"["chat"]"#).await.unwrap();
    let (link, _) = world.auth.make_reset(&By::operator(), here.user.id).await.unwrap();
    let (session, client) = (here.session.clone(), nowhere());
    let change = world.auth.change_password(session, PASSWORD.into(), OTHER_PASSWORD.into(), &client);
    let goes_on = change.await.unwrap();
    assert_eq!(goes_on.session.id, here.session.id);
    assert!(world.opens(&goes_on.token).await && !world.opens(&there.token).await);
    assert!(!world.opens(&here.token).await, "who copied the cookie is out, too");
    assert!(world.auth.resume(&there.remember.unwrap(), &nowhere()).await.unwrap().is_none());
    assert_eq!(world.auth.authenticate_key(&key).await, Ok(None));
    assert_eq!(world.auth.preview_reset(&link, &nowhere()).await.err(), Some(AuthError::ResetInvalid));
    assert_eq!(world.log_in("ada", PASSWORD).await.err(), Some(AuthError::InvalidCredentials));
    world.log_in("ada", OTHER_PASSWORD).await.unwrap();
}

#[tokio::test]
async fn case_006_a_new_password_ends_every_copy_of_the_device_that_set_it() {
    let world = world();
    world.set_up().await;
    let here = world.remembered("ada").await;
    let (session, client) = (here.session.clone(), nowhere());
    let change = world.auth.change_password(session, PASSWORD.into(), OTHER_PASSWORD.into(), &client);
    let goes_on = change.await.unwrap();
    assert!(!world.opens(&here.token).await && world.opens(&goes_on.token).await);
    assert!(world.auth.resume(&here.remember.unwrap(), &nowhere()).await.unwrap().is_none());
    assert!(world.opens(&goes_on.token).await, "an old copy is no theft, and ends nothing");
    world.auth.resume(&goes_on.remember.unwrap(), &nowhere()).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_password_is_changed_by_who_knows_it_and_only_to_a_good_one() {
    let world = world();
    let here = world.set_up().await;
    let there = world.log_in("ada", PASSWORD).await.unwrap();
    let long = "x".repeat(2000);
    for wrong in ["wrong horse", "", &long] {
        let refused = world.change_password(&here.session, wrong, OTHER_PASSWORD).await;
        assert_eq!(refused, Err(AuthError::WrongPassword));
    }
    for bad in BAD.into_iter().chain([long.as_str()]) {
        assert_eq!(
            faults(world.change_password(&here.session, PASSWORD, bad).await),
            ["new_password"],
            "{bad}"
        );
    }
    assert!(world.opens(&there.token).await, "a refused change ends nothing");
    world.log_in("ada", PASSWORD).await.unwrap();
}

#[tokio::test]
async fn case_002_whoever_is_signed_in_guesses_no_password_either() {
    let world = world();
    let here = world.set_up().await;
    let id = here.user.id;
    let client = from("192.0.2.1");
    for number in 0..10 {
        let wrong = || "wrong horse".into();
        let refused = match number % 3 {
            0 => world.change_password(&here.session, "wrong horse", OTHER_PASSWORD).await,
            1 => world.auth.leave(id, wrong(), None, &client).await,
            _ => world.auth.begin_second_factor(id, wrong(), &client).await.map(|_| ()),
        };
        assert_eq!(refused, Err(AuthError::WrongPassword));
    }
    assert!(is_throttled(&world.change_password(&here.session, PASSWORD, OTHER_PASSWORD).await));
    assert!(is_throttled(&world.auth.leave(id, PASSWORD.into(), None, &client).await));
    assert!(is_throttled(&world.auth.begin_second_factor(id, PASSWORD.into(), &client).await));
    world.log_in("ada", PASSWORD).await.unwrap();
    world.wait(TimeDelta::seconds(30));
    world.change_password(&here.session, PASSWORD, OTHER_PASSWORD).await.unwrap();
}

#[tokio::test]
async fn case_002_strangers_who_guess_keep_nobody_from_changing_their_password() {
    let world = world();
    let here = world.set_up().await;
    while !is_throttled(&world.log_in("ada", "wrong horse").await) {}
    assert!(is_throttled(&world.log_in("ada", PASSWORD).await));
    world.change_password(&here.session, PASSWORD, OTHER_PASSWORD).await.unwrap();
}

#[tokio::test]
async fn nobody_resets_their_own_password_or_second_factor_without_proof() {
    let world = world();
    let owner = world.set_up().await.user;
    let link = world.auth.make_reset(&by(&owner), owner.id).await;
    assert_eq!(link.err(), Some(AuthError::UseAccountPage));
    let reset = world.auth.reset_second_factor(&by(&owner), owner.id).await;
    assert_eq!(reset, Err(AuthError::UseAccountPage));
}

#[tokio::test]
async fn case_006_a_reset_link_sets_the_password_once_and_ends_everything() {
    let world = world();
    let owner = world.set_up().await.user;
    let eve = world.add("eve", Role::Member).await;
    let there = world.remembered("eve").await;
    let (_, key) = world.api_key(&eve, r#"["chat"]"#).await.unwrap();
    let (old, _) = world.auth.make_reset(&by(&owner), eve.id).await.unwrap();
    let (link, expires_at) = world.auth.make_reset(&by(&owner), eve.id).await.unwrap();
    let void = world.auth.preview_reset(&old, &nowhere()).await;
    assert_eq!(void.err(), Some(AuthError::ResetInvalid), "an earlier link is void");
    let seen = world.auth.preview_reset(&link, &nowhere()).await.unwrap();
    assert_eq!((seen.username.as_str(), seen.display_name.as_str()), ("eve", "eve"));
    assert_eq!(seen.expires_at, expires_at);
    for bad in BAD {
        let refused = world.auth.use_reset(&link, bad.into(), &nowhere()).await;
        assert_eq!(faults(refused), ["new_password"], "{bad}");
    }
    assert!(world.opens(&there.token).await, "a refused password ends nothing, nor uses the link up");
    let set = world.auth.use_reset(&link, OTHER_PASSWORD.into(), &nowhere()).await;
    assert_eq!(set.map(|user| user.id), Ok(eve.id));
    assert!(!world.opens(&there.token).await, "nobody is signed in by it either");
    assert!(world.auth.resume(&there.remember.unwrap(), &nowhere()).await.unwrap().is_none());
    assert_eq!(world.auth.authenticate_key(&key).await, Ok(None));
    let again = world.auth.use_reset(&link, PASSWORD.into(), &nowhere()).await;
    assert_eq!(again.err(), Some(AuthError::ResetInvalid));
    assert_eq!(world.log_in("eve", PASSWORD).await.err(), Some(AuthError::InvalidCredentials));
    world.log_in("eve", OTHER_PASSWORD).await.unwrap();
}

#[tokio::test]
async fn a_reset_link_is_good_for_a_day_and_for_an_open_account() {
    let world = world();
    let owner = world.set_up().await.user;
    let eve = world.add("eve", Role::Member).await;
    let (link, expires_at) = world.auth.make_reset(&by(&owner), eve.id).await.unwrap();
    assert_eq!(expires_at, owner.created_at + TimeDelta::hours(24));
    world.wait(TimeDelta::hours(24) - TimeDelta::microseconds(1));
    world.auth.preview_reset(&link, &nowhere()).await.unwrap();
    world.wait(TimeDelta::microseconds(1));
    let (disabled, _) = world.auth.make_reset(&by(&owner), eve.id).await.unwrap();
    world.change(&by(&owner), &eve, r#"{"disabled": true}"#).await.unwrap();
    for bad in [link, disabled, "ab".repeat(32).into(), "no link".into()] {
        let seen = world.auth.preview_reset(&bad, &nowhere()).await;
        assert_eq!(seen.err(), Some(AuthError::ResetInvalid));
        let used = world.auth.use_reset(&bad, OTHER_PASSWORD.into(), &nowhere()).await;
        assert_eq!(used.err(), Some(AuthError::ResetInvalid));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_uses_of_a_reset_link_at_once_one_is_done() {
    let world = world();
    let owner = world.set_up().await.user;
    let (link, _) = world.auth.make_reset(&By::operator(), owner.id).await.unwrap();
    let calls =
        (0..10).map(|number| {
            let (auth, link) = (Arc::clone(&world.auth), link.clone());
            async move {
                auth.use_reset(&link, format!("{OTHER_PASSWORD} {number}").into(), &nowhere()).await.err()
            }
        });
    let outcomes = calls.collect::<JoinSet<_>>().join_all().await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_none()).count(), 1);
    let late = outcomes.iter().filter(|outcome| **outcome == Some(AuthError::ResetInvalid));
    assert_eq!(late.count(), 9);
}

#[tokio::test]
async fn whoever_runs_the_server_resets_a_password() {
    let world = world();
    let signed_in = world.set_up().await;
    for username in ["nobody", "not a name"] {
        let missing = world.auth.reset_password(username, OTHER_PASSWORD.into()).await;
        assert_eq!(missing.err(), Some(AuthError::NotFound));
    }
    for bad in BAD {
        assert_eq!(faults(world.auth.reset_password("ada", bad.into()).await), ["password"], "{bad}");
    }
    assert!(world.opens(&signed_in.token).await, "a refused reset changes nothing");
    world.auth.reset_password("ADA", OTHER_PASSWORD.into()).await.unwrap();
    assert!(!world.opens(&signed_in.token).await);
    world.log_in("ada", OTHER_PASSWORD).await.unwrap();
}

#[tokio::test]
async fn a_person_changes_their_own_profile() {
    let world = world();
    let user = world.set_up().await.user;
    let input = ProfileInput {
        display_name: Some("Ada, Countess of Lovelace".to_owned()),
        locale: Some(Some("en-GB".to_owned())),
        theme: Some(Some(Theme::Dark)),
    };
    let changed = world.auth.update_profile(user.id, input).await.unwrap();
    assert_eq!(changed.display_name, "Ada, Countess of Lovelace");
    assert_eq!((changed.locale.as_deref(), changed.theme), (Some("en-GB"), Some(Theme::Dark)));
    assert_eq!((changed.id, changed.role, &changed.username), (user.id, user.role, &user.username));

    let bad = ProfileInput { locale: Some(Some("!".to_owned())), ..ProfileInput::default() };
    assert_eq!(faults(world.auth.update_profile(user.id, bad).await), ["locale"]);
    let nobody = UserId::from_uuid(Uuid::nil());
    let missing = world.auth.update_profile(nobody, ProfileInput::default()).await;
    assert_eq!(missing.err(), Some(AuthError::NotFound));
}

#[tokio::test]
async fn a_person_leaves_with_everything_that_is_theirs() {
    let world = world();
    world.set_up().await;
    let eve = world.add("eve", Role::Member).await;
    let there = world.remembered("eve").await;
    let (_, key) = world.api_key(&eve, r#"["chat"]"#).await.unwrap();
    let wrong = world.auth.leave(eve.id, "wrong horse".into(), None, &nowhere()).await;
    assert_eq!(wrong, Err(AuthError::WrongPassword));
    assert!(world.opens(&there.token).await);
    world.auth.leave(eve.id, PASSWORD.into(), None, &nowhere()).await.unwrap();
    assert!(!world.opens(&there.token).await);
    assert!(world.auth.resume(&there.remember.unwrap(), &nowhere()).await.unwrap().is_none());
    assert_eq!(world.auth.authenticate_key(&key).await, Ok(None));
    assert_eq!(world.log_in("eve", PASSWORD).await.err(), Some(AuthError::InvalidCredentials));
    let gone = world.auth.leave(eve.id, PASSWORD.into(), None, &nowhere()).await;
    assert_eq!(gone, Err(AuthError::NotFound));
    world.add("eve", Role::Member).await;
}

#[test]
fn case_075_debug_shows_no_password() {
    let shown = format!("{:?} {:?}", account("ada"), with_otp("ada", PASSWORD, Some("123456")));
    assert!(!shown.contains(PASSWORD) && !shown.contains("123456"), "{shown}");
}
