//! How good each item is as an answer: words, meaning, and what stands round it, fused.
//!
//! What stands beside a hit is often what was meant; the conversation that holds the best hit likely holds the rest; and a
//! pure question is rarely the evidence. See `docs/MEMORY.md` for the formula and what each part of it is worth.

use std::{cmp::Ordering, collections::BinaryHeap};

use serde::Deserialize;

use crate::question::{Author, NamedMonth};

/// The constants of recall. They were fixed on one public benchmark, and hold there within a wide range.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RankPolicy {
    /// BM25: how soon more of the same word counts no more.
    pub k1: f32,
    /// BM25: how much long texts are held back, 0 to 1.
    pub b: f32,
    /// The share of words; the rest is that of meaning.
    pub words: f32,
    /// How much the words of the turn before count.
    pub words_before: f32,
    /// How much the words of the turn after count.
    pub words_after: f32,
    /// How much the meaning of the turns before and after counts.
    pub meaning_beside: f32,
    /// How much the best of the same conversation counts.
    pub conversation: f32,
    /// What is taken from pure questions.
    pub question: f32,
    /// What is given for each doubling or so of the length: times ln(1 + words).
    pub length: f32,
    /// What is given to the words of whom the question asks about.
    pub author: f32,
    /// What is given to the month that the question names; half of it to the one after.
    pub month: f32,
    /// Turns with fewer content words are looked for together with the user's turn before.
    pub few_words: usize,
}

impl Default for RankPolicy {
    fn default() -> Self {
        Self {
            k1: 0.9,
            b: 0.4,
            words: 0.45,
            words_before: 0.5,
            words_after: 0.2,
            meaning_beside: 0.1,
            conversation: 0.4,
            question: 0.12,
            length: 0.05,
            author: 0.15,
            month: 0.1,
            few_words: 4,
        }
    }
}

/// No row.
pub(crate) const NONE: u32 = u32::MAX;

/// What ranking knows of an item. Laid out close together: all of them are read for each question.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    /// The row of what stands before it in its group, or [`NONE`].
    pub before: u32,
    /// The row of what stands after it, or [`NONE`].
    pub after: u32,
    /// The number of its group.
    pub group: u32,
    /// ln(1 + words).
    pub length: f32,
    /// See [`crate::question::month_number`].
    pub month: u16,
    /// How many terms it has.
    pub terms: u16,
    /// Nothing but questions.
    pub question: bool,
    /// Whose words.
    pub author: Author,
    /// What it is.
    pub kind: Kind,
    /// Only a private question may see it.
    pub private: bool,
}

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Turn,
    Fact,
    Chunk,
    /// The row is free.
    Gone,
}

/// What a question says about what it looks for, beside its words and meaning.
#[derive(Debug, Default, Clone)]
pub(crate) struct Hints {
    pub about: Option<Author>,
    pub months: Vec<NamedMonth>,
}

/// What was found out about every row, by row. Kept from one search to the next, so that nothing is allocated.
#[derive(Debug, Default)]
pub(crate) struct Signals {
    /// BM25 of the words.
    pub words: Vec<f32>,
    /// The cosine of the vectors; empty where there are none.
    pub meaning: Vec<f32>,
    /// The row may be seen. What may not has 0 in both others.
    pub seen: Vec<bool>,
    /// Both as one, then the whole score.
    pub score: Vec<f32>,
    smooth_words: Vec<f32>,
    smooth_meaning: Vec<f32>,
    /// The best of each group, of what `score` was before anything was added to it.
    best: Vec<f32>,
    /// What a unit of words is worth in `score`.
    words_by: f32,
}

/// What part of a score an item owes to others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Owed {
    /// More than half of it comes from the words beside it.
    pub beside: bool,
    /// Another of its group is more than twice as good by itself.
    pub conversation: bool,
}

/// As an index into what is kept by row or group; none for [`NONE`], which is beyond all of them.
pub(crate) fn index(row: u32) -> Option<usize> {
    usize::try_from(row).ok()
}

/// From where to where values go.
#[derive(Debug, Clone, Copy)]
struct Span {
    low: f32,
    high: f32,
}

impl Span {
    const EMPTY: Self = Self { low: f32::INFINITY, high: f32::NEG_INFINITY };

    const fn with(self, value: f32) -> Self {
        Self { low: self.low.min(value), high: self.high.max(value) }
    }

    /// What to take from a value, and what to multiply it with, so that all are from 0 to 1. All 0 where they are equal.
    fn scale(self) -> (f32, f32) {
        let wide = self.high - self.low;
        (self.low, if wide > f32::EPSILON && wide.is_finite() { 1.0 / wide } else { 0.0 })
    }
}

