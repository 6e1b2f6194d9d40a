//! The web UIs, from inside the binary.

use actix_web::{
    HttpRequest, HttpResponse, ResponseError as _,
    http::{Method, header},
    web,
};
use bytes::Bytes;
use rust_embed::{Embed, EmbeddedFile};

use crate::error::ApiError;

#[derive(Embed)]
#[folder = "../../frontend/dist"]
#[allow_missing = true]
struct React;

#[derive(Embed)]
#[folder = "../../legacy-ui"]
struct Legacy;

const NOT_BUILT: &str =
    "The web UI was not built into this binary; `just run` does it all.\nThe plain one is at /legacy/\n";

/// Registers the UIs, and with them what answers every path that nothing else does.
pub fn configure(config: &mut web::ServiceConfig) {
    config.default_service(web::to(page));
}

async fn page(request: HttpRequest) -> HttpResponse {
    let path = request.path();
    let name = path.trim_start_matches('/');
    if name == "api" || name.starts_with("api/") || !matches!(*request.method(), Method::GET | Method::HEAD) {
        return ApiError::not_found().error_response();
    }
    if path == "/legacy" {
        return HttpResponse::PermanentRedirect().insert_header((header::LOCATION, "/legacy/")).finish();
    }
    if let Some(name) = path.strip_prefix("/legacy/") {
        let name = if name.is_empty() { "index.html" } else { name };
        return file::<Legacy>(&request, name).unwrap_or_else(|| ApiError::not_found().error_response());
    }
    if let Some(found) = file::<React>(&request, name) {
        return found;
    }
    // A missing asset is missing; any other path is one of the UI's own.
    if name.starts_with("assets/") {
        return ApiError::not_found().error_response();
    }
    file::<React>(&request, "index.html")
        .unwrap_or_else(|| HttpResponse::NotFound().content_type("text/plain; charset=utf-8").body(NOT_BUILT))
}

/// A file, in the smallest form that the client takes.
fn file<F: Embed>(request: &HttpRequest, name: &str) -> Option<HttpResponse> {
    // The compressed forms are no files of their own.
    if name.ends_with(".br") || name.ends_with(".gz") {
        return None;
    }
    let plain = F::get(name)?;
    let etag = format!("\"{}\"", hex(&plain.metadata.sha256_hash()));
    let accepted =
        request.headers().get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or("");
    let accepts = |encoding: &str| {
        accepted.split(',').any(|one| one.split(';').next().unwrap_or("").trim() == encoding)
    };
    let (encoding, found) = [("br", "br"), ("gzip", "gz")]
        .into_iter()
        .filter(|(encoding, _)| accepts(encoding))
        .find_map(|(encoding, ending)| Some((Some(encoding), F::get(&format!("{name}.{ending}"))?)))
        // Fonts and pictures are as small as they get; text is compressed on its way out.
        .unwrap_or((name.ends_with(".woff2").then_some("identity"), plain));

    let fresh =
        request.headers().get(header::IF_NONE_MATCH).is_some_and(|seen| seen.as_bytes() == etag.as_bytes());
    let mut response = if fresh { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    // Assets have a hash in their names: another content is another name.
    let lifetime =
        if name.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    response
        .insert_header((header::CACHE_CONTROL, lifetime))
        .insert_header((header::ETAG, etag))
        .insert_header((header::VARY, "Accept-Encoding"));
    if fresh {
        return Some(response.finish());
    }
    if let Some(encoding) = encoding {
        response.insert_header((header::CONTENT_ENCODING, encoding));
    }
    Some(response.content_type(content_type(name)).body(bytes(found)))
}

fn bytes(file: EmbeddedFile) -> Bytes {
    match file.data {
        std::borrow::Cow::Borrowed(data) => Bytes::from_static(data),
        std::borrow::Cow::Owned(data) => Bytes::from(data),
    }
}

fn hex(hash: &[u8; 32]) -> String {
    use std::fmt::Write as _;
    hash.iter().take(16).fold(String::with_capacity(32), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
