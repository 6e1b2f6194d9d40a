//! EPUB: the chapters of a book, in the order of reading.

use std::collections::HashMap;

use crate::{
    Place, Refusal, html,
    package::{Package, resolve},
    sink::Sink,
    xml::{self, Xml, attribute},
};

/// Reads a book.
pub(crate) fn read(package: &mut Package<'_>, sink: &mut Sink<'_>) -> Result<(), Refusal> {
    if package.has("META-INF/encryption.xml") && hides_text(&package.text("META-INF/encryption.xml")?)? {
        return Err(Refusal::Password);
    }
    let list = book_file(&package.text("META-INF/container.xml")?)?.ok_or(Refusal::Damaged)?;
    let chapters = chapters(&package.text(&list)?)?;
    let count = chapters.len();
    for (number, chapter) in chapters.into_iter().enumerate() {
        let path = resolve(&list, &unescaped(&chapter));
        // One that is missing takes no other along.
        if package.has(&path) {
            let place = Place::Chapter(u32::try_from(number + 1).unwrap_or(u32::MAX));
            html::read(&package.text(&path)?, Some(&place), sink)?;
        }
        sink.progress(number + 1, count);
    }
    Ok(())
}

/// Whether pages are encrypted; fonts often are, and do not matter.
fn hides_text(text: &str) -> Result<bool, Refusal> {
    let mut hides = false;
    xml::read(text, |xml| {
        if let Xml::Start(start) = xml
            && let Some(file) = attribute(&start, "URI")
        {
            hides |= [".xhtml", ".html", ".htm", ".xml"]
                .iter()
                .any(|ending| file.to_lowercase().ends_with(ending));
        }
        Ok(())
    })?;
    Ok(hides)
}

/// The file that says what the book is made of.
fn book_file(container: &str) -> Result<Option<String>, Refusal> {
    let mut found = None;
    xml::read(container, |xml| {
        if let Xml::Start(start) = xml
            && start.local_name().as_ref() == "rootfile"
            && found.is_none()
        {
            found = attribute(&start, "full-path");
        }
        Ok(())
    })?;
    Ok(found)
}

/// The files of the chapters, in the order of reading.
fn chapters(book: &str) -> Result<Vec<String>, Refusal> {
    let (mut files, mut order) = (HashMap::new(), Vec::new());
    xml::read(book, |xml| {
        let Xml::Start(start) = xml else { return Ok(()) };
        match start.local_name().as_ref() {
            "item" => {
                let page = attribute(&start, "media-type").is_some_and(|kind| kind.contains("html"));
                if let (Some(id), Some(file), true) =
                    (attribute(&start, "id"), attribute(&start, "href"), page)
                {
                    files.insert(id, file);
                }
            }
            "itemref" => order.extend(attribute(&start, "idref")),
            _ => {}
        }
        Ok(())
    })?;
    Ok(order.iter().filter_map(|id| files.remove(id)).collect())
}

/// A path with its `%20` and the like as characters.
fn unescaped(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        let mut ahead = rest.clone();
        let digit =
            |byte: Option<u8>| char::from(byte?).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        match (byte, digit(ahead.next()), digit(ahead.next())) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(high * 16 + low);
                rest = ahead;
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