impl Signals {
    /// Fills `score` and `best` from `words`, `meaning` and `seen`. `groups`: how many there are.
    pub(crate) fn fuse(&mut self, marks: &[Mark], groups: usize, hints: &Hints, policy: &RankPolicy) {
        let beside = (policy.words_before, policy.words_after);
        let words = smooth(&self.words, marks, &self.seen, beside, &mut self.smooth_words);
        let dense = !self.meaning.is_empty();
        let beside = (policy.meaning_beside, policy.meaning_beside);
        let meaning = smooth(&self.meaning, marks, &self.seen, beside, &mut self.smooth_meaning);
        let (words_low, mut words_by) = words.scale();
        let (meaning_low, mut meaning_by) = meaning.scale();
        if dense {
            words_by *= policy.words;
            meaning_by *= 1.0 - policy.words;
        } else {
            self.smooth_meaning.clear();
            self.smooth_meaning.resize(marks.len(), 0.0);
            meaning_by = 0.0;
        }
        let meaning_low = if dense { meaning_low } else { 0.0 };
        self.words_by = words_by;

        self.best.clear();
        self.best.resize(groups, 0.0);
        self.score.clear();
        let both = self.smooth_words.iter().zip(&self.smooth_meaning);
        for ((mark, seen), (words, meaning)) in marks.iter().zip(&self.seen).zip(both) {
            let score = if *seen {
                (words - words_low) * words_by + (meaning - meaning_low) * meaning_by
            } else {
                f32::NEG_INFINITY
            };
            self.score.push(score);
            if let Some(best) = index(mark.group).and_then(|group| self.best.get_mut(group)) {
                *best = best.max(score);
            }
        }
        for (score, mark) in self.score.iter_mut().zip(marks) {
            let best = index(mark.group).and_then(|group| self.best.get(group)).copied();
            *score +=
                policy.conversation * best.unwrap_or_else(|| score.max(0.0)) + mark.worth(hints, policy);
        }
    }

    /// Whom the score of a row is owed to.
    pub(crate) fn owed(&self, row: u32, mark: &Mark, hints: &Hints, policy: &RankPolicy) -> Owed {
        let at = |values: &[f32]| index(row).and_then(|row| values.get(row)).copied().unwrap_or(0.0);
        let worth = mark.worth(hints, policy);
        let best = index(mark.group).and_then(|group| self.best.get(group)).copied();
        let own = best.map(|best| at(&self.score) - worth - policy.conversation * best);
        let beside = (at(&self.smooth_words) - at(&self.words)) * self.words_by;
        Owed {
            beside: own.is_some_and(|own| beside > own / 2.0 && beside > 0.0),
            conversation: own.zip(best).is_some_and(|(own, best)| best > 2.0 * own.max(0.0)),
        }
    }

    /// The rows with the highest scores, best first, of those that `wanted` lets through.
    pub(crate) fn top(&self, limit: usize, wanted: impl Fn(u32) -> bool) -> Vec<u32> {
        let mut kept: BinaryHeap<Ranked> = BinaryHeap::with_capacity(limit.saturating_add(1));
        let mut least = f32::NEG_INFINITY;
        for (row, score) in (0_u32..).zip(&self.score) {
            if *score > least && wanted(row) {
                kept.push(Ranked { score: *score, row });
                if kept.len() > limit {
                    kept.pop();
                }
                if kept.len() >= limit {
                    least = kept.peek().map_or(f32::INFINITY, |ranked| ranked.score);
                }
            }
        }
        kept.into_sorted_vec().into_iter().map(|ranked| ranked.row).collect()
    }
}

impl Mark {
    /// It is of a month that the question names, or the one after.
    pub(crate) fn is_of_month(&self, hints: &Hints) -> bool {
        let after = self.month.wrapping_sub(1);
        hints.months.iter().any(|named| named.is(self.month) || named.is(after))
    }

    /// What it is given for what it is, whatever it says.
    fn worth(&self, hints: &Hints, policy: &RankPolicy) -> f32 {
        let mut worth = policy.length * self.length;
        if self.question {
            worth -= policy.question;
        }
        if hints.about == Some(self.author) {
            worth += policy.author;
        }
        if hints.months.iter().any(|named| named.is(self.month)) {
            worth += policy.month;
        } else if hints.months.iter().any(|named| named.is(self.month.wrapping_sub(1))) {
            worth += policy.month / 2.0;
        }
        worth
    }
}

/// Each value with a share of those beside it, and from where to where they go.
fn smooth(
    values: &[f32],
    marks: &[Mark],
    seen: &[bool],
    beside: (f32, f32),
    smoothed: &mut Vec<f32>,
) -> Span {
    smoothed.clear();
    let mut span = Span::EMPTY;
    let at = |row: u32| index(row).and_then(|row| values.get(row)).copied().unwrap_or(0.0);
    smoothed.extend(values.iter().zip(marks).zip(seen).map(|((value, mark), seen)| {
        let value = value + beside.0 * at(mark.before) + beside.1 * at(mark.after);
        if *seen {
            span = span.with(value);
        }
        value
    }));
    span
}

