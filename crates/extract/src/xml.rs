//! XML, read as a stream. Entities are the five that XML itself has; what a document declares of its own is not looked at.

use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event},
};

use crate::Refusal;

/// What comes next.
pub(crate) enum Xml<'a> {
    Start(BytesStart<'a>),
    End(String),
    Text(String),
}

/// Goes through a document. An empty element comes as its start and its end.
pub(crate) fn read(text: &str, mut each: impl FnMut(Xml<'_>) -> Result<(), Refusal>) -> Result<(), Refusal> {
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().map_err(|_| Refusal::Damaged)? {
            Event::Start(start) => each(Xml::Start(start))?,
            Event::Empty(start) => {
                let name = start.local_name().as_ref().to_owned();
                each(Xml::Start(start))?;
                each(Xml::End(name))?;
            }
            Event::End(end) => each(Xml::End(end.local_name().as_ref().to_owned()))?,
            Event::Text(text) => each(Xml::Text(text.xml10_content().into_owned()))?,
            Event::CData(text) => each(Xml::Text(text.xml10_content().into_owned()))?,
            Event::GeneralRef(entity) => {
                let character = match entity.resolve_char_ref() {
                    Ok(Some(character)) => Some(character),
                    Ok(None) => named(entity.as_ref()),
                    Err(_) => None,
                };
                if let Some(character) = character {
                    each(Xml::Text(character.into()))?;
                }
            }
            Event::Eof => return Ok(()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

fn named(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        _ => return None,
    })
}

/// The attribute of this name, whatever its prefix.
pub(crate) fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = start.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(found.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
}
