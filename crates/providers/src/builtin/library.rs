//! The manual, cut into sections at its headings and ranked with Okapi BM25.

use std::collections::{HashMap, HashSet};

use super::{
    Doc,
    words::{fold, terms},
};

/// BM25's usual parameters: how soon a repeated word stops counting, and how much long sections are held back.
const SATURATION: f64 = 1.2;
const LENGTH: f64 = 0.75;
/// A word in a heading counts as much as so many in the text.
const HEADING_WEIGHT: u32 = 4;
/// About how much of a section is quoted.
const QUOTE_CHARS: usize = 1200;

/// The searchable manual.
#[derive(Debug)]
pub(super) struct Library {
    sections: Vec<Section>,
    /// In how many sections each term is.
    spread: HashMap<String, u32>,
    mean_length: f64,
}

#[derive(Debug)]
struct Section {
    /// The document and the headings above, such as `Configuration › Server`.
    name: String,
    text: String,
    terms: HashMap<String, u32>,
    length: u32,
}

/// What was found.
#[derive(Debug)]
pub(super) struct Found<'a> {
    pub(super) name: &'a str,
    pub(super) quote: String,
    /// Another section that fits nearly as well.
    pub(super) also: Option<&'a str>,
}

impl Library {
    pub(super) fn new(docs: &[Doc]) -> Self {
        let sections: Vec<Section> = docs.iter().flat_map(sections).collect();
        let mut spread = HashMap::new();
        for term in sections.iter().flat_map(|section| section.terms.keys()) {
            *spread.entry(term.clone()).or_default() += 1;
        }
        let lengths: f64 = sections.iter().map(|section| f64::from(section.length)).sum();
        let count = sections.iter().fold(0.0, |count, _| count + 1.0);
        Self { mean_length: lengths / f64::max(count, 1.0), sections, spread }
    }

    /// The section that answers a question best, if any fits.
    pub(super) fn find(&self, question: &str) -> Option<Found<'_>> {
        let wanted: HashSet<String> = terms(question).into_iter().collect();
        let mut ranked: Vec<(f64, &Section)> = self
            .sections
            .iter()
            .filter(|section| section.covers(&wanted))
            .map(|section| (self.score(section, &wanted), section))
            .collect();
        ranked.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        let mut ranked = ranked.into_iter();
        let (best_score, best) = ranked.next()?;
        let also = ranked.next().filter(|(score, _)| *score > 0.7 * best_score);
        Some(Found {
            name: &best.name,
            quote: best.quote(&wanted),
            also: also.map(|(_, section)| section.name.as_str()),
        })
    }

    /// How telling a term is: the rarer, the more.
    fn weight(&self, term: &str) -> f64 {
        let count = self.sections.iter().fold(0.0, |count, _| count + 1.0);
        let spread = f64::from(self.spread.get(term).copied().unwrap_or_default());
        (1.0 + (count - spread + 0.5) / (spread + 0.5)).ln()
    }

    fn score(&self, section: &Section, wanted: &HashSet<String>) -> f64 {
        let stretch = 1.0 - LENGTH + LENGTH * f64::from(section.length) / self.mean_length;
        wanted
            .iter()
            .map(|term| {
                let times = f64::from(section.terms.get(term).copied().unwrap_or_default());
                self.weight(term) * times * (SATURATION + 1.0) / (times + SATURATION * stretch)
            })
            .sum()
    }
}

/// The sections of a document, with those left out that have only a heading.
fn sections(doc: &Doc) -> Vec<Section> {
    let mut sections = Vec::new();
    let mut headings: Vec<(usize, &str)> = Vec::new();
    let mut text = String::new();
    let mut in_code = false;
    for line in doc.text.lines() {
        in_code ^= line.trim_start().starts_with("```");
        let level = line.chars().take_while(|&c| c == '#').count();
        let heading = line.trim_start_matches('#').strip_prefix(' ');
        if let (Some(heading), 1..=6, false) = (heading, level, in_code) {
            sections.extend(Section::new(doc, &headings, &std::mem::take(&mut text)));
            headings.retain(|(above, _)| *above < level);
            headings.push((level, heading.trim()));
        } else {
            text.push_str(line);
            text.push('\n');
        }
    }
    sections.extend(Section::new(doc, &headings, &text));
    sections
}

impl Section {
    fn new(doc: &Doc, headings: &[(usize, &str)], text: &str) -> Option<Self> {
        // Spaces at the beginning stay: they may make the first line code.
        let text = text.trim_start_matches(['\n', '\r']).trim_end();
        if text.is_empty() {
            return None;
        }
        // The first heading of a document is its title once more.
        let below = headings.iter().filter(|(level, _)| *level > 1).map(|(_, heading)| *heading);
        let name = std::iter::once(doc.title.as_str()).chain(below).collect::<Vec<_>>().join(" › ");
        let mut counts: HashMap<String, u32> = HashMap::new();
        let mut length = 0;
        for (words, weight) in [(name.as_str(), HEADING_WEIGHT), (text, 1)] {
            for term in terms(words) {
                *counts.entry(term).or_default() += weight;
                length += 1;
            }
        }
        Some(Self { name, text: without_relative_links(text), terms: counts, length })
    }

