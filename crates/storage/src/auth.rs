//! Accounts and sessions.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use futures_util::FutureExt;
use mami_auth::{
    Conflict, Credentials, NewUser, PasswordHash, ProfileChange, Role, Session, Store, StoreError, TokenHash,
    User,
};
use mami_ports::{SessionId, UserId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};

use crate::{
    connect::Db,
    entity::{bootstrap, sessions, users},
    error::Fault,
    writer::Refusal,
};

#[async_trait]
impl Store for Db {
    async fn needs_owner(&self) -> Result<bool, StoreError> {
        let row = bootstrap::Entity::find().one(&self.read).await.map_err(Fault::from)?;
        Ok(row.is_none())
    }

    async fn create_user(&self, user: NewUser) -> Result<(), StoreError> {
        let owner = user.role == Role::Owner;
        let done = self
            .writer
            .write(move |tx| {
                async move {
                    // Of two owners at once, the second waits for the first one's transaction, here or at the insert below.
                    if owner && bootstrap::Entity::find().one(tx).await?.is_some() {
                        return Err(Refusal::Refused(Conflict::AlreadySetUp));
                    }
                    let id = user.id.uuid();
                    let row = users::ActiveModel {
                        id: Set(id),
                        username: Set(user.username.as_str().to_owned()),
                        username_key: Set(user.username.key().to_owned()),
                        display_name: Set(user.display_name.as_str().to_owned()),
                        role: Set(user.role.as_str().to_owned()),
                        password_hash: Set(user.password_hash.as_str().to_owned()),
                        locale: Set(None),
                        theme: Set(None),
                        disabled_at: Set(None),
                        created_at: Set(user.created_at),
                    };
                    users::Entity::insert(row)
                        .exec_without_returning(tx)
                        .await
                        .map_err(taken(Conflict::UsernameTaken))?;
                    if owner {
                        let row = bootstrap::ActiveModel { id: Set(1), owner_id: Set(id) };
                        bootstrap::Entity::insert(row)
                            .exec_without_returning(tx)
                            .await
                            .map_err(taken(Conflict::AlreadySetUp))?;
                    }
                    Ok(())
                }
                .boxed()
            })
            .await;
        match done {
            Ok(()) => Ok(()),
            // Two owners of one name at once: the name collides first, but what they raced for is the set-up.
            Err(Refusal::Refused(Conflict::UsernameTaken)) if owner && !Store::needs_owner(self).await? => {
                Err(Conflict::AlreadySetUp.into())
            }
            Err(Refusal::Refused(conflict)) => Err(conflict.into()),
            Err(Refusal::Fault(fault)) => Err(fault.into()),
        }
    }

    async fn credentials(&self, username_key: &str) -> Result<Option<Credentials>, StoreError> {
        let row = users::Entity::find()
            .filter(users::Column::UsernameKey.eq(username_key))
            .one(&self.read)
            .await
            .map_err(Fault::from)?;
        row.map(|row| {
            Ok(Credentials {
                disabled: row.disabled_at.is_some(),
                password_hash: PasswordHash::from(row.password_hash.clone()),
                user: user(row)?,
            })
        })
        .transpose()
    }

    async fn users(&self) -> Result<Vec<User>, StoreError> {
        let rows = users::Entity::find()
            .order_by_asc(users::Column::CreatedAt)
            .order_by_asc(users::Column::Id)
            .all(&self.read)
            .await
            .map_err(Fault::from)?;
        rows.into_iter().map(user).collect()
    }

    async fn set_password_hash(&self, user_id: UserId, hash: &PasswordHash) -> Result<bool, StoreError> {
        let hash = hash.as_str().to_owned();
        let done = self.writer.write_plain(move |tx| {
            async move {
                let changed = users::Entity::update_many()
                    .col_expr(users::Column::PasswordHash, Expr::value(hash))
                    .filter(users::Column::Id.eq(user_id.uuid()))
                    .exec(tx)
                    .await?;
                sessions::Entity::delete_many()
                    .filter(sessions::Column::UserId.eq(user_id.uuid()))
                    .exec(tx)
                    .await?;
                Ok(changed.rows_affected > 0)
            }
            .boxed()
        });
        Ok(done.await?)
    }

