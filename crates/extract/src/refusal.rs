//! Why a document cannot be read, in words for whoever uploaded it.

use serde::{Deserialize, Serialize};

/// Why a document cannot be read. Its text is for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// There is nothing in the file.
    #[error("This file is empty.")]
    Empty,
    /// It is none of the formats that are read.
    #[error(
        "This kind of file cannot be read. Save it as PDF, DOCX, XLSX, EPUB, HTML, Markdown, CSV or text."
    )]
    Unsupported,
    /// It is encrypted.
    #[error("This document needs a password. Save it without one and upload it again.")]
    Password,
    /// It is not what it begins like, or not complete.
    #[error("This file is damaged, or not complete.")]
    Damaged,
    /// Its archive unpacks to far more than a document has.
    #[error("This file is too large when unpacked.")]
    TooLargeUnpacked,
    /// It has more text than may be kept.
    #[error("This document has more text than one may have. Split it into parts.")]
    TooMuchText,
    /// There is no text in it.
    #[error(
        "This document has no text in it: it is probably scanned. Run text recognition (OCR) over it first."
    )]
    NoText,
}

impl Refusal {
    /// What a client switches on; stable.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Unsupported => "unsupported",
            Self::Password => "password",
            Self::Damaged => "damaged",
            Self::TooLargeUnpacked => "too_large_unpacked",
            Self::TooMuchText => "too_much_text",
            Self::NoText => "no_text",
        }
    }
}
