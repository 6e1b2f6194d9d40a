//! How good an order of turns is: which share of what answers a question is among the first.

use std::{collections::HashMap, fmt};

/// Where the evidence of one question was found.
#[derive(Debug)]
pub(crate) struct Ranks {
    /// The kind of question.
    pub category: String,
    /// The place of each turn that answers it, from 0; None: not found.
    pub places: Vec<Option<usize>>,
}

impl Ranks {
    pub(crate) fn new(category: &str, evidence: &[String], found: &[&str]) -> Self {
        let at: HashMap<&str, usize> = found.iter().enumerate().map(|(place, id)| (*id, place)).collect();
        let places = evidence.iter().map(|id| at.get(id.as_str()).copied()).collect();
        Self { category: category.to_owned(), places }
    }

    fn among(&self, first: usize) -> usize {
        self.places.iter().flatten().filter(|place| **place < first).count()
    }

    fn recall(&self, first: usize) -> f64 {
        share(self.among(first), self.places.len())
    }

    fn hit(&self, first: usize) -> f64 {
        if self.among(first) > 0 { 1.0 } else { 0.0 }
    }

    fn reciprocal(&self) -> f64 {
        self.places.iter().flatten().min().map_or(0.0, |place| share(1, place + 1))
    }
}

#[expect(clippy::cast_precision_loss, reason = "they are small")]
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// All questions of a run.
#[derive(Debug)]
pub(crate) struct Scores(pub Vec<Ranks>);

const DEPTHS: [usize; 4] = [5, 10, 25, 50];
const CATEGORIES: [&str; 5] = ["single-hop", "multi-hop", "temporal", "open-domain", "adversarial"];

impl fmt::Display for Scores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:14}    n   R@5  R@10  R@25  R@50  hit@5 hit@10 hit@25 hit@50   MRR", "")?;
        let all: Vec<&Ranks> = self.0.iter().collect();
        line(f, "all", &all)?;
        let usual: Vec<&Ranks> = all.iter().copied().filter(|it| it.category != "adversarial").collect();
        line(f, "all but adv.", &usual)?;
        for category in CATEGORIES {
            let of: Vec<&Ranks> = all.iter().copied().filter(|it| it.category == category).collect();
            if !of.is_empty() {
                line(f, category, &of)?;
            }
        }
        Ok(())
    }
}

fn line(f: &mut fmt::Formatter<'_>, name: &str, ranks: &[&Ranks]) -> fmt::Result {
    let mean = |of: &dyn Fn(&Ranks) -> f64| {
        let sum: f64 = ranks.iter().map(|ranks| of(ranks)).sum();
        100.0 * sum * share(1, ranks.len())
    };
    write!(f, "{name:14} {:4}", ranks.len())?;
    for first in DEPTHS {
        write!(f, " {:5.1}", mean(&|ranks| ranks.recall(first)))?;
    }
    write!(f, " ")?;
    for first in DEPTHS {
        write!(f, " {:6.1}", mean(&|ranks| ranks.hit(first)))?;
    }
    writeln!(f, " {:5.1}", mean(&Ranks::reciprocal))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_of_the_evidence() {
        let evidence = ["a".to_owned(), "b".to_owned(), "c".to_owned()];
        let found: Vec<String> = (0..9).map(|n| n.to_string()).collect();
        let mut found: Vec<&str> = found.iter().map(String::as_str).collect();
        found.insert(1, "b");
        found.push("a");
        let ranks = Ranks::new("temporal", &evidence, &found);
        assert_eq!(ranks.places, [Some(10), Some(1), None]);
        assert!((ranks.recall(10) - 1.0 / 3.0).abs() < 1e-9);
        assert!((ranks.recall(11) - 2.0 / 3.0).abs() < 1e-9);
        assert!((ranks.reciprocal() - 0.5).abs() < 1e-9);
        let none = Ranks::new("temporal", &evidence, &[]);
        assert!(none.hit(50).abs() < 1e-9 && none.reciprocal().abs() < 1e-9);
        let table = Scores(vec![ranks, none]).to_string();
        assert!(
            table.contains(
                "\nall               2  16.7  16.7  33.3  33.3    50.0   50.0   50.0   50.0  25.0\n"
            ),
            "{table}"
        );
    }
}
