//! Whether a picture is asked for, and of what.

use std::ops::Range;

use super::{
    own::Sentence,
    words::{
        AS, DEFINITE, DRAW, DRAW_LAST, DRAW_YOU, FINITE, FOLLOWS, GENERIC, INDEFINITE, LANGUAGES, LAZY,
        LINKS, MAKE, MAKE_LAST, MAKE_YOU, ME, NO_MAL, NOT, NOUN, NOUNS, OBJECTS, OBJECTS_NEXT, QUESTION,
        TECHNICAL, TO_DRAW, WANT, WEAK, WITH,
    },
};

/// A picture that was asked for.
pub(super) struct Found {
    /// What it shows: places in the message.
    pub(super) prompt: Vec<Range<usize>>,
    /// The last of these goes on to the end of the message.
    pub(super) open: bool,
    pub(super) confidence: f32,
}

/// What a sentence wants to see. `alone`: the message has no other sentence.
pub(super) fn find(sentence: &Sentence, message: &str, alone: bool) -> Option<Found> {
    if sentence.has(TECHNICAL) || names_a_language(sentence) || QUESTION.contains(&sentence.word(0)) {
        return None;
    }
    let look = Look { sentence, message };
    let order = look.order().map(|(words, sure)| (words, if sure { 0.95 } else { 0.8 }));
    order
        .or_else(|| look.wanted().map(|words| (words, 0.9)))
        .or_else(|| if alone { look.bare().map(|words| (words, 0.8)) } else { None })
        .and_then(|(words, confidence)| {
            let open = words.end == sentence.tokens.len();
            Some(Found { prompt: vec![look.place(words)?], open, confidence })
        })
        .or_else(|| super::image_turkish::find(sentence, alone))
}

/// "in Python": not the snake.
fn names_a_language(sentence: &Sentence) -> bool {
    sentence.tokens.windows(2).any(|two| match two {
        [first, second] => WITH.contains(&first.text.as_str()) && LANGUAGES.contains(&second.text.as_str()),
        _ => false,
    })
}

struct Look<'a> {
    sentence: &'a Sentence,
    message: &'a str,
}

