//! Models on disk, through the port: tiny ones with made-up weights, and all-MiniLM-L6-v2 itself.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails, in its supporting functions too"
)]

mod faults;
mod minilm;
mod running;
mod tiny;

use std::path::Path;

use mami_embed::{Options, SentenceModel};
use mami_ports::{EmbeddingModel, EmbeddingPurpose};

fn open(path: &Path) -> SentenceModel {
    SentenceModel::open(path, Options::default()).unwrap()
}

async fn passages(model: &SentenceModel, texts: &[&str]) -> Vec<Vec<f32>> {
    vectors(model, EmbeddingPurpose::Passage, texts).await
}

async fn vectors(model: &SentenceModel, purpose: EmbeddingPurpose, texts: &[&str]) -> Vec<Vec<f32>> {
    let texts: Vec<String> = texts.iter().map(|&text| text.to_owned()).collect();
    model.embed(purpose, &texts).await.unwrap()
}

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
