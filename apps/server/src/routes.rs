//! What is found where.

use std::sync::LazyLock;

use actix_web::{App, HttpResponse, http::header, web};
use bytes::Bytes;
use mami_ports::{Problem, TurnEvent, UserEvent};
use utoipa::{OpenApi, openapi::OpenApi as Document};
use utoipa_actix_web::{AppExt as _, scope::scope, service_config::ServiceConfig};
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::{
    compose::Mami,
    error::ApiError,
    handlers::{
        admin, auth, chat, conversations, documents, files, health, imports, live, memory, models, personas,
        search, setup, shares,
    },
    ui,
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Mami",
        description = "A private AI assistant for the people you invite. Errors are problem objects (RFC 9457) whose \
                       `code` is stable. Sign in with `POST /api/v1/auth/login`; the cookie does the rest.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    components(schemas(Problem, TurnEvent, UserEvent))
)]
struct Base;

/// Registers everything.
pub fn configure(config: &mut web::ServiceConfig, mami: &Mami) {
    config.app_data(web::PayloadConfig::new(mami.settings.server.max_body_bytes));
    config.configure(health::configure);
    config.route("/api/docs", web::get().to(|| async { redirect("/api/docs/") }));
    config.route("/api/openapi.json", web::get().to(description));
    config.service(SwaggerUi::new("/api/docs/{_:.*}").config(Config::from("/api/openapi.json")));
    config.configure(|config| api(&mut ServiceConfig::new(config)));
    config.configure(ui::configure);
}

/// The API's description, written once, when somebody first asks for it.
async fn description() -> Result<HttpResponse, ApiError> {
    static JSON: LazyLock<Result<Bytes, String>> =
        LazyLock::new(|| openapi().to_json().map(Bytes::from).map_err(|error| error.to_string()));
    let json = JSON.as_ref().map_err(ApiError::internal)?;
    Ok(HttpResponse::Ok().content_type("application/json").body(json.clone()))
}

fn redirect(to: &'static str) -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((header::LOCATION, to)).finish()
}

fn api(config: &mut ServiceConfig) {
    config.service(
        scope("/api/v1")
            .service(setup::read)
            .service(setup::create)
            .service(auth::log_in::log_in)
            .service(auth::log_out::log_out)
            .service(auth::me::read)
            .service(auth::me::update)
            .service(auth::me::dismiss_alert)
            .service(auth::invite::preview)
            .service(auth::register::register)
            .service(auth::password::change)
            .service(auth::password_reset::preview)
            .service(auth::password_reset::set)
            .service(auth::sessions::list)
            .service(auth::sessions::end)
            .service(auth::sessions::end_others)
            .service(auth::api_keys::list)
            .service(auth::api_keys::create)
            .service(auth::api_keys::revoke)
            .service(auth::second_factor::read)
            .service(auth::second_factor::begin)
            .service(auth::second_factor::confirm)
            .service(auth::second_factor::renew)
            .service(auth::second_factor::disable)
            .service(auth::activity::list)
            .service(auth::export::read)
            .service(auth::leave::leave)
            .service(models::list)
            .service(chat::send::send)
            .service(chat::follow::follow)
            .service(chat::cancel::cancel)
            .service(chat::regenerate::regenerate)
            .service(chat::go_on::go_on)
            .service(conversations::list::list)
            // Before what takes any id in its place.
            .service(conversations::list::labels)
            .service(conversations::create::create)
            .service(conversations::bulk::bulk)
            .service(conversations::export::all)
            .service(conversations::export::one)
            .service(conversations::read::read)
            .service(conversations::read::messages)
            .service(conversations::change::change)
            .service(conversations::delete::delete)
            .service(personas::list::list)
            .service(personas::create::create)
            .service(personas::import::import)
            .service(personas::read::read)
            .service(personas::update::update)
            .service(personas::delete::delete)
            .service(personas::export::export)
            .service(files::upload::upload)
            .service(files::read::read)
            .service(files::delete::delete)
            .service(documents::upload::upload)
            .service(documents::list::list)
            .service(documents::read::read)
            .service(documents::delete::delete)
            .service(documents::content::content)
            .service(documents::file::file)
            .service(documents::retry::retry)
            .service(documents::collections::list)
            .service(documents::collections::create)
            .service(documents::collections::update)
            .service(documents::collections::delete)
            .service(search::search)
            .service(conversations::delete_message::delete_message)
            .service(conversations::summaries::list)
            .service(conversations::summaries::edit)
            .service(conversations::summaries::delete)
            .service(imports::create)
            .service(imports::list)
            .service(imports::read)
            .service(shares::create)
            .service(shares::of_conversation)
            .service(shares::list)
            .service(shares::revoke)
            .service(shares::read)
            .service(memory::list::list)
            .service(memory::create::create)
            .service(memory::delete::delete_all)
            // Before what takes any id in its place.
            .service(memory::pending::list)
            .service(memory::settings::read)
            .service(memory::settings::change)
            .service(memory::search::search)
            .service(memory::export::export)
            .service(memory::import::import)
            .service(memory::change::change)
            .service(memory::delete::delete)
            .service(memory::history::history)
            .service(memory::pending::approve)
            .service(memory::pending::reject)
            .service(live::events)
            .service(admin::providers::list)
            .service(admin::providers::test)
            .service(admin::providers::route)
            .service(admin::users::list)
            .service(admin::users::read)
            .service(admin::users::update)
            .service(admin::users::delete)
            .service(admin::users::reset_password)
            .service(admin::users::reset_second_factor)
            .service(admin::users::end_sessions)
            .service(admin::invites::list)
            .service(admin::invites::create)
            .service(admin::invites::revoke)
            .service(admin::audit::list)
            .service(admin::audit::export),
    );
}

/// The API's description (OpenAPI 3.1), as `GET /api/openapi.json` answers it.
pub fn openapi() -> Document {
    let (_, mut document) =
        App::new().into_utoipa_app().openapi(Base::openapi()).configure(api).split_for_parts();
    document.info.version = env!("CARGO_PKG_VERSION").to_owned();
    document
}
