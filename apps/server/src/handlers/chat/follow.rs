//! `GET /chat/{message_id}/events`

use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, Path},
};
use mami_ports::{MessageId, Problem};

use crate::{
    compose::Mami,
    error::ApiError,
    flows::recollect,
    identity::{Caller, Chat},
    input::last_event_id,
    sse,
};

/// The events of an answer again, while it runs and after it ended, from behind `Last-Event-ID` or from the start. Text may
/// come in larger pieces than it first did.
#[utoipa::path(
    operation_id = "follow_answer",
    tag = "Chat",
    params(
        ("message_id" = MessageId, Path, description = "The answer"),
        ("Last-Event-ID" = Option<u64>, Header, description = "The id of the last event that was seen"),
    ),
    responses(
        (status = 200, content_type = "text/event-stream", body = String),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/chat/{message_id}/events")]
pub async fn follow(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    request: HttpRequest,
    message_id: Path<MessageId>,
) -> Result<HttpResponse, ApiError> {
    let after = last_event_id(&request)?;
    let events = mami.chat.follow(caller.user.id, *message_id, after).await?;
    let events = recollect::events(mami.recaller.clone(), caller.user.id, events);
    Ok(sse::turn(events, caller.until_signed_out(mami)))
}
