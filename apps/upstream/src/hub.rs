//! A hub of models, laid out as Hugging Face's: a list of files, and the large ones behind a redirect.

use std::{
    collections::BTreeMap,
    io,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderMap},
    web::{Bytes, Data, Path, ServiceConfig, get},
};
use futures_util::{StreamExt as _, stream};
use serde_json::{Value, json};

use crate::routes::{Shared, record};

/// A repository with one model.
#[derive(Debug, Clone, Default)]
pub struct Hub {
    /// Where it is, as `organisation/name`; empty, there is none.
    pub repository: String,
    /// Its files by their paths.
    pub files: BTreeMap<String, Bytes>,
    /// The files that are kept apart, with the SHA-256 that is told of them, in hexadecimal.
    pub large: BTreeMap<String, String>,
    /// What goes wrong with those.
    pub fault: Option<HubFault>,
    cuts: Arc<AtomicUsize>,
}

/// What goes wrong with the large files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HubFault {
    /// The connection breaks in the middle, so often.
    Cut(usize),
    /// Where a client wants to go on, the file has become another one and comes from its beginning.
    Changed,
}

impl Hub {
    /// A hub with one repository.
    #[must_use]
    pub fn new(repository: &str, files: BTreeMap<String, Bytes>, large: BTreeMap<String, String>) -> Self {
        Self { repository: repository.to_owned(), files, large, ..Self::default() }
    }
}

pub(crate) fn configure(config: &mut ServiceConfig) {
    config
        .route("/api/models/{organisation}/{name}/tree/{revision}", get().to(tree))
        .route("/{organisation}/{name}/resolve/{revision}/{path:.*}", get().to(resolve))
        .route("/cdn/{path:.*}", get().to(stored));
}

async fn tree(http: HttpRequest, at: Path<(String, String, String)>, shared: Data<Shared>) -> HttpResponse {
    record(&shared, &http, &[]);
    let hub = &shared.script.hub;
    let (organisation, name, _) = at.into_inner();
    if hub.repository != format!("{organisation}/{name}") {
        return HttpResponse::NotFound().json(json!({ "error": "Repository not found" }));
    }
    let mut entries = vec![json!({ "type": "directory", "path": "1_Pooling", "size": 0, "oid": "0" })];
    entries.extend(hub.files.iter().map(|(path, content)| {
        let mut entry = json!({ "type": "file", "path": path, "size": content.len(), "oid": "0" });
        if let (Some(sum), Some(entry)) = (hub.large.get(path), entry.as_object_mut()) {
            entry.insert("lfs".to_owned(), json!({ "oid": sum, "size": content.len(), "pointerSize": 134 }));
        }
        entry
    }));
    HttpResponse::Ok().json(Value::from(entries))
}

async fn resolve(
    http: HttpRequest,
    at: Path<(String, String, String, String)>,
    shared: Data<Shared>,
) -> HttpResponse {
    record(&shared, &http, &[]);
    let hub = &shared.script.hub;
    let (organisation, name, _, path) = at.into_inner();
    match hub.files.get(&path) {
        Some(_) if hub.repository != format!("{organisation}/{name}") => HttpResponse::NotFound().finish(),
        Some(_) if hub.large.contains_key(&path) => {
            HttpResponse::Found().insert_header((header::LOCATION, format!("/cdn/{path}"))).finish()
        }
        Some(content) => HttpResponse::Ok().body(content.clone()),
        None => HttpResponse::NotFound().finish(),
    }
}

async fn stored(http: HttpRequest, path: Path<String>, shared: Data<Shared>) -> HttpResponse {
    record(&shared, &http, &[]);
    let hub = &shared.script.hub;
    let Some(content) = hub.files.get(path.as_str()) else { return HttpResponse::NotFound().finish() };
    let from = asked_from(http.headers()).filter(|from| *from < content.len());
    let changed = hub.fault == Some(HubFault::Changed) && from.is_some();
    let from = from.filter(|_| !changed && has(http.headers(), header::IF_RANGE, ETAG)).unwrap_or(0);
    let rest = content.slice(from..);
    let mut response = if from == 0 { HttpResponse::Ok() } else { HttpResponse::PartialContent() };
    response.insert_header((header::ETAG, ETAG)).insert_header(header::ContentType::octet_stream());
    if from > 0 {
        let range = format!("bytes {from}-{}/{}", content.len() - 1, content.len());
        response.insert_header((header::CONTENT_RANGE, range));
    }
    let cuts = match hub.fault {
        Some(HubFault::Cut(times)) => times,
        Some(HubFault::Changed) => 1,
        None => 0,
    };
    if hub.cuts.fetch_add(1, Ordering::Relaxed) < cuts {
        let half = rest.slice(..rest.len() / 2);
        let broken = stream::once(async {
            // Else what came before it is not sent either.
            tokio::time::sleep(Duration::from_millis(50)).await;
            Err(io::Error::from(io::ErrorKind::ConnectionReset))
        });
        return response
            .no_chunking(u64::try_from(rest.len()).unwrap_or_default())
            .streaming(stream::iter([Ok::<Bytes, io::Error>(half)]).chain(broken).boxed_local());
    }
    response.body(rest)
}

const ETAG: &str = "\"stored\"";

fn has(headers: &HeaderMap, name: header::HeaderName, value: &str) -> bool {
    headers.get(name).is_some_and(|sent| sent == value)
}

/// Where `bytes=N-` begins.
fn asked_from(headers: &HeaderMap) -> Option<usize> {
    headers.get(header::RANGE)?.to_str().ok()?.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok()
}
