//! The shape of a model's answer.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{MOST_CHARS, MOST_FACTS};
use crate::memory::Kind;

/// The answer is not of the schema.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the model's answer cannot be used: {0}")]
pub struct AnswerFault(pub String);

/// The schema (JSON Schema) of the answer.
pub fn schema() -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["facts"],
        "properties": {"facts": {"type": "array", "maxItems": MOST_FACTS, "items": {
            "type": "object",
            "additionalProperties": false,
            "required": [
                "text", "kind", "turn", "quote", "duplicate_of", "supersedes", "valid_from", "valid_to", "sensitive"
            ],
            "properties": {
                "text": {"type": "string", "maxLength": MOST_CHARS},
                "kind": {"enum": [
                    "identity", "preference", "fact", "relationship", "plan", "event", "state", "instruction"
                ]},
                "turn": {"type": "integer"},
                "quote": {"type": "string", "maxLength": MOST_CHARS},
                "duplicate_of": {"type": ["integer", "null"]},
                "supersedes": {"type": ["integer", "null"]},
                "valid_from": {"type": ["string", "null"]},
                "valid_to": {"type": ["string", "null"]},
                "sensitive": {"enum": ["no", "personal", "secret"]}
            }
        }}}
    })
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    facts: Vec<AnswerFact>,
}

/// A fact of an answer, not believed yet.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AnswerFact {
    pub(super) text: String,
    pub(super) kind: Kind,
    pub(super) turn: i64,
    pub(super) quote: String,
    #[serde(deserialize_with = "must_be_there")]
    pub(super) duplicate_of: Option<i64>,
    #[serde(deserialize_with = "must_be_there")]
    pub(super) supersedes: Option<i64>,
    #[serde(deserialize_with = "must_be_there")]
    pub(super) valid_from: Option<String>,
    #[serde(deserialize_with = "must_be_there")]
    pub(super) valid_to: Option<String>,
    pub(super) sensitive: Sensitive,
}

/// How careful one must be with a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Sensitive {
    No,
    Personal,
    Secret,
}

/// A field that is `null` or something, but there: without this, serde takes one that is missing for `null`.
fn must_be_there<'de, D: serde::Deserializer<'de>, T: Deserialize<'de>>(
    from: D,
) -> Result<Option<T>, D::Error> {
    Option::deserialize(from)
}

/// Reads an answer. A fence around it, or words before and behind it, do not count.
pub(super) fn parse(answer: &str) -> Result<Vec<AnswerFact>, AnswerFault> {
    let fault = |what: &str| AnswerFault(what.to_owned());
    let start = answer.find('{').ok_or_else(|| fault("there is no JSON in it"))?;
    let end = answer.rfind('}').ok_or_else(|| fault("its JSON has no end"))?;
    let json = answer.get(start..=end).ok_or_else(|| fault("its JSON has no end"))?;
    let answer: Answer = serde_json::from_str(json).map_err(|error| AnswerFault(error.to_string()))?;
    if answer.facts.len() > MOST_FACTS {
        return Err(fault("it has too many facts"));
    }
    let long = |text: &str| text.chars().count() > MOST_CHARS;
    if answer.facts.iter().any(|fact| long(&fact.text) || long(&fact.quote)) {
        return Err(fault("a text in it is too long"));
    }
    Ok(answer.facts)
}
