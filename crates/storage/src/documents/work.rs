//! The work on documents: who does it, and what comes of it.

use chrono::{DateTime, Utc};
use mami_memory::documents::{
    DocumentFault, DocumentStatus, Editor,
    store::{Claim, Lease, Outcome},
};
use mami_ports::{DocumentId, UserId};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, UpdateMany,
    prelude::Uuid,
    sea_query::{Expr, ExprTrait as _, LockBehavior, LockType},
};

use super::{changeable, rows};
use crate::entity::{
    document_chunks, document_contents,
    documents::{self, ActiveModel, Column},
};

/// Rows of one statement: SQLite takes 32,766 values in one.
const ROWS: usize = 500;

/// Waits, or is worked on. In these words, so that the index for it is used.
fn unfinished() -> Condition {
    Condition::all().add(Expr::cust("status IN ('queued', 'indexing')"))
}

/// Nobody works on it, though it was begun.
fn abandoned(now: DateTime<Utc>) -> Condition {
    Condition::all()
        .add(Column::Status.eq(DocumentStatus::Indexing.as_str()))
        .add(Column::LeaseUntil.is_null().or(Column::LeaseUntil.lte(now)))
}

/// Whoever asks may have it.
fn free(now: DateTime<Utc>, most: u32) -> Condition {
    let waits = Condition::any().add(Column::Status.eq(DocumentStatus::Queued.as_str())).add(abandoned(now));
    unfinished().add(waits).add(Column::Attempts.lt(rows::count(most)))
}

/// It was tried often enough.
fn hopeless(now: DateTime<Utc>, most: u32) -> Condition {
    unfinished().add(abandoned(now)).add(Column::Attempts.gte(rows::count(most)))
}

async fn any(db: &impl ConnectionTrait, which: Condition) -> Result<bool, DbErr> {
    let found: Option<Uuid> = documents::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(which)
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    Ok(found.is_some())
}

pub(super) async fn waits(db: &impl ConnectionTrait, now: DateTime<Utc>, most: u32) -> Result<bool, DbErr> {
    any(db, free(now, most)).await
}

pub(super) async fn is_hopeless(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    most: u32,
) -> Result<bool, DbErr> {
    any(db, hopeless(now, most)).await
}

pub(super) async fn claim(
    tx: &DatabaseTransaction,
    now: DateTime<Utc>,
    lease: Lease,
    last: Option<UserId>,
    most: u32,
) -> Result<Option<Claim>, DbErr> {
    let next = |but: Option<UserId>| {
        let mut query = documents::Entity::find().filter(free(now, most));
        if let Some(but) = but {
            query = query.filter(Column::UserId.ne(but.uuid()));
        }
        // What another server is about to take is passed over.
        query.order_by_asc(Column::Id).limit(1).lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
    };
    let mut found = next(last).one(tx).await?;
    if found.is_none() && last.is_some() {
        found = next(None).one(tx).await?;
    }
    let Some(found) = found else { return Ok(None) };
    let attempts = found.attempts.saturating_add(1);
    let taken = ActiveModel {
        status: Set(DocumentStatus::Indexing.as_str().to_owned()),
        progress: Set(0),
        attempts: Set(attempts),
        lease: Set(Some(lease.token)),
        lease_until: Set(Some(lease.until)),
        ..Default::default()
    };
    own(found.user_id, found.id).set(taken).exec(tx).await?;
    let content = document_contents::Entity::find_by_id(found.id).one(tx).await?;
    Ok(Some(Claim {
        user: UserId::from_uuid(found.user_id),
        id: DocumentId::from_uuid(found.id),
        name: found.name,
        content: content.map(|content| content.content).unwrap_or_default(),
        attempts: u32::try_from(attempts).unwrap_or(u32::MAX),
    }))
}

fn own(user: Uuid, id: Uuid) -> UpdateMany<documents::Entity> {
    documents::Entity::update_many().filter(Column::Id.eq(id)).filter(Column::UserId.eq(user))
}

/// The document, as long as this lease is the one that counts.
fn held(user: UserId, id: DocumentId, lease: Uuid) -> UpdateMany<documents::Entity> {
    own(user.uuid(), id.uuid())
        .filter(Column::Lease.eq(lease))
        .filter(Column::Status.eq(DocumentStatus::Indexing.as_str()))
}

