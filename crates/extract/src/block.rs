//! What a document's text is made of, and the lines in which one process tells it to another.

use serde::{Deserialize, Serialize};

use crate::{Format, Refusal};

/// A piece of a document that belongs together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// What it is.
    #[serde(flatten)]
    pub kind: BlockKind,
    /// Its text: never empty, without control characters other than line ends and tabs.
    pub text: String,
    /// Where it begins, as far as its format tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum BlockKind {
    /// A heading.
    Heading {
        /// 1 for the highest, 6 for the lowest.
        level: u8,
    },
    /// A paragraph.
    Paragraph,
    /// An item of a list.
    ListItem,
    /// A row of a table, its cells with ` | ` between them.
    TableRow {
        /// It names the columns; a table begins with it.
        header: bool,
    },
    /// Lines whose breaks and indents count.
    Code,
}

/// Where something is in a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// A page, from 1 on.
    Page(u32),
    /// A row of a sheet.
    Sheet {
        /// The sheet's name.
        name: String,
        /// The row, from 1 on.
        row: u32,
    },
    /// A chapter of a book, from 1 on, in the order of reading.
    Chapter(u32),
    /// A line of a text, from 1 on.
    Line(u32),
}

/// One line of what a process says that reads a document, as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    /// The next block.
    Block(Block),
    /// How much was read so far, in percent.
    Progress(u8),
    /// The last line: all was read.
    End(Format),
    /// The last line: it cannot be read. The blocks before it count for nothing.
    Refused(Refusal),
}
