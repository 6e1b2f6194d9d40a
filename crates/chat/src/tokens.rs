//! How many tokens a text takes, estimated on the safe side.
//!
//! Every model family has a tokenizer of its own, and their tables take tens of megabytes. To decide what still fits, an
//! estimate that errs upward is enough: about four letters to a token for words, one token for every mark, and one for
//! every character of scripts that tokenizers were trained on less.

/// An upper estimate of the tokens that `text` takes.
pub fn estimate(text: &str) -> u32 {
    // In quarters of a token, so that long words of plain letters come out near one token for four letters.
    let mut quarters: u32 = 0;
    let mut before = ' ';
    for c in text.chars() {
        quarters = quarters.saturating_add(match c {
            'a'..='z' | 'A'..='Z' if before.is_ascii_alphabetic() => 1,
            'a'..='z' | 'A'..='Z' if before.is_ascii_digit() => 4,
            'a'..='z' | 'A'..='Z' => 2,
            // Numbers are cut into pieces of at most three digits, codes of mixed signs into smaller ones.
            '0'..='9' if before.is_ascii_alphabetic() => 4,
            '0'..='9' => 2,
            ' ' => 0,
            _ if c.is_ascii() => 4,
            '\u{80}'..='\u{24f}' => 3,
            // Emoji
            '\u{1f000}'.. => 8,
            _ => 5,
        });
        before = c;
    }
    quarters.div_ceil(4)
}

/// What a message costs beside its text: the marks that say who speaks.
pub const PER_MESSAGE: u32 = 6;

#[cfg(test)]
mod tests {
    use super::estimate;

    const TEXTS: [&str; 12] = [
        "The quick brown fox jumps over the lazy dog.",
        "Antidisestablishmentarianism and other words of unreasonable length",
        "fn main() { println!(\"{}\", 1 + 2); } // a comment, with punctuation!",
        "Merhaba, bugün hava nasıl olacak? Şemsiyemi yanıma alayım mı?",
        "Können wir uns morgen früh um halb neun vor dem Bahnhof treffen?",
        "¿Dónde está la biblioteca? Mañana iré allí con mis niños.",
        "Où est passé le garçon qui vendait des gâteaux à l'été dernier ?",
        "こんにちは世界。今日はとても良い天気ですね。",
        "مرحبا بالعالم، كيف حالك اليوم؟",
        "Привет, мир! Как у тебя дела сегодня?",
        "👩‍👩‍👧 🎉🎉🎉 ❤️",
        "8f14e45fceea167a5a36dedd4bea2543 2026-11-22T21:23:19.018604Z 3.14159265358979",
    ];

    #[test]
    fn never_below_what_a_real_tokenizer_counts_nor_absurdly_above() {
        let tokenizer = tiktoken_rs::o200k_base().unwrap();
        for text in TEXTS {
            let counted = u32::try_from(tokenizer.encode_ordinary(text).len()).unwrap();
            let estimated = estimate(text);
            assert!(estimated >= counted, "{text}: estimated {estimated}, counted {counted}");
            assert!(estimated <= counted * 4 + 4, "{text}: estimated {estimated}, counted {counted}");
        }
        assert_eq!(estimate(""), 0);
    }

    #[test]
    fn prose_is_estimated_within_a_half() {
        let prose = include_str!("../README.md").repeat(4);
        let tokenizer = tiktoken_rs::o200k_base().unwrap();
        let counted = u32::try_from(tokenizer.encode_ordinary(&prose).len()).unwrap();
        let estimated = estimate(&prose);
        assert!((counted..counted * 3 / 2).contains(&estimated), "estimated {estimated}, counted {counted}");
    }
}
