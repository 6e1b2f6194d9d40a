//! Databases to test on: a file of its own, a PostgreSQL schema of its own.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use mami_storage::{Access, Db, DbConfig, Target};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use tempfile::TempDir;

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A database that is gone when this is dropped (SQLite) or emptied when it is made again (PostgreSQL).
pub(crate) struct Place {
    pub(crate) config: DbConfig,
    _directory: Option<TempDir>,
}

pub(crate) fn config(target: Target) -> DbConfig {
    DbConfig { target, read_connections: 4, max_connections: 12, busy: Duration::from_secs(5) }
}

pub(crate) fn sqlite() -> Place {
    let directory = tempfile::tempdir().unwrap();
    let target = Target::parse(None, directory.path()).unwrap();
    Place { config: config(target), _directory: Some(directory) }
}

/// A fresh PostgreSQL database; `None`, said aloud, where there is no server and none is demanded.
pub(crate) async fn postgres() -> Option<Place> {
    let Ok(url) = std::env::var("MAMI_TEST_POSTGRES_URL") else {
        assert!(
            std::env::var("MAMI_TEST_REQUIRE_SERVICES").is_err(),
            "MAMI_TEST_POSTGRES_URL must name a PostgreSQL server"
        );
        eprintln!("left out: MAMI_TEST_POSTGRES_URL names no PostgreSQL server");
        return None;
    };
    let name = format!("mami_storage_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let server: DatabaseConnection = Database::connect(&url).await.unwrap();
    server.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}")).await.unwrap();
    server.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
    let (host, _) = url.rsplit_once('/').unwrap();
    Some(Place { config: config(Target::Postgres(format!("{host}/{name}"))), _directory: None })
}

impl Place {
    pub(crate) async fn open(&self) -> Db {
        let db = Db::connect(&self.config, Access::Server).await.unwrap();
        db.migrate().await.unwrap();
        db
    }

    /// A connection beside Mami's own, to do what Mami would not.
    pub(crate) async fn raw(&self) -> DatabaseConnection {
        let url = match &self.config.target {
            Target::Sqlite { path, .. } => format!("sqlite://{}", path.display()),
            Target::Postgres(url) => url.clone(),
        };
        Database::connect(url).await.unwrap()
    }

    /// Removes a PostgreSQL database.
    pub(crate) async fn remove(self) {
        if let Target::Postgres(url) = &self.config.target {
            let (host, name) = url.rsplit_once('/').unwrap();
            let server = Database::connect(format!("{host}/postgres")).await.unwrap();
            server.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)")).await.unwrap();
        }
    }
}
