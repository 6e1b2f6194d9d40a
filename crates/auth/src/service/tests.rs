use mami_ports::testing::{TestClock, TestRandom};
use rstest::rstest;
use tokio::task::JoinSet;

use super::*;
use crate::{
    error::InvalidInput,
    testing::{CHEAP_HASHES, MemoryStore},
    user::Theme,
};

const PASSWORD: &str = "correct horse";

struct World {
    auth: Arc<Auth>,
    store: Arc<MemoryStore>,
    clock: Arc<TestClock>,
}

fn world() -> World {
    world_with(AuthPolicy { hashing: CHEAP_HASHES, ..AuthPolicy::default() }, None)
}

fn world_with(policy: AuthPolicy, setup_token: Option<SecretString>) -> World {
    let store = Arc::new(MemoryStore::default());
    let clock = Arc::new(TestClock::default());
    let random = Arc::new(TestRandom::default());
    let auth = Auth::new(store.clone(), clock.clone(), random, policy, setup_token).unwrap();
    World { auth: Arc::new(auth), store, clock }
}

fn account(username: &str) -> NewAccount {
    NewAccount { username: username.to_owned(), password: PASSWORD.into(), display_name: None }
}

fn from(address: &str) -> ClientInfo {
    ClientInfo { user_agent: None, address: Some(address.parse().unwrap()) }
}

impl World {
    async fn set_up(&self) -> SignedIn {
        let token = self.auth.setup_token().clone();
        self.auth.set_up(&token, account("Ada"), ClientInfo::default()).await.unwrap()
    }

    async fn log_in(&self, username: &str, password: &str) -> Result<SignedIn, AuthError> {
        self.auth.log_in(username, password.into(), ClientInfo::default()).await
    }

    async fn opens(&self, token: &SecretString) -> bool {
        self.auth.authenticate(token).await.unwrap().is_some()
    }
}

// Set-up

#[tokio::test]
async fn set_up_makes_the_owner_and_signs_in() {
    let world = world();
    assert_eq!(world.auth.needs_owner().await, Ok(true));
    let SignedIn { user, session, token } = world.set_up().await;
    assert_eq!((user.username.as_str(), user.display_name.as_str(), user.role), ("Ada", "Ada", Role::Owner));
    assert_eq!(world.auth.needs_owner().await, Ok(false));
    assert_eq!(world.auth.authenticate(&token).await, Ok(Some((session, user.clone()))));
    assert_eq!(world.auth.users().await, Ok(vec![user]));
}

#[tokio::test]
async fn case_020_fifty_set_ups_at_once_make_exactly_one_owner() {
    let world = world();
    let mut calls = JoinSet::new();
    for number in 0..50 {
        let auth = Arc::clone(&world.auth);
        calls.spawn(async move {
            let token = auth.setup_token().clone();
            auth.set_up(&token, account(&format!("owner{number}")), from("192.0.2.1")).await
        });
    }
    let outcomes = calls.join_all().await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    let late = outcomes.iter().filter(|outcome| matches!(outcome, Err(AuthError::AlreadySetUp)));
    assert_eq!(late.count(), 49);
    assert_eq!(world.auth.users().await.unwrap().len(), 1);
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
    let client = ClientInfo::default;
    let wrong = world.auth.set_up(&"guess".into(), bad(), client()).await;
    assert_eq!(wrong.err(), Some(AuthError::SetupTokenInvalid), "who has no token learns nothing else");

    let token = world.auth.setup_token().clone();
    let Err(AuthError::Invalid(faults)) = world.auth.set_up(&token, bad(), client()).await else {
        panic!("bad input was taken");
    };
    let fields: Vec<_> = faults.iter().map(|InvalidInput { field, .. }| *field).collect();
    assert_eq!(fields, ["username", "display_name", "password"], "all at once");
    assert_eq!(world.auth.needs_owner().await, Ok(true));

    world.set_up().await;
    for token in [token, "guess".into()] {
        let late = world.auth.set_up(&token, bad(), client()).await;
        assert_eq!(late.err(), Some(AuthError::AlreadySetUp), "for ever after, whatever the token");
    }
}

#[tokio::test]
async fn the_set_up_token_is_throttled_for_all_networks_together() {
    let world = world();
    let right = world.auth.setup_token().clone();
    for number in 0..10 {
        let client = from(&format!("192.0.2.{number}"));
        let wrong = world.auth.set_up(&"guess".into(), account("ada"), client).await;
        assert_eq!(wrong.err(), Some(AuthError::SetupTokenInvalid));
    }
    let refused = world.auth.set_up(&right, account("ada"), from("192.0.2.99")).await;
    assert!(matches!(refused, Err(AuthError::Throttled { .. })), "not even the right one");
    world.clock.advance(TimeDelta::seconds(30));
    world.auth.set_up(&right, account("ada"), from("192.0.2.99")).await.unwrap();
}

