use super::*;
use crate::user::Alert;

impl World {
    async fn resume(&self, token: &RememberToken) -> Result<Option<SignedIn>, AuthError> {
        self.auth.resume(token, &from("198.51.100.7")).await
    }

    async fn resumed(&self, token: &RememberToken) -> SignedIn {
        self.resume(token).await.unwrap().unwrap()
    }

    async fn is_stolen(&self, token: &RememberToken) -> bool {
        self.resume(token).await.err() == Some(AuthError::RememberTokenReused)
    }
}

fn token_of(signed_in: &SignedIn) -> RememberToken {
    signed_in.remember.clone().unwrap()
}

#[tokio::test]
async fn only_who_asks_for_it_is_remembered() {
    let world = world();
    world.set_up().await;
    let signed_in = world.log_in("ada", PASSWORD).await.unwrap();
    assert!(signed_in.remember.is_none() && signed_in.session.remembered_until.is_none());
    let token = world.remembered("ada").await.remember.unwrap();
    let forged = RememberToken { session: signed_in.session.id, validator: token.validator };
    assert!(world.resume(&forged).await.unwrap().is_none());
    let forged = RememberToken { session: signed_in.session.id, validator: signed_in.token };
    assert!(world.resume(&forged).await.unwrap().is_none(), "a session's token is none");
}

#[tokio::test]
async fn case_008_each_use_gives_new_tokens_and_the_old_ones_open_nothing() {
    let world = world();
    world.set_up().await;
    let first = world.remembered("ada").await;
    world.wait(TimeDelta::days(3));
    assert!(!world.opens(&first.token).await, "twelve idle hours");
    let client = ClientInfo { user_agent: Some("Other/2".to_owned()), ..from("198.51.100.7") };
    let second = world.auth.resume(&token_of(&first), &client).await.unwrap().unwrap();
    assert_eq!(second.session.id, first.session.id, "the same device");
    assert_eq!(second.user, first.user);
    assert_eq!(second.session.address.as_deref(), Some("198.51.100.7"));
    assert_eq!(second.session.user_agent.as_deref(), Some("Other/2"));
    assert_eq!(second.session.created_at, first.session.created_at);
    assert_ne!(token_of(&first).cookie().expose_secret(), token_of(&second).cookie().expose_secret());
    assert!(world.opens(&second.token).await && !world.opens(&first.token).await);
    let kept = world.auth.sessions(first.user.id).await.unwrap();
    assert!(kept.contains(&second.session), "what is given is what is kept");
    let third = world.resumed(&token_of(&second)).await;
    assert!(world.opens(&third.token).await && !world.opens(&second.token).await);
    assert_eq!(world.store.session_count(), 2, "set-up's and this one");
}

