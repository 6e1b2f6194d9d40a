use serde_json::json;

use super::*;

/// The action of an entry, who did it, to what, and what else there is to say.
type Shown = (String, Option<String>, Option<String>, Option<serde_json::Value>);

impl World {
    /// What was done since the log had `before` entries.
    async fn shown_since(&self, before: usize) -> Vec<Shown> {
        let shown = |entry: AuditEntry| (entry.action, entry.actor_name, entry.target_name, entry.detail);
        self.log().await.into_iter().skip(before).map(shown).collect()
    }

    /// What `done` left in the log. The clock is moved by 30 seconds before, so that entries have an order.
    async fn left_by<T>(&self, done: impl Future<Output = Result<T, AuthError>>) -> Vec<Shown> {
        let before = self.log().await.len();
        self.wait(TimeDelta::seconds(30));
        assert!(done.await.is_ok());
        self.shown_since(before).await
    }
}

fn shown(
    action: &str,
    actor: Option<&str>,
    target: Option<&str>,
    detail: Option<serde_json::Value>,
) -> Shown {
    (action.to_owned(), actor.map(ToOwned::to_owned), target.map(ToOwned::to_owned), detail)
}

fn by_ada(action: &str, target: &str, detail: Option<serde_json::Value>) -> Vec<Shown> {
    vec![shown(action, Some("Ada"), Some(target), detail)]
}

fn sorted(mut entries: Vec<Shown>) -> Vec<String> {
    entries.sort_by(|one, other| one.0.cmp(&other.0));
    entries.into_iter().map(|entry| entry.0).collect()
}

