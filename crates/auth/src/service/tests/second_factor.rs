use super::*;
use crate::PersonInput;
use crate::totp::TotpSecret;

/// A place with an owner who has a second factor, of which the code of the step before now was shown.
struct Guarded {
    world: World,
    signed_in: SignedIn,
    secret: TotpSecret,
    recovery_codes: Vec<String>,
}

async fn guarded() -> Guarded {
    let world = world();
    let signed_in = world.set_up().await;
    let (secret, recovery_codes) = world.enable(signed_in.user.id).await;
    world.wait(TimeDelta::seconds(30));
    Guarded { world, signed_in, secret, recovery_codes }
}

impl World {
    /// What the app shows `steps` of 30 seconds from now.
    fn code(&self, secret: &TotpSecret, steps: i64) -> String {
        secret.code(self.clock.now().timestamp() / 30 + steps)
    }

    async fn enable(&self, id: UserId) -> (TotpSecret, Vec<String>) {
        let secret = self.auth.begin_second_factor(id, PASSWORD.into(), &nowhere()).await.unwrap();
        let code = self.code(&secret, 0).into();
        let codes = self.auth.confirm_second_factor(id, &code, &nowhere()).await.unwrap();
        (secret, codes.iter().map(|code| code.expose_secret().to_owned()).collect())
    }
}

impl Guarded {
    fn code(&self, steps: i64) -> String {
        self.world.code(&self.secret, steps)
    }

    async fn log_in(&self, otp: &str) -> Option<AuthError> {
        self.world.log_in_with("ada", otp).await.err()
    }

    async fn left(&self) -> u32 {
        self.world.auth.second_factor(self.signed_in.user.id).await.unwrap().recovery_codes_left
    }
}

#[tokio::test]
async fn a_second_factor_is_in_force_once_a_code_was_shown() {
    let world = world();
    let user = world.set_up().await.user;
    let none = crate::SecondFactor { enabled: false, enabled_at: None, recovery_codes_left: 0 };
    assert_eq!(world.auth.second_factor(user.id).await, Ok(none.clone()));
    let unasked = world.auth.confirm_second_factor(user.id, &"123456".into(), &nowhere()).await;
    assert_eq!(unasked.err(), Some(AuthError::NotFound));
    let wrong = world.auth.begin_second_factor(user.id, "wrong horse".into(), &nowhere()).await;
    assert_eq!(wrong.err(), Some(AuthError::WrongPassword));

    let old = world.auth.begin_second_factor(user.id, PASSWORD.into(), &nowhere()).await.unwrap();
    let secret = world.auth.begin_second_factor(user.id, PASSWORD.into(), &nowhere()).await.unwrap();
    assert_eq!(world.auth.second_factor(user.id).await, Ok(none));
    world.log_in("ada", PASSWORD).await.expect("it is not in force yet");
    for bad in ["", "12345", &world.code(&old, 0), &world.code(&secret, 2)] {
        let refused = world.auth.confirm_second_factor(user.id, &bad.into(), &nowhere()).await;
        assert_eq!(faults(refused), ["code"], "{bad}");
    }
    let code = world.code(&secret, 0).into();
    let codes = world.auth.confirm_second_factor(user.id, &code, &nowhere()).await.unwrap();
    assert_eq!(codes.len(), 10);
    let now =
        crate::SecondFactor { enabled: true, enabled_at: Some(user.created_at), recovery_codes_left: 10 };
    assert_eq!(world.auth.second_factor(user.id).await, Ok(now));
    let again = world.auth.begin_second_factor(user.id, PASSWORD.into(), &nowhere()).await;
    assert_eq!(again.err(), Some(AuthError::SecondFactorEnabled));
    let again = world.auth.confirm_second_factor(user.id, &code, &nowhere()).await;
    assert_eq!(again.err(), Some(AuthError::SecondFactorEnabled));
    let same = world.log_in_with("ada", code.expose_secret()).await;
    assert_eq!(same.err(), Some(AuthError::SecondFactorInvalid), "that code was used");
}

