//! `GET /models`

use actix_web::{
    get,
    web::{Data, Json},
};
use mami_chat::ModelEntry;

use crate::{
    compose::Mami,
    identity::{Caller, Chat},
};

/// The models that this person may choose, `auto` first.
#[utoipa::path(operation_id = "list_models", tag = "Chat", responses((status = 200, body = Vec<ModelEntry>)))]
#[get("/models")]
pub async fn list(mami: Data<Mami>, caller: Caller<Chat>) -> Json<Vec<ModelEntry>> {
    Json(mami.chat.models(caller.user.role.as_str()))
}
