//! The list of models, and what each can do. Ollama tells the latter model by model, so it is remembered as long as the
//! model's digest stays the same.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures_util::{StreamExt, stream};
use mami_ports::{Capability, ModelInfo, ProviderError};
use ollama_rs::models::{LocalModel, ModelInfo as Shown};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::http::Connection;

/// The longest wait for the list, and for what is to know about one model.
const LIST_WAIT: Duration = Duration::from_secs(10);
/// How many models are asked about at once.
const AT_ONCE: usize = 4;

#[derive(Debug, Deserialize)]
struct Tags {
    models: Vec<Tag>,
}

#[derive(Debug, Deserialize)]
struct Tag {
    #[serde(flatten)]
    model: LocalModel,
    #[serde(default)]
    digest: String,
    /// Where it really runs, if that is elsewhere.
    #[serde(default)]
    remote_host: String,
    #[serde(default)]
    remote_model: String,
}

impl Tag {
    /// It is in this Ollama's list, but what it is told goes to ollama.com. Nobody who reads "local" expects that, so it is not
    /// offered; <https://ollama.com/v1> can be a provider of its own, and is a hosted one then.
    fn is_elsewhere(&self) -> bool {
        let name = self.model.name.as_str();
        let tag = name.rsplit_once(':').map_or("", |(_, tag)| tag);
        !self.remote_host.is_empty()
            || !self.remote_model.is_empty()
            || tag == "cloud"
            || tag.ends_with("-cloud")
    }
}

/// What is known about a model; `None` when it does not chat.
#[derive(Debug, Clone)]
struct Known {
    digest: String,
    info: Option<ModelInfo>,
}

/// The models of one Ollama.
pub(super) struct Models {
    max_context: u32,
    known: Mutex<HashMap<String, Known>>,
}

impl Models {
    pub(super) fn new(max_context: u32) -> Self {
        Self { max_context, known: Mutex::default() }
    }

    /// What is known about a model, once it was listed.
    pub(super) fn known_as(&self, model: &str) -> Option<ModelInfo> {
        self.known().get(model)?.info.clone()
    }

    pub(super) async fn list(&self, connection: &Connection) -> Result<Vec<ModelInfo>, ProviderError> {
        let tags: Tags = connection.json(connection.get("api/tags"), Instant::now() + LIST_WAIT).await?;
        let found: Vec<(String, Option<Known>)> =
            stream::iter(tags.models.into_iter().filter(|tag| !tag.is_elsewhere()))
                .map(|tag| async move {
                    let known =
                        self.known().get(&tag.model.name).filter(|known| known.digest == tag.digest).cloned();
                    let known = match known {
                        Some(known) => Some(known),
                        None => self.ask(connection, &tag).await,
                    };
                    (tag.model.name, known)
                })
                .buffered(AT_ONCE)
                .collect()
                .await;
        // A model that Ollama would not tell about is offered all the same, and asked about again next time.
        let infos = found.iter().filter_map(|(name, known)| match known {
            Some(known) => known.info.clone(),
            None => Some(ModelInfo {
                name: name.clone(),
                context_length: None,
                capabilities: vec![Capability::Text],
            }),
        });
        let infos = infos.collect();
        *self.known() = found.into_iter().filter_map(|(name, known)| Some((name, known?))).collect();
        Ok(infos)
    }

    async fn ask(&self, connection: &Connection, tag: &Tag) -> Option<Known> {
        let name = &tag.model.name;
        let request = connection.post("api/show").json(&json!({ "model": name }));
        let shown: Shown = connection.json(request, Instant::now() + LIST_WAIT).await.ok()?;
        Some(Known { digest: tag.digest.clone(), info: self.describe(name, &shown) })
    }

    fn describe(&self, name: &str, shown: &Shown) -> Option<ModelInfo> {
        let can = |what: &str| shown.capabilities.iter().any(|capability| capability == what);
        // Older versions do not tell capabilities; their embedding models tell by their names.
        if if shown.capabilities.is_empty() { name.contains("embed") } else { !can("completion") } {
            return None;
        }
        let context = shown.model_info.iter().find(|(key, _)| key.ends_with(".context_length"));
        let context_length = context
            .and_then(|(_, length)| u32::try_from(Value::as_u64(length)?).ok())
            .map(|length| length.min(self.max_context));
        let more = [
            ("vision", Capability::Vision),
            ("tools", Capability::Tools),
            ("thinking", Capability::Reasoning),
        ];
        let more = more.into_iter().filter_map(|(what, capability)| can(what).then_some(capability));
        let capabilities = std::iter::once(Capability::Text).chain(more).collect();
        Some(ModelInfo { name: name.to_owned(), context_length, capabilities })
    }

    fn known(&self) -> MutexGuard<'_, HashMap<String, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn elsewhere(more: &Value) -> bool {
        let mut tag = json!({
            "name": "gpt-oss:20b", "modified_at": "2026-01-01T00:00:00Z", "size": 1, "digest": "x", "details": {},
        });
        for (field, value) in more.as_object().unwrap() {
            tag[field] = value.clone();
        }
        serde_json::from_value::<Tag>(tag).unwrap().is_elsewhere()
    }

    #[test]
    fn a_model_that_runs_elsewhere_is_told_from_one_that_runs_here() {
        for here in [json!({}), json!({"name": "cloud"}), json!({"name": "my-cloud:7b"})] {
            assert!(!elsewhere(&here), "{here}");
        }
        for there in [
            json!({"remote_host": "https://ollama.com:443", "remote_model": "gpt-oss:120b"}),
            json!({"remote_model": "gpt-oss:120b"}),
            json!({"name": "gpt-oss:120b-cloud"}),
            json!({"name": "glm-4.6:cloud"}),
        ] {
            assert!(elsewhere(&there), "{there}");
        }
    }
}
