//! Rows as documents and pieces.

use std::collections::HashMap;

use mami_memory::documents::{Document, DocumentFault, DocumentPiece, DocumentStatus, RecallPiece};
use mami_ports::{ChunkId, CollectionId, ConversationId, DocumentId, PersonaId, UserId};
use sea_orm::{
    ActiveValue::Set,
    FromQueryResult, QuerySelect, Select, SelectModel, Selector,
    prelude::Uuid,
    sea_query::{CaseStatement, Expr},
};

use super::shared;
use crate::entity::{document_chunks, documents};

#[derive(FromQueryResult)]
pub(super) struct Shown {
    #[sea_orm(nested)]
    document: documents::Model,
    is_shared: i32,
}

/// Documents with whether they are shared.
pub(super) fn with_sharing(query: Select<documents::Entity>) -> Selector<SelectModel<Shown>> {
    let shared = CaseStatement::new().case(shared(), Expr::val(1)).finally(Expr::val(0));
    query.expr_as(shared, "is_shared").into_model()
}

pub(super) fn document(Shown { document: row, is_shared }: Shown) -> Document {
    Document {
        id: DocumentId::from_uuid(row.id),
        name: row.name,
        mime: row.mime,
        size: u64::try_from(row.size).unwrap_or_default(),
        // What this version does not know is nothing that can be waited for.
        status: DocumentStatus::parse(&row.status).unwrap_or(DocumentStatus::Failed),
        progress: u8::try_from(row.progress).unwrap_or_default(),
        chunks: number(row.chunks),
        error: row.error_code.map(|code| DocumentFault { code, message: row.error.unwrap_or_default() }),
        conversation_id: row.conversation_id.map(ConversationId::from_uuid),
        persona_id: row.persona_id.map(PersonaId::from_uuid),
        collection_id: row.collection_id.map(CollectionId::from_uuid),
        shared: is_shared != 0,
        private: row.private,
        created_at: row.created_at,
    }
}

pub(super) fn piece(row: document_chunks::Model) -> DocumentPiece {
    DocumentPiece {
        id: ChunkId::from_uuid(row.id),
        position: number(row.position),
        heading: serde_json::from_str(&row.heading).unwrap_or_default(),
        place: row.place.and_then(|place| serde_json::from_str(&place).ok()),
        text: row.content,
        start: number(row.text_start),
        end: number(row.text_end),
    }
}

pub(super) fn piece_row(
    user: UserId,
    document: DocumentId,
    piece: DocumentPiece,
) -> Result<document_chunks::ActiveModel, serde_json::Error> {
    let place = piece.place.as_ref().map(serde_json::to_string).transpose()?;
    Ok(document_chunks::ActiveModel {
        id: Set(piece.id.uuid()),
        document_id: Set(document.uuid()),
        user_id: Set(user.uuid()),
        position: Set(count(piece.position)),
        heading: Set(serde_json::to_string(&piece.heading)?),
        place: Set(place),
        content: Set(piece.text),
        text_start: Set(count(piece.start)),
        text_end: Set(count(piece.end)),
    })
}

pub(super) fn with_documents(
    pieces: Vec<document_chunks::Model>,
    documents: Vec<documents::Model>,
) -> Vec<RecallPiece> {
    let documents: HashMap<Uuid, documents::Model> = documents.into_iter().map(|row| (row.id, row)).collect();
    let pieces = pieces.into_iter().filter_map(|row| {
        let document = documents.get(&row.document_id)?;
        Some(RecallPiece {
            document: DocumentId::from_uuid(document.id),
            name: document.name.clone(),
            conversation: document.conversation_id.map(ConversationId::from_uuid),
            persona: document.persona_id.map(PersonaId::from_uuid),
            collection: document.collection_id.map(CollectionId::from_uuid),
            private: document.private,
            created_at: document.created_at,
            piece: piece(row),
        })
    });
    pieces.collect()
}

pub(super) fn count(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn number(count: i32) -> u32 {
    u32::try_from(count).unwrap_or_default()
}
