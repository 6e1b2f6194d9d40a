//! Opening the database, and bringing its schema up to date.

use std::{
    collections::BTreeSet,
    fs::{self, File, OpenOptions},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use mami_migration::Migrator;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr, TransactionTrait,
    sqlx::{
        AssertSqlSafe, Executor,
        sqlite::{SqliteJournalMode, SqliteSynchronous},
    },
};
use sea_orm_migration::MigratorTrait;

use crate::{chat::search::ended::Ended, error::ConnectError, writer::Writer};

/// Any number that no other program is likely to lock.
const MIGRATION_LOCK: i64 = 0x4d61_6d69;

/// Which database, and how it is used.
#[derive(Debug, Clone)]
pub struct DbConfig {
    /// Which.
    pub target: Target,
    /// How many may read at once (SQLite).
    pub read_connections: u32,
    /// How many connections there are in all (PostgreSQL).
    pub max_connections: u32,
    /// How long to wait for a lock or a free connection.
    pub busy: Duration,
}

/// A database.
#[derive(Clone)]
pub enum Target {
    /// A file of this machine.
    Sqlite {
        /// The file.
        path: PathBuf,
        /// It may be made when it is not there.
        create: bool,
    },
    /// A PostgreSQL server. The URL may hold a password.
    Postgres(String),
}

impl std::fmt::Debug for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.to_string())
    }
}

/// Without a password.
impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite { path, .. } => write!(f, "SQLite, {}", path.display()),
            Self::Postgres(url) => {
                let host = url.rsplit_once('@').map_or("", |(_, host)| host);
                write!(f, "PostgreSQL, {}", host.split('?').next().unwrap_or_default())
            }
        }
    }
}

impl Target {
    /// The database that `url` names; without one, `mami.db` in `data_dir`. A database that is named by a URL must be
    /// there, unless the URL says `?mode=rwc`: a mistyped path must not look like an empty Mami.
    ///
    /// # Errors
    /// When the URL is neither `sqlite:` nor `postgres:`.
    pub fn parse(url: Option<&str>, data_dir: &Path) -> Result<Self, ConnectError> {
        let Some(url) = url else { return Ok(Self::Sqlite { path: data_dir.join("mami.db"), create: true }) };
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Postgres(url.to_owned()));
        }
        let Some(rest) = url.strip_prefix("sqlite:") else {
            return Err(ConnectError::BadUrl("it begins with something else"));
        };
        let rest = rest.strip_prefix("//").unwrap_or(rest);
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        if path.is_empty() || path == ":memory:" {
            return Err(ConnectError::BadUrl("it names no file"));
        }
        match query {
            "" | "mode=rw" => Ok(Self::Sqlite { path: path.into(), create: false }),
            "mode=rwc" => Ok(Self::Sqlite { path: path.into(), create: true }),
            _ => Err(ConnectError::BadUrl("behind the ? only mode=rw or mode=rwc are understood")),
        }
    }
}

/// Who opens the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// A server: on SQLite, the only one.
    Server,
    /// A command that runs beside the server.
    Tool,
}

/// The open database. Clones share it.
#[derive(Clone)]
pub struct Db {
    pub(crate) read: DatabaseConnection,
    pub(crate) writer: Writer,
    /// Answers that are not to be found yet.
    pub(crate) ended: Arc<Ended>,
    sqlite: Option<PathBuf>,
    /// Held as long as the server runs; the system releases it, however the server ends.
    _lock: Option<Arc<File>>,
}

/// How busy a pool of connections is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolFigures {
    /// Connections that are open.
    pub open: u32,
    /// Of these, those that nobody uses now.
    pub idle: u32,
}

