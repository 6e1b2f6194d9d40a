//! Conversations and messages.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use futures_util::FutureExt;
use mami_chat::{
    Conversation, Cursor, Message, Role, Status, Store, StoreError,
    prompt::Earlier,
    store::{AnswerPlace, BeginError, Begun, Branch, FinishedAnswer, NewTurn, Place, Progress},
};
use mami_ports::{ConversationId, HistoryCut, MessageId, TokenUsage, Transcript, UserId};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, ExprTrait,
    FromQueryResult, Order, QueryFilter, QueryOrder, QuerySelect, Statement, Value,
    prelude::Uuid,
    sea_query::{Expr, SelectStatement},
};

use crate::{
    connect::Db,
    entity::{conversations, messages},
    error::Fault,
    writer::{Never, Refusal},
};

#[async_trait]
impl Store for Db {
    async fn conversations(
        &self,
        user: UserId,
        limit: u32,
        after: Option<Cursor>,
    ) -> Result<Vec<Conversation>, StoreError> {
        let mut query = select_conversations(user)
            .order_by(conversations::Column::UpdatedAt, Order::Desc)
            .order_by(conversations::Column::Id, Order::Desc)
            .limit(u64::from(limit));
        if let Some(after) = after {
            query = query.filter(
                Condition::any().add(conversations::Column::UpdatedAt.lt(after.updated_at)).add(
                    Condition::all()
                        .add(conversations::Column::UpdatedAt.eq(after.updated_at))
                        .add(conversations::Column::Id.lt(after.id.uuid())),
                ),
            );
        }
        let rows: Vec<ConversationRow> = query.into_model().all(&self.read).await.map_err(Fault::from)?;
        Ok(rows.into_iter().map(Conversation::from).collect())
    }

    async fn insert_conversation(&self, user: UserId, conversation: Conversation) -> Result<(), StoreError> {
        let row = conversations::ActiveModel {
            id: Set(conversation.id.uuid()),
            user_id: Set(user.uuid()),
            title: Set(conversation.title),
            head_message_id: Set(None),
            created_at: Set(conversation.created_at),
            updated_at: Set(conversation.updated_at),
        };
        self.writer
            .write(move |tx| {
                async move {
                    conversations::Entity::insert(row).exec_without_returning(tx).await?;
                    Ok(())
                }
                .boxed()
            })
            .await
            .map_err(|refusal: Refusal<Never>| Fault::from(refusal).into())
    }

    async fn conversation(
        &self,
        user: UserId,
        id: ConversationId,
    ) -> Result<Option<Conversation>, StoreError> {
        let query = select_conversations(user).filter(conversations::Column::Id.eq(id.uuid()));
        let row: Option<ConversationRow> = query.into_model().one(&self.read).await.map_err(Fault::from)?;
        Ok(row.map(Conversation::from))
    }

    async fn rename(&self, user: UserId, id: ConversationId, title: &str) -> Result<bool, StoreError> {
        let title = title.to_owned();
        self.writer
            .write(move |tx| {
                async move {
                    let done = conversations::Entity::update_many()
                        .col_expr(conversations::Column::Title, Expr::value(title))
                        .filter(conversations::Column::Id.eq(id.uuid()))
                        .filter(conversations::Column::UserId.eq(user.uuid()))
                        .exec(tx)
                        .await?;
                    Ok(done.rows_affected > 0)
                }
                .boxed()
            })
            .await
            .map_err(|refusal: Refusal<Never>| Fault::from(refusal).into())
    }

    async fn delete(&self, user: UserId, id: ConversationId) -> Result<bool, StoreError> {
        self.writer
            .write(move |tx| {
                async move {
                    let done = conversations::Entity::delete_many()
                        .filter(conversations::Column::Id.eq(id.uuid()))
                        .filter(conversations::Column::UserId.eq(user.uuid()))
                        .exec(tx)
                        .await?;
                    Ok(done.rows_affected > 0)
                }
                .boxed()
            })
            .await
            .map_err(|refusal: Refusal<Never>| Fault::from(refusal).into())
    }

    async fn messages(&self, user: UserId, id: ConversationId) -> Result<Option<Vec<Message>>, StoreError> {
        let rows = messages::Entity::find()
            .filter(messages::Column::ConversationId.eq(id.uuid()))
            .filter(messages::Column::UserId.eq(user.uuid()))
            .order_by_asc(messages::Column::CreatedAt)
            .order_by_asc(messages::Column::Depth)
            .order_by_asc(messages::Column::Id)
            .all(&self.read)
            .await
            .map_err(Fault::from)?;
        if rows.is_empty() && Store::conversation(self, user, id).await?.is_none() {
            return Ok(None);
        }
        Ok(Some(rows.into_iter().map(message).collect()))
    }

