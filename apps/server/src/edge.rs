//! What every request passes on its way in and every response on its way out: an id, the Host and origin checks, security
//! headers, one access line, figures.

use std::panic::AssertUnwindSafe;

use actix_web::{
    Error, HttpRequest, HttpResponse, ResponseError,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    error::InternalError,
    http::{
        Method, StatusCode,
        header::{self, HeaderMap, HeaderValue},
    },
    middleware::Next,
    web::Data,
};
use futures_util::FutureExt;
use tokio::time::Instant;
use tracing::Instrument;
use url::{Host, Url};

use crate::{
    compose::Mami,
    cookies,
    error::{ApiError, REQUEST_ID},
    identity::{bearer, changes, client_address},
    telemetry,
};

/// Nothing from elsewhere, nothing inline, no frames. What a model writes can load nothing and run nothing.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; frame-ancestors 'none'; \
     base-uri 'none'; form-action 'self'";

/// Behind these stand the secrets of shared conversations. No search engine is to keep what is found there.
const SHARED: [&str; 2] = ["/s/", "/api/v1/shared/"];

/// The middleware.
///
/// # Errors
/// Never by itself: what is refused is answered.
pub async fn edge<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let begun = Instant::now();
    let Some(mami) = request.app_data::<Data<Mami>>().cloned() else {
        return Ok(request.into_response(HttpResponse::InternalServerError()));
    };
    let id = mami.ids.next::<()>().to_string();
    let span = tracing::info_span!("request", request_id = %id);
    // Read now: routing needs the request for itself alone, so none may be kept beside it.
    let method = method_label(request.method());
    // The path without its query: a query may hold a token.
    let path = without_token(request.path());
    let address = client_address(request.request(), &mami.settings.server.trusted_proxies);

    let answer = async {
        if let Err(refused) = admit(request.request(), &mami) {
            return Ok(request.into_response(refused.error_response()));
        }
        match AssertUnwindSafe(next.call(request)).catch_unwind().await {
            Ok(Ok(response)) => {
                let mut response = in_own_words(response.map_into_boxed_body());
                let request = response.request().clone();
                cookies::add_pending(&request, response.response_mut());
                Ok(response)
            }
            Ok(Err(error)) => Err(error.error_response()),
            Err(_) => Err(ApiError::internal("a handler panicked").error_response()),
        }
    };
    let mut answer = REQUEST_ID.scope(id.clone(), answer.instrument(span.clone())).await;

    let (headers, route, status) = match &mut answer {
        Ok(response) => {
            let route = response.request().match_pattern().unwrap_or_else(|| "unmatched".into());
            let status = response.status();
            (response.headers_mut(), route, status)
        }
        // What broke took the request with it.
        Err(response) => {
            let status = response.status();
            (response.headers_mut(), "broken".into(), status)
        }
    };
    add_headers(headers, &path, &id);
    let status = status.as_u16();
    let took = begun.elapsed();
    metrics::counter!(telemetry::HTTP_REQUESTS, "method" => method, "route" => route.clone(), "status" => status.to_string())
        .increment(1);
    metrics::histogram!(telemetry::HTTP_SECONDS, "method" => method, "route" => route)
        .record(took.as_secs_f64());
    let took_ms = format!("{:.1}", took.as_secs_f64() * 1_000.0);
    span.in_scope(|| {
        tracing::info!(
            method,
            path,
            status,
            took_ms,
            address = address.map(tracing::field::display),
            "answered"
        );
    });
    answer.map_err(|response| InternalError::from_response("answered already", response).into())
}

/// The path without the secret that the links to shared conversations have in theirs.
fn without_token(path: &str) -> String {
    match SHARED.iter().find(|prefix| path.starts_with(**prefix)) {
        Some(prefix) => format!("{prefix}…"),
        None => path.to_owned(),
    }
}

/// A method as a label: what clients make up must not make new series.
fn method_label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// The framework's own refusals (an id in a path that is none, an unreadable query), in the API's form.
fn in_own_words(response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let own = match response.response().error() {
        None => return response,
        Some(error) if error.as_error::<ApiError>().is_some() => return response,
        Some(error) => match error.as_response_error().status_code() {
            StatusCode::NOT_FOUND => ApiError::not_found(),
            status if status.is_client_error() => {
                ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", format!("{error}."))
            }
            _ => ApiError::internal(error),
        },
    };
    response.into_response(own.error_response())
}