impl Db {
    /// Opens the database. Its schema is not touched: see [`Db::migrate`].
    ///
    /// # Errors
    /// When it is not there, in use, or cannot be reached.
    pub async fn connect(config: &DbConfig, access: Access) -> Result<Self, ConnectError> {
        match &config.target {
            Target::Sqlite { path, create } => Self::connect_sqlite(config, path, *create, access).await,
            Target::Postgres(url) => {
                let mut options = ConnectOptions::new(url.clone());
                let patience = format!("SET lock_timeout = {}", config.busy.as_millis());
                options
                    .max_connections(config.max_connections)
                    .min_connections(1)
                    .acquire_timeout(config.busy)
                    .connect_timeout(config.busy)
                    .sqlx_logging(false)
                    // Unless told, PostgreSQL waits for a lock as long as somebody holds it.
                    .map_sqlx_postgres_pool_opts(move |options| {
                        let patience = patience.clone();
                        options.after_connect(move |connection, _| {
                            let patience = AssertSqlSafe(patience.clone());
                            Box::pin(async move { connection.execute(patience).await.map(|_| ()) })
                        })
                    });
                let pool = Database::connect(options).await?;
                let writer = Writer::side_by_side(pool.clone());
                Ok(Self { read: pool, writer, ended: Arc::default(), sqlite: None, _lock: None })
            }
        }
    }

    async fn connect_sqlite(
        config: &DbConfig,
        path: &Path,
        create: bool,
        access: Access,
    ) -> Result<Self, ConnectError> {
        let failed = |error| ConnectError::File { path: path.to_owned(), error };
        if !path.exists() {
            if !create {
                return Err(ConnectError::Missing(path.to_owned()));
            }
            if let Some(directory) = path.parent().filter(|directory| !directory.as_os_str().is_empty()) {
                make_private_directory(directory).map_err(failed)?;
            }
            private().open(path).map_err(failed)?;
            tracing::info!(path = %path.display(), "made a new database");
        }
        let lock = match access {
            Access::Tool => None,
            Access::Server => {
                let file = private().open(beside(path, "lock")).map_err(failed)?;
                match file.try_lock() {
                    Ok(()) => Some(Arc::new(file)),
                    Err(fs::TryLockError::WouldBlock) => return Err(ConnectError::InUse(path.to_owned())),
                    Err(fs::TryLockError::Error(error)) => return Err(failed(error)),
                }
            }
        };
        let open = |connections: u32, reads: bool| {
            let mut options = ConnectOptions::new("sqlite://");
            let (file, busy) = (path.to_owned(), config.busy);
            options
                .max_connections(connections)
                .min_connections(1)
                .acquire_timeout(busy)
                .sqlx_logging(false)
                .test_before_acquire(false)
                .idle_timeout(None)
                .max_lifetime(None)
                .map_sqlx_sqlite_opts(move |options| {
                    options
                        .filename(&file)
                        .create_if_missing(false)
                        .journal_mode(SqliteJournalMode::Wal)
                        // NORMAL could lose the last commits when the power goes.
                        .synchronous(SqliteSynchronous::Full)
                        .foreign_keys(true)
                        .busy_timeout(busy)
                        .pragma("query_only", if reads { "ON" } else { "OFF" })
                });
            options
        };
        // The writer first: it turns the file into a WAL database, which a reader may not.
        let writer = Database::connect(open(1, false)).await?;
        let read = Database::connect(open(config.read_connections.max(1), true)).await?;
        let writer = Writer::one_at_a_time(writer);
        Ok(Self { read, writer, ended: Arc::default(), sqlite: Some(path.to_owned()), _lock: lock })
    }

    /// Brings the schema up to date. Of several programs that do so at once, one works and the others wait. Gives the names of
    /// the steps that were taken.
    ///
    /// # Errors
    /// When a newer Mami has changed the database, or a step fails; a step that fails leaves nothing behind.
    pub async fn migrate(&self) -> Result<Vec<String>, ConnectError> {
        let pool = self.writer.pool();
        match &self.sqlite {
            Some(path) => {
                let failed = |error| ConnectError::File { path: path.clone(), error };
                let file = private().open(beside(path, "migrate.lock")).map_err(failed)?;
                let file = tokio::task::spawn_blocking(move || file.lock().map(|()| file)).await;
                let _lock = file.map_err(|error| failed(error.into()))?.map_err(failed)?;
                self.migrate_locked(pool).await
            }
            None => {
                let lock = pool.begin().await?;
                // Another server may be at it for long.
                lock.execute_unprepared("SET LOCAL lock_timeout = 0").await?;
                lock.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")).await?;
                let done = self.migrate_locked(pool).await;
                lock.commit().await?;
                done
            }
        }
    }

