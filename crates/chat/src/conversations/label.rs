//! Titles, folders and tags: what they may be, when two are the same, and how often each is used.

use std::collections::BTreeMap;

use caseless::Caseless;
use serde::Serialize;
use unicode_normalization::UnicodeNormalization;
use utoipa::ToSchema;

use crate::error::InvalidField;

/// The longest title, in characters.
pub const MAX_TITLE_CHARS: usize = 200;
/// The longest name of a folder, in characters.
pub const MAX_FOLDER_CHARS: usize = 80;
/// The longest tag, in characters.
pub const MAX_TAG_CHARS: usize = 40;
/// The most tags of a conversation.
pub const MAX_TAGS: usize = 20;
/// The most folders and the most tags that are listed: those that are used most.
const MAX_LISTED: usize = 1_000;

/// A text as it is compared and looked for: without case, width and other differences of form (Unicode Standard, section 3.13,
/// D146), composed.
pub fn fold(text: &str) -> String {
    text.nfd().default_case_fold().nfkd().default_case_fold().nfkc().collect()
}

/// A text of one line, without spaces around it.
fn line(pointer: &'static str, text: &str, most: usize) -> Result<String, InvalidField> {
    let text = text.trim();
    let invalid = |message: String| Err(InvalidField { pointer, message });
    if text.chars().count() > most {
        return invalid(format!("it must have at most {most} characters"));
    }
    if text.chars().any(char::is_control) {
        return invalid("it must not contain control characters".to_owned());
    }
    Ok(text.to_owned())
}

/// The title of a conversation. It may be empty.
pub(crate) fn title(text: &str) -> Result<String, InvalidField> {
    line("/title", text, MAX_TITLE_CHARS)
}

/// The name of a folder; empty: none.
pub(crate) fn folder(text: &str) -> Result<String, InvalidField> {
    line("/folder", text, MAX_FOLDER_CHARS)
}

/// One tag.
pub(crate) fn tag(pointer: &'static str, text: &str) -> Result<String, InvalidField> {
    let tag = line(pointer, text, MAX_TAG_CHARS)?;
    if tag.is_empty() {
        return Err(InvalidField { pointer, message: "a tag must not be empty".to_owned() });
    }
    Ok(tag)
}

/// All tags of a conversation.
pub(crate) fn tags(texts: &[String]) -> Result<Vec<String>, InvalidField> {
    let invalid = |message: String| Err(InvalidField { pointer: "/tags", message });
    if texts.len() > MAX_TAGS {
        return invalid(format!("there must be at most {MAX_TAGS} tags"));
    }
    let mut tags = Vec::with_capacity(texts.len());
    for text in texts {
        let tag = tag("/tags", text)?;
        if has(&tags, &tag) {
            return invalid(format!("{tag} is there twice"));
        }
        tags.push(tag);
    }
    Ok(tags)
}

/// Whether a tag is among these, however it is spelled.
fn has(tags: &[String], tag: &str) -> bool {
    let tag = fold(tag);
    tags.iter().any(|other| fold(other) == tag)
}

/// These tags and one more. `None`: it is among them, or there are as many as there may be.
pub fn with_tag(tags: &[String], tag: &str) -> Option<Vec<String>> {
    let more = tags.len() < MAX_TAGS && !has(tags, tag);
    more.then(|| tags.iter().cloned().chain([tag.to_owned()]).collect())
}

/// These tags without one. `None`: it is not among them.
pub fn without_tag(tags: &[String], tag: &str) -> Option<Vec<String>> {
    let folded = fold(tag);
    has(tags, tag).then(|| tags.iter().filter(|other| fold(other) != folded).cloned().collect())
}

/// What one conversation is marked with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelled {
    /// Its folder; empty: none.
    pub folder: String,
    /// Its tags.
    pub tags: Vec<String>,
    /// It is put away.
    pub archived: bool,
}

/// A folder or a tag that is in use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Label {
    /// Its name, as it is spelled most often.
    pub name: String,
    /// How many conversations it has that are not archived.
    pub count: u64,
}

/// The folders and tags that are in use, in the order of their names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Labels {
    /// The folders.
    pub folders: Vec<Label>,
    /// The tags.
    pub tags: Vec<Label>,
}

impl Labels {
    /// Counts what conversations are marked with.
    pub(crate) fn count(all: &[Labelled]) -> Self {
        let folders = all.iter().filter(|one| !one.folder.is_empty());
        Self {
            folders: counted(folders.map(|one| (one.folder.as_str(), one.archived))),
            tags: counted(all.iter().flat_map(|one| one.tags.iter().map(|tag| (tag.as_str(), one.archived)))),
        }
    }
}

