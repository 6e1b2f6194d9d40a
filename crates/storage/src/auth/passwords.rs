//! New passwords, and the links that set one.

use chrono::{DateTime, Utc};
use mami_auth::{AuditEntry, KeptSession, NewPassword, PasswordHash, TokenHash};
use mami_ports::{SessionId, UserId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, DatabaseTransaction, DbErr, EntityTrait, ExprTrait,
    QueryFilter, sea_query::Expr,
};

use super::{
    Undone, Written, audit::append, lock_user, manage::lock_managed, required, sessions::remember_token,
};
use crate::{
    entity::{api_keys, password_resets, remember_tokens, sessions, users},
    writer::Refusal,
};

/// Deletes the sessions of an account but `keep`, its API keys and its reset links. The account is locked.
pub(super) async fn end_all(
    tx: &DatabaseTransaction,
    user_id: UserId,
    keep: Option<SessionId>,
) -> Result<(), DbErr> {
    let id = user_id.uuid();
    let sessions = Condition::all()
        .add(sessions::Column::UserId.eq(id))
        .add_option(keep.map(|keep| sessions::Column::Id.ne(keep.uuid())));
    sessions::Entity::delete_many().filter(sessions).exec(tx).await?;
    api_keys::Entity::delete_many().filter(api_keys::Column::UserId.eq(id)).exec(tx).await?;
    password_resets::Entity::delete_many().filter(password_resets::Column::UserId.eq(id)).exec(tx).await?;
    Ok(())
}

pub(super) async fn set_password(
    tx: &DatabaseTransaction,
    user_id: UserId,
    new: NewPassword,
    entry: AuditEntry,
) -> Written<()> {
    let account = Condition::all()
        .add(users::Column::Id.eq(user_id.uuid()))
        .add_option(new.only_if.map(|hash| users::Column::PasswordHash.eq(hash.as_str())));
    let changed = users::Entity::update_many()
        .col_expr(users::Column::PasswordHash, Expr::value(new.hash.as_str()))
        .filter(account)
        .exec(tx)
        .await?;
    required(changed.rows_affected)?;
    end_all(tx, user_id, new.keep.as_ref().map(|kept| kept.id)).await?;
    if let Some(kept) = new.keep {
        renew_tokens(tx, user_id, kept, entry.at).await?;
    }
    Ok(append(tx, [entry]).await?)
}

/// Gives the session that goes on new tokens in the place of all others, if it is there and the account's.
async fn renew_tokens(
    tx: &DatabaseTransaction,
    user_id: UserId,
    kept: KeptSession,
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    let renewed = sessions::Entity::update_many()
        .col_expr(sessions::Column::TokenHash, Expr::value(kept.token.as_bytes().to_vec()))
        .col_expr(sessions::Column::Generation, Expr::col(sessions::Column::Generation).add(1))
        .filter(sessions::Column::Id.eq(kept.id.uuid()))
        .filter(sessions::Column::UserId.eq(user_id.uuid()))
        .exec_with_returning(tx)
        .await?;
    let Some(session) = renewed.first() else { return Ok(()) };
    remember_tokens::Entity::delete_many()
        .filter(remember_tokens::Column::SessionId.eq(session.id))
        .exec(tx)
        .await?;
    if let Some(validator) = kept.validator {
        let token = remember_token(kept.id, &validator, session.generation, None, at);
        remember_tokens::Entity::insert(token).exec_without_returning(tx).await?;
    }
    Ok(())
}

pub(super) async fn put_reset(
    tx: &DatabaseTransaction,
    by: Option<UserId>,
    user_id: UserId,
    token_hash: TokenHash,
    expires_at: DateTime<Utc>,
    entry: AuditEntry,
) -> Written<()> {
    let (target, _) = lock_managed(tx, by, user_id).await?;
    password_resets::Entity::delete_by_id(target.id).exec(tx).await?;
    let row = password_resets::ActiveModel {
        user_id: Set(target.id),
        token_hash: Set(token_hash.as_bytes().to_vec()),
        expires_at: Set(expires_at),
    };
    password_resets::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(append(tx, [entry]).await?)
}

pub(super) async fn use_reset(
    tx: &DatabaseTransaction,
    token_hash: TokenHash,
    now: DateTime<Utc>,
    hash: PasswordHash,
    entry: AuditEntry,
) -> Written<()> {
    let missing = || Refusal::Refused(Undone::Missing);
    let link = Condition::all()
        .add(password_resets::Column::TokenHash.eq(token_hash.as_bytes().to_vec()))
        .add(password_resets::Column::ExpiresAt.gt(now));
    let found = password_resets::Entity::find().filter(link.clone()).one(tx).await?;
    let user_id = UserId::from_uuid(found.ok_or_else(missing)?.user_id);
    let account = lock_user(tx, user_id).await?;
    account.filter(|row| row.disabled_at.is_none()).ok_or_else(missing)?;
    // Of several at once, the first deletes it; the others waited for the account.
    required(password_resets::Entity::delete_many().filter(link).exec(tx).await?.rows_affected)?;
    set_password(tx, user_id, NewPassword { hash, only_if: None, keep: None }, entry).await
}
