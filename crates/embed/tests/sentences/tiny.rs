//! Models of some thousand made-up weights, laid out as the real ones are.

use std::{fs, path::Path};

use serde_json::{Value, json};
use tempfile::TempDir;

pub(crate) const HIDDEN: usize = 16;
const INNER: usize = 32;
const POSITIONS: usize = 300;
const LAYERS: usize = 2;

/// A model in a directory of its own, named `tiny`.
pub(crate) struct Tiny {
    _root: TempDir,
    pub(crate) path: std::path::PathBuf,
    vocabulary: usize,
}

impl Tiny {
    /// English words, cut into pieces as BERT does.
    pub(crate) fn bert() -> Self {
        let words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "the", "cat", "##s", "sleep", "dog", "bark", "a"];
        let vocabulary: serde_json::Map<String, Value> =
            words.iter().enumerate().map(|(id, word)| ((*word).to_owned(), json!(id))).collect();
        let tokenizer = json!({
            "normalizer": { "type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
                "strip_accents": null, "lowercase": true },
            "pre_tokenizer": { "type": "BertPreTokenizer" },
            "model": { "type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                "max_input_chars_per_word": 100, "vocab": vocabulary },
        });
        Self::lay("bert", words.len(), with_marks(tokenizer, ("[CLS]", 2), ("[SEP]", 3)))
    }

    /// Words of several languages, cut by probability as SentencePiece does: how multilingual models do it.
    pub(crate) fn multilingual(kind: &str) -> Self {
        let pieces = [
            "<s>",
            "<pad>",
            "</s>",
            "<unk>",
            "▁kedi",
            "ler",
            "▁uyu",
            "yor",
            "▁cat",
            "s",
            "▁sleep",
            "▁köpek",
            "▁",
            "k",
            "e",
            "d",
            "i",
            "猫",
        ];
        let vocabulary: Vec<Value> =
            pieces.iter().enumerate().map(|(rank, piece)| json!([piece, -0.1 * rank as f64])).collect();
        let tokenizer = json!({
            "normalizer": { "type": "NFKC" },
            "pre_tokenizer": { "type": "Metaspace", "replacement": "▁", "prepend_scheme": "always",
                "split": true },
            "model": { "type": "Unigram", "unk_id": 3, "vocab": vocabulary },
        });
        Self::lay(kind, pieces.len(), with_marks(tokenizer, ("<s>", 0), ("</s>", 2)))
    }

    fn lay(kind: &str, vocabulary: usize, tokenizer: Value) -> Self {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("tiny");
        fs::create_dir_all(path.join("1_Pooling")).unwrap();
        let tiny = Self { _root: root, path, vocabulary };
        tiny.write("tokenizer.json", &tokenizer);
        tiny.write("modules.json", &json!([
            { "idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer" },
            { "idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling" },
            { "idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize" },
        ]));
        tiny.pool("mean_tokens");
        tiny.write(
            "config.json",
            &json!({
                "model_type": kind, "vocab_size": vocabulary, "hidden_size": HIDDEN,
                "num_hidden_layers": LAYERS, "num_attention_heads": 2, "intermediate_size": INNER,
                "hidden_act": "gelu", "max_position_embeddings": POSITIONS, "type_vocab_size": 2,
                "layer_norm_eps": 1e-12, "pad_token_id": 1,
            }),
        );
        tiny.weigh("F32", 0);
        tiny
    }

    pub(crate) fn write(&self, file: &str, content: &Value) {
        fs::write(self.path.join(file), content.to_string()).unwrap();
    }

    pub(crate) fn pool(&self, way: &str) {
        let mut ways = json!({ "word_embedding_dimension": HIDDEN, "pooling_mode_cls_token": false,
            "pooling_mode_mean_tokens": false, "pooling_mode_max_tokens": false });
        ways[format!("pooling_mode_{way}")] = json!(true);
        self.write("1_Pooling/config.json", &ways);
    }

    /// Writes weights that are the same each time, but for `shifted` rows that go before the positions, which then lose as many at
    /// their end.
    pub(crate) fn weigh(&self, element: &str, shifted: usize) {
        let (mut header, mut data) = (serde_json::Map::new(), Vec::new());
        for (name, shape) in shapes(self.vocabulary) {
            let count: usize = shape.iter().product();
            let mut numbers: Vec<f32> = noise(&name).take(count).collect();
            if name.ends_with("LayerNorm.weight") {
                numbers.iter_mut().for_each(|x| *x += 1.0);
            }
            if name.contains("position") {
                numbers.splice(0..0, vec![9.0; shifted * HIDDEN]);
                numbers.truncate(count);
            }
            let start = data.len();
            for number in numbers {
                match element {
                    "F16" => data.extend(half::f16::from_f32(number).to_le_bytes()),
                    _ => data.extend(number.to_le_bytes()),
                }
            }
            header.insert(
                name,
                json!({ "dtype": element, "shape": shape, "data_offsets": [start, data.len()] }),
            );
        }
        safetensors(&self.path.join("model.safetensors"), &header, &data);
    }
}

