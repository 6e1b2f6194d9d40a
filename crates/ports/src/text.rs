//! Words as they are compared: without case, without accents, the same for Turkish and English, for text without spaces, too.

use std::{ops::Range, str::CharIndices};

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// The longest word, in characters; what is longer is taken for its beginning.
pub const MAX_WORD_CHARS: usize = 64;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The word, [folded](fold) and cut at [`MAX_WORD_CHARS`]: letters and digits, nothing else.
    pub text: String,
    /// Where it is in the original text, in bytes.
    pub range: Range<usize>,
}

/// The text without case and accents; everything else stays as it is. `İ`, `I` and `ı` all become `i`, so that Turkish and
/// English meet.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        fold_char(c, |piece| {
            if let Piece::Letter(c) | Piece::Mark(c) | Piece::Other(c) = piece {
                folded.push(c);
            }
        });
    }
    folded
}

/// The words of a text, one after the other. Each character of a script that puts no spaces between words is one of its own.
pub fn words(text: &str) -> Words<'_> {
    Words { rest: text.char_indices(), ready: Vec::new(), word: None }
}

/// See [`words`].
#[derive(Debug, Clone)]
pub struct Words<'a> {
    rest: CharIndices<'a>,
    /// Whole words, the next one last.
    ready: Vec<Word>,
    word: Option<Unfinished>,
}

#[derive(Debug, Clone)]
struct Unfinished {
    word: Word,
    chars: usize,
    /// It has no second letter.
    alone: bool,
}

impl Iterator for Words<'_> {
    type Item = Word;

    fn next(&mut self) -> Option<Word> {
        loop {
            if let Some(word) = self.ready.pop() {
                return Some(word);
            }
            let Some((at, c)) = self.rest.next() else { return self.word.take().map(|open| open.word) };
            let range = at..at + c.len_utf8();
            let (word, ready) = (&mut self.word, &mut self.ready);
            fold_char(c, |piece| match piece {
                Piece::Letter(letter) => add_letter(word, ready, letter, &range),
                Piece::Mark(mark) => extend(word, Some(mark), &range),
                Piece::Nothing => extend(word, None, &range),
                Piece::Other(_) => ready.extend(word.take().map(|open| open.word)),
            });
            ready.reverse();
        }
    }
}

fn add_letter(word: &mut Option<Unfinished>, ready: &mut Vec<Word>, letter: char, range: &Range<usize>) {
    let alone = is_unspaced(letter);
    if word.as_ref().is_some_and(|open| alone || open.alone) {
        ready.extend(word.take().map(|open| open.word));
    }
    if word.is_some() {
        extend(word, Some(letter), range);
    } else {
        let new = Word { text: letter.into(), range: range.clone() };
        *word = Some(Unfinished { word: new, chars: 1, alone });
    }
}

fn extend(word: &mut Option<Unfinished>, c: Option<char>, range: &Range<usize>) {
    if let Some(open) = word {
        open.word.range.end = range.end;
        if let Some(c) = c
            && open.chars < MAX_WORD_CHARS
        {
            open.word.text.push(c);
            open.chars += 1;
        }
    }
}

/// What becomes of a character.
enum Piece {
    /// A letter or digit.
    Letter(char),
    /// A mark without which a word is another one.
    Mark(char),
    /// Neither: it stands between words.
    Other(char),
    /// It is left out, and parts no word.
    Nothing,
}

fn fold_char(c: char, mut piece: impl FnMut(Piece)) {
    if c.is_ascii() {
        let lower = c.to_ascii_lowercase();
        piece(if c.is_ascii_alphanumeric() { Piece::Letter(lower) } else { Piece::Other(c) });
        return;
    }
    for c in std::iter::once(c).nfkd() {
        if is_combining_mark(c) {
            piece(if is_part_of_its_letter(c) { Piece::Mark(c) } else { Piece::Nothing });
        } else if is_ignorable(c) {
            piece(Piece::Nothing);
        } else if let Some(letters) = spelled_out(c) {
            letters.chars().for_each(|letter| piece(Piece::Letter(letter)));
        } else if c.is_alphanumeric() {
            // Lower case may bring a mark of its own.
            let lower = c.to_lowercase().filter(|c| !is_combining_mark(*c));
            lower.for_each(|letter| piece(Piece::Letter(letter)));
        } else {
            piece(Piece::Other(c));
        }
    }
}

/// Letters that no normal form takes apart, as people without them on their keyboards write them.
const fn spelled_out(c: char) -> Option<&'static str> {
    Some(match c {
        'ı' => "i",
        'ß' | 'ẞ' => "ss",
        'ς' => "σ",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ø' | 'Ø' => "o",
        'ł' | 'Ł' => "l",
        'đ' | 'Đ' => "d",
        'ħ' | 'Ħ' => "h",
        _ => return None,
    })
}

/// Vowels of the scripts of India and South-East Asia, and the two dots that make a Japanese k a g.
const fn is_part_of_its_letter(mark: char) -> bool {
    matches!(mark, '\u{900}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3099}' | '\u{309a}')
}

/// What is written into words and not read: soft hyphens, joiners, the Arabic line that makes words wider.
const fn is_ignorable(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{640}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}'
    )
}

