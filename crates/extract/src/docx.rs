//! DOCX: paragraphs, headings by their style, lists and tables. Deleted text and fields' instructions are not read, nor what is
//! marked as hidden.

use std::{collections::HashMap, mem};

use crate::{
    BlockKind, Refusal,
    package::Package,
    sink::{Sink, one_line, row},
    xml::{self, Xml, attribute},
};

/// Reads a text document.
pub(crate) fn read(package: &mut Package<'_>, sink: &mut Sink<'_>) -> Result<(), Refusal> {
    let levels = match package.has("word/styles.xml") {
        true => heading_levels(&package.text("word/styles.xml")?)?,
        false => HashMap::new(),
    };
    let mut parts = vec!["word/document.xml"];
    parts.extend(["word/footnotes.xml", "word/endnotes.xml"].into_iter().filter(|part| package.has(part)));
    let count = parts.len();
    for (done, part) in parts.into_iter().enumerate() {
        let text = package.text(part)?;
        let mut reading = Reading {
            sink,
            levels: &levels,
            around: Vec::new(),
            paragraph: Paragraph::default(),
            tables: Vec::new(),
        };
        xml::read(&text, |xml| reading.take(xml))?;
        sink.progress(done + 1, count);
    }
    Ok(())
}

/// Which level of heading the styles are, by their ids. Their names are English whatever the language of the program was.
fn heading_levels(styles: &str) -> Result<HashMap<String, u8>, Refusal> {
    let (mut levels, mut style) = (HashMap::new(), String::new());
    xml::read(styles, |xml| {
        let Xml::Start(start) = xml else { return Ok(()) };
        match start.local_name().as_ref() {
            "style" => style = attribute(&start, "styleId").unwrap_or_default(),
            "name" => {
                let name = attribute(&start, "val").unwrap_or_default().to_lowercase();
                let level = match name.strip_prefix("heading ").and_then(|number| number.parse::<u8>().ok()) {
                    Some(level) => Some(level.clamp(1, 6)),
                    None => (name == "title").then_some(1),
                };
                if let Some(level) = level {
                    levels.insert(style.clone(), level);
                }
            }
            "outlineLvl" => {
                if let Some(level) = outline(attribute(&start, "val")) {
                    levels.entry(style.clone()).or_insert(level);
                }
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(levels)
}

/// A level of the outline, from 0 on; 9 is none.
fn outline(value: Option<String>) -> Option<u8> {
    let level = value?.parse::<u8>().ok().filter(|level| *level < 9)?;
    Some(level.saturating_add(1).min(6))
}

#[derive(Default)]
struct Paragraph {
    text: String,
    level: Option<u8>,
    item: bool,
    /// Where the run began that is being read.
    run: usize,
    /// That run is hidden.
    hidden: bool,
}

#[derive(Default)]
struct Table {
    /// No row of it was read.
    new: bool,
    cells: Vec<String>,
    cell: String,
}

struct Reading<'a, 'b> {
    sink: &'a mut Sink<'b>,
    levels: &'a HashMap<String, u8>,
    /// The elements that are open, as far as they matter.
    around: Vec<&'static str>,
    paragraph: Paragraph,
    /// The tables that are open, the innermost last.
    tables: Vec<Table>,
}

/// Elements that decide what the text in them is.
const AROUND: &[&str] = &["t", "pPr", "rPr", "Fallback", "instrText", "delText", "del"];

impl Reading<'_, '_> {
    fn is_in(&self, name: &str) -> bool {
        self.around.contains(&name)
    }

    fn take(&mut self, xml: Xml<'_>) -> Result<(), Refusal> {
        match xml {
            Xml::Start(start) => {
                let name = start.local_name();
                let name = name.as_ref();
                if let Some(known) = AROUND.iter().find(|known| **known == name) {
                    self.around.push(known);
                }
                match name {
                    // A text box has paragraphs within one.
                    "p" => self.end_paragraph()?,
                    "tbl" => {
                        self.end_paragraph()?;
                        self.tables.push(Table { new: true, ..Table::default() });
                    }
                    "r" => {
                        self.paragraph.run = self.paragraph.text.len();
                        self.paragraph.hidden = false;
                    }
                    "tab" if !self.is_in("pPr") => self.paragraph.text.push(' '),
                    "br" | "cr" => self.paragraph.text.push('\n'),
                    "noBreakHyphen" => self.paragraph.text.push('-'),
                    "vanish" if self.is_in("rPr") && !self.is_in("pPr") => {
                        let on = attribute(&start, "val")
                            .is_none_or(|value| !matches!(&*value, "0" | "false" | "off"));
                        self.paragraph.hidden = on;
                    }
                    "pStyle" => {
                        let style = attribute(&start, "val").unwrap_or_default();
                        self.paragraph.level =
                            self.paragraph.level.or_else(|| self.levels.get(&style).copied());
                    }
                    "outlineLvl" => {
                        self.paragraph.level = outline(attribute(&start, "val")).or(self.paragraph.level)
                    }
                    "numPr" => self.paragraph.item = true,
                    _ => {}
                }
            }
            Xml::End(name) => {
                if self.around.last().is_some_and(|last| *last == name) {
                    self.around.pop();
                }
                match &*name {
                    "r" if self.paragraph.hidden => self.paragraph.text.truncate(self.paragraph.run),
                    "p" => self.end_paragraph()?,
                    "tc" => {
                        self.end_paragraph()?;
                        if let Some(table) = self.tables.last_mut() {
                            table.cells.push(mem::take(&mut table.cell));
                        }
                    }
                    "tr" => self.end_row()?,
                    "tbl" => self.end_table(),
                    _ => {}
                }
            }
            Xml::Text(text) => {
                if self.is_in("t") && !self.is_in("Fallback") && !self.is_in("del") {
                    self.paragraph.text.push_str(&text);
                }
            }
        }
        Ok(())
    }

    fn end_paragraph(&mut self) -> Result<(), Refusal> {
        let paragraph = mem::take(&mut self.paragraph);
        let text = one_line(&paragraph.text);
        if let Some(table) = self.tables.last_mut() {
            if !text.is_empty() {
                if !table.cell.is_empty() {
                    table.cell.push(' ');
                }
                table.cell.push_str(&text);
            }
            return Ok(());
        }
        let kind = match paragraph {
            Paragraph { level: Some(level), .. } => BlockKind::Heading { level },
            Paragraph { item: true, .. } => BlockKind::ListItem,
            _ => BlockKind::Paragraph,
        };
        self.sink.push(kind, &text, None)
    }

    fn end_row(&mut self) -> Result<(), Refusal> {
        let nested = self.tables.len() > 1;
        let Some(table) = self.tables.last_mut() else { return Ok(()) };
        let Some(text) = row(&mem::take(&mut table.cells)) else { return Ok(()) };
        if nested {
            // It is a part of a cell of the table around it.
            table.cell = [mem::take(&mut table.cell), text].join(" ");
            return Ok(());
        }
        let header = mem::replace(&mut table.new, false);
        self.sink.push(BlockKind::TableRow { header }, &text, None)
    }

    fn end_table(&mut self) {
        let Some(table) = self.tables.pop() else { return };
        if let Some(outer) = self.tables.last_mut() {
            outer.cell.push_str(&table.cell);
        }
    }
}
