//! Finding facts in what was said, with a model: what it is asked, and what of its answer is believed.
//!
//! A model that looks for facts makes some up, finds them in what was only quoted or pasted, or finds again what it was told
//! itself. So each fact must come with the words that say it, and these must be the person's own.

mod answer;
mod dates;
mod own;
mod prompt;

use chrono::{DateTime, Utc};
use mami_ports::MessageId;

use crate::{memory::Kind, same, secrets, store::Speaker};

pub use answer::{AnswerFault, schema};
pub use own::own_words;
pub use prompt::{Question, question};

/// The most facts of one answer.
pub const MOST_FACTS: usize = 8;
/// The most characters of a fact, and of the words that say it.
pub const MOST_CHARS: usize = 300;

/// Something that was said, oldest first; its place in the list is its number for the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The message.
    pub message: MessageId,
    /// Who said it.
    pub speaker: Speaker,
    /// What.
    pub text: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A fact that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// It, in one sentence.
    pub text: String,
    /// What it is about.
    pub kind: Kind,
    /// The message that says it.
    pub message: MessageId,
    /// From when on it is true.
    pub valid_from: Option<DateTime<Utc>>,
    /// Until when it is true.
    pub valid_to: Option<DateTime<Utc>>,
    /// It is about health, faith, love or money, say: better asked about before it is used.
    pub personal: bool,
}

/// What is to be done about something that was found. `existing` is a place in the list of facts that the model was shown.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    /// It is new.
    New(Found),
    /// It is known already, and was said again.
    Touch {
        /// Which.
        existing: usize,
        /// By this message.
        message: MessageId,
    },
    /// It takes the place of what was known.
    Supersede {
        /// Which.
        existing: usize,
        /// By this.
        found: Found,
    },
}

/// Reads a model's answer to [`question`]. What cannot be believed is left out: facts whose words the person did not say, or
/// only quoted, pasted or was told; those with secrets in them; the same one twice.
///
/// # Errors
/// When the answer is not of the [`schema`].
pub fn decide(answer: &str, said: &[Said], existing: &[&str]) -> Result<Vec<Decision>, AnswerFault> {
    let facts = answer::parse(answer)?;
    let mut seen: Vec<String> = Vec::new();
    let mut decisions = Vec::new();
    for fact in facts {
        let Some(turn) = usize::try_from(fact.turn).ok().and_then(|turn| said.get(turn)) else { continue };
        if !says(turn, &fact.quote) || fact.sensitive == answer::Sensitive::Secret {
            continue;
        }
        let text = fact.text.trim();
        if text.is_empty() || secrets::find(text).is_some() || secrets::find(&fact.quote).is_some() {
            continue;
        }
        let key = same::key(text);
        if seen.contains(&key) {
            continue;
        }
        seen.push(key.clone());
        let number = |number: Option<i64>| {
            let place = number.and_then(|number| usize::try_from(number).ok());
            place.filter(|place| *place < existing.len())
        };
        let known = existing.iter().position(|known| same::key(known) == key).or(number(fact.duplicate_of));
        if let Some(existing) = known {
            decisions.push(Decision::Touch { existing, message: turn.message });
            continue;
        }
        let (valid_from, valid_to) =
            dates::period(fact.valid_from.as_deref(), fact.valid_to.as_deref(), turn.at);
        let found = Found {
            text: text.to_owned(),
            kind: fact.kind,
            message: turn.message,
            valid_from,
            valid_to,
            personal: fact.sensitive == answer::Sensitive::Personal,
        };
        let older =
            number(fact.supersedes).or_else(|| existing.iter().position(|old| same::replaces(text, old)));
        decisions.push(match older {
            Some(existing) => Decision::Supersede { existing, found },
            None => Decision::New(found),
        });
    }
    Ok(decisions)
}

/// Whether these are the person's own words in this turn.
fn says(turn: &Said, quote: &str) -> bool {
    let quote = own::spaced(quote);
    let words = mami_ports::text::words(&quote).count();
    turn.speaker == Speaker::User && words > 0 && own::spaced(&own_words(&turn.text)).contains(&quote)
}

#[cfg(test)]
mod tests;
