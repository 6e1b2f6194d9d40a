//! XLSX: the sheets of a workbook, row by row, with the values that its formulas had when it was saved.

use std::{collections::HashMap, mem};

use quick_xml::XmlVersion;

use crate::{
    BlockKind, Place, Refusal,
    package::{Package, resolve},
    sink::{Sink, row},
    xml::{self, Xml, attribute},
};

const WORKBOOK: &str = "xl/workbook.xml";
/// Cells of a row that are read.
const MOST_COLUMNS: usize = 1024;

/// Characters of a sheet's name: it stands beside each of its rows.
const MOST_NAME: usize = 100;

/// Reads a workbook.
pub(crate) fn read(package: &mut Package<'_>, sink: &mut Sink<'_>) -> Result<(), Refusal> {
    let files = relations(&package.text("xl/_rels/workbook.xml.rels")?)?;
    let workbook = Workbook::read(&package.text(WORKBOOK)?)?;
    let texts = match package.has("xl/sharedStrings.xml") {
        true => shared_texts(&package.text("xl/sharedStrings.xml")?)?,
        false => Vec::new(),
    };
    let dates = match package.has("xl/styles.xml") {
        true => date_styles(&package.text("xl/styles.xml")?)?,
        false => Vec::new(),
    };
    let count = workbook.sheets.len();
    for (done, (name, id)) in workbook.sheets.iter().enumerate() {
        let Some(file) = files.get(id).map(|target| resolve(WORKBOOK, target)) else { continue };
        let text = package.text(&file)?;
        sink.push(BlockKind::Heading { level: 1 }, name, Some(Place::Sheet { name: name.clone(), row: 1 }))?;
        let book = Book { texts: &texts, dates: &dates, since_1904: workbook.since_1904 };
        let mut sheet = Sheet { sink, name, book, row: Row::default(), cell: Cell::default(), new: true };
        xml::read(&text, |xml| sheet.take(xml))?;
        sink.progress(done + 1, count);
    }
    Ok(())
}

fn relations(text: &str) -> Result<HashMap<String, String>, Refusal> {
    let mut found = HashMap::new();
    xml::read(text, |xml| {
        if let Xml::Start(start) = xml
            && let (Some(id), Some(target)) = (attribute(&start, "Id"), attribute(&start, "Target"))
        {
            found.insert(id, target);
        }
        Ok(())
    })?;
    Ok(found)
}

#[derive(Default)]
struct Workbook {
    /// Names, and the ids of their files.
    sheets: Vec<(String, String)>,
    /// Days are counted from 1904 on, not from 1900.
    since_1904: bool,
}

impl Workbook {
    fn read(text: &str) -> Result<Self, Refusal> {
        let mut workbook = Self::default();
        xml::read(text, |xml| {
            let Xml::Start(start) = xml else { return Ok(()) };
            match start.local_name().as_ref() {
                "workbookPr" => {
                    let value = attribute(&start, "date1904");
                    workbook.since_1904 = matches!(value.as_deref(), Some("1" | "true"));
                }
                "sheet" => {
                    let id = start.attributes().flatten().find(|it| it.key.as_ref().ends_with(":id"));
                    let id = id
                        .and_then(|id| Some(id.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned()));
                    let name = attribute(&start, "name").map(|name| name.chars().take(MOST_NAME).collect());
                    workbook.sheets.extend(name.zip(id));
                }
                _ => {}
            }
            Ok(())
        })?;
        Ok(workbook)
    }
}

/// The texts that cells name by their number.
fn shared_texts(text: &str) -> Result<Vec<String>, Refusal> {
    let (mut texts, mut open, mut within, mut phonetic) = (Vec::new(), String::new(), false, false);
    xml::read(text, |xml| {
        match xml {
            Xml::Start(start) => match start.local_name().as_ref() {
                "t" => within = true,
                "rPh" => phonetic = true,
                _ => {}
            },
            Xml::End(name) => match &*name {
                "t" => within = false,
                "rPh" => phonetic = false,
                "si" => texts.push(mem::take(&mut open)),
                _ => {}
            },
            Xml::Text(text) if within && !phonetic => open.push_str(&text),
            Xml::Text(_) => {}
        }
        Ok(())
    })?;
    Ok(texts)
}

