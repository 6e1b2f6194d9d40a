//! `POST /memories/search`

use actix_web::{
    post,
    web::{Data, Json},
};
use mami_memory::MemoryError;
use mami_ports::{Problem, RecalledItem};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Remembered},
    input::Body,
};

/// The longest text that is looked for, in characters.
const LONGEST: usize = 4_000;
/// How many are found unless asked for more.
const USUAL: usize = 10;
/// The most that are found.
const MOST: usize = 100;

/// What is looked for in memory.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MemorySearch {
    /// In words, as one would say it in a chat.
    query: String,
    /// How many, 1 to 100; 10 unless given.
    limit: Option<usize>,
}

/// What was found in memory.
#[derive(Debug, Serialize, ToSchema)]
pub struct MemoryFindings {
    /// Best first, with why each was found.
    items: Vec<RecalledItem>,
    /// A turn that says this would be told of them; else they have too little to do with it.
    told: bool,
}

/// Looks for something as a turn does: in what is remembered, in what was said, and in documents.
#[utoipa::path(
    operation_id = "search_memories",
    tag = "Memory",
    request_body = MemorySearch,
    responses(
        (status = 200, body = MemoryFindings),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/memories/search")]
pub async fn search(
    mami: Data<Mami>,
    caller: Caller<Remembered>,
    Body(search): Body<MemorySearch>,
) -> Result<Json<MemoryFindings>, ApiError> {
    let query = search.query.trim();
    if query.is_empty() || query.contains('\0') || query.chars().count() > LONGEST {
        return Err(ApiError::invalid_field("/query", "it must have 1 to 4,000 characters, and no U+0000"));
    }
    let limit = search.limit.unwrap_or(USUAL);
    if !(1..=MOST).contains(&limit) {
        return Err(ApiError::invalid_field("/limit", "it must be from 1 to 100"));
    }
    let found = mami.recaller.search(caller.user.id, query, limit).await.map_err(MemoryError::from)?;
    Ok(Json(MemoryFindings { items: found.items, told: found.told }))
}
