//! What ranks well, read from the database: what it says now, and whether it may be told.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use mami_ports::{
    ChunkId, ConversationId, Cue, DocumentId, MemoryId, MessageId, PersonaId, RecallReason, RecallSource,
    RecalledItem, RecalledKind, UserId,
};
use uuid::Uuid;

use super::{Inner, reasons};
use crate::{
    documents::{RecallPiece, store::StoreError as DocumentsError},
    memory::{Memory, MemoryStatus, Origin},
    notes::Note,
    partition::{Hit, ItemId},
    question::Author,
    store::{Speaker, StoreError, Turn},
};

/// How many pieces of a document are read at once.
const PIECES: u32 = 200;

impl From<DocumentsError> for StoreError {
    fn from(error: DocumentsError) -> Self {
        Self(error.0)
    }
}

/// Something found, with all that is told of it.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    pub(super) note: Note,
    score: f32,
    why: Vec<RecallReason>,
    source: RecallSource,
    /// Where it belongs, if it is not for everywhere.
    conversation: Option<ConversationId>,
    persona: Option<PersonaId>,
    /// The message that it answers.
    parent: Option<MessageId>,
}

impl Shown {
    /// A fact that is always told.
    pub(super) fn pinned(memory: Memory) -> Self {
        Self::fact(memory, 1.0, vec![RecallReason::Pinned])
    }

    fn fact(memory: Memory, score: f32, why: Vec<RecallReason>) -> Self {
        let source = RecallSource {
            conversation_id: memory.source_conversation_id,
            message_id: memory.source_message_id,
            ..RecallSource::default()
        };
        let note = Note {
            id: ItemId::Fact(memory.id),
            at: memory.valid_from.unwrap_or(memory.created_at),
            kind: memory.kind.as_str().to_owned(),
            by: Author::User,
            text: memory.text,
            until: memory.valid_to.map(|until| until.date_naive()),
        };
        Self { note, score, why, source, conversation: None, persona: None, parent: None }
    }

    fn turn(turn: Turn, score: f32, why: Vec<RecallReason>) -> Self {
        let source = RecallSource {
            conversation_id: Some(turn.conversation),
            message_id: Some(turn.id),
            ..RecallSource::default()
        };
        let note = Note {
            id: ItemId::Turn(turn.id),
            at: turn.at,
            kind: "turn".to_owned(),
            by: match turn.speaker {
                Speaker::User => Author::User,
                Speaker::Assistant => Author::Assistant,
            },
            text: turn.content,
            until: None,
        };
        Self { note, score, why, source, conversation: None, persona: None, parent: turn.parent }
    }

    fn piece(piece: RecallPiece, score: f32, why: Vec<RecallReason>) -> Self {
        let source = RecallSource {
            document_id: Some(piece.document),
            position: Some(piece.piece.position),
            title: place(&piece),
            ..RecallSource::default()
        };
        let note = Note {
            id: ItemId::Chunk(piece.piece.id),
            at: piece.created_at,
            kind: "document".to_owned(),
            by: Author::Document,
            text: format!("{}\n{}", place(&piece), piece.piece.text),
            until: None,
        };
        let (conversation, persona) = (piece.conversation, piece.persona);
        Self { note, score, why, source, conversation, persona, parent: None }
    }

    /// The conversation or persona that it is for, where it is not for all.
    pub(super) const fn outside(&self) -> Option<(Option<ConversationId>, Option<PersonaId>)> {
        match (self.conversation, self.persona) {
            (None, None) => None,
            other => Some(other),
        }
    }

    /// It may be told in this conversation, by whoever speaks there.
    pub(super) fn belongs(&self, cue: &Cue) -> bool {
        // Another answer to the same message is no memory of it.
        let beside = cue.message.is_some() && self.parent == cue.message;
        let here = self.conversation.is_none() || self.conversation == cue.conversation;
        let speaks = self.persona.is_none() || self.persona == cue.persona;
        here && speaks && !beside
    }

    /// As it is told to people; `number`: its place among the others.
    pub(super) fn item(&self, number: usize) -> RecalledItem {
        let (id, kind) = match self.note.id {
            ItemId::Fact(id) => (id.uuid(), RecalledKind::Memory),
            ItemId::Turn(id) => (id.uuid(), RecalledKind::Turn),
            ItemId::Chunk(id) => (id.uuid(), RecalledKind::Document),
        };
        RecalledItem {
            note: format!("m{number}"),
            id,
            kind,
            text: self.note.text.clone(),
            score: self.score,
            why: self.why.clone(),
            source: self.source.clone(),
        }
    }
}

/// It is used: no other took its place, and it needs no approval.
pub(super) fn counts(memory: &Memory) -> bool {
    memory.status == MemoryStatus::Active && memory.superseded_by.is_none() && memory.invalid_at.is_none()
}

/// It is always told: the person said so, wrote it, or pinned it, and it still holds.
pub(super) fn is_profile(memory: &Memory, now: DateTime<Utc>) -> bool {
    let holds = memory.valid_to.is_none_or(|until| until > now);
    counts(memory)
        && holds
        && (memory.pinned || memory.origin != Origin::Extracted || memory.confidence >= 1.0)
}

/// What stands above a piece: its document, and the headings in it.
pub(super) fn place(piece: &RecallPiece) -> String {
    let mut place = piece.name.clone();
    for heading in &piece.piece.heading {
        place.push_str(" › ");
        place.push_str(heading);
    }
    place
}

/// All pieces that a person may be told of, some at a time.
pub(super) async fn pieces(
    inner: &Inner,
    user: UserId,
    limit: u32,
    after: Option<ChunkId>,
) -> Result<Vec<RecallPiece>, StoreError> {
    Ok(inner.parts.documents.recall_pieces(user, limit, after).await?)
}

