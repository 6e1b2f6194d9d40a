//! The text of an answer, cut into the pieces that are sent one by one.

use crate::Script;

/// An answer in pieces.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) reasoning: Vec<String>,
    pub(crate) text: Vec<String>,
    /// Whether it had to stop at the longest allowed answer.
    pub(crate) cut_short: bool,
}

/// The longest piece: scripts without spaces still come piece by piece.
const LONGEST_PIECE: usize = 12;

impl Answer {
    pub(crate) fn compose(script: &Script, model: &str, question: &str, max_tokens: Option<usize>) -> Self {
        let mut text = pieces(&script.text.clone().unwrap_or_else(|| canned(question)));
        if let Some(wanted) = script.tokens {
            if let Some(last) = text.last_mut() {
                last.push(' ');
            }
            text = text.iter().cycle().take(wanted).cloned().collect();
        }
        let cut_short = max_tokens.is_some_and(|most| text.len() > most);
        text.truncate(max_tokens.unwrap_or(usize::MAX));
        let thinks = script.text.is_none() && model.contains("thinking");
        let aloud =
            thinks.then(|| "Someone asks something. I only have a script, so I will follow it.".to_owned());
        let reasoning = script.reasoning.clone().or(aloud).map_or_else(Vec::new, |text| pieces(&text));
        Self { reasoning, text, cut_short }
    }
}

/// Words with the space that follows them; together they are the text, byte for byte.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut piece = String::new();
    let mut length = 0;
    let mut ended = false;
    for character in text.chars() {
        if (ended && !character.is_whitespace()) || length >= LONGEST_PIECE {
            pieces.push(std::mem::take(&mut piece));
            length = 0;
        }
        ended = character.is_whitespace();
        piece.push(character);
        length += 1;
    }
    if !piece.is_empty() {
        pieces.push(piece);
    }
    pieces
}

fn canned(question: &str) -> String {
    let quoted: Vec<String> = question.lines().map(|line| format!("> {line}")).collect();
    format!(
        "You asked:\n\n{}\n\nThis is a **scripted answer** from the stand-in for model servers. It knows nothing, but it \
         streams like the real thing:\n\n- a list,\n- some `code`,\n- and an end.\n",
        quoted.join("\n")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_together_are_the_text() {
        for text in [
            "",
            "one",
            " two  words ",
            "fn main() {\n    ok\n}\n",
            "多くの言葉を空白なしで書いた長い文",
            "🎉 ok",
        ] {
            assert_eq!(pieces(text).concat(), text);
        }
    }

    #[test]
    fn the_number_of_pieces_is_as_asked() {
        for tokens in [0, 1, 7, 500] {
            let script = Script { tokens: Some(tokens), ..Script::default() };
            assert_eq!(Answer::compose(&script, "scripted", "hi", None).text.len(), tokens);
        }
        let short = Answer::compose(&Script::default(), "scripted", "hi", Some(3));
        assert_eq!((short.text.len(), short.cut_short), (3, true));
    }
}