/// Which of the styles of cells show a number as a date, a time, or both.
fn date_styles(text: &str) -> Result<Vec<bool>, Refusal> {
    let (mut own, mut styles, mut in_cells) = (HashMap::new(), Vec::new(), false);
    xml::read(text, |xml| {
        match xml {
            Xml::Start(start) => match start.local_name().as_ref() {
                "numFmt" => {
                    let id = attribute(&start, "numFmtId").unwrap_or_default();
                    own.insert(id, is_date(&attribute(&start, "formatCode").unwrap_or_default()));
                }
                "cellXfs" => in_cells = true,
                "xf" if in_cells => {
                    let id = attribute(&start, "numFmtId").unwrap_or_default();
                    let known = matches!(id.parse::<u32>(), Ok(14..=22 | 27..=36 | 45..=47 | 50..=58));
                    styles.push(own.get(&id).copied().unwrap_or(known));
                }
                _ => {}
            },
            Xml::End(name) if name == "cellXfs" => in_cells = false,
            _ => {}
        }
        Ok(())
    })?;
    Ok(styles)
}

/// Whether a format shows dates or times: it has their letters outside of quotes and brackets.
fn is_date(code: &str) -> bool {
    let (mut quoted, mut bracket, mut escaped) = (false, false, false);
    for c in code.chars() {
        if mem::replace(&mut escaped, false) {
            continue;
        }
        match c {
            '\\' | '_' | '*' => escaped = true,
            '"' => quoted = !quoted,
            '[' => bracket = true,
            ']' => bracket = false,
            'y' | 'Y' | 'd' | 'D' | 'm' | 'M' | 'h' | 'H' | 's' | 'S' if !quoted && !bracket => return true,
            _ => {}
        }
    }
    false
}

#[derive(Clone, Copy)]
struct Book<'a> {
    texts: &'a [String],
    dates: &'a [bool],
    since_1904: bool,
}

#[derive(Default)]
struct Row {
    number: u32,
    cells: Vec<String>,
}

#[derive(Default)]
struct Cell {
    /// What its value is: `s`, `str`, `inlineStr`, `b`, `e`, `n`.
    kind: String,
    style: usize,
    column: Option<usize>,
    value: String,
    within: bool,
}

struct Sheet<'a, 'b> {
    sink: &'a mut Sink<'b>,
    name: &'a str,
    book: Book<'a>,
    row: Row,
    cell: Cell,
    /// No row was read.
    new: bool,
}

impl Sheet<'_, '_> {
    fn take(&mut self, xml: Xml<'_>) -> Result<(), Refusal> {
        match xml {
            Xml::Start(start) => match start.local_name().as_ref() {
                "row" => {
                    let number = attribute(&start, "r").and_then(|number| number.parse().ok());
                    let number = number.unwrap_or(self.row.number.saturating_add(1));
                    self.row = Row { number, cells: Vec::new() };
                }
                "c" => {
                    self.cell = Cell {
                        kind: attribute(&start, "t").unwrap_or_default(),
                        style: attribute(&start, "s")
                            .and_then(|style| style.parse().ok())
                            .unwrap_or_default(),
                        column: attribute(&start, "r").and_then(|name| column(&name)),
                        ..Cell::default()
                    };
                }
                "v" | "t" => self.cell.within = true,
                _ => {}
            },
            Xml::End(name) => match &*name {
                "v" | "t" => self.cell.within = false,
                "c" => self.end_cell(),
                "row" => self.end_row()?,
                _ => {}
            },
            Xml::Text(text) if self.cell.within => self.cell.value.push_str(&text),
            Xml::Text(_) => {}
        }
        Ok(())
    }

