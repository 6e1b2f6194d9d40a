//! Bytes to text, whatever they are written in.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};

/// The text that some content is; none when it is no text. UTF-8, UTF-16 with its mark, and the older encodings by how they look.
pub(crate) fn decode(bytes: &[u8]) -> Option<String> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, broken) = encoding.decode_without_bom_handling(bytes.get(mark..)?);
        return (!broken || encoding == UTF_8).then(|| text.into_owned()).filter(|text| is_text(text));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(text.to_owned()).filter(|text| is_text(text));
    }
    // No text in an older encoding has any of these; nearly every other file does.
    if bytes.iter().any(|byte| is_noise(*byte)) {
        return None;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let (text, broken) = detector.guess(None, Utf8Detection::Deny).decode_without_bom_handling(bytes);
    (!broken).then(|| text.into_owned())
}

fn is_text(text: &str) -> bool {
    !text.bytes().any(is_noise)
}

/// Control characters that no text has. Backspaces and escapes are in manual pages and logs.
fn is_noise(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, 0x08..=0x0D | 0x1B)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_many_encodings() {
        let utf16: Vec<u8> =
            std::iter::once(0xFEFF).chain("Grüße 🐝".encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let turkish =
            encoding_rs::WINDOWS_1254.encode("Şu çağrıyı dün İstanbul'da gördüm, ığdır ağacı güzeldi.").0;
        let cyrillic = encoding_rs::WINDOWS_1251.encode("Это обычный русский текст, написанный давно.").0;
        for (bytes, text) in [
            (b"plain".as_slice(), "plain"),
            ("\u{feff}mark ß".as_bytes(), "mark ß"),
            (&utf16, "Grüße 🐝"),
            (&turkish, "Şu çağrıyı dün İstanbul'da gördüm, ığdır ağacı güzeldi."),
            (&cyrillic, "Это обычный русский текст, написанный давно."),
        ] {
            assert_eq!(decode(bytes).as_deref(), Some(text));
        }
        for bytes in [&b"a\0b"[..], b"\x7fELF\x02\x01\x01\0", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\xff\xfea"]
        {
            assert_eq!(decode(bytes), None, "{bytes:?}");
        }
    }
}
