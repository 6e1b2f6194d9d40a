use super::*;
use crate::{ApiKey, ApiKeyInput, Area};

impl World {
    pub(super) async fn api_key(
        &self,
        user: &User,
        scopes: &str,
    ) -> Result<(ApiKey, SecretString), AuthError> {
        self.api_key_from(user, &format!(r#"{{"name": "clock", "scopes": {scopes}}}"#)).await
    }

    async fn api_key_from(&self, user: &User, json: &str) -> Result<(ApiKey, SecretString), AuthError> {
        let input: ApiKeyInput = serde_json::from_str(json).unwrap();
        let session = match self.auth.sessions(user.id).await.unwrap().first() {
            Some(session) => session.id,
            None => self.log_in(&user.username, PASSWORD).await.unwrap().session.id,
        };
        self.auth.create_api_key(&by(user), user, session, input).await
    }

    async fn key_opens(&self, key: &SecretString) -> bool {
        self.auth.authenticate_key(key).await.unwrap().is_some()
    }
}

#[tokio::test]
async fn a_key_opens_what_its_scopes_say() {
    let world = world();
    let user = world.set_up().await.user;
    let (key, text) = world.api_key(&user, r#"["chat:read", "memory"]"#).await.unwrap();
    assert!(text.expose_secret().starts_with("mami_"));
    assert_eq!(key.start.chars().count(), 10);
    assert!(text.expose_secret().starts_with(key.start.trim_end_matches('…')));
    let (found, owner) = world.auth.authenticate_key(&text).await.unwrap().unwrap();
    assert_eq!((&found.id, &owner), (&key.id, &user));
    assert!(found.scopes.allow(Area::Chat, false) && !found.scopes.allow(Area::Chat, true));
    assert!(found.scopes.allow(Area::Memory, true) && !found.scopes.allow(Area::Admin, false));
    assert_eq!(world.auth.authenticate(&text, &nowhere()).await, Ok(None), "a key is no session's token");
}

#[tokio::test]
async fn what_was_never_a_key_opens_nothing() {
    let world = world();
    let signed_in = world.set_up().await;
    let (_, text) = world.api_key(&signed_in.user, r#"["chat"]"#).await.unwrap();
    let text = text.expose_secret();
    let (most, last) = text.split_at(text.len() - 1);
    let typo = format!("{most}{}", if last == "a" { "b" } else { "a" });
    for bad in ["", "mami_", &typo, &text.to_uppercase(), most, signed_in.token.expose_secret()] {
        assert!(!world.key_opens(&bad.into()).await, "{bad}");
    }
}

#[tokio::test]
async fn all_faults_of_a_key_are_told_at_once() {
    let world = world();
    let owner = world.set_up().await.user;
    let member = world.add("eve", Role::Member).await;
    let past = r#"{"name": " ", "scopes": [], "expires_at": "2026-01-01T12:00:00Z"}"#;
    assert_eq!(faults(world.api_key_from(&owner, past).await), ["name", "scopes", "expires_at"]);
    for scopes in [r#"["admin"]"#, r#"["chat", "admin:read"]"#] {
        assert_eq!(faults(world.api_key(&member, scopes).await), ["scopes"]);
        world.api_key(&owner, scopes).await.unwrap();
    }
    assert_eq!(world.auth.api_keys(member.id).await, Ok(vec![]));
}

#[tokio::test]
async fn a_key_is_good_until_it_expires() {
    let world = world();
    let user = world.set_up().await.user;
    let json = r#"{"name": "clock", "scopes": ["chat"], "expires_at": "2026-01-01T13:00:00Z"}"#;
    let (key, text) = world.api_key_from(&user, json).await.unwrap();
    world.wait(TimeDelta::minutes(60) - TimeDelta::microseconds(1));
    assert!(world.key_opens(&text).await);
    assert_eq!(world.auth.api_key_lives(&key).await, Ok(true));
    world.wait(TimeDelta::microseconds(1));
    assert!(!world.key_opens(&text).await);
    assert_eq!(world.auth.api_key_lives(&key).await, Ok(false));
    assert_eq!(world.auth.api_keys(user.id).await.unwrap().len(), 1, "its owner still sees it");
}

#[tokio::test]
async fn a_key_of_a_disabled_account_opens_nothing() {
    let world = world();
    let owner = world.set_up().await.user;
    let eve = world.add("eve", Role::Member).await;
    let (key, text) = world.api_key(&eve, r#"["chat"]"#).await.unwrap();
    world.change(&by(&owner), &eve, r#"{"disabled": true}"#).await.unwrap();
    assert!(!world.key_opens(&text).await);
    assert_eq!(world.auth.api_key_lives(&key).await, Ok(false));
    world.change(&by(&owner), &eve, r#"{"disabled": false}"#).await.unwrap();
    assert!(!world.key_opens(&text).await, "what ended does not come back");
}

#[tokio::test]
async fn a_role_is_read_with_each_use_of_a_key() {
    let world = world();
    let owner = world.set_up().await.user;
    let bob = world.add("bob", Role::Admin).await;
    let (_, text) = world.api_key(&bob, r#"["admin"]"#).await.unwrap();
    world.change(&by(&owner), &bob, r#"{"role": "member"}"#).await.unwrap();
    let (_, user) = world.auth.authenticate_key(&text).await.unwrap().unwrap();
    assert_eq!(user.role, Role::Member);
}

#[tokio::test]
async fn case_023_a_key_is_revoked_by_its_owner_alone() {
    let world = world();
    let owner = world.set_up().await.user;
    let eve = world.add("eve", Role::Member).await;
    let (key, text) = world.api_key(&eve, r#"["chat"]"#).await.unwrap();
    let (_, kept) = world.api_key(&eve, r#"["chat"]"#).await.unwrap();
    let not_mine = world.auth.revoke_api_key(&by(&owner), owner.id, key.id).await;
    assert_eq!(not_mine, Err(AuthError::NotFound));
    assert_eq!(world.auth.api_keys(owner.id).await, Ok(vec![]));
    assert!(world.key_opens(&text).await);
    world.auth.revoke_api_key(&by(&eve), eve.id, key.id).await.unwrap();
    assert!(!world.key_opens(&text).await && world.key_opens(&kept).await);
    let again = world.auth.revoke_api_key(&by(&eve), eve.id, key.id).await;
    assert_eq!(again, Err(AuthError::NotFound));
}

#[tokio::test]
async fn nobody_has_more_than_fifty_keys() {
    let world = world();
    let user = world.set_up().await.user;
    for _ in 0..50 {
        world.api_key(&user, r#"["chat"]"#).await.unwrap();
    }
    let one_more = world.api_key(&user, r#"["chat"]"#).await;
    assert_eq!(one_more.err(), Some(AuthError::TooManyKeys));
    let oldest = world.auth.api_keys(user.id).await.unwrap().pop().unwrap();
    world.auth.revoke_api_key(&by(&user), user.id, oldest.id).await.unwrap();
    world.api_key(&user, r#"["chat"]"#).await.unwrap();
}

#[tokio::test]
async fn the_use_of_a_key_is_written_at_most_once_a_minute() {
    let world = world();
    let user = world.set_up().await.user;
    let (_, text) = world.api_key(&user, r#"["chat"]"#).await.unwrap();
    let last_used = async || world.auth.api_keys(user.id).await.unwrap()[0].last_used_at;
    assert_eq!(last_used().await, None);
    assert!(world.key_opens(&text).await);
    assert_eq!(last_used().await, Some(user.created_at));
    world.wait(TimeDelta::seconds(59));
    assert!(world.key_opens(&text).await);
    assert_eq!(last_used().await, Some(user.created_at));
    world.wait(TimeDelta::seconds(1));
    assert!(world.key_opens(&text).await);
    assert_eq!(last_used().await, Some(user.created_at + TimeDelta::minutes(1)));
}

#[tokio::test]
async fn case_075_neither_the_list_nor_debug_shows_a_key() {
    let world = world();
    let user = world.set_up().await.user;
    let made = world.api_key(&user, r#"["chat"]"#).await.unwrap();
    let listed = world.auth.api_keys(user.id).await.unwrap();
    let shown = format!("{made:?} {}", serde_json::to_string(&listed).unwrap());
    assert!(!shown.contains(made.1.expose_secret().split_at(9).1), "{shown}");
}
