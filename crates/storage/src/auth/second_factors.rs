//! Second factors.

use async_trait::async_trait;
use futures_util::FutureExt;
use mami_auth::{AuditEntry, StoreError, TokenHash, TotpSecret, store::SecondFactors};
use mami_ports::UserId;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
    UpdateMany, sea_query::Expr,
};

use super::{Undone, audit::append, lock_user, manage::lock_managed, outcome, required};
use crate::{
    connect::Db,
    entity::{
        recovery_codes, sessions,
        users::{self, Column},
    },
    error::Fault,
    writer::Refusal,
};

#[async_trait]
impl SecondFactors for Db {
    async fn begin_second_factor(&self, user_id: UserId, secret: &TotpSecret) -> Result<bool, StoreError> {
        let begin = account(user_id)
            .col_expr(Column::TotpSecret, Expr::value(secret.as_bytes().to_vec()))
            .filter(Column::TotpConfirmedAt.is_null());
        let done = self
            .writer
            .write_plain(move |tx| async move { Ok(begin.exec(tx).await?.rows_affected > 0) }.boxed());
        Ok(done.await?)
    }

    async fn confirm_second_factor(
        &self,
        user_id: UserId,
        secret: &TotpSecret,
        step: i64,
        codes: &[TokenHash],
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        let confirm = account(user_id)
            .col_expr(Column::TotpConfirmedAt, Expr::value(entry.at))
            .col_expr(Column::TotpLastStep, Expr::value(step))
            .filter(Column::TotpSecret.eq(secret.as_bytes().to_vec()))
            .filter(Column::TotpConfirmedAt.is_null());
        let codes = codes.to_vec();
        let done = self.writer.write(move |tx| {
            async move {
                required(confirm.exec(tx).await?.rows_affected)?;
                replace_codes(tx, user_id, codes).await?;
                Ok(append(tx, [entry]).await?)
            }
            .boxed()
        });
        Ok(outcome(done.await)?.is_some())
    }

    async fn use_totp_step(&self, user_id: UserId, step: i64) -> Result<bool, StoreError> {
        let advance = account(user_id)
            .col_expr(Column::TotpLastStep, Expr::value(step))
            .filter(Column::TotpConfirmedAt.is_not_null())
            .filter(Column::TotpLastStep.lt(step));
        let done = self
            .writer
            .write_plain(move |tx| async move { Ok(advance.exec(tx).await?.rows_affected > 0) }.boxed());
        Ok(done.await?)
    }

    async fn use_recovery_code(
        &self,
        user_id: UserId,
        code: &TokenHash,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        let used = recovery_codes::Entity::delete_many()
            .filter(recovery_codes::Column::UserId.eq(user_id.uuid()))
            .filter(recovery_codes::Column::CodeHash.eq(code.as_bytes().to_vec()));
        let done = self.writer.write(move |tx| {
            async move {
                required(used.exec(tx).await?.rows_affected)?;
                Ok(append(tx, [entry]).await?)
            }
            .boxed()
        });
        Ok(outcome(done.await)?.is_some())
    }

    async fn recovery_codes_left(&self, user_id: UserId) -> Result<u32, StoreError> {
        let codes = recovery_codes::Entity::find()
            .filter(recovery_codes::Column::UserId.eq(user_id.uuid()))
            .count(&self.read);
        Ok(u32::try_from(codes.await.map_err(Fault::from)?).unwrap_or(u32::MAX))
    }

    async fn replace_recovery_codes(
        &self,
        user_id: UserId,
        codes: &[TokenHash],
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        let codes = codes.to_vec();
        let done = self.writer.write(move |tx| {
            async move {
                let account = lock_user(tx, user_id).await?;
                if account.is_none_or(|row| row.totp_confirmed_at.is_none()) {
                    return Err(Refusal::Refused(Undone::Missing));
                }
                replace_codes(tx, user_id, codes).await?;
                Ok(append(tx, [entry]).await?)
            }
            .boxed()
        });
        Ok(outcome(done.await)?.is_some())
    }

    async fn remove_second_factor(
        &self,
        by: Option<UserId>,
        user_id: UserId,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        let row = users::ActiveModel {
            totp_secret: Set(None),
            totp_confirmed_at: Set(None),
            totp_last_step: Set(None),
            ..Default::default()
        };
        let remove = account(user_id).set(row).filter(Column::TotpConfirmedAt.is_not_null());
        let done = self.writer.write(move |tx| {
            async move {
                lock_managed(tx, by, user_id).await?;
                required(remove.exec(tx).await?.rows_affected)?;
                replace_codes(tx, user_id, Vec::new()).await?;
                if by.is_some() {
                    let sessions = sessions::Entity::delete_many();
                    sessions.filter(sessions::Column::UserId.eq(user_id.uuid())).exec(tx).await?;
                }
                Ok(append(tx, [entry]).await?)
            }
            .boxed()
        });
        Ok(outcome(done.await)?.is_some())
    }
}

fn account(user_id: UserId) -> UpdateMany<users::Entity> {
    users::Entity::update_many().filter(Column::Id.eq(user_id.uuid()))
}

/// The account is locked.
async fn replace_codes(
    tx: &DatabaseTransaction,
    user_id: UserId,
    codes: Vec<TokenHash>,
) -> Result<(), DbErr> {
    recovery_codes::Entity::delete_many()
        .filter(recovery_codes::Column::UserId.eq(user_id.uuid()))
        .exec(tx)
        .await?;
    let rows = codes.iter().map(|code| recovery_codes::ActiveModel {
        user_id: Set(user_id.uuid()),
        code_hash: Set(code.as_bytes().to_vec()),
    });
    recovery_codes::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}