pub(crate) fn safetensors(path: &Path, header: &serde_json::Map<String, Value>, data: &[u8]) {
    let header = serde_json::to_vec(header).unwrap();
    let mut file = (header.len() as u64).to_le_bytes().to_vec();
    file.extend(header);
    file.extend(data);
    fs::write(path, file).unwrap();
}

/// What many a tokenizer.json says beside the words, the trap included: it cuts and fills up to 128.
fn with_marks(mut tokenizer: Value, first: (&str, u32), last: (&str, u32)) -> Value {
    let mark = |(content, id): (&str, u32)| {
        json!({ "id": id, "content": content, "single_word": false, "lstrip": false, "rstrip": false,
            "normalized": false, "special": true })
    };
    let special = |(id, token): (&str, u32)| json!({ "id": id, "ids": [token], "tokens": [id] });
    tokenizer["version"] = json!("1.0");
    tokenizer["truncation"] =
        json!({ "direction": "Right", "max_length": 128, "strategy": "LongestFirst", "stride": 0 });
    tokenizer["padding"] = json!({ "strategy": { "Fixed": 128 }, "direction": "Right",
        "pad_to_multiple_of": null, "pad_id": 0, "pad_type_id": 0, "pad_token": "[PAD]" });
    tokenizer["added_tokens"] = json!([mark(first), mark(last)]);
    tokenizer["decoder"] = Value::Null;
    tokenizer["post_processor"] = json!({
        "type": "TemplateProcessing",
        "single": [
            { "SpecialToken": { "id": first.0, "type_id": 0 } }, { "Sequence": { "id": "A", "type_id": 0 } },
            { "SpecialToken": { "id": last.0, "type_id": 0 } },
        ],
        "pair": [{ "Sequence": { "id": "A", "type_id": 0 } }, { "Sequence": { "id": "B", "type_id": 1 } }],
        "special_tokens": { first.0: special(first), last.0: special(last) },
    });
    tokenizer
}

fn shapes(vocabulary: usize) -> Vec<(String, Vec<usize>)> {
    let mut all = Vec::new();
    let mut add = |name: String, shape: &[usize]| all.push((name, shape.to_vec()));
    add("embeddings.word_embeddings.weight".to_owned(), &[vocabulary, HIDDEN]);
    add("embeddings.position_embeddings.weight".to_owned(), &[POSITIONS, HIDDEN]);
    add("embeddings.token_type_embeddings.weight".to_owned(), &[2, HIDDEN]);
    let mut norms = vec!["embeddings.LayerNorm".to_owned()];
    for layer in 0..LAYERS {
        let layer = format!("encoder.layer.{layer}");
        for (name, from, to) in [
            ("attention.self.query", HIDDEN, HIDDEN),
            ("attention.self.key", HIDDEN, HIDDEN),
            ("attention.self.value", HIDDEN, HIDDEN),
            ("attention.output.dense", HIDDEN, HIDDEN),
            ("intermediate.dense", HIDDEN, INNER),
            ("output.dense", INNER, HIDDEN),
        ] {
            add(format!("{layer}.{name}.weight"), &[to, from]);
            add(format!("{layer}.{name}.bias"), &[to]);
        }
        norms.push(format!("{layer}.attention.output.LayerNorm"));
        norms.push(format!("{layer}.output.LayerNorm"));
    }
    for norm in norms {
        add(format!("{norm}.weight"), &[HIDDEN]);
        add(format!("{norm}.bias"), &[HIDDEN]);
    }
    all
}

/// Numbers between -0.5 and 0.5 that look like chance, begun from a name: a linear congruential generator.
fn noise(name: &str) -> impl Iterator<Item = f32> {
    let mut state = name.bytes().fold(0x9E37_79B9_u32, |state, byte| state.rotate_left(5) ^ u32::from(byte));
    std::iter::from_fn(move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        Some(f32::from(u16::try_from(state >> 16).unwrap()) / 65_536.0 - 0.5)
    })
}
