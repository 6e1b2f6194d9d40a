//! Files that people put into messages: pictures and texts. What a file is, is read from its content; what a client says of it
//! is not believed.

pub mod image;
pub mod name;
pub mod prompt;
pub mod store;
#[cfg(feature = "testing")]
pub mod testing;
pub mod text;

use std::{
    collections::BTreeMap,
    fs,
    io::Read as _,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};
use mami_ports::{Clock, FileId, Ids, MessageId, UserId};
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;
use utoipa::ToSchema;

use crate::store::StoreError;
use store::{FileDeletion, FileStore, Kept};

/// The most files of one message.
pub const MAX_ATTACHMENTS: usize = 10;

/// How many files are worked on at the same time.
const AT_ONCE: usize = 2;

/// How long a file is kept that is in no message.
const UNUSED_HOURS: i64 = 24;

/// A file of a person's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct File {
    /// Its id.
    pub id: FileId,
    /// What its owner calls it: data, never a path.
    pub name: String,
    /// Its media type, as Mami keeps it.
    pub mime: String,
    /// What it is.
    pub kind: FileKind,
    /// Its size in bytes, as Mami keeps it.
    pub size: u32,
    /// Of a picture: pixels from left to right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Of a picture: pixels from top to bottom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// When it came.
    pub created_at: DateTime<Utc>,
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// A picture, for models that can see.
    Image,
    /// Text, whatever it is written in.
    Text,
}

impl FileKind {
    /// The name that the API and the database use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Text => "text",
        }
    }

    /// The kind of that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Image, Self::Text].into_iter().find(|kind| kind.as_str() == name)
    }
}

/// How much may be kept.
#[derive(Debug, Clone, Copy)]
pub struct FilesPolicy {
    /// Bytes that an upload may have.
    pub max_upload_bytes: usize,
    /// Bytes that a text may have.
    pub max_text_bytes: usize,
    /// Pixels that the longer side of a picture keeps.
    pub max_image_side: u32,
    /// Bytes that the files of one person may have together.
    pub max_bytes_per_person: u64,
}

/// What was uploaded.
#[derive(Debug)]
pub enum Upload {
    /// A small file.
    Bytes(Vec<u8>),
    /// A larger one, on disk, at its start: it takes no memory while it waits.
    OnDisk(fs::File),
}

/// Why something about a file was not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// There is no such file, or it is someone else's.
    #[error("not found")]
    NotFound,
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// It is nothing that a model could be shown.
    #[error("neither a picture nor a text")]
    Unsupported,
    /// It has more bytes than a file of its kind may have.
    #[error("more than {limit} bytes")]
    TooLarge {
        /// How many it may have.
        limit: usize,
    },
    /// It has more pixels than can be worked on.
    #[error("too many pixels")]
    ImageTooLarge,
    /// It begins like a picture, but is none that can be read.
    #[error("the picture cannot be read")]
    ImageDamaged,
    /// The person's files would take more than they may.
    #[error("more than {limit} bytes in all")]
    StorageFull {
        /// How many bytes they may take together.
        limit: u64,
    },
    /// A message has it.
    #[error("a message has the file")]
    Attached,
    /// The database is not available: try again in a moment.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What was uploaded could not be read back, or the work on it broke.
    #[error("{0}")]
    Internal(String),
}

/// Something to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// Its media type.
    pub mime: &'static str,
    /// What it is.
    pub kind: FileKind,
    /// Of a picture: how many pixels it is wide and high.
    pub dimensions: Option<(u32, u32)>,
    /// What is in it.
    pub content: Vec<u8>,
}

/// The files of all people.
pub struct Files {
    store: Arc<dyn FileStore>,
    clock: Arc<dyn Clock>,
    ids: Ids,
    policy: FilesPolicy,
    at_once: Arc<Semaphore>,
    /// Held by whoever works on a picture that takes much memory.
    large: Arc<Mutex<()>>,
}

impl Files {
    /// The files in a store.
    pub fn new(store: Arc<dyn FileStore>, clock: Arc<dyn Clock>, ids: Ids, policy: FilesPolicy) -> Self {
        Self { store, clock, ids, policy, at_once: Arc::new(Semaphore::new(AT_ONCE)), large: Arc::default() }
    }

    /// How much may be kept.
    pub fn policy(&self) -> &FilesPolicy {
        &self.policy
    }