    fn end_cell(&mut self) {
        let cell = mem::take(&mut self.cell);
        let column = cell.column.unwrap_or(self.row.cells.len());
        if column >= MOST_COLUMNS || column < self.row.cells.len() {
            return;
        }
        let value = match &*cell.kind {
            "s" => {
                cell.value.trim().parse().ok().and_then(|number: usize| self.book.texts.get(number).cloned())
            }
            "b" => Some(if cell.value.trim() == "1" { "TRUE" } else { "FALSE" }.to_owned()),
            "" | "n" if self.book.dates.get(cell.style).copied().unwrap_or_default() => cell
                .value
                .trim()
                .parse()
                .ok()
                .and_then(|days| date(days, self.book.since_1904))
                .or(Some(cell.value)),
            _ => Some(cell.value),
        };
        self.row.cells.resize(column, String::new());
        self.row.cells.push(value.unwrap_or_default());
    }

    fn end_row(&mut self) -> Result<(), Refusal> {
        let cells = mem::take(&mut self.row.cells);
        let Some(text) = row(&cells) else { return Ok(()) };
        let place = Place::Sheet { name: self.name.to_owned(), row: self.row.number };
        let header = mem::replace(&mut self.new, false);
        self.sink.push(BlockKind::TableRow { header }, &text, Some(place))
    }
}

/// The column of a cell, from 0 on, by its name: `C7` is in column 2.
fn column(name: &str) -> Option<usize> {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic);
    let number = letters.fold(0_usize, |number, letter| {
        number.saturating_mul(26).saturating_add(usize::from(letter.to_ascii_uppercase() - b'A') + 1)
    });
    number.checked_sub(1)
}

/// A day as Excel counts it, as people write it down; a fraction is the time of day. Its 1900 has a 29th of February, so what
/// is before March of that year is left as a number.
fn date(days: f64, since_1904: bool) -> Option<String> {
    let days = if since_1904 { days + 1462.0 } else { days };
    if !(0.0..2_958_466.0).contains(&days) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "it was found to be in range")]
    let minutes = (days * 24.0 * 60.0).round() as i64;
    let (day, minute) = (minutes / 1440, minutes % 1440);
    let time = format!("{:02}:{:02}", minute / 60, minute % 60);
    if day == 0 {
        return Some(time);
    }
    if day < 61 {
        return None;
    }
    // Howard Hinnant's `civil_from_days` (chrono-compatible low-level date algorithms), with day 0 at 0000-03-01.
    let day = day - 25_569 + 719_468;
    let era = day / 146_097;
    let of_era = day % 146_097;
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let date = format!("{year:04}-{month:02}-{day:02}");
    Some(if minute == 0 { date } else { format!("{date} {time}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_become_dates() {
        for (days, since_1904, text) in [
            (45_292.0, false, Some("2024-01-01")),
            (45_351.5, false, Some("2024-02-29 12:00")),
            (43_830.0, true, Some("2024-01-01")),
            (61.0, false, Some("1900-03-01")),
            (0.75, false, Some("18:00")),
            (59.0, false, None),
            (-1.0, false, None),
            (1e300, false, None),
            (f64::NAN, false, None),
        ] {
            assert_eq!(date(days, since_1904).as_deref(), text, "{days}");
        }
    }

    #[test]
    fn formats_of_dates() {
        for (code, expected) in [
            ("yyyy\\-mm\\-dd", true),
            ("h:mm", true),
            ("0.00", false),
            ("[Red]0", false),
            ("0\" days\"", false),
            ("\\d0", false),
        ] {
            assert_eq!(is_date(code), expected, "{code}");
        }
    }

    #[test]
    fn columns() {
        for (name, number) in [("A1", Some(0)), ("C7", Some(2)), ("AA10", Some(26)), ("7", None)] {
            assert_eq!(column(name), number, "{name}");
        }
    }
}
