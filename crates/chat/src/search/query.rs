//! What is looked for.

use mami_ports::text::{is_unspaced, words};

/// What comes behind so many words is left out.
pub const MAX_QUERY_WORDS: usize = 16;

/// What is looked for: all of its terms, in any order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// The terms, at least one.
    pub terms: Vec<Term>,
}

/// Words that follow each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The words, folded, at least one.
    pub words: Vec<String>,
    /// The last word may go on.
    pub prefix: bool,
}

impl Query {
    /// Reads a query: what stands between quotes, or without spaces, is a phrase. The last word may be the beginning of one,
    /// unless a quote ends it. Nothing has any other meaning. `None`: there is no word in it.
    pub fn parse(text: &str) -> Option<Self> {
        let mut terms: Vec<Term> = Vec::new();
        let mut left = MAX_QUERY_WORDS;
        let mut add = |text: &str, prefix: bool| {
            let words: Vec<String> = words(text).take(left).map(|word| word.text).collect();
            left -= words.len();
            if !words.is_empty() {
                terms.push(Term { words, prefix });
            }
        };
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once(is_quote) {
            let Some((phrase, after)) = behind.split_once(is_quote) else {
                // It is still being typed.
                before.split_whitespace().for_each(|word| add(word, true));
                add(behind, true);
                rest = "";
                break;
            };
            before.split_whitespace().for_each(|word| add(word, true));
            add(phrase, false);
            rest = after;
        }
        rest.split_whitespace().for_each(|word| add(word, true));
        let last = terms.len().checked_sub(1)?;
        for (at, term) in terms.iter_mut().enumerate() {
            let end = term.words.last().map_or("", String::as_str);
            // One letter begins too many words.
            term.prefix &= at == last && (end.chars().nth(1).is_some() || end.chars().all(is_unspaced));
        }
        Some(Self { terms })
    }
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let shown = |term: &Term| format!("{}{}", term.words.join(" "), if term.prefix { "*" } else { "" });
        Query::parse(text).map_or(Vec::new(), |query| query.terms.iter().map(shown).collect())
    }

    #[test]
    fn words_and_phrases() {
        assert_eq!(read("Blue  Café"), ["blue", "cafe*"]);
        assert_eq!(read("\"to be\" or"), ["to be", "or*"]);
        assert_eq!(read("or \"To be\""), ["or", "to be"]);
        assert_eq!(read("«to be» „or not“"), ["to be", "or not"]);
        assert_eq!(read("or \"to b"), ["or", "to b"], "one letter begins too many words");
        assert_eq!(read("or \"to be"), ["or", "to be*"]);
        assert_eq!(read("it's e-mail"), ["it s", "e mail*"]);
        assert_eq!(read("東京 大"), ["東 京", "大*"]);
        assert_eq!(read("a"), ["a"]);
    }

    #[test]
    fn operators_are_words() {
        assert_eq!(
            read("NEAR(a b) AND NOT c* OR col:^x -y"),
            ["near a", "b", "and", "not", "c", "or", "col x", "y"]
        );
        for text in ["", "  ", "\"", "\"\"", "*", "-", "🙂", "\0", "\" \" \""] {
            assert_eq!(Query::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn no_more_than_sixteen_words() {
        let query = Query::parse(&"word ".repeat(100_000)).unwrap();
        assert_eq!(query.terms.len(), MAX_QUERY_WORDS);
        let query = Query::parse(&"字".repeat(100)).unwrap();
        assert_eq!((query.terms.len(), query.terms[0].words.len()), (1, MAX_QUERY_WORDS));
    }
}
