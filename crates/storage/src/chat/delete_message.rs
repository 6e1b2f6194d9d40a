//! Taking a turn out of a conversation.

use mami_chat::{Role, Status, conversations::store::MessageDeletion};
use mami_ports::{ConversationId, MessageId, UserId};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, Statement, Value,
    prelude::Uuid,
    sea_query::{Expr, LockType},
};

use super::files::release;
use crate::{
    entity::{conversations, messages},
    memory::forget,
};

/// What is taken out: `$1` and, where `$3` says so, the answers to it. `$2` is whose it is.
const DOOMED: &str = "doomed (id) AS (
  SELECT id FROM messages WHERE id = $1 AND user_id = $2
  UNION ALL
  SELECT m.id FROM messages m JOIN doomed d ON m.parent_id = d.id WHERE m.role = 'assistant' AND $3
)";

/// Messages that are deleted by one statement. SQLite takes so many values, and does not follow a longer chain.
const AT_ONCE: usize = 500;

/// What is to be taken out, and what takes its place.
struct Cut {
    top: messages::Model,
    /// Its answers go with it.
    whole: bool,
    /// What the followers follow from now on.
    joint: Option<Uuid>,
    /// How deep they are then.
    depth: i32,
}

pub(super) async fn delete_message(
    tx: &DatabaseTransaction,
    user: UserId,
    id: MessageId,
) -> Result<MessageDeletion, DbErr> {
    let Some(message) = own(tx, user, id.uuid()).await? else { return Ok(MessageDeletion::NotFound) };
    let conversation = message.conversation_id;
    // Locked first, as whoever begins a turn in it does. What was read before may have been changed by who held the lock.
    let head: Option<Option<Uuid>> = conversations::Entity::find()
        .select_only()
        .column(conversations::Column::HeadMessageId)
        .filter(conversations::Column::Id.eq(conversation))
        .filter(conversations::Column::UserId.eq(user.uuid()))
        .lock(LockType::NoKeyUpdate)
        .into_tuple()
        .one(tx)
        .await?;
    let Some(head) = head else { return Ok(MessageDeletion::NotFound) };
    let Some(message) = own(tx, user, id.uuid()).await? else { return Ok(MessageDeletion::NotFound) };
    let running: Option<Uuid> = messages::Entity::find()
        .select_only()
        .column(messages::Column::Id)
        .filter(messages::Column::ConversationId.eq(conversation))
        .filter(messages::Column::UserId.eq(user.uuid()))
        .filter(messages::Column::Status.eq(Status::Streaming.as_str()))
        .into_tuple()
        .one(tx)
        .await?;
    if let Some(running) = running {
        return Ok(MessageDeletion::Running(MessageId::from_uuid(running)));
    }
    let cut = cut(tx, user, message).await?;
    let doomed = take_out(tx, user, &cut).await?;
    if head.is_some_and(|head| doomed.contains(&head)) {
        let end = match cut.joint {
            Some(joint) => newest_end_below(tx, user, joint).await?.or(Some(joint)),
            None => newest_end(tx, user, conversation).await?,
        };
        conversations::Entity::update_many()
            .col_expr(conversations::Column::HeadMessageId, Expr::value(end))
            .filter(conversations::Column::Id.eq(conversation))
            .filter(conversations::Column::UserId.eq(user.uuid()))
            .exec(tx)
            .await?;
    }
    Ok(MessageDeletion::Deleted { conversation: ConversationId::from_uuid(conversation) })
}

async fn own(tx: &DatabaseTransaction, user: UserId, id: Uuid) -> Result<Option<messages::Model>, DbErr> {
    let mine = messages::Entity::find().filter(messages::Column::UserId.eq(user.uuid()));
    mine.filter(messages::Column::Id.eq(id)).one(tx).await
}

/// What goes with a message.
async fn cut(tx: &DatabaseTransaction, user: UserId, message: messages::Model) -> Result<Cut, DbErr> {
    let turn = |top: messages::Model| Cut { whole: true, joint: top.parent_id, depth: top.depth, top };
    if message.role != Role::Assistant.as_str() {
        return Ok(turn(message));
    }
    let alone = |message: messages::Model| Cut {
        whole: false,
        joint: message.parent_id,
        depth: message.depth,
        top: message,
    };
    let Some(parent) = message.parent_id else { return Ok(alone(message)) };
    let beside: Option<Uuid> = messages::Entity::find()
        .select_only()
        .column(messages::Column::Id)
        .filter(messages::Column::ParentId.eq(parent))
        .filter(messages::Column::UserId.eq(user.uuid()))
        .filter(messages::Column::Role.eq(Role::Assistant.as_str()))
        .filter(messages::Column::Id.ne(message.id))
        .order_by_desc(messages::Column::CreatedAt)
        .order_by_desc(messages::Column::Id)
        .into_tuple()
        .one(tx)
        .await?;
    if let Some(beside) = beside {
        let depth = message.depth.saturating_add(1);
        return Ok(Cut { whole: false, joint: Some(beside), depth, top: message });
    }
    match own(tx, user, parent).await? {
        Some(question) if question.role != Role::Assistant.as_str() => Ok(turn(question)),
        _ => Ok(alone(message)),
    }
}

