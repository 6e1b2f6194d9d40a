#![doc = include_str!("../README.md")]

pub mod error;
pub mod password;
pub mod session;
pub mod store;
pub mod user;
pub mod username;

pub use error::{AuthError, InvalidInput};
pub use password::PasswordHash;
pub use session::{Session, SessionPolicy, TokenHash};
pub use store::{Conflict, Credentials, Store, StoreError};
pub use user::{Locale, NewUser, ProfileChange, ProfileInput, Role, Theme, User};
pub use username::{DisplayName, Username};
