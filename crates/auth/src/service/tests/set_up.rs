use super::*;

#[tokio::test]
async fn set_up_makes_the_owner_and_signs_in() {
    let world = world();
    assert_eq!(world.auth.needs_owner().await, Ok(true));
    let SignedIn { user, session, token, remember } = world.set_up().await;
    assert_eq!((user.username.as_str(), user.display_name.as_str(), user.role), ("Ada", "Ada", Role::Owner));
    assert!(remember.is_none(), "nobody asked for it");
    assert_eq!(world.auth.needs_owner().await, Ok(false));
    assert_eq!(world.auth.authenticate(&token, &nowhere()).await, Ok(Some((session, user.clone()))));
    assert_eq!(world.auth.person(user.id).await.unwrap().role, Role::Owner);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_020_fifty_set_ups_at_once_make_exactly_one_owner() {
    let world = world();
    let mut calls = JoinSet::new();
    for number in 0..50 {
        let auth = Arc::clone(&world.auth);
        calls.spawn(async move {
            let token = auth.setup_token().clone();
            auth.set_up(&token, account(&format!("owner{number}")), &from("192.0.2.1")).await
        });
    }
    let outcomes = calls.join_all().await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    let late = outcomes.iter().filter(|outcome| matches!(outcome, Err(AuthError::AlreadySetUp)));
    assert_eq!(late.count(), 49);
    let everybody = world.auth.people(&crate::PeopleFilter::default(), 100, None).await.unwrap();
    assert_eq!(everybody.items.len(), 1);
    assert_eq!(world.store.session_count(), 1);
}

#[tokio::test]
async fn set_up_tells_its_faults_in_order() {
    let world = world();
    let bad = || NewAccount {
        username: "a b".to_owned(),
        password: "short".into(),
        display_name: Some("\0".to_owned()),
    };
    let wrong = world.auth.set_up(&"guess".into(), bad(), &nowhere()).await;
    assert_eq!(wrong.err(), Some(AuthError::SetupTokenInvalid), "who has no token learns nothing else");

    let token = world.auth.setup_token().clone();
    let refused = world.auth.set_up(&token, bad(), &nowhere()).await;
    assert_eq!(faults(refused), ["username", "display_name", "password"], "all at once");
    assert_eq!(world.auth.needs_owner().await, Ok(true));

    world.set_up().await;
    for token in [token, "guess".into()] {
        let late = world.auth.set_up(&token, bad(), &nowhere()).await;
        assert_eq!(late.err(), Some(AuthError::AlreadySetUp), "for ever after, whatever the token");
    }
}

#[tokio::test]
async fn a_chosen_set_up_token_is_throttled_for_all_networks_together() {
    let world = world_with(policy(), Some("from the settings".into()));
    let right = world.auth.setup_token().clone();
    for number in 0..10 {
        let client = from(&format!("192.0.2.{number}"));
        let wrong = world.auth.set_up(&"guess".into(), account("ada"), &client).await;
        assert_eq!(wrong.err(), Some(AuthError::SetupTokenInvalid));
    }
    let refused = world.auth.set_up(&right, account("ada"), &from("192.0.2.99")).await;
    assert!(is_throttled(&refused), "not even the right one");
    world.wait(TimeDelta::seconds(30));
    world.auth.set_up(&right, account("ada"), &from("192.0.2.99")).await.unwrap();
}

#[tokio::test]
async fn strangers_cannot_keep_the_owner_from_a_drawn_set_up_token() {
    let world = world();
    for number in 0..50 {
        let client = from(&format!("192.0.2.{number}"));
        let wrong = world.auth.set_up(&"guess".into(), account("ada"), &client).await;
        assert_eq!(wrong.err(), Some(AuthError::SetupTokenInvalid));
    }
    let right = world.auth.setup_token().clone();
    world.auth.set_up(&right, account("ada"), &from("192.0.2.99")).await.unwrap();
}

#[tokio::test]
async fn the_set_up_token_is_the_configured_one_or_256_random_bits() {
    let drawn = world().auth.setup_token().expose_secret().to_owned();
    assert_eq!(drawn.len(), 64);
    let configured = world_with(policy(), Some("from the settings".into()));
    assert_eq!(configured.auth.setup_token().expose_secret(), "from the settings");
    let empty = world_with(policy(), Some("".into()));
    assert_eq!(empty.auth.setup_token().expose_secret().len(), 64, "an empty token would open to all");
}

#[tokio::test]
async fn whoever_runs_the_server_adds_accounts_but_no_second_first_owner() {
    let world = world();
    let owner = world.add("ada", Role::Owner).await;
    assert_eq!(owner.role, Role::Owner);
    let second = world.auth.create_user(account("bob"), Role::Owner).await;
    assert_eq!(second.err(), Some(AuthError::AlreadySetUp));
    let taken = world.auth.create_user(account("ADA"), Role::Member).await;
    assert_eq!(taken.err(), Some(AuthError::UsernameTaken));
    let admin = world.add("bob", Role::Admin).await;
    assert_eq!(world.auth.find("BOB").await, Ok(admin));
    for nobody in ["nobody", "not a name"] {
        assert_eq!(world.auth.find(nobody).await.err(), Some(AuthError::NotFound));
    }
}
