//! Sessions, and the tokens that resume them.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use futures_util::FutureExt;
use mami_auth::{
    AuditEntry, PasswordHash, Remembered, Renewal, Session, StoreError, TokenHash, User, store::Sessions,
};
use mami_ports::{SessionId, UserId};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, LockBehavior, LockType, SelectStatement},
};

use super::{audit::append, lock_user, manage::lock_managed, outcome, required, rows};
use crate::{
    connect::Db,
    entity::{
        password_resets, remember_tokens,
        sessions::{self, Column},
        users,
    },
    error::Fault,
};

/// A validator that is more generations old than this is forgotten.
const KNOWN_GENERATIONS: i32 = 100;

#[async_trait]
impl Sessions for Db {
    async fn insert_session(
        &self,
        session: &Session,
        token_hash: &TokenHash,
        validator: Option<&TokenHash>,
        verified: &PasswordHash,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        let row = sessions::ActiveModel {
            id: Set(session.id.uuid()),
            user_id: Set(session.user_id.uuid()),
            token_hash: Set(token_hash.as_bytes().to_vec()),
            created_at: Set(session.created_at),
            last_seen_at: Set(session.last_seen_at),
            expires_at: Set(session.expires_at),
            user_agent: Set(session.user_agent.clone()),
            address: Set(session.address.clone()),
            remembered_until: Set(session.remembered_until),
            generation: Set(0),
            advanced_at: Set(Some(session.created_at)),
        };
        let (id, made) = (session.id, session.created_at);
        let token = validator.map(|validator| remember_token(id, validator, 0, None, made));
        let account = users::Column::Id
            .eq(session.user_id.uuid())
            .and(users::Column::PasswordHash.eq(verified.as_str()))
            .and(users::Column::DisabledAt.is_null());
        let seen = seen(session.last_seen_at).filter(account);
        let done = self.writer.write(move |tx| {
            async move {
                required(seen.exec(tx).await?.rows_affected)?;
                sessions::Entity::insert(row).exec_without_returning(tx).await?;
                if let Some(token) = token {
                    remember_tokens::Entity::insert(token).exec_without_returning(tx).await?;
                }
                Ok(append(tx, [entry]).await?)
            }
            .boxed()
        });
        Ok(outcome(done.await)?.is_some())
    }

    async fn session_user(
        &self,
        token_hash: &TokenHash,
        now: DateTime<Utc>,
    ) -> Result<Option<(Session, User)>, StoreError> {
        let open = sessions::Entity::find()
            .find_both_related(users::Entity)
            .filter(Column::ExpiresAt.gt(now))
            .filter(users::Column::DisabledAt.is_null());
        let hash = token_hash.as_bytes().to_vec();
        let own = open.clone().filter(Column::TokenHash.eq(hash.clone())).one(&self.read);
        let mut found = own.await.map_err(Fault::from)?;
        if found.is_none() {
            let beside = remember_tokens::Entity::find()
                .filter(remember_tokens::Column::TokenHash.eq(hash))
                .one(&self.read);
            let Some(beside) = beside.await.map_err(Fault::from)? else { return Ok(None) };
            let current = open
                .filter(Column::Id.eq(beside.session_id))
                .filter(Column::Generation.eq(beside.generation));
            found = current.one(&self.read).await.map_err(Fault::from)?;
        }
        let Some((session, account)) = found else { return Ok(None) };
        Ok(Some((rows::session(session), rows::user(account)?)))
    }

    async fn session_lives(&self, id: SessionId, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let found = sessions::Entity::find()
            .find_both_related(users::Entity)
            .filter(Column::Id.eq(id.uuid()))
            .filter(ends_after(now))
            .filter(users::Column::DisabledAt.is_null())
            .one(&self.read)
            .await
            .map_err(Fault::from)?;
        Ok(found.is_some())
    }