#[tokio::test]
async fn signing_in_takes_a_code_once_the_password_was_right() {
    let ada = guarded().await;
    for none in [None, Some(""), Some("  ")] {
        let asked = ada.world.auth.log_in(with_otp("ada", PASSWORD, none), &nowhere()).await;
        assert_eq!(asked.err(), Some(AuthError::SecondFactorRequired));
    }
    let code = ada.code(0);
    let wrong = with_otp("ada", "wrong horse", Some(&code));
    let refused = ada.world.auth.log_in(wrong, &nowhere()).await;
    assert_eq!(refused.err(), Some(AuthError::InvalidCredentials), "who has no password learns nothing else");
    let signed_in = ada.world.log_in_with("ada", &code).await.unwrap();
    assert!(signed_in.user.second_factor);
    assert!(ada.world.opens(&signed_in.token).await);
    ada.world.add("eve", Role::Member).await;
    ada.world.log_in_with("eve", "123456").await.expect("a code that nobody needs");
}

#[tokio::test]
async fn no_code_is_good_twice() {
    let ada = guarded().await;
    let (now, next) = (ada.code(0), ada.code(1));
    assert_eq!(ada.log_in(&now).await, None);
    assert_eq!(ada.log_in(&now).await, Some(AuthError::SecondFactorInvalid));
    assert_eq!(ada.log_in(&next).await, None);
    assert_eq!(ada.log_in(&next).await, Some(AuthError::SecondFactorInvalid));
    ada.world.wait(TimeDelta::seconds(30));
    let before = ada.code(-1);
    assert_eq!(ada.log_in(&before).await, Some(AuthError::SecondFactorInvalid), "a later one was used");
    let id = ada.signed_in.user.id;
    let elsewhere = ada.world.auth.disable_second_factor(id, PASSWORD.into(), &next.into(), &nowhere()).await;
    assert_eq!(elsewhere, Err(AuthError::SecondFactorInvalid), "nor anywhere else");
}

#[rstest]
#[case(-2, false)]
#[case(-1, true)]
#[case(0, true)]
#[case(1, true)]
#[case(2, false)]
#[tokio::test]
async fn clocks_may_differ_by_one_step(#[case] steps: i64, #[case] good: bool) {
    let ada = guarded().await;
    ada.world.wait(TimeDelta::minutes(5));
    assert_eq!(ada.log_in(&ada.code(steps)).await.is_none(), good);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_sign_ins_at_once_with_one_code_one_is_done() {
    let ada = guarded().await;
    let recovery = ada.recovery_codes[0].clone();
    for otp in [ada.code(0), recovery] {
        let calls = [(); 8].map(|()| {
            let (auth, log_in) = (Arc::clone(&ada.world.auth), with_otp("ada", PASSWORD, Some(&otp)));
            async move { auth.log_in(log_in, &nowhere()).await.err() }
        });
        let outcomes = calls.into_iter().collect::<JoinSet<_>>().join_all().await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_none()).count(), 1, "{outcomes:?}");
        let late = outcomes.iter().filter(|outcome| **outcome == Some(AuthError::SecondFactorInvalid));
        assert_eq!(late.count(), 7, "{outcomes:?}");
        ada.world.wait(TimeDelta::minutes(10));
    }
}

#[tokio::test]
async fn a_recovery_code_signs_in_once() {
    let ada = guarded().await;
    let typed = format!(" {} ", ada.recovery_codes[0].to_uppercase().replace('-', " "));
    assert_eq!(ada.log_in(&typed).await, None);
    assert_eq!(ada.left().await, 9);
    assert_eq!(ada.log_in(&ada.recovery_codes[0]).await, Some(AuthError::SecondFactorInvalid));
    assert_eq!(ada.log_in("abcd-efgh-ijkl-mnop").await, Some(AuthError::SecondFactorInvalid));
    assert_eq!(ada.left().await, 9);
    ada.world.add("eve", Role::Member).await;
    let eve = ada.world.auth.find("eve").await.unwrap();
    ada.world.enable(eve.id).await;
    let borrowed = ada.world.log_in_with("eve", &ada.recovery_codes[1]).await;
    assert_eq!(borrowed.err(), Some(AuthError::SecondFactorInvalid), "it is Ada's");
    assert_eq!(ada.log_in(&ada.recovery_codes[1]).await, None);
}

