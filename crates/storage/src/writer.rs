//! Writing: on PostgreSQL side by side, on SQLite one at a time with many writes to a commit.
//!
//! SQLite has one writer, and a commit that is safe against a loss of power waits for the disk. So whatever waits to be
//! written is written in one transaction, each piece within a savepoint of its own, and all of it is committed at once (group
//! commit). A piece that fails is rolled back alone.

use std::{convert::Infallible, panic::AssertUnwindSafe, time::Duration};

use futures_util::{FutureExt, future::BoxFuture};
use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use tokio::sync::{mpsc, oneshot};

use crate::error::Fault;

/// How many writes may wait before the next one is told to come back later.
const QUEUE: usize = 1_024;
/// The most writes of one commit: the first of them waits for all the others.
const BATCH: usize = 64;
/// How long a full queue may stay full.
const PATIENCE: Duration = Duration::from_secs(5);

/// Resolves when a write is safe on disk, or was lost.
pub(crate) type Committed = BoxFuture<'static, Result<(), Fault>>;

/// Why a write was not done.
pub(crate) enum Refusal<E> {
    /// The database failed.
    Fault(Fault),
    /// A rule did not allow it. Everything it wrote is rolled back.
    Refused(E),
}

impl<E> From<Fault> for Refusal<E> {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl<E> From<sea_orm::DbErr> for Refusal<E> {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Fault(error.into())
    }
}

/// Takes what is to be written. Clones share one queue.
#[derive(Clone)]
pub(crate) struct Writer {
    pool: DatabaseConnection,
    queue: Option<mpsc::Sender<Job>>,
}

/// Gets the transaction to write in, or why there is none. Gives why the transaction is lost, if it is.
type Run = Box<
    dyn for<'a> FnOnce(Result<&'a DatabaseTransaction, Fault>) -> BoxFuture<'a, Result<(), Fault>> + Send,
>;

struct Job {
    run: Run,
    committed: oneshot::Sender<Result<(), Fault>>,
}

impl Writer {
    pub(crate) fn side_by_side(pool: DatabaseConnection) -> Self {
        Self { pool, queue: None }
    }

    pub(crate) fn one_at_a_time(pool: DatabaseConnection) -> Self {
        let (queue, jobs) = mpsc::channel(QUEUE);
        tokio::spawn(work(pool.clone(), jobs));
        Self { pool, queue: Some(queue) }
    }

    pub(crate) fn pool(&self) -> &DatabaseConnection {
        &self.pool
    }

    /// Writes, and returns when it is safe on disk.
    pub(crate) async fn write<T, E, F>(&self, body: F) -> Result<T, Refusal<E>>
    where
        T: Send + 'static,
        E: Send + 'static,
        F: for<'a> FnOnce(&'a DatabaseTransaction) -> BoxFuture<'a, Result<T, Refusal<E>>> + Send + 'static,
    {
        let (value, committed) = self.write_ahead(body).await?;
        committed.await.map_err(Refusal::Fault)?;
        Ok(value)
    }

    /// Writes what no rule refuses, and returns when it is safe on disk.
    pub(crate) async fn write_plain<T, F>(&self, body: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: for<'a> FnOnce(&'a DatabaseTransaction) -> BoxFuture<'a, Result<T, DbErr>> + Send + 'static,
    {
        let written = self.write(move |transaction| async move { Ok(body(transaction).await?) }.boxed());
        written.await.map_err(|refusal: Refusal<Infallible>| match refusal {
            Refusal::Fault(fault) => fault,
            Refusal::Refused(never) => match never {},
        })
    }

    /// Writes, and returns when nothing but the commit is left to do, which goes on whether it is waited for or not.
    pub(crate) async fn write_ahead<T, E, F>(&self, body: F) -> Result<(T, Committed), Refusal<E>>
    where
        T: Send + 'static,
        E: Send + 'static,
        F: for<'a> FnOnce(&'a DatabaseTransaction) -> BoxFuture<'a, Result<T, Refusal<E>>> + Send + 'static,
    {
        let Some(queue) = &self.queue else {
            let transaction = self.pool.begin().await?;
            let value = body(&transaction).await?;
            let commit = tokio::spawn(transaction.commit());
            let committed = async move {
                match commit.await {
                    Ok(result) => result.map_err(Fault::from),
                    Err(error) => Err(Fault::Failed(error.to_string())),
                }
            };
            return Ok((value, committed.boxed()));
        };

        let (done, result) = oneshot::channel();
        let (committed, safe) = oneshot::channel();
        let run = boxed(move |transaction| {
            async move {
                let (outcome, transaction) = match transaction {
                    Ok(transaction) => match in_savepoint(transaction, body).await {
                        Ok(outcome) => (outcome, Ok(())),
                        Err(lost) => (Err(Refusal::Fault(lost.clone())), Err(lost)),
                    },
                    Err(fault) => (Err(Refusal::Fault(fault)), Ok(())),
                };
                // Whoever asked may have gone; the write counts all the same.
                let _ = done.send(outcome);
                transaction
            }
            .boxed()
        });
        queue
            .send_timeout(Job { run, committed }, PATIENCE)
            .await
            .map_err(|_| Refusal::Fault(Fault::Unavailable("too much is waiting to be written".into())))?;
        let outcome = result.await.map_err(|_| Refusal::Fault(stopped()))?;
        let committed = async move { safe.await.map_err(|_| stopped())? };
        match outcome {
            Ok(value) => Ok((value, committed.boxed())),
            Err(Refusal::Fault(fault)) => Err(Refusal::Fault(fault)),
            // What the rule saw may be as new as this batch: whoever is refused must find it when looking.
            Err(Refusal::Refused(refusal)) => {
                committed.await.map_err(Refusal::Fault)?;
                Err(Refusal::Refused(refusal))
            }
        }
    }

    /// Waits until all that was handed over is written, and closes.
    pub(crate) async fn close(&self) {
        if let Err(fault) = self.write_plain(|_| async { Ok(()) }.boxed()).await {
            tracing::warn!(?fault, "the last write failed");
        }
        if let Err(error) = self.pool.close_by_ref().await {
            tracing::warn!(%error, "the database was not closed cleanly");
        }
    }
}

