//! `GET /memories/export`

use actix_web::{
    HttpResponse, get,
    http::header,
    web::{Bytes, Data},
};
use futures_util::stream;
use mami_memory::transfer::{FORMAT, MemoryFile, VERSION};
use mami_ports::UserId;

use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Remembered},
};

/// How many memories are read at once.
const PAGE: u32 = 200;

/// All of one's own memories with their history, as a file that can be imported again.
#[utoipa::path(
    operation_id = "export_memories",
    tag = "Memory",
    responses((status = 200, body = MemoryFile, description = "Each memory as the list has it, with its `history`"))
)]
#[get("/memories/export")]
pub async fn export(mami: Data<Mami>, caller: Caller<Remembered>) -> Result<HttpResponse, ApiError> {
    let user = caller.user.id;
    // The first page before anything is sent, so that what fails at once is told.
    let (first, place) = piece(&mami, user, None).await?;
    let head = format!("{{\"format\":\"{FORMAT}\",\"version\":{VERSION},\"memories\":[{first}");
    let rest = stream::unfold((mami, Some((Some(head), place))), move |(mami, state)| async move {
        match state? {
            (Some(head), place) => Some((Ok(Bytes::from(head)), (mami, Some((None, place))))),
            (None, None) => Some((Ok(Bytes::from_static(b"]}")), (mami, None))),
            (None, Some(cursor)) => match piece(&mami, user, Some(&cursor)).await {
                Ok((items, place)) => {
                    Some((Ok(Bytes::from(format!(",{items}"))), (mami, Some((None, place)))))
                }
                Err(error) => Some((Err(actix_web::Error::from(error)), (mami, None))),
            },
        }
    });
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"memories.json\""))
        .streaming(Box::pin(rest)))
}

/// Some memories as JSON, with commas between them, and where the next ones begin.
async fn piece(
    mami: &Mami,
    user: UserId,
    cursor: Option<&str>,
) -> Result<(String, Option<String>), ApiError> {
    let page = mami.memories.export(user, PAGE, cursor).await?;
    let items: Result<Vec<String>, _> = page.items.iter().map(serde_json::to_string).collect();
    Ok((items.map_err(ApiError::internal)?.join(","), page.next_cursor))
}
