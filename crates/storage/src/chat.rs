//! Conversations and messages.

mod begin;
mod conversations;
mod delete;
mod delete_message;
mod files;
mod imports;
mod rows;
pub(crate) mod search;
mod shares;
mod summaries;

use std::collections::{BTreeSet, HashMap};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use futures_util::FutureExt;
use mami_chat::{
    ConversationStore, Message, Role, Status, Store, StoreError,
    store::{
        AnswerPlace, BeginError, Begun, Branch, BranchMessage, FinishedAnswer, NewTurn, Place, Progress,
        QuestionPlace,
    },
};
use mami_ports::{ConversationId, FileId, MessageId, PersonaId, Transcript, TurnEnd, UserId};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait as _, Statement, Value, prelude::Uuid, sea_query::Expr,
};

use begin::{begin, key_used, used_for};
pub(crate) use delete::unlink;
use files::attached;
use rows::{BRANCH, BranchRow, message, said, status, transcript};

use crate::{
    connect::Db,
    entity::{self, attachments, messages},
    error::Fault,
    writer::Refusal,
};

#[async_trait]
impl Store for Db {
    async fn running_answers(&self, user: UserId) -> Result<Vec<MessageId>, StoreError> {
        let ids: Vec<Uuid> = messages::Entity::find()
            .select_only()
            .column(messages::Column::Id)
            .filter(messages::Column::UserId.eq(user.uuid()))
            .filter(messages::Column::Status.eq(Status::Streaming.as_str()))
            .into_tuple()
            .all(&self.read)
            .await
            .map_err(Fault::from)?;
        Ok(ids.into_iter().map(MessageId::from_uuid).collect())
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
        if rows.is_empty() && ConversationStore::conversation(self, user, id).await?.is_none() {
            return Ok(None);
        }
        let mut files = attached(&self.read, user, messages::Column::ConversationId.eq(id.uuid()))
            .await
            .map_err(Fault::from)?;
        let mut messages: Vec<Message> = rows.into_iter().map(message).collect();
        for message in &mut messages {
            message.attachments = files.remove(&message.id).unwrap_or_default();
        }
        Ok(Some(messages))
    }

    async fn branch(
        &self,
        user: UserId,
        conversation: ConversationId,
        at: Option<MessageId>,
        limit: u32,
        reasoning: bool,
    ) -> Result<Option<Branch>, StoreError> {
        let rows = BranchRow::find_by_statement(Statement::from_sql_and_values(
            self.read.get_database_backend(),
            BRANCH,
            [
                Value::from(at.map(MessageId::uuid)),
                Value::from(conversation.uuid()),
                Value::from(user.uuid()),
                Value::from(i64::from(limit)),
                Value::from(reasoning),
            ],
        ))
        .all(&self.read)
        .await
        .map_err(Fault::from)?;
        let Some(last) = rows.last() else {
            // No such message, or a conversation in which nothing was said yet, or just now: then its head has moved for whoever
            // goes by this.
            let found = self.own_conversation(user, conversation.uuid()).await?;
            return Ok(found.filter(|_| at.is_none()).map(|row| Branch {
                private: row.private,
                persona: row.persona_id.map(PersonaId::from_uuid),
                ..Branch::default()
            }));
        };
        let mut branch = Branch {
            end: Some(MessageId::from_uuid(last.id)),
            running: last.status == Status::Streaming.as_str(),
            private: last.private,
            persona: last.persona_id.map(PersonaId::from_uuid),
            ..Branch::default()
        };
        let covered = rows.iter().rposition(|row| row.summary.is_some());
        branch.summary = covered.and_then(|at| rows.get(at)?.summary.clone());
        if covered.is_none() {
            branch.older = rows.first().map_or(0, |first| u32::try_from(first.depth).unwrap_or_default());
        }
        let shown: Vec<Uuid> = rows.iter().filter(|row| row.has_files).map(|row| row.id).collect();
        let mut files = if shown.is_empty() { HashMap::new() } else { self.files_of(user, &shown).await? };
        branch.messages = rows
            .into_iter()
            .skip(covered.map_or(0, |at| at + 1))
            .filter(|row| !row.content.is_empty() || row.has_files)
            .filter_map(|row| {
                Some(BranchMessage {
                    id: MessageId::from_uuid(row.id),
                    role: Role::parse(&row.role)?,
                    content: row.content,
                    reasoning: row.reasoning,
                    files: files.remove(&row.id).unwrap_or_default(),
                })
            })
            .collect();
        Ok(Some(branch))
    }