    /// Takes a file in. A picture is kept as it looks, not as it came: upright, no larger than a model can make use of, and
    /// without anything that it tells besides (where and with what it was taken).
    ///
    /// # Errors
    /// When it is nothing that is taken, too large, or more than there is room for. Nothing is kept then.
    pub async fn upload(&self, user: UserId, name: &str, upload: Upload) -> Result<File, FileError> {
        let Prepared { mime, kind, dimensions, content } = self.prepare(upload).await?;
        let file = File {
            id: self.ids.next(),
            name: name::clean(name),
            mime: mime.to_owned(),
            kind,
            size: u32::try_from(content.len()).map_err(|_| FileError::ImageTooLarge)?,
            width: dimensions.map(|(width, _)| width),
            height: dimensions.map(|(_, height)| height),
            created_at: self.clock.now(),
        };
        let limit = self.policy.max_bytes_per_person;
        match self.store.insert_file(user, file.clone(), content, limit).await? {
            Kept::Kept => Ok(file),
            Kept::Full => Err(FileError::StorageFull { limit }),
            Kept::NoSuchUser => Err(FileError::NotFound),
        }
    }

    /// Off the threads that serve requests, and only so many at once.
    async fn prepare(&self, upload: Upload) -> Result<Prepared, FileError> {
        let place = Arc::clone(&self.at_once).acquire_owned().await;
        let place = place.map_err(|error| FileError::Internal(error.to_string()))?;
        let (policy, large) = (self.policy, Arc::clone(&self.large));
        let work = tokio::task::spawn_blocking(move || {
            let _held = place;
            let content = match upload {
                Upload::Bytes(bytes) => bytes,
                Upload::OnDisk(mut file) => {
                    let mut bytes = Vec::new();
                    file.read_to_end(&mut bytes).map_err(|error| FileError::Internal(error.to_string()))?;
                    bytes
                }
            };
            prepare(content, &policy, &large)
        });
        match work.await {
            Ok(prepared) => prepared,
            // What is not written by us may panic over what it is given.
            Err(error) => {
                tracing::warn!(%error, "the work on an uploaded file broke");
                Err(FileError::ImageDamaged)
            }
        }
    }

    /// One file.
    ///
    /// # Errors
    /// When there is no such file.
    pub async fn file(&self, user: UserId, id: FileId) -> Result<File, FileError> {
        self.store.file(user, id).await?.ok_or(FileError::NotFound)
    }

    /// One file with what is in it.
    ///
    /// # Errors
    /// When there is no such file.
    pub async fn content(&self, user: UserId, id: FileId) -> Result<(File, Vec<u8>), FileError> {
        self.contents(user, &[id]).await?.pop().ok_or(FileError::NotFound)
    }

    /// Files with what is in them, in the order of their ids in `files`; those that are not this person's are left out.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn contents(&self, user: UserId, files: &[FileId]) -> Result<Vec<(File, Vec<u8>)>, FileError> {
        Ok(self.store.contents(user, files).await?)
    }

    /// The files of messages, each message's in the order in which they were attached. Messages without any are left out.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn attachments(
        &self,
        user: UserId,
        messages: &[MessageId],
    ) -> Result<BTreeMap<MessageId, Vec<File>>, FileError> {
        Ok(self.store.attachments(user, messages).await?)
    }

    /// A person's files, oldest first, at most `limit`, behind `after`.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn list(
        &self,
        user: UserId,
        limit: u32,
        after: Option<FileId>,
    ) -> Result<Vec<File>, FileError> {
        Ok(self.store.files(user, limit, after).await?)
    }

    /// Deletes a file that is in no message.
    ///
    /// # Errors
    /// When there is no such file, or a message has it.
    pub async fn delete(&self, user: UserId, id: FileId) -> Result<(), FileError> {
        match self.store.delete_file(user, id).await? {
            FileDeletion::Deleted => Ok(()),
            FileDeletion::NotFound => Err(FileError::NotFound),
            FileDeletion::Attached => Err(FileError::Attached),
        }
    }

    /// Removes files that were put into no message for a day. Gives how many.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn sweep(&self) -> Result<u64, FileError> {
        Ok(self.store.sweep_files(self.clock.now() - TimeDelta::hours(UNUSED_HOURS)).await?)
    }
}

/// What is kept of some content.
fn prepare(content: Vec<u8>, policy: &FilesPolicy, large: &Mutex<()>) -> Result<Prepared, FileError> {
    if content.is_empty() {
        return Err(FileError::Empty);
    }
    if content.len() > policy.max_upload_bytes {
        return Err(FileError::TooLarge { limit: policy.max_upload_bytes });
    }
    if let Some(format) = image::sniff(&content) {
        let alone = || large.lock().unwrap_or_else(PoisonError::into_inner);
        return image::prepare(&content, format, policy.max_image_side, alone);
    }
    let content = text::read(content).ok_or(FileError::Unsupported)?;
    match content.len() {
        0 => Err(FileError::Empty),
        length if length > policy.max_text_bytes => Err(FileError::TooLarge { limit: policy.max_text_bytes }),
        _ => Ok(Prepared { mime: text::MIME, kind: FileKind::Text, dimensions: None, content }),
    }
}

#[cfg(test)]
mod tests;
