//! Whoever manages another's account: may they, and does the place keep an owner?

use chrono::{DateTime, Utc};
use mami_auth::{AuditEntry, Conflict, PersonChange, Role, store::Entries};
use mami_ports::UserId;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, DatabaseTransaction, DbErr, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter,
    QuerySelect,
    prelude::Uuid,
    sea_query::{Expr, IntoCondition},
};

use super::{Undone, Written, audit::append, lock_user, passwords::end_all, refused, required, rows};
use crate::{
    chat::unlink,
    entity::{bootstrap, conversations, invites, users},
    writer::Refusal,
};

const ROLES: [Role; 3] = [Role::Owner, Role::Admin, Role::Member];

/// The roles that `by` manages as of now, and until this transaction ends.
pub(super) async fn manageable(tx: &DatabaseTransaction, by: Option<UserId>) -> Written<Vec<Role>> {
    let Some(by) = by else { return Ok(ROLES.into()) };
    let acting = users::Entity::find_by_id(by.uuid())
        .filter(users::Column::DisabledAt.is_null())
        .lock_shared()
        .one(tx)
        .await?;
    let Some(acting) = acting else { return Ok(Vec::new()) };
    let role = rows::role(&acting)?;
    Ok(ROLES.into_iter().filter(|other| role.may_manage(*other)).collect())
}

pub(super) fn allow(manageable: &[Role], role: Role) -> Written<()> {
    if manageable.contains(&role) { Ok(()) } else { refused(Conflict::NotAllowed) }
}

/// Locks an account that `by` manages. All who do wait for each other, by the bootstrap row.
pub(super) async fn lock_managed(
    tx: &DatabaseTransaction,
    by: Option<UserId>,
    user_id: UserId,
) -> Written<(users::Model, Vec<Role>)> {
    bootstrap::Entity::find().lock_exclusive().one(tx).await?;
    let manageable = manageable(tx, by).await?;
    let Some(target) = lock_user(tx, user_id).await? else {
        return Err(Refusal::Refused(Undone::Missing));
    };
    allow(&manageable, rows::role(&target)?)?;
    Ok((target, manageable))
}

pub(super) async fn change_person(
    tx: &DatabaseTransaction,
    by: Option<UserId>,
    user_id: UserId,
    change: PersonChange,
    at: DateTime<Utc>,
    entries: Entries,
) -> Written<()> {
    let (target, manageable) = lock_managed(tx, by, user_id).await?;
    let before = rows::role(&target)?;
    let after = change.role.unwrap_or(before);
    allow(&manageable, after)?;
    let closes = change.disabled.flatten().is_some();
    if closes || after != Role::Owner {
        keep_an_owner(tx, &target).await?;
    }
    if after == Role::Owner {
        // Whoever owns the place, it is set up.
        bootstrap::Entity::insert(bootstrap::ActiveModel { id: Set(1) })
            .on_conflict_do_nothing_on([bootstrap::Column::Id])
            .exec_without_returning(tx)
            .await?;
    }
    let name = change.display_name.as_ref().map(|name| name.as_str());
    let row = users::ActiveModel {
        role: Set(after.as_str().to_owned()),
        disabled_at: change.disabled.map_or(NotSet, Set),
        display_name: name.map_or(NotSet, |name| Set(name.to_owned())),
        display_name_key: name.map_or(NotSet, |name| Set(rows::search_key(name))),
        ..Default::default()
    };
    users::Entity::update_many().set(row).filter(users::Column::Id.eq(target.id)).exec(tx).await?;
    if closes {
        end_all(tx, user_id, None).await?;
    }
    if closes || after != before {
        let lost = ROLES.into_iter().filter(|role| closes || !after.may_manage(*role));
        revoke_open(tx, target.id, lost, at).await?;
    }
    Ok(append(tx, entries(&rows::person((target, None))?)).await?)
}

pub(super) async fn delete_user(
    tx: &DatabaseTransaction,
    by: Option<UserId>,
    user_id: UserId,
    entry: AuditEntry,
) -> Written<()> {
    // Everybody may leave.
    let by = by.filter(|by| *by != user_id);
    let (target, _) = lock_managed(tx, by, user_id).await?;
    keep_an_owner(tx, &target).await?;
    revoke_open(tx, target.id, ROLES, entry.at).await?;
    unlink(tx, conversations::Column::UserId.eq(target.id).into_condition()).await?;
    required(users::Entity::delete_by_id(target.id).exec(tx).await?.rows_affected)?;
    Ok(append(tx, [entry]).await?)
}

/// Refuses when no one but this account owns the place.
async fn keep_an_owner(tx: &DatabaseTransaction, target: &users::Model) -> Written<()> {
    if target.role != Role::Owner.as_str() || target.disabled_at.is_some() {
        return Ok(());
    }
    let others = users::Entity::find()
        .filter(users::Column::Role.eq(Role::Owner.as_str()))
        .filter(users::Column::DisabledAt.is_null())
        .filter(users::Column::Id.ne(target.id))
        .count(tx)
        .await?;
    if others > 0 { Ok(()) } else { refused(Conflict::LastOwner) }
}

/// Revokes the open invites of an account that give one of these roles.
async fn revoke_open(
    tx: &DatabaseTransaction,
    creator: Uuid,
    roles: impl IntoIterator<Item = Role>,
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    invites::Entity::update_many()
        .col_expr(invites::Column::RevokedAt, Expr::value(at))
        .filter(invites::Column::CreatedBy.eq(creator))
        .filter(invites::Column::Role.is_in(roles.into_iter().map(Role::as_str)))
        .filter(is_open(at))
        .exec(tx)
        .await?;
    Ok(())
}

/// Whether an invite lets someone in at this time: [`mami_auth::Invite::status_at`] in SQL.
pub(super) fn is_open(at: DateTime<Utc>) -> Condition {
    Condition::all()
        .add(invites::Column::RevokedAt.is_null())
        .add(Expr::col(invites::Column::Uses).lt(Expr::col(invites::Column::MaxUses)))
        .add(
            Condition::any().add(invites::Column::ExpiresAt.is_null()).add(invites::Column::ExpiresAt.gt(at)),
        )
}
