//! A person's own words in a message: without quotes, code, file names and what was pasted.

use std::ops::Range;

use mami_ports::text::words;

use super::words::{ASKING, POLITE, POLITE_AT_THE_END};

/// What is longer than this was hardly typed: only its first sentence counts.
const LONG: usize = 1_500;
/// Rules look at no more of a message than this, in bytes.
const LOOKED_AT: usize = 4_000;
/// Rules look at no more words of a sentence.
const MAX_WORDS: usize = 160;

/// A sentence, without politeness around it.
#[derive(Debug)]
pub(super) struct Sentence {
    pub(super) tokens: Vec<Token>,
    /// It ends with a question mark.
    pub(super) question: bool,
    /// It was "can you …", "I want you to …": what follows is no question.
    pub(super) asking: bool,
    /// Where its text is in the message.
    pub(super) range: Range<usize>,
}

/// A word and its place in the message.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) text: String,
    pub(super) range: Range<usize>,
}

/// The sentences in someone's own words that say something.
pub(super) fn sentences(message: &str) -> Vec<Sentence> {
    let own = mask(message);
    let long = own.split_whitespace().map(|word| word.len() + 1).sum::<usize>() > LONG;
    let mut found = Vec::new();
    for (range, question) in split(&own) {
        let Some(text) = own.get(range.clone()) else { continue };
        let tokens = words(text).take(MAX_WORDS).map(|word| Token {
            text: word.text,
            range: range.start + word.range.start..range.start + word.range.end,
        });
        let mut sentence = Sentence { tokens: tokens.collect(), question, asking: false, range };
        sentence.strip();
        sentence.mark_past(&own);
        if !sentence.tokens.is_empty() {
            found.push(sentence);
            if long {
                break;
            }
        }
    }
    found
}

/// The message with everything that is not the person's own words overwritten by as many spaces.
fn mask(message: &str) -> String {
    let end = message.floor_char_boundary(LOOKED_AT);
    let message = message.get(..end).unwrap_or(message);
    let mut masked = String::with_capacity(message.len());
    let (mut fence, mut block): (Option<&str>, bool) = (None, false);
    for line in message.split_inclusive('\n') {
        let trimmed = line.trim_start();
        let mark = ["```", "~~~"].into_iter().find(|mark| trimmed.starts_with(mark));
        match (fence, mark) {
            (Some(open), Some(mark)) if open == mark => fence = None,
            (None, Some(mark)) => fence = Some(mark),
            (None, None) if !trimmed.starts_with('>') => {
                mask_in_line(line, &mut block, &mut masked);
                continue;
            }
            _ => {}
        }
        blank(line, &mut masked);
    }
    masked
}

fn blank(text: &str, masked: &mut String) {
    for c in text.chars() {
        if c == '\n' {
            masked.push('\n');
        } else {
            masked.extend(std::iter::repeat_n(' ', c.len_utf8()));
        }
    }
}

/// Quotes, code between backticks, file names and addresses. `block`: within `"""`.
fn mask_in_line(line: &str, block: &mut bool, masked: &mut String) {
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        if rest.starts_with("\"\"\"") {
            *block = !*block;
        }
        let closing = match c {
            '`' => Some('`'),
            '"' if !rest.starts_with("\"\"\"") => Some('"'),
            '“' => Some('”'),
            '„' => Some('“'),
            '«' => Some('»'),
            '»' => Some('«'),
            _ => None,
        };
        let behind = rest.get(c.len_utf8()..).unwrap_or_default();
        let quoted = closing.and_then(|closing| {
            let other = if closing == '“' { '”' } else { closing };
            let end = behind.find([closing, other])?;
            let end = c.len_utf8() + end;
            Some(end + rest.get(end..)?.chars().next()?.len_utf8())
        });
        let (taken, hidden) = if rest.starts_with("\"\"\"") {
            (3, true)
        } else if let Some(end) = quoted {
            (end, true)
        } else if c.is_whitespace() || closing.is_some() || !c.is_alphanumeric() && c != '/' {
            (c.len_utf8(), *block)
        } else {
            let end = rest.find(|c: char| c.is_whitespace() || "\"`“”„«»".contains(c)).unwrap_or(rest.len());
            (end, *block || rest.get(..end).is_some_and(is_name))
        };
        let Some((piece, after)) = rest.split_at_checked(taken.max(1)) else { break };
        if hidden {
            blank(piece, masked)
        } else {
            masked.push_str(piece)
        }
        rest = after;
    }
}

/// `photo.jpg`, `https://…`, `a_name`: nothing that was said.
fn is_name(word: &str) -> bool {
    let word = word.trim_end_matches(|c: char| !c.is_alphanumeric());
    let mut before = None;
    let mut chars = word.chars().peekable();
    while let Some(c) = chars.next() {
        let between =
            before.is_some_and(char::is_alphanumeric) && chars.peek().is_some_and(|c| c.is_alphanumeric());
        if (c == '.' || c == '_') && between || c == ':' && chars.peek() == Some(&'/') {
            return true;
        }
        before = Some(c);
    }
    false
}

