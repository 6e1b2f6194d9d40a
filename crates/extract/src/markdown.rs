//! Markdown. HTML within it is read as such, so that what it hides stays hidden.

use std::mem;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::{
    BlockKind, Place, Refusal, html,
    sink::{Sink, one_line, row},
};

/// Reads a text in Markdown.
pub(crate) fn read(text: &str, sink: &mut Sink<'_>) -> Result<(), Refusal> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut lines = Lines { text, at: 0, line: 1 };
    let mut reading = Reading {
        sink,
        text: String::new(),
        place: None,
        items: 0,
        cells: Vec::new(),
        kind: BlockKind::Paragraph,
    };
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        let place = Place::Line(lines.of(range.start));
        reading.take(event, place)?;
    }
    reading.flush()
}

struct Reading<'a, 'b> {
    sink: &'a mut Sink<'b>,
    text: String,
    place: Option<Place>,
    /// Items of lists that are open.
    items: usize,
    cells: Vec<String>,
    kind: BlockKind,
}

impl Reading<'_, '_> {
    fn take(&mut self, event: Event<'_>, place: Place) -> Result<(), Refusal> {
        match event {
            Event::Start(tag) => self.start(&tag, place)?,
            Event::End(tag) => self.end(tag)?,
            Event::Text(text) | Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.place.get_or_insert(place);
                self.text.push_str(&text);
            }
            Event::Html(text) => {
                self.place.get_or_insert(place);
                self.text.push_str(&text);
            }
            Event::SoftBreak | Event::HardBreak => self.text.push('\n'),
            Event::TaskListMarker(done) => self.text.push_str(if done { "[x] " } else { "[ ] " }),
            Event::Rule => self.flush()?,
            // A tag, and nothing to read in it.
            Event::InlineHtml(_) | Event::FootnoteReference(_) => {}
        }
        Ok(())
    }

    fn start(&mut self, tag: &Tag<'_>, place: Place) -> Result<(), Refusal> {
        match tag {
            Tag::Item => {
                self.flush()?;
                self.items += 1;
                self.place = Some(place);
            }
            Tag::Paragraph | Tag::List(_) | Tag::BlockQuote(_) | Tag::Table(_) | Tag::MetadataBlock(_) => {
                self.flush()?;
            }
            Tag::Heading { level, .. } => {
                self.flush()?;
                self.kind = BlockKind::Heading { level: u8::try_from(*level as usize).unwrap_or(6) };
                self.place = Some(place);
            }
            Tag::CodeBlock(_) => {
                self.flush()?;
                self.kind = BlockKind::Code;
            }
            Tag::HtmlBlock => self.flush()?,
            Tag::TableHead | Tag::TableRow => {
                self.cells.clear();
                self.place = Some(place);
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, tag: TagEnd) -> Result<(), Refusal> {
        match tag {
            TagEnd::Item => {
                self.flush()?;
                self.items = self.items.saturating_sub(1);
            }
            TagEnd::HtmlBlock => {
                let text = mem::take(&mut self.text);
                let place = self.place.take();
                html::read(&text, place.as_ref(), self.sink)?;
            }
            TagEnd::TableCell => self.cells.push(mem::take(&mut self.text)),
            TagEnd::TableHead | TagEnd::TableRow => {
                let header = tag == TagEnd::TableHead;
                let place = self.place.take();
                if let Some(text) = row(&mem::take(&mut self.cells)) {
                    self.sink.push(BlockKind::TableRow { header }, &text, place)?;
                }
            }
            TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::CodeBlock
            | TagEnd::MetadataBlock(_)
            | TagEnd::FootnoteDefinition => self.flush()?,
            _ => {}
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), Refusal> {
        let (text, place) = (mem::take(&mut self.text), self.place.take());
        let kind = match mem::replace(&mut self.kind, BlockKind::Paragraph) {
            BlockKind::Paragraph if self.items > 0 => BlockKind::ListItem,
            kind => kind,
        };
        let text = if kind == BlockKind::Code { text } else { one_line(&text) };
        self.sink.push(kind, &text, place)
    }
}

/// Counts lines as one goes on through a text.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u32,
}

impl Lines<'_> {
    fn of(&mut self, offset: usize) -> u32 {
        if let Some(passed) = self.text.as_bytes().get(self.at..offset) {
            let ends = passed.iter().filter(|byte| **byte == b'\n').count();
            self.line = self.line.saturating_add(u32::try_from(ends).unwrap_or(u32::MAX));
            self.at = offset;
        }
        self.line
    }
}
