//! A question to a partition, and why each answer is one.

use std::collections::{HashMap, HashSet};

use mami_ports::MemoryId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    ItemId, Partition,
    postings::{Corpus, count, idf},
};
use crate::{
    question::{Author, months},
    rank::{Hints, Kind, Mark, RankPolicy, Signals, index},
    words::{Asked, Language, asked},
};

/// Which kinds of items are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kinds {
    /// Turns of conversations.
    pub turns: bool,
    /// What is remembered.
    pub facts: bool,
    /// Pieces of documents.
    pub chunks: bool,
}

impl Kinds {
    /// All of them.
    pub const ALL: Self = Self { turns: true, facts: true, chunks: true };

    const fn wants(self, kind: Kind) -> bool {
        match kind {
            Kind::Turn => self.turns,
            Kind::Fact => self.facts,
            Kind::Chunk => self.chunks,
            Kind::Gone => false,
        }
    }
}

/// What is looked for.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// In words; see [`crate::question::search_text`].
    pub text: &'a str,
    /// The vector of the text without the names ([`Partition::names`]). None: the words decide alone.
    pub vector: Option<&'a [f32]>,
    /// Whose words are asked for; see [`crate::question::asked_about`].
    pub about: Option<Author>,
    /// It may see what is private.
    pub private: bool,
    /// What it wants to see.
    pub kinds: Kinds,
    /// Only these conversations and documents; None: all.
    pub groups: Option<&'a HashSet<Uuid>>,
    /// What is not to be found: it is before everyone's eyes already.
    pub excluded: &'a HashSet<ItemId>,
    /// How many items, at most.
    pub limit: usize,
}

/// Something found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// What it is.
    pub id: ItemId,
    /// How good it is, beside the others of the same search; it says nothing across searches.
    pub score: f32,
    /// Why it was found.
    pub why: Why,
}

/// Why an item was found, so that it can be said.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Why {
    /// The words of the question that it holds, in one form or another, as they were asked.
    pub words: Vec<String>,
    /// How near its meaning is to the question's, from 0 to 1. None when meaning was not compared.
    pub similarity: Option<f32>,
    /// Mostly for the words that stand right before or after it.
    pub beside_hit: bool,
    /// It is of the same conversation or document as something better.
    pub same_conversation: bool,
    /// It is of the month that the question names, or the one after.
    pub month: bool,
    /// It is by the one whose words the question asks for.
    pub author: bool,
    /// It was found by this fact, which was taken from it.
    pub fact: Option<MemoryId>,
}

/// The answer to a question.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// Best first.
    pub hits: Vec<Hit>,
    /// The highest cosine of all that could be seen. None when meaning was not compared.
    pub similarity: Option<f32>,
    /// How much of the question, by how telling its words are, the item holds whose words fit best; 0 to 1.
    pub coverage: f32,
}

/// What a search needs room for. Keep it for the next one.
#[derive(Debug, Default)]
pub struct Scratch(Signals);

impl Partition {
    /// The best answers to a question.
    pub fn search(&self, question: &Question<'_>, policy: &RankPolicy, scratch: &mut Scratch) -> Found {
        let signals = &mut scratch.0;
        let looked_for = self.asked(question.text);
        let hints = Hints { about: question.about, months: months(question.text) };
        let corpus = self.corpus();
        signals.words.clear();
        signals.words.resize(self.marks.len(), 0.0);
        for (term, weight) in looked_for.iter().flat_map(|word| &word.terms) {
            self.postings.score(*term, *weight, corpus, policy, &mut signals.words);
        }
        match question.vector {
            Some(vector) => self.vectors.scan(vector, self.marks.len(), &mut signals.meaning),
            None => signals.meaning.clear(),
        }
        let (similarity, best) = self.blind(question, signals);
        let coverage = best.map_or(0.0, |row| self.coverage(&looked_for, row));
        self.lend_keys(question, signals);
        signals.fuse(&self.marks, self.groups.len(), &hints, policy);

        let excluded: HashSet<u32> =
            question.excluded.iter().filter_map(|id| self.rows.get(id)).copied().collect();
        let wanted = |row: u32| {
            let mark = index(row).and_then(|at| self.marks.get(at));
            mark.is_some_and(|mark| question.kinds.wants(mark.kind)) && !excluded.contains(&row)
        };
        let top = signals.top(question.limit, wanted);
        let lenders = self.lenders(&top, signals);
        let hits = top.into_iter().filter_map(|row| {
            let at = index(row)?;
            let (id, mark) = ((*self.ids.get(at)?)?, self.marks.get(at)?);
            let mut why = self.why(row, mark, &looked_for, &hints, policy, signals);
            why.fact = lenders.get(&row).copied();
            Some(Hit { id, score: *signals.score.get(at)?, why })
        });
        Found { hits: hits.collect(), similarity, coverage }
    }

    fn asked(&self, text: &str) -> Vec<Asked> {
        let language = Language::of(text, self.usual_language());
        let spoken = Language::ALL.into_iter().zip(self.spoken).filter(|(_, many)| *many > 0);
        let known: Vec<Language> = spoken.map(|(language, _)| language).collect();
        let pieces = self.spoken.last().is_some_and(|unknown| *unknown > 0);
        asked(text, language, &known, pieces, &self.names)
    }

