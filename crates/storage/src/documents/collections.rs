//! Collections of documents.

use std::collections::HashMap;

use mami_memory::documents::{Collection, CollectionChange, Editor};
use mami_ports::{CollectionId, UserId};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
    prelude::Uuid,
};

use crate::{
    auth::lock_user,
    entity::{
        document_collections::{ActiveModel, Column, Entity},
        documents,
    },
};

pub(super) async fn insert(
    tx: &DatabaseTransaction,
    collection: Collection,
    most: u32,
) -> Result<bool, DbErr> {
    // Those who make one at the same time wait for each other, so that no one is counted too late.
    if lock_user(tx, collection.user).await?.is_none() {
        return Ok(false);
    }
    let own = Entity::find().filter(Column::UserId.eq(collection.user.uuid()));
    if own.count(tx).await? >= u64::from(most) {
        return Ok(false);
    }
    let row = ActiveModel {
        id: Set(collection.id.uuid()),
        user_id: Set(collection.user.uuid()),
        name: Set(collection.name),
        description: Set(collection.description),
        shared: Set(collection.shared),
        created_at: Set(collection.created_at),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(true)
}

/// The collections that a person sees, or the one of them with this id.
pub(super) async fn visible(
    db: &impl ConnectionTrait,
    user: UserId,
    id: Option<CollectionId>,
) -> Result<Vec<Collection>, DbErr> {
    let seen = Condition::any().add(Column::UserId.eq(user.uuid())).add(Column::Shared.eq(true));
    let mut query = Entity::find().filter(seen).order_by_asc(Column::Id);
    if let Some(id) = id {
        query = query.filter(Column::Id.eq(id.uuid()));
    }
    let rows = query.all(db).await?;
    let counts: Vec<(Uuid, i64)> = documents::Entity::find()
        .select_only()
        .column(documents::Column::CollectionId)
        .column_as(documents::Column::Id.count(), "documents")
        .filter(documents::Column::CollectionId.is_in(rows.iter().map(|row| row.id)))
        .group_by(documents::Column::CollectionId)
        .into_tuple()
        .all(db)
        .await?;
    let counts: HashMap<Uuid, i64> = counts.into_iter().collect();
    let collections = rows.into_iter().map(|row| Collection {
        id: CollectionId::from_uuid(row.id),
        name: row.name,
        description: row.description,
        shared: row.shared,
        own: row.user_id == user.uuid(),
        documents: counts.get(&row.id).and_then(|count| u32::try_from(*count).ok()).unwrap_or_default(),
        created_at: row.created_at,
        user: UserId::from_uuid(row.user_id),
    });
    Ok(collections.collect())
}

/// [`Editor::may_change`] in SQL.
fn changeable(by: Editor, id: CollectionId) -> Condition {
    let own = Condition::all().add(Column::UserId.eq(by.user.uuid())).add(Column::Shared.eq(false));
    let theirs = if by.administers { Condition::any().add(own).add(Column::Shared.eq(true)) } else { own };
    Condition::all().add(Column::Id.eq(id.uuid())).add(theirs)
}

pub(super) async fn change(
    tx: &DatabaseTransaction,
    by: Editor,
    id: CollectionId,
    change: CollectionChange,
) -> Result<bool, DbErr> {
    if change == CollectionChange::default() {
        return Ok(Entity::find().filter(changeable(by, id)).count(tx).await? > 0);
    }
    let row = ActiveModel {
        name: change.name.map_or(NotSet, Set),
        description: change.description.map_or(NotSet, Set),
        shared: change.shared.map_or(NotSet, Set),
        ..Default::default()
    };
    Ok(Entity::update_many().set(row).filter(changeable(by, id)).exec(tx).await?.rows_affected > 0)
}

pub(super) async fn delete(tx: &DatabaseTransaction, by: Editor, id: CollectionId) -> Result<bool, DbErr> {
    Ok(Entity::delete_many().filter(changeable(by, id)).exec(tx).await?.rows_affected > 0)
}
