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
        let invalid = |message: &str| Err(InvalidInput::new("username", message));
        let shown: String =
            if text.len() > Self::MAX_INPUT_BYTES { String::new() } else { text.nfkc().collect() };
        if !Self::LENGTH.contains(&shown.chars().count()) {
            return invalid("must be 2 to 32 characters long");
        }
        if shown.chars().any(|c| c.is_whitespace() || c.is_control() || is_invisible(c) || is_private(c)) {
            return invalid("must not contain spaces, control characters or invisible characters");
        }
        let key = fold(&shown);
        Ok(Self { shown, key })
    }

    /// The name as it is shown.
    pub fn as_str(&self) -> &str {
        &self.shown
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
        let invalid = |message: &str| Err(InvalidInput::new("display_name", message));
        let text = text.trim();
        if !(1..=Self::MAX_LENGTH).contains(&text.chars().take(Self::MAX_LENGTH + 1).count()) {
            return invalid("must be 1 to 64 characters long");
        }
        if text.chars().any(|c| c.is_control() || is_direction_control(c)) {
            return invalid("must not contain control characters");
        }
        if text.chars().all(|c| c.is_whitespace() || is_invisible(c)) {
            return invalid("must contain something visible");
        }
        Ok(Self(text.to_owned()))
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
