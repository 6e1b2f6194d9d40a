mod api_keys;
mod audit;
mod invites;
mod passwords;
mod people;
mod remember;
mod second_factor;
mod sessions;
mod set_up;
mod sign_in;

use mami_ports::{
    UserId,
    testing::{TestClock, TestRandom},
};
use rstest::rstest;
use tokio::task::JoinSet;

use super::*;
use crate::{
    audit::AuditFilter,
    invite::InviteInput,
    people::PersonInput,
    testing::{CHEAP_HASHES, MemoryStore},
    user::Role,
};

const PASSWORD: &str = "correct horse";
const OTHER_PASSWORD: &str = "battery staple";

/// An engine over a store in memory, with a clock that stands still.
struct World {
    auth: Arc<Auth>,
    store: Arc<MemoryStore>,
    clock: Arc<TestClock>,
}

fn world() -> World {
    world_with(policy(), None)
}

fn world_with(policy: AuthPolicy, setup_token: Option<SecretString>) -> World {
    let (store, clock) = (Arc::new(MemoryStore::default()), Arc::new(TestClock::default()));
    let random = Arc::new(TestRandom::default());
    let auth = Auth::new(store.clone(), clock.clone(), random, policy, setup_token).unwrap();
    World { auth: Arc::new(auth), store, clock }
}

fn policy() -> AuthPolicy {
    AuthPolicy { hashing: CHEAP_HASHES, ..AuthPolicy::default() }
}

fn account(username: &str) -> NewAccount {
    NewAccount { username: username.to_owned(), password: PASSWORD.into(), display_name: None }
}

fn from(address: &str) -> ClientInfo {
    ClientInfo { user_agent: None, address: Some(address.parse().unwrap()) }
}

fn nowhere() -> ClientInfo {
    ClientInfo::default()
}

fn by(user: &User) -> By {
    By::person(user, &from("192.0.2.1"))
}

fn is_throttled<T>(outcome: &Result<T, AuthError>) -> bool {
    matches!(outcome, Err(AuthError::Throttled { .. }))
}

/// The fields that will not do.
fn faults<T: fmt::Debug>(outcome: Result<T, AuthError>) -> Vec<&'static str> {
    let Err(AuthError::Invalid(faults)) = outcome else { panic!("{outcome:?}") };
    faults.into_iter().map(|fault| fault.field).collect()
}

impl World {
    /// Makes the owner, Ada.
    async fn set_up(&self) -> SignedIn {
        let token = self.auth.setup_token().clone();
        self.auth.set_up(&token, account("Ada"), &nowhere()).await.unwrap()
    }

    async fn add(&self, username: &str, role: Role) -> User {
        self.auth.create_user(account(username), role).await.unwrap()
    }

    async fn log_in(&self, username: &str, password: &str) -> Result<SignedIn, AuthError> {
        self.log_in_from(&nowhere(), username, password).await
    }

    async fn log_in_from(
        &self,
        client: &ClientInfo,
        username: &str,
        password: &str,
    ) -> Result<SignedIn, AuthError> {
        self.auth.log_in(LogIn { remember: false, ..with_otp(username, password, None) }, client).await
    }

    async fn log_in_with(&self, username: &str, otp: &str) -> Result<SignedIn, AuthError> {
        self.auth.log_in(with_otp(username, PASSWORD, Some(otp)), &nowhere()).await
    }

    /// Signs in on a device that stays signed in.
    async fn remembered(&self, username: &str) -> SignedIn {
        let log_in = LogIn { remember: true, ..with_otp(username, PASSWORD, None) };
        self.auth.log_in(log_in, &nowhere()).await.unwrap()
    }

    async fn opens(&self, token: &SecretString) -> bool {
        self.auth.authenticate(token, &nowhere()).await.unwrap().is_some()
    }

    async fn change(&self, by: &By, user: &User, json: &str) -> Result<crate::Person, AuthError> {
        let input: PersonInput = serde_json::from_str(json).unwrap();
        self.auth.change_person(by, user.id, input).await
    }

    async fn invite(&self, by_whom: &User, json: &str) -> Result<crate::NewInvite, AuthError> {
        let input: InviteInput = serde_json::from_str(json).unwrap();
        self.auth.create_invite(&by(by_whom), Some(by_whom), input).await
    }

    /// What the log says was done, oldest first, where the clock was moved in between.
    async fn log(&self) -> Vec<AuditEntry> {
        let mut entries = self.auth.audit(&AuditFilter::default(), 1000, None).await.unwrap().items;
        entries.reverse();
        entries
    }

    /// The only entry with this action.
    async fn entry(&self, action: &str) -> AuditEntry {
        let filter = AuditFilter { action: Some(action.to_owned()), ..AuditFilter::default() };
        let mut entries = self.auth.audit(&filter, 1000, None).await.unwrap().items;
        assert_eq!(entries.len(), 1, "{action}: {entries:?}");
        entries.remove(0)
    }

    fn wait(&self, time: TimeDelta) {
        self.clock.advance(time);
    }
}

fn with_otp(username: &str, password: &str, otp: Option<&str>) -> LogIn {
    LogIn {
        username: username.to_owned(),
        password: password.into(),
        otp: otp.map(Into::into),
        remember: false,
    }
}

#[tokio::test]
async fn case_105_a_busy_database_is_no_wrong_secret() {
    let world = world();
    let signed_in = world.set_up().await;
    let device = world.remembered("ada").await.remember.unwrap();
    let (_, key) = world.api_key(&signed_in.user, r#"["chat"]"#).await.unwrap();
    let code = world.invite(&signed_in.user, "{}").await.unwrap().code;
    let (link, _) = world.auth.make_reset(&By::operator(), signed_in.user.id).await.unwrap();
    world.store.set_unavailable(true);
    let auth = &world.auth;
    let client = from("192.0.2.1");
    for _ in 0..100 {
        let refusals = [
            auth.authenticate(&signed_in.token, &client).await.err(),
            auth.authenticate_key(&key).await.err(),
            auth.resume(&device, &client).await.err(),
            auth.preview_invite(&code, &client).await.err(),
            auth.preview_reset(&link, &client).await.err(),
            auth.log_in(with_otp("ada", PASSWORD, None), &client).await.err(),
            auth.leave(signed_in.user.id, PASSWORD.into(), None, &client).await.err(),
        ];
        for refusal in refusals {
            assert!(matches!(refusal, Some(AuthError::Unavailable(_))), "{refusal:?}");
        }
    }
    assert_eq!(auth.authenticate(&"nonsense".into(), &client).await, Ok(None), "that needs no database");
    world.store.set_unavailable(false);
    auth.log_in(with_otp("ada", PASSWORD, None), &client).await.unwrap();
    auth.preview_invite(&code, &client).await.unwrap();
    auth.preview_reset(&link, &client).await.unwrap();
    assert!(auth.resume(&device, &client).await.unwrap().is_some());
}