    async fn touch_session(
        &self,
        id: SessionId,
        last_seen_at: DateTime<Utc>,
        expires_at: DateTime<Utc>,
        address: Option<&str>,
    ) -> Result<(), StoreError> {
        let session =
            Condition::all().add(Column::Id.eq(id.uuid())).add(Column::LastSeenAt.lte(last_seen_at));
        let seen = seen(last_seen_at).filter(users::Column::Id.in_subquery(owner_of(session.clone())));
        let row = sessions::ActiveModel {
            last_seen_at: Set(last_seen_at),
            expires_at: Set(expires_at),
            address: Set(address.map(str::to_owned)),
            ..Default::default()
        };
        let touch = sessions::Entity::update_many().set(row).filter(session);
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

    async fn sessions(&self, user_id: UserId, now: DateTime<Utc>) -> Result<Vec<Session>, StoreError> {
        let found = sessions::Entity::find()
            .filter(Column::UserId.eq(user_id.uuid()))
            .filter(ends_after(now))
            .order_by_desc(Column::LastSeenAt)
            .order_by_desc(Column::Id)
            .all(&self.read)
            .await
            .map_err(Fault::from)?;
        Ok(found.into_iter().map(rows::session).collect())
    }

    async fn delete_session(
        &self,
        user_id: UserId,
        id: SessionId,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        let session = sessions::Entity::delete_many()
            .filter(Column::Id.eq(id.uuid()))
            .filter(Column::UserId.eq(user_id.uuid()));
        let done = self.writer.write(move |tx| {
            async move {
                required(session.exec(tx).await?.rows_affected)?;
                Ok(append(tx, [entry]).await?)
            }
            .boxed()
        });
        Ok(outcome(done.await)?.is_some())
    }

    async fn delete_sessions(
        &self,
        by: Option<UserId>,
        user_id: UserId,
        keep: Option<SessionId>,
        entry: AuditEntry,
    ) -> Result<u64, StoreError> {
        let sessions = Condition::all()
            .add(Column::UserId.eq(user_id.uuid()))
            .add_option(keep.map(|keep| Column::Id.ne(keep.uuid())));
        let done = self.writer.write(move |tx| {
            async move {
                match by.filter(|by| *by != user_id) {
                    Some(by) => drop(lock_managed(tx, Some(by), user_id).await?),
                    None => drop(lock_user(tx, user_id).await?),
                }
                let deleted = sessions::Entity::delete_many().filter(sessions).exec(tx).await?.rows_affected;
                required(deleted)?;
                append(tx, [entry]).await?;
                Ok(deleted)
            }
            .boxed()
        });
        Ok(outcome(done.await)?.unwrap_or_default())
    }

    async fn remembered(
        &self,
        session: SessionId,
        validator: &TokenHash,
        now: DateTime<Utc>,
    ) -> Result<Option<Remembered>, StoreError> {
        // A token's generation never changes, so that it may be read before the session is.
        let token = remember_tokens::Entity::find_by_id(validator.as_bytes().to_vec())
            .filter(remember_tokens::Column::SessionId.eq(session.uuid()))
            .one(&self.read)
            .await
            .map_err(Fault::from)?;
        let Some(token) = token else { return Ok(None) };
        let found = sessions::Entity::find()
            .find_both_related(users::Entity)
            .filter(Column::Id.eq(session.uuid()))
            .filter(Column::RememberedUntil.gt(now))
            .filter(users::Column::DisabledAt.is_null())
            .one(&self.read)
            .await
            .map_err(Fault::from)?;
        let Some((session, account)) = found else { return Ok(None) };
        Ok(Some(Remembered {
            user: rows::user(account)?,
            presented: token.generation,
            current: session.generation,
            advanced_at: session.advanced_at.unwrap_or(session.created_at),
            session: rows::session(session),
        }))
    }

    async fn renew_session(&self, id: SessionId, renewal: Renewal) -> Result<bool, StoreError> {
        let now = renewal.last_seen_at;
        let session =
            Condition::all().add(Column::Id.eq(id.uuid())).add(Column::Generation.eq(renewal.expected));
        let seen = seen(now).filter(users::Column::Id.in_subquery(owner_of(session.clone())));
        let advances = renewal.current != renewal.expected;
        let (own, beside) = if advances { (Some(renewal.token), None) } else { (None, Some(renewal.token)) };
        let token = remember_token(id, &renewal.validator, renewal.current, beside.as_ref(), now);
        let forgotten = remember_tokens::Entity::delete_many()
            .filter(remember_tokens::Column::SessionId.eq(id.uuid()))
            .filter(
                remember_tokens::Column::Generation.lt(renewal.current.saturating_sub(KNOWN_GENERATIONS)),
            );
        let row = sessions::ActiveModel {
            token_hash: own.map_or(NotSet, |token| Set(token.as_bytes().to_vec())),
            last_seen_at: Set(now),
            expires_at: Set(renewal.expires_at),
            user_agent: Set(renewal.user_agent),
            address: Set(renewal.address),
            remembered_until: Set(Some(renewal.remembered_until)),
            generation: Set(renewal.current),
            advanced_at: Set(Some(renewal.advanced_at)),
            ..Default::default()
        };
        let renew = sessions::Entity::update_many().set(row).filter(session);
        let done = self.writer.write(move |tx| {
            async move {
                seen.exec(tx).await?;
                required(renew.exec(tx).await?.rows_affected)?;
                remember_tokens::Entity::insert(token).exec_without_returning(tx).await?;
                if advances {
                    forgotten.exec(tx).await?;
                }
                Ok(())
            }
            .boxed()
        });
        Ok(outcome(done.await)?.is_some())
    }

    async fn end_stolen_session(
        &self,
        user_id: UserId,
        id: SessionId,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        let alert = users::ActiveModel {
            alert_at: Set(Some(entry.at)),
            alert_address: Set(entry.address.clone()),
            ..Default::default()
        };
        let alert = users::Entity::update_many().set(alert).filter(users::Column::Id.eq(user_id.uuid()));
        let session = sessions::Entity::delete_many()
            .filter(Column::Id.eq(id.uuid()))
            .filter(Column::UserId.eq(user_id.uuid()));
        let done = self.writer.write(move |tx| {
            async move {
                alert.exec(tx).await?;
                required(session.exec(tx).await?.rows_affected)?;
                Ok(append(tx, [entry]).await?)
            }
            .boxed()
        });
        Ok(outcome(done.await)?.is_some())
    }

    async fn delete_expired(&self, now: DateTime<Utc>, stale: DateTime<Utc>) -> Result<u64, StoreError> {
        // Not the opposite of `ends_after`, which is neither true nor false where nothing is remembered.
        let over = sessions::Entity::find().filter(Column::ExpiresAt.lte(now)).filter(
            Condition::any().add(Column::RememberedUntil.is_null()).add(Column::RememberedUntil.lte(now)),
        );
        let over = free(over.select_only().column(Column::Id).into_query());
        let sessions = sessions::Entity::delete_many().filter(Column::Id.in_subquery(over));

        let over = password_resets::Entity::find().filter(password_resets::Column::ExpiresAt.lte(now));
        let over = free(over.select_only().column(password_resets::Column::UserId).into_query());
        let resets =
            password_resets::Entity::delete_many().filter(password_resets::Column::UserId.in_subquery(over));

        let over = remember_tokens::Entity::find().filter(remember_tokens::Column::CreatedAt.lt(stale));
        let over = free(over.select_only().column(remember_tokens::Column::ValidatorHash).into_query());
        let tokens = remember_tokens::Entity::delete_many()
            .filter(remember_tokens::Column::ValidatorHash.in_subquery(over));

        // Each by itself: with a session its tokens go, and another sweep may have locked them.
        let done = self.writer.write_plain(move |tx| async move { resets.exec(tx).await.map(drop) }.boxed());
        done.await?;
        let done = self.writer.write_plain(move |tx| async move { tokens.exec(tx).await.map(drop) }.boxed());
        done.await?;
        let done = self
            .writer
            .write_plain(move |tx| async move { Ok(sessions.exec(tx).await?.rows_affected) }.boxed());
        Ok(done.await?)
    }
}

/// Notes that accounts were used. It locks them, too: what belongs to an account is changed after that.
pub(super) fn seen(at: DateTime<Utc>) -> sea_orm::UpdateMany<users::Entity> {
    let latest = Expr::case(users::Column::LastSeenAt.gt(at), Expr::col(users::Column::LastSeenAt));
    users::Entity::update_many().col_expr(users::Column::LastSeenAt, latest.finally(at).into())
}

/// The account that a session belongs to.
fn owner_of(session: Condition) -> SelectStatement {
    sessions::Entity::find().select_only().column(Column::UserId).filter(session).into_query()
}

/// Whether a session ends after this time: [`Session::ends_at`] in SQL.
fn ends_after(now: DateTime<Utc>) -> Condition {
    Condition::any().add(Column::ExpiresAt.gt(now)).add(Column::RememberedUntil.gt(now))
}

/// Only those rows that nobody else is changing: a sweep waits for none, so that none waits for it in vain.
fn free(mut rows: SelectStatement) -> SelectStatement {
    rows.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked).take()
}

pub(super) fn remember_token(
    session: SessionId,
    validator: &TokenHash,
    generation: i32,
    token: Option<&TokenHash>,
    created_at: DateTime<Utc>,
) -> remember_tokens::ActiveModel {
    remember_tokens::ActiveModel {
        validator_hash: Set(validator.as_bytes().to_vec()),
        session_id: Set(session.uuid()),
        generation: Set(generation),
        token_hash: Set(token.map(|token| token.as_bytes().to_vec())),
        created_at: Set(created_at),
    }
}