    fn corpus(&self) -> Corpus<'_> {
        let rows = count(self.rows.len()).max(1.0);
        Corpus { marks: &self.marks, rows, average: count(self.terms) / rows }
    }

    /// Takes from the signals what the question may not see. Returns the highest cosine and the row whose words fit best.
    fn blind(&self, question: &Question<'_>, signals: &mut Signals) -> (Option<f32>, Option<u32>) {
        let groups: Option<HashSet<u32>> = question
            .groups
            .map(|groups| groups.iter().filter_map(|group| self.groups.number(*group)).collect());
        // A fact is a key to turns even where it is not wanted itself.
        let facts = question.kinds.facts || question.kinds.turns;
        let kinds = Kinds { facts, ..question.kinds };
        signals.seen.clear();
        signals.seen.extend(self.marks.iter().map(|mark| {
            kinds.wants(mark.kind)
                && (question.private || !mark.private)
                && groups.as_ref().is_none_or(|groups| groups.contains(&mark.group))
        }));
        let (mut best, mut most) = (None, 0.0);
        for ((row, words), seen) in (0_u32..).zip(&mut signals.words).zip(&signals.seen) {
            if !*seen {
                *words = 0.0;
            } else if *words > most {
                (best, most) = (Some(row), *words);
            }
        }
        let mut similarity = None;
        for (meaning, seen) in signals.meaning.iter_mut().zip(&signals.seen) {
            if *seen {
                similarity = Some(similarity.map_or(*meaning, |most: f32| most.max(*meaning)));
            } else {
                *meaning = 0.0;
            }
        }
        (similarity, best)
    }

    /// A turn is as good as the best fact that was taken from it.
    fn lend_keys(&self, question: &Question<'_>, signals: &mut Signals) {
        if !question.kinds.turns {
            return;
        }
        for (fact, turn) in &self.keys {
            let (Some(fact), Some(turn)) = (index(*fact), index(*turn)) else { continue };
            if signals.seen.get(turn) == Some(&true) {
                for values in [&mut signals.words, &mut signals.meaning] {
                    let lent = values.get(fact).copied();
                    if let (Some(value), Some(lent)) = (values.get_mut(turn), lent) {
                        *value = value.max(lent);
                    }
                }
            }
        }
    }

    /// Of these turns, those that are where they are thanks to a fact, and which.
    fn lenders(&self, top: &[u32], signals: &Signals) -> HashMap<u32, MemoryId> {
        let top: HashSet<u32> = top.iter().copied().collect();
        let lent = |values: &[f32], fact: u32, turn: u32| {
            let at = |row: u32| index(row).and_then(|row| values.get(row)).copied().unwrap_or(0.0);
            at(turn) > 0.0 && at(fact) >= at(turn)
        };
        let keys = self.keys.iter().filter(|(fact, turn)| {
            top.contains(turn) && (lent(&signals.words, *fact, *turn) || lent(&signals.meaning, *fact, *turn))
        });
        keys.filter_map(|(fact, turn)| match index(*fact).and_then(|at| self.ids.get(at)) {
            Some(Some(ItemId::Fact(id))) => Some((*turn, *id)),
            _ => None,
        })
        .collect()
    }

    fn why(
        &self,
        row: u32,
        mark: &Mark,
        looked_for: &[Asked],
        hints: &Hints,
        policy: &RankPolicy,
        signals: &Signals,
    ) -> Why {
        let owed = signals.owed(row, mark, hints, policy);
        let meaning = index(row).and_then(|at| signals.meaning.get(at)).filter(|_| self.vectors.has(row));
        let holds = |word: &&Asked| self.part(word, row) >= 0.5;
        Why {
            words: looked_for.iter().filter(holds).map(|word| word.word.clone()).collect(),
            similarity: meaning.map(|cosine| cosine.clamp(0.0, 1.0)),
            beside_hit: owed.beside,
            same_conversation: owed.conversation,
            month: mark.is_of_month(hints),
            author: hints.about == Some(mark.author),
            fact: None,
        }
    }

    /// How much of a word the row holds, 0 to 1.
    fn part(&self, word: &Asked, row: u32) -> f32 {
        let held = word.terms.iter().filter(|(term, _)| self.postings.holds(*term, row));
        held.map(|(_, weight)| weight).sum::<f32>().min(word.whole) / word.whole
    }

    /// How much of the question the row holds.
    fn coverage(&self, looked_for: &[Asked], row: u32) -> f32 {
        let rows = count(self.rows.len());
        let (mut held, mut all) = (0.0, 0.0);
        for word in looked_for {
            // A word is as telling as its most common form, and one that nobody ever said more than any other.
            let known = word.terms.iter().filter_map(|(term, _)| self.postings.idf(*term, rows));
            let telling = known.min_by(f32::total_cmp).unwrap_or_else(|| idf(0.0, rows));
            held += telling * self.part(word, row);
            all += telling;
        }
        if all > 0.0 { held / all } else { 0.0 }
    }
}
