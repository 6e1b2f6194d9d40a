//! API keys.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use futures_util::FutureExt;
use mami_auth::{ApiKey, Area, AuditEntry, Conflict, Role, StoreError, TokenHash, User, store::ApiKeys};
use mami_ports::{ApiKeyId, SessionId, UserId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, SelectTwoRequired, sea_query::Expr,
};

use super::{audit::append, lock_user, outcome, refused, required, rows, sessions::seen};
use crate::{
    connect::Db,
    entity::{
        api_keys::{self, Column},
        sessions, users,
    },
    error::Fault,
};

#[async_trait]
impl ApiKeys for Db {
    async fn insert_api_key(
        &self,
        session: SessionId,
        key: &ApiKey,
        key_hash: &TokenHash,
        most: u32,
        entry: AuditEntry,
    ) -> Result<(), StoreError> {
        let user_id = key.user_id;
        let for_admins = key.scopes.allow(Area::Admin, false);
        let row = api_keys::ActiveModel {
            id: Set(key.id.uuid()),
            user_id: Set(user_id.uuid()),
            name: Set(key.name.clone()),
            key_hash: Set(key_hash.as_bytes().to_vec()),
            scopes: Set(key.scopes.to_text()),
            start: Set(key.start.clone()),
            created_at: Set(key.created_at),
            expires_at: Set(key.expires_at),
            last_used_at: Set(key.last_used_at),
        };
        let done = self.writer.write(move |tx| {
            async move {
                // Closing the account deleted its keys: none may come after that.
                let account = lock_user(tx, user_id).await?.filter(|account| account.disabled_at.is_none());
                let Some(account) = account else { return refused(Conflict::NotAllowed) };
                let session = sessions::Entity::find_by_id(session.uuid())
                    .filter(sessions::Column::UserId.eq(account.id))
                    .one(tx)
                    .await?;
                if session.is_none() || for_admins && rows::role(&account)? == Role::Member {
                    return refused(Conflict::NotAllowed);
                }
                let keys = api_keys::Entity::find().filter(Column::UserId.eq(user_id.uuid()));
                if keys.count(tx).await? >= u64::from(most) {
                    return refused(Conflict::TooManyKeys);
                }
                api_keys::Entity::insert(row).exec_without_returning(tx).await?;
                Ok(append(tx, [entry]).await?)
            }
            .boxed()
        });
        outcome(done.await).map(drop)
    }

    async fn api_keys(&self, user_id: UserId) -> Result<Vec<ApiKey>, StoreError> {
        let found = api_keys::Entity::find()
            .filter(Column::UserId.eq(user_id.uuid()))
            .order_by_desc(Column::Id)
            .all(&self.read)
            .await
            .map_err(Fault::from)?;
        Ok(found.into_iter().map(rows::api_key).collect::<Result<_, _>>()?)
    }

    async fn delete_api_key(
        &self,
        user_id: UserId,
        id: ApiKeyId,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        let key = api_keys::Entity::delete_many()
            .filter(Column::Id.eq(id.uuid()))
            .filter(Column::UserId.eq(user_id.uuid()));
        let done = self.writer.write(move |tx| {
            async move {
                required(key.exec(tx).await?.rows_affected)?;
                Ok(append(tx, [entry]).await?)
            }
            .boxed()
        });
        Ok(outcome(done.await)?.is_some())
    }

    async fn api_key_user(
        &self,
        key_hash: &TokenHash,
        now: DateTime<Utc>,
    ) -> Result<Option<(ApiKey, User)>, StoreError> {
        let found = good(now).filter(Column::KeyHash.eq(key_hash.as_bytes().to_vec())).one(&self.read);
        let Some((key, account)) = found.await.map_err(Fault::from)? else { return Ok(None) };
        Ok(Some((rows::api_key(key)?, rows::user(account)?)))
    }

    async fn api_key_lives(&self, id: ApiKeyId, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let found = good(now).filter(Column::Id.eq(id.uuid())).one(&self.read);
        Ok(found.await.map_err(Fault::from)?.is_some())
    }

    async fn touch_api_key(&self, id: ApiKeyId, at: DateTime<Utc>) -> Result<(), StoreError> {
        let key = Condition::all().add(Column::Id.eq(id.uuid()));
        let owner = api_keys::Entity::find().select_only().column(Column::UserId).filter(key.clone());
        let seen = seen(at).filter(users::Column::Id.in_subquery(owner.into_query()));
        let unused = Condition::any().add(Column::LastUsedAt.is_null()).add(Column::LastUsedAt.lt(at));
        let touch = api_keys::Entity::update_many()
            .col_expr(Column::LastUsedAt, Expr::value(at))
            .filter(key.add(unused));
        let done = self.writer.write_plain(move |tx| {
            async move {
                seen.exec(tx).await?;
                touch.exec(tx).await?;
                Ok(())
            }
            .boxed()
        });
        Ok(done.await?)
    }
}

/// The keys that open something at this time, with their accounts.
fn good(now: DateTime<Utc>) -> SelectTwoRequired<api_keys::Entity, users::Entity> {
    api_keys::Entity::find()
        .find_both_related(users::Entity)
        .filter(Condition::any().add(Column::ExpiresAt.is_null()).add(Column::ExpiresAt.gt(now)))
        .filter(users::Column::DisabledAt.is_null())
}
