//! `GET /memories`

use actix_web::{
    get,
    web::{Data, Json, Query},
};
use mami_memory::{Kind, Memory, MemoryStatus, Origin, store::Filter};
use mami_ports::{Page, Problem};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Remembered},
    input::page_limit,
};

/// The longest text that is looked for, in characters.
const LONGEST: usize = 200;

/// Which memories are wanted, and how many.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MemoryQuery {
    /// Only those with this in their text.
    q: Option<String>,
    /// Only those of this kind.
    #[param(inline)]
    kind: Option<Kind>,
    /// Only those from there.
    #[param(inline)]
    origin: Option<Origin>,
    /// Only those that are used (`active`) or wait to be approved of (`pending`).
    #[param(inline)]
    status: Option<MemoryStatus>,
    /// Only those that are pinned (`true`) or not (`false`).
    pinned: Option<bool>,
    /// Only those with this tag.
    tag: Option<String>,
    /// Also those whose place another one took.
    #[serde(default)]
    superseded: bool,
    /// How many, 1 to 200.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200, default = 50)]
    limit: Option<String>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// One's own memories: pinned ones first, then the newest. Case and accents do not count.
#[utoipa::path(
    operation_id = "list_memories",
    tag = "Memory",
    params(MemoryQuery),
    responses(
        (status = 200, body = Page<Memory>),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/memories")]
pub async fn list(
    mami: Data<Mami>,
    caller: Caller<Remembered>,
    query: Query<MemoryQuery>,
) -> Result<Json<Page<Memory>>, ApiError> {
    let limit = page_limit(query.limit.as_deref())?;
    let MemoryQuery { q, kind, origin, status, pinned, tag, superseded, cursor, .. } = query.into_inner();
    for (pointer, text) in [("/q", &q), ("/tag", &tag)] {
        if text.as_ref().is_some_and(|text| text.contains('\0') || text.chars().count() > LONGEST) {
            return Err(ApiError::invalid_field(
                pointer,
                "it must have at most 200 characters, and no U+0000",
            ));
        }
    }
    let filter = Filter { text: q, kind, origin, status, pinned, tag, superseded };
    Ok(Json(mami.memories.list(caller.user.id, &filter, limit, cursor.as_deref()).await?))
}