fn admit(request: &HttpRequest, mami: &Mami) -> Result<(), ApiError> {
    let public = mami.settings.server.public_url.as_ref();
    let host = host_of(request)?;
    if !host_allowed(&host, public) {
        return Err(ApiError::new(
            StatusCode::FORBIDDEN,
            "unknown_host",
            "This Mami is not known under this address. Whoever runs it can set MAMI_SERVER__PUBLIC_URL to it.",
        ));
    }
    // A page of another site cannot send a key, so cookies are what it would use.
    let by_key = bearer(request.headers()).is_some();
    if changes(request.method()) && !by_key && !same_origin(request, &host, public) {
        return Err(ApiError::new(
            StatusCode::FORBIDDEN,
            "cross_origin",
            "Another site's page asked for this, so it was not done.",
        ));
    }
    Ok(())
}

/// The address that people use, without a slash at its end, for links: the configured one, else the one that this request
/// names, which was checked.
pub fn public_address(request: &HttpRequest, mami: &Mami) -> Result<String, ApiError> {
    let address = match &mami.settings.server.public_url {
        Some(url) => url.clone(),
        None => host_of(request)?,
    };
    Ok(address.as_str().trim_end_matches('/').to_owned())
}

/// The host and port that the request names.
fn host_of(request: &HttpRequest) -> Result<Url, ApiError> {
    let bad = || ApiError::new(StatusCode::BAD_REQUEST, "bad_host", "The Host header is missing or no host.");
    let mut named = request.headers().get_all(header::HOST);
    let host = match (named.next(), named.next()) {
        (Some(host), None) => host.to_str().map_err(|_| bad())?,
        // HTTP/2 and absolute request lines name it in the target.
        (None, None) => request.uri().authority().map(|authority| authority.as_str()).ok_or_else(bad)?,
        _ => return Err(bad()),
    };
    if host.contains(['/', '@', '?', '#', '\\']) {
        return Err(bad());
    }
    Url::parse(&format!("http://{host}/")).map_err(|_| bad())
}

/// Names that an attacker's DNS cannot take: addresses, this machine, and the one that is configured. (DNS rebinding: a page
/// of `evil.example` may make that name point here.)
fn host_allowed(host: &Url, public: Option<&Url>) -> bool {
    match host.host() {
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => true,
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name == "localhost"
                || name.ends_with(".localhost")
                || public.and_then(Url::host_str).is_some_and(|public| public.eq_ignore_ascii_case(name))
        }
        None => false,
    }
}

/// Whether a request that changes something comes from our own pages, or from no page at all.
fn same_origin(request: &HttpRequest, host: &Url, public: Option<&Url>) -> bool {
    let read = |name: &str| request.headers().get(name).map(|value| value.to_str().unwrap_or("unreadable"));
    match read("sec-fetch-site") {
        Some("same-origin" | "none") => true,
        Some(_) => false,
        None => match read("origin") {
            // A program, not a browser.
            None => true,
            Some(origin) => Url::parse(origin).is_ok_and(|origin| {
                let here = |url: &Url| {
                    origin.host_str() == url.host_str()
                        && origin.port_or_known_default() == url.port_or_known_default()
                };
                match public {
                    Some(public) if public.scheme() == origin.scheme() && here(public) => true,
                    // Who is reached by https must not trust what plain http, which anyone on the way can write, serves under
                    // the same name.
                    Some(public) if public.scheme() == "https" && public.host_str() == host.host_str() => {
                        false
                    }
                    _ => origin.scheme() == "http" && here(host),
                }
            }),
        },
    }
}

fn add_headers(headers: &mut HeaderMap, path: &str, id: &str) {
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY));
    }
    headers.insert(
        header::HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    );
    headers.insert(
        header::HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    );
    if SHARED.iter().any(|prefix| path.starts_with(prefix)) {
        headers.insert(header::HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
    }
    if path.starts_with("/api") && !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert(header::HeaderName::from_static("x-request-id"), id);
    }
}