/// Joins what follows to what takes the place, and deletes the rest. Gives what was deleted.
async fn take_out(tx: &DatabaseTransaction, user: UserId, cut: &Cut) -> Result<Vec<Uuid>, DbErr> {
    let backend = tx.get_database_backend();
    let doomed = [Value::from(cut.top.id), Value::from(user.uuid()), Value::from(cut.whole)];
    let statement = |sql: String, values: Vec<Value>| Statement::from_sql_and_values(backend, sql, values);

    // A summary tells of all that was said up to its message.
    let summaries = "
        WITH RECURSIVE below (id) AS (
          SELECT id FROM messages WHERE id = $1 AND user_id = $2
          UNION ALL
          SELECT m.id FROM messages m JOIN below b ON m.parent_id = b.id
        )
        DELETE FROM summaries WHERE user_id = $2 AND message_id IN (SELECT id FROM below)";
    tx.execute_raw(statement(summaries.to_owned(), vec![cut.top.id.into(), user.uuid().into()])).await?;

    let ids = statement(format!("WITH RECURSIVE {DOOMED} SELECT id FROM doomed"), doomed.to_vec());
    let rows = tx.query_all_raw(ids).await?;
    let ids = rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<Vec<Uuid>, DbErr>>()?;

    let depth = format!(
        "WITH RECURSIVE {DOOMED}, moved (id, depth) AS (
           SELECT m.id, CAST($4 AS integer) FROM messages m JOIN doomed d ON m.parent_id = d.id
           WHERE m.id NOT IN (SELECT id FROM doomed)
           UNION ALL
           SELECT m.id, b.depth + 1 FROM messages m JOIN moved b ON m.parent_id = b.id
         )
         UPDATE messages SET depth = moved.depth FROM moved
         WHERE messages.id = moved.id AND messages.user_id = $2 AND messages.depth <> moved.depth"
    );
    let values = doomed.iter().cloned().chain([cut.depth.into()]).collect();
    tx.execute_raw(statement(depth, values)).await?;

    let joined = format!(
        "WITH RECURSIVE {DOOMED}
         UPDATE messages SET parent_id = $4 WHERE user_id = $2
         AND parent_id IN (SELECT id FROM doomed) AND id NOT IN (SELECT id FROM doomed)"
    );
    let values = doomed.iter().cloned().chain([cut.joint.into()]).collect();
    tx.execute_raw(statement(joined, values)).await?;

    // Each is deleted with its parent: see `unlink`.
    for some in ids.chunks(AT_ONCE) {
        messages::Entity::update_many()
            .col_expr(messages::Column::ParentId, Expr::value(None::<Uuid>))
            .filter(messages::Column::Id.is_in(some.iter().copied()))
            .filter(messages::Column::UserId.eq(user.uuid()))
            .exec(tx)
            .await?;
    }
    for some in ids.chunks(AT_ONCE) {
        let some_of_theirs = Condition::all()
            .add(messages::Column::Id.is_in(some.iter().copied()))
            .add(messages::Column::UserId.eq(user.uuid()));
        release(tx, some_of_theirs).await?;
        forget::said(tx, user, some).await?;
        messages::Entity::delete_many()
            .filter(messages::Column::Id.is_in(some.iter().copied()))
            .filter(messages::Column::UserId.eq(user.uuid()))
            .exec(tx)
            .await?;
    }
    Ok(ids)
}

/// What nothing follows.
const ENDS: &str = "NOT EXISTS (SELECT 1 FROM messages f WHERE f.parent_id = m.id)
  ORDER BY m.created_at DESC, m.depth DESC, m.id DESC LIMIT 1";

/// The newest end of the branches behind a message.
async fn newest_end_below(
    tx: &DatabaseTransaction,
    user: UserId,
    message: Uuid,
) -> Result<Option<Uuid>, DbErr> {
    let sql = format!(
        "WITH RECURSIVE below (id) AS (
           SELECT id FROM messages WHERE parent_id = $1 AND user_id = $2
           UNION ALL
           SELECT m.id FROM messages m JOIN below b ON m.parent_id = b.id
         )
         SELECT m.id FROM messages m JOIN below b ON m.id = b.id WHERE {ENDS}"
    );
    one(tx, sql, message, user).await
}

/// The newest end of all branches of a conversation.
async fn newest_end(
    tx: &DatabaseTransaction,
    user: UserId,
    conversation: Uuid,
) -> Result<Option<Uuid>, DbErr> {
    let sql =
        format!("SELECT m.id FROM messages m WHERE m.conversation_id = $1 AND m.user_id = $2 AND {ENDS}");
    one(tx, sql, conversation, user).await
}

async fn one(tx: &DatabaseTransaction, sql: String, id: Uuid, user: UserId) -> Result<Option<Uuid>, DbErr> {
    let values = [id.into(), user.uuid().into()];
    let row =
        tx.query_one_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await?;
    row.map(|row| row.try_get_by_index(0)).transpose()
}
