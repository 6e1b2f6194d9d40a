//! Deleting conversations.

use mami_chat::{Status, conversations::store::Deletion};
use mami_ports::{ConversationId, MessageId, UserId};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
    prelude::Uuid,
    sea_query::{Expr, LockType},
};

use super::files;
use crate::{
    entity::{conversations, messages},
    memory::forget,
};

pub(super) async fn delete(
    tx: &DatabaseTransaction,
    user: UserId,
    id: ConversationId,
) -> Result<Deletion, DbErr> {
    let conversation = Condition::all()
        .add(conversations::Column::Id.eq(id.uuid()))
        .add(conversations::Column::UserId.eq(user.uuid()));
    let running = unlink(tx, conversation.clone()).await?;
    let messages = Condition::all()
        .add(messages::Column::ConversationId.eq(id.uuid()))
        .add(messages::Column::UserId.eq(user.uuid()));
    files::release(tx, messages).await?;
    let deleted = conversations::Entity::delete_many().filter(conversation).exec(tx).await?;
    Ok(match deleted.rows_affected {
        0 => Deletion::NotFound,
        _ => Deletion::Deleted { running: running.first().copied().map(MessageId::from_uuid) },
    })
}

/// Takes the messages of conversations that are about to be deleted out of their branches; gives the answers among them that are
/// being written. Each message is deleted with its parent, and SQLite does not follow a chain of more than 1,000.
pub(crate) async fn unlink(tx: &DatabaseTransaction, deleted: Condition) -> Result<Vec<Uuid>, DbErr> {
    // Conversations first, as whoever begins a turn in one; then running answers, as whoever saves them; each by id: so none
    // waits in a circle.
    let deleted =
        conversations::Entity::find().select_only().column(conversations::Column::Id).filter(deleted);
    let chosen = deleted.clone().into_query();
    let within = messages::Column::ConversationId.in_subquery(chosen.clone());
    let locked: Vec<Uuid> = deleted
        .order_by_asc(conversations::Column::Id)
        .lock(LockType::NoKeyUpdate)
        .into_tuple()
        .all(tx)
        .await?;
    if locked.is_empty() {
        return Ok(Vec::new());
    }
    forget::conversations(tx, chosen).await?;
    let running = messages::Entity::find()
        .select_only()
        .column(messages::Column::Id)
        .filter(within.clone())
        .filter(messages::Column::Status.eq(Status::Streaming.as_str()))
        .order_by_asc(messages::Column::Id)
        .lock(LockType::NoKeyUpdate)
        .into_tuple()
        .all(tx)
        .await?;
    messages::Entity::update_many()
        .col_expr(messages::Column::ParentId, Expr::value(None::<Uuid>))
        .filter(within)
        .filter(messages::Column::ParentId.is_not_null())
        .exec(tx)
        .await?;
    Ok(running)
}
