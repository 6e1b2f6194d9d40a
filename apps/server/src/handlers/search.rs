//! `GET /search`

use actix_web::{
    get,
    web::{Data, Json, Query},
};
use mami_chat::SearchHit;
use mami_ports::{Page, Problem};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Chat},
    input::page_limit,
};

/// What is looked for, and how much of it is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SearchQuery {
    /// Words that must all be there, in any order, without regard to case and accents; "between quotes" they follow each other.
    /// The last word may be the beginning of one. What comes behind 16 words does not count.
    #[param(value_type = String)]
    q: Option<String>,
    /// How many, 1 to 200.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200, default = 50)]
    limit: Option<String>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// One's own conversations and messages with these words: titles first, then the best.
#[utoipa::path(
    operation_id = "search",
    tag = "Conversations",
    params(SearchQuery),
    responses(
        (status = 200, body = Page<SearchHit>),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/search")]
pub async fn search(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    query: Query<SearchQuery>,
) -> Result<Json<Page<SearchHit>>, ApiError> {
    let (q, limit) = (query.q.as_deref().unwrap_or_default(), page_limit(query.limit.as_deref())?);
    Ok(Json(mami.search.search(caller.user.id, q, limit, query.cursor.as_deref()).await?))
}
