//! Reading an answer line by line, or as server-sent events, within bounds. Bytes stay bytes until a line is whole, so it
//! does not matter where the network cut them.

use bytes::{Bytes, BytesMut};

/// Why no more lines can be read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum ReadError {
    /// A line or an event is longer than allowed.
    TooLong,
    /// The connection broke.
    Broken(String),
}

/// Puts lines together from pieces.
#[derive(Debug)]
struct LineBuffer {
    bytes: BytesMut,
    /// How far we have looked for a line's end in vain.
    scanned: usize,
    limit: usize,
}

impl LineBuffer {
    fn new(limit: usize) -> Self {
        Self { bytes: BytesMut::new(), scanned: 0, limit }
    }

    fn push(&mut self, piece: &[u8]) {
        self.bytes.extend_from_slice(piece);
    }

    /// The next whole line without its end, which is LF or CRLF.
    fn next_line(&mut self) -> Result<Option<Bytes>, ReadError> {
        let unseen = self.bytes.iter().skip(self.scanned);
        let Some(length) = unseen.clone().position(|&byte| byte == b'\n').map(|at| self.scanned + at) else {
            self.scanned = self.bytes.len();
            return if self.scanned > self.limit { Err(ReadError::TooLong) } else { Ok(None) };
        };
        if length > self.limit {
            return Err(ReadError::TooLong);
        }
        let mut line = self.bytes.split_to(length + 1).freeze();
        self.scanned = 0;
        line.truncate(length);
        if line.last() == Some(&b'\r') {
            line.truncate(length - 1);
        }
        Ok(Some(line))
    }

    /// What is left when nothing more comes: a last line without an end.
    fn rest(&mut self) -> Option<Bytes> {
        self.scanned = 0;
        (!self.bytes.is_empty()).then(|| self.bytes.split().freeze())
    }
}

/// Reads a response line by line. Nothing is read ahead of what is asked for, beyond one piece from the network.
#[derive(Debug)]
pub(crate) struct LineReader {
    response: reqwest::Response,
    buffer: LineBuffer,
}

impl LineReader {
    pub(crate) fn new(response: reqwest::Response, limit: usize) -> Self {
        Self { response, buffer: LineBuffer::new(limit) }
    }

    /// The next line, `None` at the end.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, ReadError> {
        loop {
            if let Some(line) = self.buffer.next_line()? {
                return Ok(Some(line));
            }
            match self.response.chunk().await {
                Ok(Some(piece)) => self.buffer.push(&piece),
                Ok(None) => return Ok(self.buffer.rest()),
                Err(error) => return Err(ReadError::Broken(crate::http::cause(error))),
            }
        }
    }

    pub(crate) fn into_response(self) -> reqwest::Response {
        self.response
    }
}

/// A server-sent event.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Event {
    /// Its name; empty when none was given.
    pub(crate) name: Bytes,
    pub(crate) data: Bytes,
}

/// Puts events together from lines, as the HTML standard's event stream format says.
#[derive(Debug)]
struct EventBuffer {
    name: Bytes,
    data: Option<BytesOrMore>,
    limit: usize,
}

/// Data is nearly always one line, which then is not copied.
#[derive(Debug)]
enum BytesOrMore {
    One(Bytes),
    More(BytesMut),
}

impl BytesOrMore {
    fn join(self, line: &[u8]) -> BytesMut {
        let mut data = match self {
            Self::One(first) => BytesMut::from(first),
            Self::More(data) => data,
        };
        data.extend_from_slice(b"\n");
        data.extend_from_slice(line);
        data
    }
}

impl EventBuffer {
    fn new(limit: usize) -> Self {
        Self { name: Bytes::new(), data: None, limit }
    }

    /// Takes a line; the empty line that ends an event gives it.
    fn take(&mut self, line: &Bytes) -> Result<Option<Event>, ReadError> {
        if line.is_empty() {
            return Ok(self.finish());
        }
        let colon = line.iter().position(|&byte| byte == b':').unwrap_or(line.len());
        let field = line.slice(..colon);
        let mut value = line.slice((colon + 1).min(line.len())..);
        if value.first() == Some(&b' ') {
            value = value.slice(1..);
        }
        match field.as_ref() {
            b"data" => {
                self.data = Some(match self.data.take() {
                    None => BytesOrMore::One(value),
                    Some(data) => {
                        let data = data.join(&value);
                        if data.len() > self.limit {
                            return Err(ReadError::TooLong);
                        }
                        BytesOrMore::More(data)
                    }
                });
            }
            b"event" => self.name = value,
            // Comments, ids, reconnection times, and whatever the standard does not know.
            _ => {}
        }
        Ok(None)
    }

