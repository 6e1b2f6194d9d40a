//! Small patterns over folded words.
//!
//! `a|b` one of these words, `a|b?` or none; `*` what is asked for (one word or more), `*[a|b]` when it begins with one of these
//! words, `*![a|b]` when it does not; `~` any words or none. A pattern is for a whole sentence.

use std::ops::Range;

use super::own::Sentence;

#[derive(Debug)]
pub(super) struct Pattern(Vec<Element>);

#[derive(Debug)]
enum Element {
    Word { any_of: Vec<&'static str>, optional: bool },
    Argument { first: Vec<&'static str>, wanted: bool },
    Anything,
}

impl Pattern {
    pub(super) fn new(pattern: &'static str) -> Self {
        let list = |words: &'static str| words.split('|').filter(|word| !word.is_empty()).collect();
        let element = |element: &'static str| match element {
            "~" => Element::Anything,
            "*" => Element::Argument { first: Vec::new(), wanted: false },
            _ => {
                let inside = element.strip_suffix(']');
                if let Some(words) = inside.and_then(|inside| inside.strip_prefix("*![")) {
                    Element::Argument { first: list(words), wanted: false }
                } else if let Some(words) = inside.and_then(|inside| inside.strip_prefix("*[")) {
                    Element::Argument { first: list(words), wanted: true }
                } else {
                    let words = element.strip_suffix('?');
                    Element::Word { any_of: list(words.unwrap_or(element)), optional: words.is_some() }
                }
            }
        };
        Self(pattern.split(' ').map(element).collect())
    }

    /// Whether the sentence is such a one: the places of the argument's words (none where the pattern has no argument).
    pub(super) fn find(&self, sentence: &Sentence) -> Option<Range<usize>> {
        let end = sentence.tokens.len();
        find(&self.0, sentence, 0).map(|found| found.unwrap_or(end..end))
    }
}

/// The outer `None`: it does not match. The inner: it has no argument.
#[expect(clippy::option_option, reason = "said above")]
fn find(pattern: &[Element], sentence: &Sentence, at: usize) -> Option<Option<Range<usize>>> {
    let end = sentence.tokens.len();
    let Some((element, rest)) = pattern.split_first() else { return (at == end).then_some(None) };
    match element {
        Element::Word { any_of, optional } => {
            let here = at < end && any_of.contains(&sentence.word(at));
            let taken = if here { find(rest, sentence, at + 1) } else { None };
            taken.or_else(|| if *optional { find(rest, sentence, at) } else { None })
        }
        Element::Anything => (at..=end).find_map(|next| find(rest, sentence, next)),
        Element::Argument { first, wanted } => {
            if at >= end || !first.is_empty() && first.contains(&sentence.word(at)) != *wanted {
                return None;
            }
            // As much as there is, so that what comes last is matched last.
            (at + 1..=end).rev().find_map(|next| find(rest, sentence, next).map(|_| Some(at..next)))
        }
    }
}
