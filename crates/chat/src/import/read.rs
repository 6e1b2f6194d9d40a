//! A file, from its first byte to its last: what it is, and its conversations one after the other.

use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};

use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};

use super::{
    Format, Imported, MAX_MESSAGE_BYTES, SkippedItem, archive, chatgpt, claude,
    elements::{Broken, Element, Elements},
    librechat, mami, open_webui,
    recognise::{Names, mended},
    tree::{self, Draft, Left},
};

const BUFFER: usize = 64 * 1024;

/// How much is taken.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The bytes that one conversation may have in its file. So much is in memory at a time.
    pub conversation_bytes: usize,
    /// The bytes that an archive may come to.
    pub expanded_bytes: u64,
}

/// What was found next.
#[derive(Debug)]
pub enum Step {
    /// This many conversations are in the file. Comes first, if at all: of a damaged file nobody knows.
    Total(u32),
    /// A conversation.
    Conversation(Format, Box<Imported>),
    /// A conversation, or all that follows, that cannot be taken.
    Skipped(SkippedItem),
    /// A remark about something that was taken, or was none.
    Remark(SkippedItem),
}

/// Why nothing can be taken from a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is nothing that is known.
    #[error("This is neither a file nor an archive of conversations that Mami knows.")]
    NotRecognised,
    /// It is damaged before its first conversation.
    #[error("The file is damaged at byte {at}: {why}.")]
    Damaged {
        /// The byte.
        at: u64,
        /// What is wrong there.
        why: String,
    },
    /// The archive cannot be opened.
    #[error("The archive cannot be opened: {0}.")]
    Archive(String),
    /// It is well, and empty.
    #[error("There are no conversations in this file.")]
    Empty,
    /// A newer Mami wrote it.
    #[error("A newer Mami wrote this file (version {0} of its format).")]
    Newer(u32),
    /// The server cannot read what it has stored.
    #[error("The file could not be read: {0}.")]
    Io(String),
}

/// Reads a file and tells what is in it. `each` says with `false` that nobody wants to know more.
///
/// # Errors
/// When there is nothing in it that could be told.
pub fn read<R: Read + Seek>(
    mut file: R,
    limits: &Limits,
    now: DateTime<Utc>,
    each: &mut dyn FnMut(Step) -> bool,
) -> Result<(), Unreadable> {
    let io = |error: std::io::Error| Unreadable::Io(error.to_string());
    let mut start = Vec::new();
    file.by_ref().take(4).read_to_end(&mut start).map_err(io)?;
    file.seek(SeekFrom::Start(0)).map_err(io)?;
    let mut reading =
        Reading { limits, now, each, known: 0, unknown: 0, left: Left::default(), first: None, over: false };
    if archive::is_archive(&start) {
        let (mut archive, files) = archive::open(file)?;
        for pass in [Pass::Count, Pass::Read] {
            let (mut budget, mut total) = (limits.expanded_bytes, Some(0));
            for index in &files {
                let name =
                    archive.name_for_index(*index).and_then(Result::ok).unwrap_or_default().into_owned();
                let entry = match archive.by_index(*index) {
                    Ok(entry) => entry,
                    Err(error) if pass == Pass::Read => {
                        reading.skip(&name, &format!("it cannot be read: {error}"));
                        continue;
                    }
                    Err(_) => {
                        total = None;
                        continue;
                    }
                };
                let mut counted = Counted { inner: entry, left: budget };
                let file = BufReader::with_capacity(BUFFER, &mut counted);
                match pass {
                    Pass::Count => total = total.zip(count(file, limits)).map(|(sum, more)| sum + more),
                    Pass::Read => reading.all(file, Some(&name))?,
                }
                budget = counted.left;
                if reading.over {
                    return Ok(());
                }
            }
            if pass == Pass::Count
                && let Some(total) = total
            {
                reading.tell(Step::Total(total));
            }
        }
    } else {
        if let Some(total) = count(BufReader::with_capacity(BUFFER, &mut file), limits) {
            reading.tell(Step::Total(total));
        }
        file.seek(SeekFrom::Start(0)).map_err(io)?;
        reading.all(BufReader::with_capacity(BUFFER, file), None)?;
    }
    reading.end()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Pass {
    Count,
    Read,
}

/// How many conversations there are; `None`: the file is damaged.
fn count(file: impl BufRead, limits: &Limits) -> Option<u32> {
    let mut elements = Elements::new(file, limits.conversation_bytes);
    let mut found = 0;
    loop {
        match elements.next() {
            Ok(Some(_)) => found += 1,
            Ok(None) => return Some(found),
            Err(_) => return None,
        }
    }
}

/// Fails when more comes out of an archive than may.
struct Counted<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        match self.left.checked_sub(read as u64) {
            Some(left) => self.left = left,
            None => return Err(std::io::Error::other("the archive holds more than is taken at once")),
        }
        Ok(read)
    }
}

