//! Texts: what is one, and as what it is kept.

/// The media type of every text. Whatever it is written in (HTML, SVG, a script), it is never served as that.
pub const MIME: &str = "text/plain";

/// The text that some content is, as UTF-8; none when it is no text. UTF-8 stays as it is, byte for byte.
pub fn read(content: Vec<u8>) -> Option<Vec<u8>> {
    let text = match content.as_slice() {
        [0xFF, 0xFE, rest @ ..] => from_utf16(rest, u16::from_le_bytes)?,
        [0xFE, 0xFF, rest @ ..] => from_utf16(rest, u16::from_be_bytes)?,
        _ => String::from_utf8(content).ok()?,
    };
    if text.bytes().any(is_noise) { None } else { Some(text.into_bytes()) }
}

fn from_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    char::decode_utf16(pairs.iter().copied().map(unit)).collect::<Result<String, _>>().ok()
}

/// Control characters that no text has. Tabs, line ends and form feeds are in texts, and so are backspaces and escapes: manual
/// pages and logs are full of them.
fn is_noise(byte: u8) -> bool {
    byte.is_ascii_control() && !matches!(byte, 0x08..=0x0D | 0x1B)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(bytes).collect()
    }

    #[test]
    fn utf8_stays_as_it_is() {
        for text in [
            "plain",
            "\u{FEFF}with a mark\r\n\ttab",
            "ß 漢字 🎈 \u{202E}",
            "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
            "<!doctype html><script>alert(1)</script>",
            "\u{1b}[31mred\u{1b}[0m N\u{8}NAME\u{c}",
        ] {
            assert_eq!(read(text.into()).as_deref(), Some(text.as_bytes()), "{text:?}");
        }
    }

    #[test]
    fn utf16_with_a_mark_becomes_utf8() {
        for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
            assert_eq!(read(utf16("Grüße 🎈\r\n", bytes)).unwrap(), "Grüße 🎈\r\n".as_bytes());
            let mut cut = utf16("Grüße", bytes);
            cut.pop();
            assert_eq!(read(cut), None);
            assert_eq!(read(utf16("no\0text", bytes)), None);
        }
        // Half of a pair.
        assert_eq!(read(vec![0xFF, 0xFE, 0x00, 0xD8, 0x41, 0x00]), None);
    }

    #[test]
    fn what_is_no_text_is_none() {
        for bytes in [
            &b"a\0b"[..],
            b"\x7fELF",
            b"bell \x07",
            b"latin \xe9",
            b"RIFF\x24\0\0\0WAVEfmt <html>",
            b"%PDF-1.7\n%\xe2\xe3\xcf\xd3",
            b"PK\x03\x04",
        ] {
            assert_eq!(read(bytes.into()), None, "{bytes:?}");
        }
    }
}
