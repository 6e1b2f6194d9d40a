//! What files need from a database.

use std::collections::BTreeMap;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use mami_ports::{FileId, MessageId, UserId};

use super::File;
use crate::store::StoreError;

/// Files, kept. Every method that takes a `user` sees only what is theirs.
#[async_trait]
pub trait FileStore: Send + Sync {
    /// Adds a file, if the person's files have at most `limit` bytes with it. However many are added at once, they never have
    /// more.
    async fn insert_file(
        &self,
        user: UserId,
        file: File,
        content: Vec<u8>,
        limit: u64,
    ) -> Result<Kept, StoreError>;

    /// One file.
    async fn file(&self, user: UserId, id: FileId) -> Result<Option<File>, StoreError>;

    /// Files with what is in them, in the order of `files`; those that are not there are left out.
    async fn contents(&self, user: UserId, files: &[FileId]) -> Result<Vec<(File, Vec<u8>)>, StoreError>;

    /// A person's files, oldest first, at most `limit`, behind `after`.
    async fn files(&self, user: UserId, limit: u32, after: Option<FileId>) -> Result<Vec<File>, StoreError>;

    /// Attaches files to a message that has none. `false`: one of them is not there, or the message is not, and nothing was
    /// done.
    async fn attach_files(
        &self,
        user: UserId,
        message: MessageId,
        files: &[FileId],
    ) -> Result<bool, StoreError>;

    /// The files of messages, each message's in the order in which they were attached. Messages without any are left out.
    async fn attachments(
        &self,
        user: UserId,
        messages: &[MessageId],
    ) -> Result<BTreeMap<MessageId, Vec<File>>, StoreError>;

    /// Deletes a file that is in no message.
    async fn delete_file(&self, user: UserId, id: FileId) -> Result<FileDeletion, StoreError>;

    /// Deletes everybody's files that came before that time and are in no message. Gives how many.
    async fn sweep_files(&self, before: DateTime<Utc>) -> Result<u64, StoreError>;
}

/// What came of adding a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It is there.
    Kept,
    /// There is no room for it.
    Full,
    /// The account is gone.
    NoSuchUser,
}

/// What came of deleting a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileDeletion {
    /// It is gone.
    Deleted,
    /// There is no such file.
    NotFound,
    /// A message has it.
    Attached,
}
