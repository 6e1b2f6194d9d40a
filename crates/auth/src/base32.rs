//! Base32 (RFC 4648), for secrets that people type.

/// The digits, in the order of their values. There is no 0, 1, 8 or 9 among them to be taken for a letter.
pub(crate) const DIGITS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Writes bytes in groups of five, eight digits each; a last group that is not full is filled up with zeros.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(5) * 8);
    for group in bytes.chunks(5) {
        let mut filled = [0u8; 8];
        for (to, from) in filled.iter_mut().skip(3).zip(group) {
            *to = *from;
        }
        let value = u64::from_be_bytes(filled);
        let digits = (0..8).rev().filter_map(|place| usize::try_from((value >> (5 * place)) & 0x1F).ok());
        text.extend(digits.filter_map(|digit| DIGITS.get(digit)).copied().map(char::from));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_rfc_4648s() {
        assert_eq!(encode(b""), "");
        assert_eq!(encode(b"fooba"), "MZXW6YTB");
        assert_eq!(encode(b"12345678901234567890"), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(encode(&[0xFF; 5]), "77777777");
    }
}
