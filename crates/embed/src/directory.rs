//! A sentence-transformers directory: what its small files say, and whether this crate can run it.

use std::{
    collections::BTreeMap,
    fs::File,
    io::Read as _,
    path::{Component, Path, PathBuf},
};

use serde::{Deserialize, de::DeserializeOwned};

use crate::{ModelError, prompts::Prompts};

/// The kinds of encoder that are known, as `model_type` in config.json names them.
const KINDS: [&str; 3] = ["bert", "roberta", "xlm-roberta"];
/// No file of settings is larger.
const SETTINGS_BYTES: u64 = 1 << 20;

/// What config.json says of the encoder.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Config {
    pub(crate) model_type: String,
    pub(crate) vocab_size: usize,
    pub(crate) hidden_size: usize,
    pub(crate) num_hidden_layers: usize,
    pub(crate) num_attention_heads: usize,
    pub(crate) intermediate_size: usize,
    pub(crate) hidden_act: String,
    pub(crate) max_position_embeddings: usize,
    pub(crate) type_vocab_size: usize,
    pub(crate) layer_norm_eps: f32,
    #[serde(default)]
    pub(crate) pad_token_id: u32,
    position_embedding_type: Option<String>,
}

impl Config {
    /// The position of a text's first token. RoBERTa counts on from the padding's.
    pub(crate) fn first_position(&self) -> usize {
        if self.model_type == "bert" { 0 } else { usize::try_from(self.pad_token_id).unwrap_or_default() + 1 }
    }
}

/// How the vectors of a text's tokens become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pooling {
    Mean,
    /// The first token's.
    Cls,
}

/// A directory whose settings were read and make sense.
#[derive(Debug, Clone)]
pub(crate) struct ModelDirectory {
    pub(crate) config: Config,
    pub(crate) pooling: Pooling,
    pub(crate) prompts: Prompts,
    pub(crate) lower_case: bool,
    /// What the model was trained to read at once, in tokens, where the directory says.
    pub(crate) max_tokens: Option<usize>,
    pub(crate) tokenizer: PathBuf,
    pub(crate) weights: PathBuf,
}

impl ModelDirectory {
    pub(crate) fn read(root: &Path, name: &str) -> Result<Self, ModelError> {
        if !root.is_dir() {
            return Err(ModelError::Missing { file: root.to_owned() });
        }
        let modules = Modules::read(root)?;
        let encoder = modules.encoder;
        let file = encoder.join("config.json");
        let config: Config = read_known_config(&file)?;
        check(&config, &file)?;
        let pooling = read_pooling(&modules.pooling.join("config.json"))?;
        let sentences: Sentences =
            read_if_there(&encoder.join("sentence_bert_config.json"))?.unwrap_or_default();
        let told: Told = read_if_there(&root.join("config_sentence_transformers.json"))?.unwrap_or_default();
        let directory = Self {
            config,
            pooling,
            prompts: Prompts::choose(
                &told.prompts.unwrap_or_default(),
                told.default_prompt_name.as_deref(),
                name,
            ),
            lower_case: sentences.do_lower_case,
            max_tokens: sentences.max_seq_length,
            tokenizer: encoder.join("tokenizer.json"),
            weights: encoder.join("model.safetensors"),
        };
        if !directory.tokenizer.is_file() {
            return Err(ModelError::Missing { file: directory.tokenizer });
        }
        Ok(directory)
    }
}

/// Where the two parts of the model lie.
struct Modules {
    encoder: PathBuf,
    pooling: PathBuf,
}

#[derive(Deserialize)]
struct Module {
    path: String,
    #[serde(rename = "type")]
    kind: String,
}

impl Modules {
    fn read(root: &Path) -> Result<Self, ModelError> {
        let file = root.join("modules.json");
        let (mut encoder, mut pooling) = (None, None);
        for module in read_json::<Vec<Module>>(&file)? {
            let inside =
                Path::new(&module.path).components().all(|part| matches!(part, Component::Normal(_)));
            if !inside {
                let what = format!("the path {:?} leads out of the directory", module.path);
                return Err(ModelError::Damaged { file, what });
            }
            match module.kind.rsplit('.').next().unwrap_or_default() {
                "Transformer" => encoder = Some(root.join(&module.path)),
                "Pooling" => pooling = Some(root.join(&module.path)),
                // Vectors are brought to length one whether it says so or not.
                "Normalize" => {}
                _ => {
                    let what = format!(
                        "the module {:?} is not known; known are Transformer, Pooling and Normalize",
                        module.kind
                    );
                    return Err(ModelError::Unsupported { file, what });
                }
            }
        }
        match (encoder, pooling) {
            (Some(encoder), Some(pooling)) => Ok(Self { encoder, pooling }),
            (None, _) => Err(ModelError::Damaged { file, what: "it names no Transformer module".to_owned() }),
            (_, None) => Err(ModelError::Damaged { file, what: "it names no Pooling module".to_owned() }),
        }
    }
}

