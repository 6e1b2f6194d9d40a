//! Token buckets in Redis, by the generic cell rate algorithm: a bucket is kept as the moment at which it will be full again.

use std::time::Duration;

use async_trait::async_trait;
use mami_ports::{Buckets, BucketsError, Token};
use redis::{Client, RedisError, aio::ConnectionManager};

/// Nobody's sign-in waits longer than this for Redis.
const PATIENCE: Duration = Duration::from_millis(500);

/// Takes a token of each bucket, or none and gives the longest wait. Redis's own clock counts: it is the only one that all
/// servers share. Times are microseconds. ARGV: for each bucket, how long a token takes to come back and the burst.
const TAKE: &str = r"
local now = redis.call('TIME')
now = now[1] * 1000000 + now[2]
local full, longest = {}, 0
for i, bucket in ipairs(KEYS) do
  local every, burst = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  full[i] = math.max(tonumber(redis.call('GET', bucket) or 0), now)
  longest = math.max(longest, full[i] - now - every * (burst - 1))
end
if longest > 0 then return longest end
for i, bucket in ipairs(KEYS) do
  local at = full[i] + tonumber(ARGV[2 * i - 1])
  redis.call('SET', bucket, string.format('%d', at), 'PX', math.ceil((at - now) / 1000))
end
return 0
";

/// Puts a token back into each bucket.
const PUT_BACK: &str = r"
local now = redis.call('TIME')
now = now[1] * 1000000 + now[2]
for i, bucket in ipairs(KEYS) do
  local at = tonumber(redis.call('GET', bucket) or 0) - tonumber(ARGV[2 * i - 1])
  if at > now then
    redis.call('SET', bucket, string.format('%d', at), 'PX', math.ceil((at - now) / 1000))
  else
    redis.call('DEL', bucket)
  end
end
return 0
";

/// Token buckets of several servers.
pub struct RedisBuckets(ConnectionManager);

impl RedisBuckets {
    /// Connects.
    ///
    /// # Errors
    /// When Redis cannot be reached under this address.
    pub async fn connect(url: &str) -> Result<Self, BucketsError> {
        let client = Client::open(url).map_err(told)?;
        client.get_connection_manager().await.map(Self).map_err(told)
    }

    async fn run(&self, script: &str, tokens: &[Token]) -> Result<i64, BucketsError> {
        let mut command = redis::cmd("EVAL");
        command.arg(script).arg(tokens.len());
        for token in tokens {
            command.arg(format!("mami:bucket:{}", token.bucket));
        }
        for token in tokens {
            let every = u64::try_from(token.rate.every.as_micros()).unwrap_or(u64::MAX);
            command.arg(every).arg(token.rate.burst);
        }
        let mut connection = self.0.clone();
        match tokio::time::timeout(PATIENCE, command.query_async(&mut connection)).await {
            Ok(answer) => answer.map_err(told),
            Err(_) => Err(BucketsError("Redis does not answer".to_owned())),
        }
    }
}

/// The address may hold a password: only what went wrong is told.
fn told(error: RedisError) -> BucketsError {
    BucketsError(format!("Redis: {}", error.category()))
}

#[async_trait]
impl Buckets for RedisBuckets {
    async fn take(&self, tokens: &[Token]) -> Result<Option<Duration>, BucketsError> {
        if tokens.is_empty() {
            return Ok(None);
        }
        let wait = self.run(TAKE, tokens).await?;
        Ok(u64::try_from(wait).ok().filter(|micros| *micros > 0).map(Duration::from_micros))
    }

    async fn put_back(&self, tokens: &[Token]) -> Result<(), BucketsError> {
        if tokens.is_empty() {
            return Ok(());
        }
        self.run(PUT_BACK, tokens).await.map(drop)
    }
}
