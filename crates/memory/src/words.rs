//! What two texts have in common when their words are compared: stems where the language is known, pieces of words where
//! it is not.
//!
//! Words are folded first ([`mami_ports::text`]), so that what is typed without accents or with the wrong `i` is found; the
//! stems are those of Snowball on the folded word.

mod stopwords;

use std::{
    borrow::Cow,
    collections::HashSet,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    ops::Range,
};

use mami_ports::text::{Word, is_unspaced, words};
use rust_stemmers::{Algorithm, Stemmer};

/// The most words of one text that are looked at. Longer texts are to be cut before they come here.
pub const MAX_WORDS: usize = 4_000;

/// A text of up to this many words may well have none of the common words of its language.
const SHORT: usize = 5;

/// A language whose words have stems here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// English.
    English,
    /// Turkish.
    Turkish,
    /// German.
    German,
    /// Spanish.
    Spanish,
    /// French.
    French,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::English, Self::Turkish, Self::German, Self::Spanish, Self::French];

    const fn stopwords(self) -> &'static [&'static str] {
        match self {
            Self::English => stopwords::ENGLISH,
            Self::Turkish => stopwords::TURKISH,
            Self::German => stopwords::GERMAN,
            Self::Spanish => stopwords::SPANISH,
            Self::French => stopwords::FRENCH,
        }
    }

    fn is_stopword(self, word: &str) -> bool {
        self.stopwords().binary_search(&word).is_ok()
    }

    fn stem(self, word: &str) -> Cow<'_, str> {
        Stemmer::create(match self {
            Self::English => Algorithm::English,
            Self::Turkish => Algorithm::Turkish,
            Self::German => Algorithm::German,
            Self::Spanish => Algorithm::Spanish,
            Self::French => Algorithm::French,
        })
        .stem(word)
    }

    /// The language that most of the common words of `text` belong to. A short text without any is in the `usual` one;
    /// none where it is in another language or script.
    pub fn of(text: &str, usual: Option<Self>) -> Option<Self> {
        let found: Vec<Word> = words(text).take(MAX_WORDS).collect();
        guess(&found, usual)
    }
}

fn guess(found: &[Word], usual: Option<Language>) -> Option<Language> {
    let latin = |word: &&Word| word.text.chars().all(|c| c.is_ascii_alphanumeric());
    let spaced = found.iter().filter(|word| !alone(word));
    let (mut most, mut best) = (0, None);
    for language in usual.into_iter().chain(Language::ALL) {
        let common = spaced.clone().filter(|word| language.is_stopword(&word.text)).count();
        if common > most {
            (most, best) = (common, Some(language));
        }
    }
    let all = spaced.clone().count();
    best.or_else(|| usual.filter(|_| all <= SHORT && spaced.filter(latin).count() == all))
}

fn alone(word: &Word) -> bool {
    word.text.chars().next().is_some_and(is_unspaced)
}

/// Names that are left out wherever they stand: with them, what is said *to* a person looks like what is said *by* them.
#[derive(Debug, Clone, Default)]
pub struct Names(HashSet<String>);

impl Names {
    /// Of each name every word counts; what is shorter than two letters does not.
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let parts = names.into_iter().flat_map(words).map(|word| word.text);
        Self(parts.filter(|part| part.chars().nth(1).is_some()).collect())
    }

    /// This word is one of the names.
    pub fn contains(&self, folded: &str) -> bool {
        self.0.contains(folded)
    }

    /// One of the names is in `text`.
    pub fn any_in(&self, text: &str) -> bool {
        !self.0.is_empty() && words(text).any(|word| self.contains(&word.text))
    }

    /// The text as it is embedded: without the names, and what belongs to them ("'s").
    pub fn without<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut gone: Vec<Range<usize>> = Vec::new();
        for word in words(text) {
            let ending = gone.last().is_some_and(|last| {
                let between = text.get(last.end..word.range.start);
                word.text == "s" && matches!(between, Some("'" | "’"))
            });
            if ending && let Some(last) = gone.last_mut() {
                last.end = word.range.end;
            } else if self.contains(&word.text) {
                gone.push(word.range);
            }
        }
        if gone.is_empty() {
            return Cow::Borrowed(text);
        }
        let (mut left, mut from) = (String::with_capacity(text.len()), 0);
        for range in gone {
            left.push_str(text.get(from..range.start).unwrap_or_default());
            from = range.end;
        }
        left.push_str(text.get(from..).unwrap_or_default());
        Cow::Owned(left.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

/// Stands for a term; the index keeps no words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Term(u64);

impl Term {
    /// As the index hashes it.
    pub const fn number(self) -> u64 {
        self.0
    }
}

#[derive(Debug, Clone, Copy, Hash)]
enum Kind {
    /// A stem, or a whole word where there is none.
    Stem,
    /// A piece of a word.
    Piece,
}

fn term(kind: Kind, text: &str) -> Term {
    let mut hasher = DefaultHasher::new();
    (kind, text).hash(&mut hasher);
    Term(hasher.finish())
}

/// The terms of a text to be found, each as often as it occurs.
pub fn terms(text: &str, language: Option<Language>, names: &Names) -> Vec<Term> {
    let found: Vec<Word> = words(text).take(MAX_WORDS).collect();
    let mut all = Vec::with_capacity(found.len());
    for run in runs(&found) {
        if run.first().is_some_and(alone) {
            pairs(run).for_each(|pair| all.push(term(Kind::Piece, &pair)));
        } else if let [word] = run
            && !names.contains(&word.text)
        {
            match language {
                Some(language) if language.is_stopword(&word.text) => {}
                Some(language) => all.push(term(Kind::Stem, &language.stem(&word.text))),
                None => {
                    all.push(term(Kind::Stem, &word.text));
                    trigrams(&word.text).for_each(|piece| all.push(term(Kind::Piece, &piece)));
                }
            }
        }
    }
    all
}

/// A word of a question, and everything that a text may hold it as.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// As it was asked.
    pub word: String,
    /// What it may be in a text, and what it counts there.
    pub terms: Vec<(Term, f32)>,
    /// What those that are in a text that holds the word come to.
    pub whole: f32,
}

