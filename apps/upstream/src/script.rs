//! What the stand-in will do: set at start, and changed by directives in a message.

use std::{str::FromStr, time::Duration};

use serde_json::{Map, Value};

use crate::{Finding, Hub};

/// What to answer, how fast, and what to break.
#[derive(Debug, Clone)]
pub struct Script {
    /// The answer; without one, a friendly text that echoes the question.
    pub text: Option<String>,
    /// What is thought aloud before the answer.
    pub reasoning: Option<String>,
    /// What is thought aloud within the text, between `<think>` and `</think>`, as some servers leave it.
    pub think: Option<String>,
    /// The tools that are called, once the question was put; when their results have come, the answer is one of text.
    pub calls: Vec<Call>,
    /// How many pieces the answer has, the text repeated or cut to fit.
    pub tokens: Option<usize>,
    /// The wait before the first piece.
    pub first: Duration,
    /// The wait between pieces.
    pub every: Duration,
    /// What goes wrong.
    pub fault: Option<Fault>,
    /// After how many pieces it goes wrong; half of them unless given.
    pub after: Option<usize>,
    /// How often it goes wrong for the same question before it works; always, unless given.
    pub times: Option<usize>,
    /// Whether it is told what an answer took.
    pub usage: bool,
    /// The models on offer.
    pub models: Vec<Model>,
    /// The key that requests must bring, if any.
    pub api_key: Option<String>,
    /// The model's repository that it has as a hub.
    pub hub: Hub,
    /// What is found in what was said, by a request for JSON.
    pub findings: Vec<Finding>,
}

/// A tool that is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The tool's name.
    pub name: String,
    /// What it is called with, as JSON.
    pub arguments: String,
}

/// A model on offer.
#[derive(Debug, Clone)]
pub struct Model {
    /// Its name.
    pub name: String,
    /// How many tokens it takes.
    pub context_length: u32,
    /// What it can do, in Ollama's words; without `completion` it is no chat model.
    pub capabilities: Vec<String>,
}

impl Model {
    /// A model by name, context and Ollama's words for what it can do.
    #[must_use]
    pub fn new(name: &str, context_length: u32, capabilities: &[&str]) -> Self {
        let capabilities = capabilities.iter().map(|&capability| capability.to_owned()).collect();
        Self { name: name.to_owned(), context_length, capabilities }
    }
}

impl Default for Script {
    fn default() -> Self {
        Self {
            text: None,
            reasoning: None,
            think: None,
            calls: Vec::new(),
            tokens: None,
            first: Duration::ZERO,
            every: Duration::ZERO,
            fault: None,
            after: None,
            times: None,
            usage: true,
            models: vec![
                Model::new("scripted", 131_072, &["completion"]),
                Model::new("scripted-small", 4096, &["completion", "tools"]),
                Model::new("scripted-thinking", 32_768, &["completion", "thinking"]),
                Model::new("scripted-vision", 32_768, &["completion", "vision"]),
                Model::new("whisper-large-v3", 448, &["audio"]),
            ],
            api_key: None,
            hub: Hub::default(),
            findings: Vec::new(),
        }
    }
}

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The stream ends tidily, but without the marker that says the answer is whole.
    Cut,
    /// The connection is reset.
    Rst,
    /// Nothing more comes, and the connection stays.
    Stall,
    /// An event that is not JSON.
    Malformed,
    /// An error object in the stream.
    InbandError,
    /// An HTML page with status 200.
    Html,
    /// Events and fields that nobody asked for; the answer itself is whole.
    Foreign,
    /// A refusal before any stream.
    Status {
        /// The HTTP status.
        code: u16,
        /// The header `Retry-After`.
        retry_after: Option<String>,
    },
}

impl FromStr for Fault {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Ok(match text {
            "cut" => Self::Cut,
            "rst" => Self::Rst,
            "stall" => Self::Stall,
            "malformed" => Self::Malformed,
            "inband_error" => Self::InbandError,
            "html" => Self::Html,
            "foreign" => Self::Foreign,
            _ => {
                let mut parts = text.splitn(3, ':');
                match (parts.next(), parts.next().map(str::parse), parts.next()) {
                    (Some("status"), Some(Ok(code @ 400..=599)), retry_after) => {
                        Self::Status { code, retry_after: retry_after.map(str::to_owned) }
                    }
                    _ => return Err(format!("no fault is called `{text}`")),
                }
            }
        })
    }
}

