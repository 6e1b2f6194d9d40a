//! `GET /files/{id}`

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header::{
        self, Charset, ContentDisposition, DispositionParam, DispositionType, ETag, EntityTag, ExtendedValue,
        Header as _, IfNoneMatch,
    },
    web::{Data, Path},
};
use mami_chat::FileKind;
use mami_ports::{FileId, Problem};

use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Chat},
};

/// A file never changes, so its owner's browser need not ask again; whoever signs in there next must.
const CACHING: &str = "private, max-age=31536000, immutable";
/// Whatever a browser takes it for, it loads nothing and runs nothing.
pub const POLICY: &str =
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox";

/// What is in a file: a picture to be shown, as Mami keeps it, or a text to be saved, whatever it is written in.
#[utoipa::path(
    operation_id = "read_file",
    tag = "Files",
    params(("id" = FileId, Path)),
    responses(
        (status = 200, content(
            (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"), (String = "text/plain"),
        )),
        (status = 304, description = "`If-None-Match` names what it is already"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/files/{id}")]
pub async fn read(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    request: HttpRequest,
    id: Path<FileId>,
) -> Result<HttpResponse, ApiError> {
    let file = mami.files.file(caller.user.id, *id).await?;
    let tag = EntityTag::new_strong(file.id.to_string());
    let known = IfNoneMatch::parse(&request).is_ok_and(|names| match names {
        IfNoneMatch::Any => true,
        IfNoneMatch::Items(tags) => tags.iter().any(|one| one.weak_eq(&tag)),
    });
    let mut response = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header(ETag(tag))
        .insert_header((header::CACHE_CONTROL, CACHING))
        .append_header((header::VARY, "cookie, authorization"));
    if known {
        return Ok(response.finish());
    }
    let (file, content) = mami.files.content(caller.user.id, *id).await?;
    let (shown, mime) = match file.kind {
        FileKind::Image => (DispositionType::Inline, file.mime),
        FileKind::Text => (DispositionType::Attachment, format!("{}; charset=utf-8", file.mime)),
    };
    Ok(response
        .content_type(mime)
        .insert_header(disposition(shown, &file.name))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        // As it is: what is kept is small already.
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .body(content))
}

/// How to take it, and what it is called: in ASCII for old programs, and whole for all others.
pub fn disposition(disposition: DispositionType, name: &str) -> ContentDisposition {
    let plain = |c: char| (c.is_ascii_graphic() || c == ' ') && !matches!(c, '"' | '\\' | '%');
    let ascii = name.chars().map(|c| if plain(c) { c } else { '_' }).collect();
    let whole =
        ExtendedValue { charset: Charset::Ext("UTF-8".to_owned()), language_tag: None, value: name.into() };
    let parameters = vec![DispositionParam::Filename(ascii), DispositionParam::FilenameExt(whole)];
    ContentDisposition { disposition, parameters }
}
