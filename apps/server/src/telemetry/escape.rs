//! One event, one line: whatever people, models or servers put into a value, it cannot end its line, pose as another or
//! speak to the terminal.

use std::{
    fmt::Write as _,
    io::{self, Write},
};

use tracing::{Level, Metadata};
use tracing_subscriber::fmt::MakeWriter;

/// Wraps what the lines are written to.
pub(super) struct Escaping<M> {
    inner: M,
    terminal: bool,
}

impl<M> Escaping<M> {
    /// `terminal` says whether warnings and errors may be coloured.
    pub(super) const fn new(inner: M, terminal: bool) -> Self {
        Self { inner, terminal }
    }
}

impl<'a, M: MakeWriter<'a>> MakeWriter<'a> for Escaping<M> {
    type Writer = Line<M::Writer>;

    fn make_writer(&'a self) -> Self::Writer {
        Line { inner: self.inner.make_writer(), colour: None }
    }

    fn make_writer_for(&'a self, meta: &Metadata<'_>) -> Self::Writer {
        let colour = match *meta.level() {
            Level::ERROR => Some("\u{1b}[31m"),
            Level::WARN => Some("\u{1b}[33m"),
            _ => None,
        };
        Line { inner: self.inner.make_writer_for(meta), colour: colour.filter(|_| self.terminal) }
    }
}

/// Writes one event; the formatter hands it over in one piece, with a line end.
pub(super) struct Line<W> {
    inner: W,
    colour: Option<&'static str>,
}

impl<W: Write> Write for Line<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        let (body, end) = text.strip_suffix('\n').map_or((&*text, ""), |body| (body, "\n"));
        let mut line = String::with_capacity(text.len().saturating_add(16));
        line.push_str(self.colour.unwrap_or_default());
        for c in body.chars() {
            if is_dangerous(c) {
                // The form that JSON has, so that both formats may have it.
                write!(line, "\\u{:04x}", u32::from(c)).map_err(io::Error::other)?;
            } else {
                line.push(c);
            }
        }
        if self.colour.is_some() {
            line.push_str("\u{1b}[0m");
        }
        line.push_str(end);
        self.inner.write_all(line.as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Control characters, other line ends, and what turns the direction of writing.
fn is_dangerous(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
