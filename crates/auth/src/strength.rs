//! Whether a password is too easy to guess, and why, in words.

use zxcvbn::{
    Score,
    feedback::{Suggestion, Warning},
    zxcvbn,
};

use crate::error::InvalidInput;

/// Only so much of a password is judged: what follows can only make it better, and judging takes longer the more there
/// is.
const JUDGED: usize = 100;
/// Shorter names are in every other word.
const SHORTEST_NAME: usize = 3;

/// Judges a password that was given in `field`, where `personal` is what everybody knows of its owner.
///
/// # Errors
/// What to tell the person when it could be guessed in less than a million tries.
pub(crate) fn judge(password: &str, field: &'static str, personal: &[String]) -> Result<(), InvalidInput> {
    let judged: String = password.chars().take(JUDGED).collect();
    let words = personal.iter().flat_map(|name| name.split_whitespace().chain([name.as_str()]));
    let known: Vec<&str> =
        words.filter(|word| word.chars().count() >= SHORTEST_NAME).chain(["mami"]).collect();
    let found = zxcvbn(&judged, &known);
    if found.score() >= Score::Two {
        return Ok(());
    }
    let (warning, suggestions) =
        found.feedback().map_or((None, [].as_slice()), |said| (said.warning(), said.suggestions()));
    let (code, reason) = match warning {
        Some(warning) => (code(warning), format!(": {}", in_words(warning))),
        None => ("password_guessable", String::new()),
    };
    let advice: String = suggestions.iter().map(|suggestion| format!(" {}", advice(*suggestion))).collect();
    Err(InvalidInput::new(field, code, format!("is too easy to guess{reason}.{advice}")))
}

fn code(warning: Warning) -> &'static str {
    match warning {
        Warning::StraightRowsOfKeysAreEasyToGuess | Warning::ShortKeyboardPatternsAreEasyToGuess => {
            "password_guessable_keys"
        }
        Warning::RepeatsLikeAaaAreEasyToGuess | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => {
            "password_guessable_repeat"
        }
        Warning::ThisIsATop10Password | Warning::ThisIsATop100Password | Warning::ThisIsACommonPassword => {
            "password_guessable_common"
        }
        Warning::ThisIsSimilarToACommonlyUsedPassword => "password_guessable_similar",
        Warning::SequencesLikeAbcAreEasyToGuess => "password_guessable_sequence",
        Warning::RecentYearsAreEasyToGuess => "password_guessable_year",
        Warning::AWordByItselfIsEasyToGuess => "password_guessable_word",
        Warning::DatesAreOftenEasyToGuess => "password_guessable_date",
        Warning::NamesAndSurnamesByThemselvesAreEasyToGuess
        | Warning::CommonNamesAndSurnamesAreEasyToGuess => "password_guessable_name",
    }
}

fn in_words(warning: Warning) -> &'static str {
    match warning {
        Warning::StraightRowsOfKeysAreEasyToGuess => "keys in a row are among the first guesses",
        Warning::ShortKeyboardPatternsAreEasyToGuess => {
            "short patterns on the keyboard are among the first guesses"
        }
        Warning::RepeatsLikeAaaAreEasyToGuess => "the same character again and again adds little",
        Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => "the same part again and again adds little",
        Warning::ThisIsATop10Password => "this is one of the ten most common passwords",
        Warning::ThisIsATop100Password => "this is one of the hundred most common passwords",
        Warning::ThisIsACommonPassword => "this is a very common password",
        Warning::ThisIsSimilarToACommonlyUsedPassword => "this is much like a very common password",
        Warning::SequencesLikeAbcAreEasyToGuess => {
            "sequences such as abc or 6543 are among the first guesses"
        }
        Warning::RecentYearsAreEasyToGuess => "recent years are among the first guesses",
        Warning::AWordByItselfIsEasyToGuess => "a word on its own is among the first guesses",
        Warning::DatesAreOftenEasyToGuess => "dates are among the first guesses",
        Warning::NamesAndSurnamesByThemselvesAreEasyToGuess => "a name on its own is among the first guesses",
        Warning::CommonNamesAndSurnamesAreEasyToGuess => "common names are among the first guesses",
    }
}

