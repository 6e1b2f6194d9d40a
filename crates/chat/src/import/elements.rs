//! Cuts a file into its conversations without looking into them. What is kept in memory is one of them.

use std::io::BufRead;

/// How deep brackets may stand in each other.
const DEEPEST: usize = 200_000;

/// One conversation's piece of the file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Element {
    /// The byte of the file at which it begins.
    pub(super) at: u64,
    /// Its JSON; none: it is larger than what is taken.
    pub(super) json: Option<Vec<u8>>,
}

/// The file is no JSON from here on.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Broken {
    /// The byte of the file.
    pub(super) at: u64,
    /// What is wrong there.
    pub(super) why: String,
}

/// The conversations of a file: the elements of its list, or of the list `conversations` of its object, or its object itself.
pub(super) struct Elements<R> {
    file: R,
    at: u64,
    place: Place,
    /// What was read since it was last taken.
    kept: Vec<u8>,
    most: usize,
    too_much: bool,
    /// What stands before the list `conversations`.
    header: Vec<u8>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Start,
    List { first: bool, in_object: bool },
    End,
}

impl<R: BufRead> Elements<R> {
    /// Those of `file`, each of at most `most` bytes.
    pub(super) fn new(file: R, most: usize) -> Self {
        Self { file, at: 0, place: Place::Start, kept: Vec::new(), most, too_much: false, header: Vec::new() }
    }

    /// What stood before the list `conversations`, as an object of its own.
    pub(super) fn header(&self) -> &[u8] {
        &self.header
    }

    /// The next one; `None` at the end of the file.
    pub(super) fn next(&mut self) -> Result<Option<Element>, Broken> {
        let found = self.find_next();
        if found.is_err() {
            self.place = Place::End;
        }
        found
    }

    fn find_next(&mut self) -> Result<Option<Element>, Broken> {
        if self.place == Place::Start {
            self.forget();
            for byte in *b"\xef\xbb\xbf" {
                if self.peek()? != Some(byte) {
                    break;
                }
                self.take(1);
            }
            match self.after_space()? {
                Some(b'[') => {
                    self.take(1);
                    self.place = Place::List { first: true, in_object: false };
                }
                Some(b'{') => return self.object(),
                _ => return Err(self.broken("this is no JSON")),
            }
        }
        let Place::List { first, in_object } = self.place else { return Ok(None) };
        match self.after_space()? {
            Some(b']') => {
                self.take(1);
                self.place = Place::End;
                if !in_object && self.after_space()?.is_some() {
                    return Err(self.broken("the list ends here, and something follows"));
                }
                return Ok(None);
            }
            Some(b',') if !first => {
                self.take(1);
                self.after_space()?;
            }
            None => return Err(self.broken("the file ends in the middle of the list")),
            Some(_) if first => {}
            Some(_) => return Err(self.broken("there should be a comma between two conversations")),
        }
        self.place = Place::List { first: false, in_object };
        self.forget();
        let at = self.at;
        self.value()?;
        Ok(Some(self.taken(at)))
    }

    /// The file is one object: a list of conversations with something around it, or a conversation.
    fn object(&mut self) -> Result<Option<Element>, Broken> {
        self.forget();
        let at = self.at;
        self.take(1);
        loop {
            match self.after_space()? {
                Some(b'}') => {
                    self.take(1);
                    self.place = Place::End;
                    return Ok(Some(self.taken(at)));
                }
                Some(b',') => self.take(1),
                Some(b'"') => {
                    let from = self.kept.len();
                    self.value()?;
                    let is_list = self.kept.get(from..) == Some(b"\"conversations\"");
                    if self.after_space()? != Some(b':') {
                        return Err(self.broken("there should be a colon"));
                    }
                    self.take(1);
                    match self.after_space()? {
                        Some(b'[') if is_list => {
                            self.header = std::mem::take(&mut self.kept);
                            self.header.extend_from_slice(b"null}");
                            self.take(1);
                            self.place = Place::List { first: true, in_object: true };
                            return self.find_next();
                        }
                        _ => self.value()?,
                    }
                }
                None => return Err(self.broken("the file ends in the middle of a conversation")),
                Some(_) => return Err(self.broken("there should be a name in quotes")),
            }
        }
    }

