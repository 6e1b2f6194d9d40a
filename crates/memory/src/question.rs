//! What can be read off a text without understanding it: is it only a question, which months does it name, whose words
//! does it ask for.

use std::borrow::Cow;

use chrono::{DateTime, Datelike as _, Utc};
use mami_ports::text::{fold, words};

use crate::words::{Language, Names, content_words};

/// Who said or wrote something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Author {
    /// The person whose memory it is.
    User,
    /// The assistant.
    Assistant,
    /// A document of the person's.
    Document,
}

/// A month that a question names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NamedMonth {
    /// 0 is January.
    pub month: u16,
    /// None: of any year.
    pub year: Option<u16>,
}

/// Months since the year 0, as they are compared. What is before is taken for the first one.
pub fn month_number(at: DateTime<Utc>) -> u16 {
    let number = at.year().saturating_mul(12).saturating_add(at.month0().try_into().unwrap_or(0));
    u16::try_from(number.max(0)).unwrap_or(u16::MAX)
}

impl NamedMonth {
    /// The month that is `number` months after the year 0 is meant.
    pub fn is(self, number: u16) -> bool {
        number % 12 == self.month && self.year.is_none_or(|year| number / 12 == year)
    }
}

const ENGLISH: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const TURKISH: [&str; 12] = [
    "ocak", "subat", "mart", "nisan", "mayis", "haziran", "temmuz", "agustos", "eylul", "ekim", "kasim",
    "aralik",
];
const GERMAN: [&str; 12] = [
    "januar",
    "februar",
    "marz",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "dezember",
];
const SPANISH: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];
const FRENCH: [&str; 12] = [
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
];

const fn months_of(language: Language) -> &'static [&'static str; 12] {
    match language {
        Language::English => &ENGLISH,
        Language::Turkish => &TURKISH,
        Language::German => &GERMAN,
        Language::Spanish => &SPANISH,
        Language::French => &FRENCH,
    }
}

/// The day as words, by which a question that names it finds what was said on it. English where there is no language.
pub fn date_words(at: DateTime<Utc>, language: Option<Language>) -> String {
    let months = months_of(language.unwrap_or(Language::English));
    let month = usize::try_from(at.month0()).ok().and_then(|month| months.get(month)).copied();
    format!("{} {} {}", at.day(), month.unwrap_or_default(), at.year())
}

/// What may hang on the name of a month in Turkish.
const ENDINGS: [&str; 12] = ["ta", "te", "da", "de", "tan", "ten", "dan", "den", "in", "un", "inda", "unda"];

/// Months whose names are other words, too.
const AMBIGUOUS: [&str; 3] = ["may", "march", "mars"];

/// A word before which, or after which, such a word is a month.
const BESIDE_MONTHS: [&str; 20] = [
    "in", "of", "since", "last", "this", "next", "until", "till", "by", "during", "early", "late", "mid",
    "before", "after", "en", "de", "depuis", "debut", "fin",
];

/// The months that a text names, in any of the languages, each with the year that stands beside it.
pub fn months(text: &str) -> Vec<NamedMonth> {
    let found: Vec<_> = words(text).collect();
    let mut all = Vec::new();
    for (index, word) in found.iter().enumerate() {
        let Some(month) = month_of(&word.text) else { continue };
        let near = |offset: isize| {
            let word = index.checked_add_signed(offset).and_then(|index| found.get(index));
            word.map_or("", |word| word.text.as_str())
        };
        let number = |word: &str| word.parse::<u16>().ok();
        if AMBIGUOUS.contains(&word.text.as_str()) {
            let written = text.get(word.range.clone()).unwrap_or_default();
            let capital = index > 0 && written.starts_with(char::is_uppercase);
            let dated = number(near(-1)).is_some() || number(near(1)).is_some();
            if !capital && !dated && !BESIDE_MONTHS.contains(&near(-1)) {
                continue;
            }
        }
        let mut years = [1, 2, -1].into_iter().filter_map(|offset| number(near(offset)));
        let named = NamedMonth { month, year: years.rfind(|year| (1900..2200).contains(year)) };
        if !all.contains(&named) {
            all.push(named);
        }
    }
    all
}

fn month_of(word: &str) -> Option<u16> {
    let is = |name: &str, language| {
        word.strip_prefix(name).is_some_and(|ending| {
            ending.is_empty() || (language == Language::Turkish && ENDINGS.contains(&ending))
        })
    };
    let position = Language::ALL
        .into_iter()
        .find_map(|language| months_of(language).iter().position(|name| is(name, language)));
    position.and_then(|position| u16::try_from(position).ok())
}

/// Nothing stands in it but questions, and perhaps what one calls out before asking ("Great!"): it asks, and so it rarely
/// answers.
pub fn is_only_question(text: &str) -> bool {
    let mut asks = false;
    let mut open = false;
    for c in text.chars() {
        match c {
            '?' | '？' | '؟' => (asks, open) = (true, false),
            '!' | '！' => open = false,
            '.' | '…' | '。' | '\n' if open => return false,
            _ => open |= c.is_alphanumeric(),
        }
    }
    asks && !open
}

