//! Beginning a turn: everything that must be true when an answer starts, in one transaction.

use mami_chat::{
    Role, Status,
    store::{BeginError, NewTurn, Place},
};
use mami_ports::{MessageId, PersonaId, UserId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    ExprTrait, QueryFilter, QuerySelect, sea_query::Expr,
};

use super::files::attach;
use crate::{
    entity::{conversations, messages},
    writer::Refusal,
};

pub(super) async fn begin(tx: &DatabaseTransaction, turn: NewTurn) -> Result<(), Refusal<BeginError>> {
    if let Some((key, hash)) = &turn.key
        && let Some(used) = key_used(tx, turn.user, key, hash).await?
    {
        return Err(Refusal::Refused(used_for(used)));
    }
    let answer = turn.message.uuid();
    let mut rows = Vec::with_capacity(2);
    let (user_message, user_depth) = match &turn.place {
        Place::NewConversation { content } => {
            let conversation = conversations::ActiveModel {
                id: Set(turn.conversation.uuid()),
                user_id: Set(turn.user.uuid()),
                title: Set(turn.title.clone()),
                head_message_id: Set(Some(answer)),
                private: Set(turn.private),
                persona_id: Set(turn.persona.map(PersonaId::uuid)),
                created_at: Set(turn.now),
                updated_at: Set(turn.now),
                ..Default::default()
            };
            conversations::Entity::insert(conversation).exec_without_returning(tx).await?;
            rows.push(user_row(&turn, None, 0, content));
            (turn.user_message, 0)
        }
        Place::Behind { parent, head, content } => {
            // First, for it locks the conversation: what is read then stays as it is.
            move_head(tx, &turn, head.then_some(*parent)).await?;
            let depth = match parent {
                Some(parent) => depth_of(tx, &turn, *parent).await? + 1,
                None => 0,
            };
            rows.push(user_row(&turn, *parent, depth, content));
            (turn.user_message, depth)
        }
        Place::Again => {
            move_head(tx, &turn, None).await?;
            let depth = depth_of(tx, &turn, turn.user_message).await?;
            (turn.user_message, depth)
        }
    };
    rows.push(answer_row(&turn, user_message, user_depth + 1));
    messages::Entity::insert_many(rows).exec_without_returning(tx).await?;
    if !turn.files.is_empty()
        && !matches!(turn.place, Place::Again)
        && !attach(tx, turn.user, turn.user_message, &turn.files).await?
    {
        return Err(Refusal::Refused(BeginError::NoSuchFile));
    }
    Ok(())
}

/// The answer that a key was used for, and whether by the same request.
pub(super) async fn key_used(
    db: &impl ConnectionTrait,
    user: UserId,
    key: &str,
    hash: &[u8; 32],
) -> Result<Option<(MessageId, bool)>, DbErr> {
    let used = messages::Entity::find()
        .filter(messages::Column::UserId.eq(user.uuid()))
        .filter(messages::Column::IdempotencyKey.eq(key))
        .one(db)
        .await?;
    Ok(used.map(|row| (MessageId::from_uuid(row.id), row.request_hash.as_deref() == Some(hash.as_slice()))))
}

/// That, as the reason not to begin another.
pub(super) fn used_for((message, same): (MessageId, bool)) -> BeginError {
    BeginError::KeyUsed { message, same }
}

async fn depth_of(
    tx: &DatabaseTransaction,
    turn: &NewTurn,
    message: MessageId,
) -> Result<i32, Refusal<BeginError>> {
    let depth: Option<i32> = messages::Entity::find()
        .select_only()
        .column(messages::Column::Depth)
        .filter(messages::Column::Id.eq(message.uuid()))
        .filter(messages::Column::ConversationId.eq(turn.conversation.uuid()))
        .filter(messages::Column::UserId.eq(turn.user.uuid()))
        .into_tuple()
        .one(tx)
        .await?;
    depth.ok_or(Refusal::Refused(BeginError::NotFound))
}

