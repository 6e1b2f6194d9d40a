//! `POST /import`, `GET /imports` and `GET /imports/{id}`

use std::{io::Cursor, sync::Arc, time::Duration};

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Json, Path, Payload, Query},
};
use mami_chat::{Import, files::Upload};
use mami_ports::{ImportId, Page, Problem};
use utoipa::ToSchema;

use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Chat},
    input::PageQuery,
    upload::receive,
};

/// How long a file may take to come.
const SLOWEST: Duration = Duration::from_secs(30 * 60);

/// A form with a file of conversations in it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it is read piece by piece; this tells what it looks like")]
pub struct ImportForm {
    /// The file, as ChatGPT, Claude, Open WebUI, LibreChat or Mami gives it: JSON, or a ZIP archive with JSON in it.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Takes a file of conversations. They are added in the background; `import` events and `GET /imports/{id}` tell how far it is.
/// A conversation that was imported before is left as it is.
#[utoipa::path(
    operation_id = "import_conversations",
    tag = "In and out",
    request_body(content = ImportForm, content_type = "multipart/form-data"),
    responses(
        (status = 202, body = Import),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`import_running`: one file at a time"),
        (status = 413, body = Problem, content_type = "application/problem+json", description = "`too_large`"),
        (status = 415, body = Problem, content_type = "application/problem+json", description = "`not_multipart`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "not one file"),
        (status = 503, body = Problem, content_type = "application/problem+json", description = "`busy`: others import just now"),
    )
)]
#[post("/import")]
pub async fn create(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, ApiError> {
    let user = caller.user.id;
    mami.imports.check(user).await?;
    let Ok(place) = Arc::clone(&mami.import_places).try_acquire_owned() else {
        let detail = "Others import just now. Try again in a moment.";
        return Err(ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "busy", detail)
            .retry_after(Duration::from_secs(10)));
    };
    let limit = mami.settings.chat.max_import_bytes;
    let (name, received) = receive(&request, body, limit, SLOWEST, &mami.settings.data_dir).await?;
    let begun = mami.imports.begin(user, &name).await?;
    let answer = HttpResponse::Accepted().json(begun.import());
    let imports = Arc::clone(&mami.imports);
    mami.turns.spawn(async move {
        match received {
            Upload::Bytes(bytes) => imports.run(begun, Cursor::new(bytes)).await,
            Upload::OnDisk(file) => imports.run(begun, file).await,
        }
        drop(place);
    });
    Ok(answer)
}

/// One's own imports, newest first.
#[utoipa::path(
    operation_id = "list_imports",
    tag = "In and out",
    params(PageQuery),
    responses(
        (status = 200, body = Page<Import>),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/imports")]
pub async fn list(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    page: Query<PageQuery>,
) -> Result<Json<Page<Import>>, ApiError> {
    Ok(Json(mami.imports.list(caller.user.id, page.limit()?, page.cursor.as_deref()).await?))
}

/// One import: how far it is, and what was left out and why.
#[utoipa::path(
    operation_id = "get_import",
    tag = "In and out",
    params(("id" = ImportId, Path)),
    responses(
        (status = 200, body = Import),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/imports/{id}")]
pub async fn read(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    id: Path<ImportId>,
) -> Result<Json<Import>, ApiError> {
    Ok(Json(mami.imports.import(caller.user.id, *id).await?))
}
