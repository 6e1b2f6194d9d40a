#![doc = include_str!("../README.md")]

pub mod gate;
pub mod notes;
pub mod partition;
pub mod pick;
pub mod question;
pub mod rank;
pub mod words;