    /// Ends the event. The standard throws an event away that the end of the stream cuts off; here it is given, since what
    /// was cut is no valid JSON and whoever forgot the last line break still meant it.
    fn finish(&mut self) -> Option<Event> {
        let name = std::mem::take(&mut self.name);
        let data = match self.data.take()? {
            BytesOrMore::One(data) => data,
            BytesOrMore::More(data) => data.freeze(),
        };
        Some(Event { name, data })
    }
}

/// Reads a response as server-sent events.
#[derive(Debug)]
pub(crate) struct EventReader {
    lines: LineReader,
    buffer: EventBuffer,
}

impl EventReader {
    pub(crate) fn new(response: reqwest::Response, limit: usize) -> Self {
        Self { lines: LineReader::new(response, limit), buffer: EventBuffer::new(limit) }
    }

    /// The next event, `None` at the end.
    pub(crate) async fn next(&mut self) -> Result<Option<Event>, ReadError> {
        while let Some(line) = self.lines.next().await? {
            if let Some(event) = self.buffer.take(&line)? {
                return Ok(Some(event));
            }
        }
        Ok(self.buffer.finish())
    }

    pub(crate) fn into_response(self) -> reqwest::Response {
        self.lines.into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRICKY: &str = ": hello\r\n\r\nevent: x\ndata: žluťoučký 世界 🎉\n\ndata:one\r\ndata: two\r\nid: 7\r\n\r\ndata\n\ndata:  :a: b";

    fn events(pieces: &[&[u8]]) -> Vec<(String, String)> {
        let mut lines = LineBuffer::new(1000);
        let mut buffer = EventBuffer::new(1000);
        let mut events = Vec::new();
        for piece in pieces {
            lines.push(piece);
            while let Some(line) = lines.next_line().unwrap() {
                events.extend(buffer.take(&line).unwrap());
            }
        }
        if let Some(line) = lines.rest() {
            events.extend(buffer.take(&line).unwrap());
        }
        events.extend(buffer.finish());
        let text = |bytes: Bytes| String::from_utf8(bytes.into()).unwrap();
        events.into_iter().map(|event| (text(event.name), text(event.data))).collect()
    }

    #[test]
    fn a_stream_reads_the_same_wherever_it_is_cut() {
        let whole = TRICKY.as_bytes();
        let expected = [("x", "žluťoučký 世界 🎉"), ("", "one\ntwo"), ("", ""), ("", " :a: b")]
            .map(|(n, d)| (n.into(), d.into()));
        assert_eq!(events(&[whole]), expected);
        for cut in 0..=whole.len() {
            let (left, right) = whole.split_at(cut);
            assert_eq!(events(&[left, right]), expected, "cut at byte {cut}");
        }
        let bytes: Vec<&[u8]> = whole.chunks(1).collect();
        assert_eq!(events(&bytes), expected);
    }

    #[test]
    fn case_089_a_line_without_end_is_refused_at_the_limit() {
        let mut lines = LineBuffer::new(10);
        lines.push(b"0123456789");
        assert_eq!(lines.next_line(), Ok(None));
        lines.push(b"0");
        assert_eq!(lines.next_line(), Err(ReadError::TooLong));

        let mut lines = LineBuffer::new(10);
        lines.push(b"0123456789\n0123456789a\n");
        assert_eq!(lines.next_line(), Ok(Some("0123456789".into())));
        assert_eq!(lines.next_line(), Err(ReadError::TooLong));
    }

    #[test]
    fn case_089_an_event_of_many_lines_is_refused_at_the_limit() {
        let mut buffer = EventBuffer::new(10);
        let line = Bytes::from("data: 1234");
        assert_eq!(buffer.take(&line), Ok(None));
        assert_eq!(buffer.take(&line), Ok(None));
        assert_eq!(buffer.take(&line), Err(ReadError::TooLong));
    }
}