    async fn branch(
        &self,
        user: UserId,
        conversation: ConversationId,
        at: Option<MessageId>,
        limit: u32,
    ) -> Result<Option<Branch>, StoreError> {
        let end = match at {
            Some(at) => at.uuid(),
            None => {
                let Some(found) = Store::conversation(self, user, conversation).await? else {
                    return Ok(None);
                };
                match found.head_message_id {
                    Some(head) => head.uuid(),
                    None => return Ok(Some(Branch::default())),
                }
            }
        };
        let rows = BranchRow::find_by_statement(Statement::from_sql_and_values(
            self.read.get_database_backend(),
            BRANCH,
            [
                Value::from(end),
                Value::from(conversation.uuid()),
                Value::from(user.uuid()),
                Value::from(i64::from(limit)),
            ],
        ))
        .all(&self.read)
        .await
        .map_err(Fault::from)?;
        let Some(first) = rows.first() else { return Ok(None) };
        let older = u32::try_from(first.depth).unwrap_or_default();
        let last = rows.last();
        Ok(Some(Branch {
            end: last.map(|row| MessageId::from_uuid(row.id)),
            running: last.is_some_and(|row| row.status == Status::Streaming.as_str()),
            older,
            messages: rows
                .into_iter()
                .filter(|row| !row.content.is_empty())
                .filter_map(|row| Some(Earlier { role: Role::parse(&row.role)?, content: row.content }))
                .collect(),
        }))
    }

    async fn message(&self, user: UserId, id: MessageId) -> Result<Option<Message>, StoreError> {
        Ok(self.own_message(user, id).await?.map(message))
    }

    async fn answer(&self, user: UserId, id: MessageId) -> Result<Option<AnswerPlace>, StoreError> {
        let Some(answer) = self.own_message(user, id).await? else { return Ok(None) };
        let Some(parent) = answer.parent_id.filter(|_| answer.role == Role::Assistant.as_str()) else {
            return Ok(None);
        };
        let question = self.own_message(user, MessageId::from_uuid(parent)).await?;
        Ok(question.map(|question| AnswerPlace {
            conversation: ConversationId::from_uuid(question.conversation_id),
            user_message: MessageId::from_uuid(question.id),
            user_content: question.content,
            user_parent: question.parent_id.map(MessageId::from_uuid),
        }))
    }

    async fn begin(&self, turn: NewTurn) -> Result<Begun, BeginError> {
        let (user, key) = (turn.user, turn.key.clone());
        match self.writer.write_ahead(move |tx| begin(tx, turn).boxed()).await {
            Ok(((), committed)) => {
                let committed = async move { committed.await.map_err(StoreError::from) }.boxed();
                Ok(Begun { committed })
            }
            Err(Refusal::Refused(error)) => Err(error),
            // The statements that could collide: the same key in another transaction, or another running answer.
            Err(Refusal::Fault(Fault::Unique)) => {
                if let Some((key, hash)) = key
                    && let Some(used) = key_used(&self.read, user, &key, &hash)
                        .await
                        .map_err(Fault::from)
                        .map_err(StoreError::from)?
                {
                    return Err(used);
                }
                Err(BeginError::TurnRunning)
            }
            Err(Refusal::Fault(fault)) => Err(StoreError::from(fault).into()),
        }
    }

    async fn save_progress(&self, progress: Vec<Progress>) -> Result<(), StoreError> {
        self.writer
            .write(move |tx| {
                async move {
                    for one in progress {
                        let mut update = messages::Entity::update_many()
                            .col_expr(messages::Column::HeartbeatAt, Expr::value(one.now))
                            .filter(messages::Column::Id.eq(one.message.uuid()))
                            .filter(messages::Column::Status.eq(Status::Streaming.as_str()));
                        if let Some(transcript) = &one.transcript {
                            for (column, value) in said(transcript) {
                                update = update.col_expr(column, Expr::value(value));
                            }
                        }
                        update.exec(tx).await?;
                    }
                    Ok(())
                }
                .boxed()
            })
            .await
            .map_err(|refusal: Refusal<Never>| Fault::from(refusal).into())
    }

