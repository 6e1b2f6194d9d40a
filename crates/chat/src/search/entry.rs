//! What of a text is kept to be found.

use std::collections::HashMap;

use mami_ports::text::words;

/// Only so many words of a text can be found.
pub(super) const MAX_WORDS: usize = 20_000;
/// Words behind this many have no place: they are found, but not as parts of phrases. PostgreSQL counts no further.
const MAX_PLACED: usize = 16_000;
/// A word has no more places than this, as PostgreSQL keeps no more.
const MAX_PLACES: u32 = 250;
/// All words of a text together, in bytes. PostgreSQL takes a megabyte, places included.
const MAX_BYTES: usize = 600_000;

/// A word to be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryWord {
    /// The word.
    pub text: String,
    /// Its place among the words, from 1; none: it was found often enough before, or too far behind.
    pub place: Option<u16>,
}

/// The words of a text as both databases keep them: within the limits of the stricter one, so that both find the same.
pub fn entry_words(text: &str) -> Vec<EntryWord> {
    let mut places: HashMap<String, u32> = HashMap::new();
    let mut bytes = 0;
    let mut kept = Vec::new();
    for (at, word) in words(text).take(MAX_WORDS).enumerate() {
        bytes += word.text.len();
        if bytes > MAX_BYTES {
            break;
        }
        let count = places.entry(word.text.clone()).or_default();
        *count += 1;
        let place = if *count <= MAX_PLACES && at < MAX_PLACED { u16::try_from(at + 1).ok() } else { None };
        kept.push(EntryWord { text: word.text, place });
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_places_within_limits() {
        let kept = entry_words("To be, or not to be");
        let expected = [("to", 1), ("be", 2), ("or", 3), ("not", 4), ("to", 5), ("be", 6)];
        let found: Vec<(&str, u16)> =
            kept.iter().map(|word| (word.text.as_str(), word.place.unwrap())).collect();
        assert_eq!(found, expected);
        assert!(entry_words("🙂 …").is_empty());
    }

    #[test]
    fn what_is_long_is_cut() {
        let kept = entry_words(&"again ".repeat(30_000));
        assert_eq!(kept.len(), MAX_WORDS);
        assert_eq!(kept.iter().filter(|word| word.place.is_some()).count(), 250);
        let many: String = (0..30_000).map(|n| format!("w{n} ")).collect();
        let kept = entry_words(&many);
        assert_eq!(kept[15_999].place, Some(16_000));
        assert_eq!((kept[16_000].place, kept.len()), (None, MAX_WORDS));
        let fat: String = (0..30_000).map(|n| format!("{n}{} ", "字a".repeat(40))).collect();
        assert!(entry_words(&fat).iter().map(|word| word.text.len()).sum::<usize>() <= MAX_BYTES);
    }
}