    async fn update_profile(
        &self,
        user_id: UserId,
        change: ProfileChange,
    ) -> Result<Option<User>, StoreError> {
        let row = self
            .writer
            .write_plain(move |tx| {
                async move {
                    let text = |text: &str| Some(text.to_owned());
                    let changes = [
                        (
                            users::Column::DisplayName,
                            change.display_name.as_ref().map(|name| text(name.as_str())),
                        ),
                        (
                            users::Column::Locale,
                            change.locale.map(|locale| locale.and_then(|tag| text(tag.as_str()))),
                        ),
                        (
                            users::Column::Theme,
                            change.theme.map(|theme| theme.and_then(|theme| text(theme.as_str()))),
                        ),
                    ];
                    let mut update =
                        users::Entity::update_many().filter(users::Column::Id.eq(user_id.uuid()));
                    let mut changed = false;
                    for (column, value) in changes {
                        if let Some(value) = value {
                            update = update.col_expr(column, Expr::value(value));
                            changed = true;
                        }
                    }
                    if changed {
                        update.exec(tx).await?;
                    }
                    users::Entity::find_by_id(user_id.uuid()).one(tx).await
                }
                .boxed()
            })
            .await?;
        row.map(user).transpose()
    }

    async fn insert_session(
        &self,
        session: &Session,
        token_hash: &TokenHash,
        verified: &PasswordHash,
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
        };
        let (user_id, verified) = (session.user_id.uuid(), verified.as_str().to_owned());
        let done = self.writer.write_plain(move |tx| {
            async move {
                let account = users::Entity::find_by_id(user_id)
                    .filter(users::Column::PasswordHash.eq(verified))
                    .filter(users::Column::DisabledAt.is_null())
                    .lock_shared()
                    .one(tx)
                    .await?;
                if account.is_none() {
                    return Ok(false);
                }
                sessions::Entity::insert(row).exec_without_returning(tx).await?;
                Ok(true)
            }
            .boxed()
        });
        Ok(done.await?)
    }

    async fn session_user(
        &self,
        token_hash: &TokenHash,
        now: DateTime<Utc>,
    ) -> Result<Option<(Session, User)>, StoreError> {
        let found = sessions::Entity::find()
            .find_also_related(users::Entity)
            .filter(sessions::Column::TokenHash.eq(token_hash.as_bytes().to_vec()))
            .filter(sessions::Column::ExpiresAt.gt(now))
            .filter(users::Column::DisabledAt.is_null())
            .one(&self.read)
            .await
            .map_err(Fault::from)?;
        let Some((row, Some(account))) = found else { return Ok(None) };
        let session = Session {
            id: SessionId::from_uuid(row.id),
            user_id: UserId::from_uuid(row.user_id),
            created_at: row.created_at,
            last_seen_at: row.last_seen_at,
            expires_at: row.expires_at,
            user_agent: row.user_agent,
            address: row.address,
        };
        Ok(Some((session, user(account)?)))
    }

    async fn touch_session(
        &self,
        id: SessionId,
        last_seen_at: DateTime<Utc>,
        expires_at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let done = self.writer.write_plain(move |tx| {
            async move {
                sessions::Entity::update_many()
                    .col_expr(sessions::Column::LastSeenAt, Expr::value(last_seen_at))
                    .col_expr(sessions::Column::ExpiresAt, Expr::value(expires_at))
                    .filter(sessions::Column::Id.eq(id.uuid()))
                    .filter(sessions::Column::LastSeenAt.lt(last_seen_at))
                    .exec(tx)
                    .await?;
                Ok(())
            }
            .boxed()
        });
        Ok(done.await?)
    }

    async fn delete_session(&self, id: SessionId, user_id: UserId) -> Result<bool, StoreError> {
        let done = self.writer.write_plain(move |tx| {
            async move {
                let done = sessions::Entity::delete_many()
                    .filter(sessions::Column::Id.eq(id.uuid()))
                    .filter(sessions::Column::UserId.eq(user_id.uuid()))
                    .exec(tx)
                    .await?;
                Ok(done.rows_affected > 0)
            }
            .boxed()
        });
        Ok(done.await?)
    }

    async fn delete_expired_sessions(&self, now: DateTime<Utc>) -> Result<u64, StoreError> {
        let done = self.writer.write_plain(move |tx| {
            async move {
                let done = sessions::Entity::delete_many()
                    .filter(sessions::Column::ExpiresAt.lte(now))
                    .exec(tx)
                    .await?;
                Ok(done.rows_affected)
            }
            .boxed()
        });
        Ok(done.await?)
    }
}

/// Reads a unique index's refusal as this conflict.
fn taken(conflict: Conflict) -> impl Fn(sea_orm::DbErr) -> Refusal<Conflict> {
    move |error| match Fault::from(error) {
        Fault::Unique => Refusal::Refused(conflict),
        fault => Refusal::Fault(fault),
    }
}

fn user(row: users::Model) -> Result<User, StoreError> {
    let senseless =
        |what: &str| StoreError::Failed(format!("the account {} has a {what} that makes no sense", row.id));
    Ok(User {
        id: UserId::from_uuid(row.id),
        role: row.role.parse().map_err(|_| senseless("role"))?,
        theme: row.theme.as_deref().map(str::parse).transpose().map_err(|_| senseless("theme"))?,
        username: row.username,
        display_name: row.display_name,
        locale: row.locale,
        created_at: row.created_at,
    })
}
