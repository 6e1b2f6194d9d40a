//! What the model is shown: a pure function of what is known.

use mami_ports::{HistoryCut, PromptImage, PromptMessage, PromptRole};

use crate::{
    message::Role,
    tokens::{PER_IMAGE, PER_MESSAGE, Tokenizer},
};

/// Asks a model to finish an answer that was cut off.
const GO_ON: &str =
    "Continue your last answer exactly where it stopped. Repeat nothing of it, and do not comment on this.";
/// What stands before a summary of what does not fit.
const SUMMARY: &str = "A summary of the earlier part of this conversation, which you no longer see:";
/// Of the images in earlier messages, the newest so many are shown again; the others are only named.
const EARLIER_IMAGES: usize = 4;

/// A message of the branch that is being continued, or the one that continues it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Who said it.
    pub role: Role,
    /// What was said, with the text files that came with it.
    pub content: String,
    /// What was shown with it.
    pub images: Vec<PromptImage>,
    /// What the model thought before it said this.
    pub reasoning: Option<String>,
}

impl Said {
    /// A message of text alone.
    pub fn text(role: Role, content: impl Into<String>) -> Self {
        Self { role, content: content.into(), images: Vec::new(), reasoning: None }
    }
}

/// What a prompt is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// The house rules, and the persona that speaks.
    pub system: String,
    /// What was recalled for this message, fenced; empty: nothing.
    pub recalled: String,
    /// A summary of what came before `history`.
    pub summary: Option<String>,
    /// Earlier messages, oldest first.
    pub history: Vec<Said>,
    /// Messages before `history` that were not even looked at.
    pub older: u32,
    /// What the person says now.
    pub message: Said,
    /// The answer so far, when it is to be continued.
    pub begun: Option<String>,
}

/// What the model that is asked takes.
#[derive(Debug, Clone, Copy)]
pub struct Frame {
    /// Tokens that the prompt may have.
    pub budget: u32,
    /// It looks at images; otherwise those of earlier messages are only mentioned.
    pub vision: bool,
    /// It wants to be told what it thought before.
    pub reasoning: bool,
    /// How its tokens are counted.
    pub tokenizer: Tokenizer,
}

/// A prompt, put together.
#[derive(Debug, Clone, PartialEq)]
pub struct Assembled {
    /// What the model is told.
    pub messages: Vec<PromptMessage>,
    /// How much of the conversation that is.
    pub cut: HistoryCut,
    /// What was recalled is in it.
    pub recalled: bool,
    /// Tokens that it takes.
    pub tokens: u32,
}

/// The message does not fit into the model's context, even alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLong {
    /// What it takes, in tokens.
    pub needs: u32,
    /// What there is for it, in tokens.
    pub room: u32,
}

/// Puts a prompt together: the system prompt and the person's message always, then what was recalled, the summary, and of the
/// history as many of its newest messages as fit.
///
/// # Errors
/// When what must be sent is over the budget alone.
pub fn assemble(parts: &Parts, frame: &Frame) -> Result<Assembled, TooLong> {
    let count = |text: &str| frame.tokenizer.count(text).saturating_add(PER_MESSAGE);
    let images = |said: &Said| {
        PER_IMAGE.saturating_mul(if frame.vision {
            u32::try_from(said.images.len()).unwrap_or(u32::MAX)
        } else {
            0
        })
    };
    let mut system = parts.system.clone();
    let mut left = frame.budget.saturating_sub(if system.is_empty() { 0 } else { count(&system) });
    let begun = parts.begun.as_deref().map_or(0, |begun| count(begun).saturating_add(count(GO_ON)));
    let needs = count(&parts.message.content).saturating_add(images(&parts.message)).saturating_add(begun);
    left = left.checked_sub(needs).ok_or(TooLong { needs, room: left })?;

    // What does not fit is left out: the answer is worth more than what would make it better.
    let summary = parts.summary.as_ref().map(|summary| format!("{SUMMARY}\n{summary}")).unwrap_or_default();
    let mut add = |more: &str| {
        let rest = left.checked_sub(count(more)).filter(|_| !more.is_empty());
        if let Some(rest) = rest {
            left = rest;
            if !system.is_empty() {
                system.push_str("\n\n");
            }
            system.push_str(more);
        }
        rest.is_some()
    };
    add(&summary);
    let recalled = add(&parts.recalled);

    let mut shown = 0;
    let mut kept = Vec::new();
    for earlier in parts.history.iter().rev() {
        let message = earlier_message(earlier, frame, &mut shown);
        let thought = message.reasoning.as_deref().map_or(0, |text| frame.tokenizer.count(text));
        let seen = PER_IMAGE.saturating_mul(u32::try_from(message.images.len()).unwrap_or(u32::MAX));
        match left.checked_sub(count(&message.content).saturating_add(seen).saturating_add(thought)) {
            Some(rest) => left = rest,
            None => break,
        }
        kept.push(message);
    }
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let cut = HistoryCut {
        sent: number(kept.len()),
        omitted: parts.older.saturating_add(number(parts.history.len() - kept.len())),
    };

    let mut messages = Vec::with_capacity(kept.len() + 4);
    if !system.is_empty() {
        messages.push(PromptMessage::new(PromptRole::System, system));
    }
    messages.extend(kept.into_iter().rev());
    messages.push(PromptMessage {
        images: parts.message.images.clone(),
        ..PromptMessage::new(PromptRole::User, &*parts.message.content)
    });
    if let Some(begun) = &parts.begun {
        messages.push(PromptMessage::new(PromptRole::Assistant, &**begun));
        messages.push(PromptMessage::new(PromptRole::User, GO_ON));
    }
    Ok(Assembled { messages, cut, recalled, tokens: frame.budget.saturating_sub(left) })
}

