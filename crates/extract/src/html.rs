//! Web pages: what a reader sees of them. There is no tree, so no depth of it can exhaust the stack.

use std::{convert::Infallible, mem};

use html5gum::{DefaultEmitter, HtmlString, StartTag, Token, Tokenizer};

use crate::{
    BlockKind, Place, Refusal,
    sink::{Sink, one_line, row},
};

/// Elements of which nothing is shown as text.
const HIDDEN: &[&str] = &[
    "script", "style", "template", "noscript", "iframe", "object", "embed", "svg", "math", "canvas", "audio",
    "video", "select", "datalist", "textarea", "noframes", "noembed", "map", "dialog",
];
/// Elements that have no end.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];
/// Elements that stand on their own, above and below each other.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "legend",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "ul",
];

/// Reads a page.
pub(crate) fn read(text: &str, place: Option<&Place>, sink: &mut Sink<'_>) -> Result<(), Refusal> {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut page = Page { sink, place, open: Vec::new(), paragraphs: 0, text: String::new(), row: None };
    let tokens: Tokenizer<_, DefaultEmitter> = Tokenizer::new_with_emitter(text, emitter);
    for token in tokens {
        let token: Result<Token, Infallible> = token;
        match token.map_err(|never| match never {})? {
            Token::StartTag(tag) => page.start(&tag)?,
            Token::EndTag(tag) => page.end(&name(&tag.name))?,
            Token::String(text) if !page.hidden() => {
                page.text.push_str(&String::from_utf8_lossy(&text.value))
            }
            _ => {}
        }
    }
    page.flush()?;
    page.end_row()
}

struct Page<'a, 'b> {
    sink: &'a mut Sink<'b>,
    place: Option<&'a Place>,
    open: Vec<Open>,
    /// How many of them are paragraphs.
    paragraphs: usize,
    /// What was read since the last block.
    text: String,
    /// The row of a table that is being read.
    row: Option<Row>,
}

struct Open {
    name: String,
    /// It is not shown, or something around it is not.
    hidden: bool,
}

#[derive(Default)]
struct Row {
    cells: Vec<String>,
    /// A cell of it is no heading.
    data: bool,
}

impl Page<'_, '_> {
    fn hidden(&self) -> bool {
        self.open.last().is_some_and(|open| open.hidden)
    }

    fn start(&mut self, tag: &StartTag<()>) -> Result<(), Refusal> {
        let name = name(&tag.name);
        self.close_implied(&name)?;
        if name == "br" && !self.hidden() {
            self.text.push('\n');
        }
        if VOID.contains(&&*name) {
            if name == "hr" {
                self.flush()?;
            }
            return Ok(());
        }
        let hidden = self.hidden() || is_hidden(&name, tag);
        if !hidden && BLOCKS.contains(&&*name) {
            self.flush()?;
            match &*name {
                "tr" => {
                    self.end_row()?;
                    self.row = Some(Row::default());
                }
                "table" => self.end_row()?,
                "td" | "th" => {
                    if let Some(row) = &mut self.row {
                        row.data |= name == "td";
                        row.cells.push(String::new());
                    }
                }
                _ => {}
            }
        }
        self.paragraphs += usize::from(name == "p");
        self.open.push(Open { name, hidden });
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), Refusal> {
        let Some(at) = self.open.iter().rposition(|open| open.name == name) else { return Ok(()) };
        self.close_to(at)
    }

    /// Closes what is open from there on, innermost first.
    fn close_to(&mut self, at: usize) -> Result<(), Refusal> {
        while self.open.len() > at {
            let shown = self.open.last().is_some_and(|open| !open.hidden && BLOCKS.contains(&&*open.name));
            if shown {
                self.flush()?;
            }
            let closed = self.open.pop();
            self.paragraphs -= usize::from(closed.as_ref().is_some_and(|closed| closed.name == "p"));
            if shown && closed.is_some_and(|closed| closed.name == "tr" || closed.name == "table") {
                self.end_row()?;
            }
        }
        Ok(())
    }