    async fn finish(&self, answer: FinishedAnswer) -> Result<bool, StoreError> {
        self.writer
            .write(move |tx| {
                async move {
                    let error =
                        answer.error.as_ref().map(|error| serde_json::to_string(error).unwrap_or_default());
                    let tokens = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
                    let mut update = messages::Entity::update_many()
                        .col_expr(messages::Column::Status, Expr::value(answer.status.as_str()))
                        .col_expr(messages::Column::Error, Expr::value(error))
                        .col_expr(messages::Column::HeartbeatAt, Expr::value(None::<DateTime<Utc>>))
                        .filter(messages::Column::Id.eq(answer.message.uuid()))
                        .filter(messages::Column::Status.eq(Status::Streaming.as_str()));
                    if let Some(usage) = answer.usage {
                        update = update
                            .col_expr(messages::Column::InputTokens, Expr::value(tokens(usage.input_tokens)))
                            .col_expr(
                                messages::Column::OutputTokens,
                                Expr::value(tokens(usage.output_tokens)),
                            );
                    }
                    for (column, value) in said(&answer.transcript) {
                        update = update.col_expr(column, Expr::value(value));
                    }
                    Ok(update.exec(tx).await?.rows_affected > 0)
                }
                .boxed()
            })
            .await
            .map_err(|refusal: Refusal<Never>| Fault::from(refusal).into())
    }

    async fn transcript(
        &self,
        user: UserId,
        id: MessageId,
    ) -> Result<Option<(Status, Transcript)>, StoreError> {
        let row = self.own_message(user, id).await?.filter(|row| row.role == Role::Assistant.as_str());
        Ok(row.map(|row| (status(&row), transcript(&row))))
    }

    async fn abandoned(&self, before: DateTime<Utc>) -> Result<Vec<(MessageId, Transcript)>, StoreError> {
        let rows = messages::Entity::find()
            .filter(messages::Column::Status.eq(Status::Streaming.as_str()))
            .all(&self.read)
            .await
            .map_err(Fault::from)?;
        Ok(rows
            .iter()
            .filter(|row| row.heartbeat_at.is_none_or(|heartbeat| heartbeat < before))
            .map(|row| (MessageId::from_uuid(row.id), transcript(row)))
            .collect())
    }
}

impl Db {
    async fn own_message(&self, user: UserId, id: MessageId) -> Result<Option<messages::Model>, Fault> {
        Ok(messages::Entity::find()
            .filter(messages::Column::Id.eq(id.uuid()))
            .filter(messages::Column::UserId.eq(user.uuid()))
            .one(&self.read)
            .await?)
    }
}

async fn begin(tx: &DatabaseTransaction, turn: NewTurn) -> Result<(), Refusal<BeginError>> {
    if let Some((key, hash)) = &turn.key
        && let Some(used) = key_used(tx, turn.user, key, hash).await?
    {
        return Err(Refusal::Refused(used));
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
                created_at: Set(turn.now),
                updated_at: Set(turn.now),
            };
            conversations::Entity::insert(conversation).exec_without_returning(tx).await?;
            rows.push(user_row(&turn, None, 0, content));
            (turn.user_message, 0)
        }
        Place::Behind { parent, head, content } => {
            let depth = match parent {
                Some(parent) => depth_of(tx, &turn, *parent).await? + 1,
                None => 0,
            };
            move_head(tx, &turn, head.then_some(*parent)).await?;
            rows.push(user_row(&turn, *parent, depth, content));
            (turn.user_message, depth)
        }
        Place::Again => {
            let depth = depth_of(tx, &turn, turn.user_message).await?;
            move_head(tx, &turn, None).await?;
            (turn.user_message, depth)
        }
    };
    rows.push(answer_row(&turn, user_message, user_depth + 1));
    messages::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}

