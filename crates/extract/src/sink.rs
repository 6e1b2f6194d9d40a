//! Where readers put what they find.

use crate::{Block, BlockKind, Line, Place, Refusal};

/// Blocks of one document: each takes memory beside its text.
const MOST_BLOCKS: usize = 200_000;

/// Takes blocks, cleans them, and stops whoever reads when there is too much.
pub(crate) struct Sink<'a> {
    tell: &'a mut dyn FnMut(Line),
    /// Bytes of text that may still come.
    left: usize,
    /// Blocks that may still come.
    blocks: usize,
    /// Something was said.
    pub(crate) any: bool,
    percent: u8,
}

impl<'a> Sink<'a> {
    pub(crate) fn new(tell: &'a mut dyn FnMut(Line), text_bytes: usize) -> Self {
        Self { tell, left: text_bytes, blocks: MOST_BLOCKS, any: false, percent: 0 }
    }

    /// Adds a block; one without text is left out.
    pub(crate) fn push(&mut self, kind: BlockKind, text: &str, place: Option<Place>) -> Result<(), Refusal> {
        let text = clean(text, kind == BlockKind::Code);
        if text.is_empty() {
            return Ok(());
        }
        self.left = self.left.checked_sub(text.len()).ok_or(Refusal::TooMuchText)?;
        self.blocks = self.blocks.checked_sub(1).ok_or(Refusal::TooMuchText)?;
        self.any = true;
        (self.tell)(Line::Block(Block { kind, text, place }));
        Ok(())
    }

    /// Tells that so many of so many parts were read.
    pub(crate) fn progress(&mut self, done: usize, all: usize) {
        let percent = u8::try_from(done.saturating_mul(100) / all.max(1)).unwrap_or(100).min(100);
        if percent > self.percent {
            self.percent = percent;
            (self.tell)(Line::Progress(percent));
        }
    }
}

/// The text without what is not seen: control characters, which databases do not take either, and space around it. In code the
/// first line keeps its indent.
fn clean(text: &str, code: bool) -> String {
    let mut cleaned = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => cleaned.push('\n'),
            '\n' | '\t' => cleaned.push(c),
            '\u{feff}' | '\u{ad}' => {}
            c if c.is_control() => {}
            c => cleaned.push(c),
        }
    }
    let end = cleaned.trim_end().len();
    cleaned.truncate(end);
    if code { cleaned.trim_start_matches('\n').to_owned() } else { cleaned.trim_start().to_owned() }
}

/// The text in one line, with single spaces.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// Cells as one row; none where all are empty. Empty ones at its end are left out.
pub(crate) fn row(cells: &[String]) -> Option<String> {
    let used = cells.iter().rposition(|cell| !cell.trim().is_empty())?;
    let cells: Vec<String> = cells.iter().take(used + 1).map(|cell| one_line(cell)).collect();
    Some(cells.join(" | "))
}
