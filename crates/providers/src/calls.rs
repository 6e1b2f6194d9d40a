//! Putting tool calls together. They come in fragments, and compatible servers disagree on how to tell which fragment
//! belongs to which call: some number every call 0, some give no number, some no id, some a new id with each fragment.

use mami_ports::{FinishReason, Prompt, ToolCall};
use serde::de::IgnoredAny;

/// The most calls that one answer may make.
const MOST: usize = 16;

/// Why calls cannot be put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CallsError {
    /// There are more than anybody asks for in earnest.
    TooMany,
    /// Together they are longer than allowed.
    TooLong,
    /// One says not what to call.
    Nameless,
}

impl CallsError {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::TooMany => "it called too many tools at once",
            Self::TooLong => "its tool calls were too long",
            Self::Nameless => "it called a tool without saying which",
        }
    }
}

/// A part of a call; empty is what was not told.
#[derive(Debug, Default)]
pub(crate) struct Fragment {
    /// The number that the server counts its calls with.
    pub(crate) index: Option<u32>,
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) arguments: String,
}

#[derive(Debug)]
struct Draft {
    index: Option<u32>,
    id: String,
    name: String,
    arguments: String,
}

/// The calls of one answer, as far as they have come.
#[derive(Debug)]
pub(crate) struct Calls {
    drafts: Vec<Draft>,
    /// How many bytes may still come.
    left: usize,
    /// How many calls the prompt holds: ids that are made up go on counting there, so that none comes twice.
    before: usize,
}

impl Calls {
    /// No calls yet, in the answer to a prompt, and at most so many bytes of them.
    pub(crate) fn new(prompt: &Prompt, limit: usize) -> Self {
        let before = prompt.messages.iter().map(|message| message.calls.len()).sum();
        Self { drafts: Vec::new(), left: limit, before }
    }

    /// Takes a fragment in.
    pub(crate) fn add(&mut self, fragment: Fragment) -> Result<(), CallsError> {
        let size = fragment.id.len() + fragment.name.len() + fragment.arguments.len();
        self.left = self.left.checked_sub(size).ok_or(CallsError::TooLong)?;
        let Fragment { index, id, name, arguments } = fragment;
        let at = self.place(index, &id, &name, &arguments);
        if let Some(draft) = at.and_then(|at| self.drafts.get_mut(at)) {
            if draft.id.is_empty() {
                draft.id = id;
            }
            // Some repeat the name with each fragment; a name in pieces comes before the arguments.
            if draft.arguments.is_empty() && draft.name != name {
                draft.name.push_str(&name);
            }
            draft.arguments.push_str(&arguments);
        } else if self.drafts.len() < MOST {
            self.drafts.push(Draft { index, id, name, arguments });
        } else {
            return Err(CallsError::TooMany);
        }
        Ok(())
    }

    /// The call that a fragment goes on with; `None` when it begins one.
    fn place(&self, index: Option<u32>, id: &str, name: &str, arguments: &str) -> Option<usize> {
        let by_id = self.drafts.iter().rposition(|draft| !id.is_empty() && draft.id == id);
        if by_id.is_some() {
            return by_id;
        }
        let last = self.drafts.len().checked_sub(1);
        let by_index =
            index.and_then(|index| self.drafts.iter().rposition(|draft| draft.index == Some(index)));
        if name.is_empty() {
            // Arguments that say not whose they are go on with what came last.
            return by_index.or(last.filter(|_| id.is_empty()));
        }
        // A fragment that names a tool begins a call, unless it plainly belongs to one.
        let at = by_index.or(last.filter(|_| index.is_none()))?;
        let draft = self.drafts.get(at)?;
        let another = !id.is_empty() && !draft.id.is_empty();
        let full = !arguments.is_empty() && is_whole(&draft.arguments);
        let unnumbered = by_index.is_none() && !draft.name.is_empty() && draft.name != name;
        (!another && !full && !unnumbered).then_some(at)
    }

    /// The calls in their order. An answer that had to stop at its longest may have been cut within the last.
    pub(crate) fn finish(&mut self, reason: FinishReason) -> Result<Vec<ToolCall>, CallsError> {
        let mut calls = Vec::with_capacity(self.drafts.len());
        for Draft { mut id, name, mut arguments, .. } in std::mem::take(&mut self.drafts) {
            if reason == FinishReason::Length && !is_whole(&arguments) {
                continue;
            }
            if name.is_empty() {
                return Err(CallsError::Nameless);
            }
            if id.is_empty() {
                id = format!("call_{}", self.before + calls.len() + 1);
            }
            if arguments.trim().is_empty() {
                arguments = "{}".to_owned();
            }
            calls.push(ToolCall { id, name, arguments });
        }
        Ok(calls)
    }
}