#[tokio::test]
async fn case_009_a_copy_that_comes_back_ends_the_device_and_tells_its_owner() {
    let world = world();
    world.set_up().await;
    let other_device = world.remembered("ada").await;
    let stolen = world.remembered("ada").await;
    let second = world.resumed(&token_of(&stolen)).await;
    let third = world.resumed(&token_of(&second)).await;
    world.wait(TimeDelta::seconds(1));
    assert!(world.is_stolen(&token_of(&stolen)).await, "its successor was used, however short ago");

    assert!(!world.opens(&third.token).await);
    assert!(world.resume(&token_of(&third)).await.unwrap().is_none(), "the whole family is gone");
    assert!(world.resume(&token_of(&stolen)).await.unwrap().is_none(), "said once");
    let (_, user) = world.auth.authenticate(&other_device.token, &nowhere()).await.unwrap().unwrap();
    let at = other_device.session.created_at + TimeDelta::seconds(1);
    assert_eq!(user.alert, Some(Alert { at, address: Some("198.51.100.7".to_owned()) }));
    assert!(world.resume(&token_of(&other_device)).await.unwrap().is_some(), "other devices go on");
    world.auth.dismiss_alert(user.id).await.unwrap();
    assert_eq!(world.log_in("ada", PASSWORD).await.unwrap().user.alert, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn tabs_that_start_together_are_no_thieves() {
    let world = world();
    world.set_up().await;
    let mut device = world.remembered("ada").await;
    for _ in 0..20 {
        world.wait(TimeDelta::days(1));
        let tabs = [(); 3].map(|()| {
            let (auth, token) = (Arc::clone(&world.auth), token_of(&device));
            async move { auth.resume(&token, &nowhere()).await }
        });
        let outcomes = tabs.into_iter().collect::<JoinSet<_>>().join_all().await;
        let tabs: Vec<SignedIn> = outcomes.into_iter().map(|tab| tab.unwrap().unwrap()).collect();
        for tab in &tabs {
            assert!(world.opens(&tab.token).await, "none of them takes it from the others");
        }
        assert_eq!(world.auth.sessions(device.user.id).await.unwrap().len(), 1, "they are one device");
        device = tabs.into_iter().next().unwrap();
    }
    assert_eq!(device.user.alert, None);
}

#[tokio::test]
async fn an_answer_that_is_lost_on_its_way_signs_nobody_out() {
    let world = world();
    world.set_up().await;
    let first = world.remembered("ada").await;
    world.wait(TimeDelta::days(1));
    let lost = world.resumed(&token_of(&first)).await;
    world.wait(TimeDelta::seconds(60));
    let second = world.resumed(&token_of(&first)).await;
    assert!(world.opens(&second.token).await && world.opens(&lost.token).await);
    world.wait(TimeDelta::days(1));
    let third = world.resumed(&token_of(&second)).await;
    assert!(!world.opens(&second.token).await && !world.opens(&lost.token).await);
    assert_eq!(third.user.alert, None);
}

#[tokio::test]
async fn the_grace_for_a_second_use_ends_with_time() {
    let world = world();
    world.set_up().await;
    let first = world.remembered("ada").await;
    let second = world.resumed(&token_of(&first)).await;
    world.wait(TimeDelta::seconds(40));
    world.resumed(&token_of(&first)).await;
    world.wait(TimeDelta::seconds(21));
    assert!(world.is_stolen(&token_of(&first)).await, "counted from the first use, not from the last");
    assert!(world.resume(&token_of(&second)).await.unwrap().is_none());
}

#[tokio::test]
async fn a_clock_that_is_set_back_makes_the_grace_no_longer() {
    let world = world();
    world.set_up().await;
    let first = world.remembered("ada").await;
    world.resumed(&token_of(&first)).await;
    world.wait(TimeDelta::seconds(-61));
    assert!(world.is_stolen(&token_of(&first)).await);
}

#[tokio::test]
async fn of_two_that_were_given_in_the_grace_both_are_good_until_one_is_used_up() {
    let world = world();
    world.set_up().await;
    let first = world.remembered("ada").await;
    let (one, other) = (world.resumed(&token_of(&first)).await, world.resumed(&token_of(&first)).await);
    world.wait(TimeDelta::days(1));
    let next = world.resumed(&token_of(&other)).await;
    world.resumed(&token_of(&one)).await;
    world.wait(TimeDelta::days(1));
    world.resumed(&token_of(&next)).await;
    assert!(world.is_stolen(&token_of(&one)).await);
}

#[tokio::test]
async fn a_device_is_remembered_for_thirty_days_after_its_last_use() {
    let world = world();
    world.set_up().await;
    let mut device = world.remembered("ada").await;
    let lasts = TimeDelta::days(30);
    assert_eq!(device.session.remembered_until, Some(device.session.created_at + lasts));
    for _ in 0..5 {
        world.wait(lasts - TimeDelta::seconds(1));
        assert_eq!(world.auth.session_lives(&device.session).await, Ok(true), "it can be resumed");
        world.auth.sweep().await.unwrap();
        device = world.resumed(&token_of(&device)).await;
        assert!(world.opens(&device.token).await, "however old the device is");
    }
    world.wait(lasts);
    assert_eq!(world.auth.session_lives(&device.session).await, Ok(false));
    assert!(world.resume(&token_of(&device)).await.unwrap().is_none());
    assert_eq!(world.auth.sweep().await, Ok(1));
    assert!(world.resume(&token_of(&device)).await.unwrap().is_none(), "and that is no theft");
}

#[tokio::test]
async fn a_device_that_is_always_in_use_stays_remembered() {
    let world = world();
    let plain = world.set_up().await;
    let mut device = world.remembered("ada").await;
    let mut renewals = 0;
    for _ in 0..(60 * 24) {
        world.wait(TimeDelta::hours(1));
        let found = world.auth.authenticate(&device.token, &nowhere()).await.unwrap();
        let (session, _) = found.expect("it is in use");
        if world.auth.is_due_for_renewal(&session) {
            device = world.resumed(&token_of(&device)).await;
            renewals += 1;
        }
    }
    assert!((55..=60).contains(&renewals), "about once a day: {renewals}");
    assert!(!world.auth.is_due_for_renewal(&plain.session), "nobody asked for it");
    world.wait(TimeDelta::days(29));
    assert!(!world.opens(&device.token).await);
    assert!(world.resume(&token_of(&device)).await.unwrap().is_some());
}

#[tokio::test]
async fn case_006_a_device_is_forgotten_with_everything_else() {
    let world = world();
    let owner = world.set_up().await.user;
    let mallory = world.add("mallory", Role::Member).await;
    for ended in ["password", "reset", "disabled", "all", "deleted"] {
        let device = world.remembered("mallory").await;
        match ended {
            "password" => world.auth.reset_password("mallory", PASSWORD.into()).await.unwrap(),
            "reset" => {
                let (link, _) = world.auth.make_reset(&by(&owner), mallory.id).await.unwrap();
                world.auth.use_reset(&link, PASSWORD.into(), &nowhere()).await.unwrap();
            }
            "disabled" => {
                world.change(&by(&owner), &mallory, r#"{"disabled": true}"#).await.unwrap();
                assert!(world.resume(&token_of(&device)).await.unwrap().is_none());
                world.change(&by(&owner), &mallory, r#"{"disabled": false}"#).await.unwrap();
            }
            "all" => assert_eq!(world.auth.end_sessions_of(&by(&owner), mallory.id).await, Ok(1)),
            _ => world.auth.delete_person(&by(&owner), mallory.id).await.unwrap(),
        }
        assert!(world.resume(&token_of(&device)).await.unwrap().is_none(), "{ended}");
        assert!(!world.opens(&device.token).await, "{ended}");
    }
}

#[tokio::test]
async fn the_token_comes_back_as_it_was_set_and_hides_its_proof() {
    let world = world();
    world.set_up().await;
    let device = world.remembered("ada").await;
    let token = token_of(&device);
    let cookie = token.cookie();
    let parsed = RememberToken::parse(cookie.expose_secret()).unwrap();
    assert!(world.resume(&parsed).await.unwrap().is_some());
    assert!(!format!("{device:?}").contains(token.validator.expose_secret()));
    let id = token.session.uuid().simple().to_string();
    let proof = "a".repeat(64);
    let long = format!("{cookie}0", cookie = cookie.expose_secret());
    for bad in ["", ".", &id, &format!("{id}."), &format!(".{proof}"), &format!("x.{proof}"), &long] {
        assert!(RememberToken::parse(bad).is_none(), "{bad}");
    }
}