/// Letters of scripts that put no spaces between words.
pub const fn is_unspaced(c: char) -> bool {
    matches!(c,
        // Thai, Lao
        '\u{e00}'..='\u{eff}'
        // Burmese
        | '\u{1000}'..='\u{109f}'
        // Khmer
        | '\u{1780}'..='\u{17ff}'
        // Japanese, Chinese
        | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{312f}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// An upper estimate of the tokens that `text` takes, whichever model reads it.
pub fn estimate_tokens(text: &str) -> u32 {
    // In quarters of a token, so that long words of plain letters come out near one token for four letters.
    let mut quarters: u32 = 0;
    let mut before = ' ';
    for c in text.chars() {
        quarters = quarters.saturating_add(match c {
            'a'..='z' | 'A'..='Z' if before.is_ascii_alphabetic() => 1,
            'a'..='z' | 'A'..='Z' if before.is_ascii_digit() => 4,
            'a'..='z' | 'A'..='Z' => 2,
            // Numbers are cut into pieces of at most three digits, codes of mixed signs into smaller ones.
            '0'..='9' if before.is_ascii_alphabetic() => 4,
            '0'..='9' => 2,
            ' ' => 0,
            _ if c.is_ascii() => 4,
            '\u{80}'..='\u{24f}' => 3,
            // Emoji
            '\u{1f000}'.. => 8,
            _ => 5,
        });
        before = c;
    }
    quarters.div_ceil(4)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<String> {
        let found: Vec<Word> = words(text).collect();
        for word in &found {
            assert!(text.get(word.range.clone()).is_some(), "{word:?} is cut between bytes of {text:?}");
            assert!(!word.text.is_empty() && !word.range.is_empty());
        }
        assert!(found.windows(2).all(|two| two[0].range.start <= two[1].range.start), "{found:?}");
        found.into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn case_and_accents_do_not_count() {
        assert_eq!(fold("Crème BRÛLÉE, naïve!"), "creme brulee, naive!");
        assert_eq!(fold("e\u{301} é É"), "e e e");
        assert_eq!(split("Crème-brûlée: C++ & x² №5"), ["creme", "brulee", "c", "x2", "no5"]);
        assert_eq!(fold("Straße STRASSE Größe ẞ"), "strasse strasse grosse ss");
        assert_eq!(fold("Łódź Ærø œuvre Đorđe"), "lodz aero oeuvre dorde");
        assert_eq!(fold("ΟΔΥΣΣΕΥΣ Οδυσσεύς"), "οδυσσευσ οδυσσευσ");
        assert_eq!(fold("ЁЛКА ёлка"), "елка елка");
        assert_eq!(split("ﬁn ｆｕｌｌ"), ["fin", "full"]);
    }

    #[test]
    fn turkish_and_english_meet() {
        for text in ["ISPARTA", "ısparta", "Isparta", "isparta", "İSPARTA"] {
            assert_eq!(split(text), ["isparta"], "{text}");
        }
        assert_eq!(fold("İstanbul"), fold("ISTANBUL"));
        assert_eq!(split("Ankara'da ÇAĞRI şöyle"), ["ankara", "da", "cagri", "soyle"]);
        assert_eq!(words("xİy").next().map(|word| word.range), Some(0..4));
    }

    #[test]
    fn scripts_without_spaces_are_words_by_the_character() {
        assert_eq!(split("東京 2024年"), ["東", "京", "2024", "年"]);
        assert_eq!(split("カフェ"), ["カ", "フ", "ェ"]);
        assert_eq!(split("が"), ["か\u{3099}"], "and not か");
        assert_eq!(split("ｶﾞ"), split("ガ"));
        assert_eq!(split("กิน"), ["ก\u{e34}", "น"]);
        assert_eq!(split("abc東def"), ["abc", "東", "def"]);
        assert_eq!(split("㌔"), ["キ", "ロ"], "in their order, with one place");
    }

    #[test]
    fn other_scripts() {
        assert_eq!(split("مُحَمَّد"), split("محمد"));
        assert_eq!(split("أحمد إلى"), ["احمد", "الى"]);
        assert_eq!(split("شـــكرا"), ["شكرا"]);
        assert_eq!(split("שָׁלוֹם"), split("שלום"));
        assert_eq!(split("दिन दान").len(), 2);
        assert_ne!(split("दिन"), split("दान"));
        assert_eq!(split("한국어 한국"), ["한국어".nfkd().collect::<String>(), "한국".nfkd().collect()]);
    }

    #[test]
    fn nothing_but_letters_and_digits_is_a_word() {
        assert!(split("").is_empty());
        assert!(split("🙂👩‍👩‍👧 … \0\u{202e} \"*-^:()\u{301}").is_empty());
        assert_eq!(split("a\0b 👍🏽c1"), ["a", "b", "c1"]);
        assert_eq!(split("soft\u{ad}hyphen"), ["softhyphen"]);
        assert_eq!(split("½"), ["1", "2"]);
    }

    #[test]
    fn a_word_has_its_place_and_an_end() {
        let text = "« Ça »  va";
        let places: Vec<&str> = words(text).filter_map(|word| text.get(word.range)).collect();
        assert_eq!(places, ["Ça", "va"]);
        let text = "cafe\u{301}s";
        assert_eq!(words(text).next().map(|word| word.range), Some(0..text.len()));
        let long = "ä".repeat(1_000);
        let word = words(&long).next().unwrap();
        assert_eq!((word.text.len(), word.range), (MAX_WORD_CHARS, 0..long.len()));
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for text in ["İIıi ẞß Çağrı ΣΑΣ ｶﾞ 한국 ½ ǅ ŉ", "A\u{307}\u{323} \u{1e9b}\u{323}"]
        {
            assert_eq!(fold(&fold(text)), fold(text));
        }
    }
}