/// The words of a question that say what it is about, each once. `known`: the languages that it may be answered in;
/// `pieces`: some texts are in none of them.
pub fn asked(
    text: &str,
    language: Option<Language>,
    known: &[Language],
    pieces: bool,
    names: &Names,
) -> Vec<Asked> {
    let found: Vec<Word> = words(text).take(MAX_WORDS).collect();
    let mut all: Vec<Asked> = Vec::new();
    let mut seen = HashSet::new();
    for run in runs(&found) {
        let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
        let word = text.get(first.range.start..last.range.end).unwrap_or_default();
        let mut terms: Vec<(Term, f32)> = Vec::new();
        let mut whole = 1.0;
        if alone(first) {
            terms.extend(pairs(run).map(|pair| (term(Kind::Piece, &pair), 1.0)));
            terms.retain(|(term, _)| seen.insert(*term));
            whole = terms.iter().map(|(_, weight)| weight).sum();
        } else if !names.contains(&first.text) && !language.is_some_and(|it| it.is_stopword(&first.text)) {
            for it in language.iter().chain(known) {
                terms.push((term(Kind::Stem, &it.stem(&first.text)), 1.0));
            }
            if pieces || language.is_none() {
                terms.push((term(Kind::Stem, &first.text), 1.0));
                let pieces: Vec<String> = trigrams(&first.text).collect();
                let weight = 1.0 / f32::from(u8::try_from(pieces.len()).unwrap_or(u8::MAX)).max(1.0);
                terms.extend(pieces.iter().map(|piece| (term(Kind::Piece, piece), weight)));
            }
        }
        if !alone(first) {
            terms.retain(|(term, _)| seen.insert(*term));
        }
        if !terms.is_empty() {
            all.push(Asked { word: word.to_owned(), terms, whole });
        }
    }
    all
}

/// How many words of a text say what it is about.
pub fn content_words(text: &str, language: Option<Language>, names: &Names) -> usize {
    asked(text, language, &[], false, names).len()
}

/// Each word alone, but those of scripts without spaces together, as far as nothing stands between them.
fn runs(found: &[Word]) -> impl Iterator<Item = &[Word]> {
    found.chunk_by(|a, b| alone(a) && alone(b) && a.range.end >= b.range.start)
}

/// Two characters after each other, where three would miss most words of Chinese and Japanese; a lone one as it is.
fn pairs(run: &[Word]) -> impl Iterator<Item = String> {
    let lone = run.first().filter(|_| run.len() == 1).map(|word| word.text.clone());
    lone.into_iter().chain(run.windows(2).map(|two| two.iter().map(|word| word.text.as_str()).collect()))
}

fn trigrams(word: &str) -> impl Iterator<Item = String> {
    let chars: Vec<char> = word.chars().collect();
    let pieces: Vec<String> = chars.windows(3).map(|three| three.iter().collect()).collect();
    pieces.into_iter().filter(move |_| chars.len() > 3)
}

#[cfg(test)]
mod tests {
    use mami_ports::text::fold;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn stopwords_can_be_found() {
        for language in Language::ALL {
            for word in language.stopwords() {
                assert!(language.is_stopword(word), "{language:?}: {word} is out of order");
                assert_eq!(&fold(word), word, "{language:?}");
            }
        }
    }

