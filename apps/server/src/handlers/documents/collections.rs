//! `/collections`

use actix_web::{
    HttpResponse, delete, get, patch, post,
    web::{Data, Json, Path, Query},
};
use mami_memory::documents::{Collection, CollectionChange, NewCollection};
use mami_ports::{CollectionId, Page, Problem};

use super::editor;
use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Chat},
    input::{Body, PageQuery, part},
};

/// One's own collections and the shared ones, oldest first.
#[utoipa::path(
    operation_id = "list_collections",
    tag = "Documents",
    params(PageQuery),
    responses(
        (status = 200, body = Page<Collection>),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/collections")]
pub async fn list(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    page: Query<PageQuery>,
) -> Result<Json<Page<Collection>>, ApiError> {
    let collections = mami.documents.collections(caller.user.id).await?;
    Ok(Json(part(collections, &page, |collection| collection.id.to_string())?))
}

/// Makes a collection.
#[utoipa::path(
    operation_id = "create_collection",
    tag = "Documents",
    request_body = NewCollection,
    responses(
        (status = 201, body = Collection),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`: only admins share"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`too_many`: 200 collections"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[post("/collections")]
pub async fn create(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    Body(new): Body<NewCollection>,
) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::Created().json(mami.documents.create_collection(editor(&caller), new).await?))
}

/// Changes a collection. What is shared is for admins to change.
#[utoipa::path(
    operation_id = "update_collection",
    tag = "Documents",
    params(("id" = CollectionId, Path)),
    request_body = CollectionChange,
    responses(
        (status = 200, body = Collection),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`: only admins share, and change what is shared"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
#[patch("/collections/{id}")]
pub async fn update(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    id: Path<CollectionId>,
    Body(change): Body<CollectionChange>,
) -> Result<Json<Collection>, ApiError> {
    Ok(Json(mami.documents.change_collection(editor(&caller), *id, change).await?))
}

/// Deletes a collection with all documents in it.
#[utoipa::path(
    operation_id = "delete_collection",
    tag = "Documents",
    params(("id" = CollectionId, Path)),
    responses(
        (status = 204),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`: only admins delete what is shared"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
#[delete("/collections/{id}")]
pub async fn delete(
    mami: Data<Mami>,
    caller: Caller<Chat>,
    id: Path<CollectionId>,
) -> Result<HttpResponse, ApiError> {
    mami.documents.delete_collection(editor(&caller), *id).await?;
    Ok(HttpResponse::NoContent().finish())
}
