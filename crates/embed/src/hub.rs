//! Fetching a model from a hub that is laid out as Hugging Face's: <https://huggingface.co/docs/hub/api>.
//!
//! A model comes into a directory of its own beside the others, under a name that begins with a dot, and gets its proper name
//! when all of it is there and sound. What is broken off stays there, and the next attempt goes on.

mod download;

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use reqwest::{Client, StatusCode, redirect};
use serde::Deserialize;
use url::Url;

use crate::{ModelError, Options, SentenceModel, shelf};

/// The largest list of files that is read.
const TREE_BYTES: usize = 4 << 20;
/// The most bytes that a file may have which the hub has no checksum for.
const SMALL_BYTES: u64 = 64 << 20;
/// The longest silence within a file.
const STALL: Duration = Duration::from_secs(60);
/// What is fetched, where it is there; the model's parts have a `config.json` in a directory of their own, such as `1_Pooling`.
const FILES: [&str; 6] = [
    "config.json",
    "modules.json",
    "sentence_bert_config.json",
    "config_sentence_transformers.json",
    "tokenizer.json",
    "model.safetensors",
];
/// What there is no model without.
const NEEDED: [&str; 4] = ["config.json", "modules.json", "tokenizer.json", "model.safetensors"];

/// Why a model could not be fetched.
#[derive(Debug, thiserror::Error)]
pub enum PullError {
    /// The name is no repository's.
    #[error("{0:?} is neither organisation/name nor a recommended model")]
    Name(String),
    /// The hub cannot be reached, or an answer broke off too often. Another attempt goes on where this one ended.
    #[error("the hub cannot be reached: {0}; what has come is kept, another attempt goes on from there")]
    Unreachable(String),
    /// The hub has no such thing, or does not give it.
    #[error("the hub answers {status} for {what}")]
    Refused {
        /// What was asked for.
        what: String,
        /// The HTTP status.
        status: u16,
    },
    /// The hub's answer is not one.
    #[error("the hub's answer is not understood: {0}")]
    Malformed(String),
    /// The repository has no file that every model needs.
    #[error("the repository has no {0}: it holds no sentence-transformers model in the form of safetensors")]
    Lacks(&'static str),
    /// What came is not what the hub says that it should be. It is thrown away.
    #[error("{file} is not what the hub says: {what}; it was thrown away, try again")]
    Differs {
        /// Which file.
        file: String,
        /// What is different.
        what: String,
    },
    /// All came, and it is no model that can be run. It is thrown away.
    #[error("what came cannot be run: {0}")]
    Model(#[from] ModelError),
    /// The disk.
    #[error("it cannot be kept: {0}")]
    Io(#[from] io::Error),
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress<'a> {
    /// The file that is being fetched.
    pub file: &'a str,
    /// The bytes of all files that are there.
    pub done: u64,
    /// The bytes of all files.
    pub all: u64,
}

/// A hub.
#[derive(Debug, Clone)]
pub struct Hub {
    base: Url,
    client: Client,
}

#[derive(Debug, Deserialize)]
struct Entry {
    #[serde(rename = "type")]
    kind: String,
    path: String,
    #[serde(default)]
    size: u64,
    lfs: Option<Lfs>,
}

#[derive(Debug, Deserialize)]
struct Lfs {
    /// SHA-256, in hexadecimal.
    oid: String,
    size: u64,
}

impl Entry {
    fn size(&self) -> u64 {
        self.lfs.as_ref().map_or(self.size, |lfs| lfs.size)
    }
}

impl Hub {
    /// Connects nothing yet. A proxy named by the environment is used.
    ///
    /// # Errors
    /// When the machine's TLS set-up is broken.
    pub fn new(base: Url) -> Result<Self, PullError> {
        // Building the client panics when no TLS implementation was chosen; choosing twice is harmless.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .user_agent(concat!("mami/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(Duration::from_secs(15))
            .read_timeout(STALL)
            // Large files lie elsewhere. Nothing secret is sent along.
            .redirect(redirect::Policy::limited(5))
            .referer(false)
            .build()
            .map_err(|error| PullError::Unreachable(error.to_string()))?;
        Ok(Self { base, client })
    }

    /// Fetches a model into the folder of models, and gives its directory. One that is there already is replaced when the new
    /// one is whole.
    ///
    /// # Errors
    /// When it cannot be fetched or kept; nothing is in its place then that was not before.
    pub async fn pull(
        &self,
        named: &str,
        revision: &str,
        models: &Path,
        progress: &mut (dyn FnMut(Progress<'_>) + Send),
    ) -> Result<PathBuf, PullError> {
        let repository = shelf::repository(named).ok_or_else(|| PullError::Name(named.to_owned()))?;
        let files = self.files(repository, revision).await?;
        let name = shelf::directory_name(repository);
        let coming = models.join(format!(".{name}.coming"));
        fs::create_dir_all(&coming)?;
        let all = files.iter().map(Entry::size).sum();
        let mut done = 0;
        for entry in &files {
            let url = self.url(&[repository, "resolve", revision, &entry.path])?;
            let target = coming.join(&entry.path);
            if let Some(parent) = target.parent() {
                fs::create_dir_all(parent)?;
            }
            let mut told = |bytes: u64| progress(Progress { file: &entry.path, done: done + bytes, all });
            self.download(url, entry, &target, &mut told).await?;
            done += entry.size();
        }
        if let Err(error) = SentenceModel::open(&coming, Options::default()) {
            fs::remove_dir_all(&coming)?;
            return Err(error.into());
        }
        let place = models.join(&name);
        let old = models.join(format!(".{name}.old"));
        if place.exists() {
            if old.exists() {
                fs::remove_dir_all(&old)?;
            }
            fs::rename(&place, &old)?;
        }
        fs::rename(&coming, &place)?;
        if old.exists() {
            fs::remove_dir_all(&old)?;
        }
        Ok(place)
    }

    /// The files of a repository that are needed, the large ones last.
    async fn files(&self, repository: &str, revision: &str) -> Result<Vec<Entry>, PullError> {
        let mut url = self.url(&["api", "models", repository, "tree", revision])?;
        url.set_query(Some("recursive=1"));
        let response =
            self.client.get(url).send().await.map_err(|error| PullError::Unreachable(cause(error)))?;
        if response.status() != StatusCode::OK {
            return Err(refused(repository, response.status()));
        }
        let body = read_up_to(response, TREE_BYTES).await?;
        let entries: Vec<Entry> =
            serde_json::from_slice(&body).map_err(|error| PullError::Malformed(error.to_string()))?;
        let mut files: Vec<Entry> =
            entries.into_iter().filter(|entry| entry.kind == "file" && wanted(&entry.path)).collect();
        if let Some(lacking) = NEEDED.iter().find(|needed| !files.iter().any(|file| file.path == **needed)) {
            return Err(PullError::Lacks(lacking));
        }
        if let Some(large) = files.iter().find(|file| file.lfs.is_none() && file.size > SMALL_BYTES) {
            return Err(PullError::Malformed(format!("{} is large and has no checksum", large.path)));
        }
        files.sort_by_key(Entry::size);
        Ok(files)
    }

    fn url(&self, parts: &[&str]) -> Result<Url, PullError> {
        let mut url = self.base.clone();
        url.path_segments_mut()
            .map_err(|()| PullError::Malformed("its address can have no path".to_owned()))?
            .pop_if_empty()
            .extend(parts.iter().flat_map(|part| part.split('/')));
        Ok(url)
    }
}

fn wanted(path: &str) -> bool {
    let part = |directory: &str| {
        directory.split_once('_').is_some_and(|(number, name)| {
            !number.is_empty()
                && number.chars().all(|c| c.is_ascii_digit())
                && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        })
    };
    FILES.contains(&path) || path.strip_suffix("/config.json").is_some_and(part)
}

fn refused(what: &str, status: StatusCode) -> PullError {
    PullError::Refused { what: what.to_owned(), status: status.as_u16() }
}

async fn read_up_to(mut response: reqwest::Response, limit: usize) -> Result<Vec<u8>, PullError> {
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(|error| PullError::Unreachable(cause(error)))? {
        if body.len() + piece.len() > limit {
            return Err(PullError::Malformed("its list of files has no end".to_owned()));
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}

/// The innermost cause of an error, which says most.
fn cause(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut innermost: &dyn std::error::Error = &error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}
