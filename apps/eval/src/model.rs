//! The model that the questions and turns are embedded with.

use std::{collections::HashMap, path::Path, sync::Arc};

use anyhow::Context as _;
use async_trait::async_trait;
use mami_embed::{Options, SentenceModel};
use mami_ports::{EmbeddingModel, EmbeddingPurpose, ProviderError};
use serde::Deserialize;

use crate::corpus::lines;

/// The model in a folder, as it runs within Mami.
pub(crate) fn local(folder: &Path) -> anyhow::Result<Arc<dyn EmbeddingModel>> {
    let model = SentenceModel::open(folder, Options::default())
        .with_context(|| format!("the model in {} cannot be used", folder.display()))?;
    Ok(Arc::new(model))
}

/// Vectors that another program made: a file of lines `{"text": …, "vector": […]}`.
#[derive(Debug)]
pub(crate) struct Vectors(HashMap<String, Vec<f32>>);

#[derive(Deserialize)]
struct Line {
    text: String,
    vector: Vec<f32>,
}

impl Vectors {
    pub(crate) fn read(path: &Path) -> anyhow::Result<Self> {
        let all: Vec<Line> = lines(path)?;
        Ok(Self(all.into_iter().map(|line| (line.text, line.vector)).collect()))
    }
}

#[async_trait]
impl EmbeddingModel for Vectors {
    fn id(&self) -> &str {
        "file"
    }

    fn local(&self) -> bool {
        true
    }

    async fn embed(&self, _: EmbeddingPurpose, texts: &[String]) -> Result<Vec<Vec<f32>>, ProviderError> {
        let vector = |text: &String| {
            let none = || ProviderError::Rejected { reason: "the file has no vector for a text".to_owned() };
            self.0.get(text).cloned().ok_or_else(none)
        };
        texts.iter().map(vector).collect()
    }
}
