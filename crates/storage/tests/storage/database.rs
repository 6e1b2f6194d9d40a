//! The database itself: opening, migrating, refusing, surviving.

use mami_storage::{Access, ConnectError, Db, Target};
use sea_orm::ConnectionTrait;

use mami_storage::testing::{Place, config, postgres, sqlite};

#[tokio::test]
async fn a_database_that_was_named_must_be_there() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("mistyped.db");
    let url = format!("sqlite://{}", path.display());
    let target = Target::parse(Some(&url), directory.path()).unwrap();
    let refused = Db::connect(&config(target), Access::Server).await.err().unwrap();
    assert!(matches!(refused, ConnectError::Missing(_)), "{refused}");
    assert!(!path.exists(), "nothing was made");

    let target = Target::parse(Some(&format!("{url}?mode=rwc")), directory.path()).unwrap();
    Db::connect(&config(target), Access::Server).await.unwrap().close().await;
    assert!(path.exists());
}

#[test]
fn an_address_that_is_none_is_refused_without_showing_a_password() {
    for url in ["mysql://u:secret@h/d", "sqlite::memory:", "sqlite://", "sqlite://x?cache=shared", "x"] {
        let refused = Target::parse(Some(url), ".".as_ref()).unwrap_err().to_string();
        assert!(!refused.contains("secret"), "{refused}");
    }
    let target = Target::parse(Some("postgres://u:secret@h:5432/d?sslmode=disable"), ".".as_ref()).unwrap();
    assert_eq!(target.to_string(), "PostgreSQL, h:5432/d");
    assert_eq!(format!("{target:?}"), "PostgreSQL, h:5432/d");
}

#[tokio::test]
async fn one_server_on_a_file_and_tools_beside_it() {
    let place = sqlite();
    let server = place.open().await;
    let second = Db::connect(&place.config, Access::Server).await.err().unwrap();
    assert!(matches!(second, ConnectError::InUse(_)), "{second}");
    Db::connect(&place.config, Access::Tool).await.unwrap().close().await;
    server.close().await;
    place.open().await.close().await;
}

#[cfg(unix)]
#[tokio::test]
async fn the_file_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let place = sqlite();
    place.open().await.close().await;
    let Target::Sqlite { path, .. } = &place.config.target else { unreachable!() };
    assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
}

async fn a_newer_database_is_refused(place: Place) {
    place.open().await.close().await;
    let raw = place.raw().await;
    raw.execute_unprepared(
        "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_from_the_future', 1)",
    )
    .await
    .unwrap();
    raw.close().await.unwrap();
    let db = Db::connect(&place.config, Access::Server).await.unwrap();
    let refused = db.migrate().await.unwrap_err();
    assert!(
        matches!(&refused, ConnectError::Newer(steps) if steps == &["m9999_from_the_future"]),
        "{refused}"
    );
    assert!(db.check().await.is_err());
    db.close().await;
    place.remove().await;
}

#[tokio::test]
async fn case_109_a_newer_database_is_refused_on_sqlite() {
    a_newer_database_is_refused(sqlite()).await;
}

#[tokio::test]
async fn case_109_a_newer_database_is_refused_on_postgres() {
    if let Some(place) = postgres().await {
        a_newer_database_is_refused(place).await;
    }
}

async fn many_migrate_at_once(place: Place) {
    let first = Db::connect(&place.config, Access::Tool).await.unwrap();
    let mut all = Vec::new();
    for _ in 0..4 {
        let db = Db::connect(&place.config, Access::Tool).await.unwrap();
        all.push(tokio::spawn(async move {
            let steps = db.migrate().await.unwrap();
            db.close().await;
            steps
        }));
    }
    let mut worked = 0;
    for one in all {
        worked += usize::from(!one.await.unwrap().is_empty());
    }
    assert_eq!(worked, 1);
    first.check().await.unwrap();
    first.close().await;
    place.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_migrates_and_the_others_wait_on_sqlite() {
    many_migrate_at_once(sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_migrates_and_the_others_wait_on_postgres() {
    if let Some(place) = postgres().await {
        many_migrate_at_once(place).await;
    }
}

async fn every_step_can_be_taken_back(place: Place) {
    use sea_orm_migration::MigratorTrait;
    place.open().await.close().await;
    let raw = place.raw().await;
    mami_migration::Migrator::down(&raw, None).await.unwrap();
    mami_migration::Migrator::up(&raw, None).await.unwrap();
    raw.close().await.unwrap();
    place.open().await.close().await;
    place.remove().await;
}

#[tokio::test]
async fn every_step_can_be_taken_back_on_sqlite() {
    every_step_can_be_taken_back(sqlite()).await;
}

#[tokio::test]
async fn every_step_can_be_taken_back_on_postgres() {
    if let Some(place) = postgres().await {
        every_step_can_be_taken_back(place).await;
    }
}