fn advice(suggestion: Suggestion) -> &'static str {
    match suggestion {
        Suggestion::UseAFewWordsAvoidCommonPhrases => "Take a few words that do not belong together.",
        Suggestion::NoNeedForSymbolsDigitsOrUppercaseLetters => "It needs no symbols, digits or capitals.",
        Suggestion::AddAnotherWordOrTwo => "Add another word or two.",
        Suggestion::CapitalizationDoesntHelpVeryMuch => "A capital at the start helps little.",
        Suggestion::AllUppercaseIsAlmostAsEasyToGuessAsAllLowercase => "Capitals throughout help little.",
        Suggestion::ReversedWordsArentMuchHarderToGuess => "Words written backwards help little.",
        Suggestion::PredictableSubstitutionsDontHelpVeryMuch => {
            "Signs in place of letters, such as @ for a, help little."
        }
        Suggestion::UseALongerKeyboardPatternWithMoreTurns => "A pattern on the keyboard needs more turns.",
        Suggestion::AvoidRepeatedWordsAndCharacters => "Do not repeat words or characters.",
        Suggestion::AvoidSequences => "Leave out sequences.",
        Suggestion::AvoidRecentYears => "Leave out recent years.",
        Suggestion::AvoidYearsThatAreAssociatedWithYou => "Leave out years that have to do with you.",
        Suggestion::AvoidDatesAndYearsThatAreAssociatedWithYou => {
            "Leave out dates and years that have to do with you."
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("correct horse")]
    #[case("correct horse battery")]
    #[case("correct horse battery staple")]
    #[case("battery staple")]
    #[case("canary password 0123456789")]
    #[case("another password")]
    #[case("drei Äpfel, kein Fußball")]
    #[case("我的猫喜欢星期二")]
    #[case("tZ8#qv0!Lw")]
    fn a_few_words_or_enough_chance_will_do(#[case] password: &str) {
        assert_eq!(judge(password, "password", &["ada".to_owned(), "Ada Lovelace".to_owned()]), Ok(()));
    }

    #[rstest]
    #[case(
        "password",
        "password_guessable_common",
        "is too easy to guess: this is one of the ten most common passwords. Add another word or two."
    )]
    #[case(
        "p4ssw0rd",
        "password_guessable_similar",
        "is too easy to guess: this is much like a very common password. Add another word or two. Signs in place of letters, such as @ for a, help little."
    )]
    #[case(
        "iloveyou1",
        "password_guessable_common",
        "is too easy to guess: this is a very common password. Add another word or two."
    )]
    #[case(
        "aaaaaaaa",
        "password_guessable_repeat",
        "is too easy to guess: the same character again and again adds little. Add another word or two. Do not repeat words or characters."
    )]
    #[case(
        "abcdefgh",
        "password_guessable_sequence",
        "is too easy to guess: sequences such as abc or 6543 are among the first guesses. Add another word or two. Leave out sequences."
    )]
    fn what_everybody_tries_first_is_refused_and_the_reason_told(
        #[case] password: &str,
        #[case] code: &'static str,
        #[case] told: &str,
    ) {
        assert_eq!(judge(password, "new_password", &[]), Err(InvalidInput::new("new_password", code, told)));
    }

    #[rstest]
    #[case("asdfghjkl;'", "password_guessable_keys")]
    #[case("abcabcabc", "password_guessable_repeat")]
    #[case("2019", "password_guessable_year")]
    #[case("12.10.1987", "password_guessable_date")]
    #[case("household", "password_guessable_word")]
    #[case("christopher", "password_guessable_name")]
    #[case("ada-lovelace", "password_guessable")]
    fn a_code_names_the_reason(#[case] password: &str, #[case] code: &str) {
        let told = judge(password, "password", &["ada-lovelace".to_owned()]).unwrap_err();
        assert_eq!(told.code, code, "{told}");
    }

    #[rstest]
    #[case("wilhelmina-quist")]
    #[case("wilhelmina1")]
    #[case("animlehliw")]
    #[case("quistquist")]
    #[case("mamimami")]
    fn what_everybody_knows_of_its_owner_is_no_password(#[case] password: &str) {
        let told =
            judge(password, "password", &["wilhelmina-quist".to_owned(), "Wilhelmina Quist".to_owned()]);
        assert!(told.as_ref().is_err_and(|told| told.code.starts_with("password_guessable")), "{told:?}");
    }

    #[test]
    fn a_short_name_spoils_no_password() {
        assert_eq!(judge("correct horse", "password", &["o".to_owned(), "r e".to_owned()]), Ok(()));
    }

    #[test]
    fn only_the_start_of_a_long_password_is_judged() {
        assert!(judge(&format!("{}{}", "x".repeat(100), "correct horse"), "password", &[]).is_err());
        assert_eq!(judge(&"correct horse battery staple ".repeat(35), "password", &[]), Ok(()));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
        #[test]
        fn no_text_is_too_odd_to_be_judged(text in "\\PC{8,120}|.{8,60}|[a-c0-2]{8,100}|(\\PC{1,4}){8}") {
            if let Err(told) = judge(&text, "password", std::slice::from_ref(&text)) {
                prop_assert!(told.message.starts_with("is too easy to guess"));
            }
        }
    }
}
