//! The model that turns texts into vectors.

use std::sync::Arc;

use mami_ports::{Clock, EmbeddingPurpose};

use super::Report;
use crate::{embedders, settings::Settings};

/// Turns one text into a vector, so that everything is read and asked that a conversation would.
pub(super) async fn check(settings: &Settings, clock: &Arc<dyn Clock>, report: &mut Report) {
    let model = match embedders::embedder(settings, clock) {
        Ok(Some(model)) => model,
        Ok(None) => {
            return report.hint(
                "memory",
                "finds what was said by its words; there is no embedder",
                "One finds what means the same, too: on a public benchmark the right turn is among the first ten\n\
                 in 83 of 100 cases instead of 77. `mami models pull`, then MAMI_MEMORY__EMBEDDER=local;\n\
                 or with Ollama: ollama pull nomic-embed-text, then MAMI_MEMORY__EMBEDDER=ollama/nomic-embed-text",
            );
        }
        Err(error) => {
            return report.broken("memory", &format!("{error:#}"), "see Memory in docs/CONFIGURATION.md");
        }
    };
    match model.embed(EmbeddingPurpose::Query, &["Is everything well?".to_owned()]).await {
        Ok(vectors) => {
            let dimension = vectors.first().map_or(0, Vec::len);
            let place = if model.local() {
                "on machines of yours"
            } else {
                "elsewhere, which reads what is remembered"
            };
            report.well("memory", &format!("{} answers, {dimension} numbers a vector, {place}", model.id()));
        }
        Err(error) => report.broken(
            "memory",
            &format!("{}: {error}", model.id()),
            "Mend or fetch the model, choose another one, or set MAMI_MEMORY__EMBEDDER=none",
        ),
    }
}