#[tokio::test]
async fn the_set_up_token_is_the_configured_one_or_256_random_bits() {
    let drawn = world().auth.setup_token().expose_secret().to_owned();
    assert_eq!(drawn.len(), 64);
    let policy = AuthPolicy { hashing: CHEAP_HASHES, ..AuthPolicy::default() };
    let configured = world_with(policy, Some("from the settings".into()));
    assert_eq!(configured.auth.setup_token().expose_secret(), "from the settings");
    let empty = world_with(policy, Some("".into()));
    assert_eq!(empty.auth.setup_token().expose_secret().len(), 64, "an empty token would open to all");
}

// Sign-in

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
    world.set_up().await;
    let mallory = world.auth.create_user(account("mallory"), Role::Member).await.unwrap();
    world.store.disable(mallory.id);
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
    world.set_up().await;
    let mallory = world.auth.create_user(account("mallory"), Role::Member).await.unwrap();
    world.store.disable(mallory.id);
    for (username, password) in [("ada", "wrong horse"), ("nobody", "wrong horse"), ("mallory", PASSWORD)] {
        for number in 0..10 {
            let client = from(&format!("2001:db8:{number}::1"));
            let wrong = world.auth.log_in(username, password.into(), client).await;
            assert_eq!(wrong.err(), Some(AuthError::InvalidCredentials), "{username} {number}");
        }
        let refused = world.auth.log_in(username, PASSWORD.into(), from("2001:db8:99::1")).await;
        let retry_after = std::time::Duration::from_secs(30);
        assert_eq!(refused.err(), Some(AuthError::Throttled { retry_after }), "{username}");
    }
    world.clock.advance(TimeDelta::seconds(30));
    world.log_in("ada", PASSWORD).await.unwrap();
}