    async fn message(&self, user: UserId, id: MessageId) -> Result<Option<Message>, StoreError> {
        let Some(row) = self.own_message(user, id).await? else { return Ok(None) };
        let mut message = message(row);
        let mut files =
            attached(&self.read, user, messages::Column::Id.eq(id.uuid())).await.map_err(Fault::from)?;
        message.attachments = files.remove(&id).unwrap_or_default();
        Ok(Some(message))
    }

    async fn answer(&self, user: UserId, id: MessageId) -> Result<Option<AnswerPlace>, StoreError> {
        let Some(answer) = self.own_message(user, id).await? else { return Ok(None) };
        let Some(parent) = answer.parent_id.filter(|_| answer.role == Role::Assistant.as_str()) else {
            return Ok(None);
        };
        let Some(question) = self.own_message(user, MessageId::from_uuid(parent)).await? else {
            return Ok(None);
        };
        let Some(conversation) = self.own_conversation(user, question.conversation_id).await? else {
            return Ok(None);
        };
        let mut files = self.files_of(user, &[question.id]).await?;
        Ok(Some(AnswerPlace {
            conversation: ConversationId::from_uuid(conversation.id),
            user_message: MessageId::from_uuid(question.id),
            user_content: question.content,
            user_files: files.remove(&question.id).unwrap_or_default(),
            user_parent: question.parent_id.map(MessageId::from_uuid),
            status: status(&answer),
            finish_reason: answer.finish_reason.as_deref().and_then(TurnEnd::parse),
            content: answer.content,
            private: conversation.private,
            persona: conversation.persona_id.map(PersonaId::from_uuid),
        }))
    }

    async fn question(&self, user: UserId, id: MessageId) -> Result<Option<QuestionPlace>, StoreError> {
        let row = self.own_message(user, id).await?.filter(|row| row.role == Role::User.as_str());
        let Some(row) = row else { return Ok(None) };
        let conversation = self.own_conversation(user, row.conversation_id).await?;
        Ok(conversation.map(|conversation| QuestionPlace {
            conversation: ConversationId::from_uuid(conversation.id),
            parent: row.parent_id.map(MessageId::from_uuid),
            private: conversation.private,
            persona: conversation.persona_id.map(PersonaId::from_uuid),
        }))
    }

