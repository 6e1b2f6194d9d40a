//! Accounts.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use futures_util::FutureExt;
use mami_auth::{
    AuditEntry, Conflict, Credentials, NewPassword, NewUser, PasswordHash, PeopleFilter, Person,
    PersonChange, ProfileChange, Role, Slice, StoreError, TokenHash, User, Username,
    store::{Accounts, Entries},
};
use mami_ports::UserId;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, SelectTwo,
    sea_query::{Expr, LikeExpr},
};

use super::{audit::append, manage, outcome, passwords, refused, rows, taken};
use crate::{
    connect::Db,
    entity::{
        bootstrap, password_resets,
        users::{self, Column, Inviter},
    },
    error::Fault,
};

#[async_trait]
impl Accounts for Db {
    async fn needs_owner(&self) -> Result<bool, StoreError> {
        let row = bootstrap::Entity::find().one(&self.read).await.map_err(Fault::from)?;
        Ok(row.is_none())
    }

    async fn create_user(&self, user: NewUser, entry: AuditEntry) -> Result<(), StoreError> {
        let owner = user.role == Role::Owner;
        let done = self.writer.write(move |tx| {
            async move {
                // Of two owners at once, the second waits for the first one's transaction, here or at the insert below.
                if owner && bootstrap::Entity::find().one(tx).await?.is_some() {
                    return refused(Conflict::AlreadySetUp);
                }
                users::Entity::insert(rows::new_user(&user, None))
                    .exec_without_returning(tx)
                    .await
                    .map_err(taken(Conflict::UsernameTaken))?;
                if owner {
                    bootstrap::Entity::insert(bootstrap::ActiveModel { id: Set(1) })
                        .exec_without_returning(tx)
                        .await
                        .map_err(taken(Conflict::AlreadySetUp))?;
                }
                Ok(append(tx, [entry]).await?)
            }
            .boxed()
        });
        match outcome(done.await) {
            // Two owners of one name at once: the name collides first, but what they raced for is the set-up.
            Err(StoreError::Conflict(Conflict::UsernameTaken)) if owner && !self.needs_owner().await? => {
                Err(Conflict::AlreadySetUp.into())
            }
            done => done.map(drop),
        }
    }

    async fn credentials(&self, username_key: &str) -> Result<Option<Credentials>, StoreError> {
        let found = users::Entity::find().filter(Column::UsernameKey.eq(username_key)).one(&self.read);
        Ok(found.await.map_err(Fault::from)?.map(rows::credentials).transpose()?)
    }

    async fn credentials_of(&self, user_id: UserId) -> Result<Option<Credentials>, StoreError> {
        let found = users::Entity::find_by_id(user_id.uuid()).one(&self.read);
        Ok(found.await.map_err(Fault::from)?.map(rows::credentials).transpose()?)
    }

    async fn person(&self, user_id: UserId) -> Result<Option<Person>, StoreError> {
        let found = people().filter(Column::Id.eq(user_id.uuid())).one(&self.read);
        Ok(found.await.map_err(Fault::from)?.map(rows::person).transpose()?)
    }

    async fn people(&self, filter: &PeopleFilter, slice: Slice) -> Result<Vec<Person>, StoreError> {
        if filter.text.as_ref().is_some_and(|text| text.contains('\0')) {
            return Ok(Vec::new()); // PostgreSQL refuses to look for what no text can hold.
        }
        let wanted = Condition::all()
            .add_option(filter.text.as_deref().map(is_in_name))
            .add_option(filter.role.map(|role| Column::Role.eq(role.as_str())))
            .add_option(filter.disabled.map(|disabled| {
                if disabled { Column::DisabledAt.is_not_null() } else { Column::DisabledAt.is_null() }
            }))
            .add_option(slice.before.map(|id| Column::Id.lt(id)));
        let found = people()
            .filter(wanted)
            .order_by_desc(Column::Id)
            .limit(u64::from(slice.limit))
            .all(&self.read)
            .await
            .map_err(Fault::from)?;
        Ok(found.into_iter().map(rows::person).collect::<Result<_, _>>()?)
    }

    async fn upgrade_password_hash(
        &self,
        user_id: UserId,
        from: &PasswordHash,
        to: &PasswordHash,
    ) -> Result<bool, StoreError> {
        let upgrade = users::Entity::update_many()
            .col_expr(Column::PasswordHash, Expr::value(to.as_str()))
            .filter(Column::Id.eq(user_id.uuid()))
            .filter(Column::PasswordHash.eq(from.as_str()));
        let done = self
            .writer
            .write_plain(move |tx| async move { Ok(upgrade.exec(tx).await?.rows_affected > 0) }.boxed());
        Ok(done.await?)
    }

