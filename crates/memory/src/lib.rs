#![doc = include_str!("../README.md")]

pub mod chunk;
pub mod documents;
#[cfg(feature = "testing")]
pub mod testing;
