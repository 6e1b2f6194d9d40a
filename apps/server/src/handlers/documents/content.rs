//! `GET /documents/{id}/content`

use actix_web::{
    get,
    web::{Data, Json, Path, Query},
};
use mami_memory::documents::DocumentPiece;
use mami_ports::{DocumentId, Page, Problem};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Chat},
    input::page_limit,
};

/// Which pieces are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ContentQuery {
    /// The position of the first one, to begin at a place that an answer cites.
    #[param(value_type = Option<u32>, default = 0)]
    from: Option<String>,
    /// How many, 1 to 200.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200, default = 50)]
    limit: Option<String>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// The text of a document, by its pieces in their order. There are none before it is `ready`.
#[utoipa::path(
    operation_id = "read_document_content",
    tag = "Documents",
    params(("id" = DocumentId, Path), ContentQuery),
    responses(
        (status = 200, body = Page<DocumentPiece>),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/documents/{id}/content")]
pub async fn content(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    id: Path<DocumentId>,
    query: Query<ContentQuery>,
) -> Result<Json<Page<DocumentPiece>>, ApiError> {
    let limit = page_limit(query.limit.as_deref())?;
    let from = match (&query.cursor, &query.from) {
        (Some(cursor), _) => cursor
            .parse()
            .map_err(|_| ApiError::invalid_field("/cursor", "it must be one that an earlier answer gave"))?,
        (None, Some(from)) => {
            from.parse().map_err(|_| ApiError::invalid_field("/from", "it must be a position"))?
        }
        (None, None) => 0,
    };
    Ok(Json(mami.documents.pieces(caller.user.id, *id, from, limit).await?))
}
