//! The archives that other programs give: what in them are conversations.

use std::io::{BufRead as _, BufReader, Read, Seek};

use zip::ZipArchive;

use super::read::Unreadable;

/// The most files of an archive that are looked at.
const MAX_FILES: usize = 100_000;

/// Whether a file that begins so is an archive.
pub(super) fn is_archive(start: &[u8]) -> bool {
    start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06")
}

/// Opens an archive and says which of its files hold conversations: `conversations.json` (or its parts), as ChatGPT and Claude
/// name it; where there is none, those in a folder `conversations`, as Mami writes them; else every JSON file.
pub(super) fn open<R: Read + Seek>(mut file: R) -> Result<(ZipArchive<R>, Vec<usize>), Unreadable> {
    // Before anything is made of them: what an archive says of each of its files is kept in memory.
    let files = named(&mut file).map_err(|error| Unreadable::Io(error.to_string()))?;
    if files > MAX_FILES {
        return Err(Unreadable::Archive(format!("it has more than {MAX_FILES} files")));
    }
    let archive = ZipArchive::new(file).map_err(|error| Unreadable::Archive(error.to_string()))?;
    let names: Vec<(usize, String)> = (0..archive.len())
        .filter_map(|index| Some((index, archive.name_for_index(index)?.ok()?.into_owned())))
        .filter(|(_, name)| name.ends_with(".json") && !name.starts_with("__MACOSX/"))
        .collect();
    let base = |name: &str| name.rsplit('/').next().unwrap_or_default().to_owned();
    let listed = |name: &str| base(name).starts_with("conversations") && !name.contains("/._");
    let in_folder = |name: &str| name.rsplit('/').nth(1) == Some("conversations");
    let which = |fits: &dyn Fn(&str) -> bool| -> Vec<usize> {
        let mut found: Vec<_> = names.iter().filter(|(_, name)| fits(name)).collect();
        found.sort_by(|one, other| one.1.cmp(&other.1));
        found.into_iter().map(|(index, _)| *index).collect()
    };
    let found =
        [which(&listed), which(&in_folder), which(&|_| true)].into_iter().find(|found| !found.is_empty());
    match found {
        Some(found) => Ok((archive, found)),
        None => Err(Unreadable::NotRecognised),
    }
}

/// How many files an archive can have at most: as often as its bytes name one. That they should do so by chance is rare, and
/// then it is one too many.
fn named<R: Read + Seek>(file: &mut R) -> std::io::Result<usize> {
    const MARK: u32 = u32::from_be_bytes(*b"PK\x01\x02");
    file.rewind()?;
    let mut bytes = BufReader::with_capacity(64 * 1024, &mut *file);
    let (mut last, mut found) = (0_u32, 0);
    loop {
        let chunk = bytes.fill_buf()?;
        if chunk.is_empty() {
            break;
        }
        for byte in chunk {
            last = last << 8 | u32::from(*byte);
            found += usize::from(last == MARK);
        }
        let read = chunk.len();
        bytes.consume(read);
    }
    file.rewind()?;
    Ok(found)
}