fn counted<'a>(names: impl Iterator<Item = (&'a str, bool)>) -> Vec<Label> {
    #[derive(Default)]
    struct Uses {
        shown: u64,
        all: u64,
    }
    let mut spelled: BTreeMap<&str, Uses> = BTreeMap::new();
    for (name, archived) in names {
        let uses = spelled.entry(name).or_default();
        uses.shown += u64::from(!archived);
        uses.all += 1;
    }
    // Of one name: all its uses, its most frequent spelling, and how often that is used.
    let mut folded: BTreeMap<String, (Uses, &str, u64)> = BTreeMap::new();
    for (name, uses) in spelled {
        let (sum, most, most_used) = folded.entry(fold(name)).or_default();
        sum.shown += uses.shown;
        sum.all += uses.all;
        if uses.all > *most_used {
            (*most, *most_used) = (name, uses.all);
        }
    }
    let mut labels: Vec<_> = folded.into_iter().collect();
    if labels.len() > MAX_LISTED {
        labels.sort_by_key(|(_, (uses, ..))| std::cmp::Reverse(uses.all));
        labels.truncate(MAX_LISTED);
        labels.sort_by(|one, other| one.0.cmp(&other.0));
    }
    let label = |(_, (uses, name, _)): (String, (Uses, &str, u64))| Label {
        name: name.to_owned(),
        count: uses.shown,
    };
    labels.into_iter().map(label).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(tags: &[&str]) -> Vec<String> {
        tags.iter().map(|&tag| tag.to_owned()).collect()
    }

    #[test]
    fn a_label_is_a_line_of_limited_length_without_spaces_around_it() {
        assert_eq!(folder("  Reisen 🙂 "), Ok("Reisen 🙂".to_owned()));
        assert_eq!(folder(" "), Ok(String::new()), "none");
        assert_eq!(folder(&"ß".repeat(80)), Ok("ß".repeat(80)));
        assert_eq!(tags(&owned(&[" a ", "b"])), Ok(owned(&["a", "b"])));
        for bad in ["ß".repeat(81), "two\nlines".to_owned(), "nul\0".to_owned(), "a\u{1b}[2J".to_owned()] {
            assert_eq!(folder(&bad).unwrap_err().pointer, "/folder", "{bad:?}");
            assert_eq!(tag("/tag", &bad).unwrap_err().pointer, "/tag", "{bad:?}");
        }
        for bad in
            [&[""][..], &["  "], &["a", "A"], &["ＡＢ", "ab"], &["é", "e\u{301}"], &["straße", "STRASSE"]]
        {
            assert!(tags(&owned(bad)).is_err(), "{bad:?}");
        }
        let many: Vec<String> = (0..=MAX_TAGS).map(|n| n.to_string()).collect();
        assert!(tags(&many).is_err());
        assert_eq!(tags(&many[1..]).unwrap().len(), MAX_TAGS);
    }

    #[test]
    fn a_tag_comes_and_goes_however_it_is_spelled() {
        let some = owned(&["Work", "fun"]);
        assert_eq!(with_tag(&some, "work"), None);
        assert_eq!(with_tag(&some, "new"), Some(owned(&["Work", "fun", "new"])));
        assert_eq!(without_tag(&some, "WORK"), Some(owned(&["fun"])));
        assert_eq!(without_tag(&some, "wor"), None);
        let full: Vec<String> = (0..MAX_TAGS).map(|n| n.to_string()).collect();
        assert_eq!(with_tag(&full, "new"), None);
    }

    #[test]
    fn labels_are_counted_by_name_and_shown_as_most_spell_them() {
        let one = |folder: &str, tags: &[&str], archived| Labelled {
            folder: folder.to_owned(),
            tags: owned(tags),
            archived,
        };
        let all = [
            one("Work", &["b", "Ä"], false),
            one("work", &["ä"], false),
            one("Work", &["ä"], true),
            one("", &[], false),
            one("Old", &[], true),
        ];
        let label = |name: &str, count| Label { name: name.to_owned(), count };
        let labels = Labels::count(&all);
        assert_eq!(labels.folders, [label("Old", 0), label("Work", 2)]);
        assert_eq!(labels.tags, [label("b", 1), label("ä", 2)]);
    }

    #[test]
    fn of_too_many_labels_those_that_are_used_most_are_listed() {
        let one = |tag: String| Labelled { folder: String::new(), tags: vec![tag], archived: false };
        let all: Vec<Labelled> =
            (0..MAX_LISTED + 5).map(|n| one(format!("{n:05}"))).chain([one("01003".into())]).collect();
        let labels = Labels::count(&all);
        assert_eq!(labels.tags.len(), MAX_LISTED);
        assert!(labels.tags.contains(&Label { name: "01003".into(), count: 2 }));
        assert!(labels.tags.is_sorted_by(|one, next| one.name < next.name));
    }
}