/// The worst is the greatest, so that a heap gives it away first; of equals the first row is better.
#[derive(Debug, Clone, Copy)]
struct Ranked {
    score: f32,
    row: u32,
}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        other.score.total_cmp(&self.score).then(self.row.cmp(&other.row))
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Ranked {}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(before: u32, after: u32, group: u32) -> Mark {
        Mark {
            before,
            after,
            group,
            length: 0.0,
            month: 2024 * 12,
            terms: 1,
            question: false,
            author: Author::User,
            kind: Kind::Turn,
            private: false,
        }
    }

    fn fused(words: &[f32], meaning: &[f32], marks: &[Mark], hints: &Hints) -> Vec<f32> {
        let mut signals = Signals {
            words: words.to_vec(),
            meaning: meaning.to_vec(),
            seen: vec![true; marks.len()],
            ..Signals::default()
        };
        signals.fuse(marks, 2, hints, &RankPolicy::default());
        signals.score.iter().map(|score| (score * 1e4).round() / 1e4).collect()
    }

    #[test]
    fn each_part_of_the_formula() {
        let alone = |group| mark(NONE, NONE, group);
        let no = Hints::default();
        // Words alone, from 0 to 1, and .4 of the best of the conversation.
        assert_eq!(fused(&[0.0, 5.0, 10.0], &[], &[alone(0), alone(0), alone(1)], &no), [0.2, 0.7, 1.4]);
        // .45 of words and .55 of meaning.
        assert_eq!(fused(&[0.0, 10.0], &[0.3, 0.1], &[alone(0), alone(1)], &no), [0.77, 0.63]);
        // Half of what is before, a fifth of what is after.
        let chain = [mark(NONE, 1, 0), mark(0, 2, 0), mark(1, NONE, 0)];
        assert_eq!(fused(&[0.0, 10.0, 0.0], &[], &chain, &no), [0.4, 1.4, 0.775]);
        // A tenth of the meaning beside: 0 + .1, 1, 0 + .1.
        assert_eq!(fused(&[0.0; 3], &[0.0, 1.0, 0.0], &chain, &no), [0.22, 0.77, 0.22]);
        // What the item is.
        let plain = alone(0);
        let question = Mark { question: true, ..plain };
        let long = Mark { length: 2.0, ..plain };
        let other = Mark { author: Author::Assistant, month: 2024 * 12 + 2, ..plain };
        let next = Mark { month: 2024 * 12 + 3, author: Author::Document, ..plain };
        let hints = Hints {
            about: Some(Author::Assistant),
            months: vec![NamedMonth { month: 2, year: None }, NamedMonth { month: 2, year: Some(2024) }],
        };
        let marks = [plain, question, long, other, next];
        assert_eq!(fused(&[0.0; 5], &[], &marks, &hints), [0.0, -0.12, 0.1, 0.25, 0.05]);
    }

    #[test]
    fn what_is_not_seen_has_no_part() {
        let marks = [mark(NONE, NONE, 0), mark(NONE, NONE, 0), mark(NONE, NONE, 0)];
        let mut signals = Signals {
            words: vec![0.0, 4.0, 2.0],
            meaning: Vec::new(),
            seen: vec![false, true, true],
            ..Signals::default()
        };
        signals.fuse(&marks, 1, &Hints::default(), &RankPolicy::default());
        assert_eq!(signals.top(3, |_| true), [1, 2], "and the lowest of those seen is 0");
        assert!((signals.score[2] - 0.4).abs() < 1e-6);
    }

    #[test]
    fn the_best_come_first_and_no_more_than_asked_for() {
        let signals =
            Signals { score: vec![0.1, 0.9, 0.5, 0.9, f32::NEG_INFINITY, 0.7], ..Signals::default() };
        assert_eq!(signals.top(3, |_| true), [1, 3, 5]);
        assert_eq!(signals.top(3, |row| row != 1), [3, 5, 2]);
        assert_eq!(signals.top(9, |_| true).len(), 5);
        assert!(signals.top(0, |_| true).is_empty());
        assert!(Signals::default().top(3, |_| true).is_empty());
    }

    #[test]
    fn settings_may_name_some_constants_and_no_others() {
        let policy: RankPolicy = serde_json::from_str(r#"{"words":0.5}"#).unwrap();
        assert_eq!(policy, RankPolicy { words: 0.5, ..RankPolicy::default() });
        assert!(serde_json::from_str::<RankPolicy>(r#"{"word":0.5}"#).is_err());
    }
}
