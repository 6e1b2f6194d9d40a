//! The second factor, with an authenticator app of our own.

mod codes;

use std::{fs, time::Duration};

use hmac::{Hmac, KeyInit as _, Mac as _};
use mami_auth::Role;
use mami_ports::{Clock as _, SystemClock};
use reqwest::Method;
use serde_json::{Value, json};
use sha1::Sha1;
use tokio::process::Command;

use crate::{
    api_keys::{bytes_of, holds},
    binary::{Binary, MAMI},
    people::{me, path_of},
    server::{Answer, Client, OWNER, PASSWORD, TestServer, credentials, places, set_up},
};

const PATH: &str = "/api/v1/auth/second-factor";
const CONFIRM: &str = "/api/v1/auth/second-factor/confirm";
const CODES: &str = "/api/v1/auth/second-factor/recovery-codes";
const LOGIN: &str = "/api/v1/auth/login";
const STEP: i64 = 30;

/// An authenticator app with one account in it (RFC 6238).
pub(crate) struct App {
    secret: Vec<u8>,
}

impl App {
    /// Takes a secret as a person types it.
    fn with(base32: &str) -> Self {
        let bits: String = base32
            .chars()
            .map(|c| format!("{:05b}", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(c).unwrap()))
            .collect();
        let byte = |bits: &[u8]| u8::from_str_radix(std::str::from_utf8(bits).unwrap(), 2).unwrap();
        Self { secret: bits.as_bytes().chunks_exact(8).map(byte).collect() }
    }

    /// The code that is shown some steps from now. Those of this step and of the next are good for half a minute at least.
    pub(crate) fn code(&self, ahead: i64) -> String {
        let step = SystemClock.now().timestamp() / STEP + ahead;
        let mac = Hmac::<Sha1>::new_from_slice(&self.secret).unwrap().chain_update(step.to_be_bytes());
        let mac = mac.finalize().into_bytes();
        let at = usize::from(mac[19] % 16);
        let word = u32::from_be_bytes([mac[at] % 128, mac[at + 1], mac[at + 2], mac[at + 3]]);
        format!("{:06}", word % 1_000_000)
    }

    /// A code that is none of those which are good now or soon.
    pub(crate) fn wrong(&self) -> String {
        let good: Vec<_> = (-2..=3).map(|ahead| self.code(ahead)).collect();
        (0..).map(|number| format!("{number:06}")).find(|code| !good.contains(code)).unwrap()
    }
}

/// Waits until this step lasts long enough for what is about its very code.
async fn early_in_a_step() {
    let left = STEP - SystemClock.now().timestamp() % STEP;
    if left < 12 {
        tokio::time::sleep(Duration::from_secs(left.unsigned_abs())).await;
    }
}

/// Lets so much time pass that no code is one that was used, nor older than one.
pub(crate) async fn later(server: &TestServer) {
    server.place.execute("UPDATE users SET totp_last_step = 0 WHERE totp_last_step IS NOT NULL").await;
}

/// A second factor for this person: the app and the recovery codes.
pub(crate) async fn enable(server: &TestServer, client: &Client) -> (App, Vec<String>) {
    let begun = client.post(PATH, &json!({"password": PASSWORD})).await;
    assert_eq!(begun.status, 200, "{}", begun.body);
    let app = App::with(begun.json()["secret"].as_str().unwrap());
    let confirmed = client.post(CONFIRM, &json!({"code": app.code(0)})).await;
    later(server).await;
    (app, codes(&confirmed))
}

fn codes(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, 200, "{}", answer.body);
    serde_json::from_value(answer.json()["recovery_codes"].clone()).unwrap()
}

/// The answer to a sign-in with the right password and this code.
async fn log_in(server: &TestServer, username: &str, otp: &str) -> Answer {
    let mut body = credentials(username, PASSWORD);
    body["otp"] = otp.into();
    server.nobody().post(LOGIN, &body).await
}

fn is(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.problem(), (status, code.to_owned()));
    assert_eq!(answer.header("set-cookie"), "", "nobody is signed in by it, and nobody out");
}

