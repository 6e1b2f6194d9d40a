//! Words as the guide compares them: lower case, no accents, no plurals.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Words that say nothing about what a question is about.
const STOP_WORDS: &[&str] = &[
    "a", "about", "all", "am", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by", "can",
    "could", "did", "do", "doe", "does", "doing", "for", "from", "get", "give", "had", "has", "have", "hey",
    "how", "i", "if", "in", "into", "is", "it", "its", "know", "let", "like", "many", "me", "mami", "much",
    "my", "need", "no", "not", "of", "on", "or", "our", "please", "should", "show", "so", "some", "tell",
    "than", "that", "the", "their", "them", "then", "there", "these", "they", "thing", "this", "to", "up",
    "us", "want", "was", "we", "were", "what", "when", "where", "which", "who", "why", "will", "with",
    "would", "you", "your",
];

/// Lower case without accents: `Ça VA?` becomes `ca va?`.
pub(super) fn fold(text: &str) -> String {
    text.to_lowercase()
        .nfkd()
        .filter(|&c| !is_combining_mark(c))
        .map(|c| if c == 'ı' { 'i' } else { c })
        .collect::<String>()
        .replace('ß', "ss")
}

/// The words of a text, folded, between single spaces and with one at each end, so that whole phrases can be looked for.
pub(super) fn phrase(text: &str) -> String {
    let folded = fold(text).replace(['\'', '’'], "");
    let mut phrase = String::from(" ");
    for word in folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        phrase.push_str(word);
        phrase.push(' ');
    }
    phrase
}

/// The words of a text that say what it is about.
pub(super) fn terms(text: &str) -> Vec<String> {
    phrase(text).split_whitespace().filter(|word| !STOP_WORDS.contains(word)).map(stem).collect()
}

/// English endings, roughly: it only has to make the forms of a word the same.
fn stem(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    if ["sses", "shes", "ches", "xes"].iter().any(|ending| word.ends_with(ending)) {
        return word.strip_suffix("es").unwrap_or(word).to_owned();
    }
    let singular = word.strip_suffix('s').filter(|stem| stem.len() > 2 && !stem.ends_with(['s', 'u', 'i']));
    let word = singular.unwrap_or(word);
    word.strip_suffix("ing").filter(|stem| stem.len() > 3).unwrap_or(word).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_mean_the_same_look_the_same() {
        assert_eq!(terms("How do I change my PASSWORDS?"), terms("change password"));
        assert_eq!(terms("How does streaming work?"), terms("streams work"));
        assert_eq!(terms("policies, boxes, classes, status"), ["policy", "box", "class", "status"]);
        assert_eq!(phrase("  Günaydın,  İYİ günler! "), " gunaydin iyi gunler ");
        assert_eq!(phrase("What's up?"), " whats up ");
    }
}