    /// Closes what need not be closed by its own tag: a paragraph ends where the next one begins.
    fn close_implied(&mut self, next: &str) -> Result<(), Refusal> {
        let (ends, within): (&[&str], &[&str]) = match next {
            "li" => (&["li"], &["ul", "ol", "menu", "dir"]),
            "dt" | "dd" => (&["dt", "dd"], &["dl"]),
            "td" | "th" => (&["td", "th"], &["tr", "table"]),
            "tr" => (&["tr"], &["table"]),
            "tbody" | "thead" | "tfoot" => (&["tbody", "thead", "tfoot"], &["table"]),
            "body" => (&["head"], &["html"]),
            // Most of the time none is open, and nothing is looked for.
            next if self.paragraphs > 0 && BLOCKS.contains(&next) => {
                (&["p"], &["table", "td", "th", "button", "object", "template"])
            }
            _ => return Ok(()),
        };
        for (at, open) in self.open.iter().enumerate().rev() {
            if within.contains(&&*open.name) {
                return Ok(());
            }
            if ends.contains(&&*open.name) {
                return self.close_to(at);
            }
        }
        Ok(())
    }

    /// Ends a block: gives what was read to the sink, as what the innermost element around it says.
    fn flush(&mut self) -> Result<(), Refusal> {
        let text = mem::take(&mut self.text);
        if text.trim().is_empty() {
            return Ok(());
        }
        let around =
            self.open.iter().rev().find(|open| BLOCKS.contains(&&*open.name)).map_or("", |open| &open.name);
        let mut kind = match around {
            "title" | "h1" => BlockKind::Heading { level: 1 },
            "h2" => BlockKind::Heading { level: 2 },
            "h3" => BlockKind::Heading { level: 3 },
            "h4" => BlockKind::Heading { level: 4 },
            "h5" => BlockKind::Heading { level: 5 },
            "h6" => BlockKind::Heading { level: 6 },
            "pre" => BlockKind::Code,
            _ => BlockKind::Paragraph,
        };
        for open in self.open.iter().rev() {
            match &*open.name {
                // What is in a cell is the cell's, whatever it is there.
                "td" | "th" => {
                    if let Some(cell) = self.row.as_mut().and_then(|row| row.cells.last_mut()) {
                        cell.push(' ');
                        cell.push_str(&text);
                        return Ok(());
                    }
                }
                "li" | "dd" if kind == BlockKind::Paragraph => kind = BlockKind::ListItem,
                "table" => break,
                _ => {}
            }
        }
        let text = if kind == BlockKind::Code { text } else { one_line(&text) };
        self.sink.push(kind, &text, self.place.cloned())
    }

    fn end_row(&mut self) -> Result<(), Refusal> {
        let Some(found) = self.row.take() else { return Ok(()) };
        let Some(text) = row(&found.cells) else { return Ok(()) };
        self.sink.push(BlockKind::TableRow { header: !found.data }, &text, self.place.cloned())
    }
}

fn name(name: &HtmlString) -> String {
    String::from_utf8_lossy(name).to_ascii_lowercase()
}

fn is_hidden(name: &str, tag: &StartTag<()>) -> bool {
    let value = |name: &[u8]| {
        tag.attributes.get(name).map(|value| String::from_utf8_lossy(value).to_ascii_lowercase())
    };
    if HIDDEN.contains(&name) || tag.attributes.contains_key(b"hidden".as_slice()) {
        return true;
    }
    if value(b"aria-hidden").is_some_and(|value| value.trim() == "true") {
        return true;
    }
    value(b"style").is_some_and(|style| {
        let style: String = style.split_whitespace().collect();
        ["display:none", "visibility:hidden", "opacity:0;", "font-size:0", "content-visibility:hidden"]
            .iter()
            .any(|sign| style.contains(sign) && !style.contains("font-size:0."))
            || style.ends_with("opacity:0")
    })
}
