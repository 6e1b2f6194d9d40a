#![doc = include_str!("../README.md")]

pub mod api_key;
pub mod audit;
mod base32;
pub mod device;
pub mod error;
pub mod invite;
pub mod password;
pub mod people;
mod recovery_code;
pub mod remember;
pub mod service;
pub mod session;
pub mod store;
mod strength;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod throttle;
pub mod totp;
pub mod user;
pub mod username;

pub use api_key::{ApiKey, ApiKeyName, Area, Scope, Scopes};
pub use audit::{AuditEntry, AuditFilter, By};
pub use device::Device;
pub use error::{AuthError, InvalidInput};
pub use invite::{Invite, InviteInput, InvitePreview, InviteStatus, InviteUse, NewInvite, PersonName};
pub use password::{HashPolicy, Password, PasswordHash};
pub use people::{PeopleFilter, Person, PersonChange, PersonInput};
pub use remember::{RememberPolicy, RememberToken, Remembered, Renewal};
pub use service::{
    ApiKeyInput, Auth, AuthPolicy, ClientInfo, LogIn, NewAccount, PasswordReset, SecondFactor, SignedIn,
};
pub use session::{Session, SessionPolicy, TokenHash};
pub use store::{Conflict, Credentials, Entries, KeptSession, NewPassword, Slice, Store, StoreError};
pub use throttle::ThrottlePolicy;
pub use totp::TotpSecret;
pub use user::{Alert, Locale, NewUser, ProfileChange, ProfileInput, Role, Theme, User};
pub use username::{DisplayName, Username};
