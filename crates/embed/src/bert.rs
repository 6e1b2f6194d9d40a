//! BERT's encoder, and RoBERTa's, which differs in how it counts positions: <https://arxiv.org/abs/1810.04805>.
//!
//! Texts are not padded to one length. Their tokens lie end to end in one matrix, and only attention, which must not look
//! from one text into the next, takes them text by text. So no work goes into padding, and a text's vector does not depend on
//! what it was sent along with.

use candle_core::{D, Device, Tensor};
use candle_nn::ops;

use crate::{
    ModelError,
    activation::Activation,
    directory::{Config, Pooling},
    weights::Weights,
};

const WORDS: &str = "embeddings.word_embeddings.weight";

pub(crate) struct Bert {
    weights: Weights,
    config: Config,
    activation: Activation,
    /// What is added to a token at each position: position and kind of sentence.
    positions: Vec<f32>,
    norm: Norm,
    layers: Vec<Layer>,
}

struct Layer {
    /// Query, key and value in one.
    attention: Linear,
    attended: Linear,
    attended_norm: Norm,
    widen: Linear,
    narrow: Linear,
    norm: Norm,
}

struct Linear {
    /// A row for each number that comes in. Files have it the other way round; so the product needs not rearrange it each time.
    weight: Tensor,
    bias: Tensor,
}

struct Norm {
    weight: Tensor,
    bias: Tensor,
    epsilon: f32,
}

impl Linear {
    fn forward(&self, x: &Tensor) -> candle_core::Result<Tensor> {
        x.matmul(&self.weight)?.broadcast_add(&self.bias)
    }
}

impl Norm {
    fn forward(&self, x: &Tensor) -> candle_core::Result<Tensor> {
        ops::layer_norm(x, &self.weight, &self.bias, self.epsilon)
    }
}

/// Every tensor that the encoder needs, by name and shape.
pub(crate) fn check(weights: &Weights, config: &Config) -> Result<(), ModelError> {
    let (hidden, inner) = (config.hidden_size, config.intermediate_size);
    weights.check(WORDS, &[config.vocab_size, hidden])?;
    weights.check("embeddings.position_embeddings.weight", &[config.max_position_embeddings, hidden])?;
    weights.check("embeddings.token_type_embeddings.weight", &[config.type_vocab_size, hidden])?;
    let norm = |name: String| {
        ["weight", "bias"].iter().try_for_each(|part| weights.check(&format!("{name}.{part}"), &[hidden]))
    };
    let linear = |name: String, from: usize, to: usize| {
        weights.check(&format!("{name}.weight"), &[to, from])?;
        weights.check(&format!("{name}.bias"), &[to])
    };
    norm("embeddings.LayerNorm".to_owned())?;
    for layer in 0..config.num_hidden_layers {
        let layer = format!("encoder.layer.{layer}");
        for part in ["query", "key", "value"] {
            linear(format!("{layer}.attention.self.{part}"), hidden, hidden)?;
        }
        linear(format!("{layer}.attention.output.dense"), hidden, hidden)?;
        norm(format!("{layer}.attention.output.LayerNorm"))?;
        linear(format!("{layer}.intermediate.dense"), hidden, inner)?;
        linear(format!("{layer}.output.dense"), inner, hidden)?;
        norm(format!("{layer}.output.LayerNorm"))?;
    }
    Ok(())
}

impl Bert {
    pub(crate) fn load(
        weights: Weights,
        config: &Config,
        activation: Activation,
    ) -> Result<Self, ModelError> {
        let (hidden, inner) = (config.hidden_size, config.intermediate_size);
        let load = Loader { weights: &weights, epsilon: config.layer_norm_eps };
        let mut positions = weights
            .numbers("embeddings.position_embeddings.weight", &[config.max_position_embeddings, hidden])?;
        // A text alone is the first sentence of the two that BERT knows.
        let first =
            weights.row("embeddings.token_type_embeddings.weight", [config.type_vocab_size, hidden], 0)?;
        for position in positions.chunks_exact_mut(hidden) {
            add(position, &first);
        }
        let norm = load.norm("embeddings.LayerNorm", hidden)?;
        let layers = (0..config.num_hidden_layers)
            .map(|layer| {
                let layer = format!("encoder.layer.{layer}");
                Ok(Layer {
                    attention: load.attention(&format!("{layer}.attention.self"), hidden)?,
                    attended: load.linear(&format!("{layer}.attention.output.dense"), hidden, hidden)?,
                    attended_norm: load.norm(&format!("{layer}.attention.output.LayerNorm"), hidden)?,
                    widen: load.linear(&format!("{layer}.intermediate.dense"), hidden, inner)?,
                    narrow: load.linear(&format!("{layer}.output.dense"), inner, hidden)?,
                    norm: load.norm(&format!("{layer}.output.LayerNorm"), hidden)?,
                })
            })
            .collect::<Result<_, ModelError>>()?;
        Ok(Self { weights, config: config.clone(), activation, positions, norm, layers })
    }