/// sentence_bert_config.json
#[derive(Deserialize, Default)]
struct Sentences {
    max_seq_length: Option<usize>,
    #[serde(default)]
    do_lower_case: bool,
}

/// config_sentence_transformers.json
#[derive(Deserialize, Default)]
struct Told {
    prompts: Option<BTreeMap<String, String>>,
    default_prompt_name: Option<String>,
}

/// The kind first: another kind's config need not have the fields of ours.
fn read_known_config(file: &Path) -> Result<Config, ModelError> {
    let config: serde_json::Value = read_json(file)?;
    let kind = config.get("model_type").and_then(serde_json::Value::as_str).unwrap_or_default();
    if !KINDS.contains(&kind) {
        let what = format!("models of the kind {kind:?} cannot be run; known are {}", KINDS.join(", "));
        return Err(ModelError::Unsupported { file: file.to_owned(), what });
    }
    serde_json::from_value(config)
        .map_err(|error| ModelError::Damaged { file: file.to_owned(), what: error.to_string() })
}

fn check(config: &Config, file: &Path) -> Result<(), ModelError> {
    let damaged = |what: String| Err(ModelError::Damaged { file: file.to_owned(), what });
    let sizes = [
        ("vocab_size", config.vocab_size),
        ("hidden_size", config.hidden_size),
        ("num_hidden_layers", config.num_hidden_layers),
        ("num_attention_heads", config.num_attention_heads),
        ("intermediate_size", config.intermediate_size),
        ("type_vocab_size", config.type_vocab_size),
    ];
    if let Some((name, _)) = sizes.iter().find(|(_, size)| *size == 0) {
        return damaged(format!("{name} is 0"));
    }
    if !config.hidden_size.is_multiple_of(config.num_attention_heads) {
        return damaged(format!(
            "hidden_size {} cannot be shared among {} heads",
            config.hidden_size, config.num_attention_heads
        ));
    }
    if config.max_position_embeddings < config.first_position() + 8 {
        return damaged(format!(
            "max_position_embeddings {} leaves no room for a text",
            config.max_position_embeddings
        ));
    }
    match config.position_embedding_type.as_deref() {
        None | Some("absolute") => Ok(()),
        Some(other) => Err(ModelError::Unsupported {
            file: file.to_owned(),
            what: format!("positions of the type {other:?} are not known; known is \"absolute\""),
        }),
    }
}

/// 1_Pooling/config.json: a flag for each way, or one name in newer directories.
fn read_pooling(file: &Path) -> Result<Pooling, ModelError> {
    let settings: BTreeMap<String, serde_json::Value> = read_json(file)?;
    let mut ways: Vec<&str> = settings
        .iter()
        .filter(|(_, value)| **value == serde_json::Value::Bool(true))
        .filter_map(|(key, _)| key.strip_prefix("pooling_mode_"))
        .collect();
    ways.extend(settings.get("pooling_mode").and_then(serde_json::Value::as_str));
    match ways.as_slice() {
        ["mean_tokens" | "mean"] => Ok(Pooling::Mean),
        ["cls_token" | "cls"] => Ok(Pooling::Cls),
        [] => Err(ModelError::Damaged { file: file.to_owned(), what: "it names no way to pool".to_owned() }),
        _ => Err(ModelError::Unsupported {
            file: file.to_owned(),
            what: format!(
                "pooling by {} is not known; known are the mean and the first token (cls)",
                ways.join(" and ")
            ),
        }),
    }
}

fn read_if_there<T: DeserializeOwned>(file: &Path) -> Result<Option<T>, ModelError> {
    match read_json(file) {
        Ok(value) => Ok(Some(value)),
        Err(ModelError::Missing { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

fn read_json<T: DeserializeOwned>(file: &Path) -> Result<T, ModelError> {
    let bytes = read_up_to(file, SETTINGS_BYTES)?;
    serde_json::from_slice(&bytes).map_err(|error| ModelError::Damaged {
        file: file.to_owned(),
        what: format!("it is not the JSON that is expected: {error}"),
    })
}

/// A whole file, unless it is larger than any of its kind.
pub(crate) fn read_up_to(file: &Path, limit: u64) -> Result<Vec<u8>, ModelError> {
    let reading = |cause| ModelError::reading(file.to_owned(), cause);
    let mut bytes = Vec::new();
    let opened = File::open(file).map_err(reading)?;
    opened.take(limit + 1).read_to_end(&mut bytes).map_err(reading)?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > limit {
        let what = format!("it is larger than {limit} bytes");
        return Err(ModelError::Damaged { file: file.to_owned(), what });
    }
    Ok(bytes)
}
