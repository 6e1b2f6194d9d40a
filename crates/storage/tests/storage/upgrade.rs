//! A database that an older Mami made, and what becomes of it.

use chrono::{DateTime, TimeDelta, Utc};
use mami_auth::{
    PeopleFilter, Person, Role, Slice,
    store::{Accounts, Sessions},
};
use mami_migration::Migrator;
use mami_ports::{SessionId, UserId};
use mami_storage::{
    Access, Db,
    testing::{Place, postgres, sqlite},
};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement, Value, prelude::Uuid};
use sea_orm_migration::MigratorTrait;

const ADA: UserId = UserId::from_uuid(Uuid::from_u128(2));
const EMILE: UserId = UserId::from_uuid(Uuid::from_u128(3));
const PHONE: SessionId = SessionId::from_uuid(Uuid::from_u128(4));
const LAPTOP: SessionId = SessionId::from_uuid(Uuid::from_u128(5));
const ALL: Slice = Slice { before: None, limit: 100 };

/// As many steps as were added since the first release.
fn but_the_first() -> Option<u32> {
    u32::try_from(Migrator::migrations().len() - 1).ok()
}

fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(1_800_000_000_123_456).unwrap() + TimeDelta::minutes(minutes)
}

async fn run<const N: usize>(raw: &DatabaseConnection, statement: &str, values: [Value; N]) {
    let statement = Statement::from_sql_and_values(raw.get_database_backend(), statement, values);
    raw.execute_raw(statement).await.unwrap();
}

/// What the first release left: an owner with two sessions and a conversation, and a member who never signed in.
async fn fill_m0001(raw: &DatabaseConnection) {
    Migrator::up(raw, Some(1)).await.unwrap();
    let user = "INSERT INTO users (id, username, username_key, display_name, role, password_hash, created_at) \
                VALUES ($1, $2, $2, $3, $4, 'a hash', $5)";
    run(raw, user, [ADA.uuid().into(), "ada".into(), "Ada".into(), "owner".into(), at(0).into()]).await;
    run(raw, user, [EMILE.uuid().into(), "em".into(), "Émile Ä_Ω".into(), "member".into(), at(1).into()])
        .await;
    run(raw, "INSERT INTO bootstrap (id, owner_id) VALUES (1, $1)", [ADA.uuid().into()]).await;
    let session = "INSERT INTO sessions (id, user_id, token_hash, created_at, last_seen_at, expires_at) \
                   VALUES ($1, $2, $3, $4, $5, $6)";
    for (id, token, seen) in [(PHONE, 7u8, 30), (LAPTOP, 8, 20)] {
        let token = vec![token; 32];
        let values =
            [id.uuid().into(), ADA.uuid().into(), token.into(), at(2).into(), at(seen).into(), at(60).into()];
        run(raw, session, values).await;
    }
    let conversation = "INSERT INTO conversations (id, user_id, title, created_at, updated_at) \
                        VALUES ($1, $2, 'Tea', $3, $3)";
    run(raw, conversation, [Uuid::from_u128(6).into(), ADA.uuid().into(), at(3).into()]).await;
}

async fn find(db: &Db, text: &str) -> Vec<UserId> {
    let filter = PeopleFilter { text: Some(text.to_owned()), ..PeopleFilter::default() };
    db.people(&filter, ALL).await.unwrap().into_iter().map(|person: Person| person.id).collect()
}

/// Nothing is lost, and what is there works.
async fn check(place: &Place, db: &Db) {
    assert!(!db.needs_owner().await.unwrap());
    let ada = db.credentials("ada").await.unwrap().unwrap();
    assert_eq!((ada.user.id, ada.user.role, ada.password_hash.as_str()), (ADA, Role::Owner, "a hash"));
    assert_eq!((ada.disabled, ada.user.second_factor, ada.totp.is_none()), (false, false, true));
    assert_eq!(db.person(ADA).await.unwrap().unwrap().last_seen_at, Some(at(30)), "as its sessions tell");
    assert_eq!(db.person(EMILE).await.unwrap().unwrap().last_seen_at, None);
    assert_eq!(find(db, "éMILE ä_ω").await, [EMILE], "whatever the letters and their case");

    let (phone, user) = db.session_user(&[7; 32].into(), at(40)).await.unwrap().unwrap();
    assert_eq!((phone.id, user.id, phone.remembered_until), (PHONE, ADA, None));
    let sessions = db.sessions(ADA, at(40)).await.unwrap();
    assert_eq!(sessions.iter().map(|session| session.id).collect::<Vec<_>>(), [PHONE, LAPTOP]);
    assert_eq!(place.count("conversations").await, 1);
}

async fn an_upgrade_keeps_everything(place: Place) {
    Db::connect(&place.config, Access::Server).await.unwrap().close().await;
    let raw = place.raw().await;
    fill_m0001(&raw).await;

    let db = place.open().await;
    check(&place, &db).await;
    db.close().await;

    Migrator::down(&raw, but_the_first()).await.unwrap();
    let owner = Statement::from_string(raw.get_database_backend(), "SELECT owner_id FROM bootstrap");
    let owner: Uuid = raw.query_one_raw(owner).await.unwrap().unwrap().try_get_by_index(0).unwrap();
    assert_eq!(owner, ADA.uuid());
    let db = place.open().await;
    check(&place, &db).await;

    assert_eq!(db.delete_expired(at(60), at(60)).await.unwrap(), 2, "they end as they would have");
    db.close().await;
    raw.close().await.unwrap();
    place.remove().await;
}

#[tokio::test]
async fn case_109_an_upgrade_keeps_everything_on_sqlite() {
    an_upgrade_keeps_everything(sqlite()).await;
}

#[tokio::test]
async fn case_109_an_upgrade_keeps_everything_on_postgres() {
    if let Some(place) = postgres().await {
        an_upgrade_keeps_everything(place).await;
    }
}

async fn an_upgrade_before_set_up_leaves_it_to_do(place: Place) {
    Db::connect(&place.config, Access::Server).await.unwrap().close().await;
    let raw = place.raw().await;
    Migrator::up(&raw, Some(1)).await.unwrap();
    let db = place.open().await;
    assert!(db.needs_owner().await.unwrap());
    Migrator::down(&raw, but_the_first()).await.unwrap();
    Migrator::up(&raw, None).await.unwrap();
    assert!(db.needs_owner().await.unwrap());
    db.close().await;
    raw.close().await.unwrap();
    place.remove().await;
}

#[tokio::test]
async fn case_109_an_upgrade_before_set_up_leaves_it_to_do_on_sqlite() {
    an_upgrade_before_set_up_leaves_it_to_do(sqlite()).await;
}

#[tokio::test]
async fn case_109_an_upgrade_before_set_up_leaves_it_to_do_on_postgres() {
    if let Some(place) = postgres().await {
        an_upgrade_before_set_up_leaves_it_to_do(place).await;
    }
}
