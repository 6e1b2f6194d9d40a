//! Which rows hold a term, and how often: BM25 over them.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

use crate::{
    rank::{Mark, RankPolicy, index},
    words::Term,
};

/// The most rows that there can be: their numbers share 32 bits with how often a term occurs.
pub(super) const MAX_ROWS: u32 = 1 << 24;

/// A row, and in its lowest 8 bits how often the term is in it.
#[derive(Debug, Clone, Copy)]
struct Posting(u32);

impl Posting {
    const fn row(self) -> u32 {
        self.0 >> 8
    }

    const fn often(self) -> f32 {
        let [often, ..] = self.0.to_le_bytes();
        often as f32
    }
}

/// Terms are hashes already.
#[derive(Debug, Default)]
pub(super) struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

/// By term, in the order of rows.
#[derive(Debug, Default)]
pub(super) struct Postings(HashMap<Term, Vec<Posting>, BuildHasherDefault<AsItIs>>);

impl Postings {
    /// Adds the terms of a row that has none yet.
    pub(super) fn add(&mut self, row: u32, mut terms: Vec<Term>) {
        terms.sort_unstable();
        for same in terms.chunk_by(|a, b| a == b) {
            let Some(term) = same.first() else { continue };
            let often = u32::from(u8::try_from(same.len()).unwrap_or(u8::MAX));
            let posting = Posting(row << 8 | often);
            let held = self.0.entry(*term).or_default();
            // Rows that are free again are filled from the middle.
            if held.last().is_none_or(|last| last.row() < row) {
                held.push(posting);
            } else {
                held.insert(held.partition_point(|other| other.row() < row), posting);
            }
        }
    }

    /// Takes everything of these rows out, which are in order; what no other row holds leaves no trace.
    pub(super) fn remove(&mut self, rows: &[u32]) {
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return };
        self.0.retain(|_, held| {
            let outside = held.last().is_none_or(|it| it.row() < *first)
                || held.first().is_none_or(|it| it.row() > *last);
            if !outside {
                held.retain(|posting| rows.binary_search(&posting.row()).is_err());
            }
            !held.is_empty()
        });
    }

    /// The row holds the term.
    pub(super) fn holds(&self, term: Term, row: u32) -> bool {
        self.0.get(&term).is_some_and(|held| held.binary_search_by_key(&row, |it| it.row()).is_ok())
    }

    /// How telling a term is, when there are `rows` rows. None when no row holds it.
    pub(super) fn idf(&self, term: Term, rows: f32) -> Option<f32> {
        self.0.get(&term).map(|held| idf(count(held.len()), rows))
    }

    /// Adds what each row has of the term, times `weight`.
    pub(super) fn score(
        &self,
        term: Term,
        weight: f32,
        corpus: Corpus<'_>,
        policy: &RankPolicy,
        scores: &mut [f32],
    ) {
        let Some(held) = self.0.get(&term) else { return };
        let weight = weight * idf(count(held.len()), corpus.rows) * (policy.k1 + 1.0);
        let fixed = policy.k1 * (1.0 - policy.b);
        let by_length = policy.k1 * policy.b / corpus.average.max(1.0);
        for posting in held {
            let Some(row) = index(posting.row()) else { continue };
            if let (Some(score), Some(mark)) = (scores.get_mut(row), corpus.marks.get(row)) {
                let often = posting.often();
                *score += weight * often / (often + fixed + by_length * f32::from(mark.terms));
            }
        }
    }

    /// About how much memory it takes.
    pub(super) fn bytes(&self) -> usize {
        let lists: usize = self.0.values().map(|held| held.capacity() * size_of::<Posting>()).sum();
        lists + self.0.capacity() * (size_of::<(Term, Vec<Posting>)>() + 1)
    }

    /// How many terms there are.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

/// All rows, as BM25 sees them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Corpus<'a> {
    pub marks: &'a [Mark],
    /// How many rows are taken.
    pub rows: f32,
    /// How many terms they have on average.
    pub average: f32,
}

/// How telling a term is that `held` of `rows` rows hold. It is never less than 0.
pub(super) fn idf(held: f32, rows: f32) -> f32 {
    ((rows - held + 0.5).max(0.0) / (held + 0.5)).ln_1p()
}

#[expect(clippy::cast_precision_loss, reason = "a share; the last digits of millions do not matter")]
pub(super) const fn count(many: usize) -> f32 {
    many as f32
}
