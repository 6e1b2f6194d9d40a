#![doc = include_str!("../README.md")]

mod buckets;
mod in_process;
mod over_redis;

pub use buckets::RedisBuckets;
pub use in_process::InProcess;
pub use over_redis::OverRedis;