fn earlier_message(earlier: &Said, frame: &Frame, shown: &mut usize) -> PromptMessage {
    let role = match earlier.role {
        Role::User => PromptRole::User,
        Role::Assistant => PromptRole::Assistant,
    };
    let mut message = PromptMessage::new(role, &*earlier.content);
    message.reasoning = earlier.reasoning.clone().filter(|_| frame.reasoning);
    if frame.vision && *shown + earlier.images.len() <= EARLIER_IMAGES {
        *shown += earlier.images.len();
        message.images.clone_from(&earlier.images);
    } else if !earlier.images.is_empty() {
        message.content.push_str(if earlier.images.len() == 1 {
            "\n\n[An image was shown here.]"
        } else {
            "\n\n[Images were shown here.]"
        });
    }
    message
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn parts(system: &str, history: Vec<Said>, message: &str) -> Parts {
        Parts {
            system: system.into(),
            recalled: String::new(),
            summary: None,
            history,
            older: 0,
            message: Said::text(Role::User, message),
            begun: None,
        }
    }

    fn frame(budget: u32) -> Frame {
        Frame { budget, vision: true, reasoning: false, tokenizer: Tokenizer::Estimate }
    }

    fn texts(assembled: &Assembled) -> Vec<&str> {
        assembled.messages.iter().map(|message| message.content.as_str()).collect()
    }

    fn picture() -> PromptImage {
        PromptImage { mime: "image/png".into(), bytes: Arc::from([1, 2, 3].as_slice()) }
    }

    #[test]
    fn everything_that_fits_is_sent_in_order() {
        let history = vec![Said::text(Role::User, "one"), Said::text(Role::Assistant, "two")];
        let assembled = assemble(&parts("be kind", history, "three"), &frame(1_000)).unwrap();
        assert_eq!(texts(&assembled), ["be kind", "one", "two", "three"]);
        assert_eq!(assembled.cut, HistoryCut { sent: 2, omitted: 0 });
    }

    #[test]
    fn the_oldest_go_first_and_the_system_prompt_stays() {
        let history: Vec<_> =
            (0..50).map(|n| Said::text(Role::User, format!("message number {n}"))).collect();
        let parts = Parts { older: 7, ..parts("be kind", history, "last") };
        let assembled = assemble(&parts, &frame(100)).unwrap();
        let (texts, cut) = (texts(&assembled), assembled.cut);
        assert_eq!((texts[0], texts[texts.len() - 1]), ("be kind", "last"));
        assert_eq!(texts[texts.len() - 2], "message number 49");
        assert!(cut.sent > 0 && cut.sent < 50);
        assert_eq!(cut.sent + cut.omitted, 57);
        assert!(assembled.tokens <= 100);
    }

    #[test]
    fn no_hole_is_left_in_the_middle() {
        let history = vec![
            Said::text(Role::User, "short"),
            Said::text(Role::User, "long ".repeat(200)),
            Said::text(Role::User, "short"),
        ];
        let assembled = assemble(&parts("", history, "x"), &frame(100)).unwrap();
        assert_eq!(assembled.cut, HistoryCut { sent: 1, omitted: 2 });
    }

    #[test]
    fn summary_and_recalled_follow_the_system_prompt_so_that_its_beginning_stays_the_same() {
        let mut parts = parts("be kind", vec![], "well?");
        parts.summary = Some("They spoke of tea.".into());
        parts.recalled = "<notes>likes tea</notes>".into();
        let assembled = assemble(&parts, &frame(1_000)).unwrap();
        let system = &assembled.messages[0].content;
        assert!(system.starts_with("be kind\n\n"), "{system}");
        assert!(system.find("They spoke of tea.").unwrap() < system.find("<notes>").unwrap(), "{system}");
    }

    #[test]
    fn what_would_only_help_is_left_out_before_the_message_is() {
        let mut parts = parts("", vec![], "a question");
        parts.summary = Some("word ".repeat(500));
        let assembled = assemble(&parts, &frame(60)).unwrap();
        assert_eq!(texts(&assembled), ["a question"]);
    }

    #[test]
    fn an_answer_is_continued_behind_what_it_said() {
        let mut parts = parts("", vec![], "tell me a story");
        parts.begun = Some("Once upon".into());
        let assembled = assemble(&parts, &frame(1_000)).unwrap();
        assert_eq!(texts(&assembled), ["tell me a story", "Once upon", GO_ON]);
        assert_eq!(assembled.messages[1].role, PromptRole::Assistant);
    }

    #[test]
    fn what_was_thought_is_only_sent_to_who_wants_it() {
        let mut said = Said::text(Role::Assistant, "42");
        said.reasoning = Some("six times seven".into());
        let parts = parts("", vec![said], "why?");
        assert_eq!(assemble(&parts, &frame(1_000)).unwrap().messages[0].reasoning, None);
        let wants = Frame { reasoning: true, ..frame(1_000) };
        let assembled = assemble(&parts, &wants).unwrap();
        assert_eq!(assembled.messages[0].reasoning.as_deref(), Some("six times seven"));
    }

    #[test]
    fn earlier_images_are_shown_again_to_who_sees_and_named_to_who_does_not() {
        let mut said = Said::text(Role::User, "look");
        said.images = vec![picture()];
        let parts = parts("", vec![said; 6], "which one?");
        let images = |frame: &Frame| -> Vec<usize> {
            let assembled = assemble(&parts, frame).unwrap();
            assembled.messages.iter().map(|message| message.images.len()).collect()
        };
        assert_eq!(images(&frame(100_000)), [0, 0, 1, 1, 1, 1, 0], "the newest ones");
        let blind = Frame { vision: false, ..frame(100_000) };
        assert_eq!(images(&blind), [0; 7]);
        let assembled = assemble(&parts, &blind).unwrap();
        assert!(assembled.messages[0].content.ends_with("[An image was shown here.]"));
    }

    #[test]
    fn images_count_against_the_budget() {
        let mut parts = parts("", vec![], "look");
        parts.message.images = vec![picture(); 3];
        let refused = assemble(&parts, &frame(2_000)).unwrap_err();
        assert!(refused.needs > 3 * PER_IMAGE);
    }

    #[test]
    fn a_real_tokenizer_lets_more_in() {
        let history: Vec<_> = (0..40)
            .map(|_| {
                Said::text(Role::User, "Können wir uns morgen früh um halb neun vor dem Bahnhof treffen?")
            })
            .collect();
        let parts = parts("be kind", history, "last");
        let estimated = assemble(&parts, &frame(500)).unwrap().cut.sent;
        let counted = Frame { tokenizer: Tokenizer::of("gpt-4o"), ..frame(500) };
        assert!(assemble(&parts, &counted).unwrap().cut.sent > estimated);
    }

    #[test]
    fn case_048_a_message_beyond_the_context_is_refused_with_figures() {
        let refused = assemble(&parts("be kind", vec![], &"long ".repeat(200)), &frame(100)).unwrap_err();
        assert!(refused.needs > refused.room);
    }
}