fn stopped() -> Fault {
    Fault::Failed("the writer stopped in the middle of a write".into())
}

/// Helps the compiler to see that the closure takes a transaction of any lifetime.
fn boxed<F>(run: F) -> Run
where
    F: for<'a> FnOnce(Result<&'a DatabaseTransaction, Fault>) -> BoxFuture<'a, Result<(), Fault>>
        + Send
        + 'static,
{
    Box::new(run)
}

/// Writes within a savepoint. The outer error says that the transaction around it is lost: a full disk, for one, makes SQLite
/// undo all of it at once, after which there is no savepoint to go back to.
async fn in_savepoint<T, E, F>(
    transaction: &DatabaseTransaction,
    body: F,
) -> Result<Result<T, Refusal<E>>, Fault>
where
    F: for<'a> FnOnce(&'a DatabaseTransaction) -> BoxFuture<'a, Result<T, Refusal<E>>>,
{
    let savepoint = transaction.begin().await?;
    match body(&savepoint).await {
        Ok(value) => {
            savepoint.commit().await?;
            Ok(Ok(value))
        }
        Err(refusal) => match (savepoint.rollback().await, refusal) {
            (Ok(()), refusal) => Ok(Err(refusal)),
            (Err(_), Refusal::Fault(fault)) => Err(fault),
            (Err(error), Refusal::Refused(_)) => Err(error.into()),
        },
    }
}

async fn work(pool: DatabaseConnection, mut jobs: mpsc::Receiver<Job>) {
    let mut stale = false;
    while let Some(first) = jobs.recv().await {
        if stale {
            match replace_connection(&pool).await {
                Ok(()) => stale = false,
                Err(error) => {
                    (first.run)(Err(Fault::Unavailable(error.to_string()))).await.ok();
                    continue;
                }
            }
        }
        // Immediate: a transaction that reads first and writes later would fail instead of waiting for a lock.
        let immediate = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let transaction = match pool.begin_with_options(immediate).await {
            Ok(transaction) => transaction,
            Err(error) => {
                // All that wait would wait as long again, each for nothing.
                let fault = Fault::from(error);
                (first.run)(Err(fault.clone())).await.ok();
                while let Ok(job) = jobs.try_recv() {
                    (job.run)(Err(fault.clone())).await.ok();
                }
                continue;
            }
        };
        let mut waiting = Vec::new();
        let mut kept = Ok(());
        let mut next = Some(first);
        while let Some(job) = next {
            // A panic in one write is that write's alone.
            match AssertUnwindSafe((job.run)(Ok(&transaction))).catch_unwind().await {
                Ok(transaction) => kept = transaction,
                Err(_) => tracing::error!("a write panicked"),
            }
            waiting.push(job.committed);
            next = if kept.is_ok() && waiting.len() < BATCH { jobs.try_recv().ok() } else { None };
        }
        let result = match kept {
            Ok(()) => transaction.commit().await.map_err(Fault::from),
            Err(fault) => {
                drop(transaction);
                Err(fault)
            }
        };
        if let Err(fault) = &result {
            tracing::error!(?fault, writes = waiting.len(), "a commit failed");
            stale = true;
        }
        for committed in waiting {
            let _ = committed.send(result.clone());
        }
    }
}

/// Closes the connection, so that the next write gets a new one. After a failed commit, sqlx may count a transaction as open
/// that SQLite has undone. It would take the next ones for parts of that, and none of them would ever be committed.
async fn replace_connection(pool: &DatabaseConnection) -> Result<(), sea_orm::sqlx::Error> {
    pool.get_sqlite_connection_pool().acquire().await?.close().await
}

#[cfg(test)]
mod tests;