    /// Passes one value of whatever kind.
    fn value(&mut self) -> Result<(), Broken> {
        let (mut open, mut string, mut escaped) = (Vec::new(), false, false);
        let mut begun = false;
        loop {
            let chunk = match self.file.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) => {
                    return Err(Broken { at: self.at, why: format!("it cannot be read: {error}") });
                }
            };
            if chunk.is_empty() {
                if begun && open.is_empty() && !string {
                    return Ok(());
                }
                return Err(self.broken("the file ends in the middle of a conversation"));
            }
            let (mut used, mut done, mut fault) = (0, false, None);
            for &byte in chunk {
                if string {
                    match byte {
                        // No JSON has such a byte in a text. Most likely a quote is missing, and all that follows is inside out.
                        0..0x20 => fault = Some("a text does not end in its line"),
                        _ if escaped => escaped = false,
                        b'\\' => escaped = true,
                        b'"' => {
                            string = false;
                            done = open.is_empty();
                        }
                        _ => {}
                    }
                } else {
                    match byte {
                        b'"' => string = true,
                        b'{' | b'[' if open.len() < DEEPEST => open.push(byte),
                        b'{' | b'[' => fault = Some("brackets are too deep in each other"),
                        b'}' | b']' => match open.pop() {
                            Some(b'{') if byte == b'}' => done = open.is_empty(),
                            Some(b'[') if byte == b']' => done = open.is_empty(),
                            Some(_) => fault = Some("this bracket closes another one"),
                            // The end of the list that a plain value is in.
                            None => {
                                done = true;
                                break;
                            }
                        },
                        b',' if open.is_empty() => {
                            done = true;
                            break;
                        }
                        _ => {}
                    }
                }
                if fault.is_some() {
                    break;
                }
                used += 1;
                begun = true;
                if done {
                    break;
                }
            }
            self.take(used);
            if let Some(why) = fault {
                return Err(self.broken(why));
            }
            if done {
                return if begun { Ok(()) } else { Err(self.broken("a conversation is missing here")) };
            }
        }
    }

    fn forget(&mut self) {
        self.kept = Vec::new();
        self.too_much = false;
    }

    fn taken(&mut self, at: u64) -> Element {
        let json = std::mem::take(&mut self.kept);
        Element { at, json: (!self.too_much).then_some(json) }
    }

    /// Keeps and passes so many bytes of what is in the buffer.
    fn take(&mut self, count: usize) {
        if let Ok(chunk) = self.file.fill_buf()
            && let Some(bytes) = chunk.get(..count)
        {
            if self.too_much || self.kept.len() + bytes.len() > self.most {
                self.too_much = true;
                self.kept = Vec::new();
            } else {
                self.kept.extend_from_slice(bytes);
            }
        }
        self.file.consume(count);
        self.at += count as u64;
    }

    fn peek(&mut self) -> Result<Option<u8>, Broken> {
        let at = self.at;
        match self.file.fill_buf() {
            Ok(chunk) => Ok(chunk.first().copied()),
            Err(error) => Err(Broken { at, why: format!("it cannot be read: {error}") }),
        }
    }

    fn after_space(&mut self) -> Result<Option<u8>, Broken> {
        loop {
            match self.peek()? {
                Some(b' ' | b'\t' | b'\r' | b'\n') => self.take(1),
                other => return Ok(other),
            }
        }
    }

    fn broken(&self, why: &str) -> Broken {
        Broken { at: self.at, why: why.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    type At = (u64, String);

    /// The elements as texts, and how it ends. Read through buffers of every size, all must agree.
    fn cut(text: &str) -> (Vec<At>, Option<At>) {
        let read = |size: usize| {
            let mut elements = Elements::new(BufReader::with_capacity(size, text.as_bytes()), 1000);
            let mut found = Vec::new();
            loop {
                match elements.next() {
                    Ok(Some(one)) => {
                        found.push((one.at, String::from_utf8(one.json.unwrap_or_default()).unwrap()));
                    }
                    Ok(None) => return (found, None),
                    Err(broken) => return (found, Some((broken.at, broken.why))),
                }
            }
        };
        let whole = read(1024);
        for size in 1..20 {
            assert_eq!(read(size), whole, "{text} {size}");
        }
        whole
    }

    fn texts(text: &str) -> Vec<String> {
        let (found, broken) = cut(text);
        assert_eq!(broken, None, "{text}");
        for (at, one) in &found {
            assert!(text.as_bytes()[usize::try_from(*at).unwrap()..].starts_with(one.as_bytes()), "{text}");
        }
        found.into_iter().map(|(_, one)| one).collect()
    }

    #[test]
    fn lists_and_objects_are_cut() {
        assert_eq!(texts("[]"), Vec::<String>::new());
        assert_eq!(texts("\u{feff} [ {\"a\":[1,{}]} ,\n{} ] \n"), ["{\"a\":[1,{}]}", "{}"]);
        assert_eq!(texts(r#"[{"a":"]},{\"\\"},"x",7,null,[[]]]"#).len(), 5);
        assert_eq!(texts(r#" {"messages":[{}]} "#), [r#"{"messages":[{}]}"#]);
        assert_eq!(texts(r#"{"conversations": 7}"#).len(), 1);
        assert_eq!(texts(r#"{"format":"mami" , "conversations" : [ {"a":1}, {}]}"#), [r#"{"a":1}"#, "{}"]);
    }

    #[test]
    fn what_stands_before_the_list_is_kept() {
        let file = r#"{"format":"mami","version":1,"conversations":[{}]}"#;
        let mut elements = Elements::new(file.as_bytes(), 1000);
        elements.next().unwrap();
        assert_eq!(elements.header(), br#"{"format":"mami","version":1,"conversations":null}"#);
    }

    #[test]
    fn what_is_broken_is_said_with_its_place() {
        let ends = |text: &str| {
            let (found, broken) = cut(text);
            (found.len(), broken.unwrap().0)
        };
        assert_eq!(ends(""), (0, 0));
        assert_eq!(ends("hello"), (0, 0));
        assert_eq!(ends("[{},{\"a\":"), (1, 9));
        assert_eq!(ends("[{},{}"), (2, 6));
        assert_eq!(ends("[{} {}]"), (1, 4));
        assert_eq!(ends("[{},,{}]"), (1, 4));
        assert_eq!(ends("[{},{\"a\":]},{}]"), (1, 9));
        assert_eq!(ends("[{},{\"a\":\"b\n\"}]"), (1, 11));
        assert_eq!(ends("[{}] {}"), (1, 5));
        assert_eq!(ends("{\"a\":1"), (0, 6));
    }

    #[test]
    fn what_is_too_large_is_passed_and_not_kept() {
        let file = format!("[{{\"a\":\"{}\"}},{{}}]", "x".repeat(2000));
        let mut elements = Elements::new(file.as_bytes(), 1000);
        assert_eq!(elements.next().unwrap().unwrap().json, None);
        assert_eq!(elements.next().unwrap().unwrap().json.as_deref(), Some(&b"{}"[..]));
        assert_eq!(elements.next(), Ok(None));
    }
}
