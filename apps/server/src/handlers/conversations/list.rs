//! `GET /conversations` and `GET /conversations/labels`

use actix_web::{
    get,
    web::{Data, Json, Query},
};
use mami_chat::{Conversation, ConversationFilter, Labels};
use mami_ports::{Page, Problem};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Chat},
    input::page_limit,
};

/// Which conversations are wanted, and how many.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ConversationQuery {
    /// Those that are archived (`true`), are not (`false`), or all.
    #[serde(default)]
    #[param(inline, default = "false")]
    archived: Archived,
    /// Only those that are pinned (`true`) or not (`false`).
    pinned: Option<bool>,
    /// Only those in this folder; empty: those in none.
    folder: Option<String>,
    /// Only those with this tag.
    tag: Option<String>,
    /// Only those with this in their titles.
    q: Option<String>,
    /// How many, 1 to 200.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200, default = 50)]
    limit: Option<String>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// Whether archived conversations are wanted.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Archived {
    /// Only those.
    True,
    /// All but those.
    #[default]
    False,
    /// Those, too.
    All,
}

/// One's own conversations, newest first. Names and titles are found whatever their case.
#[utoipa::path(
    operation_id = "list_conversations",
    tag = "Conversations",
    params(ConversationQuery),
    responses(
        (status = 200, body = Page<Conversation>),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/conversations")]
pub async fn list(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    query: Query<ConversationQuery>,
) -> Result<Json<Page<Conversation>>, ApiError> {
    let limit = page_limit(query.limit.as_deref())?;
    let ConversationQuery { archived, pinned, folder, tag, q, cursor, .. } = query.into_inner();
    let archived = match archived {
        Archived::True => Some(true),
        Archived::False => Some(false),
        Archived::All => None,
    };
    let filter = ConversationFilter { archived, pinned, folder, tag, title: q };
    Ok(Json(mami.chat.conversations(caller.user.id, &filter, limit, cursor.as_deref()).await?))
}

/// The folders and tags that one uses, each with how many conversations it has that are not archived.
#[utoipa::path(
    operation_id = "list_conversation_labels",
    tag = "Conversations",
    responses((status = 200, body = Labels))
)]
#[get("/conversations/labels")]
pub async fn labels(mami: Data<Mami>, caller: Caller<Chat>) -> Result<Json<Labels>, ApiError> {
    Ok(Json(mami.chat.labels(caller.user.id).await?))
}
