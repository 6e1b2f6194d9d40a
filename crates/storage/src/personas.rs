//! The personas that people make.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use futures_util::FutureExt;
use mami_chat::{
    StoreError,
    personas::{Character, Editor, PersonaStore, StoredPersona},
};
use mami_ports::{PersonaId, UserId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    sea_query::Expr,
};

use crate::{
    auth::lock_user,
    connect::Db,
    documents,
    entity::personas::{self, Column},
    error::Fault,
};

#[async_trait]
impl PersonaStore for Db {
    async fn insert_persona(&self, persona: StoredPersona, most: u32) -> Result<bool, StoreError> {
        let user = persona.user;
        let row = personas::ActiveModel {
            id: Set(persona.id.uuid()),
            user_id: Set(user.uuid()),
            shared: Set(persona.shared),
            content: Set(content(&persona.character)?),
            created_at: Set(persona.created_at),
            updated_at: Set(persona.updated_at),
        };
        let done = self.writer.write_plain(move |tx| {
            async move {
                // Those who make one at the same time wait for each other, so that no one is counted too late.
                lock_user(tx, user).await?;
                let own = personas::Entity::find().filter(Column::UserId.eq(user.uuid()));
                if own.count(tx).await? >= u64::from(most) {
                    return Ok(false);
                }
                personas::Entity::insert(row).exec_without_returning(tx).await?;
                Ok(true)
            }
            .boxed()
        });
        Ok(done.await?)
    }

    async fn visible_personas(&self, user: UserId) -> Result<Vec<StoredPersona>, StoreError> {
        let rows = personas::Entity::find()
            .filter(visible(user))
            .order_by_asc(Column::Id)
            .all(&self.read)
            .await
            .map_err(Fault::from)?;
        rows.into_iter().map(stored).collect()
    }

    async fn visible_persona(
        &self,
        user: UserId,
        id: PersonaId,
    ) -> Result<Option<StoredPersona>, StoreError> {
        let row = personas::Entity::find()
            .filter(Column::Id.eq(id.uuid()))
            .filter(visible(user))
            .one(&self.read)
            .await
            .map_err(Fault::from)?;
        row.map(stored).transpose()
    }

    async fn replace_persona(
        &self,
        by: Editor,
        seen: DateTime<Utc>,
        persona: StoredPersona,
    ) -> Result<bool, StoreError> {
        let update = personas::Entity::update_many()
            .col_expr(Column::Shared, Expr::value(persona.shared))
            .col_expr(Column::Content, Expr::value(content(&persona.character)?))
            .col_expr(Column::UpdatedAt, Expr::value(persona.updated_at))
            .filter(Column::Id.eq(persona.id.uuid()))
            .filter(changeable(by))
            .filter(Column::UpdatedAt.eq(seen));
        let done = self
            .writer
            .write_plain(move |tx| async move { Ok(update.exec(tx).await?.rows_affected > 0) }.boxed());
        Ok(done.await?)
    }

    async fn delete_persona(&self, by: Editor, id: PersonaId) -> Result<bool, StoreError> {
        let delete = personas::Entity::delete_many().filter(Column::Id.eq(id.uuid())).filter(changeable(by));
        let done = self.writer.write_plain(move |tx| {
            async move {
                let deleted = delete.exec(tx).await?.rows_affected > 0;
                if deleted {
                    documents::of_deleted_persona(tx, id).await?;
                }
                Ok(deleted)
            }
            .boxed()
        });
        Ok(done.await?)
    }
}

/// Their own, and what is shared.
fn visible(user: UserId) -> Condition {
    Condition::any().add(Column::UserId.eq(user.uuid())).add(Column::Shared.eq(true))
}

/// [`Editor::may_change`] in SQL.
fn changeable(by: Editor) -> Condition {
    let own = Condition::all().add(Column::UserId.eq(by.user.uuid())).add(Column::Shared.eq(false));
    if by.administers { Condition::any().add(own).add(Column::Shared.eq(true)) } else { own }
}

fn content(character: &Character) -> Result<String, StoreError> {
    serde_json::to_string(character).map_err(|error| StoreError(error.to_string()))
}

fn stored(row: personas::Model) -> Result<StoredPersona, StoreError> {
    let character = serde_json::from_str(&row.content)
        .map_err(|error| StoreError(format!("the persona {} is not understood: {error}", row.id)))?;
    Ok(StoredPersona {
        id: PersonaId::from_uuid(row.id),
        user: UserId::from_uuid(row.user_id),
        shared: row.shared,
        character,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}