/// The places of sentences, and whether each is a question.
fn split(own: &str) -> Vec<(Range<usize>, bool)> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, c) in own.char_indices() {
        if matches!(c, '.' | '!' | '?' | '…' | '\n' | ';' | '؟' | '？' | '。') {
            if at > start {
                found.push((start..at, matches!(c, '?' | '؟' | '？')));
            }
            start = at + c.len_utf8();
        }
    }
    if start < own.len() {
        found.push((start..own.len(), false));
    }
    found
}

impl Sentence {
    /// Takes politeness off both ends.
    fn strip(&mut self) {
        while let Some(length) = self.begins_with_one_of(POLITE) {
            self.tokens.drain(..length);
        }
        if let Some(length) = self.begins_with_one_of(ASKING) {
            self.tokens.drain(..length);
            self.asking = true;
            while let Some(length) = self.begins_with_one_of(POLITE) {
                self.tokens.drain(..length);
            }
        }
        while let Some(length) = POLITE_AT_THE_END.iter().find_map(|phrase| self.ends_with(phrase)) {
            self.tokens.truncate(self.tokens.len() - length);
        }
    }

    /// Without its accent, Spanish "olvidé" (I forgot) would be the order "olvide".
    fn mark_past(&mut self, own: &str) {
        if let Some(first) = self.tokens.first_mut()
            && first.text.len() > 3
            && own.get(first.range.clone()).is_some_and(|word| word.ends_with(['é', 'ó']))
        {
            first.text.push('\u{301}');
        }
    }

    fn begins_with_one_of(&self, phrases: &[&str]) -> Option<usize> {
        phrases.iter().find_map(|phrase| {
            let wanted = phrase.split(' ');
            let length = wanted.clone().count();
            let same = wanted.eq(self.tokens.iter().take(length).map(|token| token.text.as_str()));
            same.then_some(length)
        })
    }

    fn ends_with(&self, phrase: &str) -> Option<usize> {
        let wanted = phrase.split(' ');
        let length = wanted.clone().count();
        let start = self.tokens.len().checked_sub(length)?;
        let same = wanted.eq(self.tokens.iter().skip(start).map(|token| token.text.as_str()));
        same.then_some(length)
    }

    /// The word at this place.
    pub(super) fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| &token.text)
    }

    /// Whether one of its words is one of these.
    pub(super) fn has(&self, words: &[&str]) -> bool {
        self.tokens.iter().any(|token| words.contains(&token.text.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(message: &str) -> Vec<String> {
        let text = |sentence: &Sentence| {
            let words: Vec<&str> = sentence.tokens.iter().map(|token| token.text.as_str()).collect();
            words.join(" ")
        };
        sentences(message).iter().map(text).collect()
    }

    #[test]
    fn quotes_and_code_are_not_ones_own_words() {
        assert_eq!(own("> draw a cat\nWho said so?"), ["who said so"]);
        assert_eq!(own("Fix this:\n```\ndraw a cat\n```\nthanks, now"), ["fix this"]);
        assert_eq!(own("Fix this:\n```rust\ndraw a cat"), ["fix this"]);
        assert_eq!(
            own("What is `draw a cat` and \"paint\" and «dessine» and „male“?"),
            ["what is and and and"]
        );
        assert_eq!(own("Read\n\"\"\"\nremember that\n\n.\"\"\"\nplease"), ["read"]);
        assert_eq!(own("Resize image.png from https://a.example/picture today"), ["resize from today"]);
        assert_eq!(own("5\" nails are good"), ["5 nails are good"], "a lone mark quotes nothing");
    }

    #[test]
    fn politeness_is_taken_off() {
        assert_eq!(own("Hello! Could you please draw a cat, please?"), ["draw a cat"]);
        assert_eq!(own("Por favor, crea algo"), ["crea algo"]);
        assert_eq!(own("Crée ça, s'il te plaît !"), ["cree ca"]);
        assert!(own(" \n.! 🙂").is_empty());
    }

    #[test]
    fn of_a_long_paste_only_the_beginning_counts() {
        let paste = format!("Summarise this.\n{}\nRemember that I like it.", "Words and words. ".repeat(200));
        assert_eq!(own(&paste), ["summarise this"]);
    }

    #[test]
    fn places_are_those_of_the_message() {
        let message = "«ü» Ünal, größe! draw é";
        for sentence in sentences(message) {
            for token in sentence.tokens {
                assert_eq!(
                    mami_ports::text::fold(message.get(token.range).unwrap()),
                    token.text.trim_end_matches('\u{301}')
                );
            }
        }
    }
}
