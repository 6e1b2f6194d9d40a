//! Whatever ends an account's sign-ins ends all that goes on with them, on every server.

use std::{sync::Arc, time::Duration};

use futures_util::future::join_all;
use mami_storage::testing::Place;
use mami_upstream::Script;
use rstest::rstest;
use serde_json::{Value, json};

use super::{ME, is_signed_in, is_signed_out, key};
use crate::{
    server::{Client, Events, PASSWORD, TestServer, credentials, places},
    turn::{feed, id, message},
};

const NEW_PASSWORD: &str = "battery staple horse";
/// Five seconds are the promise; the rest is for a machine that is busy with other tests.
const SOON: Duration = Duration::from_secs(9);

/// What is done to an account.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Deed {
    PasswordChanged,
    PasswordReset,
    Disabled,
    Deleted,
    SignedOut,
}

impl Deed {
    /// Does it. The devices that may go on are given back.
    async fn done(self, ada: &Client, bob: &Client) -> Option<Client> {
        let id = id(&bob.get(ME).await.json(), "id");
        let path = format!("/api/v1/admin/users/{id}");
        let answer = match self {
            Self::PasswordChanged => {
                let body = json!({"current_password": PASSWORD, "new_password": NEW_PASSWORD});
                let answer = bob.put("/api/v1/auth/password", &body).await;
                assert_eq!(answer.status, 204, "{}", answer.body);
                return Some(bob.with_cookie_of(&answer));
            }
            Self::PasswordReset => {
                let link = ada.post(&format!("{path}/reset-password"), &Value::Null).await.json();
                let body = json!({"token": link["token"], "new_password": NEW_PASSWORD});
                ada.post("/api/v1/auth/password-reset", &body).await
            }
            Self::Disabled => ada.patch(&path, &json!({"disabled": true})).await,
            Self::Deleted => ada.delete(&path).await,
            Self::SignedOut => ada.post(&format!("{path}/end-sessions"), &Value::Null).await,
        };
        assert!(answer.status.is_success(), "{}", answer.body);
        None
    }

    /// Keys are for programs: nobody is signed in with them.
    fn ends_keys(self) -> bool {
        self != Self::SignedOut
    }

    /// Which passwords sign in afterwards: the old one, the new one.
    fn passwords(self) -> [bool; 2] {
        match self {
            Self::PasswordChanged | Self::PasswordReset => [false, true],
            Self::Disabled | Self::Deleted => [false, false],
            Self::SignedOut => [true, false],
        }
    }
}

/// One server, and a second one where the database takes more.
async fn servers(place: &Arc<Place>) -> Vec<TestServer> {
    let mut servers = vec![TestServer::answering_on(place, Script::default(), &[]).await];
    if place.url().starts_with("postgres") {
        servers.push(TestServer::answering_on(place, Script::default(), &[]).await);
    }
    servers
}

async fn end(mut events: Events) {
    while events.next().await.is_some() {}
}

#[rstest]
#[tokio::test]
async fn case_006_whatever_ends_the_sign_ins_of_an_account_ends_cookies_keys_and_streams(
    #[values(Deed::PasswordChanged, Deed::PasswordReset, Deed::Disabled, Deed::Deleted, Deed::SignedOut)]
    deed: Deed,
) {
    for place in places().await {
        let servers = servers(&place).await;
        let (near, far) = (&servers[0], servers.last().unwrap());
        let ada = near.owner().await;
        let bob = near.member("bob").await;
        let (browser, phone) = (far.sign_in("bob").await, far.remembered("bob").await);
        let program = far.nobody().with_key(&key(&browser).await);
        let far_ada = ada.at_url(&far.url);
        let mut bystander = feed(&far_ada).await;
        let mut of_program = feed(&program).await;
        let mut turn = browser.chat(&message("[[tokens=2000 every=50]]")).await;
        let running = id(&turn.until("start").await.data, "message_id");
        turn.until("delta").await;
        let mut streams =
            vec![feed(&browser).await, feed(&phone).await, phone.follow(&running, 0).await, turn];
        if deed.ends_keys() {
            streams.push(program.follow(&running, 0).await);
        }

        let stays = deed.done(&ada, &bob).await;
        // At once, wherever one asks.
        for server in &servers {
            for dead in [&browser, &phone, &phone.with_only("mami_remember")] {
                is_signed_out(&dead.at_url(&server.url)).await;
            }
            let program = program.at_url(&server.url);
            if deed.ends_keys() {
                is_signed_out(&program).await
            } else {
                is_signed_in(&program).await
            }
            if stays.is_none() {
                is_signed_out(&bob.at_url(&server.url)).await;
            }
            for (password, works) in [PASSWORD, NEW_PASSWORD].into_iter().zip(deed.passwords()) {
                let answer = server.nobody().post("/api/v1/auth/login", &credentials("bob", password)).await;
                assert_eq!(answer.status == 200, works, "{deed:?} {password}: {}", answer.body);
            }
        }
        // What was open, soon.
        tokio::time::timeout(SOON, join_all(streams.into_iter().map(end))).await.unwrap();
        if deed.ends_keys() {
            tokio::time::timeout(SOON, end(of_program)).await.unwrap();
        } else {
            assert_eq!(program.post("/api/v1/conversations", &json!({})).await.status, 201);
            of_program.until("conversation").await;
            let cancelled = program.post(&format!("/api/v1/chat/{running}/cancel"), &json!({})).await;
            assert_eq!(cancelled.status, 202, "{}", cancelled.body);
        }
        // Nobody else notices.
        if let Some(stays) = stays {
            is_signed_in(&stays).await;
        }
        let made = far_ada.post("/api/v1/conversations", &json!({})).await.json();
        assert_eq!(bystander.next().await.unwrap().data["conversation_id"], made["id"]);
        drop(place);
        for server in servers {
            server.stop().await;
        }
    }
}
