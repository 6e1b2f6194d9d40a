//! The text of an answer, cut into the pieces that are sent one by one.

use crate::{Call, Script};

/// An answer in pieces.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) reasoning: Vec<String>,
    pub(crate) text: Vec<String>,
    /// The tools it calls after that.
    pub(crate) calls: Vec<Call>,
    /// Whether it had to stop at the longest allowed answer.
    pub(crate) cut_short: bool,
}

/// The longest piece: scripts without spaces still come piece by piece.
const LONGEST_PIECE: usize = 12;

/// How a thought within the text is cut: shorter than its tags, so that these come in pieces.
const THOUGHT_PIECE: usize = 5;

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) model: &'a str,
    /// What the person said last.
    pub(crate) question: &'a str,
    /// What a tool answered, where that is what the conversation ends with.
    pub(crate) result: Option<&'a str>,
    /// The most pieces that the answer may have.
    pub(crate) max_tokens: Option<usize>,
}

impl Answer {
    pub(crate) fn compose(script: &Script, asked: Asked<'_>) -> Self {
        let Asked { model, question, result, max_tokens } = asked;
        let calls = if result.is_none() { script.calls.clone() } else { Vec::new() };
        let mut text = pieces(&match (&script.text, result) {
            (Some(text), _) => text.clone(),
            (None, Some(result)) => format!("The tool answered: {result}"),
            // Who calls a tool says what there is to say once it has answered.
            (None, None) if !calls.is_empty() => String::new(),
            (None, None) => canned(question),
        });
        if let Some(wanted) = script.tokens {
            if let Some(last) = text.last_mut() {
                last.push(' ');
            }
            text = text.iter().cycle().take(wanted).cloned().collect();
        }
        if let Some(thought) = &script.think {
            let thought: Vec<char> = format!("<think>{thought}</think>").chars().collect();
            text.splice(..0, thought.chunks(THOUGHT_PIECE).map(|piece| piece.iter().collect()));
        }
        let cut_short = max_tokens.is_some_and(|most| text.len() > most);
        text.truncate(max_tokens.unwrap_or(usize::MAX));
        let thinks = script.text.is_none() && model.contains("thinking");
        let aloud =
            thinks.then(|| "Someone asks something. I only have a script, so I will follow it.".to_owned());
        let reasoning = script.reasoning.clone().or(aloud).map_or_else(Vec::new, |text| pieces(&text));
        let calls = if cut_short { Vec::new() } else { calls };
        Self { reasoning, text, calls, cut_short }
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

    const HI: Asked<'_> = Asked { model: "scripted", question: "hi", result: None, max_tokens: None };

    #[test]
    fn the_number_of_pieces_is_as_asked() {
        for tokens in [0, 1, 7, 500] {
            let script = Script { tokens: Some(tokens), ..Script::default() };
            assert_eq!(Answer::compose(&script, HI).text.len(), tokens);
        }
        let short = Answer::compose(&Script::default(), Asked { max_tokens: Some(3), ..HI });
        assert_eq!((short.text.len(), short.cut_short), (3, true));
    }

    #[test]
    fn a_tool_is_called_until_it_has_answered() {
        let script = Script::default().directed_by("[[tool=now]]");
        let first = Answer::compose(&script, HI);
        assert_eq!((first.text.len(), first.calls.len()), (0, 1));
        let then = Answer::compose(&script, Asked { result: Some("noon"), ..HI });
        assert_eq!((then.text.concat().as_str(), then.calls.len()), ("The tool answered: noon", 0));
        let said =
            Answer::compose(&script.directed_by("[[say=It is noon.]]"), Asked { result: Some("noon"), ..HI });
        assert_eq!(said.text.concat(), "It is noon.");
    }

    #[test]
    fn a_thought_within_the_text_comes_first() {
        let script = Script::default().directed_by("[[think=Let me see.]] [[say=Yes.]]");
        let answer = Answer::compose(&script, HI);
        assert_eq!(answer.text.concat(), "<think>Let me see.</think>Yes.");
        assert!(answer.reasoning.is_empty() && answer.text.len() > 5);
    }
}
