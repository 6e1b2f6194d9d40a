//! What becomes of memory when conversations and messages go, or become private.

use mami_memory::{MemoryStatus, store::VectorKind};
use mami_ports::{ConversationId, UserId};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    prelude::Uuid,
    sea_query::{Expr, SelectStatement},
};

use crate::entity::{
    memories::{self, Column},
    memory_vectors, messages,
};

/// Conversations are about to be deleted, `deleted` selects their ids: nothing that was said there is recalled any more, and what
/// waits to be approved of, or is for that private conversation only, goes with them. What was approved stays.
pub(crate) async fn conversations(tx: &DatabaseTransaction, deleted: SelectStatement) -> Result<(), DbErr> {
    let said = messages::Entity::find()
        .select_only()
        .column(messages::Column::Id)
        .filter(messages::Column::ConversationId.in_subquery(deleted.clone()));
    remove_vectors(tx, VectorKind::Turn, said.into_query()).await?;
    let doomed = Condition::all().add(Column::SourceConversationId.in_subquery(deleted)).add(
        Condition::any().add(Column::Status.eq(MemoryStatus::Pending.as_str())).add(Column::Private.eq(true)),
    );
    let facts = memories::Entity::find().select_only().column(Column::Id).filter(doomed.clone());
    remove_vectors(tx, VectorKind::Fact, facts.into_query()).await?;
    memories::Entity::delete_many().filter(doomed).exec(tx).await?;
    Ok(())
}

async fn remove_vectors(
    tx: &DatabaseTransaction,
    kind: VectorKind,
    items: SelectStatement,
) -> Result<(), DbErr> {
    memory_vectors::Entity::delete_many()
        .filter(memory_vectors::Column::Kind.eq(kind.as_str()))
        .filter(memory_vectors::Column::ItemId.in_subquery(items))
        .exec(tx)
        .await?;
    Ok(())
}

/// Messages are about to be deleted.
pub(crate) async fn said(tx: &DatabaseTransaction, user: UserId, ids: &[Uuid]) -> Result<(), DbErr> {
    memory_vectors::Entity::delete_many()
        .filter(memory_vectors::Column::UserId.eq(user.uuid()))
        .filter(memory_vectors::Column::Kind.eq(VectorKind::Turn.as_str()))
        .filter(memory_vectors::Column::ItemId.is_in(ids.iter().copied()))
        .exec(tx)
        .await?;
    memories::Entity::delete_many()
        .filter(Column::UserId.eq(user.uuid()))
        .filter(Column::SourceMessageId.is_in(ids.iter().copied()))
        .filter(Column::Status.eq(MemoryStatus::Pending.as_str()))
        .exec(tx)
        .await?;
    Ok(())
}

/// A conversation becomes private: so does what comes from it.
pub(crate) async fn becomes_private(
    tx: &DatabaseTransaction,
    user: UserId,
    conversation: ConversationId,
) -> Result<(), DbErr> {
    memories::Entity::update_many()
        .col_expr(Column::Private, Expr::value(true))
        .filter(Column::UserId.eq(user.uuid()))
        .filter(Column::SourceConversationId.eq(conversation.uuid()))
        .exec(tx)
        .await?;
    Ok(())
}
