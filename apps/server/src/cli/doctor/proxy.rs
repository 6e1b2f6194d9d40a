//! The way from the outside: what a reverse proxy in front of Mami lets through, and how.

use std::time::Duration;

use reqwest::{
    Client,
    header::{CONNECTION, UPGRADE},
};
use tokio::time::Instant;
use url::Url;

use super::Report;
use crate::settings::Settings;

/// The test stream lasts 0.8 seconds; a proxy that collects it hands all of it over at once.
const SPREAD: Duration = Duration::from_millis(400);

const NGINX: &str = "For nginx, in the `location /` that passes to Mami:\n\
    \x20 proxy_http_version 1.1;\n\
    \x20 proxy_buffering off;\n\
    \x20 proxy_read_timeout 1h;\n\
    \x20 proxy_set_header Host $host;\n\
    \x20 proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;\n\
    \x20 proxy_set_header X-Forwarded-Proto $scheme;\n\
    \x20 proxy_set_header Upgrade $http_upgrade;\n\
    \x20 proxy_set_header Connection $connection_upgrade;\n\
    and outside of `server`: map $http_upgrade $connection_upgrade { default upgrade; '' ''; }";

/// Whether Mami answers under its public address, at once and with everything it needs.
pub(super) async fn check(settings: &Settings, http: &Client, report: &mut Report) {
    let Some(url) = &settings.server.public_url else {
        return report.well("public address", "not set: Mami is used under localhost or an IP address");
    };
    match reached(url, http).await {
        Ok(()) => report.well("public address", &format!("{url} leads to Mami")),
        Err(found) => {
            let mend = format!(
                "Start Mami, and check the name in DNS, the certificate, and that the proxy passes to {}:{}.",
                settings.server.host, settings.server.port
            );
            return report.broken("public address", &format!("{url} {found}"), &mend);
        }
    }
    match stream(url, http).await {
        Ok(Stream { spread, .. }) if spread < SPREAD => {
            report.broken("streaming", "the proxy holds answers back until they are complete", NGINX);
        }
        Ok(Stream { upgrade: false, .. }) => {
            report.well("streaming", "answers arrive as they are written");
            report.hint("upgrade", "the proxy does not pass on a wish for another protocol", NGINX);
        }
        Ok(_) => report.well("streaming", "answers arrive as they are written, and upgrades pass"),
        Err(found) => report.broken("streaming", &found, NGINX),
    }
}

async fn reached(url: &Url, http: &Client) -> Result<(), String> {
    let answer = http.get(at(url, "healthz")).send().await.map_err(|error| in_words(&error))?;
    if answer.status().is_success() { Ok(()) } else { Err(format!("answers {}", answer.status())) }
}

struct Stream {
    /// Between the first piece and the last.
    spread: Duration,
    /// Whether the server saw that an upgrade was asked for.
    upgrade: bool,
}

async fn stream(url: &Url, http: &Client) -> Result<Stream, String> {
    let request =
        http.get(at(url, "healthz/stream")).header(CONNECTION, "upgrade").header(UPGRADE, "mami-doctor");
    let mut answer = request.send().await.map_err(|error| in_words(&error))?;
    if !answer.status().is_success() {
        return Err(format!("the test stream answers {}", answer.status()));
    }
    let upgrade = answer.headers().get("x-upgrade-seen").is_some_and(|seen| seen == "mami-doctor");
    let mut arrivals = Vec::new();
    while let Some(piece) = answer.chunk().await.map_err(|error| in_words(&error))? {
        if !piece.is_empty() {
            arrivals.push(Instant::now());
        }
    }
    match (arrivals.first(), arrivals.last()) {
        (Some(first), Some(last)) => Ok(Stream { spread: last.duration_since(*first), upgrade }),
        _ => Err("the test stream was empty".to_owned()),
    }
}

fn at(url: &Url, path: &str) -> Url {
    let mut url = url.clone();
    url.set_path(path);
    url
}

/// The innermost cause, which says most.
fn in_words(error: &reqwest::Error) -> String {
    let mut innermost: &dyn std::error::Error = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    format!("cannot be reached: {innermost}")
}
