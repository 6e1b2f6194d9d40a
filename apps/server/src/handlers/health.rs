//! For whoever watches: is it up, is it well, what did it count.

use std::time::Duration;

use actix_web::{
    HttpRequest, HttpResponse, Responder, ResponseError as _,
    http::{StatusCode, header},
    web::{self, Data},
};
use bytes::Bytes;
use futures_util::stream;
use secrecy::ExposeSecret as _;
use subtle::ConstantTimeEq as _;

use crate::{compose::Mami, error::ApiError, telemetry};

/// Registers `/healthz`, `/healthz/stream`, `/readyz` and `/metrics`.
pub fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/healthz", web::get().to(|| async { "ok\n" }))
        .route("/healthz", web::head().to(HttpResponse::Ok))
        .route("/healthz/stream", web::get().to(trickle))
        .route("/readyz", web::get().to(ready))
        .route("/metrics", web::get().to(metrics));
}

/// Five lines, a fifth of a second apart: whether they arrive so tells whether a proxy on the way holds streams back. An
/// `Upgrade` header comes back as `X-Upgrade-Seen`, which tells whether the proxy passes it on.
async fn trickle(request: HttpRequest) -> impl Responder {
    let lines = stream::unfold(0, |n| async move {
        if n == 5 {
            return None;
        }
        if n > 0 {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        Some((Ok::<_, actix_web::Error>(Bytes::from(format!("data: {n}\n\n"))), n + 1))
    });
    let mut response = HttpResponse::Ok();
    if let Some(upgrade) = request.headers().get(header::UPGRADE) {
        response.insert_header(("x-upgrade-seen", upgrade.clone()));
    }
    response
        .content_type("text/event-stream")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .insert_header(("x-accel-buffering", "no"))
        .streaming(lines)
}

async fn ready(mami: Data<Mami>) -> HttpResponse {
    match mami.db.check().await {
        Ok(()) => HttpResponse::Ok().body("ready\n"),
        Err(error) => ApiError::unavailable(error).error_response(),
    }
}

/// Prometheus text: for this machine, and for whoever has the token.
async fn metrics(request: HttpRequest, mami: Data<Mami>) -> HttpResponse {
    if !may_read_metrics(&request, &mami) {
        let detail = "Send MAMI_METRICS__TOKEN as a bearer token, or ask from the machine that Mami runs on.";
        return ApiError::new(StatusCode::UNAUTHORIZED, "metrics_token", detail).error_response();
    }
    let figures = mami.db.pool_figures();
    for (state, connections) in [("used", figures.open.saturating_sub(figures.idle)), ("idle", figures.idle)]
    {
        metrics::gauge!(telemetry::DB_CONNECTIONS, "pool" => "read", "state" => state)
            .set(f64::from(connections));
    }
    HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(mami.metrics.render())
}

fn may_read_metrics(request: &HttpRequest, mami: &Mami) -> bool {
    let given = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    if let (Some(token), Some(given)) =
        (&mami.settings.metrics.token, given.and_then(|it| it.strip_prefix("Bearer ")))
    {
        return token.expose_secret().as_bytes().ct_eq(given.as_bytes()).into();
    }
    // A proxy on this machine asks for others. It should say so; where there is a public address, there is a proxy.
    let forwarded = ["forwarded", "x-forwarded-for", "x-real-ip"]
        .iter()
        .any(|name| request.headers().contains_key(*name));
    let local = request.peer_addr().is_some_and(|peer| peer.ip().to_canonical().is_loopback());
    local && !forwarded && mami.settings.server.public_url.is_none()
}
