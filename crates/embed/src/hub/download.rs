//! One file: resumed where it broke off, and checked.

use std::{
    fs,
    io::{self, Read as _},
    path::Path,
    time::Duration,
};

use reqwest::{
    StatusCode,
    header::{CONTENT_RANGE, ETAG, IF_RANGE, RANGE},
};
use sha2::{Digest as _, Sha256};
use tokio::{
    fs::{File, OpenOptions},
    io::AsyncWriteExt as _,
    task::spawn_blocking,
    time::sleep,
};
use url::Url;

use super::{Entry, Hub, PullError, cause, refused};

/// How often a file that broke off is gone on with, before the person has to.
const ATTEMPTS: u32 = 4;

/// How an attempt ended that did not fail for good.
enum Attempt {
    Whole,
    /// It broke off, having brought something or not.
    Broke(String),
}

impl Hub {
    /// Fetches a file to `target`, which is there only when it is whole and right. What has come of it is kept beside it.
    pub(super) async fn download(
        &self,
        url: Url,
        entry: &Entry,
        target: &Path,
        progress: &mut (dyn FnMut(u64) + Send),
    ) -> Result<(), PullError> {
        let part = beside(target, ".part");
        let tag = beside(target, ".etag");
        // Of an earlier attempt. One without a checksum may be of another day.
        if entry.lfs.is_some() && target.is_file() && differs(entry, target).await?.is_none() {
            progress(entry.size());
            return Ok(());
        }
        if entry.lfs.is_none() {
            remove(&part)?;
        }
        let mut attempt = 1;
        while let Attempt::Broke(why) = self.attempt(&url, entry, &part, &tag, progress).await? {
            if attempt == ATTEMPTS {
                return Err(PullError::Unreachable(why));
            }
            // The first time at once: most connections that break are sound again.
            sleep(Duration::from_secs(1) * (attempt - 1)).await;
            attempt += 1;
        }
        if let Some(what) = differs(entry, &part).await? {
            remove(&part)?;
            remove(&tag)?;
            return Err(PullError::Differs { file: entry.path.clone(), what });
        }
        fs::rename(&part, target)?;
        remove(&tag)?;
        Ok(())
    }

    async fn attempt(
        &self,
        url: &Url,
        entry: &Entry,
        part: &Path,
        tag: &Path,
        progress: &mut (dyn FnMut(u64) + Send),
    ) -> Result<Attempt, PullError> {
        let size = entry.size();
        let mut have = fs::metadata(part).map_or(0, |metadata| metadata.len());
        if have == size && have > 0 {
            return Ok(Attempt::Whole);
        }
        let mut request = self.client.get(url.clone());
        let known = fs::read_to_string(tag).ok().filter(|_| have > 0 && have < size);
        if let Some(known) = &known {
            request = request.header(RANGE, format!("bytes={have}-")).header(IF_RANGE, known);
        }
        let mut response = match request.send().await {
            Ok(response) => response,
            Err(error) => return Ok(Attempt::Broke(cause(error))),
        };
        let starts = response.headers().get(CONTENT_RANGE).and_then(|range| range.to_str().ok());
        match response.status() {
            StatusCode::PARTIAL_CONTENT
                if known.is_some()
                    && starts.is_some_and(|range| range.starts_with(&format!("bytes {have}-"))) => {}
            // From the beginning: it is another file now, or its server cannot do otherwise.
            StatusCode::OK => have = 0,
            StatusCode::RANGE_NOT_SATISFIABLE | StatusCode::PARTIAL_CONTENT => {
                remove(part)?;
                return Ok(Attempt::Broke("it would not go on where it broke off".to_owned()));
            }
            status if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => {
                return Ok(Attempt::Broke(format!("it answers {}", status.as_u16())));
            }
            status => return Err(refused(&entry.path, status)),
        }
        match response.headers().get(ETAG).and_then(|tag| tag.to_str().ok()) {
            // A weak one does not say that the bytes are the same.
            Some(etag) if !etag.starts_with("W/") => fs::write(tag, etag)?,
            _ => remove(tag)?,
        }
        let mut file = if have == 0 {
            File::create(part).await?
        } else {
            OpenOptions::new().append(true).open(part).await?
        };
        progress(have);
        let broke = loop {
            match response.chunk().await {
                Ok(Some(piece)) => {
                    have += u64::try_from(piece.len()).unwrap_or(u64::MAX);
                    if have > size {
                        break None;
                    }
                    file.write_all(&piece).await?;
                    progress(have);
                }
                Ok(None) => break None,
                Err(error) => break Some(cause(error)),
            }
        };
        file.flush().await?;
        file.sync_all().await?;
        if have > size {
            remove(part)?;
            let what = format!("it has more than the {size} bytes that it should have");
            return Err(PullError::Differs { file: entry.path.clone(), what });
        }
        Ok(broke.map_or(Attempt::Whole, Attempt::Broke))
    }
}

/// What is wrong with a file that came, if anything.
async fn differs(entry: &Entry, path: &Path) -> Result<Option<String>, PullError> {
    let size = fs::metadata(path)?.len();
    if size != entry.size() {
        return Ok(Some(format!("it has {size} bytes instead of {}", entry.size())));
    }
    let Some(lfs) = &entry.lfs else { return Ok(None) };
    let path = path.to_owned();
    let sum = spawn_blocking(move || checksum(&path)).await.map_err(io::Error::other)??;
    Ok((!sum.eq_ignore_ascii_case(&lfs.oid)).then(|| format!("its SHA-256 is {sum} instead of {}", lfs.oid)))
}

fn checksum(path: &Path) -> io::Result<String> {
    let mut file = fs::File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        hash.update(buffer.get(..read).unwrap_or_default());
    }
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

fn beside(target: &Path, ending: &str) -> std::path::PathBuf {
    let mut name = target.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
