//! How many tokens a text takes: estimated on the safe side, and counted for models whose tokenizer is known.
//!
//! Every model family has a tokenizer of its own, and their tables take tens of megabytes. To decide what still fits, an
//! estimate that errs upward is mostly enough: about four letters to a token for words, one token for every mark, and one
//! for every character of scripts that tokenizers were trained on less. Only when a conversation does not fit by that
//! estimate is it counted, where it can be.

pub use mami_ports::text::estimate_tokens as estimate;
use tiktoken_rs::CoreBPE;

/// What a message costs beside its text: the marks that say who speaks.
pub const PER_MESSAGE: u32 = 6;
/// What an image costs, about, at the size in which it is sent.
pub const PER_IMAGE: u32 = 1_200;

/// How a model's tokens are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tokenizer {
    /// By [`estimate`]: its tokenizer is not known.
    Estimate,
    /// OpenAI's of 2024: GPT-4o, GPT-4.1, GPT-5, the o series, gpt-oss. Its tables are loaded when it is first used.
    O200k,
    /// OpenAI's of 2023: GPT-4, GPT-3.5.
    Cl100k,
}

impl Tokenizer {
    /// The tokenizer of a model, by its name, which may be a path such as `openai/gpt-oss-120b`.
    pub fn of(model: &str) -> Self {
        let name = model.rsplit('/').next().unwrap_or(model);
        let is = |prefixes: &[&str]| prefixes.iter().any(|prefix| name.starts_with(prefix));
        if is(&["gpt-4o", "gpt-4.1", "gpt-5", "gpt-oss", "chatgpt-4o", "o1", "o3", "o4"]) {
            Self::O200k
        } else if is(&["gpt-4", "gpt-3.5"]) {
            Self::Cl100k
        } else {
            Self::Estimate
        }
    }

    /// How many tokens `text` takes, never less.
    pub fn count(self, text: &str) -> u32 {
        let counted =
            |tables: &CoreBPE| u32::try_from(tables.encode_ordinary(text).len()).unwrap_or(u32::MAX);
        match self {
            Self::Estimate => estimate(text),
            Self::O200k => counted(tiktoken_rs::o200k_base_singleton()),
            Self::Cl100k => counted(tiktoken_rs::cl100k_base_singleton()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Tokenizer, estimate};

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
    fn a_models_name_tells_its_tokenizer() {
        for (name, expected) in [
            ("gpt-4o-mini", Tokenizer::O200k),
            ("openai/gpt-oss-120b", Tokenizer::O200k),
            ("gpt-4-turbo", Tokenizer::Cl100k),
            ("llama-3.3-70b-versatile", Tokenizer::Estimate),
            ("qwen/qwen3-32b", Tokenizer::Estimate),
        ] {
            assert_eq!(Tokenizer::of(name), expected, "{name}");
        }
        assert_eq!(Tokenizer::O200k.count("Hello, world!"), 4);
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
