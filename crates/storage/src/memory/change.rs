//! Changing facts.

use chrono::{DateTime, Utc};
use mami_memory::{
    Change, Memory, MemoryStatus, same,
    store::{Doing, Edit, Edited},
};
use mami_ports::{MemoryId, MessageId, UserId};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, ExprTrait, QueryFilter, QuerySelect,
    prelude::Uuid,
    sea_query::{Expr, LockType},
};

use super::{
    AT_ONCE,
    history::note,
    rows::{self, memory, own, put},
    uuids,
    vectors::remove_of_facts,
};
use crate::{
    auth::lock_user,
    entity::{
        memories::{self, Column},
        messages,
    },
};

pub(super) async fn edit(
    tx: &DatabaseTransaction,
    user: UserId,
    id: MemoryId,
    edit: Edit,
    doing: Doing,
) -> Result<Edited, DbErr> {
    lock_user(tx, user).await?;
    let Some(before) = own(tx, user, id.uuid()).await?.map(memory) else { return Ok(Edited::NotFound) };
    let mut after = before.clone();
    if let Some(text) = edit.text {
        after.text = text;
    }
    after.kind = edit.kind.unwrap_or(before.kind);
    after.tags = edit.tags.unwrap_or(after.tags);
    after.pinned = edit.pinned.unwrap_or(before.pinned);
    after.valid_from = edit.valid_from.unwrap_or(before.valid_from);
    after.valid_to = edit.valid_to.unwrap_or(before.valid_to);
    if after == before {
        return Ok(Edited::Done(before));
    }
    if let Some(other) = other_like(tx, user, &after).await? {
        return Ok(Edited::SameAs(other));
    }
    after.updated_at = doing.now;
    put(tx, user, &after).await?;
    if after.pinned != before.pinned {
        let change = if after.pinned { Change::Pinned } else { Change::Unpinned };
        note(tx, user, &after, change, doing).await?;
    }
    let rest = Memory { pinned: before.pinned, updated_at: before.updated_at, ..after.clone() };
    if rest != before {
        note(tx, user, &after, Change::Edited, doing).await?;
    }
    if after.text != before.text {
        remove_of_facts(tx, user, &[id.uuid()]).await?;
    }
    Ok(Edited::Done(after))
}

/// Another fact that counts and says the same.
async fn other_like(
    tx: &DatabaseTransaction,
    user: UserId,
    memory: &Memory,
) -> Result<Option<MemoryId>, DbErr> {
    if memory.invalid_at.is_some() {
        return Ok(None);
    }
    let same = rows::same(tx, user, same::hash(&memory.text)).await?;
    Ok(same.map(|row| MemoryId::from_uuid(row.id)).filter(|id| *id != memory.id))
}

pub(super) async fn approve(
    tx: &DatabaseTransaction,
    user: UserId,
    id: MemoryId,
    text: Option<String>,
    doing: Doing,
) -> Result<Edited, DbErr> {
    lock_user(tx, user).await?;
    let Some(mut fact) = own(tx, user, id.uuid()).await?.map(memory) else { return Ok(Edited::NotFound) };
    if fact.status != MemoryStatus::Pending {
        return Ok(Edited::NotPending);
    }
    if let Some(text) = text.filter(|text| *text != fact.text) {
        fact.text = text;
        if let Some(other) = other_like(tx, user, &fact).await? {
            return Ok(Edited::SameAs(other));
        }
        remove_of_facts(tx, user, &[id.uuid()]).await?;
    }
    fact.status = MemoryStatus::Active;
    fact.updated_at = doing.now;
    let replaces = fact.replaces.take();
    put(tx, user, &fact).await?;
    note(tx, user, &fact, Change::Approved, doing).await?;
    if let Some(old) = replaces {
        supersede(tx, user, old, &fact, doing).await?;
    }
    Ok(Edited::Done(fact))
}

pub(super) async fn restore(
    tx: &DatabaseTransaction,
    user: UserId,
    id: MemoryId,
    doing: Doing,
) -> Result<Edited, DbErr> {
    lock_user(tx, user).await?;
    let Some(mut fact) = own(tx, user, id.uuid()).await?.map(memory) else { return Ok(Edited::NotFound) };
    if fact.invalid_at.is_none() {
        return Ok(Edited::Done(fact));
    }
    fact.invalid_at = None;
    fact.superseded_by = None;
    if let Some(other) = other_like(tx, user, &fact).await? {
        return Ok(Edited::SameAs(other));
    }
    fact.updated_at = doing.now;
    put(tx, user, &fact).await?;
    note(tx, user, &fact, Change::Restored, doing).await?;
    Ok(Edited::Done(fact))
}

/// A fact takes the place of another one that counts. One from a private conversation takes the place of such ones only: it is
/// not known elsewhere.
pub(super) async fn supersede(
    tx: &DatabaseTransaction,
    user: UserId,
    old: MemoryId,
    new: &Memory,
    doing: Doing,
) -> Result<(), DbErr> {
    let Some(mut old) = own(tx, user, old.uuid()).await?.map(memory) else { return Ok(()) };
    if old.id == new.id || old.invalid_at.is_some() || new.private && !old.private {
        return Ok(());
    }
    old.invalid_at = Some(doing.now);
    old.superseded_by = Some(new.id);
    old.updated_at = doing.now;
    put(tx, user, &old).await?;
    note(tx, user, &old, Change::Superseded, doing).await?;
    note(tx, user, new, Change::Superseded, doing).await
}

pub(super) async fn touch(
    tx: &DatabaseTransaction,
    user: UserId,
    ids: Vec<MemoryId>,
    doing: Doing,
) -> Result<(), DbErr> {
    lock_user(tx, user).await?;
    // It may be gone meanwhile.
    let message: Option<Uuid> = match doing.message {
        None => None,
        Some(message) => {
            let there = messages::Entity::find_by_id(message.uuid())
                .select_only()
                .column(messages::Column::Id)
                .filter(messages::Column::UserId.eq(user.uuid()))
                .lock(LockType::KeyShare);
            there.into_tuple().one(tx).await?
        }
    };
    let doing = Doing { message: message.map(MessageId::from_uuid), ..doing };
    for id in ids {
        let Some(mut fact) = own(tx, user, id.uuid()).await?.map(memory) else { continue };
        fact.updated_at = doing.now;
        put(tx, user, &fact).await?;
        note(tx, user, &fact, Change::Touched, doing).await?;
    }
    Ok(())
}

pub(super) async fn count_use(
    tx: &DatabaseTransaction,
    user: UserId,
    ids: Vec<MemoryId>,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    for some in ids.chunks(AT_ONCE) {
        memories::Entity::update_many()
            .col_expr(Column::UseCount, Expr::col(Column::UseCount).add(1))
            .col_expr(Column::LastUsedAt, Expr::value(now))
            .filter(Column::UserId.eq(user.uuid()))
            .filter(Column::Id.is_in(uuids(some)))
            .exec(tx)
            .await?;
    }
    Ok(())
}
