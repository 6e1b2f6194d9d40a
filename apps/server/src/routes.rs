//! What is found where.

use actix_web::{App, HttpResponse, http::header, web};
use mami_ports::{Problem, TurnEvent, UserEvent};
use utoipa::{OpenApi, openapi::OpenApi as Document};
use utoipa_actix_web::{AppExt as _, scope::scope, service_config::ServiceConfig};
use utoipa_swagger_ui::SwaggerUi;

use crate::{
    compose::Mami,
    handlers::{admin, auth, chat, conversations, health, live, models, setup},
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
    config.service(SwaggerUi::new("/api/docs/{_:.*}").url("/api/openapi.json", openapi()));
    config.configure(|config| api(&mut ServiceConfig::new(config)));
    config.configure(ui::configure);
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
            .service(models::list)
            .service(chat::send::send)
            .service(chat::follow::follow)
            .service(chat::cancel::cancel)
            .service(chat::regenerate::regenerate)
            .service(conversations::list::list)
            .service(conversations::create::create)
            .service(conversations::read::read)
            .service(conversations::read::messages)
            .service(conversations::rename::rename)
            .service(conversations::delete::delete)
            .service(live::events)
            .service(admin::providers::list)
            .service(admin::providers::test),
    );
}

/// The API's description (OpenAPI 3.1), as `GET /api/openapi.json` answers it.
pub fn openapi() -> Document {
    let (_, mut document) =
        App::new().into_utoipa_app().openapi(Base::openapi()).configure(api).split_for_parts();
    document.info.version = env!("CARGO_PKG_VERSION").to_owned();
    document
}
