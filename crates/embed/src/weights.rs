//! model.safetensors, read tensor by tensor: <https://github.com/huggingface/safetensors#format>.
//!
//! Nothing keeps the file's bytes beside the tensors made of them, and the largest tensor is not made at all: the table of
//! the vocabulary's vectors stays in the file, and the rows that a text needs are read when it comes. For a model of 250,000
//! words that is four fifths of its size.

use std::{
    collections::BTreeMap,
    fs::File,
    os::unix::fs::FileExt as _,
    path::{Path, PathBuf},
};

use candle_core::{Device, Tensor};
use half::{bf16, f16};
use serde::Deserialize;

use crate::ModelError;

/// No header is larger; that of 200 layers is about 200 kB.
const HEADER_BYTES: u64 = 16 << 20;
/// What lies there instead of the weights when a repository was cloned without them.
const LFS_POINTER: &[u8] = b"version https://git-lfs";

/// An open file of weights whose header holds together.
#[derive(Debug)]
pub(crate) struct Weights {
    file: File,
    path: PathBuf,
    /// What comes before every name, such as `bert.`.
    prefix: String,
    tensors: BTreeMap<String, Entry>,
}

#[derive(Debug, Clone)]
struct Entry {
    element: Element,
    shape: Vec<usize>,
    /// Where its first byte is in the file.
    start: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum Element {
    F32,
    F16,
    Bf16,
    #[serde(other)]
    Other,
}

impl Element {
    fn bytes(self) -> usize {
        match self {
            Self::F32 => 4,
            Self::F16 | Self::Bf16 => 2,
            Self::Other => 0,
        }
    }

    fn decode(self, bytes: &[u8]) -> Vec<f32> {
        match self {
            Self::F32 => bytes.as_chunks().0.iter().map(|b| f32::from_le_bytes(*b)).collect(),
            Self::F16 => bytes.as_chunks().0.iter().map(|b| f16::from_le_bytes(*b).to_f32()).collect(),
            Self::Bf16 => bytes.as_chunks().0.iter().map(|b| bf16::from_le_bytes(*b).to_f32()).collect(),
            Self::Other => Vec::new(),
        }
    }
}

#[derive(Deserialize)]
struct Described {
    dtype: Element,
    shape: Vec<usize>,
    data_offsets: (u64, u64),
}

impl Weights {
    pub(crate) fn open(path: &Path) -> Result<Self, ModelError> {
        let damaged = |what: String| ModelError::Damaged { file: path.to_owned(), what };
        let reading = |cause| ModelError::reading(path.to_owned(), cause);
        let file = File::open(path).map_err(reading)?;
        let size = file.metadata().map_err(reading)?.len();
        let mut head = [0; LFS_POINTER.len()];
        let seen = file.read_at(&mut head, 0).map_err(reading)?;
        if head == LFS_POINTER {
            return Err(damaged(
                "it is Git LFS's pointer to the weights, not the weights; fetch them with `git lfs pull`"
                    .to_owned(),
            ));
        }
        let length = match head.first_chunk() {
            Some(length) if seen >= length.len() => u64::from_le_bytes(*length),
            _ => return Err(damaged(format!("it is cut: it has only {size} bytes"))),
        };
        if length > HEADER_BYTES {
            return Err(damaged("it does not begin as a safetensors file does".to_owned()));
        }
        if 8 + length > size {
            return Err(damaged(format!("it is cut: its header alone has {length} bytes, the file {size}")));
        }
        let mut header = vec![0; usize::try_from(length).unwrap_or_default()];
        file.read_exact_at(&mut header, 8).map_err(reading)?;
        let described: BTreeMap<String, serde_json::Value> = serde_json::from_slice(&header)
            .map_err(|error| damaged(format!("its header is not the JSON that is expected: {error}")))?;
        let mut tensors = BTreeMap::new();
        let mut end = 8 + length;
        for (name, value) in described {
            if name == "__metadata__" {
                continue;
            }
            let Described { dtype, shape, data_offsets: (from, to) } = serde_json::from_value(value)
                .map_err(|error| damaged(format!("its header's entry of {name} is wrong: {error}")))?;
            let start = (8 + length).saturating_add(from);
            end = end.max((8 + length).saturating_add(to));
            let bytes = shape
                .iter()
                .try_fold(dtype.bytes(), |all, dimension| all.checked_mul(*dimension))
                .and_then(|bytes| u64::try_from(bytes).ok());
            if dtype != Element::Other && bytes != to.checked_sub(from) {
                return Err(damaged(format!("{name} has not as many bytes as its shape {shape:?} needs")));
            }
            tensors.insert(name, Entry { element: dtype, shape, start });
        }
        if end != size {
            let how = if end > size { "cut" } else { "too long" };
            return Err(damaged(format!("it is {how}: it should have {end} bytes and has {size}")));
        }
        let prefix = tensors
            .keys()
            .find_map(|name| name.strip_suffix("embeddings.word_embeddings.weight"))
            .ok_or_else(|| damaged("it has no tensor embeddings.word_embeddings.weight".to_owned()))?
            .to_owned();
        Ok(Self { file, path: path.to_owned(), prefix, tensors })
    }

    fn entry(&self, name: &str, shape: &[usize]) -> Result<&Entry, ModelError> {
        let entry = self
            .tensors
            .get(&format!("{}{name}", self.prefix))
            .ok_or_else(|| self.damaged(format!("it has no tensor {name}")))?;
        if entry.shape != shape {
            return Err(self.damaged(format!(
                "the tensor {name} has the shape {:?}; config.json asks for {shape:?}",
                entry.shape
            )));
        }
        if entry.element == Element::Other {
            return Err(self.damaged(format!("the tensor {name} is not of F32, F16 or BF16")));
        }
        Ok(entry)
    }

    /// That there is a tensor, of this shape.
    pub(crate) fn check(&self, name: &str, shape: &[usize]) -> Result<(), ModelError> {
        self.entry(name, shape).map(|_| ())
    }

    /// A tensor's numbers, row after row.
    pub(crate) fn numbers(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, ModelError> {
        let entry = self.entry(name, shape)?;
        self.read(entry, 0, shape.iter().product())
    }

    pub(crate) fn tensor(&self, name: &str, shape: &[usize]) -> Result<Tensor, ModelError> {
        Ok(Tensor::from_vec(self.numbers(name, shape)?, shape, &Device::Cpu)?)
    }

    /// One row of a table of `shape` (rows, columns).
    pub(crate) fn row(&self, name: &str, shape: [usize; 2], row: usize) -> Result<Vec<f32>, ModelError> {
        let entry = self.entry(name, &shape)?;
        let [rows, columns] = shape;
        if row >= rows {
            return Err(
                self.damaged(format!("{name} has {rows} rows, but tokenizer.json asks for row {row}"))
            );
        }
        self.read(entry, row * columns, columns)
    }

    /// `count` numbers of a tensor from its `first`.
    fn read(&self, entry: &Entry, first: usize, count: usize) -> Result<Vec<f32>, ModelError> {
        let mut bytes = vec![0; count * entry.element.bytes()];
        let offset = u64::try_from(first * entry.element.bytes()).unwrap_or(u64::MAX);
        self.file
            .read_exact_at(&mut bytes, entry.start.saturating_add(offset))
            .map_err(|cause| ModelError::reading(self.path.clone(), cause))?;
        Ok(entry.element.decode(&bytes))
    }

    fn damaged(&self, what: String) -> ModelError {
        ModelError::Damaged { file: self.path.clone(), what }
    }
}
