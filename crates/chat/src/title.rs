//! A conversation's title, made from the first thing that was said in it: at once, and without asking a model.

const MAX_CHARS: usize = 60;

/// The title for a conversation that begins with `message`: its first line that says something, without Markdown's
/// marks, cut between words. Empty when the message has no text at all.
pub fn from_message(message: &str) -> String {
    let line = message
        .lines()
        .map(|line| {
            line.trim_start_matches(['#', '>', '-', '*', '`', ' ', '\t']).trim_end_matches(['`', ' ', '\t'])
        })
        .find(|line| !line.is_empty())
        .unwrap_or_default();
    let words: Vec<&str> = line.split_whitespace().collect();
    let whole = words.join(" ");
    if whole.chars().count() <= MAX_CHARS {
        return whole;
    }
    let mut title = String::new();
    for word in words {
        if title.chars().count() + 1 + word.chars().count() > MAX_CHARS {
            break;
        }
        if !title.is_empty() {
            title.push(' ');
        }
        title.push_str(word);
    }
    if title.is_empty() {
        title = whole.chars().take(MAX_CHARS).collect();
    }
    title.push('…');
    title
}

#[cfg(test)]
mod tests {
    use super::from_message;

    #[test]
    fn the_first_line_that_says_something() {
        assert_eq!(from_message("\n\n## How do   bees sleep?\nI wonder."), "How do bees sleep?");
        assert_eq!(from_message("```\nlet x = 1;\n```"), "let x = 1;");
        assert_eq!(from_message(" \n "), "");
    }

    #[test]
    fn a_long_line_is_cut_between_words() {
        let title = from_message(&"word ".repeat(40));
        assert!(title.ends_with("word…") && title.chars().count() <= 61, "{title}");
    }

    #[test]
    fn a_language_without_spaces_is_cut_between_characters() {
        let title = from_message(&"世界".repeat(80));
        assert_eq!(title.chars().count(), 61);
    }
}
