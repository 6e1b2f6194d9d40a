//! Cutting a document into pieces that an embedder takes whole and a person can be shown.
//!
//! Pieces follow the document's structure: a heading begins one, paragraphs stay whole where they fit, long ones are cut between
//! sentences, tables between rows with the names of their columns repeated, code between lines. There is no overlap: recall
//! looks at a piece's neighbours by itself.

mod cut;

use std::ops::Range;

use mami_extract::{Block, BlockKind, Place};

pub use cut::tokens;

/// Tokens after which a piece takes nothing more: about as much as one paragraph says.
const TARGET: usize = 200;
/// Tokens that a piece has at most, by [`tokens`]. Embedders of the MiniLM family take 256, of which two are marks.
pub const MOST: usize = 240;
/// Tokens that the repeated names of columns may take.
const MOST_HEADER: usize = 60;
/// Characters of a heading in a path.
const MOST_HEADING: usize = 120;

/// A piece of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The headings above it, the highest first.
    pub headings: Vec<String>,
    /// Where it begins.
    pub place: Option<Place>,
    /// Its text; of a table, after the names of its columns.
    pub text: String,
    /// Where it is in the [whole text](text), in characters.
    pub range: Range<usize>,
}

/// The whole text of a document, which the pieces' ranges are of.
pub fn text(blocks: &[Block]) -> String {
    let mut text = String::new();
    for (index, block) in blocks.iter().enumerate() {
        if let Some(before) = index.checked_sub(1).and_then(|before| blocks.get(before)) {
            text.push_str(between(before.kind, block.kind));
        }
        text.push_str(&block.text);
    }
    text
}

/// Cuts a document into pieces, in its order. All of its text is in them, each part of it once.
pub fn chunk(blocks: &[Block]) -> Vec<Piece> {
    let mut packing = Packing::default();
    let mut before: Option<BlockKind> = None;
    for block in blocks {
        let parting = before.map_or("", |before| between(before, block.kind));
        packing.block(block, parting);
        before = Some(block.kind);
    }
    packing.close();
    packing.done
}

/// What stands between two blocks.
fn between(before: BlockKind, next: BlockKind) -> &'static str {
    match (before, next) {
        (BlockKind::TableRow { .. }, BlockKind::TableRow { header: false })
        | (BlockKind::ListItem, BlockKind::ListItem) => "\n",
        _ => "\n\n",
    }
}

#[derive(Default)]
struct Packing {
    done: Vec<Piece>,
    /// The headings that are open, with their levels.
    path: Vec<(u8, String)>,
    /// The names of the columns of the table that is being read.
    header: Option<String>,
    open: Option<Open>,
    /// Characters of the text so far.
    at: usize,
}

struct Open {
    piece: Piece,
    tokens: usize,
    /// There are only headings in it.
    bare: bool,
}

impl Packing {
    fn block(&mut self, block: &Block, parting: &str) {
        match block.kind {
            BlockKind::Heading { level } => {
                if self.open.as_ref().is_some_and(|open| !open.bare) {
                    self.close();
                }
                self.path.retain(|(other, _)| *other < level);
                self.path.push((level, block.text.chars().take(MOST_HEADING).collect()));
                self.header = None;
            }
            BlockKind::TableRow { header: true } => {
                self.header = Some(block.text.clone()).filter(|text| tokens(text) <= MOST_HEADER);
            }
            BlockKind::TableRow { header: false } => {}
            BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Code => self.header = None,
        }
        let mut parting = parting;
        for part in cut::parts(&block.text, block.kind, TARGET) {
            self.part(part, block, parting);
            // The parts of a block follow each other without anything between them.
            parting = "";
        }
    }

    /// Adds a part of a block to the open piece, or to a new one where it does not fit.
    fn part(&mut self, part: &str, block: &Block, parting: &str) {
        let cost = tokens(part);
        let full = |open: &Open| {
            let sum = open.tokens + cost;
            sum > MOST || (open.tokens >= TARGET && !open.bare)
        };
        if self.open.as_ref().is_some_and(full) {
            self.close();
        }
        self.at += parting.chars().count();
        let (start, heading) = (self.at, matches!(block.kind, BlockKind::Heading { .. }));
        self.at += part.chars().count();
        let headings = || self.path.iter().map(|(_, text)| text.clone()).collect();
        match &mut self.open {
            Some(open) => {
                open.piece.text.push_str(parting);
                open.piece.text.push_str(part);
                open.piece.range.end = self.at;
                open.tokens += cost;
                if open.bare {
                    open.piece.headings = headings();
                }
                open.bare &= heading;
            }
            open => {
                let mut piece = Piece {
                    headings: headings(),
                    place: block.place.clone(),
                    text: String::new(),
                    range: start..self.at,
                };
                let mut cost = cost;
                let row = block.kind == (BlockKind::TableRow { header: false });
                if let Some(header) =
                    self.header.as_ref().filter(|header| row && tokens(header) + cost <= MOST)
                {
                    piece.text.push_str(header);
                    piece.text.push('\n');
                    cost += tokens(header);
                }
                piece.text.push_str(part);
                *open = Some(Open { piece, tokens: cost, bare: heading });
            }
        }
    }

    fn close(&mut self) {
        let Some(Open { mut piece, .. }) = self.open.take() else { return };
        let end = piece.text.trim_end().len();
        piece.range.end -= piece.text.get(end..).map_or(0, |rest| rest.chars().count());
        piece.text.truncate(end);
        if !piece.text.trim().is_empty() {
            self.done.push(piece);
        }
    }
}

#[cfg(test)]
mod tests;
