//! PDF, page by page.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pdf_extract::{Document, OutputError, PlainTextOutput, output_doc_page};

use crate::{BlockKind, Place, Refusal, sink::Sink};

/// Reads a PDF. A page that cannot be read is left out, as long as others can be.
pub(crate) fn read(bytes: &[u8], sink: &mut Sink<'_>) -> Result<(), Refusal> {
    match pages(bytes, sink) {
        // What is encrypted cannot be told from what is broken, but that it says so.
        Err(Refusal::Damaged) if bytes.windows(8).any(|window| window == b"/Encrypt") => {
            Err(Refusal::Password)
        }
        read => read,
    }
}

fn pages(bytes: &[u8], sink: &mut Sink<'_>) -> Result<(), Refusal> {
    let document = guarded(|| open(bytes))??;
    let pages = guarded(|| document.get_pages())?;
    if pages.is_empty() {
        return Err(Refusal::Damaged);
    }
    let mut readable = false;
    for (done, page) in pages.keys().enumerate() {
        let text = guarded(|| page_text(&document, *page)).ok().and_then(Result::ok);
        if let Some(text) = text {
            readable = true;
            for paragraph in paragraphs(&text) {
                sink.push(BlockKind::Paragraph, &paragraph, Some(Place::Page(*page)))?;
            }
        }
        sink.progress(done + 1, pages.len());
    }
    if readable { Ok(()) } else { Err(Refusal::Damaged) }
}

/// What the libraries underneath do not expect makes them panic.
fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Refusal> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| Refusal::Damaged)
}

fn open(bytes: &[u8]) -> Result<Document, Refusal> {
    let mut document = Document::load_mem(bytes).map_err(|_| Refusal::Damaged)?;
    // Many are encrypted with no password at all, so that they can be read and not changed.
    if document.is_encrypted() && document.decrypt("").is_err() {
        return Err(Refusal::Password);
    }
    Ok(document)
}

fn page_text(document: &Document, page: u32) -> Result<String, OutputError> {
    let mut text = String::new();
    output_doc_page(document, &mut PlainTextOutput::new(&mut text), page)?;
    Ok(text)
}

/// The paragraphs of a page: what an empty line parts. Their lines are put together, and words that were parted at the end of one.
fn paragraphs(page: &str) -> Vec<String> {
    let (mut found, mut open) = (Vec::new(), String::new());
    for line in page.lines().map(str::trim) {
        if line.is_empty() {
            if !open.is_empty() {
                found.push(std::mem::take(&mut open));
            }
            continue;
        }
        let parted = open.strip_suffix('-').is_some_and(|start| start.ends_with(char::is_lowercase))
            && line.starts_with(char::is_lowercase);
        if parted {
            open.pop();
        } else if !open.is_empty() {
            open.push(' ');
        }
        open.push_str(line);
    }
    if !open.is_empty() {
        found.push(open);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::paragraphs;

    #[test]
    fn lines_become_paragraphs() {
        let page = "\n\nA title\n\nBees fly to the mead-\now and back. T-\nShirts do\nnot.\n \nNext\n";
        assert_eq!(
            paragraphs(page),
            ["A title", "Bees fly to the meadow and back. T- Shirts do not.", "Next"]
        );
    }
}