/// All pieces of one document; none: it is gone, or not read yet.
pub(super) async fn pieces_of(
    inner: &Inner,
    user: UserId,
    id: DocumentId,
) -> Result<Vec<RecallPiece>, StoreError> {
    let store = &inner.parts.documents;
    let Some(document) = store.document(user, id).await? else { return Ok(Vec::new()) };
    let mut all = Vec::new();
    loop {
        let from = u32::try_from(all.len()).unwrap_or(u32::MAX);
        let some = store.document_pieces(user, id, from, PIECES).await?.unwrap_or_default();
        if some.is_empty() {
            return Ok(all);
        }
        all.extend(some.into_iter().map(|piece| RecallPiece {
            document: id,
            name: document.name.clone(),
            conversation: document.conversation_id,
            persona: document.persona_id,
            collection: document.collection_id,
            private: document.private,
            created_at: document.created_at,
            piece,
        }));
    }
}

/// What these say now; what is gone is left out, and what is private, if `private` is not asked for.
pub(super) async fn texts(
    inner: &Inner,
    user: UserId,
    ids: &[ItemId],
    private: bool,
) -> Result<Vec<(ItemId, String)>, StoreError> {
    let Rows { mut turns, mut facts, mut pieces } = inner.rows(user, ids.iter().copied()).await?;
    let text = |id: &ItemId| match id {
        ItemId::Turn(id) => turns.remove(id).filter(|turn| private || !turn.private).map(|turn| turn.content),
        ItemId::Fact(id) => facts.remove(id).filter(|fact| private || !fact.private).map(|fact| fact.text),
        ItemId::Chunk(id) => {
            pieces.remove(id).filter(|piece| private || !piece.private).map(|piece| piece.piece.text)
        }
    };
    Ok(ids.iter().map(text).zip(ids).filter_map(|(text, id)| Some((*id, text?))).collect())
}

/// Items as they are now.
struct Rows {
    turns: HashMap<MessageId, Turn>,
    facts: HashMap<MemoryId, Memory>,
    pieces: HashMap<ChunkId, RecallPiece>,
}

impl Inner {
    async fn rows(&self, user: UserId, ids: impl Iterator<Item = ItemId>) -> Result<Rows, StoreError> {
        let (mut turns, mut facts, mut pieces) = (Vec::new(), Vec::new(), Vec::new());
        for id in ids {
            match id {
                ItemId::Turn(id) => turns.push(id),
                ItemId::Fact(id) => facts.push(id),
                ItemId::Chunk(id) => pieces.push(id),
            }
        }
        let store = &self.parts.store;
        let mut rows = Rows { turns: HashMap::new(), facts: HashMap::new(), pieces: HashMap::new() };
        if !turns.is_empty() {
            let found = store.turns_by_id(user, &turns).await?;
            rows.turns = found.into_iter().map(|turn| (turn.id, turn)).collect();
        }
        if !facts.is_empty() {
            let found = store.memories_by_id(user, &facts).await?;
            rows.facts = found.into_iter().map(|fact| (fact.id, fact)).collect();
        }
        if !pieces.is_empty() {
            let found = self.parts.documents.recall_pieces_by_id(user, &pieces).await?;
            rows.pieces = found.into_iter().map(|piece| (piece.piece.id, piece)).collect();
        }
        Ok(rows)
    }

    /// What these hits are, best first. What is gone, or may not be told, is left out.
    pub(super) async fn read(
        &self,
        user: UserId,
        hits: Vec<Hit>,
        private: bool,
    ) -> Result<Vec<Shown>, StoreError> {
        let Rows { mut turns, mut facts, mut pieces } =
            self.rows(user, hits.iter().map(|hit| hit.id)).await?;
        let shown = |hit: Hit| {
            let why = reasons(&hit.why);
            match hit.id {
                ItemId::Turn(id) => {
                    let turn = turns.remove(&id).filter(|turn| private || !turn.private)?;
                    Some(Shown::turn(turn, hit.score, why))
                }
                ItemId::Fact(id) => {
                    let fact = facts.remove(&id).filter(|fact| counts(fact) && (private || !fact.private))?;
                    Some(Shown::fact(fact, hit.score, why))
                }
                ItemId::Chunk(id) => {
                    let piece = pieces.remove(&id).filter(|piece| private || !piece.private)?;
                    Some(Shown::piece(piece, hit.score, why))
                }
            }
        };
        Ok(hits.into_iter().filter_map(shown).collect())
    }

    /// Gives what was told of once the texts that it has now.
    pub(super) async fn texts(&self, user: UserId, told: &mut [&mut RecalledItem]) -> Result<(), StoreError> {
        let id = |kind: RecalledKind, id: Uuid| match kind {
            RecalledKind::Memory => ItemId::Fact(MemoryId::from_uuid(id)),
            RecalledKind::Turn => ItemId::Turn(MessageId::from_uuid(id)),
            RecalledKind::Document => ItemId::Chunk(ChunkId::from_uuid(id)),
        };
        let ids: Vec<ItemId> = told.iter().map(|item| id(item.kind, item.id)).collect();
        let Rows { turns, facts, pieces } = self.rows(user, ids.iter().copied()).await?;
        for (item, id) in told.iter_mut().zip(ids) {
            let text = match id {
                ItemId::Turn(id) => turns.get(&id).map(|turn| turn.content.clone()),
                ItemId::Fact(id) => facts.get(&id).map(|fact| fact.text.clone()),
                ItemId::Chunk(id) => pieces.get(&id).map(|piece| piece.piece.text.clone()),
            };
            item.text = text.unwrap_or_default();
        }
        Ok(())
    }
}
