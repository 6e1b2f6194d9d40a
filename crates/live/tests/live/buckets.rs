//! Token buckets in a real Redis.

use std::time::Duration;

use mami_live::RedisBuckets;
use mami_ports::{Buckets as _, Rate, Token};

use crate::carrier::{id, redis_url};

const SLOW: Rate = Rate { burst: 3, every: Duration::from_secs(600) };

fn token(name: &str, rate: Rate) -> Token {
    // No other test, and no earlier run, has used this bucket.

    Token { bucket: format!("test {name} {}", id::<()>()), rate }
}

#[tokio::test]
async fn case_002_two_servers_take_from_one_bucket_and_no_further() {
    let Some(url) = redis_url() else { return };
    let (one, other) =
        (RedisBuckets::connect(&url).await.unwrap(), RedisBuckets::connect(&url).await.unwrap());
    let ada = [token("ada", SLOW)];
    assert_eq!(one.take(&ada).await, Ok(None));
    assert_eq!(other.take(&ada).await, Ok(None));
    assert_eq!(one.take(&ada).await, Ok(None));
    let wait = other.take(&ada).await.unwrap().unwrap();
    assert!(wait > Duration::from_secs(500) && wait <= Duration::from_secs(600), "{wait:?}");
    one.put_back(&ada).await.unwrap();
    assert_eq!(other.take(&ada).await, Ok(None), "what was put back can be taken");
    assert!(one.take(&ada).await.unwrap().is_some());
}

#[tokio::test]
async fn of_several_buckets_all_give_or_none() {
    let Some(url) = redis_url() else { return };
    let buckets = RedisBuckets::connect(&url).await.unwrap();
    let (account, network) = (token("account", Rate { burst: 1, ..SLOW }), token("network", SLOW));
    let both = [account, network.clone()];
    assert_eq!(buckets.take(&both).await, Ok(None));
    for _ in 0..5 {
        assert!(buckets.take(&both).await.unwrap().is_some());
    }
    let network = [network];
    for _ in 0..2 {
        assert_eq!(buckets.take(&network).await, Ok(None), "refusals cost nothing");
    }
    assert!(buckets.take(&network).await.unwrap().is_some());
    assert_eq!(buckets.take(&[]).await, Ok(None));
    assert_eq!(buckets.put_back(&[]).await, Ok(()));
}

#[tokio::test]
async fn fifty_at_once_take_no_more_than_there_is() {
    let Some(url) = redis_url() else { return };
    let buckets = std::sync::Arc::new(RedisBuckets::connect(&url).await.unwrap());
    let bob = token("bob", SLOW);
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let (buckets, bob) = (buckets.clone(), bob.clone());
        calls.spawn(async move { buckets.take(&[bob]).await.unwrap().is_none() });
    }
    assert_eq!(calls.join_all().await.into_iter().filter(|taken| *taken).count(), 3);
}

#[tokio::test]
async fn a_bucket_fills_again() {
    let Some(url) = redis_url() else { return };
    let buckets = RedisBuckets::connect(&url).await.unwrap();
    let fast = [token("fast", Rate { burst: 1, every: Duration::from_millis(20) })];
    assert_eq!(buckets.take(&fast).await, Ok(None));
    while let Some(wait) = buckets.take(&fast).await.unwrap() {
        assert!(wait <= Duration::from_millis(20), "{wait:?}");
        tokio::time::sleep(wait).await;
    }
}