    /// Whether the section is about what was asked and not just about a word of it: it must hold half of the words, or a third
    /// where its heading holds one.
    fn covers(&self, wanted: &HashSet<String>) -> bool {
        let times: Vec<u32> = wanted.iter().filter_map(|term| self.terms.get(term)).copied().collect();
        let enough = if times.iter().any(|&times| times >= HEADING_WEIGHT) { 3 } else { 2 };
        !times.is_empty() && times.len() * enough >= wanted.len()
    }

    /// The section's beginning, as whole paragraphs. Of a long table only the rows that matter are kept.
    fn quote(&self, wanted: &HashSet<String>) -> String {
        let mut quote = String::new();
        let mut chars = 0;
        for block in blocks(&self.text) {
            let block = if block.starts_with('|') { rows_about(&block, wanted) } else { block };
            chars += block.chars().count();
            if !quote.is_empty() {
                if chars > QUOTE_CHARS {
                    quote.push_str("\n\n…");
                    break;
                }
                quote.push_str("\n\n");
            }
            quote.push_str(&block);
        }
        quote
    }
}

/// Paragraphs, lists, tables and code blocks, each whole.
fn blocks(text: &str) -> Vec<String> {
    let mut blocks: Vec<String> = vec![String::new()];
    let mut in_code = false;
    for line in text.lines() {
        in_code ^= line.trim_start().starts_with("```");
        match blocks.last_mut() {
            Some(block) if !line.trim().is_empty() || in_code => {
                if !block.is_empty() {
                    block.push('\n');
                }
                block.push_str(line);
            }
            _ => blocks.push(String::new()),
        }
    }
    blocks.retain(|block| !block.is_empty());
    blocks
}

/// A table with only the rows that hold a wanted word; the whole table where none does.
fn rows_about(table: &str, wanted: &HashSet<String>) -> String {
    let (head, rows): (Vec<_>, Vec<_>) = table.lines().enumerate().partition(|(number, _)| *number < 2);
    let holds = |row: &str| terms(&fold(row)).iter().any(|term| wanted.contains(term));
    let chosen: Vec<_> = rows.into_iter().map(|(_, row)| row).filter(|row| holds(row)).collect();
    if chosen.is_empty() {
        return table.to_owned();
    }
    head.into_iter().map(|(_, row)| row).chain(chosen).collect::<Vec<_>>().join("\n")
}

/// Links from one file of the manual to another lead nowhere in a conversation; their words stay.
fn without_relative_links(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("](") {
        let opening = before.rfind('[').and_then(|at| before.split_at_checked(at));
        match (opening, after.split_once(')')) {
            (Some((lead, label)), Some((target, tail)))
                if !target.starts_with("http") && !target.starts_with('/') =>
            {
                kept.push_str(lead);
                kept.push_str(label.trim_start_matches('['));
                rest = tail;
            }
            _ => {
                kept.push_str(before);
                kept.push_str("](");
                rest = after;
            }
        }
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn library() -> Library {
        let doc = |title: &str, text: &str| Doc { title: title.to_owned(), text: text.to_owned() };
        Library::new(&[
            doc(
                "Configuration",
                "# Configuration\n\nAll settings.\n\n## Server\n\nWhere it listens, see [the API](API.md).\n\n\
                 | Setting | Meaning |\n| --- | --- |\n| `server.host` | The address |\n| `server.port` | The TCP port |\n\n\
                 ```sh\n# not a heading\nMAMI_SERVER__PORT=9000\n```\n\n## Empty\n\n## Database\n\nSQLite or PostgreSQL.\n",
            ),
            doc(
                "Using Mami",
                "# Using Mami\n\n## Conversations\n\nRename or delete a conversation in its menu.\n",
            ),
        ])
    }

    #[test]
    fn a_question_finds_its_section() {
        let library = library();
        let name = |question: &str| library.find(question).map(|found| found.name.to_owned());
        assert_eq!(name("How do I delete conversations?").as_deref(), Some("Using Mami › Conversations"));
        assert_eq!(name("Which DATABASE can I use?").as_deref(), Some("Configuration › Database"));
        assert_eq!(name("How can I change the port?").as_deref(), Some("Configuration › Server"));
    }

    #[test]
    fn what_the_manual_does_not_cover_finds_nothing() {
        for question in
            ["What is the capital of France?", "Write a poem about the sea", "", "the of and", "日本の首都は"]
        {
            assert!(library().find(question).is_none(), "{question}");
        }
    }

    #[test]
    fn a_quote_keeps_what_matters() {
        let library = library();
        let quote = library.find("port").unwrap().quote;
        assert!(quote.contains("see the API.") && quote.contains("`server.port`"), "{quote}");
        assert!(!quote.contains("`server.host`") && !quote.contains("API.md"), "{quote}");
        assert!(quote.contains("# not a heading"), "{quote}");
    }
}
