//! The model that turns texts into vectors, as the settings name it.

use std::{path::PathBuf, sync::Arc, time::Duration};

use anyhow::{Context as _, bail};
use mami_ports::{Clock, EmbeddingModel};
use mami_providers::{EmbedderConfig, OllamaEmbedder, OpenAiEmbedder};

use crate::settings::{ProviderKind, Settings};

/// The folder of the models that run within Mami.
#[must_use]
pub fn models_dir(settings: &Settings) -> PathBuf {
    settings.data_dir.join("models")
}

/// The embedder, or none where none is wanted. Nothing is connected, and no weights are read yet.
///
/// # Errors
/// When a local model's directory is missing, damaged or of an unknown kind, or when the provider is not in use or has no
/// such models.
pub fn embedder(
    settings: &Settings,
    clock: &Arc<dyn Clock>,
) -> anyhow::Result<Option<Arc<dyn EmbeddingModel>>> {
    match settings.memory.embedder.as_str() {
        "none" => Ok(None),
        "local" => local(settings).map(Some),
        named => remote(settings, named, clock).map(Some),
    }
}

#[cfg(feature = "local-embeddings")]
fn local(settings: &Settings) -> anyhow::Result<Arc<dyn EmbeddingModel>> {
    let memory = &settings.memory;
    let path = mami_embed::shelf::find(&models_dir(settings), &memory.local_model);
    let options = mami_embed::Options {
        threads: std::num::NonZeroUsize::new(memory.embed_threads).unwrap_or(std::num::NonZeroUsize::MIN),
        idle: Duration::from_secs(memory.embed_idle_seconds),
        ..mami_embed::Options::default()
    };
    let model = mami_embed::SentenceModel::open(&path, options).with_context(|| {
        format!(
            "memory.embedder is local, but its model cannot be opened (memory.local_model is {}; \
             `mami models pull` fetches one)",
            memory.local_model
        )
    })?;
    Ok(Arc::new(model))
}

#[cfg(not(feature = "local-embeddings"))]
fn local(_: &Settings) -> anyhow::Result<Arc<dyn EmbeddingModel>> {
    bail!(
        "memory.embedder is local, but this Mami was built without local models (the feature local-embeddings); \
         choose none, or a provider's model"
    )
}

fn remote(
    settings: &Settings,
    named: &str,
    clock: &Arc<dyn Clock>,
) -> anyhow::Result<Arc<dyn EmbeddingModel>> {
    let (name, model) = named.split_once('/').context("memory.embedder must be provider/model")?;
    let provider = settings
        .providers
        .get(name)
        .with_context(|| format!("memory.embedder names the provider {name}, which is not set up"))?;
    let Some(base_url) = provider.base_url.clone().filter(|_| provider.is_enabled()) else {
        bail!("memory.embedder names the provider {name}, which is not in use");
    };
    let config = EmbedderConfig {
        name: name.to_owned(),
        local: provider.local && !crate::compose::hosted(Some(&base_url)),
        base_url,
        api_key: provider.api_key.clone(),
        model: model.to_owned(),
        connect: Duration::from_secs(provider.connect_timeout_seconds),
        answer: Duration::from_secs(provider.first_token_seconds),
    };
    let clock = Arc::clone(clock);
    let setup = |error| anyhow::anyhow!("the provider {name} cannot be used for memory: {error}");
    Ok(match provider.kind {
        ProviderKind::Ollama => Arc::new(OllamaEmbedder::new(config, clock).map_err(setup)?),
        ProviderKind::OpenAi => Arc::new(OpenAiEmbedder::new(config, clock).map_err(setup)?),
        ProviderKind::Builtin => bail!("memory.embedder names the built-in guide, which has no such model"),
    })
}