#[tokio::test]
async fn guesses_of_codes_are_throttled_wherever_they_are_asked_for() {
    let ada = guarded().await;
    let (auth, id) = (&ada.world.auth, ada.signed_in.user.id);
    ada.world.add("eve", Role::Member).await;
    let eve = auth.find("eve").await.unwrap();
    let owner = PersonInput { role: Some(Role::Owner), ..PersonInput::default() };
    auth.change_person(&By::operator(), eve.id, owner).await.unwrap();
    let wrong: SecretString = ada.code(5).into();
    for number in 0..10 {
        let client = from(&format!("2001:db8:{number}::1"));
        let refused = match number % 3 {
            0 => auth.disable_second_factor(id, PASSWORD.into(), &wrong, &client).await.err(),
            1 => auth.renew_recovery_codes(id, PASSWORD.into(), &wrong, &client).await.err(),
            _ => auth.leave(id, PASSWORD.into(), Some(&wrong), &client).await.err(),
        };
        assert_eq!(refused, Some(AuthError::SecondFactorInvalid), "{number}");
        let refused = auth.log_in(with_otp("ada", PASSWORD, Some(wrong.expose_secret())), &client).await;
        assert_eq!(refused.err(), Some(AuthError::SecondFactorInvalid), "{number}");
    }
    let (right, client) = (SecretString::from(ada.code(0)), from("2001:db8:99::1"));
    assert!(is_throttled(&auth.log_in(with_otp("ada", PASSWORD, Some(&ada.code(0))), &client).await));
    assert!(is_throttled(&auth.disable_second_factor(id, PASSWORD.into(), &right, &client).await));
    assert!(is_throttled(&auth.renew_recovery_codes(id, PASSWORD.into(), &right, &client).await));
    assert!(is_throttled(&auth.leave(id, PASSWORD.into(), Some(&right), &client).await));
    assert!(is_throttled(&ada.world.log_in_with("ada", &ada.recovery_codes[0]).await));
    ada.world.wait(TimeDelta::seconds(30));
    assert_eq!(ada.log_in(&ada.code(0)).await, None);
    assert_eq!(ada.left().await, 10);
}

#[tokio::test]
async fn to_be_asked_for_a_code_is_no_failure() {
    let ada = guarded().await;
    for _ in 0..30 {
        let asked = ada.world.log_in("ada", PASSWORD).await;
        assert_eq!(asked.err(), Some(AuthError::SecondFactorRequired));
    }
    assert_eq!(ada.log_in(&ada.code(0)).await, None);
}

#[tokio::test]
async fn recovery_codes_are_made_anew_by_who_has_both_factors() {
    let ada = guarded().await;
    let (auth, id) = (&ada.world.auth, ada.signed_in.user.id);
    let (code, none) = (SecretString::from(ada.code(0)), SecretString::from(""));
    let renew = async |password: &str, code: &SecretString| {
        auth.renew_recovery_codes(id, password.into(), code, &nowhere()).await
    };
    assert_eq!(renew("wrong horse", &code).await.err(), Some(AuthError::WrongPassword));
    assert_eq!(renew(PASSWORD, &none).await.err(), Some(AuthError::SecondFactorInvalid));
    let new = renew(PASSWORD, &code).await.unwrap();
    assert_eq!((new.len(), ada.left().await), (10, 10));
    assert_eq!(ada.log_in(&ada.recovery_codes[0]).await, Some(AuthError::SecondFactorInvalid), "void");
    assert_eq!(ada.log_in(new[0].expose_secret()).await, None);
}

#[tokio::test]
async fn a_second_factor_is_taken_off_by_who_has_both_factors() {
    let ada = guarded().await;
    let (auth, id) = (&ada.world.auth, ada.signed_in.user.id);
    let (code, none) = (SecretString::from(ada.code(0)), SecretString::from(""));
    let disable = async |password: &str, code: &SecretString| {
        auth.disable_second_factor(id, password.into(), code, &nowhere()).await
    };
    assert_eq!(disable("wrong horse", &code).await, Err(AuthError::WrongPassword));
    assert_eq!(disable(PASSWORD, &none).await, Err(AuthError::SecondFactorInvalid));
    assert!(auth.second_factor(id).await.unwrap().enabled);
    assert_eq!(disable(PASSWORD, &code).await, Ok(()));
    assert!(ada.world.opens(&ada.signed_in.token).await, "it ends nothing");
    assert_eq!(ada.left().await, 0);
    ada.world.log_in("ada", PASSWORD).await.unwrap();
    assert_eq!(disable(PASSWORD, &code).await, Err(AuthError::NotFound));
    let (other, _) = ada.world.enable(id).await;
    assert_ne!(other.as_bytes(), ada.secret.as_bytes());
}