#[tokio::test]
async fn it_is_turned_on_by_a_code_of_its_secret_and_asked_for_from_then_on() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let (ada, bob) = (server.owner().await, server.member("b@ö&x=1").await);
        let name = "b@ö&x=1";
        let off = json!({"enabled": false, "enabled_at": null, "recovery_codes_left": 0});
        assert_eq!(bob.get(PATH).await.json(), off);
        is(&bob.post(CONFIRM, &json!({"code": "123456"})).await, 404, "not_found");
        is(&bob.post(PATH, &json!({"password": "wrong password"})).await, 403, "wrong_password");
        assert_eq!(
            bob.post(PATH, &json!({"password": PASSWORD, "secret": "x"})).await.pointers(),
            ["/secret"]
        );

        let first = bob.post(PATH, &json!({"password": PASSWORD})).await.json();
        let begun = bob.post(PATH, &json!({"password": PASSWORD})).await;
        assert_eq!((begun.status.as_u16(), begun.header("cache-control")), (200, "no-store"));
        let begun = begun.json();
        let (old, app) =
            (App::with(first["secret"].as_str().unwrap()), App::with(begun["secret"].as_str().unwrap()));
        assert!(app.secret.len() == 20 && app.secret != old.secret);
        let url = url::Url::parse(begun["otpauth_url"].as_str().unwrap()).unwrap();
        assert_eq!((url.scheme(), url.host_str()), ("otpauth", Some("totp")));
        let query: std::collections::BTreeMap<_, _> = url.query_pairs().collect();
        assert_eq!(query.get("secret").unwrap(), begun["secret"].as_str().unwrap());
        assert_eq!(
            (query["issuer"].as_ref(), query["digits"].as_ref(), query["period"].as_ref()),
            ("Mami", "6", "30")
        );
        assert_eq!(query.len(), 5, "the name adds nothing: {url}");

        // As long as it is not confirmed, nothing is asked for.
        assert_eq!(bob.get(PATH).await.json(), off);
        let plain = credentials(name, PASSWORD);
        assert_eq!(server.nobody().post(LOGIN, &plain).await.status, 200);
        for bad in [old.code(0), app.wrong(), String::new(), "12345".to_owned(), "１２３４５６".to_owned()]
        {
            assert_eq!(bob.post(CONFIRM, &json!({"code": bad})).await.pointers(), ["/code"], "{bad}");
        }
        assert_eq!(server.nobody().post(LOGIN, &plain).await.status, 200);
        assert_eq!(me(&bob).await["second_factor"], false);

        let given = codes(&bob.post(CONFIRM, &json!({"code": app.code(0)})).await);
        assert_eq!(given.len(), 10);
        for code in &given {
            let groups: Vec<_> =
                code.split('-').map(|group| (group.len(), group.to_lowercase() == group)).collect();
            assert_eq!(groups, [(4, true); 4], "{code}");
        }
        let on = bob.get(PATH).await.json();
        assert_eq!((&on["enabled"], &on["recovery_codes_left"]), (&json!(true), &json!(10)));
        assert!(on["enabled_at"].is_string(), "{on}");
        assert_eq!(me(&bob).await["second_factor"], true, "who turned it on stays signed in");
        assert_eq!(ada.get(&path_of(&bob).await).await.json()["second_factor"], true);
        is(&bob.post(PATH, &json!({"password": PASSWORD})).await, 409, "second_factor_enabled");
        is(&bob.post(CONFIRM, &json!({"code": app.code(1)})).await, 409, "second_factor_enabled");

        is(&server.nobody().post(LOGIN, &plain).await, 401, "second_factor_required");
        is(&log_in(&server, name, "  ").await, 401, "second_factor_required");
        for bad in [app.wrong(), old.code(0), "123".to_owned()] {
            is(&log_in(&server, name, &bad).await, 401, "second_factor_invalid");
        }
        // Whether a code is right is nobody's business who does not know the password, and it is not used up by that.
        let wrong = json!({"username": name, "password": "wrong password", "otp": app.code(1)});
        is(&server.nobody().post(LOGIN, &wrong).await, 401, "invalid_credentials");
        let code = app.code(1);
        let (three, more) = code.split_at(3);
        let answer = log_in(&server, name, &format!(" {three} {more} ")).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(me(&server.nobody().with_cookie_of(&answer)).await["username"], name);
        // Somebody else's sign-in has nothing to do with it.
        assert_eq!(server.nobody().post(LOGIN, &credentials(OWNER, PASSWORD)).await.status, 200);
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn new_recovery_codes_void_the_old_ones() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let bob = server.member("bob").await;
        let both = |code: &str| json!({"password": PASSWORD, "code": code});
        is(&bob.post(CODES, &both("123456")).await, 404, "not_found");
        let (app, old) = enable(&server, &bob).await;
        let wrong = json!({"password": "wrong password", "code": app.code(0)});
        is(&bob.post(CODES, &wrong).await, 403, "wrong_password");
        is(&bob.post(CODES, &both("")).await, 403, "second_factor_invalid");
        is(&bob.post(CODES, &both(&app.wrong())).await, 403, "second_factor_invalid");
        assert_eq!(bob.get(PATH).await.json()["recovery_codes_left"], 10);

        let new = codes(&bob.post(CODES, &both(&app.code(1))).await);
        assert!(new.len() == 10 && new.iter().all(|code| !old.contains(code)));
        is(&log_in(&server, "bob", &old[0]).await, 401, "second_factor_invalid");
        assert_eq!(log_in(&server, "bob", &new[0]).await.status, 200);
        // A recovery code is proof enough for this as well, and goes with the others.
        let newest = codes(&bob.post(CODES, &both(&new[1])).await);
        assert_eq!(bob.get(PATH).await.json()["recovery_codes_left"], 10);
        is(&log_in(&server, "bob", &new[2]).await, 401, "second_factor_invalid");
        assert_eq!(log_in(&server, "bob", &newest[0]).await.status, 200);
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn turning_it_off_takes_the_password_and_a_code() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let bob = server.member("bob").await;
        let both = |password: &str, code: &str| json!({"password": password, "code": code});
        is(&bob.delete_with(PATH, &both(PASSWORD, "123456")).await, 404, "not_found");
        let (app, codes) = enable(&server, &bob).await;
        is(&bob.delete_with(PATH, &both("wrong password", &app.code(1))).await, 403, "wrong_password");
        is(&bob.delete_with(PATH, &both("wrong password", &codes[0])).await, 403, "wrong_password");
        is(&bob.delete_with(PATH, &both(PASSWORD, &app.wrong())).await, 403, "second_factor_invalid");
        is(&bob.delete_with(PATH, &both(PASSWORD, " ")).await, 403, "second_factor_invalid");
        assert_eq!(bob.delete_with(PATH, &json!({"password": PASSWORD})).await.problem().0, 422);
        let on = bob.get(PATH).await.json();
        assert_eq!(
            (&on["enabled"], &on["recovery_codes_left"]),
            (&json!(true), &json!(10)),
            "nothing was used up"
        );

        assert_eq!(bob.delete_with(PATH, &both(PASSWORD, &app.code(1))).await.status, 204);
        assert_eq!(
            bob.get(PATH).await.json(),
            json!({"enabled": false, "enabled_at": null, "recovery_codes_left": 0})
        );
        assert_eq!(me(&bob).await["second_factor"], false);
        assert_eq!(server.nobody().post(LOGIN, &credentials("bob", PASSWORD)).await.status, 200);
        assert_eq!(
            (place.count("recovery_codes").await, place.count("users WHERE totp_secret IS NOT NULL").await),
            (0, 0)
        );

        // Turned on again, it is another one.
        let (again, _) = enable(&server, &bob).await;
        is(&log_in(&server, "bob", &codes[0]).await, 401, "second_factor_invalid");
        assert_eq!(log_in(&server, "bob", &again.code(1)).await.status, 200);
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn those_who_run_the_place_take_it_off_for_who_lost_it() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let ada = server.owner().await;
        server.create("annie", Role::Admin).await;
        let (annie, bob) = (server.sign_in("annie").await, server.member("bob").await);
        let reset = format!("{}/reset-second-factor", path_of(&bob).await);
        enable(&server, &ada).await;
        let adas = format!("{}/reset-second-factor", path_of(&ada).await);
        is(&annie.post(&adas, &Value::Null).await, 403, "not_allowed");
        assert_eq!(me(&ada).await["second_factor"], true);

        let (_, codes) = enable(&server, &bob).await;
        let entries = place.count("audit_log").await;
        assert_eq!(annie.post(&reset, &Value::Null).await.status, 204);
        is(&bob.get(PATH).await, 401, "not_signed_in");
        assert_eq!(place.count("audit_log").await, entries + 1);
        let entry = ada.get("/api/v1/admin/audit?limit=1").await.json()["items"][0].clone();
        let told = ["action", "actor_name", "target_name"].map(|field| entry[field].clone());
        assert_eq!(told, ["second_factor.reset", "annie", "bob"]);

        let bob = server.sign_in("bob").await;
        assert_eq!(bob.get(PATH).await.json()["enabled"], false);
        let (app, _) = enable(&server, &bob).await;
        is(&log_in(&server, "bob", &codes[0]).await, 401, "second_factor_invalid");
        assert_eq!(log_in(&server, "bob", &app.code(1)).await.status, 200);
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn a_new_password_does_not_get_around_it() {
    let server = TestServer::start(&[]).await;
    let (ada, bob) = (server.owner().await, server.member("bob").await);
    let (app, _) = enable(&server, &bob).await;
    let link = ada.post(&format!("{}/reset-password", path_of(&bob).await), &Value::Null).await.json();
    let new = "another horse battery";
    let body = json!({"token": link["token"], "new_password": new});
    assert_eq!(server.nobody().post("/api/v1/auth/password-reset", &body).await.status, 200);
    is(&server.nobody().post(LOGIN, &credentials("bob", new)).await, 401, "second_factor_required");
    let with = json!({"username": "bob", "password": new, "otp": app.code(1)});
    assert_eq!(server.nobody().post(LOGIN, &with).await.status, 200);
    server.stop().await;
}

