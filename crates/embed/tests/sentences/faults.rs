//! Directories that no model can be opened from.

use std::fs;

use mami_embed::{Options, SentenceModel};
use mami_ports::{EmbeddingModel, EmbeddingPurpose};
use serde_json::{Value, json};

use crate::{open, tiny::Tiny};

fn refusal(tiny: &Tiny) -> String {
    let opened = SentenceModel::open(&tiny.path, Options::default());
    opened.err().map(|error| error.to_string()).unwrap_or_default()
}

fn changed(tiny: &Tiny, file: &str, key: &str, value: Value) {
    let path = tiny.path.join(file);
    let mut json: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    json[key] = value;
    fs::write(path, json.to_string()).unwrap();
}

#[test]
fn what_is_missing_is_named() {
    for file in
        ["config.json", "modules.json", "tokenizer.json", "model.safetensors", "1_Pooling/config.json"]
    {
        let tiny = Tiny::bert();
        fs::remove_file(tiny.path.join(file)).unwrap();
        let told = refusal(&tiny);
        assert!(told.contains(file) && told.contains("no such file"), "{told}");
    }
}

#[test]
fn weights_that_are_cut_are_told_from_those_that_are_none() {
    let tiny = Tiny::bert();
    let path = tiny.path.join("model.safetensors");
    let whole = fs::read(&path).unwrap();
    let cases: [(&[u8], &str); 5] = [
        (&whole[..whole.len() - 1], "it is cut"),
        (&whole[..20], "it is cut"),
        (&[], "it is cut"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", "Git LFS"),
        (b"<!DOCTYPE html><title>Please sign in</title>", "does not begin as a safetensors file"),
    ];
    for (content, expected) in cases {
        fs::write(&path, content).unwrap();
        let told = refusal(&tiny);
        assert!(told.contains("model.safetensors") && told.contains(expected), "{told}");
    }
}

#[test]
fn a_model_of_another_kind_says_which_kinds_are_known() {
    let tiny = Tiny::bert();
    changed(&tiny, "config.json", "model_type", json!("mpnet"));
    let told = refusal(&tiny);
    assert!(told.contains("\"mpnet\"") && told.contains("bert, roberta, xlm-roberta"), "{told}");

    let tiny = Tiny::bert();
    tiny.pool("max_tokens");
    assert!(refusal(&tiny).contains("pooling by max_tokens is not known"), "{}", refusal(&tiny));

    let tiny = Tiny::bert();
    changed(&tiny, "config.json", "hidden_act", json!("silu"));
    assert!(refusal(&tiny).contains("\"silu\""), "{}", refusal(&tiny));

    let tiny = Tiny::bert();
    let dense =
        json!([{ "idx": 0, "name": "0", "path": "2_Dense", "type": "sentence_transformers.models.Dense" }]);
    tiny.write("modules.json", &dense);
    assert!(refusal(&tiny).contains("models.Dense"), "{}", refusal(&tiny));
}

#[test]
fn files_that_do_not_belong_together_say_so() {
    let tiny = Tiny::bert();
    changed(&tiny, "config.json", "hidden_size", json!(32));
    let told = refusal(&tiny);
    assert!(told.contains("has the shape [11, 16]; config.json asks for [11, 32]"), "{told}");

    let tiny = Tiny::bert();
    changed(&tiny, "config.json", "num_hidden_layers", json!(3));
    assert!(refusal(&tiny).contains("no tensor encoder.layer.2."), "{}", refusal(&tiny));

    let tiny = Tiny::bert();
    changed(&tiny, "config.json", "num_attention_heads", json!(3));
    assert!(refusal(&tiny).contains("cannot be shared among 3 heads"), "{}", refusal(&tiny));
}

#[test]
fn a_directory_leads_nowhere_else() {
    for path in ["../elsewhere", "/etc"] {
        let tiny = Tiny::bert();
        let modules = json!([{ "idx": 0, "name": "0", "path": path, "type": "x.Transformer" }]);
        tiny.write("modules.json", &modules);
        assert!(refusal(&tiny).contains("leads out of the directory"), "{}", refusal(&tiny));
    }
}

#[tokio::test]
async fn a_tokenizer_that_is_none_is_told_when_the_first_text_comes() {
    let tiny = Tiny::bert();
    let model = open(&tiny.path);
    let whole = fs::read(tiny.path.join("tokenizer.json")).unwrap();
    fs::write(tiny.path.join("tokenizer.json"), "{}").unwrap();
    let text = ["cat".to_owned()];
    let told = model.embed(EmbeddingPurpose::Query, &text).await.unwrap_err().to_string();
    assert!(told.contains("tokenizer.json: it is no tokenizer"), "{told}");
    fs::write(tiny.path.join("tokenizer.json"), whole).unwrap();
    assert!(model.embed(EmbeddingPurpose::Query, &text).await.is_ok(), "mended, it works without a restart");
}
