//! `POST /memories/import`

use actix_web::{
    HttpMessage as _, HttpRequest,
    http::StatusCode,
    post,
    web::{BytesMut, Data, Json, Payload},
};
use futures_util::StreamExt as _;
use mami_memory::transfer::{ImportReport, MemoryFile};
use mami_ports::Problem;

use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Remembered},
    input::parse,
};

/// The bytes of a file.
const LARGEST: usize = 16 << 20;

/// Brings memories back from a file that the export gave, or from lines of text, one each. Those that are there stay as they are.
/// All are added, or none.
#[utoipa::path(
    operation_id = "import_memories",
    tag = "Memory",
    request_body(content((MemoryFile = "application/json"), (String = "text/plain"))),
    responses(
        (status = 200, body = ImportReport),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`memory_off`"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`memory_full`: they would be more than one may have"),
        (status = 413, body = Problem, content_type = "application/problem+json", description = "`too_large`: a file may have 16 MiB"),
        (status = 415, body = Problem, content_type = "application/problem+json", description = "neither JSON nor text"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/memories/import")]
pub async fn import(
    mami: Data<Mami>,
    caller: Caller<Remembered>,
    request: HttpRequest,
    mut body: Payload,
) -> Result<Json<ImportReport>, ApiError> {
    let json = match request.content_type() {
        "application/json" => true,
        "text/plain" => false,
        _ => {
            return Err(ApiError::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported_media_type",
                "Send JSON (Content-Type: application/json), or lines of text (text/plain).",
            ));
        }
    };
    let mut bytes = BytesMut::new();
    while let Some(piece) = body.next().await {
        let piece = piece.map_err(|_| {
            ApiError::new(StatusCode::BAD_REQUEST, "unreadable", "The request could not be read to its end.")
        })?;
        if bytes.len() + piece.len() > LARGEST {
            return Err(ApiError::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "too_large",
                "This file is too large: one may have 16 MiB.",
            ));
        }
        bytes.extend_from_slice(&piece);
    }
    let file = if json {
        parse(&bytes)?
    } else {
        let text = std::str::from_utf8(&bytes);
        MemoryFile::of_lines(text.map_err(|_| ApiError::invalid_field("", "it must be UTF-8"))?)
    };
    Ok(Json(mami.memories.import(caller.user.id, file).await?))
}
