//! Telling thinking from answering where a model writes both into its text: `<think>…</think>` at the start of an answer.
//! Most providers split the two themselves; those that pass the text of a model on as it is do not.

/// What known models put around their thinking:
/// `think`: DeepSeek R1, Qwen, QwQ, GLM, `MiniMax`, Phi and most others; `thinking`, `reasoning`: Granite and many
/// fine-tuned models; `thought`: EXAONE, and Gemini behind OpenAI's format; `seed:think`: Seed-OSS; `[THINK]`: Magistral
/// and Ministral; `◁think▷`: Kimi-VL.
const TAGS: [(&str, &str); 7] = [
    ("<think>", "</think>"),
    ("<thinking>", "</thinking>"),
    ("<reasoning>", "</reasoning>"),
    ("<thought>", "</thought>"),
    ("<seed:think>", "</seed:think>"),
    ("[THINK]", "[/THINK]"),
    ("◁think▷", "◁/think▷"),
];

/// The most bytes of white space that may stand before the opening tag. More of it is text.
const MOST_SPACE: usize = 64;

/// How many line ends after the closing tag belong to it.
const LINES_AFTER: u8 = 2;

/// A part of what a model wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Of the answer.
    Text(String),
    /// Of the thinking before it.
    Reasoning(String),
}

impl Piece {
    fn text(text: String) -> Option<Self> {
        (!text.is_empty()).then_some(Self::Text(text))
    }