#[tokio::test]
async fn case_002_guesses_from_a_network_are_throttled_at_whatever_account() {
    let world = world();
    world.set_up().await;
    for number in 0..50 {
        let client = from(&format!("2001:db8::{number}"));
        let wrong = world.auth.log_in(&format!("name{number}"), "wrong horse".into(), client).await;
        assert_eq!(wrong.err(), Some(AuthError::InvalidCredentials));
    }
    let refused = world.auth.log_in("ada", PASSWORD.into(), from("2001:db8::ffff")).await;
    assert!(matches!(refused, Err(AuthError::Throttled { .. })));
    world.auth.log_in("ada", PASSWORD.into(), from("2001:db9::1")).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_002_parallel_guesses_are_counted_like_guesses_in_a_row() {
    let world = world();
    world.set_up().await;
    let mut calls = JoinSet::new();
    for _ in 0..100 {
        let auth = Arc::clone(&world.auth);
        calls.spawn(async move { auth.log_in("ada", "wrong horse".into(), from("192.0.2.1")).await.err() });
    }
    let outcomes = calls.join_all().await;
    let heard = outcomes.iter().filter(|outcome| **outcome == Some(AuthError::InvalidCredentials));
    assert_eq!(heard.count(), 10);
    let refused = outcomes.iter().filter(|outcome| matches!(outcome, Some(AuthError::Throttled { .. })));
    assert_eq!(refused.count(), 90);
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
    let session = world.auth.log_in("ada", PASSWORD.into(), client).await.unwrap().session;
    let agent = session.user_agent.unwrap();
    assert_eq!(agent.chars().count(), Session::MAX_USER_AGENT);
    assert!(agent.starts_with("[31mü"));
    assert_eq!(session.address.as_deref(), Some("192.0.2.7"));
}

#[test]
fn case_075_debug_shows_no_secret() {
    let shown = format!("{:?}", account("ada"));
    assert!(!shown.contains(PASSWORD), "{shown}");
}

// Sessions

#[tokio::test]
async fn case_005_a_session_that_was_logged_out_opens_nothing() {
    let world = world();
    let kept = world.set_up().await;
    let ended = world.log_in("ada", PASSWORD).await.unwrap();
    world.auth.log_out(&ended.session).await.unwrap();
    assert!(!world.opens(&ended.token).await);
    assert!(world.opens(&kept.token).await);
    assert_eq!(world.store.session_count(), 1, "the row is gone");
}

#[tokio::test]
async fn case_006_a_new_password_ends_every_session() {
    let world = world();
    let old = world.set_up().await;
    world.auth.reset_password("ADA", "battery staple".into()).await.unwrap();
    assert!(!world.opens(&old.token).await);
    assert_eq!(world.log_in("ada", PASSWORD).await.err(), Some(AuthError::InvalidCredentials));
    world.log_in("ada", "battery staple").await.unwrap();
}

#[tokio::test]
async fn a_disabled_account_uses_no_session_that_it_has() {
    let world = world();
    world.set_up().await;
    let user = world.auth.create_user(account("mallory"), Role::Member).await.unwrap();
    let session = world.log_in("mallory", PASSWORD).await.unwrap();
    world.store.disable(user.id);
    assert!(!world.opens(&session.token).await);
}

#[tokio::test]
async fn a_session_ends_when_it_is_not_used() {
    let world = world();
    let signed_in = world.set_up().await;
    world.clock.advance(TimeDelta::hours(11));
    assert!(world.opens(&signed_in.token).await);
    world.clock.advance(TimeDelta::hours(11));
    assert!(world.opens(&signed_in.token).await, "using it made it last");
    world.clock.advance(TimeDelta::hours(12));
    assert!(!world.opens(&signed_in.token).await);
    assert_eq!(world.auth.delete_expired_sessions().await, Ok(1));
    assert_eq!(world.store.session_count(), 0);
}

#[tokio::test]
async fn a_session_ends_after_thirty_days_however_much_it_is_used() {
    let world = world();
    let signed_in = world.set_up().await;
    for _ in 0..(30 * 24 - 1) {
        world.clock.advance(TimeDelta::hours(1));
        assert!(world.opens(&signed_in.token).await);
    }
    world.clock.advance(TimeDelta::hours(1));
    assert!(!world.opens(&signed_in.token).await);
}

#[tokio::test]
async fn the_use_of_a_session_is_written_at_most_once_a_minute() {
    let world = world();
    let signed_in = world.set_up().await;
    world.clock.advance(TimeDelta::seconds(59));
    assert!(world.opens(&signed_in.token).await);
    assert_eq!(world.store.touches(), 0);
    world.clock.advance(TimeDelta::seconds(1));
    for _ in 0..50 {
        assert!(world.opens(&signed_in.token).await);
    }
    assert_eq!(world.store.touches(), 1);
    world.clock.advance(TimeDelta::minutes(1));
    let (session, _) = world.auth.authenticate(&signed_in.token).await.unwrap().unwrap();
    assert_eq!(session.last_seen_at, signed_in.session.created_at + TimeDelta::minutes(1));
    assert_eq!(world.store.touches(), 2);
}

#[test]
fn of_requests_that_read_a_session_at_the_same_time_one_writes() {
    let touches = Touches::default();
    let (one, other) = (SessionId::from_uuid(uuid::Uuid::nil()), SessionId::from_uuid(uuid::Uuid::max()));
    let now = DateTime::<Utc>::UNIX_EPOCH;
    assert!(touches.is_due(one, now));
    assert!(!touches.is_due(one, now));
    assert!(touches.is_due(other, now));
    let later = now + TimeDelta::minutes(1);
    assert!(!touches.is_due(one, later - TimeDelta::seconds(1)));
    assert!(touches.is_due(one, later));
    assert_eq!(touches.0.lock().unwrap().len(), 1, "what is no longer recent is forgotten");
    assert!(touches.is_due(one, now - TimeDelta::days(1)), "the clock was set back");
}

#[tokio::test]
async fn a_clock_that_is_set_back_ends_no_session() {
    let world = world();
    let signed_in = world.set_up().await;
    world.clock.advance(TimeDelta::days(-2));
    assert!(world.opens(&signed_in.token).await);
    let second = world.log_in("ada", PASSWORD).await.unwrap();
    assert!(world.opens(&second.token).await);
}

#[tokio::test]
async fn case_105_a_busy_database_is_not_a_wrong_token() {
    let world = world();
    let signed_in = world.set_up().await;
    world.store.set_unavailable(true);
    assert!(matches!(world.auth.authenticate(&signed_in.token).await, Err(AuthError::Unavailable(_))));
    assert_eq!(world.auth.authenticate(&"nonsense".into()).await, Ok(None), "that needs no database");
}

// Accounts

#[tokio::test]
async fn whoever_runs_the_server_adds_accounts_but_no_second_owner() {
    let world = world();
    let owner = world.auth.create_user(account("ada"), Role::Owner).await.unwrap();
    assert_eq!(owner.role, Role::Owner);
    let second = world.auth.create_user(account("bob"), Role::Owner).await;
    assert_eq!(second.err(), Some(AuthError::AlreadySetUp));
    let taken = world.auth.create_user(account("ADA"), Role::Member).await;
    assert_eq!(taken.err(), Some(AuthError::UsernameTaken));
    let admin = world.auth.create_user(account("bob"), Role::Admin).await.unwrap();
    assert_eq!(world.auth.users().await, Ok(vec![owner, admin]));
}

#[tokio::test]
async fn a_password_is_reset_only_for_an_account_and_only_to_a_good_one() {
    let world = world();
    let signed_in = world.set_up().await;
    for username in ["nobody", "not a name"] {
        let missing = world.auth.reset_password(username, "battery staple".into()).await;
        assert_eq!(missing.err(), Some(AuthError::NotFound));
    }
    let short = world.auth.reset_password("ada", "short".into()).await;
    assert!(matches!(short, Err(AuthError::Invalid(faults)) if faults[0].field == "password"));
    assert!(world.opens(&signed_in.token).await, "a refused reset changes nothing");
}

#[tokio::test]
async fn a_person_changes_the_own_profile() {
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
    assert!(matches!(world.auth.update_profile(user.id, bad).await, Err(AuthError::Invalid(_))));
    let nobody = UserId::from_uuid(uuid::Uuid::nil());
    let missing = world.auth.update_profile(nobody, ProfileInput::default()).await;
    assert_eq!(missing.err(), Some(AuthError::NotFound));
}
