//! Invites.

use std::collections::HashMap;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use futures_util::FutureExt;
use mami_auth::{
    AuditEntry, Conflict, Invite, InvitePreview, InviteUse, NewUser, Slice, StoreError, TokenHash, User,
    store::Invites,
};
use mami_ports::{InviteId, UserId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    prelude::Uuid, sea_query::Expr,
};

use super::{
    Undone,
    audit::append,
    manage::{allow, is_open, manageable},
    outcome, refused, required, rows, taken,
};
use crate::{
    connect::Db,
    entity::{
        invites::{self, Column},
        users,
    },
    error::Fault,
    writer::Refusal,
};

#[async_trait]
impl Invites for Db {
    async fn create_invite(
        &self,
        by: Option<UserId>,
        invite: &Invite,
        code_hash: &TokenHash,
        entry: AuditEntry,
    ) -> Result<(), StoreError> {
        let count = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
        let role = invite.role;
        let row = invites::ActiveModel {
            id: Set(invite.id.uuid()),
            code_hash: Set(code_hash.as_bytes().to_vec()),
            role: Set(role.as_str().to_owned()),
            note: Set(invite.note.clone()),
            max_uses: Set(count(invite.max_uses)),
            uses: Set(count(invite.uses)),
            expires_at: Set(invite.expires_at),
            revoked_at: Set(invite.revoked_at),
            created_by: Set(invite.created_by.as_ref().map(|creator| creator.id.uuid())),
            created_at: Set(invite.created_at),
        };
        let done = self.writer.write(move |tx| {
            async move {
                allow(&manageable(tx, by).await?, role)?;
                invites::Entity::insert(row).exec_without_returning(tx).await?;
                Ok(append(tx, [entry]).await?)
            }
            .boxed()
        });
        outcome(done.await).map(drop)
    }

    async fn invite_preview(
        &self,
        code_hash: &TokenHash,
        now: DateTime<Utc>,
    ) -> Result<Option<InvitePreview>, StoreError> {
        let found = invites::Entity::find()
            .find_also_related(users::Entity)
            .filter(Column::CodeHash.eq(code_hash.as_bytes().to_vec()))
            .one(&self.read)
            .await
            .map_err(Fault::from)?;
        let invite = found.map(|found| rows::invite(found, Vec::new(), now)).transpose()?;
        Ok(invite.and_then(rows::preview))
    }

    async fn redeem_invite(
        &self,
        code_hash: &TokenHash,
        mut user: NewUser,
        entry: AuditEntry,
    ) -> Result<User, StoreError> {
        let using = invites::Entity::update_many()
            .col_expr(Column::Uses, Expr::col(Column::Uses).add(1))
            .filter(Column::CodeHash.eq(code_hash.as_bytes().to_vec()))
            .filter(is_open(user.created_at));
        let done = self.writer.write(move |tx| {
            async move {
                let Some(invite) = using.exec_with_returning(tx).await?.pop() else {
                    return refused(Conflict::InviteInvalid);
                };
                user.role = rows::invited_role(&invite)?;
                users::Entity::insert(rows::new_user(&user, Some(invite.id)))
                    .exec_without_returning(tx)
                    .await
                    .map_err(taken(Conflict::UsernameTaken))?;
                append(tx, [entry]).await?;
                Ok(user.user())
            }
            .boxed()
        });
        let added = outcome(done.await)?;
        added.ok_or_else(|| Conflict::InviteInvalid.into())
    }

    async fn invite(&self, id: InviteId, now: DateTime<Utc>) -> Result<Option<Invite>, StoreError> {
        let one = Slice { before: None, limit: 1 };
        Ok(self.find_invites(Some(id), one, now).await?.pop())
    }

    async fn invites(&self, slice: Slice, now: DateTime<Utc>) -> Result<Vec<Invite>, StoreError> {
        Ok(self.find_invites(None, slice, now).await?)
    }

    async fn revoke_invite(
        &self,
        by: Option<UserId>,
        id: InviteId,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        let revoke = invites::Entity::update_many()
            .col_expr(Column::RevokedAt, Expr::value(entry.at))
            .filter(Column::Id.eq(id.uuid()))
            .filter(Column::RevokedAt.is_null());
        let done = self.writer.write(move |tx| {
            async move {
                let manageable = manageable(tx, by).await?;
                let Some(invite) = invites::Entity::find_by_id(id.uuid()).one(tx).await? else {
                    return Err(Refusal::Refused(Undone::Missing));
                };
                allow(&manageable, rows::invited_role(&invite)?)?;
                required(revoke.exec(tx).await?.rows_affected)?;
                Ok(append(tx, [entry]).await?)
            }
            .boxed()
        });
        Ok(outcome(done.await)?.is_some())
    }
}

impl Db {
    async fn find_invites(
        &self,
        id: Option<InviteId>,
        slice: Slice,
        now: DateTime<Utc>,
    ) -> Result<Vec<Invite>, Fault> {
        let wanted = Condition::all()
            .add_option(id.map(|id| Column::Id.eq(id.uuid())))
            .add_option(slice.before.map(|id| Column::Id.lt(id)));
        let found = invites::Entity::find()
            .find_also_related(users::Entity)
            .filter(wanted)
            .order_by_desc(Column::Id)
            .limit(u64::from(slice.limit))
            .all(&self.read)
            .await?;
        let mut used_by = self.used_by(found.iter().map(|(row, _)| row.id)).await?;
        found
            .into_iter()
            .map(|row| {
                let used_by = used_by.remove(&row.0.id).unwrap_or_default();
                rows::invite(row, used_by, now)
            })
            .collect()
    }

    /// Who came by these invites, by invite, oldest first.
    async fn used_by(
        &self,
        invites: impl Iterator<Item = Uuid>,
    ) -> Result<HashMap<Uuid, Vec<InviteUse>>, Fault> {
        let came: Vec<(Uuid, Uuid, String, DateTime<Utc>)> = users::Entity::find()
            .select_only()
            .columns([
                users::Column::InviteId,
                users::Column::Id,
                users::Column::DisplayName,
                users::Column::CreatedAt,
            ])
            .filter(users::Column::InviteId.is_in(invites))
            .order_by_asc(users::Column::CreatedAt)
            .order_by_asc(users::Column::Id)
            .into_tuple()
            .all(&self.read)
            .await?;
        let mut used_by = HashMap::<_, Vec<_>>::new();
        for (invite, id, display_name, at) in came {
            let id = UserId::from_uuid(id);
            used_by.entry(invite).or_default().push(InviteUse { id, display_name, at });
        }
        Ok(used_by)
    }
}
