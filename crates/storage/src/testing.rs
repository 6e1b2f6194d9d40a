//! Databases to test on: a file of its own, a PostgreSQL database of its own.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails, in its helpers too")]

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use sea_orm::{ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, Statement};
use tempfile::TempDir;

use crate::{Access, Db, DbConfig, Target};

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A database that is gone when this is dropped (SQLite) or when it is [removed](Place::remove) (PostgreSQL).
#[derive(Debug)]
pub struct Place {
    /// How to open it.
    pub config: DbConfig,
    _directory: Option<TempDir>,
}

/// The settings of a test's database.
pub fn config(target: Target) -> DbConfig {
    DbConfig { target, read_connections: 4, max_connections: 12, busy: Duration::from_secs(5) }
}

/// A fresh SQLite file, not made yet.
pub fn sqlite() -> Place {
    let directory = tempfile::tempdir().unwrap();
    let target = Target::parse(None, directory.path()).unwrap();
    Place { config: config(target), _directory: Some(directory) }
}

/// A fresh PostgreSQL database; `None`, said aloud, where there is no server and none is demanded.
pub async fn postgres() -> Option<Place> {
    let Ok(url) = std::env::var("MAMI_TEST_POSTGRES_URL") else {
        assert!(
            std::env::var("MAMI_TEST_REQUIRE_SERVICES").is_err(),
            "MAMI_TEST_POSTGRES_URL must name a PostgreSQL server"
        );
        eprintln!("left out: MAMI_TEST_POSTGRES_URL names no PostgreSQL server");
        return None;
    };
    let name = format!("mami_test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let server: DatabaseConnection = Database::connect(&url).await.unwrap();
    server.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}")).await.unwrap();
    server.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
    server.close().await.unwrap();
    let (host, _) = url.rsplit_once('/').unwrap();
    Some(Place { config: config(Target::Postgres(format!("{host}/{name}"))), _directory: None })
}

impl Place {
    /// Opens it as a server does, its schema up to date.
    pub async fn open(&self) -> Db {
        let db = Db::connect(&self.config, Access::Server).await.unwrap();
        db.migrate().await.unwrap();
        db
    }

    /// Its address, as `DATABASE_URL` takes it.
    pub fn url(&self) -> String {
        match &self.config.target {
            Target::Sqlite { path, .. } => format!("sqlite://{}?mode=rwc", path.display()),
            Target::Postgres(url) => url.clone(),
        }
    }

    /// A connection beside Mami's own, to do what Mami would not. There is just one under it, so that what is begun in one
    /// call goes on in the next.
    pub async fn raw(&self) -> DatabaseConnection {
        let mut options = ConnectOptions::new(self.url());
        options.max_connections(1).sqlx_logging(false);
        Database::connect(options).await.unwrap()
    }

    /// How many rows `table` has. For tests that may not know of the database's library.
    pub async fn count(&self, table: &str) -> i64 {
        let raw = self.raw().await;
        let rows =
            Statement::from_string(raw.get_database_backend(), format!("SELECT COUNT(*) FROM {table}"));
        let row = raw.query_one_raw(rows).await.unwrap().unwrap();
        raw.close().await.unwrap();
        row.try_get_by_index(0).unwrap()
    }

    /// Does what no API does.
    pub async fn execute(&self, statement: &str) {
        let raw = self.raw().await;
        raw.execute_unprepared(statement).await.unwrap();
        raw.close().await.unwrap();
    }

    /// Holds the lock that a writer needs (of a SQLite file, of all tables) until the other program lets go of it.
    pub async fn lock(&self) -> Lock {
        let raw = self.raw().await;
        match &self.config.target {
            Target::Sqlite { .. } => {
                raw.execute_unprepared("BEGIN IMMEDIATE").await.unwrap();
            }
            Target::Postgres(_) => {
                raw.execute_unprepared(
                    "BEGIN; LOCK TABLE users, sessions, conversations, messages IN EXCLUSIVE MODE",
                )
                .await
                .unwrap();
            }
        }
        Lock(raw)
    }

    /// Removes a PostgreSQL database.
    pub async fn remove(self) {
        if let Target::Postgres(url) = &self.config.target {
            let (host, name) = url.rsplit_once('/').unwrap();
            let server = Database::connect(format!("{host}/postgres")).await.unwrap();
            server.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)")).await.unwrap();
        }
    }
}

/// What [`Place::lock`] holds.
#[derive(Debug)]
pub struct Lock(DatabaseConnection);

impl Lock {
    /// Lets go.
    pub async fn release(self) {
        self.0.execute_unprepared("ROLLBACK").await.unwrap();
        self.0.close().await.unwrap();
    }
}
