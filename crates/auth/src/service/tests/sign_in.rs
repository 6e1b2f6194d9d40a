use super::*;
use crate::{HashPolicy, store::Accounts};

#[rstest]
#[case("Ada")]
#[case("ADA")]
#[case("ａｄａ")]
#[tokio::test]
async fn any_spelling_of_the_name_signs_in(#[case] username: &str) {
    let world = world();
    let owner = world.set_up().await.user;
    assert_eq!(world.log_in(username, PASSWORD).await.unwrap().user, owner);
}

#[tokio::test]
async fn case_001_every_wrong_sign_in_is_the_same() {
    let world = world();
    let owner = world.set_up().await.user;
    let mallory = world.add("mallory", Role::Member).await;
    world.change(&by(&owner), &mallory, r#"{"disabled": true}"#).await.unwrap();
    let long = "x".repeat(1024 * 1024);
    for (username, password) in [
        ("ada", "wrong horse"),
        ("nobody", PASSWORD),
        ("mallory", PASSWORD),
        ("not a name", PASSWORD),
        ("ada", ""),
        ("ada", &long),
        (&long, PASSWORD),
    ] {
        let refused = world.log_in(username, password).await;
        assert_eq!(refused.err(), Some(AuthError::InvalidCredentials));
    }
}

#[tokio::test]
async fn case_002_guesses_at_an_account_are_throttled_from_whatever_address() {
    let world = world();
    let owner = world.set_up().await.user;
    let mallory = world.add("mallory", Role::Member).await;
    world.change(&by(&owner), &mallory, r#"{"disabled": true}"#).await.unwrap();
    for (username, password) in [("ada", "wrong horse"), ("nobody", "wrong horse"), ("mallory", PASSWORD)] {
        for number in 0..10 {
            let client = from(&format!("2001:db8:{number}::1"));
            let wrong = world.log_in_from(&client, username, password).await;
            assert_eq!(wrong.err(), Some(AuthError::InvalidCredentials), "{username} {number}");
        }
        let refused = world.log_in_from(&from("2001:db8:99::1"), username, PASSWORD).await;
        let retry_after = std::time::Duration::from_secs(30);
        assert_eq!(refused.err(), Some(AuthError::Throttled { retry_after }), "{username}");
    }
    world.wait(TimeDelta::seconds(30));
    world.log_in("ada", PASSWORD).await.unwrap();
}

#[tokio::test]
async fn case_002_guesses_from_a_network_are_throttled_at_whatever_account() {
    let world = world();
    world.set_up().await;
    for number in 0..50 {
        let client = from(&format!("2001:db8::{number}"));
        let wrong = world.log_in_from(&client, &format!("name{number}"), "wrong horse").await;
        assert_eq!(wrong.err(), Some(AuthError::InvalidCredentials));
    }
    assert!(is_throttled(&world.log_in_from(&from("2001:db8::ffff"), "ada", PASSWORD).await));
    world.log_in_from(&from("2001:db9::1"), "ada", PASSWORD).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_002_parallel_guesses_are_counted_like_guesses_in_a_row() {
    let world = world();
    world.set_up().await;
    let mut calls = JoinSet::new();
    for _ in 0..100 {
        let auth = Arc::clone(&world.auth);
        let guess = with_otp("ada", "wrong horse", None);
        calls.spawn(async move { auth.log_in(guess, &from("192.0.2.1")).await });
    }
    let outcomes = calls.join_all().await;
    let heard = outcomes.iter().filter(|outcome| matches!(outcome, Err(AuthError::InvalidCredentials)));
    assert_eq!(heard.count(), 10);
    assert_eq!(outcomes.iter().filter(|outcome| is_throttled(outcome)).count(), 90);
}

#[tokio::test]
async fn what_is_not_the_persons_fault_does_not_count_as_a_guess() {
    let world = world();
    world.set_up().await;
    world.store.set_unavailable(true);
    for _ in 0..20 {
        assert!(matches!(world.log_in("ada", PASSWORD).await, Err(AuthError::Unavailable(_))));
    }
    world.store.set_unavailable(false);
    for _ in 0..20 {
        world.log_in("ada", PASSWORD).await.unwrap();
    }
}

#[tokio::test]
async fn case_004_every_sign_in_gets_a_new_token() {
    let world = world();
    let first = world.set_up().await;
    let planted = SecretString::from("ab".repeat(32));
    let second = world.log_in("ada", PASSWORD).await.unwrap();
    assert_ne!(first.token.expose_secret(), second.token.expose_secret());
    assert_ne!(first.session.id, second.session.id);
    assert!(!world.opens(&planted).await);
    assert!(world.opens(&first.token).await && world.opens(&second.token).await);
}

#[tokio::test]
async fn where_a_session_comes_from_is_kept_short_and_clean() {
    let world = world();
    world.set_up().await;
    let client = ClientInfo {
        user_agent: Some(format!("\0\x1B[31m{}", "ü".repeat(300))),
        address: Some("::ffff:192.0.2.7".parse().unwrap()),
    };
    let session = world.log_in_from(&client, "ada", PASSWORD).await.unwrap().session;
    let agent = session.user_agent.unwrap();
    assert_eq!(agent.chars().count(), Session::MAX_USER_AGENT);
    assert!(agent.starts_with("[31mü"));
    assert_eq!(session.address.as_deref(), Some("192.0.2.7"));
}

#[tokio::test]
async fn a_password_is_hashed_anew_at_sign_in_when_hashes_cost_more_by_now() {
    let world = world();
    let before = world.set_up().await;
    let cheap = hash_of(&world, "ada").await;
    world.log_in("ada", PASSWORD).await.unwrap();
    assert_eq!(hash_of(&world, "ada").await, cheap, "it costs what it should");

    let dear = world.at_cost(HashPolicy { passes: 2, ..CHEAP_HASHES });
    assert!(dear.log_in("ada", "wrong horse").await.is_err());
    assert_eq!(hash_of(&world, "ada").await, cheap, "nobody knew the password");
    let after = dear.log_in("ada", PASSWORD).await.unwrap();
    let upgraded = hash_of(&world, "ada").await;
    assert!(upgraded.as_str().contains("t=2"), "{}", upgraded.as_str());
    assert!(world.opens(&before.token).await && world.opens(&after.token).await, "it ends nothing");
    dear.log_in("ada", PASSWORD).await.unwrap();

    world.log_in("ada", PASSWORD).await.unwrap();
    assert_eq!(hash_of(&world, "ada").await, upgraded, "costs never go down");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sign_ins_at_once_all_succeed_while_a_hash_is_made_anew() {
    let world = world();
    world.set_up().await;
    let dear = world.at_cost(HashPolicy { passes: 2, ..CHEAP_HASHES });
    let mut calls = JoinSet::new();
    for _ in 0..8 {
        let auth = Arc::clone(&dear.auth);
        calls.spawn(async move { auth.log_in(with_otp("ada", PASSWORD, None), &nowhere()).await.err() });
    }
    assert_eq!(calls.join_all().await, [const { None }; 8]);
}

async fn hash_of(world: &World, username_key: &str) -> crate::PasswordHash {
    world.store.credentials(username_key).await.unwrap().unwrap().password_hash
}

impl World {
    /// The same place after a start with other costs.
    fn at_cost(&self, hashing: HashPolicy) -> Self {
        let policy = AuthPolicy { hashing, ..policy() };
        let random = Arc::new(mami_ports::SystemRandom);
        let auth = Auth::new(self.store.clone(), self.clock.clone(), random, policy, None).unwrap();
        Self { auth: Arc::new(auth), store: self.store.clone(), clock: self.clock.clone() }
    }
}
