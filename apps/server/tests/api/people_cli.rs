//! People on the command line, beside a server that runs.

use std::sync::Arc;

use mami_storage::testing::Place;
use serde_json::{Value, json};

use crate::{
    api_keys::make_key,
    people::{me, page},
    server::{Client, OWNER, PASSWORD, TestServer, credentials, places},
    settings_cli::{Ran, mami},
    turn::feed,
};

const ME: &str = "/api/v1/auth/me";

/// Runs `mami` on the database of a server.
pub(crate) async fn run(place: &Arc<Place>, arguments: &[&str], env: &[(&str, &str)]) -> Ran {
    let own = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
    let (arguments, database) = (own(arguments), place.url());
    let env: Vec<_> = env.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
    // The server answers meanwhile.
    tokio::task::spawn_blocking(move || {
        let folder = tempfile::tempdir().unwrap();
        let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
        let mut all = vec![("DATABASE_URL", database.as_str())];
        all.extend(env.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        mami(folder.path(), &arguments, &all, "")
    })
    .await
    .unwrap()
}

/// Runs it; it must do what it is told, and says this.
pub(crate) async fn says(place: &Arc<Place>, arguments: &[&str]) -> String {
    let ran = run(place, arguments, &[]).await;
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{arguments:?}: {}", ran.stdout);
    ran.stdout
}

/// Runs it; it must refuse, in words.
pub(crate) async fn refuses(place: &Arc<Place>, arguments: &[&str], code: i32, words: &str) {
    let ran = run(place, arguments, &[]).await;
    assert_eq!(ran.code, Some(code), "{arguments:?}: {} {}", ran.stdout, ran.stderr);
    assert!(ran.stderr.contains(words), "{arguments:?}: {}", ran.stderr);
    assert_eq!(ran.stdout, "", "{arguments:?}");
}

fn code_of(link: &str) -> &str {
    link.trim_end().rsplit_once("?code=").unwrap().1
}

async fn preview(server: &TestServer, code: &str) -> crate::server::Answer {
    server.nobody().post("/api/v1/auth/invites/preview", &json!({"invite_code": code})).await
}

fn not_signed_in(answer: &crate::server::Answer) {
    assert_eq!(answer.problem(), (401, "not_signed_in".to_owned()));
}

/// What whoever runs the server did, oldest first.
async fn deeds(ada: &Client) -> Vec<String> {
    let page = page(ada, "/api/v1/admin/audit", &[("limit", "200")]).await;
    let entries = page["items"].as_array().unwrap().iter().rev();
    let of_operator = entries.filter(|entry| entry["actor_name"].is_null());
    of_operator
        .map(|entry| {
            assert_eq!((&entry["actor_id"], &entry["address"]), (&Value::Null, &Value::Null), "{entry}");
            format!(
                "{} {}",
                entry["action"].as_str().unwrap(),
                entry["target_name"].as_str().unwrap_or_default()
            )
        })
        .collect()
}

#[tokio::test]
async fn people_are_invited_from_the_command_line() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let ada = server.owner().await;
        let link = says(&place, &["invite", "create"]).await;
        assert!(
            link.starts_with("http://127.0.0.1:8080/register?code=") && link.lines().count() == 1,
            "{link}"
        );
        let public = [("MAMI_SERVER__PUBLIC_URL", "https://mami.example/")];
        let arguments =
            ["invite", "create", "--role", "admin", "--uses", "2", "--days", "0", "--note", "The family"];
        let family = run(&place, &arguments, &public).await.stdout;
        assert!(family.starts_with("https://mami.example/register?code="), "{family}");

        let told = preview(&server, code_of(&link)).await.json();
        assert_eq!((&told["invited_by"], &told["role"]), (&Value::Null, &json!("member")));
        assert!(told["expires_at"].is_string(), "{told}");
        let expected = json!({"invited_by": null, "role": "admin", "expires_at": null});
        assert_eq!(preview(&server, code_of(&family)).await.json(), expected);
        let body = json!({"invite_code": code_of(&family), "username": "annie", "password": PASSWORD, "display_name": "Annie A."});
        let joined = server.nobody().post("/api/v1/auth/register", &body).await;
        assert_eq!((joined.status.as_u16(), &joined.json()["user"]["role"]), (201, &json!("admin")));

        let list = says(&place, &["invite", "list"]).await;
        let rows: Vec<Vec<&str>> = list.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(rows[0], ["ID", "ROLE", "STATUS", "USES", "UNTIL", "NOTE,", "WHO", "CAME"]);
        assert_eq!(
            rows[1].split_first().unwrap().1,
            ["admin", "open", "1/2", "for", "ever", "The", "family:", "Annie", "A."]
        );
        assert_eq!(rows[2].split_at(4).0.split_first().unwrap().1, ["member", "open", "0/1"]);
        let listed = ada.get("/api/v1/admin/invites").await.json();
        let ids: Vec<_> =
            listed["items"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect();
        assert_eq!([rows[1][0], rows[2][0]], [ids[0], ids[1]]);
        assert!(!list.contains(code_of(&family)) && !list.contains(code_of(&link)), "codes are shown once");

        assert!(says(&place, &["invite", "revoke", ids[0]]).await.contains("nobody"));
        let refused = preview(&server, code_of(&family)).await;
        assert_eq!(refused.problem(), (403, "invite_invalid".to_owned()), "at once");
        assert!(says(&place, &["invite", "list"]).await.contains("revoked"));
        assert_eq!(preview(&server, code_of(&link)).await.status, 200, "the other is as good as before");
        assert_eq!(
            deeds(&ada).await,
            ["invite.created ", "invite.created The family", "invite.revoked The family"]
        );
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn what_cannot_be_done_is_said_in_words_and_changes_nothing() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let ada = server.owner().await;
        let entries = place.count("audit_log").await;
        let absent = "01890000-0000-7000-8000-000000000000";
        for (arguments, code, words) in [
            (vec!["invite", "create", "--role", "owner"], 1, "role: must be member or admin"),
            (vec!["invite", "create", "--uses", "0"], 1, "max_uses: must be a number from 1 to 1000"),
            (vec!["invite", "create", "--uses", "1001"], 1, "max_uses: must be a number from 1 to 1000"),
            (vec!["invite", "create", "--note", "a\nb"], 1, "note: "),
            (vec!["invite", "revoke", absent], 1, "there is no such invite"),
            (vec!["user", "disable", "nobody"], 1, "there is no such account"),
            (vec!["user", "enable", "nobody"], 1, "there is no such account"),
            (vec!["user", "sessions", "nobody"], 1, "there is no such account"),
            (vec!["user", "sessions", "nobody", "--end"], 1, "there is no such account"),
            (vec!["user", "disable", "not a name"], 1, "there is no such account"),
            (vec!["user", "disable", OWNER], 1, "the last owner must stay"),
            // What is no command at all.
            (vec!["invite", "create", "--role", "king"], 2, "must be owner, admin or member"),
            (vec!["invite", "create", "--days", "-1"], 2, "-1"),
            (vec!["invite", "revoke", "x"], 2, "x"),
            (vec!["invite", "revoke"], 2, "<ID>"),
            (vec!["user", "disable"], 2, "<NAME>"),
            (vec!["user", "delete", OWNER], 2, "delete"),
        ] {
            refuses(&place, &arguments, code, words).await;
        }
        assert_eq!((place.count("invites").await, place.count("audit_log").await), (0, entries));
        me(&ada).await;
        drop(place);
        server.stop().await;
    }
    // Without a database, there is nobody to find, and none is made.
    let folder = tempfile::tempdir().unwrap();
    for arguments in
        [["user", "disable", "bob"], ["user", "sessions", "bob"], ["invite", "create", "--days=1"]]
    {
        let ran = mami(folder.path(), &arguments, &[], "");
        assert_eq!(ran.code, Some(1));
        assert!(ran.stderr.contains("there is no database"), "{}", ran.stderr);
    }
    assert!(!folder.path().join("data").exists());
}

