//! `GET /documents`

use actix_web::{
    get,
    web::{Data, Json, Query},
};
use mami_memory::documents::{Document, DocumentFilter};
use mami_ports::{CollectionId, ConversationId, Page, PersonaId, Problem};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Chat},
    input::page_limit,
};

/// Which documents are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DocumentsQuery {
    /// `library`: only those that belong to no conversation and to no persona.
    #[serde(default)]
    #[param(inline, default = "all")]
    scope: Scope,
    /// Only those of this conversation.
    conversation_id: Option<ConversationId>,
    /// Only those of this persona.
    persona_id: Option<PersonaId>,
    /// Only those in this collection.
    collection_id: Option<CollectionId>,
    /// Only those with this in their names.
    q: Option<String>,
    /// How many, 1 to 200.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200, default = 50)]
    limit: Option<String>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// Where documents belong.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Anywhere.
    #[default]
    All,
    /// To no conversation and to no persona.
    Library,
}

/// One's own documents and the shared ones, newest first.
#[utoipa::path(
    operation_id = "list_documents",
    tag = "Documents",
    params(DocumentsQuery),
    responses(
        (status = 200, body = Page<Document>),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/documents")]
pub async fn list(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    query: Query<DocumentsQuery>,
) -> Result<Json<Page<Document>>, ApiError> {
    let query = query.into_inner();
    let limit = page_limit(query.limit.as_deref())?;
    let filter = DocumentFilter {
        library: query.scope == Scope::Library,
        conversation_id: query.conversation_id,
        persona_id: query.persona_id,
        collection_id: query.collection_id,
        name: query.q,
    };
    Ok(Json(mami.documents.documents(caller.user.id, &filter, limit, query.cursor.as_deref()).await?))
}
