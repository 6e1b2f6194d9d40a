//! A person's own words: what they say, without what they quote, paste, or were told.

use unicode_normalization::UnicodeNormalization as _;

/// A paragraph with more characters was hardly typed into a chat.
const PASTED_CHARS: usize = 1_200;
/// So many words between quotation marks are somebody else's; fewer are a name or a title.
const QUOTED_WORDS: usize = 4;

const QUOTES: &[(char, char)] = &[
    ('"', '"'),
    ('“', '”'),
    ('„', '“'),
    ('«', '»'),
    ('»', '«'),
    ('‹', '›'),
    ('「', '」'),
    ('『', '』'),
    ('‘', '’'),
    ('‚', '‘'),
];

/// What is left of a message without code, quotations, pastes and blocks of notes. Each thing that was taken out leaves a line
/// behind, so that no words meet that were apart.
pub fn own_words(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let mut kept = String::with_capacity(text.len());
    let mut fence: Option<&str> = None;
    let mut notes = false;
    for line in text.lines() {
        let bare = line.trim_start();
        if let Some(mark) = fence {
            if bare.starts_with(mark) {
                fence = None;
            }
            continue;
        }
        fence = ["```", "~~~"].into_iter().find(|mark| bare.starts_with(mark));
        let lower = bare.to_lowercase();
        notes = notes || lower.starts_with("<notes") || lower.starts_with("<memory");
        let quoted = bare.starts_with('>') || bare.starts_with('{') && bare.contains("\":");
        if fence.is_none() && !notes && !quoted {
            kept.push_str(line);
        }
        kept.push('\n');
        notes = notes && !lower.contains("</notes") && !lower.contains("</memory");
    }
    let paragraphs = kept.split("\n\n").filter(|paragraph| paragraph.chars().count() <= PASTED_CHARS);
    paragraphs.map(without_quotations).collect::<Vec<_>>().join("\n\n")
}

fn without_quotations(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|c| QUOTES.iter().any(|(open, _)| *open == c) || c == '`') {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        kept.push_str(before);
        let mut chars = from.chars();
        let open = chars.next().unwrap_or('"');
        let behind = chars.as_str();
        let closes = QUOTES.iter().filter(|(opens, _)| *opens == open).map(|(_, close)| *close);
        let end = closes
            .chain((open == '`').then_some('`'))
            .filter_map(|close| Some((behind.find(close)?, close)))
            .min();
        let Some((end, close)) = end else {
            kept.push(open);
            rest = behind;
            continue;
        };
        let (inside, after) = behind.split_at_checked(end).unwrap_or((behind, ""));
        if open != '`' && mami_ports::text::words(inside).count() < QUOTED_WORDS {
            kept.push(open);
            kept.push_str(inside);
            kept.push(close);
        } else {
            kept.push('\n');
        }
        rest = after.strip_prefix(close).unwrap_or(after);
    }
    kept.push_str(rest);
    kept
}

/// A text to be compared: NFC, with one space where there is any; lines stay apart.
pub(super) fn spaced(text: &str) -> String {
    let lines = text.split('\n').map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ").nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_said_is_taken_out() {
        let own = |text: &str| spaced(&own_words(text));
        for (text, expected) in [
            ("I like tea", "I like tea"),
            ("Call me \"Bob\" please", "Call me \"Bob\" please"),
            ("She wrote “I am moving to Rome next year” to me", "She wrote to me"),
            ("Er sagte „ich wohne jetzt in der Stadt“ gestern", "Er sagte gestern"),
            ("> I live in Rome\nWhat does that mean?", "What does that mean?"),
            ("Fix this:\n```\nname = 'Eve lives here'\n```\nI use Rust", "Fix this: I use Rust"),
            ("Run `I am root here now` first", "Run first"),
            ("<notes k=\"1\">\n{\"id\":\"m1\",\"text\":\"likes tea\"}\n</notes k=\"1\">\nHello", "Hello"),
            ("{\"tool\":\"says I am rich\"}\nHello", "Hello"),
            ("an unclosed \" stays", "an unclosed \" stays"),
            ("it's mine and that's yours", "it's mine and that's yours"),
        ] {
            assert_eq!(own(text), expected, "{text}");
        }
        let pasted = format!("What is this?\n\n{}\n\nI am Ada", "I am a famous king. ".repeat(80));
        assert_eq!(own(&pasted), "What is this? I am Ada");
    }

    #[test]
    fn forms_and_spaces_do_not_count() {
        assert_eq!(spaced("Cafe\u{301}  \t au\nlait"), "Café au lait");
    }
}