/// Points the conversation at the new answer and gives it a title if it has none: only if it is as private as the plan took it
/// to be and, with `expected`, if its head is still there. From here to the commit nobody makes it private, and then not before
/// the answer has ended.
async fn move_head(
    tx: &DatabaseTransaction,
    turn: &NewTurn,
    expected: Option<Option<MessageId>>,
) -> Result<(), Refusal<BeginError>> {
    let mine = Condition::all()
        .add(conversations::Column::Id.eq(turn.conversation.uuid()))
        .add(conversations::Column::UserId.eq(turn.user.uuid()));
    let mut update = conversations::Entity::update_many()
        .col_expr(conversations::Column::HeadMessageId, Expr::value(turn.message.uuid()))
        .col_expr(conversations::Column::UpdatedAt, Expr::value(turn.now))
        .col_expr(
            conversations::Column::Title,
            Expr::case(Expr::col(conversations::Column::Title).eq(""), turn.title.clone())
                .finally(Expr::col(conversations::Column::Title))
                .into(),
        )
        .filter(mine.clone())
        .filter(conversations::Column::Private.eq(turn.private));
    if let Some(persona) = turn.persona {
        update = update.col_expr(conversations::Column::PersonaId, Expr::value(persona.uuid()));
    }
    match expected {
        Some(Some(head)) => update = update.filter(conversations::Column::HeadMessageId.eq(head.uuid())),
        Some(None) => update = update.filter(conversations::Column::HeadMessageId.is_null()),
        None => {}
    }
    if update.exec(tx).await?.rows_affected > 0 {
        return Ok(());
    }
    let there = conversations::Entity::find().filter(mine).one(tx).await?;
    Err(Refusal::Refused(match there {
        None => BeginError::NotFound,
        Some(row) if row.private != turn.private => BeginError::PrivateByNow,
        Some(_) => BeginError::HeadMoved,
    }))
}

fn user_row(turn: &NewTurn, parent: Option<MessageId>, depth: i32, content: &str) -> messages::ActiveModel {
    messages::ActiveModel {
        id: Set(turn.user_message.uuid()),
        parent_id: Set(parent.map(MessageId::uuid)),
        depth: Set(depth),
        role: Set(Role::User.as_str().into()),
        status: Set(Status::Complete.as_str().into()),
        content: Set(content.to_owned()),
        provider: Set(None),
        model: Set(None),
        route_reason: Set(None),
        persona_id: Set(None),
        intent: Set(None),
        intent_rule: Set(None),
        history_sent: Set(None),
        history_omitted: Set(None),
        idempotency_key: Set(None),
        request_hash: Set(None),
        heartbeat_at: Set(None),
        ..blank_row(turn)
    }
}

fn answer_row(turn: &NewTurn, user_message: MessageId, depth: i32) -> messages::ActiveModel {
    let (key, hash) = turn.key.clone().unzip();
    let (provider, model) = turn.asked.clone().unzip();
    let count = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
    messages::ActiveModel {
        id: Set(turn.message.uuid()),
        parent_id: Set(Some(user_message.uuid())),
        depth: Set(depth),
        role: Set(Role::Assistant.as_str().into()),
        status: Set(Status::Streaming.as_str().into()),
        content: Set(String::new()),
        provider: Set(provider),
        model: Set(model),
        route_reason: Set(Some(turn.route_reason.clone())),
        persona_id: Set(turn.speaker.map(PersonaId::uuid)),
        intent: Set(Some(turn.intent.0.to_owned())),
        intent_rule: Set(Some(turn.intent.1.to_owned())),
        history_sent: Set(Some(count(turn.history.sent))),
        history_omitted: Set(Some(count(turn.history.omitted))),
        idempotency_key: Set(key),
        request_hash: Set(hash.map(Vec::from)),
        heartbeat_at: Set(Some(turn.now)),
        ..blank_row(turn)
    }
}

/// What both rows of a turn share. They are inserted together, so both set the same columns.
fn blank_row(turn: &NewTurn) -> messages::ActiveModel {
    messages::ActiveModel {
        conversation_id: Set(turn.conversation.uuid()),
        user_id: Set(turn.user.uuid()),
        created_at: Set(turn.now),
        ..Default::default()
    }
}
