//! Logs and metrics.

mod escape;
mod metric;

use std::io::{IsTerminal as _, stderr};

use anyhow::Context as _;
use tracing::Subscriber;
use tracing_subscriber::{
    EnvFilter, Layer, fmt::MakeWriter, layer::SubscriberExt as _, registry::LookupSpan,
    util::SubscriberInitExt as _,
};

use crate::settings::{Log, LogFormat};
use escape::Escaping;

pub use metric::*;

/// Libraries that say much on the lower levels, some of it what people wrote. A filter that names one of them
/// wins over this.
const QUIET: &str = "actix_http=warn,actix_server=warn,h2=warn,hyper=warn,hyper_util=warn,mio=warn,redis=warn,\
                     reqwest=warn,rustls=warn,sea_orm=warn,sea_orm_migration=warn,sqlx=warn";

/// Starts logging to the standard error stream. `RUST_LOG`, where it is set, overrides the filter.
///
/// # Errors
/// When the filter cannot be read, or logging was started already.
pub fn init(settings: &Log) -> anyhow::Result<()> {
    let rust_log = std::env::var("RUST_LOG").ok().filter(|text| !text.trim().is_empty());
    let (name, text) = match &rust_log {
        Some(text) => ("RUST_LOG", text),
        None => ("log.filter", &settings.filter),
    };
    let filter =
        filter(text).with_context(|| format!("{name} cannot be read; it must be such as info,mami=debug"))?;
    let lines = lines(settings.format, Escaping::new(stderr, stderr().is_terminal()));
    tracing_subscriber::registry().with(lines.with_filter(filter)).try_init()?;
    Ok(())
}

/// Reads the syntax of `RUST_LOG`, on top of [`QUIET`].
pub(crate) fn filter(text: &str) -> Result<EnvFilter, tracing_subscriber::filter::ParseError> {
    EnvFilter::try_new(format!("{QUIET},{text}"))
}

/// Writes each event as one line.
fn lines<S, W>(format: LogFormat, writer: Escaping<W>) -> Box<dyn Layer<S> + Send + Sync>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
    W: for<'writer> MakeWriter<'writer> + Send + Sync + 'static,
{
    // The writer colours whole lines and escapes everything else, so the formatter must not colour words.
    let lines = tracing_subscriber::fmt::layer().with_writer(writer).with_ansi(false);
    match format {
        LogFormat::Pretty => lines.boxed(),
        LogFormat::Json => lines.json().flatten_event(true).with_span_list(false).boxed(),
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io,
        sync::{Arc, Mutex},
    };

    use rstest::rstest;

    use super::*;

    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Written {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn logged(format: LogFormat, terminal: bool, log: impl FnOnce()) -> String {
        let written = Written::default();
        let writer = written.clone();
        let lines = lines(format, Escaping::new(move || writer.clone(), terminal));
        tracing::subscriber::with_default(tracing_subscriber::registry().with(lines), log);
        let bytes = written.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    const EVIL: &str = "ada\r\n2026-01-01 ERROR forged\u{1b}[2J\u{9b}31m\u{7f}\u{202e}\u{2028}end";

    #[rstest]
    fn case_077_a_user_name_with_line_ends_and_escape_codes_stays_in_its_line(
        #[values(LogFormat::Pretty, LogFormat::Json)] format: LogFormat,
    ) {
        let line = logged(format, false, || {
            let span = tracing::info_span!("request", user = %EVIL);
            let _entered = span.enter();
            tracing::info!(username = %EVIL, again = EVIL, debug = ?EVIL, "sign-in of {EVIL} failed");
        });
        assert_eq!(line.matches('\n').count(), 1, "{line:?}");
        assert!(line.ends_with('\n'));
        let forbidden = |c: &char| c.is_control() || matches!(c, '\u{202e}' | '\u{2028}');
        assert_eq!(line.trim_end_matches('\n').chars().find(forbidden), None, "{line:?}");
        assert!(line.contains("forged") && line.contains("end"), "nothing is lost: {line:?}");
        if format == LogFormat::Json {
            let json: serde_json::Value = serde_json::from_str(&line).unwrap();
            assert_eq!(json["username"], EVIL, "what is escaped reads back as it was");
        }
    }

    #[test]
    fn a_terminal_sees_warnings_in_colour_and_nothing_else() {
        let line = logged(LogFormat::Pretty, true, || tracing::warn!("\u{1b}[2J"));
        assert_eq!(line.matches('\u{1b}').count(), 2, "{line:?}");
        assert!(line.starts_with("\u{1b}[33m") && line.ends_with("\u{1b}[0m\n"), "{line:?}");
        let line = logged(LogFormat::Pretty, true, || tracing::info!("well"));
        assert!(!line.contains('\u{1b}'), "{line:?}");
    }

    #[test]
    fn libraries_are_quiet_unless_they_are_asked_for() {
        let written = Written::default();
        let writer = written.clone();
        let lines = lines(LogFormat::Pretty, Escaping::new(move || writer.clone(), false));
        let lines = lines.with_filter(filter("trace,sqlx=info").unwrap());
        tracing::subscriber::with_default(tracing_subscriber::registry().with(lines), || {
            tracing::info!(target: "hyper::client", "authorization: secret");
            tracing::info!(target: "sqlx::query", "asked for");
            tracing::trace!(target: "mami::chat", "own");
        });
        let text = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
        assert!(!text.contains("secret") && text.contains("asked for") && text.contains("own"), "{text}");
    }
}
