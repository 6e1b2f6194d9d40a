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
    /// `OpenRouter` and others tell what a model takes; what is not told has to be guessed from the name.
    supported_parameters: Option<Vec<String>>,
    architecture: Option<Architecture>,
}

#[derive(Debug, Deserialize)]
struct Architecture {
    input_modalities: Option<Vec<String>>,
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
/// Families that call tools. Those that do it badly, or only in some sizes, are left out: a model that is thought not to
/// call tools does less, one that is wrongly thought to fails.
const TOOLS: [&str; 36] = [
    "gpt-3.5-turbo",
    "gpt-4-turbo",
    "gpt-4o",
    "gpt-4.1",
    "gpt-4.5",
    "gpt-5",
    "gpt-oss",
    "claude",
    "gemini",
    "grok",
    "llama-3.1",
    "llama-3.3",
    "llama-4",
    "llama3.1",
    "llama3.3",
    "llama4",
    "tool-use",
    "qwen2.5",
    "qwen-2.5",
    "qwen3",
    "qwq",
    "mistral",
    "mixtral",
    "ministral",
    "magistral",
    "codestral",
    "devstral",
    "deepseek-chat",
    "deepseek-reasoner",
    "deepseek-v3",
    "kimi",
    "glm-4",
    "command-r",
    "command-a",
    "granite-3",
    "granite-4",
];
/// Members of those families that do not.
const NO_TOOLS: [&str; 6] =
    ["chatgpt-4o", "gpt-5-chat", "o1-mini", "o1-preview", "gpt-4o-search", "gpt-4o-mini-search"];

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
    let has = |parts: &[&str]| parts.iter().any(|part| lower.contains(part));
    let thinker = o_series(&lower);
    let can = [
        (true, Capability::Text),
        (has(&VISION), Capability::Vision),
        ((has(&TOOLS) || thinker) && !has(&NO_TOOLS), Capability::Tools),
        (has(&REASONING) || thinker, Capability::Reasoning),
    ];
    let capabilities = can.into_iter().filter_map(|(can, what)| can.then_some(what)).collect();
    ModelInfo { name: name.to_owned(), context_length: None, capabilities }
}

/// OpenAI's o1, o3, o4-mini and the like, whose names are too short to be looked for anywhere.
fn o_series(name: &str) -> bool {
    let name = name.split_once('/').map_or(name, |(_, name)| name);
    ["o1", "o3", "o4"]
        .iter()
        .filter_map(|series| name.strip_prefix(series))
        .any(|rest| rest.is_empty() || rest.starts_with('-'))
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
        let kinds = listed.architecture.and_then(|architecture| architecture.input_modalities);
        let parameters = listed.supported_parameters;
        let told = [
            (&kinds, "image", Capability::Vision),
            (&parameters, "tools", Capability::Tools),
            (&parameters, "reasoning", Capability::Reasoning),
        ];
        for (told, word, what) in told {
            // An empty list tells nothing.
            if let Some(told) = told.as_ref().filter(|told| !told.is_empty()) {
                model.capabilities.retain(|known| *known != what);
                model.capabilities.extend(told.iter().any(|told| told == word).then_some(what));
            }
        }
        model.capabilities.sort();
        model
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

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
                 "architecture": {"input_modalities": ["text", "image"]}},
                {"id": "some/qwen3-vl-thinking", "supported_parameters": ["seed"],
                 "architecture": {"input_modalities": ["text"]}},
                {"id": "some/qwen3-8b", "supported_parameters": [], "architecture": {"input_modalities": null}}
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
                model("llama-3.3-70b-versatile", Some(131_072), &[Capability::Text, Capability::Tools]),
                model("o3-mini", None, &[Capability::Text, Capability::Tools, Capability::Reasoning]),
                model("some/model", Some(8192), &[Capability::Text, Capability::Vision, Capability::Tools]),
                model("some/qwen3-8b", None, &[Capability::Text, Capability::Tools, Capability::Reasoning]),
                model("some/qwen3-vl-thinking", None, &[Capability::Text]),
            ]
        );
    }

    #[rstest]
    #[case("llama-3.1-8b-instant", "tools")]
    #[case("meta-llama/Llama-4-Scout-17B-16E-Instruct", "vision tools")]
    #[case("openai/gpt-oss-120b", "tools reasoning")]
    #[case("qwen/qwen3-32b", "tools reasoning")]
    #[case("moonshotai/kimi-k2-instruct", "tools")]
    #[case("mistral-small-latest", "tools")]
    #[case("deepseek-chat", "tools")]
    #[case("gpt-4o-mini", "vision tools")]
    #[case("gpt-5-mini", "vision tools reasoning")]
    #[case("gpt-5-chat-latest", "vision reasoning")]
    #[case("openai/o4-mini", "tools reasoning")]
    #[case("o1-preview", "reasoning")]
    #[case("gemma2-9b-it", "")]
    #[case("my-own-o3", "")]
    fn a_name_tells_what_a_model_can_do(#[case] name: &str, #[case] expected: &str) {
        let words = guess(name).capabilities.into_iter().filter_map(|can| match can {
            Capability::Text => None,
            Capability::Vision => Some("vision"),
            Capability::Tools => Some("tools"),
            Capability::Reasoning => Some("reasoning"),
        });
        assert_eq!(words.collect::<Vec<_>>().join(" "), expected, "{name}");
    }
}
