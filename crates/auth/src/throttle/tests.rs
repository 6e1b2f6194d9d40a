use chrono::TimeDelta;
use mami_ports::{Buckets, BucketsError, Token, testing::TestClock};
use proptest::prelude::*;
use rstest::rstest;

use super::*;

const POLICY: ThrottlePolicy = ThrottlePolicy {
    account: Rate { burst: 3, every: Duration::from_secs(10) },
    network: Rate { burst: 5, every: Duration::from_secs(1) },
    guesses: Rate { burst: 4, every: Duration::from_secs(20) },
    deeds: Rate { burst: 100, every: Duration::from_secs(10) },
    capacity: 100,
};

fn throttle(policy: ThrottlePolicy) -> (Throttle, Arc<TestClock>) {
    let clock = Arc::new(TestClock::default());
    (Throttle::new(policy, clock.clone()), clock)
}

fn account(name: &str) -> Key {
    Key::Account(name.to_owned())
}

/// Fails one check; gives whether it was heard.
fn fail(throttle: &Throttle, keys: &[Key]) -> bool {
    throttle.begin(keys.to_vec()).is_ok()
}

fn heard(throttle: &Throttle, keys: &[Key]) -> usize {
    (0..1000).take_while(|_| fail(throttle, keys)).count()
}

#[test]
fn case_002_failures_are_heard_in_a_burst_and_then_one_at_a_time() {
    let (throttle, clock) = throttle(POLICY);
    let ada = [account("ada")];
    assert_eq!(heard(&throttle, &ada), 3);
    assert_eq!(
        throttle.begin(ada.to_vec()).err(),
        Some(AuthError::Throttled { retry_after: Duration::from_secs(10) })
    );
    clock.advance(TimeDelta::seconds(9));
    assert_eq!(
        throttle.begin(ada.to_vec()).err(),
        Some(AuthError::Throttled { retry_after: Duration::from_secs(1) })
    );
    clock.advance(TimeDelta::seconds(1));
    assert_eq!(heard(&throttle, &ada), 1);
    clock.advance(TimeDelta::days(1));
    assert_eq!(heard(&throttle, &ada), 3);
    assert_eq!(heard(&throttle, &[account("bob")]), 3, "another account is another bucket");
}

#[test]
fn a_success_costs_nothing_and_mends_nothing() {
    let (throttle, _clock) = throttle(POLICY);
    let ada = [account("ada")];
    for _ in 0..100 {
        throttle.begin(ada.to_vec()).unwrap().forgive();
    }
    assert!(throttle.state().buckets.is_empty(), "nothing is remembered of it");
    assert!(fail(&throttle, &ada));
    throttle.begin(ada.to_vec()).unwrap().forgive();
    assert_eq!(heard(&throttle, &ada), 2);
}

#[test]
fn a_refused_check_takes_nothing_from_the_other_bucket() {
    let (throttle, _clock) = throttle(POLICY);
    let network = Key::network([192, 0, 2, 1].into());
    assert_eq!(heard(&throttle, &[account("ada"), network.clone()]), 3);
    assert_eq!(heard(&throttle, &[account("ada"), network.clone()]), 0);
    assert_eq!(heard(&throttle, &[account("bob"), network]), 2);
}

#[test]
fn checks_under_way_hold_their_tokens() {
    let (throttle, _clock) = throttle(POLICY);
    let ada = vec![account("ada")];
    let under_way: Vec<_> = (0..3).map(|_| throttle.begin(ada.clone()).unwrap()).collect();
    assert!(throttle.begin(ada.clone()).is_err());
    for attempt in under_way {
        attempt.forgive();
    }
    assert_eq!(heard(&throttle, &ada), 3);
}

