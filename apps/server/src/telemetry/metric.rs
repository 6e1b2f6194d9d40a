//! The metrics that `/metrics` shows.

use std::{sync::OnceLock, thread, time::Duration};

use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

/// Requests by `method`, `route` (the pattern, never the path) and `status`.
pub const HTTP_REQUESTS: &str = "mami_http_requests_total";
/// Seconds from a request to the head of its response, by `method` and `route`.
pub const HTTP_SECONDS: &str = "mami_http_request_seconds";
/// Turns that ended, by `status`.
pub const TURNS: &str = "mami_turns_total";
/// Turns that run now.
pub const TURNS_RUNNING: &str = "mami_turns_running";
/// Tokens by `direction` (`input`, `output`), `provider` and `model`.
pub const TOKENS: &str = "mami_tokens_total";
/// Seconds that a provider took to its first token, by `provider`.
pub const FIRST_TOKEN_SECONDS: &str = "mami_provider_first_token_seconds";
/// Failures of providers, by `provider` and `kind`.
pub const PROVIDER_ERRORS: &str = "mami_provider_errors_total";
/// Database connections by `pool` and `state` (`used`, `idle`).
pub const DB_CONNECTIONS: &str = "mami_db_connections";

const SECONDS: &[f64] =
    &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0];
const UPKEEP: Duration = Duration::from_secs(5);

/// Everything that was counted; its `render` is what `/metrics` answers. The first call starts the counting for the
/// whole process.
#[must_use]
pub fn metrics() -> PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE.get_or_init(start).clone()
}

#[expect(clippy::expect_used, reason = "building fails for an empty list of buckets only")]
fn start() -> PrometheusHandle {
    let recorder = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), SECONDS)
        .expect("there are buckets")
        .build_recorder();
    let handle = recorder.handle();
    // It fails where somebody else counts already; then there is nothing to show, which harms nobody.
    let _ = metrics::set_global_recorder(recorder);

    describe_counter!(HTTP_REQUESTS, "Requests by method, route and status");
    describe_histogram!(HTTP_SECONDS, Unit::Seconds, "Time to the head of the response");
    describe_counter!(TURNS, "Turns that ended, by status");
    describe_gauge!(TURNS_RUNNING, "Turns that run now");
    describe_counter!(TOKENS, "Tokens by direction, provider and model");
    describe_histogram!(FIRST_TOKEN_SECONDS, Unit::Seconds, "Time to a provider's first token");
    describe_counter!(PROVIDER_ERRORS, "Failures of providers, by kind");
    describe_gauge!(DB_CONNECTIONS, "Database connections by pool and state");

    // Observations pile up in memory until they are sorted into their buckets, even if nobody ever reads them. A thread,
    // since the recorder outlives every runtime.
    let upkeep = handle.clone();
    let _ = thread::Builder::new().name("metrics-upkeep".to_owned()).spawn(move || {
        loop {
            thread::sleep(UPKEEP);
            upkeep.run_upkeep();
        }
    });
    handle
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_show_up_whoever_asks() {
        let first = metrics();
        metrics::counter!(TURNS, "status" => "complete").increment(1);
        metrics::histogram!(HTTP_SECONDS, "route" => "/healthz").record(0.02);
        let text = metrics().render();
        assert!(text.contains("mami_turns_total{status=\"complete\"} 1"), "{text}");
        assert!(
            text.contains("mami_http_request_seconds_bucket{route=\"/healthz\",le=\"0.025\"} 1"),
            "{text}"
        );
        assert_eq!(first.render(), text);
    }
}
