//! Each engine's own battery.

use std::sync::Arc;

use mami_auth::{Role, store::Accounts as _};
use mami_storage::testing::{Place, postgres, sqlite};

use crate::people::{entry, ids, new_user};

async fn auth_on(place: Place) {
    let db = place.open().await;
    mami_auth::testing::store_contract(Arc::new(db.clone())).await;
    db.close().await;
    place.remove().await;
}

async fn chat_on(place: Place) {
    let db = place.open().await;
    let mut people = Vec::new();
    for name in ["ada", "bob"] {
        let user = new_user(name, Role::Member);
        people.push(user.id);
        db.create_user(user, entry("user.created")).await.unwrap();
    }
    mami_chat::testing::store_contract(Arc::new(db.clone()), ids(), people[0], people[1]).await;
    db.close().await;
    place.remove().await;
}

async fn transfer_on(place: Place) {
    let db = place.open().await;
    let mut people = Vec::new();
    for name in ["ada", "bob"] {
        let user = new_user(name, Role::Member);
        people.push(user.id);
        db.create_user(user, entry("user.created")).await.unwrap();
    }
    mami_chat::testing::transfer_contract(Arc::new(db.clone()), ids(), people[0], people[1]).await;
    db.close().await;
    place.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn transfer_on_sqlite() {
    transfer_on(sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn transfer_on_postgres() {
    if let Some(place) = postgres().await {
        transfer_on(place).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn auth_on_sqlite() {
    auth_on(sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn auth_on_postgres() {
    if let Some(place) = postgres().await {
        auth_on(place).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn chat_on_sqlite() {
    chat_on(sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn chat_on_postgres() {
    if let Some(place) = postgres().await {
        chat_on(place).await;
    }
}

async fn personas_on(place: Place) {
    let db = place.open().await;
    let mut people = Vec::new();
    for name in ["ada", "bob"] {
        let user = new_user(name, Role::Member);
        people.push(user.id);
        db.create_user(user, entry("user.created")).await.unwrap();
    }
    mami_chat::testing::personas::store_contract(Arc::new(db.clone()), ids(), people[0], people[1]).await;
    db.close().await;
    place.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn personas_on_sqlite() {
    personas_on(sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn personas_on_postgres() {
    if let Some(place) = postgres().await {
        personas_on(place).await;
    }
}