#[tokio::test]
async fn leaving_takes_both_factors() {
    let ada = guarded().await;
    let bob = ada.world.add("bob", Role::Member).await;
    ada.world.change(&by(&ada.signed_in.user), &bob, r#"{"role": "owner"}"#).await.unwrap();
    let (auth, id) = (&ada.world.auth, ada.signed_in.user.id);
    let leave = async |otp: Option<String>| {
        let otp = otp.map(SecretString::from);
        auth.leave(id, PASSWORD.into(), otp.as_ref(), &nowhere()).await
    };
    assert_eq!(leave(None).await, Err(AuthError::SecondFactorRequired));
    assert_eq!(leave(Some(ada.code(5))).await, Err(AuthError::SecondFactorInvalid));
    assert_eq!(leave(Some(ada.recovery_codes[3].clone())).await, Ok(()));
}

#[tokio::test]
async fn who_lost_the_app_gets_help_from_who_runs_the_place() {
    let world = world();
    let owner = world.set_up().await;
    let eve = world.add("eve", Role::Member).await;
    let there = world.remembered("eve").await;
    world.enable(eve.id).await;
    assert_eq!(world.log_in("eve", PASSWORD).await.err(), Some(AuthError::SecondFactorRequired));
    let bob = world.add("bob", Role::Member).await;
    let not_theirs = world.auth.reset_second_factor(&by(&bob), eve.id).await;
    assert_eq!(not_theirs, Err(AuthError::NotAllowed));
    world.auth.reset_second_factor(&by(&owner.user), eve.id).await.unwrap();
    assert!(!world.opens(&there.token).await && world.opens(&owner.token).await);
    assert!(world.auth.resume(&there.remember.unwrap(), &nowhere()).await.unwrap().is_none());
    world.log_in("eve", PASSWORD).await.unwrap();
    world.auth.reset_second_factor(&by(&owner.user), eve.id).await.expect("nothing to do");
}

#[tokio::test]
async fn a_password_that_was_reset_still_wants_the_second_factor() {
    let ada = guarded().await;
    let user = &ada.signed_in.user;
    let (link, _) = ada.world.auth.make_reset(&By::operator(), user.id).await.unwrap();
    ada.world.auth.use_reset(&link, PASSWORD.into(), &nowhere()).await.unwrap();
    assert_eq!(ada.world.log_in("ada", PASSWORD).await.err(), Some(AuthError::SecondFactorRequired));
    assert_eq!(ada.log_in(&ada.code(0)).await, None);
}

#[tokio::test]
async fn a_remembered_device_is_not_asked_again() {
    let ada = guarded().await;
    let log_in = LogIn { remember: true, ..with_otp("ada", PASSWORD, Some(&ada.code(0))) };
    let device = ada.world.auth.log_in(log_in, &nowhere()).await.unwrap().remember.unwrap();
    ada.world.wait(TimeDelta::days(1));
    assert!(ada.world.auth.resume(&device, &nowhere()).await.unwrap().is_some());
}

#[tokio::test]
async fn case_075_debug_shows_neither_secret_nor_codes() {
    let ada = guarded().await;
    let user = &ada.signed_in.user;
    let entries = ada.world.log().await;
    let found = crate::store::Accounts::credentials_of(ada.world.store.as_ref(), user.id).await.unwrap();
    let shown = format!("{found:?} {entries:?} {}", serde_json::to_string(user).unwrap());
    assert!(!shown.contains(&ada.secret.base32()), "{shown}");
    assert!(!shown.contains(&format!("{:?}", ada.secret.as_bytes())), "{shown}");
    assert!(ada.recovery_codes.iter().all(|code| !shown.contains(code)), "{shown}");
}