    /// A vector for each text, of whatever length it comes out. No text is empty.
    pub(crate) fn forward(&self, texts: &[Vec<u32>], pooling: Pooling) -> Result<Vec<Vec<f32>>, ModelError> {
        let lengths: Vec<usize> = texts.iter().map(Vec::len).collect();
        let mut x = self.norm.forward(&self.embed(texts)?)?;
        for layer in &self.layers {
            let attended = layer.attended.forward(&self.attend(&layer.attention.forward(&x)?, &lengths)?)?;
            x = layer.attended_norm.forward(&(x + attended)?)?;
            let inner = self.activation.apply(layer.widen.forward(&x)?)?;
            x = layer.norm.forward(&(&x + layer.narrow.forward(&inner)?)?)?;
        }
        let mut start = 0;
        lengths
            .iter()
            .map(|&length| {
                let tokens = x.narrow(0, start, length)?;
                start += length;
                let pooled = match pooling {
                    Pooling::Mean => tokens.mean(0)?,
                    Pooling::Cls => tokens.get(0)?,
                };
                Ok(pooled.to_vec1()?)
            })
            .collect()
    }

    fn embed(&self, texts: &[Vec<u32>]) -> Result<Tensor, ModelError> {
        let hidden = self.config.hidden_size;
        let tokens = texts.iter().map(Vec::len).sum::<usize>();
        let first = self.config.first_position();
        let mut numbers = Vec::with_capacity(tokens * hidden);
        for text in texts {
            let positions = self.positions.chunks_exact(hidden).skip(first);
            for (&id, position) in text.iter().zip(positions) {
                let id = usize::try_from(id).unwrap_or(usize::MAX);
                let mut row = self.weights.row(WORDS, [self.config.vocab_size, hidden], id)?;
                add(&mut row, position);
                numbers.append(&mut row);
            }
        }
        Ok(Tensor::from_vec(numbers, (tokens, hidden), &Device::Cpu)?)
    }

    /// What each token takes from those of its own text.
    fn attend(&self, qkv: &Tensor, lengths: &[usize]) -> candle_core::Result<Tensor> {
        let (hidden, heads) = (self.config.hidden_size, self.config.num_attention_heads);
        let width = hidden / heads;
        #[expect(clippy::cast_precision_loss, reason = "a head is some dozens wide")]
        let scale = 1.0 / (width as f64).sqrt();
        let mut start = 0;
        let texts = lengths
            .iter()
            .map(|&length| {
                let text = qkv.narrow(0, start, length)?;
                start += length;
                let part = |n: usize| {
                    text.narrow(1, n * hidden, hidden)?.reshape((length, heads, width))?.transpose(0, 1)
                };
                let queries = (part(0)?.contiguous()? * scale)?;
                let keys = part(1)?.contiguous()?.transpose(1, 2)?;
                let weights = ops::softmax_last_dim(&queries.matmul(&keys)?)?;
                weights.matmul(&part(2)?.contiguous()?)?.transpose(0, 1)?.reshape((length, hidden))
            })
            .collect::<candle_core::Result<Vec<_>>>()?;
        Tensor::cat(&texts, 0)
    }
}

struct Loader<'a> {
    weights: &'a Weights,
    epsilon: f32,
}

impl Loader<'_> {
    fn linear(&self, name: &str, from: usize, to: usize) -> Result<Linear, ModelError> {
        Ok(Linear {
            weight: self.weights.tensor(&format!("{name}.weight"), &[to, from])?.t()?.contiguous()?,
            bias: self.weights.tensor(&format!("{name}.bias"), &[to])?,
        })
    }

    fn attention(&self, name: &str, hidden: usize) -> Result<Linear, ModelError> {
        let [query, key, value] =
            ["query", "key", "value"].map(|part| self.linear(&format!("{name}.{part}"), hidden, hidden));
        let (query, key, value) = (query?, key?, value?);
        Ok(Linear {
            weight: Tensor::cat(&[query.weight, key.weight, value.weight], D::Minus1)?,
            bias: Tensor::cat(&[query.bias, key.bias, value.bias], 0)?,
        })
    }

    fn norm(&self, name: &str, hidden: usize) -> Result<Norm, ModelError> {
        Ok(Norm {
            weight: self.weights.tensor(&format!("{name}.weight"), &[hidden])?,
            bias: self.weights.tensor(&format!("{name}.bias"), &[hidden])?,
            epsilon: self.epsilon,
        })
    }
}

fn add(to: &mut [f32], what: &[f32]) {
    for (to, what) in to.iter_mut().zip(what) {
        *to += what;
    }
}
