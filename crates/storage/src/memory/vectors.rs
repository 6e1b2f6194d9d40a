//! Vectors.

use std::collections::HashSet;

use mami_memory::store::{Vector, VectorKind, VectorPlace};
use mami_ports::UserId;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, ExprTrait, QueryFilter,
    QueryOrder, QuerySelect,
    prelude::Uuid,
    sea_query::{Expr, LockType, OnConflict},
};

use super::AT_ONCE;
use crate::entity::{
    memories,
    memory_vectors::{self, Column},
    messages,
};

pub(super) async fn page(
    db: &impl ConnectionTrait,
    user: UserId,
    embedder: &str,
    after: Option<VectorPlace>,
    limit: u32,
) -> Result<Vec<Vector>, DbErr> {
    let behind = after.map(|(kind, item)| {
        let values = [Expr::value(kind.as_str()), Expr::value(item)];
        Expr::tuple([Column::Kind, Column::ItemId].map(Expr::col)).gt(Expr::tuple(values))
    });
    let rows = memory_vectors::Entity::find()
        .filter(Column::UserId.eq(user.uuid()))
        .filter(Column::Embedder.eq(embedder))
        .filter(Condition::all().add_option(behind))
        .order_by_asc(Column::Kind)
        .order_by_asc(Column::ItemId)
        .limit(u64::from(limit))
        .all(db)
        .await?;
    let vector = |row: memory_vectors::Model| {
        let kind = VectorKind::parse(&row.kind)?;
        let bytes = row.vector.into_iter().map(u8::cast_signed).collect();
        Some(Vector { place: (kind, row.item_id), bytes, scale: row.scale })
    };
    Ok(rows.into_iter().filter_map(vector).collect())
}

pub(super) async fn put(
    tx: &DatabaseTransaction,
    user: UserId,
    embedder: String,
    all: Vec<Vector>,
) -> Result<(), DbErr> {
    for some in all.chunks(AT_ONCE) {
        let there = there(tx, user, some).await?;
        let rows: Vec<_> = some
            .iter()
            .filter(|vector| there.contains(&vector.place))
            .map(|vector| memory_vectors::ActiveModel {
                user_id: Set(user.uuid()),
                kind: Set(vector.place.0.as_str().to_owned()),
                item_id: Set(vector.place.1),
                embedder: Set(embedder.clone()),
                dim: Set(i32::try_from(vector.bytes.len()).unwrap_or(i32::MAX)),
                scale: Set(vector.scale),
                vector: Set(vector.bytes.iter().map(|byte| byte.cast_unsigned()).collect()),
            })
            .collect();
        if rows.is_empty() {
            continue;
        }
        let over = OnConflict::columns([Column::ItemId, Column::Kind, Column::Embedder])
            .update_columns([Column::Dim, Column::Scale, Column::Vector])
            .to_owned();
        memory_vectors::Entity::insert_many(rows).on_conflict(over).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// What the vectors stand for that is there, is this person's, and stays until this transaction ends. Pieces of documents are
/// looked after where documents are.
async fn there(
    tx: &DatabaseTransaction,
    user: UserId,
    vectors: &[Vector],
) -> Result<HashSet<VectorPlace>, DbErr> {
    let of = |kind: VectorKind| -> Vec<Uuid> {
        vectors.iter().filter(|vector| vector.place.0 == kind).map(|vector| vector.place.1).collect()
    };
    let mut there: HashSet<VectorPlace> =
        of(VectorKind::Chunk).into_iter().map(|item| (VectorKind::Chunk, item)).collect();
    let facts: Vec<Uuid> = memories::Entity::find()
        .select_only()
        .column(memories::Column::Id)
        .filter(memories::Column::UserId.eq(user.uuid()))
        .filter(memories::Column::Id.is_in(of(VectorKind::Fact)))
        .order_by_asc(memories::Column::Id)
        .lock(LockType::KeyShare)
        .into_tuple()
        .all(tx)
        .await?;
    there.extend(facts.into_iter().map(|item| (VectorKind::Fact, item)));
    let turns: Vec<Uuid> = messages::Entity::find()
        .select_only()
        .column(messages::Column::Id)
        .filter(messages::Column::UserId.eq(user.uuid()))
        .filter(messages::Column::Id.is_in(of(VectorKind::Turn)))
        .order_by_asc(messages::Column::Id)
        .lock(LockType::KeyShare)
        .into_tuple()
        .all(tx)
        .await?;
    there.extend(turns.into_iter().map(|item| (VectorKind::Turn, item)));
    Ok(there)
}

pub(super) async fn remove(
    tx: &DatabaseTransaction,
    user: UserId,
    places: Vec<VectorPlace>,
) -> Result<(), DbErr> {
    for kind in [VectorKind::Chunk, VectorKind::Fact, VectorKind::Turn] {
        let items: Vec<Uuid> = places.iter().filter(|place| place.0 == kind).map(|(_, item)| *item).collect();
        for some in items.chunks(AT_ONCE) {
            memory_vectors::Entity::delete_many()
                .filter(Column::UserId.eq(user.uuid()))
                .filter(Column::Kind.eq(kind.as_str()))
                .filter(Column::ItemId.is_in(some.iter().copied()))
                .exec(tx)
                .await?;
        }
    }
    Ok(())
}

/// Removes the vectors of facts.
pub(super) async fn remove_of_facts(
    tx: &DatabaseTransaction,
    user: UserId,
    ids: &[Uuid],
) -> Result<(), DbErr> {
    remove(tx, user, ids.iter().map(|id| (VectorKind::Fact, *id)).collect()).await
}
