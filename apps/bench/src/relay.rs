//! The yardstick: a relay that passes the bytes on and does nothing else.

use std::net::TcpListener;

use actix_web::{
    App, HttpResponse, HttpServer,
    error::ErrorBadGateway,
    http::header,
    web::{Bytes, Data, get, post},
};
use anyhow::Context as _;

struct Onward {
    client: reqwest::Client,
    url: String,
}

/// Relays from this port to the upstream at `base_url` until the process ends.
pub(crate) fn run(port: u16, base_url: &str) -> anyhow::Result<()> {
    let listener = TcpListener::bind(("127.0.0.1", port)).context("the relay cannot listen")?;
    let url = format!("{base_url}/chat/completions");
    let serve = async move {
        HttpServer::new(move || {
            // One client for each worker: its connections live on the thread that uses them.
            let client = reqwest::Client::builder().no_proxy().tcp_nodelay(true).build().unwrap_or_default();
            App::new()
                .app_data(Data::new(Onward { client, url: url.clone() }))
                .route("/healthz", get().to(async || HttpResponse::Ok()))
                .route("/v1/chat/completions", post().to(pass_on))
        })
        .tcp_nodelay(true)
        .listen(listener)?
        .run()
        .await
    };
    Ok(actix_web::rt::System::new().block_on(serve)?)
}

async fn pass_on(body: Bytes, onward: Data<Onward>) -> actix_web::Result<HttpResponse> {
    let request =
        onward.client.post(&onward.url).header(header::CONTENT_TYPE.as_str(), "application/json").body(body);
    let response = request.send().await.map_err(ErrorBadGateway)?;
    Ok(HttpResponse::Ok().content_type("text/event-stream").streaming(response.bytes_stream()))
}
