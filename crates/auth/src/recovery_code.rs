//! Recovery codes: how to sign in without the authenticator app, once each.

use mami_ports::Random;
use secrecy::SecretString;

use crate::{base32, session::TokenHash};

/// How many codes a person gets.
const COUNT: usize = 10;
/// 80 bits: too many to guess even with the hash at hand, few enough to type.
const BYTES: usize = 10;
/// Letters and digits of a code, without the hyphens.
const LENGTH: usize = 16;

/// New codes, like `abcd-efgh-ijkl-mnop`.
pub(crate) fn new_recovery_codes(random: &dyn Random) -> Vec<SecretString> {
    let code = |_| {
        let mut bytes = [0u8; BYTES];
        random.fill(&mut bytes);
        let mut code = base32::encode(&bytes).to_ascii_lowercase();
        for place in [12, 8, 4] {
            code.insert(place, '-');
        }
        SecretString::from(code)
    };
    (0..COUNT).map(code).collect()
}

/// The hash of a code as typed: case, spaces and hyphens do not matter. `None` for what was never one of our codes.
pub(crate) fn recovery_code_hash(text: &str) -> Option<TokenHash> {
    let code: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| c.to_ascii_uppercase())
        .take(LENGTH + 1)
        .collect();
    let is_code = code.len() == LENGTH && code.bytes().all(|byte| base32::DIGITS.contains(&byte));
    is_code.then(|| TokenHash::sha256(&code))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use mami_ports::testing::TestRandom;
    use rstest::rstest;
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn there_are_ten_codes_of_four_groups_and_never_the_same() {
        let random = TestRandom::default();
        let codes: Vec<_> = (0..100).flat_map(|_| new_recovery_codes(&random)).collect();
        let texts: HashSet<&str> = codes.iter().map(ExposeSecret::expose_secret).collect();
        assert_eq!((new_recovery_codes(&random).len(), texts.len()), (10, 1000));
        for text in texts {
            let groups: Vec<&str> = text.split('-').collect();
            assert_eq!(groups.len(), 4, "{text}");
            let is_digit = |c: char| matches!(c, 'a'..='z' | '2'..='7');
            assert!(groups.iter().all(|group| group.len() == 4 && group.chars().all(is_digit)), "{text}");
            assert!(recovery_code_hash(text).is_some(), "{text}");
        }
    }

    #[rstest]
    #[case("ABCD-EFGH-IJKL-2345")]
    #[case("abcdefghijkl2345")]
    #[case("  abcd efgh\tIJKL--2345\n")]
    #[case("abcd\u{A0}efgh-ijkl-2345")]
    fn case_spaces_and_hyphens_do_not_matter(#[case] typed: &str) {
        assert_eq!(recovery_code_hash(typed), recovery_code_hash("abcd-efgh-ijkl-2345"));
        assert!(recovery_code_hash(typed).is_some());
    }

    #[rstest]
    #[case("")]
    #[case("123456")]
    #[case("abcd-efgh-ijkl-234")]
    #[case("abcd-efgh-ijkl-23456")]
    #[case("abcd-efgh-ijkl-2340")]
    #[case("abcd_efgh_ijkl_2345")]
    #[case("abcd-efgh-ijkl-é23")]
    #[case(&"a".repeat(1024 * 1024))]
    fn what_is_no_code_is_not_even_looked_up(#[case] typed: &str) {
        assert_eq!(recovery_code_hash(typed), None);
    }

    #[test]
    fn another_code_has_another_hash() {
        assert_ne!(recovery_code_hash("abcd-efgh-ijkl-2345"), recovery_code_hash("abcd-efgh-ijkl-2346"));
    }
}
