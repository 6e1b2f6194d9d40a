//! The people who are in, and who may manage whom.

mod last_owner;

use mami_auth::Role;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    server::{Answer, Client, OWNER, PASSWORD, TestServer, credentials, places},
    turn::feed,
};

const USERS: &str = "/api/v1/admin/users";
const ME: &str = "/api/v1/auth/me";

/// Sends a body with any method.
pub(crate) async fn send(client: &Client, method: Method, path: &str, body: &Value) -> Answer {
    Client::answer(client.request(method, path).json(body)).await
}

/// The account that a client is signed in with.
pub(crate) async fn me(client: &Client) -> Value {
    let answer = client.get(ME).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

/// The id of that account.
pub(crate) async fn id_of(client: &Client) -> String {
    me(client).await["id"].as_str().unwrap().to_owned()
}

/// Where those who run the place find an account.
pub(crate) async fn path_of(client: &Client) -> String {
    format!("{USERS}/{}", id_of(client).await)
}

/// A page of a list that answers such a query.
pub(crate) async fn page(client: &Client, path: &str, query: &[(&str, &str)]) -> Value {
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
    let answer = client.get(&format!("{path}?{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.body);
    answer.json()
}

/// The usernames that a query finds.
async fn found(client: &Client, query: &[(&str, &str)]) -> Vec<String> {
    let page = page(client, USERS, query).await;
    page["items"].as_array().unwrap().iter().map(|it| it["username"].as_str().unwrap().to_owned()).collect()
}

/// Everything that can be done to somebody else's account.
fn deeds(path: &str) -> Vec<(Method, String, Value)> {
    let mut deeds: Vec<_> = [
        json!({"role": "owner"}),
        json!({"role": "admin"}),
        json!({"role": "member"}),
        json!({"disabled": true}),
        json!({"disabled": false}),
        json!({"display_name": "Somebody"}),
        json!({}),
    ]
    .into_iter()
    .map(|body| (Method::PATCH, path.to_owned(), body))
    .collect();
    for deed in ["reset-password", "reset-second-factor", "end-sessions"] {
        deeds.push((Method::POST, format!("{path}/{deed}"), Value::Null));
    }
    deeds.push((Method::DELETE, path.to_owned(), Value::Null));
    deeds
}

#[tokio::test]
async fn everybody_is_listed_newest_first_page_by_page() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let ada = server.owner().await;
        for name in ["bob", "cleo", "dora", "emil"] {
            server.create(name, Role::Member).await;
        }
        let everybody = ["emil", "dora", "cleo", "bob", OWNER];
        for limit in ["1", "2", "3", "5", "200"] {
            let (mut names, mut cursor) = (Vec::new(), None::<String>);
            loop {
                let mut query = vec![("limit", limit)];
                query.extend(cursor.as_deref().map(|cursor| ("cursor", cursor)));
                let page = page(&ada, USERS, &query).await;
                let items = page["items"].as_array().unwrap();
                assert!(items.len() <= limit.parse::<usize>().unwrap());
                names.extend(items.iter().map(|item| item["username"].as_str().unwrap().to_owned()));
                cursor = page["next_cursor"].as_str().map(str::to_owned);
                if cursor.is_none() {
                    break;
                }
            }
            assert_eq!(names, everybody, "{limit}");
        }

        let page = ada.get(&format!("{USERS}?limit=1")).await.json();
        let emil = &page["items"][0];
        assert_eq!(ada.get(&format!("{USERS}/{}", emil["id"].as_str().unwrap())).await.json(), *emil);
        let expected = json!({
            "id": emil["id"], "username": "emil", "display_name": "emil", "role": "member", "disabled": false,
            "second_factor": false, "created_at": emil["created_at"], "last_seen_at": null, "invited_by": null,
        });
        assert_eq!(*emil, expected);
        server.sign_in("emil").await;
        assert!(ada.get(&format!("{USERS}?q=emil")).await.json()["items"][0]["last_seen_at"].is_string());

        for (query, pointer) in [
            ("limit=0", "/limit"),
            ("limit=201", "/limit"),
            ("limit=-1", "/limit"),
            ("limit=9223372036854775808", "/limit"),
            ("cursor=x", "/cursor"),
        ] {
            assert_eq!(ada.get(&format!("{USERS}?{query}")).await.pointers(), [pointer], "{query}");
        }
        for query in ["role=king", "disabled=maybe", "sort=name"] {
            assert_eq!(ada.get(&format!("{USERS}?{query}")).await.problem().0, 422, "{query}");
        }
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn people_are_found_by_a_part_of_either_name_in_any_case() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let ada = server.owner().await;
        for (username, display_name) in [
            ("Straße", "Anna Ärmel"),
            ("ΣΊΣΥΦΟΣ", "der mit dem Stein"),
            ("percent%", "100% sure"),
            ("under_score", "a_b"),
            ("back\\slash", "C:\\"),
            ("quote'name", "O'Hara \"x\""),
            ("plain", "axb 1000"),
        ] {
            server.create(username, Role::Member).await;
            let id = ada.get(USERS).await.json()["items"][0]["id"].as_str().unwrap().to_owned();
            let renamed = ada.patch(&format!("{USERS}/{id}"), &json!({ "display_name": display_name })).await;
            assert_eq!(renamed.json()["display_name"], display_name);
        }
        for (text, expected) in [
            ("ADA", vec![OWNER]),
            ("ärMEL", vec!["Straße"]),
            ("STRASSE", vec!["Straße"]),
            ("straße", vec!["Straße"]),
            ("σίσυφος", vec!["ΣΊΣΥΦΟΣ"]),
            ("dem stein", vec!["ΣΊΣΥΦΟΣ"]),
            ("  Stein ", vec!["ΣΊΣΥΦΟΣ"]),
            // What LIKE and SQL take for their own is data.
            ("%", vec!["percent%"]),
            ("100%", vec!["percent%"]),
            ("_", vec!["under_score"]),
            ("a_b", vec!["under_score"]),
            ("\\", vec!["back\\slash"]),
            ("'", vec!["quote'name"]),
            ("\"X\"", vec!["quote'name"]),
            ("' OR 1=1 --", vec![]),
            ("\0", vec![]),
            ("ada\0", vec![]),
            ("nobody", vec![]),
        ] {
            assert_eq!(found(&ada, &[("q", text)]).await, expected, "{text:?}");
        }
        assert_eq!(found(&ada, &[("q", "")]).await.len(), 8, "an empty search is none");
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn people_are_found_by_role_and_by_whether_their_account_is_closed() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let ada = server.owner().await;
        server.create("annie", Role::Admin).await;
        let (bob, cleo) = (server.member("bob").await, server.member("cleo").await);
        assert_eq!(
            ada.patch(&path_of(&cleo).await, &json!({"disabled": true})).await.json()["disabled"],
            true
        );
        drop(bob);
        for (query, expected) in [
            (vec![("role", "member")], vec!["cleo", "bob"]),
            (vec![("role", "admin")], vec!["annie"]),
            (vec![("role", "owner")], vec![OWNER]),
            (vec![("disabled", "true")], vec!["cleo"]),
            (vec![("disabled", "false")], vec!["bob", "annie", OWNER]),
            (vec![("role", "member"), ("disabled", "false")], vec!["bob"]),
            (vec![("role", "member"), ("q", "A")], vec![]),
            (vec![("role", "admin"), ("disabled", "false"), ("q", "NN")], vec!["annie"]),
        ] {
            assert_eq!(found(&ada, &query).await, expected, "{query:?}");
        }
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn an_admin_manages_members_and_nobody_else() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let ada = server.owner().await;
        server.create("annie", Role::Admin).await;
        server.create("amos", Role::Admin).await;
        let (annie, amos) = (server.sign_in("annie").await, server.sign_in("amos").await);
        let (bob, cleo) = (server.member("bob").await, server.member("cleo").await);
        let (before, entries) = (ada.get(USERS).await.json(), place.count("audit_log").await);

        for (who, other) in [("the owner", &ada), ("another admin", &amos), ("oneself", &annie)] {
            for (method, path, body) in deeds(&path_of(other).await) {
                let answer = send(&annie, method.clone(), &path, &body).await;
                let own = who == "oneself" && answer.problem() == (409, "use_account_page".to_owned());
                let refused = own || answer.problem() == (403, "not_allowed".to_owned());
                assert!(refused, "{who}: {method} {path} {body}: {answer:?}");
            }
        }
        let bobs = path_of(&bob).await;
        for role in ["admin", "owner"] {
            let answer = annie.patch(&bobs, &json!({"role": role, "display_name": "Boss"})).await;
            assert_eq!(answer.problem(), (403, "not_allowed".to_owned()), "an admin makes nobody {role}");
        }
        for (method, path, body) in deeds(&path_of(&cleo).await) {
            let answer = send(&bob, method, &path, &body).await;
            assert_eq!(answer.problem(), (403, "not_allowed".to_owned()), "a member manages nobody");
        }
        assert_eq!(ada.get(USERS).await.json(), before, "nothing has changed");
        assert_eq!(place.count("audit_log").await, entries, "and nothing was noted");
        for client in [&ada, &amos, &annie, &bob, &cleo] {
            me(client).await;
        }

        let changed = annie.patch(&bobs, &json!({"display_name": " Bobby "})).await;
        assert_eq!((changed.status.as_u16(), &changed.json()["display_name"]), (200, &json!("Bobby")));
        assert_eq!(annie.patch(&bobs, &json!({"role": "member"})).await.status, 200);
        assert_eq!(annie.post(&format!("{bobs}/reset-password"), &Value::Null).await.status, 201);
        assert_eq!(annie.post(&format!("{bobs}/reset-second-factor"), &Value::Null).await.status, 204);
        assert_eq!(annie.post(&format!("{bobs}/end-sessions"), &Value::Null).await.status, 204);
        assert_eq!(bob.get(ME).await.problem(), (401, "not_signed_in".to_owned()));
        assert_eq!(annie.patch(&bobs, &json!({"disabled": true})).await.json()["disabled"], true);
        assert_eq!(annie.delete(&bobs).await.status, 204);
        assert_eq!(annie.get(&bobs).await.problem(), (404, "not_found".to_owned()));
        drop(place);
        server.stop().await;
    }
}

#[tokio::test]
async fn an_owner_makes_admins_and_owners_and_takes_it_back() {
    let server = TestServer::start(&[]).await;
    let (ada, bob) = (server.owner().await, server.member("bob").await);
    let bobs = path_of(&bob).await;
    for role in ["admin", "owner", "admin", "member", "owner", "member"] {
        let changed = ada.patch(&bobs, &json!({"role": role})).await;
        assert_eq!((changed.status.as_u16(), &changed.json()["role"]), (200, &json!(role)));
        assert_eq!(me(&bob).await["role"], role);
        let expected = if role == "member" { 403 } else { 200 };
        assert_eq!(bob.get(USERS).await.status, expected, "rights are read at each request: {role}");
    }
    // For what takes a proof on the account page, nobody gets around that here.
    let adas = path_of(&ada).await;
    for answer in [
        ada.delete(&adas).await,
        ada.post(&format!("{adas}/reset-password"), &Value::Null).await,
        ada.post(&format!("{adas}/reset-second-factor"), &Value::Null).await,
    ] {
        assert_eq!(answer.problem(), (409, "use_account_page".to_owned()));
    }

    for (body, pointer) in [
        (json!({"role": "king"}), "/role"),
        (json!({"display_name": ""}), "/display_name"),
        (json!({"display_name": "a\r\nb"}), "/display_name"),
        (json!({"disabled": "yes"}), "/disabled"),
        (json!({"username": "boss"}), "/username"),
        (json!({"id": "01890000-0000-7000-8000-000000000000"}), "/id"),
        (json!({"second_factor": false}), "/second_factor"),
        (json!({"password": PASSWORD}), "/password"),
    ] {
        assert_eq!(ada.patch(&bobs, &body).await.pointers(), [pointer], "{body}");
    }
    for id in ["01890000-0000-7000-8000-000000000000", "bob", "%00"] {
        for (method, path, body) in deeds(&format!("{USERS}/{id}")) {
            let answer = send(&ada, method, &path, &body).await;
            assert_eq!(answer.problem(), (404, "not_found".to_owned()), "{path} {body}");
        }
    }
    server.stop().await;
}

#[tokio::test]
async fn a_closed_account_is_signed_out_everywhere_and_opening_it_revives_nothing() {
    for place in places().await {
        let server = TestServer::on(&place, &[]).await;
        let (ada, bob) = (server.owner().await, server.member("bob").await);
        let bobs = path_of(&bob).await;
        let mut remembering = credentials("bob", PASSWORD);
        remembering["remember_me"] = true.into();
        let remembered = server.nobody().post("/api/v1/auth/login", &remembering).await;
        let cookies: Vec<_> = remembered
            .headers
            .get_all("set-cookie")
            .iter()
            .map(|set| set.to_str().unwrap().split(';').next().unwrap().to_owned())
            .collect();
        let device = server.nobody().with_cookie(&cookies.join("; "));
        let key = bob.post("/api/v1/auth/api-keys", &json!({"name": "cli", "scopes": ["chat"]})).await.json();
        let link = ada.post(&format!("{bobs}/reset-password"), &Value::Null).await.json();
        let by_key = |server: &TestServer| {
            let request = server.nobody().request(Method::GET, ME);
            Client::answer(request.bearer_auth(key["key"].as_str().unwrap()))
        };
        assert_eq!(by_key(&server).await.status, 200);
        me(&device).await;
        let following = feed(&bob).await;

        assert_eq!(ada.patch(&bobs, &json!({"disabled": true})).await.status, 200);
        // What is streamed to him ends; it would go on for ever otherwise.
        following.rest().await;
        let refused = async || {
            for answer in [bob.get(ME).await, device.get(ME).await, by_key(&server).await] {
                assert_eq!(answer.problem(), (401, "not_signed_in".to_owned()));
            }
            let body = json!({"token": link["token"], "new_password": "another horse battery"});
            let answer = server.nobody().post("/api/v1/auth/password-reset", &body).await;
            assert_eq!(answer.problem(), (403, "reset_invalid".to_owned()));
        };
        refused().await;
        let log_in = server.nobody().post("/api/v1/auth/login", &credentials("bob", PASSWORD)).await;
        assert_eq!(log_in.problem(), (401, "invalid_credentials".to_owned()));
        let link = ada.post(&format!("{bobs}/reset-password"), &Value::Null).await;
        if link.status == 201 {
            let body = json!({"token": link.json()["token"]});
            let answer = server.nobody().post("/api/v1/auth/password-reset/preview", &body).await;
            assert_eq!(answer.problem(), (403, "reset_invalid".to_owned()), "no link opens a closed account");
        }

        assert_eq!(ada.patch(&bobs, &json!({"disabled": false})).await.json()["disabled"], false);
        refused().await;
        let bob = server.sign_in("bob").await;
        assert_eq!(bob.get("/api/v1/auth/api-keys").await.json()["items"], json!([]));
        drop(place);
        server.stop().await;
    }
}