#[tokio::test]
async fn an_instant_check_is_counted_when_it_fails_and_not_made_when_refused() {
    let gate = Gate::new(throttle(POLICY).0);
    let keys = || vec![Key::SetUp];
    for _ in 0..10 {
        assert_eq!(gate.check(keys(), || true).await, Ok(true));
    }
    for _ in 0..3 {
        assert_eq!(gate.check(keys(), || false).await, Ok(false));
    }
    let refused = gate.check(keys(), || unreachable!("it must not be made")).await;
    assert!(matches!(refused, Err(AuthError::Throttled { .. })));
}

/// Buckets that never fill again, as two servers would share them; or that are gone.
#[derive(Default)]
struct Shared {
    taken: Mutex<HashMap<String, u32>>,
    gone: std::sync::atomic::AtomicBool,
}

#[async_trait::async_trait]
impl Buckets for Shared {
    async fn take(&self, tokens: &[Token]) -> Result<Option<Duration>, BucketsError> {
        if self.gone.load(std::sync::atomic::Ordering::SeqCst) {
            return Err(BucketsError("the test says so".to_owned()));
        }
        let mut taken = self.taken.lock().unwrap();
        if tokens.iter().any(|token| taken.get(&token.bucket).is_some_and(|n| *n >= token.rate.burst)) {
            return Ok(Some(Duration::from_secs(7)));
        }
        tokens.iter().for_each(|token| *taken.entry(token.bucket.clone()).or_default() += 1);
        Ok(None)
    }

    async fn put_back(&self, tokens: &[Token]) -> Result<(), BucketsError> {
        let mut taken = self.taken.lock().unwrap();
        tokens.iter().for_each(|token| *taken.get_mut(&token.bucket).unwrap() -= 1);
        Ok(())
    }
}

#[tokio::test]
async fn case_002_servers_that_share_buckets_count_together() {
    let shared = Arc::new(Shared::default());
    let server = || Gate::new(throttle(POLICY).0).shared(shared.clone());
    let (one, other) = (server(), server());
    let ada = || vec![account("ada")];
    one.begin(ada()).await.unwrap().forgive().await;
    drop(one.begin(ada()).await.unwrap());
    drop(other.begin(ada()).await.unwrap());
    drop(one.begin(ada()).await.unwrap());
    let refused = AuthError::Throttled { retry_after: Duration::from_secs(7) };
    assert_eq!(other.begin(ada()).await.err(), Some(refused), "two were heard there, one here");
    assert!(other.begin(vec![account("bob")]).await.is_ok());
    let names: Vec<String> = shared.taken.lock().unwrap().keys().cloned().collect();
    assert!(names.iter().all(|name| !name.contains("ada")), "{names:?}");

    shared.gone.store(true, std::sync::atomic::Ordering::SeqCst);
    drop(one.begin(ada()).await.unwrap());
    assert!(one.begin(ada()).await.is_err(), "each server goes on counting for itself: this one heard three");
    drop(other.begin(ada()).await.unwrap());
}

#[rstest]
#[case("192.0.2.1", "192.0.2.2", false)]
#[case("192.0.2.1", "::ffff:192.0.2.1", true)]
#[case("2001:db8:0:1::1", "2001:db8:0:1:ffff:ffff:ffff:ffff", true)]
#[case("2001:db8:0:1::1", "2001:db8:0:2::1", false)]
fn a_network_is_an_ipv4_address_or_an_ipv6_64(#[case] one: &str, #[case] other: &str, #[case] same: bool) {
    assert_eq!(Key::network(one.parse().unwrap()) == Key::network(other.parse().unwrap()), same);
}

#[test]
fn a_clock_that_is_set_back_or_ahead_locks_nobody_out() {
    let (throttle, clock) = throttle(POLICY);
    let (ada, bob) = ([account("ada")], [account("bob")]);
    assert_eq!(heard(&throttle, &ada), 3);
    clock.advance(TimeDelta::days(-365));
    assert_eq!(heard(&throttle, &ada), 0, "nothing is forgotten");
    assert_eq!(heard(&throttle, &bob), 3, "nobody else is harmed");
    clock.advance(TimeDelta::seconds(10));
    assert_eq!(heard(&throttle, &ada), 1, "time goes on from there");
    clock.advance(TimeDelta::days(3650));
    assert_eq!(heard(&throttle, &ada), 3);
    clock.advance(TimeDelta::days(-3650));
    assert_eq!(heard(&throttle, &ada), 0);
    clock.advance(TimeDelta::seconds(30));
    assert_eq!(heard(&throttle, &ada), 3);
}

