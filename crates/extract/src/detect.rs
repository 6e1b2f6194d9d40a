//! What a file is.

use crate::{Format, Refusal, decode::decode, extract::Limits, format::ending, package::Package};

/// How far into a file the mark of a PDF may be.
const PDF_WITHIN: usize = 1024;
/// How every file of the older Office begins, and every newer one with a password.
const COMPOUND: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// A file that is known.
pub(crate) enum Content<'a> {
    Pdf,
    Package(Format, Package<'a>),
    Text(Format, String),
}

/// What a file is, by its content first and its name where that does not tell.
pub(crate) fn detect<'a>(name: &str, bytes: &'a [u8], limits: &Limits) -> Result<Content<'a>, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    let start = bytes.get(..PDF_WITHIN.min(bytes.len())).unwrap_or_default();
    if find(start, b"%PDF-") {
        return Ok(Content::Pdf);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        let package = Package::open(bytes, limits)?;
        let format = if package.has("word/document.xml") {
            Format::Docx
        } else if package.has("xl/workbook.xml") {
            Format::Xlsx
        } else if package.has("META-INF/container.xml") {
            Format::Epub
        } else {
            return Err(Refusal::Unsupported);
        };
        return Ok(Content::Package(format, package));
    }
    if bytes.starts_with(COMPOUND) {
        let sign: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        return Err(if find(bytes, &sign) { Refusal::Password } else { Refusal::Unsupported });
    }
    let text = decode(bytes).ok_or(Refusal::Unsupported)?;
    let format = match Format::of_text(&ending(name)) {
        Format::Text if looks_like_html(&text) => Format::Html,
        format => format,
    };
    Ok(Content::Text(format, text))
}

fn find(bytes: &[u8], sign: &[u8]) -> bool {
    bytes.windows(sign.len()).any(|window| window == sign)
}

fn looks_like_html(text: &str) -> bool {
    let start: String = text.trim_start().chars().take(15).flat_map(char::to_lowercase).collect();
    start.starts_with("<!doctype html") || start.starts_with("<html")
}
