//! `GET /conversations/{id}/export` and `GET /conversations/export`

use std::fmt::Write as _;

use actix_web::{
    HttpResponse, get,
    http::header,
    web::{Data, Path, Query},
};
use mami_chat::export::{self, Format};
use mami_ports::{ConversationId, Problem};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    compose::Mami,
    error::ApiError,
    flows::{self, recollect},
    handlers::archive,
    identity::{Caller, Chat},
};

/// How to export.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExportQuery {
    /// `json` (the default), `markdown` or `html`.
    #[serde(default)]
    #[param(inline, required = false)]
    format: Format,
}

/// One conversation as a file: `json` is the whole tree, to be imported elsewhere; `markdown` and `html` are the branch that is
/// shown, to be read.
#[utoipa::path(
    operation_id = "export_conversation",
    tag = "In and out",
    params(("id" = ConversationId, Path), ExportQuery),
    responses(
        (status = 200, content_type = "application/json", body = Vec<u8>, description = "The file, as an attachment"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/conversations/{id}/export")]
pub async fn one(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    id: Path<ConversationId>,
    query: Query<ExportQuery>,
) -> Result<HttpResponse, ApiError> {
    let conversation = mami.chat.conversation(caller.user.id, *id).await?;
    let mut messages = mami.chat.messages(caller.user.id, *id).await?;
    recollect::messages(&mami.recaller, caller.user.id, &mut messages).await?;
    let file = export::file(&conversation, &messages, query.format).map_err(ApiError::internal)?;
    let name = export::file_name(&conversation, query.format);
    Ok(HttpResponse::Ok()
        .content_type(query.format.mime())
        .insert_header((header::CONTENT_DISPOSITION, attachment(&name)))
        // Should it be opened here all the same, it is nobody's page.
        .insert_header((header::CONTENT_SECURITY_POLICY, format!("{}; sandbox", export::HTML_POLICY)))
        .body(file))
}

/// All conversations as one ZIP archive, with a file for each.
#[utoipa::path(
    operation_id = "export_conversations",
    tag = "In and out",
    params(ExportQuery),
    responses(
        (status = 200, content_type = "application/zip", body = Vec<u8>),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json", description = "`busy`: others take everything along just now"),
    )
)]
#[get("/conversations/export")]
pub async fn all(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    query: Query<ExportQuery>,
) -> Result<HttpResponse, ApiError> {
    let place = archive::place(&mami)?;
    let archive = flows::export::conversations(&mami, &caller.user, query.format).await?;
    let name = format!("mami-conversations-{}.zip", archive.made_at.format("%Y-%m-%d"));
    Ok(archive::send(archive, &name, place))
}

/// How a browser is told to save a file, and under which name (RFC 6266): in plain letters for those who know no others.
fn attachment(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| if matches!(c, ' '..='~') && !matches!(c, '"' | '\\' | '%') { c } else { '_' })
        .collect();
    let mut whole = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            whole.push(char::from(byte));
        } else {
            let _ = write!(whole, "%{byte:02X}");
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}")
}

#[cfg(test)]
mod tests {
    use super::attachment;

    #[test]
    fn a_name_is_told_in_plain_letters_and_whole() {
        assert_eq!(attachment("a.md"), "attachment; filename=\"a.md\"; filename*=UTF-8''a.md");
        assert_eq!(
            attachment("ä \"x\"\r\ny.md"),
            "attachment; filename=\"_ _x___y.md\"; filename*=UTF-8''%C3%A4%20%22x%22%0D%0Ay.md"
        );
    }
}
