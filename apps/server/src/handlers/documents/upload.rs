//! `POST /documents`

use std::{collections::BTreeMap, io::Read as _, str::FromStr, sync::Arc, time::Duration};

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, post, web::Data, web::Payload};
use mami_chat::files::Upload as Received;
use mami_memory::documents::{Document, Upload};
use mami_ports::{CollectionId, ConversationId, PersonaId, Problem};
use utoipa::ToSchema;

use super::editor;
use crate::{
    compose::Mami,
    error::ApiError,
    handlers::personas::viewer,
    identity::{Caller, Chat},
    upload::receive_form,
};

/// How long a file may take to come.
const SLOWEST: Duration = Duration::from_secs(15 * 60);
/// The fields that a form may have beside the file.
const FIELDS: &[&str] = &["conversation_id", "persona_id", "collection_id", "private"];

/// A form with a document in it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it is read piece by piece; this tells what it looks like")]
pub struct DocumentForm {
    /// The file, with the name that its owner gave it.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// The conversation that it belongs to. At most one of the three.
    conversation_id: Option<ConversationId>,
    /// The persona that it belongs to.
    persona_id: Option<PersonaId>,
    /// The collection that it is put into.
    collection_id: Option<CollectionId>,
    /// Only models that run on machines of one's own may be shown it.
    private: Option<bool>,
}

/// Takes a document in: text, Markdown, HTML, PDF, DOCX, XLSX, CSV, EPUB or code. It is read in the background; `document` events
/// and `GET /documents/{id}` tell how far it is. The same file in the same place is the same document.
#[utoipa::path(
    operation_id = "upload_document",
    tag = "Documents",
    request_body(content = DocumentForm, content_type = "multipart/form-data"),
    responses(
        (status = 202, body = Document),
        (status = 200, body = Document, description = "the same file is there already"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`: only admins add to what is shared"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "there is no such conversation, persona or collection"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`too_many`: there are as many documents as an account may have"),
        (status = 413, body = Problem, content_type = "application/problem+json", description = "`too_large`: too many bytes; `storage_full`: the person's documents would take more than they may"),
        (status = 415, body = Problem, content_type = "application/problem+json", description = "`not_multipart`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "not one file, or a field at fault"),
        (status = 503, body = Problem, content_type = "application/problem+json", description = "`busy`: others upload just now"),
    )
)]
#[post("/documents")]
pub async fn upload(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, ApiError> {
    let Ok(_place) = Arc::clone(&mami.uploads).try_acquire_owned() else {
        let detail = "Others upload just now. Try again in a moment.";
        return Err(ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "busy", detail)
            .retry_after(Duration::from_secs(5)));
    };
    let limit = mami.documents.policy().max_bytes;
    let form = receive_form(&request, body, limit, SLOWEST, &mami.settings.data_dir, FIELDS).await?;
    let persona_id = field(&form.fields, "persona_id")?;
    if let Some(id) = persona_id {
        // Some personas are files: whether there is such a one, only they know.
        mami.personas.read(viewer(&caller, &request), id).await?;
    }
    let conversation_id = field(&form.fields, "conversation_id")?;
    let collection_id = field(&form.fields, "collection_id")?;
    let private = field(&form.fields, "private")?.unwrap_or(false);
    // From here on it is in memory: a few at a time.
    let _turn = mami.document_uploads.acquire().await.map_err(ApiError::internal)?;
    let content = read(form.file).await?;
    let upload = Upload { name: form.name, content, conversation_id, persona_id, collection_id, private };
    let (document, new) = mami.documents.upload(editor(&caller), upload).await?;
    Ok(if new { HttpResponse::Accepted() } else { HttpResponse::Ok() }.json(document))
}

/// A field of the form; absent or empty, none.
fn field<T: FromStr>(fields: &BTreeMap<String, String>, name: &str) -> Result<Option<T>, ApiError> {
    let Some(text) = fields.get(name).filter(|text| !text.is_empty()) else { return Ok(None) };
    text.parse()
        .map(Some)
        .map_err(|_| ApiError::invalid_field(&format!("/{name}"), "it is not what it must be"))
}

async fn read(file: Received) -> Result<Vec<u8>, ApiError> {
    match file {
        Received::Bytes(bytes) => Ok(bytes),
        Received::OnDisk(mut file) => {
            let read = tokio::task::spawn_blocking(move || {
                let mut bytes = Vec::new();
                file.read_to_end(&mut bytes).map(|_| bytes)
            });
            read.await.map_err(ApiError::internal)?.map_err(ApiError::unavailable)
        }
    }
}