    async fn set_password(
        &self,
        user_id: UserId,
        new: NewPassword,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        let done = self.writer.write(move |tx| passwords::set_password(tx, user_id, new, entry).boxed());
        Ok(outcome(done.await)?.is_some())
    }

    async fn update_profile(
        &self,
        user_id: UserId,
        change: ProfileChange,
    ) -> Result<Option<User>, StoreError> {
        let name = change.display_name.as_ref().map(|name| name.as_str());
        let row = users::ActiveModel {
            display_name: name.map_or(NotSet, |name| Set(name.to_owned())),
            display_name_key: name.map_or(NotSet, |name| Set(rows::search_key(name))),
            locale: change
                .locale
                .map_or(NotSet, |locale| Set(locale.map(|locale| locale.as_str().to_owned()))),
            theme: change.theme.map_or(NotSet, |theme| Set(theme.map(|theme| theme.as_str().to_owned()))),
            ..Default::default()
        };
        let done = self.writer.write_plain(move |tx| {
            async move {
                if row.is_changed() {
                    let update = users::Entity::update_many().set(row);
                    update.filter(Column::Id.eq(user_id.uuid())).exec(tx).await?;
                }
                users::Entity::find_by_id(user_id.uuid()).one(tx).await
            }
            .boxed()
        });
        Ok(done.await?.map(rows::user).transpose()?)
    }

    async fn dismiss_alert(&self, user_id: UserId) -> Result<(), StoreError> {
        let row = users::ActiveModel { alert_at: Set(None), alert_address: Set(None), ..Default::default() };
        let dismiss = users::Entity::update_many().set(row).filter(Column::Id.eq(user_id.uuid()));
        let done = self.writer.write_plain(move |tx| async move { dismiss.exec(tx).await.map(drop) }.boxed());
        Ok(done.await?)
    }

    async fn change_person(
        &self,
        by: Option<UserId>,
        user_id: UserId,
        change: PersonChange,
        at: DateTime<Utc>,
        entries: Entries,
    ) -> Result<Option<Person>, StoreError> {
        let done = self.writer.write(move |tx| {
            async move {
                manage::change_person(tx, by, user_id, change, at, entries).await?;
                let changed = people().filter(Column::Id.eq(user_id.uuid())).one(tx).await?;
                Ok(changed.map(rows::person).transpose()?)
            }
            .boxed()
        });
        Ok(outcome(done.await)?.flatten())
    }

    async fn delete_user(
        &self,
        by: Option<UserId>,
        user_id: UserId,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        let done = self.writer.write(move |tx| manage::delete_user(tx, by, user_id, entry).boxed());
        Ok(outcome(done.await)?.is_some())
    }

    async fn put_reset(
        &self,
        by: Option<UserId>,
        user_id: UserId,
        token_hash: &TokenHash,
        expires_at: DateTime<Utc>,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        let hash = *token_hash;
        let done = self
            .writer
            .write(move |tx| passwords::put_reset(tx, by, user_id, hash, expires_at, entry).boxed());
        Ok(outcome(done.await)?.is_some())
    }

    async fn reset_target(
        &self,
        token_hash: &TokenHash,
        now: DateTime<Utc>,
    ) -> Result<Option<(User, DateTime<Utc>)>, StoreError> {
        let found = password_resets::Entity::find()
            .find_both_related(users::Entity)
            .filter(password_resets::Column::TokenHash.eq(token_hash.as_bytes().to_vec()))
            .filter(password_resets::Column::ExpiresAt.gt(now))
            .filter(Column::DisabledAt.is_null())
            .one(&self.read)
            .await
            .map_err(Fault::from)?;
        let Some((link, account)) = found else { return Ok(None) };
        Ok(Some((rows::user(account)?, link.expires_at)))
    }

    async fn use_reset(
        &self,
        token_hash: &TokenHash,
        now: DateTime<Utc>,
        hash: &PasswordHash,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        let (token_hash, hash) = (*token_hash, hash.clone());
        let done =
            self.writer.write(move |tx| passwords::use_reset(tx, token_hash, now, hash, entry).boxed());
        Ok(outcome(done.await)?.is_some())
    }
}

/// Accounts, each with the one of who invited its person.
fn people() -> SelectTwo<users::Entity, users::Entity> {
    users::Entity::find().find_also_linked(Inviter)
}

fn is_in_name(text: &str) -> Condition {
    // Each name is looked for in the form that it is compared in.
    [(Column::UsernameKey, Username::part(text)), (Column::DisplayNameKey, rows::search_key(text))]
        .into_iter()
        .fold(Condition::any(), |any, (column, part)| {
            any.add(Expr::col((users::Entity, column)).like(holding(&part)))
        })
}

/// What every text with this in it is like.
fn holding(part: &str) -> LikeExpr {
    let mut pattern = String::from("%");
    for c in part.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    LikeExpr::new(pattern).escape('\\')
}