/// How people ask for what the assistant said, folded.
const YOU_SAID: [&str; 44] = [
    "did you say",
    "did you tell",
    "did you suggest",
    "did you recommend",
    "did you mention",
    "did you advise",
    "did you write",
    "did you explain",
    "did you give",
    "you said",
    "you told",
    "you suggested",
    "you recommended",
    "you mentioned",
    "you advised",
    "you wrote",
    "you explained",
    "you gave",
    "your advice",
    "your suggestion",
    "your recommendation",
    "your answer",
    "demistin",
    "soylemistin",
    "onermistin",
    "anlatmistin",
    "yazmistin",
    "tavsiye etmistin",
    "onerdin",
    "dediydin",
    "hast du gesagt",
    "hast du mir",
    "du gesagt",
    "du mir gesagt",
    "du empfohlen",
    "du mir empfohlen",
    "me dijiste",
    "me recomendaste",
    "me sugeriste",
    "tu m'as dit",
    "tu as dit",
    "tu m'as conseille",
    "tu m'as recommande",
    "m'as-tu dit",
];

/// Whose words a question of the person asks for: the person's own, unless it asks for what "you told me".
pub fn asked_about(question: &str) -> Author {
    let folded = fold(question).replace('’', "'");
    if YOU_SAID.iter().any(|said| folded.contains(said)) { Author::Assistant } else { Author::User }
}

/// What to look for: the turn, after the one before it when it says little by itself ("and in the summer?").
pub fn search_text<'a>(
    turn: &'a str,
    previous: Option<&str>,
    few_words: usize,
    names: &Names,
) -> Cow<'a, str> {
    let language = Language::of(turn, None);
    match previous {
        Some(previous) if content_words(turn, language, names) < few_words => {
            Cow::Owned(format!("{previous}\n{turn}"))
        }
        _ => Cow::Borrowed(turn),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> Vec<(u16, Option<u16>)> {
        months(text).into_iter().map(|it| (it.month, it.year)).collect()
    }

    #[test]
    fn months_are_named() {
        type Named = [(u16, Option<u16>)];
        let cases: [(&str, &Named); 12] = [
            ("What happened in March 2024?", &[(2, Some(2024))]),
            ("on 7 May, 2023", &[(4, Some(2023))]),
            ("May 7, 2023", &[(4, Some(2023))]),
            ("in may", &[(4, None)]),
            ("May I ask?", &[]),
            ("I may go; we march on", &[]),
            ("mayısta ne yaptım, 2022 Ocak'ta?", &[(4, None), (0, Some(2022))]),
            ("im März oder Oktober", &[(2, None), (9, None)]),
            ("en août 2021", &[(7, Some(2021))]),
            ("en diciembre", &[(11, None)]),
            ("December, december", &[(11, None)]),
            ("nothing", &[]),
        ];
        for (text, months) in cases {
            assert_eq!(named(text), months, "{text}");
        }
    }

    #[test]
    fn a_month_is_one_of_a_year() {
        let at = |text: &str| month_number(text.parse().unwrap());
        let march = NamedMonth { month: 2, year: None };
        assert!(march.is(at("2024-03-31T23:59:59Z")) && !march.is(at("2024-04-01T00:00:00Z")));
        assert!(NamedMonth { year: Some(2024), ..march }.is(at("2024-03-01T00:00:00Z")));
        assert!(!NamedMonth { year: Some(2023), ..march }.is(at("2024-03-01T00:00:00Z")));
    }

    #[test]
    fn a_day_is_words() {
        let at = "2024-05-09T10:00:00Z".parse().unwrap();
        assert_eq!(date_words(at, None), "9 may 2024");
        assert_eq!(date_words(at, Some(Language::Turkish)), "9 mayis 2024");
    }

    #[test]
    fn only_questions() {
        for text in ["Where is it?", "Really?! Where? ", "Nice! Where is it?", "Nerede ？", "¿Dónde?"] {
            assert!(is_only_question(text), "{text}");
        }
        for text in
            ["It is here.", "Is it? It is.", "Nice. Where is it?", "It is!", "", "…?!", "Where\nis it"]
        {
            assert_eq!(is_only_question(text), text == "…?!", "{text}");
        }
    }

    #[test]
    fn whose_words() {
        for text in [
            "What did you recommend?",
            "Bana ne önermiştin?",
            "Was hast du gesagt?",
            "Qu’est-ce que tu m’as dit ?",
        ] {
            assert_eq!(asked_about(text), Author::Assistant, "{text}");
        }
        for text in ["What did I say about you?", "Kedimin adı ne?", "Where do I live?"] {
            assert_eq!(asked_about(text), Author::User, "{text}");
        }
    }

    #[test]
    fn a_turn_that_says_little_leans_on_the_one_before() {
        let names = Names::default();
        let before = Some("We talked about the garden.");
        assert_eq!(
            search_text("And in winter?", before, 4, &names),
            "We talked about the garden.\nAnd in winter?"
        );
        assert_eq!(search_text("And in winter?", None, 4, &names), "And in winter?");
        let full = "Which roses survive hard frost in winter?";
        assert_eq!(search_text(full, before, 4, &names), full);
    }
}
