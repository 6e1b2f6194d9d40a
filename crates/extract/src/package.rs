//! Archives that are documents, unpacked no further than a document goes.

use std::io::{Cursor, Read as _};

use zip::{ZipArchive, result::ZipError};

use crate::{Refusal, extract::Limits};

/// Below this, how well something was packed does not matter: empty forms are packed very well.
const SMALL: u64 = 1 << 20;

pub(crate) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Bytes that may still be unpacked.
    left: u64,
    ratio: u64,
}

impl<'a> Package<'a> {
    pub(crate) fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, Refusal> {
        // Before anything is made of them: what an archive says of each of its files is kept in memory.
        let named = bytes.windows(4).filter(|window| *window == b"PK\x01\x02").count();
        if named > limits.entries {
            return Err(Refusal::TooLargeUnpacked);
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refusal::Damaged)?;
        Ok(Self { archive, left: limits.expanded_bytes, ratio: limits.ratio })
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.archive.index_for_name(name).is_some()
    }

    /// What is in a file of it; none where there is no such file.
    pub(crate) fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>, Refusal> {
        let file = match self.archive.by_name(name) {
            Ok(file) => file,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => return Err(Refusal::Password),
            Err(_) => return Err(Refusal::Damaged),
        };
        let most = self.left.min(file.compressed_size().saturating_mul(self.ratio).max(SMALL));
        let mut content = Vec::new();
        // One byte more tells that there is more. The archive's own word for its size is not believed.
        let read = file.take(most.saturating_add(1)).read_to_end(&mut content);
        if content.len() as u64 > most {
            return Err(Refusal::TooLargeUnpacked);
        }
        read.map_err(|error| match error.kind() {
            std::io::ErrorKind::OutOfMemory => Refusal::TooLargeUnpacked,
            _ => Refusal::Damaged,
        })?;
        self.left -= content.len() as u64;
        Ok(Some(content))
    }

    /// The text of a file that must be there.
    pub(crate) fn text(&mut self, name: &str) -> Result<String, Refusal> {
        let content = self.read(name)?.ok_or(Refusal::Damaged)?;
        crate::decode::decode(&content).ok_or(Refusal::Damaged)
    }
}

/// The path that `to` names, seen from the file `from`.
pub(crate) fn resolve(from: &str, to: &str) -> String {
    let to = to.split('#').next().unwrap_or_default();
    let mut path: Vec<&str> = if to.starts_with('/') {
        Vec::new()
    } else {
        let mut folder: Vec<&str> = from.split('/').collect();
        folder.pop();
        folder
    };
    for part in to.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            part => path.push(part),
        }
    }
    path.join("/")
}