#[tokio::test]
async fn an_account_is_closed_and_opened_beside_a_server_that_notices() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let (ada, bob) = (server.owner().await, server.member("bob").await);
        let device = server.remembered("bob").await;
        let program = server.nobody().with_key(make_key(&bob, &["chat"]).await["key"].as_str().unwrap());
        for client in [&bob, &device, &program] {
            me(client).await;
        }
        let told = feed(&bob).await;
        // Names are names in any case and width.
        let said = says(&place, &["user", "disable", "ＢＯＢ"]).await;
        assert!(said.contains("cannot sign in any more"), "{said}");
        for client in [&bob, &device, &program] {
            not_signed_in(&client.get(ME).await);
        }
        told.rest().await;
        let log_in = server.nobody().post("/api/v1/auth/login", &credentials("bob", PASSWORD)).await;
        assert_eq!(log_in.problem(), (401, "invalid_credentials".to_owned()));
        let list = says(&place, &["user", "list"]).await;
        let row = |list: &str| list.lines().find(|line| line.starts_with("bob")).unwrap().to_owned();
        assert!(row(&list).contains("closed"), "{list}");

        let said = says(&place, &["user", "enable", "bob"]).await;
        assert!(said.contains("can sign in again"), "{said}");
        for client in [&bob, &device, &program] {
            not_signed_in(&client.get(ME).await);
        }
        assert!(row(&says(&place, &["user", "list"]).await).contains("member"));
        server.sign_in("bob").await;
        assert_eq!(deeds(&ada).await, ["user.created bob", "user.disabled bob", "user.enabled bob"]);
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn devices_are_listed_and_signed_out_beside_a_server_that_notices() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let (ada, bob) = (server.owner().await, server.member("bob").await);
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        let nobody = server.nobody().with_header("user-agent", firefox);
        let answer = nobody.post("/api/v1/auth/login", &credentials("bob", PASSWORD)).await;
        let device = nobody.with_cookie_of(&answer);
        let key = make_key(&bob, &["chat"]).await;
        let program = server.nobody().with_key(key["key"].as_str().unwrap());

        let list = says(&place, &["user", "sessions", "bob"]).await;
        assert_eq!(list.lines().count(), 2, "{list}");
        assert!(list.lines().all(|line| line.contains("UTC") && line.contains("127.0.0.1")), "{list}");
        assert!(list.contains("Firefox") && list.contains("Linux"), "{list}");
        let told = feed(&device).await;
        let said = says(&place, &["user", "sessions", "bob", "--end"]).await;
        assert!(said.contains("signed out everywhere") && said.contains('2'), "{said}");
        for client in [&bob, &device] {
            not_signed_in(&client.get(ME).await);
        }
        told.rest().await;
        assert_eq!(says(&place, &["user", "sessions", "bob"]).await, "");
        me(&program).await;
        me(&ada).await;
        assert_eq!(deeds(&ada).await, ["user.created bob", "session.ended_all bob"]);
        drop(place);
        server.stop().await;
    }
}
