#![doc = include_str!("../README.md")]

mod in_process;
mod over_redis;

pub use in_process::InProcess;
pub use over_redis::OverRedis;
