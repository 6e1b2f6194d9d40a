//! `GET /events`

use actix_web::{HttpResponse, get, web::Data};

use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Chat},
    sse,
};

/// What changes for this person, as server-sent events: `message`, `conversation`, `import`, `document`, `resync` (events were
/// missed: read again).
#[utoipa::path(
    operation_id = "follow_events",
    tag = "Live",
    responses((status = 200, content_type = "text/event-stream", body = String, description = "`message` {conversation_id, message_id, status}; `conversation` {conversation_id, deleted}; `import` {import_id, status, done, total}; `document` {document_id, status, progress}; `resync` {}"))
)]
#[get("/events")]
pub async fn events(mami: Data<Mami>, caller: Caller<Chat>) -> Result<HttpResponse, ApiError> {
    let events = mami.chat.listen(caller.user.id).await?;
    let (signed_out, stopping) = (caller.until_signed_out(mami.clone()), mami.stopping.clone());
    Ok(sse::user(events, async move {
        stopping.run_until_cancelled(signed_out).await;
    }))
}