    #[test]
    fn a_language_is_known_by_its_common_words() {
        let known = [
            ("What did I tell you about the dog?", Language::English),
            ("Köpeğim için ne demiştim, ben bunu çok merak ediyorum", Language::Turkish),
            ("Was habe ich über den Hund gesagt?", Language::German),
            ("¿Qué te dije sobre el perro de mi hermana?", Language::Spanish),
            ("Qu'est-ce que je t'ai dit de mon chien ?", Language::French),
        ];
        for (text, language) in known {
            assert_eq!(Language::of(text, None), Some(language), "{text}");
            assert_eq!(Language::of(text, Some(Language::English)), Some(language), "{text}");
        }
        assert_eq!(Language::of("Sunny beaches", Some(Language::Turkish)), Some(Language::Turkish));
        assert_eq!(Language::of("Sunny beaches", None), None);
        let polish = "Gdzie kupiliśmy psa, którego moja siostra bardzo lubi?";
        assert_eq!(Language::of(polish, Some(Language::English)), None);
        assert_eq!(Language::of("Где мой пёс?", Some(Language::English)), None);
        assert_eq!(Language::of("私の犬", None), None);
    }

    fn meet(text: &str, question: &str, language: Option<Language>) -> usize {
        let names = Names::default();
        let held: HashSet<Term> = terms(text, language, &names).into_iter().collect();
        let asked = asked(question, language, &[], language.is_none(), &names);
        asked.iter().filter(|word| word.terms.iter().any(|(term, _)| held.contains(term))).count()
    }

    #[test]
    fn forms_of_a_word_meet() {
        let cases = [
            ("We adopted two puppies", "the puppy adopting", Some(Language::English), 2),
            ("kitaplar evimde", "KİTAP evim", Some(Language::Turkish), 2),
            ("Isparta", "ISPARTA ısparta", Some(Language::Turkish), 1),
            ("die Häuser", "Hauser", Some(Language::German), 1),
            ("las canciones", "canción", Some(Language::Spanish), 1),
            ("les maisons, l'été dernier", "maison derniers", Some(Language::French), 2),
            ("東京に行きました", "東京", None, 1),
            ("สวัสดีครับ", "สวัสดี", None, 1),
            ("kupiliśmy psa", "kupilismy", None, 1),
            ("kupiliśmy psa", "kupili", None, 1),
            ("the dog", "the cat", Some(Language::English), 0),
        ];
        for (text, question, language, words) in cases {
            assert_eq!(meet(text, question, language), words, "{text} / {question}");
        }
    }

    #[test]
    fn a_question_of_one_language_meets_texts_of_another() {
        let names = Names::default();
        let held = terms("Ankara'da kitaplar", Some(Language::Turkish), &names);
        let english = |known: &[Language]| {
            let asked = asked("the kitaplar", Some(Language::English), known, false, &names);
            asked.iter().flat_map(|word| &word.terms).filter(|(term, _)| held.contains(term)).count()
        };
        assert_eq!((english(&[]), english(&[Language::Turkish])), (0, 1));
    }

    #[test]
    fn names_are_left_out() {
        let names = Names::new(["Zeynep Ilgaz", "Mami", "J"]);
        assert_eq!(names.without("Hey Zeynep! Mami's cake, ILGAZ’s and ılgaz"), "Hey ! cake, and");
        assert_eq!(names.without("J plain text"), "J plain text");
        assert!(names.any_in("ask ZEYNEP") && !names.any_in("ask me"));
        let english = Some(Language::English);
        assert!(terms("Zeynep and Mami", english, &names).is_empty());
        assert!(asked("Is Zeynep Mami?", english, &[], false, &names).is_empty());
        assert_eq!(content_words("Where does Zeynep keep the red bicycle?", english, &names), 3);
    }

    #[test]
    fn a_word_asked_twice_counts_once() {
        let names = Names::default();
        let asked = asked("dogs, dog and Dogs", Some(Language::English), &[Language::English], false, &names);
        assert_eq!(asked.iter().map(|word| word.word.as_str()).collect::<Vec<_>>(), ["dogs"]);
    }

    proptest! {
        #[test]
        fn any_text_has_terms(text in "\\PC{0,80}") {
            for language in Language::ALL.into_iter().map(Some).chain([None]) {
                let _ = terms(&text, language, &Names::default());
                let _ = asked(&text, language, &Language::ALL, true, &Names::default());
            }
        }

        #[test]
        fn any_latin_word_has_a_stem(word in "[a-z0-9]{1,70}") {
            for language in Language::ALL {
                prop_assert!(language.stem(&word).chars().count() <= word.chars().count() + 1);
            }
        }
    }
}
