//! A file that comes in as a form (`multipart/form-data`): piece by piece, to disk when it is not small.

use std::{
    collections::BTreeMap,
    io::{self, SeekFrom},
    path::Path,
    time::Duration,
};

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::{
    HttpRequest,
    error::PayloadError,
    http::{StatusCode, header},
    web::{Bytes, Payload},
};
use futures_util::{Stream, StreamExt as _, TryStreamExt as _};
use mami_chat::files::Upload;
use tokio::io::{AsyncSeekExt as _, AsyncWriteExt as _};

use crate::error::ApiError;

/// A file with more bytes waits on disk.
const IN_MEMORY: u64 = 512 << 10;
/// What a form takes besides the file in it.
const AROUND: u64 = 64 << 10;

/// Bytes that a field beside the file may have.
const FIELD: usize = 1 << 10;

/// What came in a form.
pub struct Form {
    /// The name that the client has for the file.
    pub name: String,
    /// The file.
    pub file: Upload,
    /// The fields beside it.
    pub fields: BTreeMap<String, String>,
}

/// Receives a form that has exactly one field, the file `file`, of at most `limit` bytes, which may take so long to come. Gives the
/// name that the client has for it, and what came. A larger one is put into a file in `folder` that has no name, so that nothing
/// is left of it, whatever happens.
///
/// # Errors
/// When it is no such form, too large, or does not come to its end.
pub async fn receive(
    request: &HttpRequest,
    body: Payload,
    limit: u64,
    within: Duration,
    folder: &Path,
) -> Result<(String, Upload), ApiError> {
    let form = receive_form(request, body, limit, within, folder, &[]).await?;
    Ok((form.name, form.file))
}

/// Receives a form like [`receive`], which may have these `fields` beside the file, each once.
///
/// # Errors
/// When it is no such form, too large, or does not come to its end.
pub async fn receive_form(
    request: &HttpRequest,
    body: Payload,
    limit: u64,
    within: Duration,
    folder: &Path,
    fields: &[&str],
) -> Result<Form, ApiError> {
    let announced = request.headers().get(header::CONTENT_LENGTH);
    let announced = announced.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    let most = limit.saturating_add(AROUND);
    if announced.is_some_and(|length| length > most) {
        return Err(too_large(limit));
    }
    let form = Multipart::new(request.headers(), capped(body, most));
    match tokio::time::timeout(within, read(form, limit, folder, fields)).await {
        Ok(received) => received,
        Err(_) => {
            Err(ApiError::new(StatusCode::REQUEST_TIMEOUT, "too_slow", "The file took too long to come."))
        }
    }
}

/// No more than so many bytes of a body.
fn capped(body: Payload, mut left: u64) -> impl Stream<Item = Result<Bytes, PayloadError>> + 'static {
    body.map(move |piece| {
        let piece = piece?;
        left = left.checked_sub(piece.len() as u64).ok_or(PayloadError::Overflow)?;
        Ok(piece)
    })
}

async fn read(mut form: Multipart, limit: u64, folder: &Path, fields: &[&str]) -> Result<Form, ApiError> {
    let (mut received, mut beside) = (None, BTreeMap::new());
    while let Some(mut field) = form.try_next().await.map_err(|error| unreadable(&error, limit))? {
        match (field.name(), &received) {
            (Some("file"), None) => {}
            (Some("file"), Some(_)) => {
                return Err(ApiError::invalid_field("/file", "send one file at a time"));
            }
            (Some(name), _) if fields.contains(&name) && !beside.contains_key(name) => {
                let name = name.to_owned();
                let text = read_text(&mut field, &name, limit).await?;
                beside.insert(name, text);
                continue;
            }
            (name, _) => {
                let name = name.unwrap_or_default().replace('~', "~0").replace('/', "~1");
                return Err(ApiError::invalid_field(&format!("/{name}"), "there is no such field"));
            }
        }
        let sent = field.content_disposition();
        let name = sent.and_then(|sent| match sent.get_filename_ext() {
            Some(whole) => Some(String::from_utf8_lossy(&whole.value).into_owned()),
            None => sent.get_filename().map(str::to_owned),
        });
        received = Some((name.unwrap_or_default(), read_file(&mut field, limit, folder).await?));
    }
    let (name, file) = received.ok_or_else(|| ApiError::invalid_field("/file", "it is missing"))?;
    Ok(Form { name, file, fields: beside })
}

async fn read_text(field: &mut Field, name: &str, limit: u64) -> Result<String, ApiError> {
    let at_fault = |message| ApiError::invalid_field(&format!("/{name}"), message);
    let mut bytes = Vec::new();
    while let Some(piece) = field.try_next().await.map_err(|error| unreadable(&error, limit))? {
        if bytes.len() + piece.len() > FIELD {
            return Err(at_fault("it is too long"));
        }
        bytes.extend_from_slice(&piece);
    }
    String::from_utf8(bytes).map_err(|_| at_fault("it is no text"))
}

async fn read_file(field: &mut Field, limit: u64, folder: &Path) -> Result<Upload, ApiError> {
    let mut small = Vec::new();
    let mut large: Option<tokio::fs::File> = None;
    let mut length = 0_u64;
    while let Some(piece) = field.try_next().await.map_err(|error| unreadable(&error, limit))? {
        length = length.saturating_add(piece.len() as u64);
        if length > limit {
            return Err(too_large(limit));
        }
        if let Some(file) = &mut large {
            file.write_all(&piece).await.map_err(ApiError::unavailable)?;
        } else if length > IN_MEMORY {
            let mut file = unnamed(folder).await.map_err(ApiError::unavailable)?;
            for part in [&*std::mem::take(&mut small), &*piece] {
                file.write_all(part).await.map_err(ApiError::unavailable)?;
            }
            large = Some(file);
        } else {
            small.extend_from_slice(&piece);
        }
    }
    let Some(mut file) = large else { return Ok(Upload::Bytes(small)) };
    file.flush().await.map_err(ApiError::unavailable)?;
    file.seek(SeekFrom::Start(0)).await.map_err(ApiError::unavailable)?;
    Ok(Upload::OnDisk(file.into_std().await))
}

async fn unnamed(folder: &Path) -> io::Result<tokio::fs::File> {
    let folder = folder.to_owned();
    let file = tokio::task::spawn_blocking(move || tempfile::tempfile_in(folder)).await;
    Ok(tokio::fs::File::from_std(file.map_err(io::Error::other)??))
}

fn too_large(limit: u64) -> ApiError {
    let detail = format!("This file is too large: one may have {limit} bytes.");
    ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", detail)
}

fn unreadable(error: &MultipartError, limit: u64) -> ApiError {
    match error {
        MultipartError::Payload(PayloadError::Overflow) => too_large(limit),
        MultipartError::ContentTypeMissing
        | MultipartError::ContentTypeParse
        | MultipartError::ContentTypeIncompatible => ApiError::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "not_multipart",
            "Send a form with the file in it, with Content-Type: multipart/form-data.",
        ),
        MultipartError::ContentDispositionMissing | MultipartError::ContentDispositionNameMissing => {
            ApiError::invalid_field("/file", "a part of the form has no name")
        }
        error => ApiError::new(
            StatusCode::BAD_REQUEST,
            "unreadable",
            format!("The form could not be read to its end: {error}."),
        ),
    }
}
