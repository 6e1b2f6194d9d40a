//! Group commit: what shares a commit shares nothing else.

use futures_util::{
    FutureExt,
    future::{join_all, poll_immediate},
};
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, Statement};
use tokio::sync::oneshot;

use super::{Refusal, Writer};
use crate::{
    error::Fault,
    testing::{self, Place},
};

/// A table of numbers, its writer, and a connection that sees what is committed.
struct Scene {
    writer: Writer,
    seen: DatabaseConnection,
    _place: Place,
}

impl Scene {
    async fn new() -> Self {
        let place = testing::sqlite();
        let seen = place.raw().await;
        // In WAL mode, whoever reads does not wait for whoever writes.
        seen.execute_unprepared("PRAGMA journal_mode = WAL").await.unwrap();
        seen.execute_unprepared("CREATE TABLE numbers (n INTEGER UNIQUE)").await.unwrap();
        seen.execute_unprepared(
            "CREATE TABLE sons (n INTEGER REFERENCES numbers (n) DEFERRABLE INITIALLY DEFERRED)",
        )
        .await
        .unwrap();
        Self { writer: Writer::one_at_a_time(place.raw().await), seen, _place: place }
    }

    async fn committed(&self) -> Vec<i32> {
        numbers(&self.seen).await.unwrap()
    }

    /// Keeps the writer in the middle of a commit until told to go on: what is handed over meanwhile shares that commit.
    async fn hold(&self) -> (oneshot::Sender<()>, impl Future<Output = Result<(), Refusal<&'static str>>>) {
        let (entered, is_in) = oneshot::channel();
        let (go, gone) = oneshot::channel::<()>();
        let mut held = Box::pin(self.writer.write(move |_| {
            async move {
                entered.send(()).unwrap();
                gone.await.unwrap();
                Ok(())
            }
            .boxed()
        }));
        assert!(poll_immediate(&mut held).await.is_none());
        is_in.await.unwrap();
        (go, held)
    }

    async fn write(&self, act: Act, n: usize) -> Came {
        let written = self.writer.write(move |tx| {
            async move {
                insert(tx, n).await?;
                match act {
                    Act::Write => Ok(()),
                    Act::Refuse => Err(Refusal::Refused("no")),
                    Act::Break => Ok(tx.execute_unprepared("SELECT nonsense").await.map(|_| ())?),
                    Act::Collide => Ok(insert(tx, n).await?),
                    Act::UndoAll => {
                        let again = format!("INSERT OR ROLLBACK INTO numbers VALUES ({n})");
                        Ok(tx.execute_unprepared(&again).await.map(|_| ())?)
                    }
                    Act::FailCommit => {
                        Ok(tx.execute_unprepared("INSERT INTO sons VALUES (-1)").await.map(|_| ())?)
                    }
                    Act::Panic => panic!("as scripted"),
                }
            }
            .boxed()
        });
        match written.await {
            Ok(()) => Came::Written,
            Err(Refusal::Refused("no")) => Came::Refused,
            Err(Refusal::Fault(Fault::Unique)) => Came::Collided,
            Err(_) => Came::Failed,
        }
    }
}

async fn insert(tx: &DatabaseTransaction, n: usize) -> Result<(), DbErr> {
    tx.execute_unprepared(&format!("INSERT INTO numbers VALUES ({n})")).await.map(|_| ())
}

async fn numbers(db: &impl ConnectionTrait) -> Result<Vec<i32>, DbErr> {
    let all = Statement::from_string(db.get_database_backend(), "SELECT n FROM numbers ORDER BY n");
    db.query_all_raw(all).await?.iter().map(|row| row.try_get_by_index(0)).collect()
}

/// What a write does after it has written its number.
#[derive(Debug, Clone, Copy)]
enum Act {
    Write,
    Refuse,
    Break,
    Collide,
    /// As a full disk does: the statement fails, and SQLite undoes the whole transaction.
    UndoAll,
    /// Nothing is wrong until the commit.
    FailCommit,
    Panic,
}

/// What came of a write.
#[derive(Debug, PartialEq)]
enum Came {
    Written,
    Refused,
    Collided,
    Failed,
}

