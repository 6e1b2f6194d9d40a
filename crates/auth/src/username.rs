//! The names of people: one to sign in with, one to show.

use caseless::Caseless;
use unicode_normalization::UnicodeNormalization;

use crate::error::InvalidInput;

/// The name that a person signs in with: NFKC, 2 to 32 characters, all of them visible. Two names with the same
/// [`Username::key`] are the same name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Username {
    shown: String,
    key: String,
}

impl Username {
    /// The fewest and the most characters.
    pub const LENGTH: std::ops::RangeInclusive<usize> = 2..=32;
    /// More than 32 characters in any form that composes to 32: longer input is not even normalised.
    const MAX_INPUT_BYTES: usize = 1024;

    /// Parses a name, as typed.
    ///
    /// # Errors
    /// When it is too short, too long, or holds whitespace, control, invisible or private-use characters.
    pub fn parse(text: &str) -> Result<Self, InvalidInput> {
        let invalid = |code, message: &str| Err(InvalidInput::new("username", code, message));
        let shown: String =
            if text.len() > Self::MAX_INPUT_BYTES { String::new() } else { text.nfkc().collect() };
        if !Self::LENGTH.contains(&shown.chars().count()) {
            return invalid("username_length", "must be 2 to 32 characters long");
        }
        if shown.chars().any(|c| c.is_whitespace() || c.is_control() || is_invisible(c) || is_private(c)) {
            return invalid(
                "username_characters",
                "must not contain spaces, control characters or invisible characters",
            );
        }
        let key = fold(&shown);
        Ok(Self { shown, key })
    }

    /// The name as it is shown.
    pub fn as_str(&self) -> &str {
        &self.shown
    }

    /// A part of a name as it is compared, to be looked for in [`Username::key`].
    pub fn part(text: &str) -> String {
        fold(text)
    }

    /// The name as it is compared: without case, width and other differences of form.
    pub fn key(&self) -> &str {
        &self.key
    }
}

/// Compatibility caseless matching (Unicode Standard, section 3.13, D146), composed.
fn fold(text: &str) -> String {
    text.nfd().default_case_fold().nfkd().default_case_fold().nfkc().collect()
}

/// The name that is shown: 1 to 64 characters without spaces around them. Any script, any direction, emoji; no
/// control characters and no direction overrides, which would reach into the text around the name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisplayName(String);

impl DisplayName {
    /// The most characters.
    pub const MAX_LENGTH: usize = 64;