impl Script {
    /// This script, changed by the directives in a message. What is no directive is left alone.
    #[must_use]
    pub fn directed_by(&self, message: &str) -> Self {
        let mut script = self.clone();
        let mut rest = message;
        while let Some((_, begun)) = rest.split_once("[[") {
            // The JSON of a call may hold `]]` itself.
            if let Some((call, after)) = begun.strip_prefix("tool=").and_then(call) {
                script.calls.push(call);
                rest = after;
                continue;
            }
            let Some((directive, after)) = begun.split_once("]]") else { break };
            script.obey(directive);
            rest = after;
        }
        script
    }

    fn obey(&mut self, directive: &str) {
        if let Some(text) = directive.strip_prefix("say=") {
            self.text = Some(text.replace("\\n", "\n"));
            return;
        }
        if let Some(text) = directive.strip_prefix("reasoning=") {
            self.reasoning = Some(text.replace("\\n", "\n"));
            return;
        }
        if let Some(text) = directive.strip_prefix("think=") {
            self.think = Some(text.replace("\\n", "\n"));
            return;
        }
        // A word without `=` belongs to the value before it: HTTP dates hold spaces.
        let mut pairs: Vec<(&str, String)> = Vec::new();
        for word in directive.split_whitespace() {
            match (word.split_once('='), pairs.last_mut()) {
                (Some((key, value)), _) => pairs.push((key, value.to_owned())),
                (None, Some((_, value))) => {
                    value.push(' ');
                    value.push_str(word);
                }
                (None, None) => return,
            }
        }
        for (key, value) in pairs {
            match key {
                "tokens" => self.tokens = value.parse().ok().or(self.tokens),
                "times" => self.times = value.parse().ok().or(self.times),
                "usage" => self.usage = value != "none",
                "after" => self.after = value.parse().ok().or(self.after),
                "first" => self.first = value.parse().map_or(self.first, Duration::from_millis),
                "every" => self.every = value.parse().map_or(self.every, Duration::from_millis),
                "fault" => self.fault = value.parse().ok().or(self.fault.take()),
                _ => {}
            }
        }
    }
}

/// Reads `NAME {json}]]`, and gives what comes after it.
fn call(text: &str) -> Option<(Call, &str)> {
    let name = text.split(|c: char| c.is_whitespace() || c == ']').next()?;
    let rest = text.strip_prefix(name).filter(|_| !name.is_empty())?.trim_start();
    let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Map<String, Value>>();
    let length = match values.next() {
        Some(Ok(_)) => values.byte_offset(),
        _ => 0,
    };
    let (json, rest) = rest.split_at_checked(length)?;
    let after = rest.trim_start().strip_prefix("]]")?;
    let arguments = if json.is_empty() { "{}" } else { json };
    Some((Call { name: name.to_owned(), arguments: arguments.to_owned() }, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_change_the_script() {
        let script = Script::default().directed_by(
            "please [[tokens=100 first=50 every=5]] and [[say=a = b\\nc]] [[fault=status:429:Sun, 06 Nov 1994 08:49:37 GMT after=2]]",
        );
        assert_eq!(script.tokens, Some(100));
        assert_eq!((script.first, script.every), (Duration::from_millis(50), Duration::from_millis(5)));
        assert_eq!(script.text.as_deref(), Some("a = b\nc"));
        let retry_after = Some("Sun, 06 Nov 1994 08:49:37 GMT".to_owned());
        assert_eq!(script.fault, Some(Fault::Status { code: 429, retry_after }));
        assert_eq!(script.after, Some(2));
    }

    #[test]
    fn calls_are_read_with_their_json_as_it_is_written() {
        let script = Script::default().directed_by(
            "[[tool=add {\"x\": [[1, 2]], \"y\": \"]]\"}]] and [[tool=now]] [[say=ok]] [[tool=broken {x}]] [[tokens=2]]",
        );
        let call =
            |name: &str, arguments: &str| Call { name: name.to_owned(), arguments: arguments.to_owned() };
        assert_eq!(script.calls, [call("add", r#"{"x": [[1, 2]], "y": "]]"}"#), call("now", "{}")]);
        assert_eq!((script.text.as_deref(), script.tokens), (Some("ok"), Some(2)));
    }

    #[test]
    fn thinking_usage_and_times_can_be_directed() {
        let script = Script::default().directed_by(
            "[[think=Hm.\\n]] [[usage=none]] [[fault=status:429:2 times=3]] [[fault=cut after=1 times=2]]",
        );
        assert_eq!(script.think.as_deref(), Some("Hm.\n"));
        assert!(!script.usage);
        assert_eq!((script.fault, script.after, script.times), (Some(Fault::Cut), Some(1), Some(2)));
    }

    #[test]
    fn what_is_no_directive_changes_nothing() {
        let script = Script::default().directed_by("a [[wiki link]] and [[fault=none]] and [[tokens=many]]");
        assert_eq!((script.tokens, script.fault, script.text), (None, None, None));
    }
}
