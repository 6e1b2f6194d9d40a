//! The providers of models.

use std::sync::Arc;

use chrono::DateTime;
use mami_ports::{Clock, ProviderError};
use reqwest::{Client, header::DATE};

use super::{Report, Told};
use crate::settings::{Provider, ProviderKind, Settings};

/// Asks every provider for its models. Gives the times that they told.
pub(super) async fn check(
    settings: &Settings,
    clock: &Arc<dyn Clock>,
    http: &Client,
    report: &mut Report,
) -> Vec<Told> {
    let mut told = Vec::new();
    let mut answering = 0_usize;
    for (name, provider) in &settings.providers {
        if provider.kind == ProviderKind::Builtin || !ask(name, provider, clock, report).await {
            continue;
        }
        answering += 1;
        told.extend(time_of(name, provider, clock, http).await);
    }
    if answering == 0 {
        report.hint(
            "models",
            "there is only the built-in guide, which is no language model",
            "Set GROQ_API_KEY (free: https://console.groq.com/keys), or OPENAI_BASE_URL and OPENAI_API_KEY,\n\
             or install Ollama (https://ollama.com) and run: ollama pull llama3.2",
        );
    }
    told
}

async fn ask(name: &str, provider: &Provider, clock: &Arc<dyn Clock>, report: &mut Report) -> bool {
    let at = provider.base_url.as_ref().map_or("", |url| url.as_str());
    let connection = match provider.connection(name, Arc::clone(clock)) {
        Ok(Some(connection)) => connection,
        Ok(None) => return false,
        Err(error) => {
            report.broken(name, &error.to_string(), "see Providers in docs/CONFIGURATION.md");
            return false;
        }
    };
    match connection.models().await {
        Ok(models) if models.is_empty() => {
            let mend = match provider.kind {
                ProviderKind::Ollama => "Fetch one: ollama pull llama3.2",
                ProviderKind::OpenAi | ProviderKind::Builtin => {
                    "Load a model there, or name some in its setting `models`."
                }
            };
            report.hint(name, &format!("{at} answers but has no models"), mend);
        }
        Ok(models) => match &provider.default_model {
            Some(wanted) if models.iter().all(|model| model.name != *wanted) => report.hint(
                name,
                &format!("{at} answers but does not offer {wanted}"),
                "Choose another default_model for it; any that Mami lists will do.",
            ),
            _ => report.well(name, &format!("{at} answers, models: {}", models.len())),
        },
        Err(ProviderError::Unavailable { detail }) if !provider.asked_for => {
            report.hint(
                name,
                &format!("not in use ({detail})"),
                "Nothing to mend, unless you want to use it.",
            );
            return false;
        }
        Err(error) => {
            let (found, mend) = match error {
                ProviderError::Unavailable { detail }
                | ProviderError::Interrupted { detail }
                | ProviderError::Malformed { detail } => (
                    detail,
                    "Check that it runs, that its address is right, and that this machine can reach it.",
                ),
                ProviderError::Rejected { reason } => (reason, "Check its key and its address."),
                ProviderError::RateLimited { .. } => {
                    (error.to_string(), "Wait, or ask for a higher limit there.")
                }
            };
            report.broken(name, &format!("{at} {found}"), mend);
            return false;
        }
    }
    true
}

/// What time it is there. Any answer tells, so the key is left out.
async fn time_of(name: &str, provider: &Provider, clock: &Arc<dyn Clock>, http: &Client) -> Option<Told> {
    let answer = http.get(provider.base_url.clone()?).send().await.ok()?;
    let theirs = DateTime::parse_from_rfc2822(answer.headers().get(DATE)?.to_str().ok()?).ok()?.to_utc();
    Some(Told { who: name.to_owned(), theirs, ours: clock.now() })
}