impl Look<'_> {
    fn word(&self, at: usize) -> &str {
        self.sentence.word(at)
    }

    fn end(&self) -> usize {
        self.sentence.tokens.len()
    }

    fn is(&self, at: usize, words: &[&str]) -> bool {
        words.contains(&self.word(at))
    }

    fn place(&self, words: Range<usize>) -> Option<Range<usize>> {
        let tokens = self.sentence.tokens.get(words)?;
        Some(tokens.first()?.range.start..tokens.last()?.range.end)
    }

    /// Behind "me", "for me", "please".
    fn behind_me(&self, mut at: usize) -> usize {
        loop {
            if self.is(at, ME) {
                at += 1;
            } else if (self.is(at, &["for"]) && self.is(at + 1, &["me", "us"]))
                || (self.is(at, &["por"]) && self.is(at + 1, &["favor"]))
            {
                at += 2;
            } else {
                return at;
            }
        }
    }

    /// "Draw …", "make a picture of …", "kannst du … malen?" The flag: it can mean nothing else.
    fn order(&self) -> Option<(Range<usize>, bool)> {
        if self.is(0, LAZY) && self.is(1, &["du", "sie"]) {
            return self.verb_last(2);
        }
        if self.sentence.asking
            && let Some(found) = self.verb_last(0)
        {
            return Some(found);
        }
        // "me haces …", "tu me fais …", "machst du mir …"
        let start = usize::from(self.is(0, &["tu"]) && self.is(1, &["me", "nous"]));
        let start = start + usize::from(self.is(start, &["me", "nous"]));
        let yours = start > 0 || self.is(1, &["du"]);
        let behind = start + 1 + usize::from(self.is(start + 1, &["du"]));
        let rest = self.behind_me(behind)..self.end();
        let draws = self.is(start, DRAW)
            || yours && self.is(start, DRAW_YOU)
            || (self.sentence.asking || yours) && self.is(start, TO_DRAW)
            || self.is(start, &["render"])
                && rest.clone().take(3).any(|at| self.is(at, &["3d", "photorealistic", "realistic"]));
        if draws && self.is_really_drawn(start, &rest) {
            return Some((self.without_generic(&rest).unwrap_or(rest), true));
        }
        if self.is(start, MAKE) || yours && self.is(start, MAKE_YOU) {
            return self.made(rest).map(|words| (words, !self.is(start, &["show", "give", "zeig", "zeige"])));
        }
        None
    }

    /// "(kannst du) mir bitte einen Leuchtturm malen"
    fn verb_last(&self, start: usize) -> Option<(Range<usize>, bool)> {
        let last = self.end().checked_sub(1)?;
        let rest = self.behind_me(start)..last;
        if rest.is_empty() || self.negated(&rest) {
            return None;
        }
        if self.is(last, DRAW_LAST) {
            let named = self.is(rest.start, INDEFINITE) || self.is(rest.start, DEFINITE) || rest.len() > 1;
            let fits = named && !self.about_something_else(&rest) && !self.is(rest.start, WEAK);
            return fits.then(|| (self.without_generic(&rest).unwrap_or(rest), true));
        }
        if self.is(last, MAKE_LAST) { Some((self.made(rest)?, true)) } else { None }
    }

    fn is_really_drawn(&self, verb: usize, rest: &Range<usize>) -> bool {
        if rest.is_empty() || self.negated(rest) || self.about_something_else(rest) {
            return false;
        }
        if rest.len() == 1 && self.is(rest.start, WEAK) {
            return false;
        }
        if self.word(verb) == "pinta" && self.is(verb + 1, &["bien", "mal"]) {
            return false;
        }
        if self.word(verb) == "mal" {
            let begun = self.is(verb + 1, ME) || self.is(verb + 1, INDEFINITE);
            return begun && !self.sentence.has(NO_MAL);
        }
        // "Draw distance is …"
        self.is(rest.start, INDEFINITE) || !self.has_verb(rest)
    }

    fn has_verb(&self, words: &Range<usize>) -> bool {
        words.clone().take(8).any(|at| self.is(at, FINITE))
    }

    fn negated(&self, words: &Range<usize>) -> bool {
        words.clone().take(3).any(|at| self.is(at, NOT))
    }

    /// Conclusions are drawn, and walls painted.
    fn about_something_else(&self, words: &Range<usize>) -> bool {
        self.is(words.start, OBJECTS_NEXT) || words.clone().take(4).any(|at| self.is(at, OBJECTS))
    }

    /// What is to be made, if that is a picture.
    fn made(&self, rest: Range<usize>) -> Option<Range<usize>> {
        if self.negated(&rest) || self.about_something_else(&rest) {
            return None;
        }
        if let Some(words) = self.without_generic(&rest) {
            return (!self.about_something_else(&words)).then_some(words);
        }
        // "… as an image"
        let last = rest.end.checked_sub(1)?;
        if self.is(last, NOUN) {
            let article = last.saturating_sub(1);
            let before = if self.is(article, INDEFINITE) { article } else { last };
            if before > rest.start + 1 && self.is(before - 1, AS) {
                return Some(rest.start..before - 1);
            }
        }
        let noun = self.noun(&rest)?;
        // "Make a picture" says nothing of what.
        (noun + 1 < rest.end).then_some(rest)
    }

    /// Where the kind of picture is named, if that is what the words are about.
    fn noun(&self, words: &Range<usize>) -> Option<usize> {
        let noun = words.clone().take(6).find(|at| self.is(*at, NOUN) || self.is(*at, NOUNS))?;
        if (words.start..noun).any(|at| self.is(at, DEFINITE)) {
            return None;
        }
        let next = noun + 1;
        let many = self.is(noun, NOUNS);
        let fits = next >= words.end
            || self.is(next, if many { LINKS } else { FOLLOWS })
            || !many && self.paused_behind(noun)
            // An adjective behind its noun: "une peinture réaliste d'un …"
            || !many && self.is(next + 1, &["de", "d", "del", "con", "avec"]) && self.word(next).len() > 3;
        fits.then_some(noun)
    }

    /// Whether there is a comma, colon or quote behind a word.
    fn paused_behind(&self, at: usize) -> bool {
        let from = self.sentence.tokens.get(at).map_or(0, |token| token.range.end);
        let to = self.sentence.tokens.get(at + 1).map_or(from, |token| token.range.start);
        self.message
            .get(from..to)
            .is_some_and(|between| between.contains([',', ':', '"', '(', '–', '—', '„', '“', '«']))
    }

    /// Without "a picture of", which adds nothing.
    fn without_generic(&self, words: &Range<usize>) -> Option<Range<usize>> {
        let mut at = words.start;
        while self.is(at, INDEFINITE) {
            at += 1;
        }
        if at == words.start && !self.is(at, &["image"]) || !self.is(at, GENERIC) || at + 1 >= words.end {
            return None;
        }
        let content = if self.is(at + 1, LINKS) {
            at + 2
        } else if self.paused_behind(at) {
            at + 1
        } else {
            return None;
        };
        (content < words.end).then_some(content..words.end)
    }

    /// "I want a picture of …"
    fn wanted(&self) -> Option<Range<usize>> {
        if self.sentence.question {
            return None;
        }
        let said = WANT.iter().find_map(|phrase| {
            let length = phrase.split(' ').count();
            let same = phrase.split(' ').enumerate().all(|(at, word)| self.word(at) == word);
            same.then_some(length)
        })?;
        let rest = said..self.end();
        if self.negated(&rest) {
            return None;
        }
        if let Some(words) = self.without_generic(&rest) {
            return Some(words);
        }
        let noun = self.noun(&rest)?;
        let described = !self.is(noun + 1, &["that", "which", "que", "qui", "das", "die", "to", "a", "zu"]);
        (described && noun + 1 < rest.end).then_some(rest)
    }

    /// "A picture of …", and nothing else.
    fn bare(&self) -> Option<Range<usize>> {
        let words = 0..self.end();
        let noun = words.clone().take(4).find(|at| self.is(*at, NOUN))?;
        let article = self.is(0, INDEFINITE) || noun == 0;
        let of = self.is(noun + 1, LINKS) || self.is(noun + 2, &["de", "d", "del"]);
        let said =
            self.sentence.question || self.has_verb(&words) || words.clone().any(|at| self.is(at, FINITE));
        if !article || !of || said || words.len() > 30 || (0..noun).any(|at| self.is(at, DEFINITE)) {
            return None;
        }
        self.without_generic(&words).or(Some(words))
    }
}