#[tokio::test]
async fn joining_signing_in_and_out_are_logged() {
    let world = world();
    let token = world.auth.setup_token().clone();
    let client = from("192.0.2.1");
    let auth = &world.auth;
    let entries = world.left_by(auth.set_up(&token, account("Ada"), &client)).await;
    assert_eq!(sorted(entries), ["session.started", "setup"]);
    let setup = world.entry("setup").await;
    let ada = auth.find("ada").await.unwrap();
    assert_eq!((setup.actor_id, setup.target_id), (Some(ada.id), Some(ada.id.uuid())));
    assert_eq!((setup.actor_name.as_deref(), setup.address.as_deref()), (Some("Ada"), Some("192.0.2.1")));
    assert_eq!(setup.at, world.clock.now());

    let entries = world.left_by(auth.create_user(account("eve"), Role::Admin)).await;
    assert_eq!(entries, [shown("user.created", None, Some("eve"), Some(json!({"role": "admin"})))]);
    let input = serde_json::from_str(r#"{"note": "for Bob", "expires_at": null}"#).unwrap();
    let made = world.left_by(auth.create_invite(&by(&ada), Some(&ada), input)).await;
    let detail = json!({"role": "member", "max_uses": 1, "expires_at": null});
    assert_eq!(made, by_ada("invite.created", "for Bob", Some(detail)));
    let made = world.invite(&ada, "{}").await.unwrap();
    let entries = world.left_by(auth.register(&made.code, account("Bob"), &client)).await;
    assert_eq!(sorted(entries), ["session.started", "user.registered"]);
    let joined = world.entry("user.registered").await;
    assert_eq!((joined.actor_name.as_deref(), joined.target_name.as_deref()), (Some("Bob"), Some("Bob")));
    let entries = world.left_by(auth.revoke_invite(&by(&ada), made.invite.id)).await;
    assert_eq!(entries, by_ada("invite.revoked", "", None));

    let log_in = LogIn { remember: true, ..with_otp("ada", PASSWORD, None) };
    let entries = world.left_by(auth.log_in(log_in, &client)).await;
    assert_eq!(entries, by_ada("session.started", "", Some(json!({"remembered": true}))));
    let device = world.remembered("ada").await;
    let entries = world.left_by(auth.log_out(&by(&ada), &device.session)).await;
    assert_eq!(entries, by_ada("session.ended", "", None));
    let device = world.remembered("ada").await;
    let entries = world.left_by(auth.end_session(&by(&ada), ada.id, device.session.id)).await;
    assert_eq!(entries, by_ada("session.ended", "", None));
    let device = world.remembered("ada").await;
    let entries = world.left_by(auth.end_other_sessions(&by(&ada), &device.session)).await;
    assert_eq!(entries, [shown("session.ended_others", Some("Ada"), None, None)]);
}

#[tokio::test]
async fn devices_that_come_back_are_logged() {
    let world = world();
    world.set_up().await;
    let device = world.remembered("ada").await;
    let (token, client) = (device.remember.unwrap(), from("198.51.100.7"));
    let entries = world.left_by(world.auth.resume(&token, &client)).await;
    assert_eq!(sorted(entries), ["session.resumed"]);
    let resumed = world.entry("session.resumed").await;
    assert_eq!((resumed.actor_id, resumed.target_id), (Some(device.user.id), Some(token.session.uuid())));
    assert_eq!(resumed.address.as_deref(), Some("198.51.100.7"));

    world.wait(TimeDelta::days(1));
    assert!(world.auth.resume(&token, &client).await.is_err());
    let stolen = world.entry("session.reuse_detected").await;
    assert_eq!(stolen.target_id, Some(device.user.id.uuid()));
    let in_their_name = (stolen.actor_id, stolen.address.as_deref());
    assert_eq!(in_their_name, (Some(device.user.id), Some("198.51.100.7")));
}

#[tokio::test]
async fn what_a_person_does_to_their_account_is_logged() {
    let world = world();
    let here = world.set_up().await;
    let (ada, id, client) = (&here.user, here.user.id, from("192.0.2.1"));
    let auth = &world.auth;
    let change = auth.change_password(here.session.clone(), PASSWORD.into(), PASSWORD.into(), &client);
    assert_eq!(world.left_by(change).await, by_ada("password.changed", "Ada", None));
    let reset = auth.reset_password("ada", PASSWORD.into());
    assert_eq!(world.left_by(reset).await, [shown("password.reset", None, Some("Ada"), None)]);

    let secret = auth.begin_second_factor(id, PASSWORD.into(), &client).await.unwrap();
    // What the app shows one step from now, which is when `left_by` does it.
    let code = || SecretString::from(secret.code(world.clock.now().timestamp() / 30 + 1));
    let entries = world.left_by(auth.confirm_second_factor(id, &code(), &client)).await;
    assert_eq!(entries, by_ada("second_factor.enabled", "Ada", None));
    let entries = world.left_by(auth.renew_recovery_codes(id, PASSWORD.into(), &code(), &client)).await;
    assert_eq!(entries, by_ada("second_factor.recovery_codes_made", "Ada", None));
    let entries = world.left_by(auth.disable_second_factor(id, PASSWORD.into(), &code(), &client)).await;
    assert_eq!(entries, by_ada("second_factor.disabled", "Ada", None));

    let here = world.log_in("ada", PASSWORD).await.unwrap();
    let input = serde_json::from_str(r#"{"name": "clock", "scopes": ["chat", "usage:read"]}"#).unwrap();
    let entries = world.left_by(auth.create_api_key(&by(ada), ada, here.session.id, input)).await;
    assert_eq!(entries, by_ada("api_key.created", "clock", Some(json!({"scopes": ["chat", "usage:read"]}))));
    let key = auth.api_keys(id).await.unwrap().remove(0);
    let entries = world.left_by(auth.revoke_api_key(&by(ada), id, key.id)).await;
    assert_eq!(entries, by_ada("api_key.revoked", "clock", None));
    let me = by(ada);
    let exported = auth.record(&me, "user.exported", Some((Some(id.uuid()), "Ada")), None);
    assert_eq!(world.left_by(exported).await, by_ada("user.exported", "Ada", None));
}

#[tokio::test]
async fn what_is_done_to_people_is_logged() {
    let world = world();
    let ada = world.set_up().await.user;
    let eve = world.add("eve", Role::Member).await;
    world.remembered("eve").await;
    let (auth, me, client) = (&world.auth, by(&ada), from("192.0.2.1"));
    let roles = json!({"from": "member", "to": "admin"});
    let entries = world.left_by(world.change(&me, &eve, r#"{"role": "admin"}"#)).await;
    assert_eq!(entries, by_ada("user.role_changed", "eve", Some(roles)));
    let names = json!({"display_name": {"from": "eve", "to": "Eve"}});
    let entries = world.left_by(world.change(&me, &eve, r#"{"display_name": "Eve"}"#)).await;
    assert_eq!(entries, by_ada("user.changed", "eve", Some(names)));
    let same = r#"{"display_name": "Eve", "role": "admin", "disabled": false}"#;
    assert_eq!(world.left_by(world.change(&me, &eve, same)).await, [], "nothing was changed");
    assert_eq!(
        world.left_by(auth.end_sessions_of(&me, eve.id)).await,
        by_ada("session.ended_all", "eve", None)
    );
    assert_eq!(world.left_by(auth.end_sessions_of(&me, eve.id)).await, [], "there was none");
    let entries = world.left_by(world.change(&me, &eve, r#"{"disabled": true}"#)).await;
    assert_eq!(entries, by_ada("user.disabled", "eve", None));
    let entries = world.left_by(world.change(&me, &eve, r#"{"disabled": false}"#)).await;
    assert_eq!(entries, by_ada("user.enabled", "eve", None));

    let entries = world.left_by(auth.make_reset(&me, eve.id)).await;
    assert_eq!(entries, by_ada("password.reset_link_made", "eve", None));
    let (link, _) = auth.make_reset(&me, eve.id).await.unwrap();
    let entries = world.left_by(auth.use_reset(&link, PASSWORD.into(), &client)).await;
    assert_eq!(entries, [shown("password.reset", Some("eve"), Some("eve"), None)]);

    let secret = auth.begin_second_factor(eve.id, PASSWORD.into(), &client).await.unwrap();
    let code = secret.code(world.clock.now().timestamp() / 30).into();
    let codes = auth.confirm_second_factor(eve.id, &code, &client).await.unwrap();
    let entries = world.left_by(world.log_in_with("eve", codes[0].expose_secret())).await;
    assert_eq!(sorted(entries), ["second_factor.recovery_code_used", "session.started"]);
    let entries = world.left_by(auth.reset_second_factor(&me, eve.id)).await;
    assert_eq!(entries, by_ada("second_factor.reset", "eve", None));
    assert_eq!(world.left_by(auth.reset_second_factor(&me, eve.id)).await, [], "there was none");
    assert_eq!(world.left_by(auth.delete_person(&me, eve.id)).await, by_ada("user.deleted", "eve", None));
    world.add("bob", Role::Member).await;
    let bob = auth.find("bob").await.unwrap().id;
    let entries = world.left_by(auth.leave(bob, PASSWORD.into(), None, &client)).await;
    assert_eq!(entries, [shown("user.left", Some("bob"), Some("bob"), None)]);
}

#[tokio::test]
async fn what_was_refused_is_not_logged() {
    let world = world();
    let ada = world.set_up().await.user;
    let eve = world.add("eve", Role::Member).await;
    let before = world.log().await.len();
    let (auth, me) = (&world.auth, by(&eve));
    world.log_in("ada", "wrong horse").await.unwrap_err();
    world.change(&me, &ada, r#"{"disabled": true}"#).await.unwrap_err();
    world.change(&by(&ada), &ada, r#"{"disabled": true}"#).await.unwrap_err();
    world.invite(&eve, "{}").await.unwrap_err();
    auth.delete_person(&me, ada.id).await.unwrap_err();
    auth.make_reset(&me, ada.id).await.unwrap_err();
    auth.end_sessions_of(&me, ada.id).await.unwrap_err();
    auth.register(&"ab".repeat(32).into(), account("new"), &nowhere()).await.unwrap_err();
    auth.leave(ada.id, PASSWORD.into(), None, &nowhere()).await.unwrap_err();
    assert_eq!(world.shown_since(before).await, []);
}

#[tokio::test]
async fn a_person_sees_what_they_did_and_what_was_done_to_them() {
    let world = world();
    let ada = world.set_up().await.user;
    let eve = world.add("eve", Role::Member).await;
    world.wait(TimeDelta::seconds(1));
    world.log_in("eve", PASSWORD).await.unwrap();
    world.wait(TimeDelta::seconds(1));
    world.change(&by(&ada), &eve, r#"{"disabled": true}"#).await.unwrap();
    let seen = async |limit, cursor: Option<&str>| {
        let page = world.auth.activity(eve.id, limit, cursor).await.unwrap();
        (page.items.into_iter().map(|entry| entry.action).collect::<Vec<_>>(), page.next_cursor)
    };
    let (all, end) = seen(10, None).await;
    assert_eq!(all, ["user.disabled", "session.started", "user.created"], "newest first");
    assert_eq!(end, None);
    let (first, cursor) = seen(2, None).await;
    assert_eq!(first, all[..2]);
    assert_eq!(seen(2, cursor.as_deref()).await, (all[2..].to_vec(), None));
    assert_eq!(faults(world.auth.activity(eve.id, 2, Some("x")).await), ["cursor"]);
}

#[tokio::test]
async fn entries_are_kept_for_as_long_as_the_policy_says() {
    let world = world_with(AuthPolicy { audit_keep: TimeDelta::days(90), ..policy() }, None);
    world.add("ada", Role::Owner).await;
    world.wait(TimeDelta::days(90));
    world.auth.sweep().await.unwrap();
    assert_eq!(world.log().await.len(), 1);
    world.wait(TimeDelta::microseconds(1));
    world.auth.sweep().await.unwrap();
    assert_eq!(world.log().await, []);
}
