//! A model that is asked for facts in what was said: what it finds is scripted, the form is Mami's own.

use serde_json::{Value, json};

/// What is found when something is said.
#[derive(Debug, Clone)]
pub struct Finding {
    /// A part of the turn in which it is found.
    pub when: String,
    /// The facts, each as an object: `text`, `kind`, and where it has them, `valid_from`, `valid_to`, and parts of the known
    /// facts that it `supersedes` or is a `duplicate_of`.
    pub facts: Vec<Value>,
}

/// The answer to a question whose lines are known facts `{"fact", "text"}` and turns `{"turn", "text"}`.
pub(crate) fn answer(findings: &[Finding], question: &str) -> String {
    let lines: Vec<Value> = question.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let text = |line: &Value| line["text"].as_str().unwrap_or_default().to_owned();
    let number = |part: &Value| {
        let part = part.as_str()?.to_lowercase();
        let known =
            lines.iter().find(|line| line["fact"].is_number() && text(line).to_lowercase().contains(&part));
        known.map(|line| line["fact"].clone())
    };
    let mut facts = Vec::new();
    for finding in findings {
        let turn = lines.iter().find(|line| line["turn"].is_number() && text(line).contains(&finding.when));
        let Some(turn) = turn else { continue };
        for fact in &finding.facts {
            facts.push(json!({
                "text": fact["text"],
                "kind": fact["kind"],
                "turn": turn["turn"],
                "quote": text(turn).chars().take(300).collect::<String>(),
                "duplicate_of": number(&fact["duplicate_of"]),
                "supersedes": number(&fact["supersedes"]),
                "valid_from": fact["valid_from"],
                "valid_to": fact["valid_to"],
                "sensitive": "no",
            }));
        }
    }
    json!({ "facts": facts }).to_string()
}
