//! Answers that have ended and are not to be found yet. The end of a turn does not wait for the index: that is done for many
//! answers at once, a moment later.

use std::sync::{Mutex, PoisonError};

use sea_orm::{
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QuerySelect, prelude::Uuid,
};

use mami_chat::search::Unindexed;
use mami_ports::{ConversationId, MessageId};

use crate::entity::{messages, search_entries};

/// How many answers may wait; that is minutes of a very busy server whose database takes nothing.
const MOST: usize = 10_000;
/// How many are indexed in one transaction: others write, too.
const BATCH: usize = 50;

/// What waits to be indexed on this server. What a server that dies leaves here is found again at the next start.
#[derive(Default)]
pub(crate) struct Ended {
    waiting: Mutex<Waiting>,
    /// Who indexes. Whoever comes next shall find what is being indexed.
    pub(super) indexing: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Waiting {
    answers: Vec<Uuid>,
    missed: bool,
}

impl Ended {
    /// This answer is over.
    pub(crate) fn push(&self, answer: MessageId) {
        self.put(vec![answer.uuid()]);
    }

    /// The next answers; none: nothing waits. What could not be indexed comes back with [`Self::put`].
    pub(super) fn batch(&self) -> Vec<Uuid> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let next = waiting.answers.len().min(BATCH);
        waiting.answers.drain(..next).collect()
    }

    pub(super) fn put(&self, mut answers: Vec<Uuid>) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.answers.len() + answers.len() > MOST {
            waiting.missed = true;
        } else {
            waiting.answers.append(&mut answers);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).answers.is_empty()
    }

    /// More have ended than could wait, since this was asked last.
    pub(super) fn take_missed(&self) -> bool {
        std::mem::take(&mut self.waiting.lock().unwrap_or_else(PoisonError::into_inner).missed)
    }
}

/// These answers, what they answer, and the titles that their conversations began with.
pub(super) async fn around(tx: &DatabaseTransaction, answers: Vec<Uuid>) -> Result<Unindexed, DbErr> {
    let rows: Vec<(Uuid, Option<Uuid>, Uuid)> = messages::Entity::find()
        .select_only()
        .columns([messages::Column::Id, messages::Column::ParentId, messages::Column::ConversationId])
        .filter(messages::Column::Id.is_in(answers))
        .into_tuple()
        .all(tx)
        .await?;
    let mut titles: Vec<Uuid> = rows.iter().map(|(_, _, conversation)| *conversation).collect();
    titles.sort_unstable();
    titles.dedup();
    let titled: Vec<Uuid> = search_entries::Entity::find()
        .select_only()
        .column(search_entries::Column::ConversationId)
        .filter(search_entries::Column::ConversationId.is_in(titles.iter().copied()))
        .filter(search_entries::Column::MessageId.is_null())
        .into_tuple()
        .all(tx)
        .await?;
    titles.retain(|conversation| !titled.contains(conversation));
    let messages = rows.iter().flat_map(|(answer, parent, _)| [Some(*answer), *parent]).flatten();
    Ok(Unindexed {
        titles: titles.into_iter().map(ConversationId::from_uuid).collect(),
        messages: messages.map(MessageId::from_uuid).collect(),
    })
}
