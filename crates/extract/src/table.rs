//! Tables as text: CSV and TSV.

use csv::{ReaderBuilder, Trim};

use crate::{
    BlockKind, Place, Refusal,
    format::ending,
    sink::{Sink, row},
};

/// Reads a table. Its first row names the columns.
pub(crate) fn read(name: &str, text: &str, sink: &mut Sink<'_>) -> Result<(), Refusal> {
    let mut reader = ReaderBuilder::new()
        .delimiter(if ending(name) == "tsv" { b'\t' } else { delimiter(text) })
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .from_reader(text.as_bytes());
    let mut header = true;
    for record in reader.records() {
        let record = record.map_err(|_| Refusal::Damaged)?;
        let line = record.position().and_then(|at| u32::try_from(at.line()).ok()).unwrap_or(1);
        let cells: Vec<String> = record.iter().map(str::to_owned).collect();
        if let Some(text) = row(&cells) {
            sink.push(BlockKind::TableRow { header }, &text, Some(Place::Line(line)))?;
            header = false;
        }
    }
    Ok(())
}

/// What stands between the cells: whichever there is most of in the first line. Where the comma is a decimal one, it is a semicolon.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |sign: u8| first.bytes().filter(|byte| *byte == sign).count();
    [b',', b';', b'\t', b'|'].into_iter().rev().max_by_key(|sign| count(*sign)).unwrap_or(b',')
}
