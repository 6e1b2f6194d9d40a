//! Accounts, and all that belongs to them.
//!
//! On PostgreSQL, transactions run side by side. Those that lock more than one row do it in one order, so that none waits for
//! another that waits for it: the bootstrap row, the account of who acts, the account that is acted on, what belongs to that.

mod accounts;
mod api_keys;
mod audit;
mod invites;
mod manage;
mod passwords;
mod rows;
mod second_factors;
mod sessions;

use mami_auth::{Conflict, StoreError};
use mami_ports::UserId;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QuerySelect, sea_query::LockType,
};

use crate::{entity::users, error::Fault, writer::Refusal};

/// Why a write was undone.
#[derive(Debug, Clone, Copy)]
enum Undone {
    /// What it is about is not there, or not as it must be.
    Missing,
    /// A rule did not allow it.
    Conflict(Conflict),
}

type Written<T> = Result<T, Refusal<Undone>>;

/// What was written; `None` when what it is about was missing.
fn outcome<T>(written: Written<T>) -> Result<Option<T>, StoreError> {
    match written {
        Ok(value) => Ok(Some(value)),
        Err(Refusal::Refused(Undone::Missing)) => Ok(None),
        Err(Refusal::Refused(Undone::Conflict(conflict))) => Err(conflict.into()),
        Err(Refusal::Fault(fault)) => Err(fault.into()),
    }
}

/// Undoes the write when no row met its conditions.
fn required(rows: u64) -> Written<()> {
    if rows > 0 { Ok(()) } else { Err(Refusal::Refused(Undone::Missing)) }
}

fn refused<T>(conflict: Conflict) -> Written<T> {
    Err(Refusal::Refused(Undone::Conflict(conflict)))
}

/// Reads a unique index's refusal as this conflict.
fn taken(conflict: Conflict) -> impl Fn(DbErr) -> Refusal<Undone> {
    move |error| match Fault::from(error) {
        Fault::Unique => Refusal::Refused(Undone::Conflict(conflict)),
        fault => Refusal::Fault(fault),
    }
}

/// An account that nobody else can change before this transaction ends, nor add to what it locks itself.
pub(crate) async fn lock_user(tx: &DatabaseTransaction, id: UserId) -> Result<Option<users::Model>, DbErr> {
    users::Entity::find().filter(users::Column::Id.eq(id.uuid())).lock(LockType::NoKeyUpdate).one(tx).await
}
