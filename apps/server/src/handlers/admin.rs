//! For the owner and admins.

pub mod audit;
pub mod invites;
pub mod providers;
pub mod users;
