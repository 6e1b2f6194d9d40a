//! Imports at work, and their public face.

use std::{
    collections::HashSet,
    io::{Read, Seek},
    sync::{Arc, Mutex},
    time::Duration,
};

use mami_ports::{Clock, Ids, ImportId, Live, Page, UserEvent, UserId};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::{Import, ImportStatus, ImportStore, Inserted, Limits, NewImported, SkippedItem, Step, read};
use crate::{files::name::clean, store::StoreError};

/// How many reasons are kept.
const MAX_REPORT: usize = 200;
/// How many imports of a person are kept in the list.
const KEPT: u32 = 100;
/// How often progress is saved and told.
const TELL: Duration = Duration::from_millis(500);
/// A server that has not been heard of for this long is taken for dead.
const LEASE: chrono::TimeDelta = chrono::TimeDelta::seconds(15);
/// How many conversations may wait to be written.
const WAITING: usize = 2;
/// How often a database that does not answer is asked again, and after how long.
const ATTEMPTS: u32 = 5;
const PAUSE: Duration = Duration::from_secs(1);

/// What is said of an import that a server's end has cut off.
const INTERRUPTED: &str =
    "The server stopped during this import. What was added stays; the same file again adds the rest.";

/// Why a request about imports was not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// There is no such import, or it is someone else's.
    #[error("not found")]
    NotFound,
    /// Another import of this person's is running.
    #[error("another import is running")]
    Running,
    /// The cursor is none.
    #[error("not a cursor that an earlier answer gave")]
    InvalidCursor,
    /// The server is stopping: try again in a moment.
    #[error("the server is stopping")]
    Stopping,
    /// The database is not available.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Takes conversations in from files.
pub struct Imports {
    store: Arc<dyn ImportStore>,
    live: Arc<dyn Live>,
    clock: Arc<dyn Clock>,
    ids: Ids,
    limits: Limits,
    /// No other server uses this database, so what runs at start-up was abandoned.
    sole_server: bool,
    running: Mutex<HashSet<ImportId>>,
    stopping: CancellationToken,
}

/// An import that was noted and is to be [run](Imports::run).
#[derive(Debug)]
pub struct Begun {
    user: UserId,
    import: Import,
}

impl Begun {
    /// As it is now.
    pub fn import(&self) -> &Import {
        &self.import
    }
}

impl Imports {
    /// Imports into this store.
    pub fn new(
        store: Arc<dyn ImportStore>,
        live: Arc<dyn Live>,
        clock: Arc<dyn Clock>,
        ids: Ids,
        limits: Limits,
        sole_server: bool,
    ) -> Arc<Self> {
        Arc::new(Self {
            store,
            live,
            clock,
            ids,
            limits,
            sole_server,
            running: Mutex::default(),
            stopping: CancellationToken::new(),
        })
    }

    /// A page of someone's imports, newest first.
    ///
    /// # Errors
    /// When the cursor is none, or the database is not available.
    pub async fn list(
        &self,
        user: UserId,
        limit: u32,
        cursor: Option<&str>,
    ) -> Result<Page<Import>, ImportError> {
        let after = cursor.map(str::parse).transpose().map_err(|_| ImportError::InvalidCursor)?;
        let items = self.store.imports(user, limit + 1, after).await?;
        Ok(Page::cut(items, limit, |import| import.id.to_string()))
    }

    /// One import.
    ///
    /// # Errors
    /// When there is none, or the database is not available.
    pub async fn import(&self, user: UserId, id: ImportId) -> Result<Import, ImportError> {
        self.store.import(user, id).await?.ok_or(ImportError::NotFound)
    }

    /// Refuses a person who has an import running, before anybody sends a file for nothing.
    ///
    /// # Errors
    /// [`ImportError::Running`], or when the database is not available.
    pub async fn check(&self, user: UserId) -> Result<(), ImportError> {
        match self.store.running_import(user).await? {
            Some(_) => Err(ImportError::Running),
            None => Ok(()),
        }
    }

    /// Notes an import. It does nothing until it is [run](Self::run).
    ///
    /// # Errors
    /// When another one of this person's is running, or the database is not available.
    pub async fn begin(&self, user: UserId, name: &str) -> Result<Begun, ImportError> {
        if self.stopping.is_cancelled() {
            return Err(ImportError::Stopping);
        }
        let import = Import {
            id: self.ids.next(),
            name: clean(name),
            format: None,
            status: ImportStatus::Running,
            total: None,
            imported: 0,
            duplicates: 0,
            skipped: 0,
            report: Vec::new(),
            error: None,
            created_at: self.clock.now(),
            finished_at: None,
        };
        if self.store.begin_import(user, import.clone(), KEPT).await? {
            Ok(Begun { user, import })
        } else {
            Err(ImportError::Running)
        }
    }

    /// Carries an import out, to its end or until the server stops.
    pub async fn run(&self, begun: Begun, file: impl Read + Seek + Send + 'static) {
        let Begun { user, mut import } = begun;
        let _lives = Lives::note(self, import.id);
        let (found, mut steps) = mpsc::channel::<Step>(WAITING);
        let (limits, now) = (self.limits, self.clock.now());
        let reading = tokio::task::spawn_blocking(move || {
            read(file, &limits, now, &mut |step| found.blocking_send(step).is_ok())
        });
        let end = self.take_all(user, &mut import, &mut steps).await;
        drop(steps);
        let read = reading.await;
        match (end, read) {
            (End::Gone, _) => {}
            (End::Stopped, _) => {
                self.finish(user, &mut import, ImportStatus::Interrupted, Some(INTERRUPTED.to_owned())).await
            }
            (End::Database(error), _) => {
                tracing::error!(%error, "an import was given up");
                let why =
                    "The database did not answer. What was added stays; the same file again adds the rest.";
                self.finish(user, &mut import, ImportStatus::Failed, Some(why.to_owned())).await;
            }
            (End::All, Ok(Ok(()))) => self.finish(user, &mut import, ImportStatus::Done, None).await,
            (End::All, Ok(Err(unreadable))) => {
                let why = unreadable.to_string();
                self.finish(user, &mut import, ImportStatus::Failed, Some(why)).await;
            }
            (End::All, Err(error)) => {
                tracing::error!(%error, "reading an import's file broke off");
                let why = "Something went wrong here.".to_owned();
                self.finish(user, &mut import, ImportStatus::Failed, Some(why)).await;
            }
        }
    }

