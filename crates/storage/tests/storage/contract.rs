//! Each engine's own battery.

use std::sync::Arc;

use mami_auth::{DisplayName, NewUser, PasswordHash, Role, Store as _, Username};
use mami_ports::{Clock, Ids, SystemClock, SystemRandom, UserId};
use sea_orm::{ConnectionTrait, Statement};

use mami_storage::testing::{Place, postgres, sqlite};

fn ids() -> Ids {
    Ids::new(Arc::new(SystemClock), Arc::new(SystemRandom))
}

async fn auth_on(place: Place) {
    let db = place.open().await;
    let raw = place.raw().await;
    mami_auth::testing::store_contract(Arc::new(db.clone()), async |id: UserId| {
        let backend = raw.get_database_backend();
        let disable = "UPDATE users SET disabled_at = created_at WHERE id = $1";
        raw.execute_raw(Statement::from_sql_and_values(backend, disable, [id.uuid().into()])).await.unwrap();
    })
    .await;
    raw.close().await.unwrap();
    db.close().await;
    place.remove().await;
}

async fn chat_on(place: Place) {
    let db = place.open().await;
    let (ids, mut people) = (ids(), Vec::new());
    for name in ["ada", "bob"] {
        let username = Username::parse(name).unwrap();
        let user = NewUser {
            id: ids.next(),
            display_name: DisplayName::from(&username),
            username,
            role: Role::Member,
            password_hash: PasswordHash::from("no hash".to_owned()),
            created_at: SystemClock.now(),
        };
        people.push(user.id);
        db.create_user(user).await.unwrap();
    }
    mami_chat::testing::store_contract(Arc::new(db.clone()), ids, people[0], people[1]).await;
    db.close().await;
    place.remove().await;
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
