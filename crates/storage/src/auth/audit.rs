//! The audit log.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use futures_util::FutureExt;
use mami_auth::{AuditEntry, AuditFilter, Slice, StoreError, store::Audit};
use mami_ports::UserId;
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, DbErr, EntityTrait, ExprTrait, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Expr, Func, IntoCondition},
};

use super::rows;
use crate::{connect::Db, entity::audit_log, error::Fault};

/// Adds entries in the transaction that does what they tell.
pub(super) async fn append(
    tx: &DatabaseTransaction,
    entries: impl IntoIterator<Item = AuditEntry>,
) -> Result<(), DbErr> {
    for entry in entries {
        audit_log::Entity::insert(rows::new_entry(entry)).exec_without_returning(tx).await?;
    }
    Ok(())
}

#[async_trait]
impl Audit for Db {
    async fn record(&self, entry: AuditEntry) -> Result<(), StoreError> {
        let done = self.writer.write_plain(move |tx| async move { append(tx, [entry]).await }.boxed());
        Ok(done.await?)
    }

    async fn audit(&self, filter: &AuditFilter, slice: Slice) -> Result<Vec<AuditEntry>, StoreError> {
        if filter.action.as_ref().is_some_and(|action| action.contains('\0')) {
            return Ok(Vec::new()); // PostgreSQL refuses to look for what no text can hold.
        }
        let about = filter.about.map(UserId::uuid).map(|id| {
            Condition::any().add(audit_log::Column::ActorId.eq(id)).add(audit_log::Column::TargetId.eq(id))
        });
        let wanted = Condition::all()
            .add_option(filter.actor.map(|id| audit_log::Column::ActorId.eq(id.uuid())))
            .add_option(filter.target.map(|id| audit_log::Column::TargetId.eq(id)))
            .add_option(about)
            .add_option(filter.action.as_deref().map(is_action))
            .add_option(filter.from.map(|from| audit_log::Column::At.gte(from)))
            .add_option(filter.to.map(|to| audit_log::Column::At.lt(to)))
            .add_option(slice.before.map(|id| audit_log::Column::Id.lt(id)));
        let rows = audit_log::Entity::find()
            .filter(wanted)
            .order_by_desc(audit_log::Column::Id)
            .limit(u64::from(slice.limit))
            .all(&self.read)
            .await
            .map_err(Fault::from)?;
        Ok(rows.into_iter().map(rows::entry).collect::<Result<_, _>>()?)
    }

    async fn prune_audit(&self, before: DateTime<Utc>) -> Result<u64, StoreError> {
        let done = self.writer.write_plain(move |tx| {
            async move {
                let old = audit_log::Entity::delete_many().filter(audit_log::Column::At.lt(before));
                Ok(old.exec(tx).await?.rows_affected)
            }
            .boxed()
        });
        Ok(done.await?)
    }
}

fn is_action(action: &str) -> Condition {
    if !action.ends_with('.') {
        return audit_log::Column::Action.eq(action).into_condition();
    }
    // LIKE would not tell capitals from small letters on SQLite.
    let length = i32::try_from(action.chars().count()).unwrap_or(i32::MAX);
    let start = Func::cust("substr").args([
        Expr::col(audit_log::Column::Action),
        Expr::value(1),
        Expr::value(length),
    ]);
    Expr::expr(start).eq(action).into_condition()
}
