//! Personas.

use actix_web::{HttpRequest, http::header};
use mami_auth::{By, Role};
use mami_chat::personas::{Changed, Viewer};

use crate::{
    compose::Mami,
    error::ApiError,
    identity::{Caller, Chat},
};

pub mod create;
pub mod delete;
pub mod export;
pub mod import;
pub mod list;
pub mod read;
pub mod update;

/// Who looks: in the language of their account, or else of their browser.
pub(super) fn viewer<'a>(caller: &'a Caller<Chat>, request: &'a HttpRequest) -> Viewer<'a> {
    let browser = || {
        let accepted = request.headers().get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
        accepted.split([',', ';']).next().map(str::trim)
    };
    Viewer {
        user: caller.user.id,
        administers: matches!(caller.user.role, Role::Owner | Role::Admin),
        locale: caller.user.locale.as_deref().or_else(browser),
    }
}

/// Notes that a persona began or ceased to be everybody's.
async fn note_sharing(mami: &Mami, by: &By, changed: &Changed) -> Result<(), ApiError> {
    let Some(shared) = changed.sharing else { return Ok(()) };
    let action = if shared { "persona.shared" } else { "persona.unshared" };
    let persona = &changed.persona;
    let target = Some((Some(persona.id.uuid()), persona.character.name.as_str()));
    Ok(mami.auth.record(by, action, target, None).await?)
}
