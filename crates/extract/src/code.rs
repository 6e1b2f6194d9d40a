//! Texts without marks of structure: paragraphs, and code, with empty lines between them.

use crate::{BlockKind, Place, Refusal, sink::Sink};

/// Lines of one block of code, so that a long file without an empty line is not one block.
const MOST_LINES: usize = 60;

/// Reads a text: what stands between empty lines is a block.
pub(crate) fn lines(text: &str, code: bool, sink: &mut Sink<'_>) -> Result<(), Refusal> {
    let kind = if code { BlockKind::Code } else { BlockKind::Paragraph };
    let mut block = String::new();
    let (mut first, mut count) = (1, 0);
    for (number, line) in (1_u32..).zip(text.lines()) {
        let empty = line.trim().is_empty();
        if empty || (code && count == MOST_LINES) {
            sink.push(kind, &block, Some(Place::Line(first)))?;
            block.clear();
            count = 0;
        }
        if empty {
            continue;
        }
        if count == 0 {
            first = number;
        } else {
            block.push('\n');
        }
        block.push_str(line.trim_end());
        count += 1;
    }
    sink.push(kind, &block, Some(Place::Line(first)))
}
