//! Live events within one process.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use futures_util::{StreamExt, stream};
use mami_ports::{Live, LiveError, LiveStream, MessageId, Positioned, Transcript, UserEvent, UserId};
use tokio::sync::{broadcast, watch};

/// How many notices a listener may be behind before it is told to read again.
const NOTICES: usize = 256;

/// Live events for a single server. A turn's log takes as much memory as its text, however many follow it and however slowly.
pub struct InProcess {
    turns: Mutex<HashMap<MessageId, Arc<Log>>>,
    users: Mutex<HashMap<UserId, broadcast::Sender<UserEvent>>>,
    cancels: broadcast::Sender<MessageId>,
}

struct Log {
    transcript: Mutex<Transcript>,
    /// Changes with every event; closed with the log.
    changed: Mutex<Option<watch::Sender<()>>>,
}

impl Default for InProcess {
    fn default() -> Self {
        Self { turns: Mutex::default(), users: Mutex::default(), cancels: broadcast::Sender::new(NOTICES) }
    }
}

/// A panic elsewhere leaves these maps as whole as they were.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl InProcess {
    /// Whether this turn's log is open here.
    pub(crate) fn is_open(&self, turn: MessageId) -> bool {
        lock(&self.turns).contains_key(&turn)
    }

    /// Tells every listener that events may have been missed.
    pub(crate) fn resync(&self) {
        lock(&self.users).retain(|_, devices| devices.send(UserEvent::Resync {}).is_ok());
    }
}

#[async_trait]
impl Live for InProcess {
    async fn open(&self, turn: MessageId) -> Result<(), LiveError> {
        let log = Log { transcript: Mutex::default(), changed: Mutex::new(Some(watch::Sender::new(()))) };
        lock(&self.turns).insert(turn, Arc::new(log));
        Ok(())
    }

    async fn publish(&self, turn: MessageId, event: Positioned) -> Result<(), LiveError> {
        let log = lock(&self.turns).get(&turn).cloned();
        if let Some(log) = log {
            lock(&log.transcript).push(&event.event);
            if let Some(changed) = lock(&log.changed).as_ref() {
                changed.send_replace(());
            }
        }
        Ok(())
    }

    fn close(&self, turn: MessageId) {
        if let Some(log) = lock(&self.turns).remove(&turn) {
            lock(&log.changed).take();
        }
    }

    async fn follow(&self, turn: MessageId, after: u64) -> Result<Option<LiveStream<Positioned>>, LiveError> {
        let Some(log) = lock(&self.turns).get(&turn).cloned() else { return Ok(None) };
        let Some(changed) = lock(&log.changed).as_ref().map(watch::Sender::subscribe) else {
            return Ok(None);
        };
        let batches = stream::unfold(
            (log, changed, after, false),
            |(log, mut changed, mut after, mut closed)| async move {
                loop {
                    changed.mark_unchanged();
                    let events = lock(&log.transcript).after(after);
                    if let Some(last) = events.last() {
                        after = last.position;
                        return Some((stream::iter(events), (log, changed, after, closed)));
                    }
                    if closed {
                        return None;
                    }
                    // The log was closed: what was published before is still to be read, once.
                    closed = changed.changed().await.is_err();
                }
            },
        );
        Ok(Some(batches.flatten().boxed()))
    }

    async fn request_cancel(&self, turn: MessageId) -> Result<(), LiveError> {
        // Nobody listens where no turn can run.
        let _ = self.cancels.send(turn);
        Ok(())
    }

    async fn cancel_requests(&self) -> Result<LiveStream<MessageId>, LiveError> {
        let requests = stream::unfold(self.cancels.subscribe(), |mut requests| async move {
            loop {
                match requests.recv().await {
                    Ok(turn) => return Some((turn, requests)),
                    Err(broadcast::error::RecvError::Lagged(_)) => {}
                    Err(broadcast::error::RecvError::Closed) => return None,
                }
            }
        });
        Ok(requests.boxed())
    }

    async fn notify(&self, user: UserId, event: UserEvent) -> Result<(), LiveError> {
        let mut users = lock(&self.users);
        if let Some(devices) = users.get(&user)
            && devices.send(event).is_err()
        {
            users.remove(&user);
        }
        Ok(())
    }

    async fn listen(&self, user: UserId) -> Result<LiveStream<UserEvent>, LiveError> {
        let devices =
            lock(&self.users).entry(user).or_insert_with(|| broadcast::Sender::new(NOTICES)).subscribe();
        let events = stream::unfold(devices, |mut devices| async move {
            match devices.recv().await {
                Ok(event) => Some((event, devices)),
                Err(broadcast::error::RecvError::Lagged(_)) => Some((UserEvent::Resync {}, devices)),
                Err(broadcast::error::RecvError::Closed) => None,
            }
        });
        Ok(events.boxed())
    }
}
