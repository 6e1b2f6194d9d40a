//! How an answer that broke off is told to the person who waits for it.

use mami_ports::{AbilityError, Problem, ProviderError, Start};

use crate::intent::Intent;

/// What it means that something was not done that a person asked for.
pub(crate) fn not_done(error: &AbilityError, start: &Start) -> Problem {
    let image = start.intent == Intent::Image.as_str();
    let (code, title, what) = if image {
        ("images_unavailable", "No pictures here", "This Mami cannot paint pictures.")
    } else {
        ("memory_unavailable", "No memory here", "This Mami remembers nothing beyond a conversation.")
    };
    match error {
        AbilityError::Absent => Problem::new(
            501,
            code,
            title,
            format!("{what} Your message is kept; ask for an answer in text instead."),
        ),
        AbilityError::Invalid(_) | AbilityError::Unavailable(_) => Problem::new(
            503,
            "not_done",
            "Not done",
            format!("It could not be done: {error}. Try again in a moment."),
        ),
    }
}

/// What a provider did wrong, for who asked it; `name` is the model's.
pub(crate) fn problem(error: &ProviderError, name: &str) -> Problem {
    match error {
        ProviderError::Unavailable { .. } => Problem::new(
            503,
            "provider_unavailable",
            "Model not available",
            format!("{name} did not answer. Try again, or choose another model."),
        ),
        ProviderError::RateLimited { retry_after } => Problem::new(
            429,
            "provider_rate_limited",
            "Model is busy",
            match retry_after {
                Some(wait) => format!("{name} takes no more requests for {} seconds.", wait.as_secs().max(1)),
                None => format!("{name} takes no more requests for now. Try again in a minute."),
            },
        ),
        ProviderError::Rejected { reason } => Problem::new(
            502,
            "provider_rejected",
            "Model refused",
            format!("{name} refused the request: {reason}"),
        ),
        ProviderError::Interrupted { .. } => Problem::new(
            502,
            "answer_interrupted",
            "Answer interrupted",
            format!(
                "The connection to {name} broke off. What had come is kept; continue from there or try again."
            ),
        ),
        ProviderError::Malformed { .. } => Problem::new(
            502,
            "provider_malformed",
            "Model not understood",
            format!(
                "What came from {name} is no answer that can be read. What had come before is kept; try again, or choose \
                 another model."
            ),
        ),
    }
}
