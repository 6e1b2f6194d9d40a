//! A part of a longer list, as every list of the API is answered.

use serde::Serialize;
use utoipa::ToSchema;

/// A part of a longer list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// Pass it as `cursor` for the items that follow; `null` at the end.
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// The page of at most `limit` items that begins with `items`, of which one more than that was asked for.
    pub fn cut(mut items: Vec<T>, limit: u32, cursor: impl Fn(&T) -> String) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = items.len() > limit;
        items.truncate(limit);
        let next_cursor = if more { items.last().map(cursor) } else { None };
        Self { items, next_cursor }
    }
}