#[tokio::test]
async fn case_075_no_code_is_kept_in_clear_nor_in_any_log_line() {
    let server = TestServer::start(&[]).await;
    let bob = server.member("bob").await;
    let (_, codes) = enable(&server, &bob).await;
    let bytes = bytes_of(&server.place).unwrap();
    assert!(holds(&bytes, "second_factor.enabled"), "this is where it is kept");
    for code in &codes {
        let typed = code.replace('-', "");
        assert!(![code, &typed, &typed.to_uppercase()].into_iter().any(|text| holds(&bytes, text)));
    }
    server.stop().await;

    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(MAMI);
    command.stderr(fs::File::create(folder.path().join("log")).unwrap());
    let binary = Binary::start_through(command, folder.path(), &[("RUST_LOG", "trace")]).await;
    let nobody = Client::at(&binary.url);
    let ada = nobody.with_cookie_of(&nobody.post("/api/v1/setup", &set_up(OWNER)).await);
    let begun = ada.post(PATH, &json!({"password": PASSWORD})).await.json();
    let secret = begun["secret"].as_str().unwrap();
    let app = App::with(secret);
    let shown = self::codes(&ada.post(CONFIRM, &json!({"code": app.code(0)})).await);
    for (otp, status) in [(&shown[0], 200), (&shown[0], 401), (&app.wrong(), 401)] {
        let body = json!({"username": OWNER, "password": PASSWORD, "otp": otp});
        assert_eq!(nobody.post(LOGIN, &body).await.status, status);
    }
    let body = json!({"password": PASSWORD, "code": shown[1]});
    let off = Client::answer(ada.request(Method::DELETE, PATH).json(&body)).await;
    assert_eq!(off.status, 204);
    binary.terminate().await;
    assert!(binary.ended().await.success());
    let log = fs::read_to_string(folder.path().join("log")).unwrap();
    assert!(log.contains("answered") && log.contains(CONFIRM), "the log is a log");
    let mut secrets = vec![secret.to_owned()];
    secrets.extend(shown.iter().flat_map(|code| [code.clone(), code.replace('-', "").to_uppercase()]));
    for secret in secrets {
        assert_eq!(log.lines().find(|line| line.to_lowercase().contains(&secret.to_lowercase())), None);
    }
}