    async fn take_all(&self, user: UserId, import: &mut Import, steps: &mut mpsc::Receiver<Step>) -> End {
        let mut ticks = tokio::time::interval(TELL);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            let step = tokio::select! {
                biased;
                () = self.stopping.cancelled() => return End::Stopped,
                _ = ticks.tick() => {
                    match self.store.save_import(user, import.clone(), self.clock.now()).await {
                        Ok(true) => self.tell(user, import).await,
                        Ok(false) => return End::Gone,
                        // The next time may do.
                        Err(error) => tracing::warn!(%error, "an import's progress could not be saved"),
                    }
                    continue;
                }
                step = steps.recv() => step,
            };
            match step {
                None => return End::All,
                Some(Step::Total(total)) => import.total = Some(total),
                Some(Step::Conversation(format, conversation)) => {
                    import.format.get_or_insert(format);
                    let new = Arc::new(NewImported {
                        user,
                        import: import.id,
                        id: self.ids.next(),
                        messages: conversation.messages.iter().map(|_| self.ids.next()).collect(),
                        conversation: *conversation,
                    });
                    match self.insert(new).await {
                        Ok(Inserted::New) => import.imported += 1,
                        Ok(Inserted::Duplicate) => import.duplicates += 1,
                        Ok(Inserted::Stopped) => return End::Gone,
                        Err(error) => return End::Database(error),
                    }
                }
                Some(Step::Skipped(item)) => {
                    import.skipped += 1;
                    report(import, item);
                }
                Some(Step::Remark(item)) => report(import, item),
            }
        }
    }

    /// Adds a conversation, with patience: it would be a pity to break off for a database that is busy for a moment.
    async fn insert(&self, new: Arc<NewImported>) -> Result<Inserted, StoreError> {
        let mut attempt = 1;
        loop {
            match self.store.insert_imported(Arc::clone(&new)).await {
                Err(error) if attempt < ATTEMPTS && !self.stopping.is_cancelled() => {
                    tracing::warn!(%error, attempt, "a conversation could not be added; trying again");
                    attempt += 1;
                    tokio::time::sleep(PAUSE).await;
                }
                done => return done,
            }
        }
    }

    async fn finish(&self, user: UserId, import: &mut Import, status: ImportStatus, error: Option<String>) {
        let now = self.clock.now();
        (import.status, import.error, import.finished_at) = (status, error, Some(now));
        match self.store.save_import(user, import.clone(), now).await {
            Ok(true) => self.tell(user, import).await,
            Ok(false) => {}
            // It stays `running` until it counts as abandoned: that is what it then is.
            Err(error) => tracing::warn!(%error, "an import's end could not be saved"),
        }
    }

    /// Marks imports as interrupted whose server died. `at_start`: this server has just started.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn recover(&self, at_start: bool) -> Result<usize, StoreError> {
        let now = self.clock.now();
        let before =
            if at_start && self.sole_server { now + chrono::TimeDelta::days(365) } else { now - LEASE };
        let mut recovered = 0;
        for (user, mut import) in self.store.abandoned_imports(before).await? {
            if !self.is_running(import.id) {
                self.finish(user, &mut import, ImportStatus::Interrupted, Some(INTERRUPTED.to_owned())).await;
                recovered += 1;
            }
        }
        Ok(recovered)
    }

    /// Ends every running import as interrupted, and lets no new one begin.
    pub fn stop(&self) {
        self.stopping.cancel();
    }

    fn is_running(&self, id: ImportId) -> bool {
        self.running.lock().is_ok_and(|running| running.contains(&id))
    }

    async fn tell(&self, user: UserId, import: &Import) {
        let event = UserEvent::Import {
            import_id: import.id,
            status: import.status.as_str().to_owned(),
            done: import.imported + import.duplicates + import.skipped,
            total: import.total,
        };
        if let Err(error) = self.live.notify(user, event).await {
            tracing::warn!(%error, "an import's progress could not be told");
        }
    }
}

/// Says that an import of this server lives, as long as it does.
struct Lives<'a>(&'a Imports, ImportId);

impl<'a> Lives<'a> {
    fn note(imports: &'a Imports, id: ImportId) -> Self {
        if let Ok(mut running) = imports.running.lock() {
            running.insert(id);
        }
        Self(imports, id)
    }
}

impl Drop for Lives<'_> {
    fn drop(&mut self) {
        if let Ok(mut running) = self.0.running.lock() {
            running.remove(&self.1);
        }
    }
}

/// How an import's work ended.
enum End {
    /// The file is read.
    All,
    /// The server stops.
    Stopped,
    /// Somebody else ended it, or it is gone.
    Gone,
    /// The database gave up.
    Database(StoreError),
}

fn report(import: &mut Import, item: SkippedItem) {
    if import.report.len() < MAX_REPORT {
        import.report.push(item);
    }
}
