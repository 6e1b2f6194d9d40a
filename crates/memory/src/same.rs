//! Whether two facts say the same, and whether one takes the other's place, as far as that can be told without a model.
//!
//! Vectors alone cannot decide it: "I like tea" and "I do not like tea" point almost the same way.

mod template;
mod words;

use mami_ports::text::{self, Word};
use sha2::{Digest as _, Sha256};

pub use template::{has_room, replaces};

/// From this cosine on, two texts may be the same, if their numbers, names and negations are.
pub const NEAR: f32 = 0.95;

/// What a fact is compared by: its words without case, accents and punctuation.
pub fn key(text: &str) -> String {
    let words: Vec<String> = text::words(text).map(|word| word.text).collect();
    if words.is_empty() {
        // Signs alone; they are not all the same.
        return text::fold(text.trim());
    }
    words.join(" ")
}

/// The hash (SHA-256) of [`key`].
pub fn hash(text: &str) -> Vec<u8> {
    Sha256::digest(key(text).as_bytes()).to_vec()
}

/// Whether two texts say the same, given how near they are (the cosine of their vectors): they are equal but for case, accents
/// and punctuation, or near with the same numbers, names and negations.
pub fn same(one: &str, other: &str, cosine: Option<f32>) -> bool {
    if key(one) == key(other) {
        return true;
    }
    cosine.is_some_and(|cosine| cosine >= NEAR) && Marks::of(one) == Marks::of(other)
}

/// What makes a fact another one, however near its words are.
#[derive(Debug, PartialEq, Eq)]
struct Marks {
    /// Sorted.
    numbers: Vec<String>,
    /// Sorted.
    names: Vec<String>,
    negated: bool,
}

impl Marks {
    fn of(text: &str) -> Self {
        let all: Vec<Word> = text::words(text).collect();
        let (mut numbers, mut names, mut negations) = (Vec::new(), Vec::new(), 0_usize);
        for (place, word) in all.iter().enumerate() {
            let before = place.checked_sub(1).and_then(|place| all.get(place)).map(|word| word.text.as_str());
            let spelled = text.get(word.range.clone()).unwrap_or_default();
            if word.text.chars().any(char::is_numeric) {
                numbers.push(word.text.clone());
            } else if let Some(number) = words::number(&word.text) {
                numbers.push(number.to_owned());
            } else if words::negates(&word.text) || word.text == "t" && before.is_some_and(words::takes_a_t) {
                negations += 1;
            } else if place > 0
                && spelled.chars().next().is_some_and(char::is_uppercase)
                && !words::is_pronoun(&word.text)
            {
                names.push(word.text.clone());
            }
        }
        numbers.sort();
        names.sort();
        Self { numbers, names, negated: negations % 2 == 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_spaces_and_punctuation_do_not_count() {
        for (one, other) in [
            ("I live in Paris.", "  i LIVE in   paris"),
            ("İzmir'de yaşıyorum", "IZMIR DE YASIYORUM!"),
            ("Ich heiße Jörg", "ich HEISSE jorg."),
            ("ｆｕｌｌ width", "full width"),
            ("Mi café: solo", "mi cafe solo"),
        ] {
            assert!(same(one, other, None), "{one} / {other}");
            assert_eq!(hash(one), hash(other));
        }
        for (one, other) in [("I live in Paris", "I lived in Paris"), ("🙂", "🙁"), ("1.5", "15")] {
            assert!(!same(one, other, None), "{one} / {other}");
        }
    }

    #[test]
    fn near_ones_are_the_same_with_the_same_numbers_names_and_negations() {
        for (one, other, expected) in [
            ("The user likes green tea", "The user enjoys green tea", true),
            ("The user likes tea", "The user does not like tea", false),
            ("I can't eat nuts", "I can eat nuts", false),
            ("I cannot eat nuts", "I can't eat any nuts", true),
            ("My sister is 12 years old", "My sister is 13 years old", false),
            ("I have two cats", "I have three cats", false),
            ("I have two cats", "I have 2 cats", true),
            ("My friend Anna likes jazz", "My friend Berta likes jazz", false),
            ("My friend Anna likes jazz", "Jazz is what my friend Anna likes", true),
            ("Kahve sevmiyorum", "Kahve seviyorum", false),
            ("Et yemem değil", "Et yemem", false),
            ("Ich mag keinen Kaffee", "Ich mag Kaffee", false),
            ("No me gusta el café", "Me gusta el café", false),
            ("Je n'aime pas le café", "J'aime le café", false),
        ] {
            assert_eq!(same(one, other, Some(0.96)), expected, "{one} / {other}");
            assert!(!same(one, other, Some(0.94)), "{one} / {other}");
            assert!(!same(one, other, None), "{one} / {other}");
        }
    }
}