    fn reasoning(text: String) -> Option<Self> {
        (!text.is_empty()).then_some(Self::Reasoning(text))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// It is not known yet whether there is thinking.
    Start,
    /// Behind the opening tag, where nothing but white space has come.
    Opened { close: &'static str },
    /// Within the thinking.
    Thinking { close: &'static str },
    /// Behind the closing tag, where so many line ends still belong to it.
    Closed { lines: u8 },
    /// Within the answer: whatever comes is text.
    Answer,
}

/// Splits an answer into thinking and text, piece by piece as it comes.
///
/// Only a tag at the very start counts, after white space at most; anywhere else it is text that someone asked for. The
/// tags go, with what models write around them as a matter of form: the white space before and after the opening tag, one
/// line end before the closing tag and two after it. Everything else comes out byte for byte, however it was cut, and is
/// held back only while it may still turn out to be such a tag. Thinking that is never closed is all thinking.
#[derive(Debug, Clone)]
pub struct ThinkSplitter {
    state: State,
    /// What may still become a tag; never long.
    held: String,
}

impl Default for ThinkSplitter {
    fn default() -> Self {
        Self::new()
    }
}

impl ThinkSplitter {
    /// At the start of an answer.
    #[must_use]
    pub const fn new() -> Self {
        Self { state: State::Start, held: String::new() }
    }

    /// Takes more of the answer and gives what is certain by now: thinking, text, or thinking and then text.
    pub fn push(&mut self, text: &str) -> impl Iterator<Item = Piece> + use<> {
        let mut rest = if self.held.is_empty() {
            text.to_owned()
        } else {
            let mut rest = std::mem::take(&mut self.held);
            rest.push_str(text);
            rest
        };
        let mut reasoning = None;
        let mut answer = None;
        // Each turn either goes on to another state with less text, or ends.
        while !rest.is_empty() {
            match self.state {
                State::Start => rest = self.begin(rest),
                State::Opened { close } => {
                    rest.drain(..rest.len() - rest.trim_start().len());
                    if !rest.is_empty() {
                        self.state = State::Thinking { close };
                    }
                }
                State::Thinking { close } => {
                    let (thought, after) = self.think(rest, close);
                    reasoning = Piece::reasoning(thought);
                    rest = after;
                }
                State::Closed { lines } => rest = self.skip_lines(rest, lines),
                State::Answer => answer = Piece::text(std::mem::take(&mut rest)),
            }
        }
        [reasoning, answer].into_iter().flatten()
    }

    /// Ends the answer and gives what was held back: it has become no tag.
    pub fn finish(&mut self) -> Option<Piece> {
        let held = std::mem::take(&mut self.held);
        match std::mem::replace(&mut self.state, State::Answer) {
            State::Opened { .. } | State::Thinking { .. } => Piece::reasoning(held),
            State::Start | State::Closed { .. } | State::Answer => Piece::text(held),
        }
    }

    /// Looks for the opening tag, and gives what comes after it. What is no tag is given whole, as text; what may become
    /// one is held.
    fn begin(&mut self, text: String) -> String {
        let trimmed = text.trim_start();
        let spaced = text.len() - trimmed.len() <= MOST_SPACE;
        if spaced && let Some((open, close)) = TAGS.iter().find(|(open, _)| trimmed.starts_with(open)) {
            self.state = State::Opened { close };
            return trimmed.strip_prefix(open).unwrap_or_default().to_owned();
        }
        if spaced && TAGS.iter().any(|(open, _)| open.starts_with(trimmed)) {
            self.held = text;
            return String::new();
        }
        self.state = State::Answer;
        text
    }

    /// Looks for the closing tag, and gives the thinking before and the text after it.
    fn think(&mut self, mut text: String, close: &'static str) -> (String, String) {
        if let Some((thought, after)) = text.split_once(close) {
            self.state = State::Closed { lines: LINES_AFTER };
            let thought = thought.strip_suffix('\n').map_or(thought, without_return);
            return (thought.to_owned(), after.to_owned());
        }
        self.held = text.split_off(certain(&text, close));
        (text, String::new())
    }

    /// Takes the line ends after the closing tag away.
    fn skip_lines(&mut self, text: String, lines: u8) -> String {
        let Some(left) = lines.checked_sub(1) else {
            self.state = State::Answer;
            return text;
        };
        if text == "\r" {
            self.held = text;
            return String::new();
        }
        match text.strip_prefix("\r\n").or_else(|| text.strip_prefix('\n')) {
            Some(rest) => {
                self.state = State::Closed { lines: left };
                rest.to_owned()
            }
            None => {
                self.state = State::Answer;
                text
            }
        }
    }
}

fn without_return(text: &str) -> &str {
    text.strip_suffix('\r').unwrap_or(text)
}

/// How much of a text is certain to be no part of a closing tag, nor of the line end before it.
fn certain(text: &str, close: &str) -> usize {
    let most = text.len().min(close.len() - 1);
    let tag = (1..=most).rev().find(|&length| {
        text.len().checked_sub(length).and_then(|at| text.get(at..)).is_some_and(|end| close.starts_with(end))
    });
    let before = text.get(..text.len() - tag.unwrap_or(0)).unwrap_or(text);
    let line = before.strip_suffix('\n').map(without_return);
    // A carriage return may be the first half of a line end.
    let line = line.or_else(|| before.strip_suffix('\r').filter(|_| tag.is_none()));
    line.unwrap_or(before).len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    /// What comes of a text in these pieces: all thinking, and all text.
    fn split<'a>(pieces: impl IntoIterator<Item = &'a str>) -> (String, String) {
        let mut splitter = ThinkSplitter::new();
        let (mut reasoning, mut text) = (String::new(), String::new());
        let mut take = |piece| match piece {
            Piece::Text(piece) => {
                assert!(!piece.is_empty());
                text.push_str(&piece);
            }
            Piece::Reasoning(piece) => {
                assert!(!piece.is_empty());
                assert!(text.is_empty(), "thinking comes before text");
                reasoning.push_str(&piece);
            }
        };
        for piece in pieces {
            splitter.push(piece).for_each(&mut take);
        }
        splitter.finish().into_iter().for_each(&mut take);
        (reasoning, text)
    }

    #[rstest]
    #[case::as_most_write_it("<think>\nHm. 1 < 2\n\nSo…\n</think>\n\nYes.\n", "Hm. 1 < 2\n\nSo…", "Yes.\n")]
    #[case::tight("<think>Hm.</think>Yes.", "Hm.", "Yes.")]
    #[case::after_white_space(" \n\n<think>Hm.</think>\nYes.", "Hm.", "Yes.")]
    #[case::two_line_ends_are_its_own("<think>Hm.</think>\n\n\n    code", "Hm.", "\n    code")]
    #[case::spaces_are_not("<think>Hm.</think> \n\nYes.", "Hm.", " \n\nYes.")]
    #[case::carriage_returns("<think>\r\nHm.\r\n</think>\r\n\r\n\r\nYes.", "Hm.", "\r\nYes.")]
    #[case::a_lone_carriage_return("<think>Hm.\r</think>\rYes.", "Hm.\r", "\rYes.")]
    #[case::nothing_thought("<think>\n\n</think>\n\nYes.", "", "Yes.")]
    #[case::only_thought("<think>Hm.</think>", "Hm.", "")]
    #[case::never_closed("<think>\nHm. </thin", "Hm. </thin", "")]
    #[case::never_closed_at_a_line_end("<think>Hm.\n", "Hm.\n", "")]
    #[case::never_really_begun("<think>\n", "", "")]
    #[case::half_a_tag("<thi", "", "<thi")]
    #[case::half_a_tag_after_space("  \n<", "", "  \n<")]
    #[case::no_tag("<thin ice>", "", "<thin ice>")]
    #[case::in_the_middle("Yes. <think>Hm.</think>", "", "Yes. <think>Hm.</think>")]
    #[case::twice("<think>a</think>\n\n<think>b</think>c", "a", "<think>b</think>c")]
    #[case::within_itself("<think>a <think> b</think> c</think>d", "a <think> b", " c</think>d")]
    #[case::another_closing_tag("<think>a</thinking>b</think>c", "a</thinking>b", "c")]
    #[case::closing_alone("Hm.</think>\n\nYes.", "", "Hm.</think>\n\nYes.")]
    #[case::other_letters("<Think>Hm.</Think>", "", "<Think>Hm.</Think>")]
    #[case::thinking("<thinking>Hm.</thinking>\n\nYes.", "Hm.", "Yes.")]
    #[case::reasoning("<reasoning>Hm.</think></reasoning>Yes.", "Hm.</think>", "Yes.")]
    #[case::thought("<thought>Hm.</thought>Yes.", "Hm.", "Yes.")]
    #[case::seed("<seed:think>Hm.</seed:think>Yes.", "Hm.", "Yes.")]
    #[case::magistral("[THINK]Hm. [1] [/THIN[/THINK]Yes.", "Hm. [1] [/THIN", "Yes.")]
    #[case::kimi("◁think▷◁Hm.◁/◁/think▷\n\nYes.", "◁Hm.◁/", "Yes.")]
    #[case::nearly_closed("<think>a</<</th</think>b", "a</<</th", "b")]
    #[case::nothing("", "", "")]
    #[case::white_space(" \n ", "", " \n ")]
    fn thinking_is_told_from_text_wherever_it_is_cut(
        #[case] whole: &str,
        #[case] reasoning: &str,
        #[case] text: &str,
    ) {
        let expected = (reasoning.to_owned(), text.to_owned());
        assert_eq!(split([whole]), expected, "in one piece");
        let characters: Vec<_> = whole.chars().map(String::from).collect();
        assert_eq!(split(characters.iter().map(String::as_str)), expected, "character by character");
        for (at, _) in whole.char_indices() {
            let (one, other) = whole.split_at(at);
            assert_eq!(split([one, "", other]), expected, "cut at {at}");
        }
    }

    #[rstest]
    #[case::plain("Yes")]
    #[case::another_tag("<b")]
    #[case::no_link("[1")]
    #[case::behind_space("\n Yes")]
    fn what_is_no_tag_is_not_held_back(#[case] text: &str) {
        let mut splitter = ThinkSplitter::new();
        assert_eq!(splitter.push(text).collect::<Vec<_>>(), [Piece::Text(text.to_owned())]);
        assert_eq!(splitter.push("<think>").collect::<Vec<_>>(), [Piece::Text("<think>".to_owned())]);
        assert_eq!(splitter.finish(), None);
    }

    #[test]
    fn thinking_is_not_held_back() {
        let mut splitter = ThinkSplitter::new();
        let mut push = |text| splitter.push(text).collect::<Vec<_>>();
        let reasoning = |text: &str| vec![Piece::Reasoning(text.to_owned())];
        assert_eq!(push("<think>"), []);
        assert_eq!(push("a "), reasoning("a "));
        assert_eq!(push("b <"), reasoning("b "));
        assert_eq!(push("c"), reasoning("<c"));
        assert_eq!(push("\n"), []);
        assert_eq!(push("\nd"), reasoning("\n\nd"));
        assert_eq!(push("e</think>f"), [Piece::Reasoning("e".to_owned()), Piece::Text("f".to_owned())]);
    }

    #[test]
    fn a_flood_of_white_space_is_text() {
        let space = " ".repeat(MOST_SPACE + 1);
        let mut splitter = ThinkSplitter::new();
        assert_eq!(splitter.push(&space).collect::<Vec<_>>(), [Piece::Text(space)]);
        let whole = format!("{}<think>a</think>b", " ".repeat(MOST_SPACE));
        assert_eq!(split([whole.as_str()]), ("a".to_owned(), "b".to_owned()));
    }

    /// Answers of what matters here: tags, halves of them, white space and other text.
    fn answers() -> impl Strategy<Value = Vec<String>> {
        let parts: Vec<String> = TAGS
            .iter()
            .flat_map(|(open, close)| [*open, *close])
            .chain([
                "<",
                "</",
                "</th",
                "<thi",
                "think>",
                "\n",
                "\r\n",
                "\r",
                " ",
                "a",
                "žluť",
                "世界 🎉",
                "[",
                "◁",
            ])
            .map(str::to_owned)
            .collect();
        let part = prop_oneof![
            4 => prop::sample::select(parts),
            2 => prop::sample::select(vec!["<think>".to_owned(), "</think>".to_owned(), "\n".to_owned()]),
            1 => any::<char>().prop_map(String::from),
        ];
        prop::collection::vec(part, 0..14)
    }

    proptest! {
        #[test]
        fn any_cut_gives_the_same(parts in answers(), cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..8)) {
            let whole = parts.concat();
            let expected = split([whole.as_str()]);
            let places: Vec<_> = whole.char_indices().map(|(at, _)| at).chain([whole.len()]).collect();
            let mut cuts: Vec<_> = cuts.iter().map(|cut| *cut.get(&places)).collect();
            cuts.sort_unstable();
            let mut pieces = Vec::new();
            let mut start = 0;
            for cut in cuts.into_iter().chain([whole.len()]) {
                pieces.push(whole.get(start..cut).unwrap());
                start = cut;
            }
            prop_assert_eq!(split(pieces), expected);
        }

        #[test]
        fn nothing_gets_lost(parts in answers()) {
            let whole = parts.concat();
            let (reasoning, text) = split([whole.as_str()]);
            let trimmed = whole.trim_start();
            match TAGS.iter().find(|(open, _)| trimmed.starts_with(open)) {
                None => prop_assert_eq!((reasoning.as_str(), &text), ("", &whole)),
                Some((open, close)) => {
                    let inner = trimmed.strip_prefix(open).unwrap();
                    match inner.split_once(close) {
                        None => prop_assert_eq!((reasoning.as_str(), text.as_str()), (inner.trim_start(), "")),
                        Some((thought, after)) => {
                            let gone = thought.trim_start().strip_prefix(&reasoning).unwrap();
                            prop_assert!(matches!(gone, "" | "\n" | "\r\n"), "{gone:?}");
                            let gone = after.strip_suffix(&text).unwrap();
                            prop_assert!(gone.chars().all(|c| matches!(c, '\r' | '\n')) && gone.len() <= 4);
                        }
                    }
                }
            }
        }

        #[test]
        fn little_is_held(parts in answers()) {
            let mut splitter = ThinkSplitter::new();
            for part in &parts {
                let _ = splitter.push(part).count();
                prop_assert!(splitter.held.len() <= MOST_SPACE + "</seed:think>\r\n".len());
            }
        }
    }
}