#[test]
fn a_flood_of_names_is_bounded_and_does_not_wash_away_the_one_under_attack() {
    let (throttle, _clock) = throttle(POLICY);
    let ada = [account("ada")];
    assert_eq!(heard(&throttle, &ada), 3);
    let under_way = throttle.begin(vec![account("bob")]).unwrap();
    for number in 0..1000 {
        assert!(fail(&throttle, &[account(&format!("flood {number}"))]));
        assert!(throttle.state().buckets.len() <= POLICY.capacity);
    }
    assert_eq!(heard(&throttle, &ada), 0);
    assert_eq!(throttle.state().buckets.get(&account("bob")).map(|bucket| bucket.held), Some(1));
    under_way.forgive();
}

#[test]
fn case_002_parallel_guesses_are_counted_like_guesses_in_a_row() {
    let (throttle, _clock) = throttle(POLICY);
    let heard: usize = std::thread::scope(|scope| {
        let guess = || (0..100).filter(|_| fail(&throttle, &[account("ada")])).count();
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(guess)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!(heard, 3);
}

#[derive(Debug, Clone)]
enum Step {
    Begin(u8),
    Fail(usize),
    Succeed(usize),
    Check(u8, bool),
    Pass(i64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..3u8).prop_map(Step::Begin),
        3 => any::<usize>().prop_map(Step::Fail),
        2 => any::<usize>().prop_map(Step::Succeed),
        1 => (0..3u8, any::<bool>()).prop_map(|(who, right)| Step::Check(who, right)),
        2 => (-20_000..20_000i64).prop_map(Step::Pass),
    ]
}

proptest! {
    /// However checks overlap, within any stretch of time each account hears at most its burst and what came back.
    #[test]
    fn case_002_no_interleaving_is_heard_more_often_than_allowed(steps in prop::collection::vec(step(), 1..200)) {
        let (throttle, clock) = throttle(POLICY);
        let mut under_way: Vec<(u8, Attempt<'_>)> = Vec::new();
        let mut failures: Vec<(u8, i64)> = Vec::new();
        let mut forward = 0;
        for step in steps {
            match step {
                Step::Begin(who) => {
                    if let Ok(attempt) = throttle.begin(vec![account(&who.to_string())]) {
                        under_way.push((who, attempt));
                    }
                }
                Step::Fail(which) | Step::Succeed(which) if !under_way.is_empty() => {
                    let (who, attempt) = under_way.swap_remove(which % under_way.len());
                    if matches!(step, Step::Succeed(_)) {
                        attempt.forgive();
                    } else {
                        drop(attempt);
                        failures.push((who, forward));
                    }
                }
                Step::Fail(_) | Step::Succeed(_) => {}
                Step::Check(who, right) => {
                    match throttle.begin(vec![account(&who.to_string())]) {
                        Ok(attempt) if right => attempt.forgive(),
                        Ok(_) => failures.push((who, forward)),
                        Err(_) => {}
                    }
                }
                Step::Pass(millis) => {
                    clock.advance(TimeDelta::milliseconds(millis));
                    // A look at it, so that a step ahead and a step back are not seen as one.
                    drop(throttle.state());
                    forward += millis.max(0);
                }
            }
            for who in 0..3u8 {
                let times: Vec<i64> = failures.iter().filter(|f| f.0 == who).map(|f| f.1).collect();
                for (index, start) in times.iter().enumerate() {
                    let heard = i64::try_from(times.len() - index).unwrap();
                    prop_assert!(heard <= 3 + (forward - start) / 10_000, "{who}: {times:?} at {forward}");
                }
            }
        }
    }
}