    async fn migrate_locked(&self, pool: &DatabaseConnection) -> Result<Vec<String>, ConnectError> {
        self.refuse_newer().await?;
        let pending = self.pending_migrations().await?;
        if !pending.is_empty() {
            Migrator::up(pool, None).await?;
        }
        Ok(pending)
    }

    /// The steps that the schema still lacks. Changes nothing.
    ///
    /// # Errors
    /// When a newer Mami has changed the database, or it cannot be read.
    pub async fn pending_migrations(&self) -> Result<Vec<String>, ConnectError> {
        self.refuse_newer().await?;
        let pending = Migrator::get_pending_migrations_read_only(&self.read).await?;
        Ok(pending.iter().map(|step| step.name().to_owned()).collect())
    }

    async fn refuse_newer(&self) -> Result<(), ConnectError> {
        let known: BTreeSet<String> =
            Migrator::migrations().iter().map(|step| step.name().to_owned()).collect();
        let newer: Vec<String> =
            applied(&self.read).await?.into_iter().filter(|step| !known.contains(step)).collect();
        if newer.is_empty() { Ok(()) } else { Err(ConnectError::Newer(newer)) }
    }

    /// Whether the database answers and its schema is the one this program knows.
    ///
    /// # Errors
    /// When it is not so; the words are for the log.
    pub async fn check(&self) -> Result<(), ConnectError> {
        let pending = self.pending_migrations().await?;
        if pending.is_empty() {
            Ok(())
        } else {
            Err(DbErr::Migration(format!("steps are missing: {}", pending.join(", "))).into())
        }
    }

    /// Whether only one server can use this database.
    pub fn is_sqlite(&self) -> bool {
        self.sqlite.is_some()
    }

    /// How busy the connections are that read (and, on PostgreSQL, write).
    pub fn pool_figures(&self) -> PoolFigures {
        let (open, idle) = if self.sqlite.is_some() {
            let pool = self.read.get_sqlite_connection_pool();
            (pool.size(), pool.num_idle())
        } else {
            let pool = self.read.get_postgres_connection_pool();
            (pool.size(), pool.num_idle())
        };
        PoolFigures { open, idle: u32::try_from(idle).unwrap_or(u32::MAX) }
    }

    /// Waits until everything that was handed over is written, and closes the connections.
    pub async fn close(self) {
        self.writer.close().await;
        if let Err(error) = self.read.close().await {
            tracing::warn!(%error, "the database was not closed cleanly");
        }
    }
}

/// The names of the steps that were taken, whoever took them; none in a database without any.
async fn applied(db: &DatabaseConnection) -> Result<Vec<String>, DbErr> {
    let table = match db.get_database_backend() {
        sea_orm::DbBackend::Sqlite => "SELECT name FROM sqlite_master WHERE name = 'seaql_migrations'",
        _ => {
            "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = 'seaql_migrations'"
        }
    };
    if db.query_one_raw(sea_orm::Statement::from_string(db.get_database_backend(), table)).await?.is_none() {
        return Ok(Vec::new());
    }
    let rows = sea_orm::Statement::from_string(
        db.get_database_backend(),
        "SELECT version FROM seaql_migrations ORDER BY version",
    );
    db.query_all_raw(rows).await?.iter().map(|row| row.try_get("", "version")).collect()
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

/// Opens files for writing, made when they are not there, for their owner only.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn make_private_directory(path: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}
