//! How long a text is for an embedder, and where it may be cut.

use mami_extract::BlockKind;
use mami_ports::text::is_unspaced;

/// About how many tokens a text has for an embedder with a vocabulary of word pieces (BERT's), rather too many than too few:
/// common words are one, long and foreign ones several, and each sign is one of its own.
pub fn tokens(text: &str) -> usize {
    let mut count = Count::default();
    for c in text.chars() {
        count.add(c);
    }
    count.tokens
}

#[derive(Default)]
struct Count {
    tokens: usize,
    /// How much of a token the characters since its beginning take, in [`WHOLE`]ths.
    open: usize,
    before: Kind,
}

/// A whole token.
const WHOLE: usize = 10;

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Kind {
    #[default]
    Space,
    Letter,
    Digit,
    Sign,
}

impl Count {
    fn add(&mut self, c: char) {
        let (kind, part) = match c {
            c if c.is_whitespace() => (Kind::Space, 0),
            c if c.is_ascii_alphabetic() => (Kind::Letter, 2),
            c if c.is_ascii_digit() => (Kind::Digit, 5),
            c if is_unspaced(c) => (Kind::Sign, WHOLE),
            c if c.is_alphanumeric() => (Kind::Letter, 5),
            _ => (Kind::Sign, WHOLE),
        };
        if kind == Kind::Space {
            self.open = 0;
        } else if kind != self.before || self.open + part > WHOLE {
            self.tokens += 1;
            self.open = part;
        } else {
            self.open += part;
        }
        self.before = kind;
    }
}

/// The parts of a block, each of at most so many tokens, that together are all of it: cut behind sentences, or lines of code, and
/// where one of those is too long behind words, and where one of those is too long anywhere.
pub(super) fn parts(text: &str, kind: BlockKind, most: usize) -> Vec<&str> {
    if tokens(text) <= most {
        return vec![text];
    }
    let ends: fn(&str) -> Vec<usize> = if kind == BlockKind::Code { lines } else { sentences };
    pack(text, &ends(text), most, &|long| pack(long, &words(long), most, &|word| characters(word, most)))
}

/// Puts what stands between the ends together to parts of at most so many tokens.
fn pack<'a>(
    text: &'a str,
    ends: &[usize],
    most: usize,
    cut: &dyn Fn(&'a str) -> Vec<&'a str>,
) -> Vec<&'a str> {
    let mut parts = Vec::new();
    let (mut start, mut end, mut sum) = (0, 0, 0);
    for next in ends.iter().copied().chain([text.len()]) {
        let cost = tokens(text.get(end..next).unwrap_or_default());
        if sum > 0 && sum + cost > most {
            parts.extend(text.get(start..end));
            (start, sum) = (end, 0);
        }
        if cost > most {
            parts.extend(cut(text.get(start..next).unwrap_or_default()));
            start = next;
        } else {
            sum += cost;
        }
        end = next;
    }
    parts.extend(text.get(start..).filter(|rest| !rest.is_empty()));
    parts
}

/// Letters that an abbreviation has before its full stop: `Dr.`, `No.`
const ABBREVIATED: usize = 3;

/// Behind each sentence, and the space behind it.
fn sentences(text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut rest = text.char_indices().peekable();
    let (mut ended, mut word, mut capital) = (false, 0, false);
    while let Some((_, c)) = rest.next() {
        let next = rest.peek().copied();
        match c {
            '.' => ended = !(capital && (1..=ABBREVIATED).contains(&word)),
            '!' | '?' | '…' => ended = true,
            '。' | '！' | '？' | '\n' => ends.extend(next.map(|(at, _)| at)),
            // Closing quotes and brackets belong to the sentence.
            '"' | '\'' | ')' | ']' | '»' | '”' | '’' => {}
            c if c.is_whitespace() => {
                if ended && next.is_some_and(|(_, c)| !c.is_whitespace() && !c.is_lowercase()) {
                    ends.extend(next.map(|(at, _)| at));
                }
                ended &= next.is_some_and(|(_, c)| c.is_whitespace());
            }
            _ => ended = false,
        }
        if c.is_alphabetic() {
            capital = if word == 0 { c.is_uppercase() } else { capital };
            word += 1;
        } else {
            word = 0;
        }
    }
    ends
}

/// Behind each line's end.
fn lines(text: &str) -> Vec<usize> {
    text.match_indices('\n').map(|(at, _)| at + 1).filter(|at| *at < text.len()).collect()
}

/// Behind the space behind each word.
fn words(text: &str) -> Vec<usize> {
    let mut space = false;
    let mut ends = Vec::new();
    for (at, c) in text.char_indices() {
        if space && !c.is_whitespace() {
            ends.push(at);
        }
        space = c.is_whitespace();
    }
    ends
}

fn characters(text: &str, most: usize) -> Vec<&str> {
    let (mut parts, mut start) = (Vec::new(), 0);
    let mut count = Count::default();
    for (at, c) in text.char_indices() {
        count.add(c);
        if count.tokens > most {
            parts.extend(text.get(start..at));
            start = at;
            count = Count::default();
            count.add(c);
        }
    }
    parts.extend(text.get(start..));
    parts
}
