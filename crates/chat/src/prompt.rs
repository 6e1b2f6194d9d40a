//! What the model is shown: a pure function of what is known.

use mami_ports::{HistoryCut, PromptMessage, PromptRole};

use crate::{
    message::Role,
    tokens::{PER_MESSAGE, estimate},
};

/// An earlier message of the branch that is being continued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// Who said it.
    pub role: Role,
    /// What was said.
    pub content: String,
}

/// The message does not fit into the model's context, even alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLong {
    /// What it takes, in tokens.
    pub needs: u32,
    /// What there is for it, in tokens.
    pub room: u32,
}

/// Puts a prompt together: the system prompt and the person's message always, and of the `history` (oldest first) as
/// many of its newest messages as fit into `budget` tokens. `older` counts messages before `history` that were not
/// even looked at.
///
/// # Errors
/// When system prompt and message alone are over the budget.
pub fn assemble(
    system: &str,
    history: &[Earlier],
    older: u32,
    message: &str,
    budget: u32,
) -> Result<(Vec<PromptMessage>, HistoryCut), TooLong> {
    let cost = |text: &str| estimate(text).saturating_add(PER_MESSAGE);
    let mut left = budget.saturating_sub(if system.is_empty() { 0 } else { cost(system) });
    left = match left.checked_sub(cost(message)) {
        Some(left) => left,
        None => return Err(TooLong { needs: cost(message), room: left }),
    };
    let mut kept = Vec::new();
    for earlier in history.iter().rev() {
        match left.checked_sub(cost(&earlier.content)) {
            Some(rest) => left = rest,
            None => break,
        }
        kept.push(earlier);
    }
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let cut = HistoryCut {
        sent: count(kept.len()),
        omitted: older.saturating_add(count(history.len() - kept.len())),
    };

    let mut messages = Vec::with_capacity(kept.len() + 2);
    if !system.is_empty() {
        messages.push(PromptMessage::new(PromptRole::System, system));
    }
    messages.extend(kept.into_iter().rev().map(|earlier| {
        let role = match earlier.role {
            Role::User => PromptRole::User,
            Role::Assistant => PromptRole::Assistant,
        };
        PromptMessage::new(role, &*earlier.content)
    }));
    messages.push(PromptMessage::new(PromptRole::User, message));
    Ok((messages, cut))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(role: Role, content: &str) -> Earlier {
        Earlier { role, content: content.into() }
    }

    #[test]
    fn everything_that_fits_is_sent_in_order() {
        let history = [said(Role::User, "one"), said(Role::Assistant, "two")];
        let (messages, cut) = assemble("be kind", &history, 0, "three", 1_000).unwrap();
        let texts: Vec<&str> = messages.iter().map(|m| m.content.as_str()).collect();
        assert_eq!(texts, ["be kind", "one", "two", "three"]);
        assert_eq!(cut, HistoryCut { sent: 2, omitted: 0 });
    }

    #[test]
    fn the_oldest_go_first_and_the_system_prompt_stays() {
        let history: Vec<_> = (0..50).map(|n| said(Role::User, &format!("message number {n}"))).collect();
        let (messages, cut) = assemble("be kind", &history, 7, "last", 100).unwrap();
        assert_eq!(messages[0].content, "be kind");
        assert_eq!(messages.last().unwrap().content, "last");
        assert_eq!(messages[messages.len() - 2].content, "message number 49");
        assert!(cut.sent > 0 && cut.sent < 50);
        assert_eq!(cut.sent + cut.omitted, 57);
    }

    #[test]
    fn no_hole_is_left_in_the_middle() {
        let history =
            [said(Role::User, "short"), said(Role::User, &"long ".repeat(200)), said(Role::User, "short")];
        let (_, cut) = assemble("", &history, 0, "x", 100).unwrap();
        assert_eq!(cut, HistoryCut { sent: 1, omitted: 2 });
    }

    #[test]
    fn case_048_a_message_beyond_the_context_is_refused_with_figures() {
        let refused = assemble("be kind", &[], 0, &"long ".repeat(200), 100).unwrap_err();
        assert!(refused.needs > refused.room);
    }
}
