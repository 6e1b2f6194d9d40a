//! Memories as a file: what is taken along, and what is brought back.

use chrono::{DateTime, Utc};
use mami_ports::MemoryId;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    error::{MemoryError, MemoryFault},
    memory::{Kind, Memory, MemoryStatus, Origin, checked_tags, checked_text},
    store::Imported,
};

/// The name of the format.
pub const FORMAT: &str = "mami-memories";
/// Its version: it changes when a reader must not pass over what it does not know.
pub const VERSION: u32 = 1;
/// The faults that are told of one file.
const MOST_FAULTS: usize = 20;

/// A file with memories, as the export gives it. Fields that are not known are passed over.
#[derive(Debug, Deserialize, ToSchema)]
pub struct MemoryFile {
    /// `mami-memories`.
    #[serde(default)]
    pub format: Option<String>,
    /// 1.
    #[serde(default)]
    pub version: Option<u32>,
    /// The memories. Of each, `text` is enough.
    pub memories: Vec<FileMemory>,
}

/// A memory of a file.
#[derive(Debug, Deserialize, ToSchema)]
pub struct FileMemory {
    /// What is known.
    pub text: String,
    /// What it is about.
    #[serde(default)]
    pub kind: Kind,
    /// Where it came from.
    #[serde(default)]
    pub origin: Option<Origin>,
    /// Whether it is used.
    #[serde(default)]
    pub status: MemoryStatus,
    /// Words to find it by.
    #[serde(default)]
    pub tags: Vec<String>,
    /// It is told to the model in every turn.
    #[serde(default)]
    pub pinned: bool,
    /// How sure it is, from 0 to 1.
    #[serde(default)]
    pub confidence: Option<f32>,
    /// It is used in private conversations only.
    #[serde(default)]
    pub private: bool,
    /// From when on it is true.
    #[serde(default)]
    pub valid_from: Option<DateTime<Utc>>,
    /// Until when it is true.
    #[serde(default)]
    pub valid_to: Option<DateTime<Utc>>,
    /// Since when it counts no longer.
    #[serde(default)]
    pub invalid_at: Option<DateTime<Utc>>,
    /// When it was made.
    #[serde(default)]
    pub created_at: Option<DateTime<Utc>>,
}

/// What a file brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, ToSchema)]
#[schema(as = MemoryImportReport)]
pub struct ImportReport {
    /// New memories.
    pub added: u64,
    /// Those that were there already.
    pub duplicates: u64,
}

impl MemoryFile {
    /// A file of lines, one memory each. Bullets before them, and empty lines, do not count.
    pub fn of_lines(text: &str) -> Self {
        let lines = text.lines().map(|line| {
            let line = line.trim();
            ["- ", "* ", "• "].iter().find_map(|bullet| line.strip_prefix(bullet)).unwrap_or(line).trim()
        });
        let memory = |text: &str| FileMemory {
            text: text.to_owned(),
            kind: Kind::Fact,
            origin: None,
            status: MemoryStatus::Active,
            tags: Vec::new(),
            pinned: false,
            confidence: None,
            private: false,
            valid_from: None,
            valid_to: None,
            invalid_at: None,
            created_at: None,
        };
        Self {
            format: None,
            version: None,
            memories: lines.filter(|line| !line.is_empty()).map(memory).collect(),
        }
    }

    /// The memories, ready to be kept, under new ids.
    ///
    /// # Errors
    /// [`MemoryError::Invalid`] with the faults, the first of them where there are many.
    pub fn checked(
        self,
        now: DateTime<Utc>,
        mut next_id: impl FnMut() -> MemoryId,
    ) -> Result<Vec<Imported>, MemoryError> {
        if self.format.as_deref().is_some_and(|format| format != FORMAT) {
            return Err(MemoryError::invalid("/format", format!("it must be `{FORMAT}`")));
        }
        if self.version.is_some_and(|version| version != VERSION) {
            return Err(MemoryError::invalid("/version", format!("this Mami knows version {VERSION}")));
        }
        let (mut all, mut faults) = (Vec::new(), Vec::new());
        for (place, memory) in self.memories.into_iter().enumerate() {
            match memory.checked(place, now, &mut next_id) {
                Ok(memory) => all.push(Imported { memory }),
                Err(fault) => faults.push(fault),
            }
            if faults.len() >= MOST_FAULTS {
                break;
            }
        }
        if faults.is_empty() { Ok(all) } else { Err(MemoryError::Invalid(faults)) }
    }
}

impl FileMemory {
    fn checked(
        self,
        place: usize,
        now: DateTime<Utc>,
        next_id: &mut impl FnMut() -> MemoryId,
    ) -> Result<Memory, MemoryFault> {
        let fault = |field: &str, message: &str| MemoryFault {
            pointer: format!("/memories/{place}/{field}"),
            message: message.to_owned(),
        };
        let text = checked_text(&self.text).map_err(|message| fault("text", message))?;
        let tags = checked_tags(&self.tags).map_err(|(_, message)| fault("tags", message))?;
        let before = |at: DateTime<Utc>| at.min(now);
        let created_at = self.created_at.map_or(now, before);
        Ok(Memory {
            id: next_id(),
            text,
            kind: self.kind,
            origin: self.origin.unwrap_or(Origin::Added),
            status: self.status,
            tags,
            pinned: self.pinned,
            confidence: self.confidence.map_or(1.0, |sure| sure.clamp(0.0, 1.0)),
            source_message_id: None,
            source_conversation_id: None,
            private: self.private,
            valid_from: self.valid_from,
            valid_to: self.valid_to,
            invalid_at: self.invalid_at.map(before),
            superseded_by: None,
            replaces: None,
            use_count: 0,
            last_used_at: None,
            created_at,
            updated_at: now,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(file: MemoryFile) -> Result<Vec<Imported>, MemoryError> {
        let mut n = 0;
        file.checked(DateTime::UNIX_EPOCH, || {
            n += 1;
            MemoryId::from_uuid(uuid::Uuid::from_u128(n))
        })
    }

    #[test]
    fn lines_are_memories() {
        let all = checked(MemoryFile::of_lines("- I like tea\r\n\n  * I have a dog \n•\nplain")).unwrap();
        let texts: Vec<_> = all.iter().map(|one| one.memory.text.as_str()).collect();
        assert_eq!(texts, ["I like tea", "I have a dog", "•", "plain"]);
    }

    #[test]
    fn files_are_checked_whole() {
        let file = |json: &str| checked(serde_json::from_str(json).unwrap());
        assert_eq!(file(r#"{"memories": [{"text": "a", "use_count": 3, "history": []}]}"#).unwrap().len(), 1);
        for (json, pointers) in [
            (r#"{"format": "other", "memories": []}"#, vec!["/format"]),
            (r#"{"version": 2, "memories": []}"#, vec!["/version"]),
            (
                r#"{"memories": [{"text": " "}, {"text": "a"}, {"text": "b", "tags": [""]}]}"#,
                vec!["/memories/0/text", "/memories/2/tags"],
            ),
        ] {
            let Err(MemoryError::Invalid(faults)) = file(json) else { panic!("{json}") };
            assert_eq!(faults.iter().map(|fault| fault.pointer.as_str()).collect::<Vec<_>>(), pointers);
        }
        let sure =
            file(r#"{"memories": [{"text": "a", "confidence": 7, "created_at": "2100-01-01T00:00:00Z"}]}"#);
        let memory = &sure.unwrap().remove(0).memory;
        assert_eq!((memory.confidence, memory.created_at), (1.0, DateTime::UNIX_EPOCH));
    }
}
