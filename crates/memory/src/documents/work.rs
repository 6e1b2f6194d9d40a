//! Reading documents in the background, one after the other.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    time::Duration,
};

use mami_ports::{DocumentId, UserId};
use uuid::Uuid;

use super::{
    DocumentPiece, DocumentProblem, DocumentStatus, Documents,
    reader::Reading,
    store::{Claim, Lease, Outcome, StoreError},
};
use crate::chunk::chunk;

/// How long a worker waits when nothing is told to it: another server may have stopped, or taken documents in.
const PAUSE: Duration = Duration::from_secs(5);
/// How often a lease is made to last longer, and progress is told.
const RENEW: Duration = Duration::from_secs(2);
/// What reading is of the whole, in percent; the rest is cutting and keeping.
const READING: u8 = 90;

impl Documents {
    /// Begins: where this is the only server, whatever is `indexing` was cut off when it stopped last.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn begin(&self) -> Result<(), StoreError> {
        if self.policy.sole_server {
            let cut_off = self.store.end_document_leases(self.clock.now()).await?;
            if cut_off > 0 {
                tracing::warn!(
                    cut_off,
                    "documents were being read when the server stopped last; they are read again"
                );
            }
        }
        Ok(())
    }

    /// Reads documents, one after the other, until [`Documents::stop`]. Several may work beside each other.
    pub async fn work(self: Arc<Self>) {
        let mut last = None;
        while !*self.stopping.borrow() {
            match self.work_once(last).await {
                Ok(Some(user)) => last = Some(user),
                Ok(None) => {
                    let _ = tokio::time::timeout(PAUSE, self.something()).await;
                }
                Err(error) => {
                    tracing::warn!(%error, "documents cannot be read just now");
                    let _ = tokio::time::timeout(PAUSE, self.stopped()).await;
                }
            }
        }
    }

    /// Reads the next document, of another person than `last` where there is one. Gives whose it was; none when none waits.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn work_once(&self, last: Option<UserId>) -> Result<Option<UserId>, StoreError> {
        let now = self.clock.now();
        let fault = DocumentProblem::GaveUp.fault();
        for (user, id) in self.store.give_up_documents(now, self.policy.attempts, fault).await? {
            self.tell(user, id, DocumentStatus::Failed.as_str(), 100).await;
        }
        let lease = self.lease(self.ids.next::<mami_ports::Document>().uuid());
        let Some(claim) = self.store.claim_document(now, lease, last, self.policy.attempts).await? else {
            return Ok(None);
        };
        // Others may wait as well.
        self.waiting.notify_one();
        let user = claim.user;
        self.read(claim, lease.token).await?;
        Ok(Some(user))
    }

    /// Something waits, or the server stops.
    async fn something(&self) {
        tokio::select! {
            () = self.waiting.notified() => {}
            () = self.stopped() => {}
        }
    }

    async fn stopped(&self) {
        // It fails when nobody can stop any more.
        let _ = self.stopping.subscribe().wait_for(|stopping| *stopping).await;
    }

    fn lease(&self, token: Uuid) -> Lease {
        Lease { token, until: self.clock.now() + self.policy.lease }
    }

    async fn read(&self, claim: Claim, lease: Uuid) -> Result<(), StoreError> {
        let Claim { user, id, name, content, attempts } = claim;
        self.tell(user, id, DocumentStatus::Indexing.as_str(), 0).await;
        let progress = AtomicU8::new(0);
        let set = |percent: u8| progress.store(percent / 10 * (READING / 10), Ordering::Relaxed);
        let reading = self.reader.read(&name, content, &set);
        let read = tokio::select! {
            read = reading => Some(read),
            () = self.stopped() => None,
            // It is gone, or somebody else's: whatever is read of it counts for nothing.
            lost = self.keep(user, id, lease, &progress) => return lost,
        };
        let outcome = match read {
            Some(Ok(reading)) => match tokio::task::spawn_blocking(move || cut(reading)).await {
                Ok((mime, pieces)) => Outcome::Ready { mime, pieces: self.with_ids(pieces) },
                Err(error) => {
                    tracing::error!(%error, "a document could not be cut into pieces");
                    Outcome::Failed(DocumentProblem::Broken.fault())
                }
            },
            Some(Err(DocumentProblem::Unavailable(error))) if attempts < self.policy.attempts => {
                tracing::warn!(error, "a document could not be read; it is tried again");
                Outcome::Again { tried: true }
            }
            None => Outcome::Again { tried: false },
            Some(Err(problem)) => {
                tracing::info!(document = %id, code = problem.code(), "a document cannot be read");
                Outcome::Failed(problem.fault())
            }
        };
        let status = match &outcome {
            Outcome::Ready { .. } => DocumentStatus::Ready,
            Outcome::Failed(_) => DocumentStatus::Failed,
            Outcome::Again { .. } => DocumentStatus::Queued,
        };
        let again = matches!(outcome, Outcome::Again { tried: true });
        if self.store.finish_document(user, id, lease, outcome).await? {
            let done = if status == DocumentStatus::Queued { 0 } else { 100 };
            self.tell(user, id, status.as_str(), done).await;
        }
        if again {
            // What is wrong with the server is not mended at once.
            let _ = tokio::time::timeout(PAUSE, self.stopped()).await;
        }
        Ok(())
    }

    /// Makes the lease last as long as the work does. Ends when it is lost.
    async fn keep(
        &self,
        user: UserId,
        id: DocumentId,
        lease: Uuid,
        progress: &AtomicU8,
    ) -> Result<(), StoreError> {
        let mut told = 0;
        loop {
            tokio::time::sleep(RENEW).await;
            let now = progress.load(Ordering::Relaxed);
            if !self.store.renew_document(user, id, self.lease(lease), now).await? {
                return Ok(());
            }
            if now != told {
                told = now;
                self.tell(user, id, DocumentStatus::Indexing.as_str(), now).await;
            }
        }
    }

    fn with_ids(&self, mut pieces: Vec<DocumentPiece>) -> Vec<DocumentPiece> {
        for piece in &mut pieces {
            piece.id = self.ids.next();
        }
        pieces
    }
}

/// The pieces of a document, without ids.
fn cut(reading: Reading) -> (&'static str, Vec<DocumentPiece>) {
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let pieces = chunk(&reading.blocks).into_iter().enumerate().map(|(position, piece)| DocumentPiece {
        id: mami_ports::ChunkId::from_uuid(Uuid::nil()),
        position: count(position),
        heading: piece.headings,
        place: piece.place.map(Into::into),
        text: piece.text,
        start: count(piece.range.start),
        end: count(piece.range.end),
    });
    (reading.format.mime(), pieces.collect())
}