/// Whether this is a whole JSON object.
fn is_whole(arguments: &str) -> bool {
    arguments.trim_end().ends_with('}') && serde_json::from_str::<IgnoredAny>(arguments).is_ok()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    type Piece = (Option<u32>, &'static str, &'static str, &'static str);

    fn calls(pieces: &[Piece], reason: FinishReason) -> Result<Vec<ToolCall>, CallsError> {
        let mut calls = Calls::new(&Prompt::new("any", Vec::new()), 1000);
        for &(index, id, name, arguments) in pieces {
            let (id, name, arguments) = (id.to_owned(), name.to_owned(), arguments.to_owned());
            calls.add(Fragment { index, id, name, arguments })?;
        }
        calls.finish(reason)
    }

    fn call(id: &str, name: &str, arguments: &str) -> ToolCall {
        ToolCall { id: id.to_owned(), name: name.to_owned(), arguments: arguments.to_owned() }
    }

    #[rstest]
    #[case::as_documented(&[
        (Some(0), "a", "add", ""), (Some(0), "", "", "{\"x\""), (Some(0), "", "", ":1}"),
        (Some(1), "b", "add", ""), (Some(1), "", "", "{\"x\":2}"),
    ])]
    #[case::in_turns(&[
        (Some(0), "a", "add", ""), (Some(1), "b", "add", "{\"x\":"), (Some(0), "", "", "{\"x\":1}"), (Some(1), "", "", "2}"),
    ])]
    #[case::all_at_once(&[(Some(0), "a", "add", "{\"x\":1}"), (Some(1), "b", "add", "{\"x\":2}")])]
    #[case::all_numbered_zero(&[(Some(0), "a", "add", "{\"x\":1}"), (Some(0), "b", "add", "{\"x\":2}")])]
    #[case::pieces_numbered_zero(&[
        (Some(0), "a", "add", ""), (Some(0), "", "", "{\"x\":1}"), (Some(0), "b", "add", ""), (Some(0), "", "", "{\"x\":2}"),
    ])]
    #[case::without_numbers(&[
        (None, "a", "add", "{\"x\":"), (None, "", "", "1}"), (None, "b", "add", ""), (None, "b", "", "{\"x\":2}"),
    ])]
    #[case::name_and_id_repeated(&[
        (Some(0), "a", "add", ""), (Some(0), "a", "add", "{\"x\":"), (Some(0), "a", "add", "1}"), (Some(0), "a", "add", ""),
        (Some(1), "b", "add", "{\"x\":2}"),
    ])]
    #[case::a_new_id_with_each_piece(&[
        (Some(0), "a", "add", ""), (Some(0), "y", "", "{\"x\":1}"), (Some(1), "b", "add", "{\"x\""), (Some(1), "z", "", ":2}"),
    ])]
    #[case::id_before_name(&[
        (Some(0), "a", "", ""), (Some(0), "", "add", ""), (Some(0), "", "", "{\"x\":1}"), (Some(1), "b", "add", "{\"x\":2}"),
    ])]
    #[case::name_in_pieces(&[
        (Some(0), "a", "a", ""), (Some(0), "", "dd", ""), (Some(0), "", "", "{\"x\":1}"), (Some(1), "b", "add", "{\"x\":2}"),
    ])]
    #[case::an_index_that_runs_away(&[
        (Some(0), "a", "add", "{\"x\""), (Some(7), "", "", ":1}"), (Some(1), "b", "add", "{\"x\":2}"),
    ])]
    fn every_usual_form_gives_the_same_two_calls(#[case] pieces: &[Piece]) {
        let expected = vec![call("a", "add", "{\"x\":1}"), call("b", "add", "{\"x\":2}")];
        assert_eq!(calls(pieces, FinishReason::Stop), Ok(expected));
    }

    #[rstest]
    #[case::numbered(&[(Some(0), "", "add", "{}"), (Some(1), "", "sub", "{\"x\":"), (Some(1), "", "", "2}")])]
    #[case::numbered_zero(&[(Some(0), "", "add", "{}"), (Some(0), "", "sub", "{\"x\":2}")])]
    #[case::without_numbers(&[(None, "", "add", ""), (None, "", "sub", "{\"x\":2}")])]
    fn ids_are_made_up_where_there_are_none(#[case] pieces: &[Piece]) {
        let expected = vec![call("call_1", "add", "{}"), call("call_2", "sub", "{\"x\":2}")];
        assert_eq!(calls(pieces, FinishReason::Stop), Ok(expected));
    }

    #[test]
    fn made_up_ids_do_not_repeat_those_of_the_prompt() {
        let mut prompt =
            Prompt::new("any", vec![mami_ports::PromptMessage::new(mami_ports::PromptRole::Assistant, "")]);
        prompt.messages[0].calls = vec![call("call_1", "add", "{}")];
        let mut calls = Calls::new(&prompt, 100);
        calls.add(Fragment { name: "add".to_owned(), ..Fragment::default() }).unwrap();
        assert_eq!(calls.finish(FinishReason::Stop).unwrap()[0].id, "call_2");
    }

    #[test]
    fn what_was_cut_at_the_longest_answer_is_no_call() {
        let pieces = [(Some(0), "a", "add", "{\"x\":1}"), (Some(1), "b", "add", "{\"x\":")];
        assert_eq!(calls(&pieces, FinishReason::Length), Ok(vec![call("a", "add", "{\"x\":1}")]));
    }

    #[test]
    fn case_089_calls_are_bounded_in_number_and_length() {
        let mut calls = Calls::new(&Prompt::new("any", Vec::new()), 200);
        let named = |index| Fragment { index: Some(index), name: "a".to_owned(), ..Fragment::default() };
        for index in 0..16 {
            assert_eq!(calls.add(named(index)), Ok(()));
        }
        assert_eq!(calls.add(named(16)), Err(CallsError::TooMany));
        let long = |bytes| Fragment { index: Some(1), arguments: "x".repeat(bytes), ..Fragment::default() };
        assert_eq!(calls.add(long(183)), Ok(()));
        assert_eq!(calls.add(long(1)), Err(CallsError::TooLong));
    }

    #[test]
    fn a_call_of_nothing_is_not_understood() {
        assert_eq!(calls(&[(Some(0), "a", "", "{}")], FinishReason::Stop), Err(CallsError::Nameless));
    }
}