struct Reading<'a> {
    limits: &'a Limits,
    now: DateTime<Utc>,
    each: &'a mut dyn FnMut(Step) -> bool,
    /// Elements that are conversations, whether they could be taken or not.
    known: u32,
    /// Elements that are something else.
    unknown: u32,
    left: Left,
    /// What broke the file before anything was found.
    first: Option<Broken>,
    /// Nobody wants to know more.
    over: bool,
}

impl Reading<'_> {
    fn tell(&mut self, step: Step) {
        self.over = self.over || !(self.each)(step);
    }

    fn skip(&mut self, what: &str, why: &str) {
        self.tell(Step::Skipped(SkippedItem::new(what, why)));
    }

    /// Reads one file to its end, or to where it is broken.
    fn all(&mut self, file: impl BufRead, name: Option<&str>) -> Result<(), Unreadable> {
        let mut elements = Elements::new(file, self.limits.conversation_bytes);
        let mut first = true;
        while !self.over {
            match elements.next() {
                Ok(Some(element)) => {
                    if std::mem::take(&mut first)
                        && let Some(version) = mami::Header::version(elements.header())
                        && version > mami::VERSION
                    {
                        return Err(Unreadable::Newer(version));
                    }
                    self.element(element, name);
                }
                Ok(None) => break,
                Err(broken) => {
                    if self.known > 0 || self.unknown > 0 {
                        let place = name.map(|name| format!("{name}, ")).unwrap_or_default();
                        let what = format!("{place}byte {} and all that follows", broken.at);
                        self.skip(&what, &broken.why);
                    } else {
                        self.first.get_or_insert(broken);
                    }
                    break;
                }
            }
        }
        Ok(())
    }

    fn element(&mut self, element: Element, file: Option<&str>) {
        let place = match file {
            Some(file) => format!("{file}, byte {}", element.at),
            None => format!("byte {}", element.at),
        };
        let Some(json) = element.json else {
            self.known += 1;
            let most = self.limits.conversation_bytes >> 20;
            return self.skip(&place, &format!("it is larger than {most} MiB"));
        };
        let json = mended(json);
        let format = match serde_json::from_slice::<Names>(&json) {
            Ok(names) => names.format(),
            // JSON, but no object.
            Err(error) if error.is_data() => None,
            Err(error) => {
                self.known += 1;
                return self.skip(&place, &told(&error));
            }
        };
        let Some(format) = format else {
            self.unknown += 1;
            if self.known > 0 || file.is_none() {
                self.skip(&place, "it is no conversation of a format that is known");
            }
            return;
        };
        self.known += 1;
        let draft = match format {
            Format::Chatgpt => chatgpt::draft(&json),
            Format::Claude => claude::draft(&json),
            Format::OpenWebui => open_webui::draft(&json),
            Format::Librechat => librechat::draft(&json),
            Format::Mami => mami::draft(&json),
        };
        match draft {
            Ok(draft) => self.conversation(draft, format, &json, place),
            Err(error) => self.skip(&place, &told(&error)),
        }
    }

    fn conversation(&mut self, draft: Draft, format: Format, json: &[u8], place: String) {
        let name = draft.title.clone().or(draft.id.clone()).filter(|name| !name.trim().is_empty());
        let name = name.unwrap_or(place);
        // The same bytes give the same name.
        let fallback = || {
            let digest = Sha256::digest(json);
            digest.iter().fold("sha256-".to_owned(), |name, byte| format!("{name}{byte:02x}"))
        };
        match tree::finish(draft, format, fallback, self.now) {
            Ok((conversation, left)) => {
                if left.too_long > 0 {
                    let why = match left.too_long {
                        1 => format!(
                            "one message was left out: it is longer than {} MiB",
                            MAX_MESSAGE_BYTES >> 20
                        ),
                        n => format!(
                            "{n} messages were left out: they are longer than {} MiB",
                            MAX_MESSAGE_BYTES >> 20
                        ),
                    };
                    self.tell(Step::Remark(SkippedItem::new(&name, &why)));
                }
                self.left.empty += left.empty;
                self.tell(Step::Conversation(format, Box::new(conversation)));
            }
            Err(why) => self.skip(&name, &why),
        }
    }

    fn end(mut self) -> Result<(), Unreadable> {
        if self.known == 0 && !self.over {
            return Err(match self.first {
                Some(Broken { at: 0, .. }) => Unreadable::NotRecognised,
                Some(Broken { at, why }) => Unreadable::Damaged { at, why },
                None if self.unknown > 0 => Unreadable::NotRecognised,
                None => Unreadable::Empty,
            });
        }
        match self.left.empty {
            0 => {}
            1 => self.tell(Step::Remark(SkippedItem::new("one message", "it has no text and was left out"))),
            n => {
                let what = format!("{n} messages");
                self.tell(Step::Remark(SkippedItem::new(&what, "they have no text and were left out")));
            }
        }
        Ok(())
    }
}

/// serde's words without line and column, which say nothing about a piece of a file.
fn told(error: &serde_json::Error) -> String {
    let message = error.to_string();
    format!("it cannot be read: {}", message.split(" at line ").next().unwrap_or(&message))
}
