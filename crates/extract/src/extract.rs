//! Bytes to blocks.

use crate::{
    Format, Line, Refusal, code,
    detect::{Content, detect},
    docx, epub, html, markdown, pdf,
    sink::Sink,
    table, xlsx,
};

/// How much of a document is read.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes that its text may have.
    pub text_bytes: usize,
    /// Bytes that all files of an archive may unpack to.
    pub expanded_bytes: u64,
    /// Files that an archive may have.
    pub entries: usize,
    /// How many times its size a file of an archive may unpack to, above a megabyte.
    pub ratio: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { text_bytes: 10 << 20, expanded_bytes: 256 << 20, entries: 10_000, ratio: 200 }
    }
}

/// Reads a document, and tells its blocks and how far it is as it comes upon them. Gives what it was.
///
/// # Errors
/// When it cannot be read; what was told of it counts for nothing then.
pub fn extract(
    name: &str,
    bytes: &[u8],
    limits: &Limits,
    tell: &mut dyn FnMut(Line),
) -> Result<Format, Refusal> {
    let mut sink = Sink::new(tell, limits.text_bytes);
    let format = match detect(name, bytes, limits)? {
        Content::Pdf => {
            pdf::read(bytes, &mut sink)?;
            Format::Pdf
        }
        Content::Package(format, mut package) => {
            match format {
                Format::Docx => docx::read(&mut package, &mut sink)?,
                Format::Xlsx => xlsx::read(&mut package, &mut sink)?,
                _ => epub::read(&mut package, &mut sink)?,
            }
            format
        }
        Content::Text(format, text) => {
            match format {
                Format::Markdown => markdown::read(&text, &mut sink)?,
                Format::Html => html::read(&text, None, &mut sink)?,
                Format::Csv => table::read(name, &text, &mut sink)?,
                Format::Code => code::lines(&text, true, &mut sink)?,
                _ => code::lines(&text, false, &mut sink)?,
            }
            format
        }
    };
    if sink.any { Ok(format) } else { Err(Refusal::NoText) }
}