#[tokio::test]
async fn whatever_happens_in_one_write_the_others_of_its_commit_are_kept() {
    let scene = Scene::new().await;
    let acts =
        [Act::Write, Act::Refuse, Act::Write, Act::Break, Act::Write, Act::Panic, Act::Collide, Act::Write];
    let (go, held) = scene.hold().await;
    let writes = acts.iter().enumerate().map(|(n, act)| scene.write(*act, n));
    let last = scene.writer.write(|tx| async move { Ok(numbers(tx).await?) }.boxed());
    // They are handed over in this order; then the writer goes on.
    let (came, last, _, held) =
        tokio::join!(biased; join_all(writes), last, async { go.send(()).unwrap() }, held);
    assert!(held.is_ok());
    let last: Result<_, Refusal<()>> = last;
    assert_eq!(last.ok(), Some(vec![0, 2, 4, 7]), "it was the same transaction");
    assert_eq!(
        came,
        [
            Came::Written,
            Came::Refused,
            Came::Written,
            Came::Failed,
            Came::Written,
            Came::Failed,
            Came::Collided,
            Came::Written
        ]
    );
    assert_eq!(scene.committed().await, [0, 2, 4, 7]);
    // And the writer goes on with the next commit.
    assert_eq!(scene.write(Act::Write, 8).await, Came::Written);
    assert_eq!(scene.write(Act::Panic, 9).await, Came::Failed);
    assert_eq!(scene.write(Act::Write, 10).await, Came::Written);
    assert_eq!(scene.committed().await, [0, 2, 4, 7, 8, 10]);
}

#[tokio::test]
async fn case_106_after_a_transaction_is_lost_what_is_said_to_be_written_is() {
    let scene = Scene::new().await;
    let mut expected = Vec::new();
    // Each loss could leave the connection in a state that makes the next one worse.
    for (act, n) in
        [Act::UndoAll, Act::FailCommit, Act::FailCommit, Act::UndoAll].into_iter().zip([0, 10, 20, 30])
    {
        let (go, held) = scene.hold().await;
        let acts = [Act::Write, Act::Write, act, Act::Write, Act::Write];
        let writes = acts.iter().zip(n..).map(|(act, n)| scene.write(*act, n));
        let (came, _, _) = tokio::join!(biased; join_all(writes), async { go.send(()).unwrap() }, held);
        assert!(came.iter().take(3).all(|came| *came != Came::Written), "{act:?} {came:?}");
        let written = came.iter().zip(n..).filter(|(came, _)| **came == Came::Written);
        expected.extend(written.map(|(_, n)| i32::try_from(n).unwrap()));
        assert_eq!(scene.write(Act::Write, n + 9).await, Came::Written);
        expected.push(i32::try_from(n + 9).unwrap());
        assert_eq!(scene.committed().await, expected, "{act:?} {came:?}");
    }
}

#[tokio::test]
async fn whoever_is_refused_for_what_another_wrote_finds_it_there() {
    let scene = Scene::new().await;
    let (go, held) = scene.hold().await;
    let refused = async {
        let refused = scene.writer.write(|tx| {
            async move {
                match numbers(tx).await?.first() {
                    Some(_) => Err(Refusal::Refused("it is there already")),
                    None => Ok(()),
                }
            }
            .boxed()
        });
        assert!(matches!(refused.await, Err(Refusal::Refused(_))));
        assert_eq!(scene.committed().await, [1]);
    };
    let (came, (), _, _) =
        tokio::join!(biased; scene.write(Act::Write, 1), refused, async { go.send(()).unwrap() }, held);
    assert_eq!(came, Came::Written);
}

#[tokio::test]
async fn a_write_counts_though_whoever_asked_for_it_has_gone() {
    let scene = Scene::new().await;
    let (go, held) = scene.hold().await;
    let mut write = Box::pin(scene.write(Act::Write, 1));
    assert!(poll_immediate(&mut write).await.is_none());
    drop(write);
    go.send(()).unwrap();
    assert!(held.await.is_ok());
    assert_eq!(scene.write(Act::Write, 2).await, Came::Written);
    assert_eq!(scene.committed().await, [1, 2]);
}

#[tokio::test]
async fn a_write_ahead_is_not_said_to_be_safe_before_its_commit() {
    let scene = Scene::new().await;
    let (go, held) = scene.hold().await;
    let ahead = async {
        let written = scene.writer.write_ahead(|tx| async move { Ok(insert(tx, 1).await?) }.boxed());
        let written: Result<_, Refusal<()>> = written.await;
        let ((), committed) = written.ok().unwrap();
        assert!(committed.await.is_ok());
        assert_eq!(scene.committed().await, [1]);
    };
    tokio::join!(biased; ahead, async { go.send(()).unwrap() }, held).2.ok().unwrap();
}

#[tokio::test]
async fn case_105_a_foreign_lock_fails_what_waits_and_nothing_after_it() {
    let scene = Scene::new().await;
    scene.writer.pool().execute_unprepared("PRAGMA busy_timeout = 50").await.unwrap();
    scene.seen.execute_unprepared("BEGIN IMMEDIATE").await.unwrap();
    let came = join_all((0..5).map(|n| scene.write(Act::Write, n))).await;
    assert!(came.iter().all(|came| *came == Came::Failed), "{came:?}");
    scene.seen.execute_unprepared("ROLLBACK").await.unwrap();
    assert_eq!(scene.write(Act::Write, 7).await, Came::Written);
    assert_eq!(scene.committed().await, [7]);
}
