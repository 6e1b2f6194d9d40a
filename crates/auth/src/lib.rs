#![doc = include_str!("../README.md")]

pub mod error;
pub mod password;
pub mod service;
pub mod session;
pub mod store;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod throttle;
pub mod user;
pub mod username;

pub use error::{AuthError, InvalidInput};
pub use password::{HashPolicy, Password, PasswordHash};
pub use service::{Auth, AuthPolicy, ClientInfo, NewAccount, SignedIn};
pub use session::{Session, SessionPolicy, TokenHash};
pub use store::{Conflict, Credentials, Store, StoreError};
pub use throttle::{Rate, ThrottlePolicy};
pub use user::{Locale, NewUser, ProfileChange, ProfileInput, Role, Theme, User};
pub use username::{DisplayName, Username};
