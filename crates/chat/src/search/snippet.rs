//! The part of a text where something was found.

use std::ops::Range;

use mami_ports::text::{Word, words};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    entry::MAX_WORDS,
    query::{Query, Term},
};

/// How long the part is, in characters, about.
const LENGTH: usize = 160;
/// How much of that stands before what was found.
const BEFORE: usize = 40;
/// So many hits are enough to choose between.
const MAX_HITS: usize = 500;

/// A piece of the part that is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Segment {
    /// The text, as it was written.
    pub text: String,
    /// It is what was looked for.
    pub hit: bool,
}

/// The part of a text with most of what was looked for, the first of several; its beginning when nothing is in it. Put together,
/// the segments are a piece of the text, byte for byte.
pub fn snippet(text: &str, query: &Query) -> Vec<Segment> {
    let found: Vec<Word> = words(text).take(MAX_WORDS).collect();
    let hits = hits(&found, query);
    let start = best(&hits).map_or(0, |hit| start_before(text, hit.range.start));
    let end = end_behind(text, start);
    let mut segments = Vec::new();
    let mut at = start;
    for range in merged(hits).into_iter().filter(|range| range.end > start && range.start < end) {
        let (from, to) = (range.start.max(at), range.end.min(end));
        push(&mut segments, text, at..from, false);
        push(&mut segments, text, from..to, true);
        at = to.max(at);
    }
    push(&mut segments, text, at..end, false);
    segments
}

struct Hit {
    term: usize,
    range: Range<usize>,
}

/// Where the terms are, by their place.
fn hits(found: &[Word], query: &Query) -> Vec<Hit> {
    let mut hits = Vec::new();
    for at in 0..found.len() {
        let rest = found.get(at..).unwrap_or_default();
        for (term, wanted) in query.terms.iter().enumerate() {
            if let Some(range) = term_at(rest, wanted) {
                hits.push(Hit { term, range });
            }
        }
        if hits.len() >= MAX_HITS {
            break;
        }
    }
    hits
}

fn term_at(words: &[Word], term: &Term) -> Option<Range<usize>> {
    let last = term.words.len().checked_sub(1)?;
    let here = words.get(..=last)?;
    let same = here.iter().zip(&term.words).enumerate().all(|(at, (word, wanted))| {
        word.text == *wanted || at == last && term.prefix && word.text.starts_with(wanted.as_str())
    });
    same.then(|| Some(here.first()?.range.start..here.last()?.range.end))?
}

/// The hit from which on most terms are near.
fn best(hits: &[Hit]) -> Option<&Hit> {
    let mut best: Option<(usize, &Hit)> = None;
    for (at, hit) in hits.iter().enumerate() {
        let near =
            hits.iter().skip(at).take_while(|other| other.range.end <= hit.range.start + LENGTH - BEFORE);
        let mut terms: Vec<usize> = near.map(|hit| hit.term).collect();
        terms.sort_unstable();
        terms.dedup();
        if best.is_none_or(|(most, _)| terms.len() > most) {
            best = Some((terms.len(), hit));
        }
    }
    best.map(|(_, hit)| hit)
}

/// A little before a place, between words where there is a space near.
fn start_before(text: &str, place: usize) -> usize {
    let before = text.get(..place).unwrap_or_default();
    let Some((start, _)) = before.char_indices().rev().nth(BEFORE - 1) else { return 0 };
    let cut = before.get(start..).unwrap_or_default();
    // Behind the first space: the word before it may have been cut.
    cut.find(char::is_whitespace)
        .and_then(|space| cut.get(space..))
        .map_or(start, |rest| place - rest.trim_start().len())
}

fn end_behind(text: &str, start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    let Some((length, _)) = rest.char_indices().nth(LENGTH) else { return text.len() };
    let cut = rest.get(..length).unwrap_or_default();
    let space = cut.rfind(char::is_whitespace).filter(|space| space + 3 * BEFORE > length);
    start + space.map_or(length, |space| cut.get(..space).unwrap_or_default().trim_end().len())
}

/// The hits without overlaps.
fn merged(hits: Vec<Hit>) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = hits.into_iter().map(|hit| hit.range).collect();
    ranges.sort_by_key(|range| range.start);
    let mut merged: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

fn push(segments: &mut Vec<Segment>, text: &str, range: Range<usize>, hit: bool) {
    if let Some(piece) = text.get(range).filter(|piece| !piece.is_empty()) {
        segments.push(Segment { text: piece.to_owned(), hit });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hits in brackets.
    fn shown(text: &str, query: &str) -> String {
        let segments = snippet(text, &Query::parse(query).unwrap());
        let whole: String = segments.iter().map(|segment| segment.text.as_str()).collect();
        assert!(text.contains(&whole), "{whole:?} is no piece of {text:?}");
        assert!(whole.chars().count() <= LENGTH);
        assert!(segments.windows(2).all(|two| !two[0].text.is_empty() && (two[0].hit || two[1].hit)));
        let bracket = |segment: &Segment| {
            if segment.hit { format!("[{}]", segment.text) } else { segment.text.clone() }
        };
        segments.iter().map(bracket).collect()
    }

    #[test]
    fn hits_are_marked_as_they_were_written() {
        assert_eq!(
            shown("Un CAFÉ crème, s'il vous plaît", "creme cafe"),
            "Un [CAFÉ] [crème], s'il vous plaît"
        );
        assert_eq!(shown("İSTANBUL'da ısındı", "istanbul isin"), "[İSTANBUL]'da [ısındı]");
        assert_eq!(shown("to be or not to be", "\"to be\""), "[to be] or not [to be]");
        assert_eq!(shown("東京都と京都", "京都"), "東[京都]と[京都]");
        assert_eq!(shown("ab aba", "ab"), "[ab] [aba]");
        assert_eq!(shown("cafe\u{301}\0s", "café"), "[cafe\u{301}]\0s");
        assert_eq!(shown("nothing", "else"), "nothing");
        assert_eq!(shown("a a a", "\"a a\""), "[a a a]", "overlaps are one");
    }

    #[test]
    fn the_best_part_of_a_long_text_is_shown() {
        let filler = "many words that say nothing ".repeat(40);
        let text = format!("{filler}one apple here {filler}an apple and a pear {filler}");
        let part = shown(&text, "apple pear");
        assert!(part.contains("an [apple] and a [pear] many"), "{part}");
        assert!(part.starts_with("nothing many"), "{part}");
        assert!(!part.ends_with(' '));
        let text = format!("{}needle{}", "字".repeat(500), "字".repeat(500));
        let part = shown(&text, "needle");
        assert!(part.contains("字[needle]字"), "{part}");
        assert_eq!(part.chars().count(), LENGTH + 2);
        let text = format!("{}needle", "x".repeat(500));
        assert_eq!(shown(&text, &"x".repeat(70)).chars().count(), LENGTH + 2, "even within a word");
    }
}