/// The answer that a key was used for, as the reason not to begin another.
async fn key_used(
    db: &impl ConnectionTrait,
    user: UserId,
    key: &str,
    hash: &[u8; 32],
) -> Result<Option<BeginError>, DbErr> {
    let used = messages::Entity::find()
        .filter(messages::Column::UserId.eq(user.uuid()))
        .filter(messages::Column::IdempotencyKey.eq(key))
        .one(db)
        .await?;
    Ok(used.map(|row| BeginError::KeyUsed {
        message: MessageId::from_uuid(row.id),
        same: row.request_hash.as_deref() == Some(hash.as_slice()),
    }))
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

/// Points the conversation at the new answer and gives it a title if it has none. With `expected`, only if its head is still
/// there.
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
        .filter(mine.clone());
    match expected {
        Some(Some(head)) => update = update.filter(conversations::Column::HeadMessageId.eq(head.uuid())),
        Some(None) => update = update.filter(conversations::Column::HeadMessageId.is_null()),
        None => {}
    }
    if update.exec(tx).await?.rows_affected > 0 {
        return Ok(());
    }
    let there = conversations::Entity::find().filter(mine).one(tx).await?;
    Err(Refusal::Refused(if there.is_some() { BeginError::HeadMoved } else { BeginError::NotFound }))
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
    let count = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
    messages::ActiveModel {
        id: Set(turn.message.uuid()),
        parent_id: Set(Some(user_message.uuid())),
        depth: Set(depth),
        role: Set(Role::Assistant.as_str().into()),
        status: Set(Status::Streaming.as_str().into()),
        content: Set(String::new()),
        provider: Set(Some(turn.provider.clone())),
        model: Set(Some(turn.model.clone())),
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

/// The columns that hold what an answer said.
fn said(transcript: &Transcript) -> [(messages::Column, Option<String>); 3] {
    let reasoning = transcript.reasoning();
    [
        (messages::Column::Content, Some(transcript.text())),
        (messages::Column::Reasoning, Some(reasoning).filter(|text| !text.is_empty())),
        (messages::Column::Outline, serde_json::to_string(&transcript.outline()).ok()),
    ]
}

fn transcript(row: &messages::Model) -> Transcript {
    let outline =
        row.outline.as_deref().and_then(|outline| serde_json::from_str(outline).ok()).unwrap_or_default();
    Transcript::restore(outline, &row.content, row.reasoning.as_deref().unwrap_or_default())
}

fn status(row: &messages::Model) -> Status {
    Status::parse(&row.status).unwrap_or(Status::Failed)
}

fn message(row: messages::Model) -> Message {
    let count = |n: i32| u32::try_from(n).unwrap_or_default();
    Message {
        id: MessageId::from_uuid(row.id),
        parent_id: row.parent_id.map(MessageId::from_uuid),
        role: Role::parse(&row.role).unwrap_or(Role::User),
        status: status(&row),
        content: row.content,
        reasoning: row.reasoning,
        provider: row.provider,
        model: row.model,
        usage: row
            .input_tokens
            .zip(row.output_tokens)
            .map(|(input, output)| TokenUsage { input_tokens: count(input), output_tokens: count(output) }),
        history: row
            .history_sent
            .zip(row.history_omitted)
            .map(|(sent, omitted)| HistoryCut { sent: count(sent), omitted: count(omitted) }),
        error: row.error.and_then(|error| serde_json::from_str(&error).ok()),
        created_at: row.created_at,
    }
}

#[derive(FromQueryResult)]
struct ConversationRow {
    id: Uuid,
    title: String,
    head_message_id: Option<Uuid>,
    running_message_id: Option<Uuid>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl From<ConversationRow> for Conversation {
    fn from(row: ConversationRow) -> Self {
        Self {
            id: ConversationId::from_uuid(row.id),
            title: row.title,
            head_message_id: row.head_message_id.map(MessageId::from_uuid),
            running_message_id: row.running_message_id.map(MessageId::from_uuid),
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

fn select_conversations(user: UserId) -> sea_orm::Select<conversations::Entity> {
    // At most one row, by its unique index.
    let running: SelectStatement = sea_orm::sea_query::Query::select()
        .column((messages::Entity, messages::Column::Id))
        .from(messages::Entity)
        .and_where(
            Expr::col((messages::Entity, messages::Column::ConversationId))
                .equals((conversations::Entity, conversations::Column::Id)),
        )
        .and_where(Expr::col((messages::Entity, messages::Column::Status)).eq(Expr::cust("'streaming'")))
        .to_owned();
    conversations::Entity::find()
        .expr_as(Expr::from(running), "running_message_id")
        .filter(conversations::Column::UserId.eq(user.uuid()))
}

/// The branch that ends at a message, oldest first. `$1` the message, `$2` its conversation, `$3` its owner, `$4` at most.
const BRANCH: &str = "
WITH RECURSIVE branch (id, parent_id, steps) AS (
  SELECT id, parent_id, 1 FROM messages WHERE id = $1 AND conversation_id = $2 AND user_id = $3
  UNION ALL
  SELECT m.id, m.parent_id, b.steps + 1 FROM messages m JOIN branch b ON m.id = b.parent_id
  WHERE b.steps < $4
)
SELECT m.id, m.depth, m.role, m.status, m.content FROM branch b JOIN messages m ON m.id = b.id
ORDER BY b.steps DESC";

#[derive(FromQueryResult)]
struct BranchRow {
    id: Uuid,
    depth: i32,
    role: String,
    status: String,
    content: String,
}
