//! What comes out, and when the model is there.

use std::time::Duration;

use mami_embed::{Options, SentenceModel};
use mami_ports::{EmbeddingModel, EmbeddingPurpose};
use serde_json::json;

use crate::{
    cosine, open, passages,
    tiny::{HIDDEN, Tiny},
    vectors,
};

fn same(a: &[f32], b: &[f32]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-5)
}

#[tokio::test]
async fn every_text_gets_a_vector_of_length_one_in_order() {
    let tiny = Tiny::bert();
    let model = open(&tiny.path);
    assert_eq!((model.id(), model.local(), model.dimension()), ("local/tiny", true, HIDDEN));
    let texts = ["The cats sleep", "", "a dog barks", "nothing known here", "the cat"];
    let together = passages(&model, &texts).await;
    assert_eq!(together.len(), texts.len());
    for (text, vector) in texts.iter().zip(&together) {
        assert_eq!(vector.len(), HIDDEN);
        assert!((cosine(vector, vector) - 1.0).abs() < 1e-5, "{text}");
        let alone = passages(&model, &[text]).await;
        assert!(same(&alone[0], vector), "{text} must not depend on what it is sent with");
    }
    assert!(!same(&together[0], &together[2]));
    assert!(passages(&model, &[]).await.is_empty());
}

#[tokio::test]
async fn more_texts_than_go_through_at_once_come_out_in_order() {
    let tiny = Tiny::bert();
    let model = open(&tiny.path);
    let texts: Vec<String> = (1..=80).map(|n| "cat dog ".repeat(n)).collect();
    let all = model.embed(EmbeddingPurpose::Passage, &texts).await.unwrap();
    assert_eq!(all.len(), 80);
    for n in [0, 31, 32, 79] {
        let alone = model.embed(EmbeddingPurpose::Query, &texts[n..=n]).await.unwrap();
        assert!(same(&alone[0], &all[n]), "{n}");
    }
}

#[tokio::test]
async fn what_tokenizer_json_says_of_cutting_and_filling_up_is_overridden() {
    let tiny = Tiny::bert();
    let model = open(&tiny.path);
    assert_eq!(model.max_tokens(), 256);
    let words = |count: usize, last: &str| format!("{}{last}", "cat ".repeat(count));
    let texts = [words(200, "dog"), words(200, "bark"), words(400, "dog"), words(400, "bark")];
    let out = model.embed(EmbeddingPurpose::Passage, &texts).await.unwrap();
    assert!(!same(&out[0], &out[1]), "word 201 is read");
    assert!(same(&out[2], &out[3]), "word 401 is not");

    tiny.write("sentence_bert_config.json", &json!({ "max_seq_length": 100, "do_lower_case": false }));
    assert_eq!(open(&tiny.path).max_tokens(), 100, "no more than the model was trained for");
}

#[tokio::test]
async fn several_languages_go_through_the_same_loader() {
    let tiny = Tiny::multilingual("bert");
    let model = open(&tiny.path);
    let out =
        passages(&model, &["kediler uyuyor", "ｋｅｄｉｌｅｒ uyuyor", "cats sleep", "猫", "köpek"]).await;
    assert!(same(&out[0], &out[1]), "the model's own normalisation is applied");
    for other in [2, 3, 4] {
        assert!(!same(&out[0], &out[other]));
    }
}

#[tokio::test]
async fn roberta_counts_positions_on_from_the_paddings() {
    let (bert, roberta) = (Tiny::multilingual("bert"), Tiny::multilingual("xlm-roberta"));
    let texts = ["kediler uyuyor", "cats sleep"];
    let right = passages(&open(&bert.path), &texts).await;
    let misplaced = passages(&open(&roberta.path), &texts).await;
    assert!(!same(&right[0], &misplaced[0]));
    roberta.weigh("F32", 2);
    let placed = passages(&open(&roberta.path), &texts).await;
    assert!(same(&right[0], &placed[0]) && same(&right[1], &placed[1]));
}

#[tokio::test]
async fn weights_of_half_size_mean_the_same() {
    let tiny = Tiny::bert();
    let full = passages(&open(&tiny.path), &["the cats sleep"]).await;
    tiny.weigh("F16", 0);
    let half = passages(&open(&tiny.path), &["the cats sleep"]).await;
    assert!(cosine(&full[0], &half[0]) > 0.999, "{}", cosine(&full[0], &half[0]));
}

#[tokio::test]
async fn texts_are_pooled_as_the_directory_says() {
    let tiny = Tiny::bert();
    let mean = passages(&open(&tiny.path), &["the cats sleep"]).await;
    tiny.pool("cls_token");
    let first = passages(&open(&tiny.path), &["the cats sleep"]).await;
    assert!(!same(&mean[0], &first[0]));
    tiny.write("1_Pooling/config.json", &json!({ "embedding_dimension": HIDDEN, "pooling_mode": "cls" }));
    assert!(same(&first[0], &passages(&open(&tiny.path), &["the cats sleep"]).await[0]));
}

#[tokio::test]
async fn a_model_is_told_what_is_asked_and_what_is_found() {
    use EmbeddingPurpose::{Passage, Query};
    let tiny = Tiny::bert();
    let plain = open(&tiny.path);
    let text = vectors(&plain, Query, &["cat"]).await;
    assert!(same(&text[0], &vectors(&plain, Passage, &["cat"]).await[0]));
    let prompted = vectors(&plain, Query, &["dog cat"]).await;
    let prompts = json!({ "prompts": { "query": "dog ", "passage": "" }, "default_prompt_name": null });
    tiny.write("config_sentence_transformers.json", &prompts);
    let told = open(&tiny.path);
    assert!(same(&prompted[0], &vectors(&told, Query, &["cat"]).await[0]));
    assert!(same(&text[0], &vectors(&told, Passage, &["cat"]).await[0]));
}

#[tokio::test]
async fn the_model_is_there_when_needed_and_gone_when_idle() {
    let tiny = Tiny::bert();
    let kept = open(&tiny.path);
    assert!(!kept.is_loaded(), "opening alone loads nothing");
    let before = passages(&kept, &["cat"]).await;
    assert!(kept.is_loaded(), "ten minutes have not passed");

    let options = Options { idle: Duration::from_millis(1), ..Options::default() };
    let model = SentenceModel::open(&tiny.path, options).unwrap();
    for _ in 0..2 {
        assert_eq!(before, passages(&model, &["cat"]).await, "it comes back");
        let gone = async {
            while model.is_loaded() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), gone).await.unwrap();
    }
}

#[tokio::test]
async fn more_calls_than_may_wait_are_turned_away_and_the_others_are_served() {
    let tiny = Tiny::bert();
    let model = std::sync::Arc::new(open(&tiny.path));
    let text = vec!["cat".to_owned()];
    let calls = (0..200).map(|_| {
        let (model, text) = (model.clone(), text.clone());
        async move { model.embed(EmbeddingPurpose::Passage, &text).await }
    });
    let calls = futures_util::future::join_all(calls).await;
    assert_eq!(calls.iter().filter(|call| call.is_ok()).count(), 64);
    assert!(model.embed(EmbeddingPurpose::Passage, &text).await.is_ok());
}