pub(super) async fn renew(
    tx: &DatabaseTransaction,
    user: UserId,
    id: DocumentId,
    lease: Lease,
    progress: u8,
) -> Result<bool, DbErr> {
    let longer = ActiveModel {
        progress: Set(progress.into()),
        lease_until: Set(Some(lease.until)),
        ..Default::default()
    };
    Ok(held(user, id, lease.token).set(longer).exec(tx).await?.rows_affected > 0)
}

pub(super) async fn finish(
    tx: &DatabaseTransaction,
    user: UserId,
    id: DocumentId,
    lease: Uuid,
    outcome: Outcome,
) -> Result<bool, DbErr> {
    let untried = outcome == Outcome::Again { tried: false };
    let ended = ActiveModel { lease: Set(None), lease_until: Set(None), ..Default::default() };
    let (ended, pieces) = match outcome {
        Outcome::Ready { mime, pieces } => {
            let ready = ActiveModel {
                status: Set(DocumentStatus::Ready.as_str().to_owned()),
                mime: Set(mime.to_owned()),
                progress: Set(100),
                chunks: Set(i32::try_from(pieces.len()).unwrap_or(i32::MAX)),
                error_code: Set(None),
                error: Set(None),
                ..ended
            };
            (ready, pieces)
        }
        Outcome::Failed(fault) => (failed(ended, fault), Vec::new()),
        Outcome::Again { .. } => {
            let status = Set(DocumentStatus::Queued.as_str().to_owned());
            (ActiveModel { status, progress: Set(0), ..ended }, Vec::new())
        }
    };
    let mut update = held(user, id, lease).set(ended);
    if untried {
        update = update.col_expr(Column::Attempts, Expr::col(Column::Attempts).sub(1));
    }
    if update.exec(tx).await?.rows_affected == 0 {
        return Ok(false);
    }
    let mut pieces = pieces.into_iter().peekable();
    while pieces.peek().is_some() {
        let rows: Result<Vec<_>, _> =
            pieces.by_ref().take(ROWS).map(|piece| rows::piece_row(user, id, piece)).collect();
        let rows = rows.map_err(|error| DbErr::Custom(error.to_string()))?;
        document_chunks::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(true)
}

fn failed(ended: ActiveModel, fault: DocumentFault) -> ActiveModel {
    ActiveModel {
        status: Set(DocumentStatus::Failed.as_str().to_owned()),
        progress: Set(100),
        error_code: Set(Some(fault.code)),
        error: Set(Some(fault.message)),
        ..ended
    }
}

pub(super) async fn give_up(
    tx: &DatabaseTransaction,
    now: DateTime<Utc>,
    most: u32,
    fault: DocumentFault,
) -> Result<Vec<(UserId, DocumentId)>, DbErr> {
    let given: Vec<(Uuid, Uuid)> = documents::Entity::find()
        .select_only()
        .column(Column::UserId)
        .column(Column::Id)
        .filter(hopeless(now, most))
        .order_by_asc(Column::Id)
        .limit(ROWS as u64)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .into_tuple()
        .all(tx)
        .await?;
    let ended = ActiveModel { lease: Set(None), lease_until: Set(None), ..Default::default() };
    documents::Entity::update_many()
        .set(failed(ended, fault))
        .filter(hopeless(now, most))
        .filter(Column::Id.is_in(given.iter().map(|(_, id)| *id)))
        .exec(tx)
        .await?;
    Ok(given.into_iter().map(|(user, id)| (UserId::from_uuid(user), DocumentId::from_uuid(id))).collect())
}

pub(super) async fn end_leases(tx: &DatabaseTransaction, now: DateTime<Utc>) -> Result<u64, DbErr> {
    let ended = ActiveModel { lease: Set(None), lease_until: Set(Some(now)), ..Default::default() };
    let done = documents::Entity::update_many()
        .set(ended)
        .filter(Column::Status.eq(DocumentStatus::Indexing.as_str()))
        .exec(tx)
        .await?;
    Ok(done.rows_affected)
}

pub(super) async fn retry(tx: &DatabaseTransaction, by: Editor, id: DocumentId) -> Result<bool, DbErr> {
    let waits = ActiveModel {
        status: Set(DocumentStatus::Queued.as_str().to_owned()),
        progress: Set(0),
        attempts: Set(0),
        error_code: Set(None),
        error: Set(None),
        ..Default::default()
    };
    let done = documents::Entity::update_many()
        .set(waits)
        .filter(Column::Id.eq(id.uuid()))
        .filter(changeable(by))
        .filter(Column::Status.eq(DocumentStatus::Failed.as_str()))
        .exec(tx)
        .await?;
    Ok(done.rows_affected > 0)
}
