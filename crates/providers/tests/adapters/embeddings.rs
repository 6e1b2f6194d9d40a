//! Vectors from Ollama and from OpenAI's API.

use std::{sync::Arc, time::Duration};

use mami_ports::{EmbeddingModel, EmbeddingPurpose, ProviderError, SystemClock};
use mami_providers::{EmbedderConfig, OllamaEmbedder, OpenAiEmbedder};
use mami_upstream::{Script, Upstream};
use rstest::rstest;

use crate::{KEY, Kind};

fn embedder(kind: Kind, upstream: &Upstream, model: &str) -> Box<dyn EmbeddingModel> {
    embedder_with(kind, upstream, model, Duration::from_secs(30))
}

fn embedder_with(kind: Kind, upstream: &Upstream, model: &str, answer: Duration) -> Box<dyn EmbeddingModel> {
    let path = if kind == Kind::OpenAi { "/v1/" } else { "/" };
    let config = EmbedderConfig {
        name: "near".to_owned(),
        base_url: upstream.url(path).parse().unwrap(),
        api_key: (kind == Kind::OpenAi).then(|| KEY.into()),
        model: model.to_owned(),
        local: true,
        connect: Duration::from_secs(30),
        answer,
    };
    let clock = Arc::new(SystemClock);
    match kind {
        Kind::OpenAi => Box::new(OpenAiEmbedder::new(config, clock).unwrap()),
        Kind::Ollama => Box::new(OllamaEmbedder::new(config, clock).unwrap()),
    }
}

async fn embed(model: &dyn EmbeddingModel, texts: &[&str]) -> Result<Vec<Vec<f32>>, ProviderError> {
    let texts: Vec<String> = texts.iter().map(|&text| text.to_owned()).collect();
    model.embed(EmbeddingPurpose::Passage, &texts).await
}

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[rstest]
#[tokio::test]
async fn texts_get_vectors_of_length_one_in_their_order(
    #[values(Kind::OpenAi, Kind::Ollama)] kind: Kind,
    // Backwards, and as bytes.
    #[values("", "[[fault=foreign]]")] odd: &str,
) {
    let upstream = Upstream::start(Script::default()).await.unwrap();
    let model = embedder(kind, &upstream, "some-model");
    assert_eq!((model.id(), model.local()), ("near/some-model", true));
    let texts = ["the cat sleeps on the sofa", "a cat sleeps on a sofa", odd];
    let vectors = embed(&*model, &texts).await.unwrap();
    assert_eq!(vectors.len(), 3);
    for vector in &vectors {
        assert!((cosine(vector, vector) - 1.0).abs() < 1e-5);
    }
    assert!(cosine(&vectors[0], &vectors[1]) > cosine(&vectors[0], &vectors[2]) + 0.2);
    let alone = embed(&*model, &texts[..1]).await.unwrap();
    assert!(cosine(&alone[0], &vectors[0]) > 0.9999);
}

#[rstest]
#[tokio::test]
async fn many_texts_go_in_several_requests_and_long_ones_are_cut(
    #[values(Kind::OpenAi, Kind::Ollama)] kind: Kind,
) {
    let upstream = Upstream::start(Script::default()).await.unwrap();
    let model = embedder(kind, &upstream, "some-model");
    let mut texts: Vec<String> = (0..100).map(|n| format!("text {n}")).collect();
    texts[0] = "ç".repeat(20_000);
    let vectors = model.embed(EmbeddingPurpose::Passage, &texts).await.unwrap();
    assert_eq!(vectors.len(), 100);
    assert!(cosine(&vectors[99], &embed(&*model, &["text 99"]).await.unwrap()[0]) > 0.9999);
    let sent: Vec<usize> =
        upstream.received().iter().map(|received| received.body["input"].as_array().unwrap().len()).collect();
    assert_eq!(sent, [64, 36, 1]);
    assert_eq!(upstream.received()[0].body["input"][0], "ç".repeat(4000));
}

#[rstest]
#[case::nomic("nomic-embed-text:latest", "search_query: cat", "search_document: cat")]
#[case::e5("multilingual-e5-small", "query: cat", "passage: cat")]
#[case::others("text-embedding-3-small", "cat", "cat")]
#[tokio::test]
async fn models_that_want_it_are_told_what_a_text_is(
    #[case] model: &str,
    #[case] query: &str,
    #[case] passage: &str,
) {
    let upstream = Upstream::start(Script::default()).await.unwrap();
    let model = embedder(Kind::Ollama, &upstream, model);
    for purpose in [EmbeddingPurpose::Query, EmbeddingPurpose::Passage] {
        model.embed(purpose, &["cat".to_owned()]).await.unwrap();
    }
    let sent: Vec<_> =
        upstream.received().into_iter().map(|received| received.body["input"][0].clone()).collect();
    assert_eq!(sent, [query, passage]);
}

#[rstest]
#[tokio::test]
async fn what_goes_wrong_has_its_name(#[values(Kind::OpenAi, Kind::Ollama)] kind: Kind) {
    let upstream = Upstream::start(Script::default()).await.unwrap();
    let model = embedder(kind, &upstream, "some-model");
    let fault = async |fault: &str| embed(&*model, &[&format!("[[fault={fault}]]"), "b"]).await.unwrap_err();
    let wait = Some(Duration::from_secs(7));
    assert_eq!(fault("status:429:7").await, ProviderError::RateLimited { retry_after: wait });
    assert!(matches!(fault("status:400").await, ProviderError::Rejected { .. }));
    assert!(matches!(fault("status:503").await, ProviderError::Unavailable { .. }));
    assert!(matches!(fault("inband_error").await, ProviderError::Unavailable { .. }));
    assert!(matches!(fault("html").await, ProviderError::Malformed { .. }));
    assert!(matches!(fault("malformed").await, ProviderError::Interrupted { .. }));
    let few = fault("cut").await;
    assert!(
        matches!(&few, ProviderError::Malformed { detail } if detail.contains("1 vectors came for 2")),
        "{few}"
    );
    let impatient = embedder_with(kind, &upstream, "some-model", Duration::from_millis(200));
    let silent = embed(&*impatient, &["[[fault=stall]]"]).await.unwrap_err();
    assert!(matches!(silent, ProviderError::Unavailable { .. }), "{silent}");
}

#[tokio::test]
async fn the_key_goes_along_and_no_refusal_shows_it() {
    let upstream =
        Upstream::start(Script { api_key: Some("another".to_owned()), ..Script::default() }).await.unwrap();
    let refused = embed(&*embedder(Kind::OpenAi, &upstream, "some-model"), &["cat"]).await.unwrap_err();
    assert!(
        matches!(&refused, ProviderError::Rejected { .. }) && !refused.to_string().contains(KEY),
        "{refused}"
    );
    let upstream =
        Upstream::start(Script { api_key: Some(KEY.to_owned()), ..Script::default() }).await.unwrap();
    embed(&*embedder(Kind::OpenAi, &upstream, "some-model"), &["cat"]).await.unwrap();
}