    /// Parses a name, as typed.
    ///
    /// # Errors
    /// When it is empty or too long, or holds control characters or nothing visible.
    pub fn parse(text: &str) -> Result<Self, InvalidInput> {
        shown_name(
            text,
            "display_name",
            ["display_name_length", "display_name_characters", "display_name_blank"],
        )
        .map(Self)
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&Username> for DisplayName {
    fn from(username: &Username) -> Self {
        Self(username.shown.clone())
    }
}

/// A name that is only shown, in whatever `field` it was given. The codes are for a wrong length, for characters that it must
/// not contain, and for nothing visible in it.
pub(crate) fn shown_name(
    text: &str,
    field: &'static str,
    [length, characters, blank]: [&'static str; 3],
) -> Result<String, InvalidInput> {
    let invalid = |code, message: &str| Err(InvalidInput::new(field, code, message));
    let text = text.trim();
    if !(1..=DisplayName::MAX_LENGTH).contains(&text.chars().take(DisplayName::MAX_LENGTH + 1).count()) {
        return invalid(length, "must be 1 to 64 characters long");
    }
    if text.chars().any(|c| c.is_control() || is_direction_control(c)) {
        return invalid(characters, "must not contain control characters");
    }
    if text.chars().all(|c| c.is_whitespace() || is_invisible(c)) {
        return invalid(blank, "must contain something visible");
    }
    Ok(text.to_owned())
}

/// Line and paragraph separators, and what embeds, overrides or isolates a direction of writing.
fn is_direction_control(c: char) -> bool {
    matches!(c, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Format characters and default-ignorable code points (Unicode 16), and the letters that are drawn as nothing.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{0600}'..='\u{0605}' | '\u{061C}' | '\u{06DD}' | '\u{070F}'
        | '\u{0890}'..='\u{0891}' | '\u{08E2}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{2800}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
        | '\u{110BD}' | '\u{110CD}' | '\u{13430}'..='\u{1343F}' | '\u{1BCA0}'..='\u{1BCA3}'
        | '\u{1D159}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Private use and noncharacters: they look different, or like nothing, on every device.
fn is_private(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{FDD0}'..='\u{FDEF}' | '\u{F0000}'..='\u{10FFFF}')
        || u32::from(c) & 0xFFFE == 0xFFFE
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Ada", "ADA")]
    #[case("Ada", "ａｄａ")]
    #[case("straße", "STRASSE")]
    #[case("ΣΊΣΥΦΟΣ", "σίσυφος")]
    #[case("Ame\u{301}lie", "AMÉLIE")]
    #[case("ﬁona", "FIONA")]
    #[case("Å2", "å2")]
    fn names_that_differ_in_case_or_form_are_one_name(#[case] one: &str, #[case] other: &str) {
        let (one, other) = (Username::parse(one).unwrap(), Username::parse(other).unwrap());
        assert_eq!(one.key(), other.key());
    }

    #[rstest]
    #[case("Ada", "Ada")]
    #[case("ａＤａ", "aDa")]
    #[case("李小龍", "李小龍")]
    #[case("ada.l-1815_x@home", "ada.l-1815_x@home")]
    #[case("🦊🦊", "🦊🦊")]
    fn the_form_that_is_shown_is_kept(#[case] typed: &str, #[case] shown: &str) {
        assert_eq!(Username::parse(typed).unwrap().as_str(), shown);
    }

    #[rstest]
    #[case::empty("")]
    #[case::short("a")]
    #[case::long(&"a".repeat(33))]
    #[case::grows("\u{FDFA}\u{FDFA}")]
    #[case::huge(&"a".repeat(1024 * 1024))]
    #[case::space("a b")]
    #[case::around(" ada ")]
    #[case::no_break("a\u{A0}b")]
    #[case::spacing_accent("a\u{A8}b")]
    #[case::nul("a\0b")]
    #[case::case_077_line("ada\r\nadmin logged in")]
    #[case::case_077_escape("ada\u{1B}[31m")]
    #[case::override_("ada\u{202E}nimda")]
    #[case::isolate("ada\u{2066}x")]
    #[case::zero_width("a\u{200B}da")]
    #[case::joiner("a\u{200D}da")]
    #[case::byte_order("\u{FEFF}ada")]
    #[case::soft_hyphen("a\u{AD}da")]
    #[case::hangul_filler("\u{3164}\u{3164}")]
    #[case::tag("ada\u{E0041}")]
    #[case::private("ada\u{E000}")]
    #[case::noncharacter("ada\u{FFFF}")]
    fn what_cannot_be_seen_or_told_apart_is_no_name(#[case] text: &str) {
        assert_eq!(Username::parse(text).unwrap_err().field, "username");
    }

    proptest! {
        #[test]
        fn parsing_a_name_again_changes_nothing(text in "\\PC{0,40}|[\\p{L}\\p{M}\\p{N}]{2,32}|.{0,40}") {
            if let Ok(name) = Username::parse(&text) {
                prop_assert_eq!(Username::parse(name.as_str()), Ok(name));
            }
        }

        #[test]
        fn a_key_is_its_own_key(text in "[\\p{L}\\p{M}\\p{N}\\p{S}]{2,32}") {
            if let Ok(name) = Username::parse(&text) {
                prop_assert_eq!(fold(name.key()), name.key());
            }
        }

        #[test]
        fn case_and_form_never_make_another_name(text in "[\\p{L}\\p{N}]{2,20}") {
            let key = fold(&text.nfkc().collect::<String>());
            for other in [text.to_lowercase(), text.nfd().collect(), text.nfkd().collect()] {
                prop_assert_eq!(&fold(&other.nfkc().collect::<String>()), &key);
            }
        }

        #[test]
        fn a_name_to_show_is_kept_but_for_spaces_around_it(text in "\\PC{0,70}") {
            if let Ok(name) = DisplayName::parse(&text) {
                prop_assert_eq!(name.as_str(), text.trim());
                prop_assert_eq!(DisplayName::parse(name.as_str()), Ok(name));
            }
        }
    }

    #[rstest]
    #[case("Ada Lovelace", true)]
    #[case("  Ada  ", true)]
    #[case("عدا לאבלייס", true)]
    #[case("👩🏽\u{200D}🚀", true)]
    #[case(&"ß".repeat(64), true)]
    #[case(&"ß".repeat(65), false)]
    #[case("", false)]
    #[case("   ", false)]
    #[case("\u{200B}\u{200B}", false)]
    #[case("Ada\nLovelace", false)]
    #[case("Ada\0", false)]
    #[case("Ada\u{202E}", false)]
    fn a_name_to_show_takes_any_script_but_no_control_characters(#[case] text: &str, #[case] ok: bool) {
        assert_eq!(DisplayName::parse(text).is_ok(), ok);
    }
}
