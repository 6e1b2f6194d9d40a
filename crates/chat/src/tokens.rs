//! How many tokens a text takes, estimated on the safe side.
//!
//! Every model family has a tokenizer of its own, and their tables take tens of megabytes. To decide what still fits, an
//! estimate that errs upward is enough: about four letters to a token for words, one token for every mark, and one for
//! every character of scripts that tokenizers were trained on less.

/// An upper estimate of the tokens that `text` takes.
pub fn estimate(text: &str) -> u32 {
    // In quarters of a token, so that long words of plain letters come out near one token for four letters.
    let mut quarters: u32 = 0;
    let mut in_word = false;
    for c in text.chars() {
        let plain = c.is_ascii_alphanumeric();
        quarters = quarters.saturating_add(match c {
            _ if plain && in_word => 1,
            _ if plain => 2,
            ' ' => 0,
            _ if c.is_ascii() => 4,
            '\u{80}'..='\u{24f}' => 3,
            _ => 5,
        });
        in_word = plain;
    }
    quarters.div_ceil(4)
}

/// What a message costs beside its text: the marks that say who speaks.
pub const PER_MESSAGE: u32 = 6;

#[cfg(test)]
mod tests {
    use super::estimate;

    #[test]
    fn never_below_what_common_tokenizers_count() {
        // Counted with OpenAI's o200k and Llama 3's tokenizers; the larger of the two.
        let counted = [
            ("The quick brown fox jumps over the lazy dog.", 10),
            ("Antidisestablishmentarianism", 6),
            ("fn main() { println!(\"{}\", 1 + 2); }", 14),
            ("Merhaba, bugün hava nasıl olacak?", 11),
            ("こんにちは世界", 4),
            ("", 0),
        ];
        for (text, tokens) in counted {
            assert!(estimate(text) >= tokens, "{text}: {} < {tokens}", estimate(text));
        }
    }

    #[test]
    fn not_absurdly_above_either() {
        let text = "Every model family has a tokenizer of its own, and their tables take tens of megabytes. "
            .repeat(50);
        let words = u32::try_from(text.split(' ').count()).unwrap();
        assert!(estimate(&text) < words * 2);
    }
}