    async fn begin(&self, turn: NewTurn) -> Result<Begun, BeginError> {
        let (user, key) = (turn.user, turn.key.clone());
        if key.is_none() && turn.files.is_empty() && matches!(turn.place, Place::NewConversation { .. }) {
            // Everything in it is new, so nothing can collide: the caller need not wait for the writer to come round to it.
            let writer = self.writer.clone();
            let written = tokio::spawn(async move { writer.write(move |tx| begin(tx, turn).boxed()).await });
            let committed = async move {
                match written.await {
                    Ok(Ok(())) => Ok(()),
                    Ok(Err(Refusal::Fault(fault))) => Err(StoreError::from(fault)),
                    Ok(Err(Refusal::Refused(refusal))) => Err(StoreError(refusal.to_string())),
                    Err(error) => Err(StoreError(error.to_string())),
                }
            };
            return Ok(Begun { committed: committed.boxed() });
        }
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
                    return Err(used_for(used));
                }
                Err(BeginError::TurnRunning)
            }
            Err(Refusal::Fault(fault)) => Err(StoreError::from(fault).into()),
        }
    }

    async fn used_key(
        &self,
        user: UserId,
        key: &str,
        hash: &[u8; 32],
    ) -> Result<Option<(MessageId, bool)>, StoreError> {
        Ok(key_used(&self.read, user, key, hash).await.map_err(Fault::from)?)
    }

    async fn save_progress(&self, mut progress: Vec<Progress>) -> Result<Vec<MessageId>, StoreError> {
        // Whoever locks several running answers does it in this order.
        progress.sort_by_key(|one| one.message);
        let done = self.writer.write_plain(move |tx| {
            async move {
                let mut gone = BTreeSet::new();
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
                    if update.exec(tx).await?.rows_affected == 0 {
                        gone.insert(one.message.uuid());
                    }
                }
                if !gone.is_empty() {
                    let ended: Vec<Uuid> = messages::Entity::find()
                        .select_only()
                        .column(messages::Column::Id)
                        .filter(messages::Column::Id.is_in(gone.iter().copied()))
                        .into_tuple()
                        .all(tx)
                        .await?;
                    gone.retain(|id| !ended.contains(id));
                }
                Ok(gone.into_iter().map(MessageId::from_uuid).collect())
            }
            .boxed()
        });
        Ok(done.await?)
    }

    async fn finish(&self, answer: FinishedAnswer) -> Result<bool, StoreError> {
        let message = answer.message;
        let done = self.writer.write_plain(move |tx| {
            async move {
                let error =
                    answer.error.as_ref().map(|error| serde_json::to_string(error).unwrap_or_default());
                let tokens = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
                let mut update = messages::Entity::update_many()
                    .col_expr(messages::Column::Status, Expr::value(answer.status.as_str()))
                    .col_expr(
                        messages::Column::FinishReason,
                        Expr::value(answer.finish_reason.map(TurnEnd::as_str)),
                    )
                    .col_expr(messages::Column::Error, Expr::value(error))
                    .col_expr(messages::Column::HeartbeatAt, Expr::value(None::<DateTime<Utc>>))
                    .filter(messages::Column::Id.eq(answer.message.uuid()))
                    .filter(messages::Column::Status.eq(Status::Streaming.as_str()));
                if let Some(usage) = answer.usage {
                    update = update
                        .col_expr(messages::Column::InputTokens, Expr::value(tokens(usage.input_tokens)))
                        .col_expr(messages::Column::OutputTokens, Expr::value(tokens(usage.output_tokens)));
                }
                for (column, value) in said(&answer.transcript) {
                    update = update.col_expr(column, Expr::value(value));
                }
                if let Some(other) = answer.taken_over {
                    update = update
                        .col_expr(messages::Column::Provider, Expr::value(other.provider))
                        .col_expr(messages::Column::Model, Expr::value(other.model))
                        .col_expr(messages::Column::RouteReason, Expr::value(other.reason));
                }
                if let Some(took) = answer.reasoning_ms {
                    update = update.col_expr(messages::Column::ReasoningMs, Expr::value(tokens(took)));
                }
                Ok(update.exec(tx).await?.rows_affected > 0)
            }
            .boxed()
        });
        let finished = done.await?;
        if finished {
            self.ended.push(message);
        }
        Ok(finished)
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
        let unheard = Condition::any()
            .add(messages::Column::HeartbeatAt.is_null())
            .add(messages::Column::HeartbeatAt.lt(before));
        let rows = messages::Entity::find()
            .filter(messages::Column::Status.eq(Status::Streaming.as_str()))
            .filter(unheard)
            .all(&self.read)
            .await
            .map_err(Fault::from)?;
        Ok(rows.iter().map(|row| (MessageId::from_uuid(row.id), transcript(row))).collect())
    }
}

impl Db {
    /// What came with messages, by message, in order.
    async fn files_of(&self, user: UserId, messages: &[Uuid]) -> Result<HashMap<Uuid, Vec<FileId>>, Fault> {
        let theirs = messages::Entity::find()
            .select_only()
            .column(messages::Column::Id)
            .filter(messages::Column::Id.is_in(messages.iter().copied()))
            .filter(messages::Column::UserId.eq(user.uuid()))
            .into_query();
        let rows = attachments::Entity::find()
            .filter(attachments::Column::MessageId.in_subquery(theirs))
            .order_by_asc(attachments::Column::Position)
            .all(&self.read)
            .await?;
        let mut files: HashMap<Uuid, Vec<FileId>> = HashMap::new();
        for row in rows {
            files.entry(row.message_id).or_default().push(FileId::from_uuid(row.file_id));
        }
        Ok(files)
    }

    async fn own_conversation(
        &self,
        user: UserId,
        id: Uuid,
    ) -> Result<Option<entity::conversations::Model>, Fault> {
        Ok(entity::conversations::Entity::find_by_id(id)
            .filter(entity::conversations::Column::UserId.eq(user.uuid()))
            .one(&self.read)
            .await?)
    }

    async fn own_message(&self, user: UserId, id: MessageId) -> Result<Option<messages::Model>, Fault> {
        Ok(messages::Entity::find()
            .filter(messages::Column::Id.eq(id.uuid()))
            .filter(messages::Column::UserId.eq(user.uuid()))
            .one(&self.read)
            .await?)
    }
}
