//! The list of models, without those that cannot chat.

use mami_ports::{Capability, ModelInfo};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub(super) struct List {
    data: Vec<Listed>,
}

#[derive(Debug, Deserialize)]
struct Listed {
    id: String,
    #[serde(alias = "context_length", alias = "max_model_len")]
    context_window: Option<u32>,
    active: Option<bool>,
    /// `OpenRouter` and others tell what a model takes; the rest has to be guessed from the name.
    #[serde(default)]
    supported_parameters: Vec<String>,
    #[serde(default)]
    architecture: Architecture,
}

#[derive(Debug, Default, Deserialize)]
struct Architecture {
    #[serde(default)]
    input_modalities: Vec<String>,
}

/// Parts of the names of models that do something else than chat.
const NO_CHAT: [&str; 22] = [
    "whisper",
    "tts",
    "orpheus",
    "speech",
    "transcribe",
    "audio",
    "realtime",
    "embed",
    "rerank",
    "guard",
    "moderation",
    "dall-e",
    "image",
    "imagen",
    "stable-diffusion",
    "flux",
    "sora",
    "veo",
    "babbage",
    "davinci",
    "bge-",
    "-instruct-0914",
];
const VISION: [&str; 8] = ["vision", "-vl", "llava", "pixtral", "gpt-4o", "gpt-4.1", "gpt-5", "llama-4"];
const REASONING: [&str; 9] =
    ["gpt-oss", "gpt-5", "deepseek-r1", "reasoner", "reasoning", "thinking", "qwq", "qwen3", "magistral"];

/// What the provider offers to chat with, by name.
pub(super) fn offered(list: List) -> Vec<ModelInfo> {
    let mut models: Vec<_> = list.data.into_iter().filter(Listed::chats).map(ModelInfo::from).collect();
    models.sort_by(|one, other| one.name.cmp(&other.name));
    models.dedup_by(|one, other| one.name == other.name);
    models
}

/// What a name alone tells about a model.
pub(super) fn guess(name: &str) -> ModelInfo {
    let lower = name.to_lowercase();
    let mut capabilities = vec![Capability::Text];
    if VISION.iter().any(|part| lower.contains(part)) {
        capabilities.push(Capability::Vision);
    }
    let reasons = REASONING.iter().any(|part| lower.contains(part))
        || ["o1", "o3", "o4"]
            .iter()
            .any(|series| lower == *series || lower.starts_with(&format!("{series}-")));
    if reasons {
        capabilities.push(Capability::Reasoning);
    }
    ModelInfo { name: name.to_owned(), context_length: None, capabilities }
}

impl Listed {
    fn chats(&self) -> bool {
        let name = self.id.to_lowercase();
        self.active != Some(false) && !NO_CHAT.iter().any(|part| name.contains(part))
    }
}

impl From<Listed> for ModelInfo {
    fn from(listed: Listed) -> Self {
        let mut model = guess(&listed.id);
        model.context_length = listed.context_window.filter(|&length| length > 0);
        let told = [
            (listed.architecture.input_modalities.iter().any(|kind| kind == "image"), Capability::Vision),
            (listed.supported_parameters.iter().any(|name| name == "tools"), Capability::Tools),
            (listed.supported_parameters.iter().any(|name| name == "reasoning"), Capability::Reasoning),
        ];
        model.capabilities.extend(told.into_iter().filter_map(|(can, what)| can.then_some(what)));
        model.capabilities.sort();
        model.capabilities.dedup();
        model
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_models_that_chat_are_offered_with_what_is_known() {
        let list = serde_json::from_str(
            r#"{"object": "list", "data": [
                {"id": "whisper-large-v3", "active": true, "context_window": 448},
                {"id": "text-embedding-3-small"}, {"id": "meta-llama/llama-guard-4-12b"}, {"id": "playai-tts"},
                {"id": "gone", "active": false}, {"id": "gpt-image-1"},
                {"id": "o3-mini", "context_window": null},
                {"id": "llama-3.3-70b-versatile", "active": true, "context_window": 131072, "public_apps": null},
                {"id": "some/model", "context_length": 8192, "supported_parameters": ["tools", "seed"],
                 "architecture": {"input_modalities": ["text", "image"]}}
            ]}"#,
        )
        .unwrap();
        let model = |name: &str, context_length, capabilities: &[Capability]| ModelInfo {
            name: name.to_owned(),
            context_length,
            capabilities: capabilities.to_vec(),
        };
        assert_eq!(
            offered(list),
            [
                model("llama-3.3-70b-versatile", Some(131_072), &[Capability::Text]),
                model("o3-mini", None, &[Capability::Text, Capability::Reasoning]),
                model("some/model", Some(8192), &[Capability::Text, Capability::Vision, Capability::Tools]),
            ]
        );
    }
}
