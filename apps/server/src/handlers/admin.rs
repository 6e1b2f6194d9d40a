//! For the owner and admins.

pub mod providers;
