//! Reading an answer. The types here are lenient on purpose: compatible servers leave out and add as they like, and only
//! what is used may matter.

use std::{sync::Arc, time::Duration};

use async_stream::stream;
use futures_util::Stream;
use mami_ports::{Chunk, FinishReason, ProviderError, TokenUsage};
use serde::Deserialize;
use serde_json::Value;
use tokio::time::timeout;

use crate::{
    calls::{Calls, Fragment},
    http::{Connection, Patience, release},
    lines::{Event, EventReader, ReadError},
};

/// How long usage and the end marker may lag behind the reason why the answer ended.
const LAG: Duration = Duration::from_secs(2);

#[derive(Debug, Deserialize)]
struct WireChunk {
    choices: Option<Vec<WireChoice>>,
    usage: Option<WireUsage>,
    x_groq: Option<Groq>,
    error: Option<Value>,
}

#[derive(Debug, Deserialize)]
struct WireChoice {
    #[serde(default)]
    index: u32,
    delta: Option<Delta>,
    finish_reason: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Delta {
    content: Option<String>,
    reasoning: Option<String>,
    reasoning_content: Option<String>,
    tool_calls: Option<Vec<WireCall>>,
}

#[derive(Debug, Deserialize)]
struct WireCall {
    index: Option<u32>,
    id: Option<String>,
    function: Option<WireFunction>,
}

#[derive(Debug, Deserialize)]
struct WireFunction {
    name: Option<String>,
    /// A piece of JSON as text; a few servers send the JSON itself.
    arguments: Option<Value>,
}

impl From<WireCall> for Fragment {
    fn from(call: WireCall) -> Self {
        let (name, arguments) =
            call.function.map_or((None, None), |function| (function.name, function.arguments));
        Self {
            index: call.index,
            id: call.id.unwrap_or_default(),
            name: name.unwrap_or_default(),
            arguments: match arguments {
                None => String::new(),
                Some(Value::String(text)) => text,
                Some(json) => json.to_string(),
            },
        }
    }
}

#[derive(Debug, Clone, Copy, Deserialize)]
struct WireUsage {
    prompt_tokens: Option<u64>,
    completion_tokens: Option<u64>,
}

#[derive(Debug, Deserialize)]
struct Groq {
    usage: Option<WireUsage>,
}

impl From<WireUsage> for TokenUsage {
    fn from(usage: WireUsage) -> Self {
        let count = |tokens: Option<u64>| u32::try_from(tokens.unwrap_or_default()).unwrap_or(u32::MAX);
        Self { input_tokens: count(usage.prompt_tokens), output_tokens: count(usage.completion_tokens) }
    }
}

/// What is known of an answer so far.
#[derive(Debug)]
struct Progress {
    spoken: bool,
    calls: Calls,
    finish: Option<FinishReason>,
    usage: Option<TokenUsage>,
    over: bool,
}

impl Progress {
    fn new(calls: Calls) -> Self {
        Self { spoken: false, calls, finish: None, usage: None, over: false }
    }

    /// Takes an event in and gives what it says, thinking first.
    fn take(&mut self, connection: &Connection, event: &Event) -> Result<[Option<Chunk>; 2], ProviderError> {
        if event.data.as_ref() == b"[DONE]" {
            self.over = true;
            self.finish = self.finish.or(Some(FinishReason::Stop));
            return Ok([None, None]);
        }
        let chunk: WireChunk = serde_json::from_slice(&event.data)
            .map_err(|error| connection.malformed(&format!("an event is no JSON ({error})")))?;
        if let Some(error) = chunk.error {
            return Err(connection.in_band(&error, self.spoken));
        }
        let usage = chunk.usage.or(chunk.x_groq.and_then(|groq| groq.usage));
        self.usage = usage.map(TokenUsage::from).or(self.usage);
        let mut said = [None, None];
        if let Some(choice) = chunk.choices.unwrap_or_default().into_iter().find(|choice| choice.index == 0) {
            if let Some(delta) = choice.delta {
                let full = |text: &String| !text.is_empty();
                let reasoning = delta.reasoning.filter(full).or(delta.reasoning_content.filter(full));
                said = [reasoning.map(Chunk::Reasoning), delta.content.filter(full).map(Chunk::Text)];
                self.spoken |= said.iter().any(Option::is_some);
                for call in delta.tool_calls.unwrap_or_default() {
                    self.calls.add(call.into()).map_err(|error| connection.malformed(error.as_str()))?;
                }
            }
            self.finish = match choice.finish_reason.as_deref() {
                None | Some("") => self.finish,
                Some("length" | "max_tokens") => Some(FinishReason::Length),
                Some("error") => return Err(connection.interrupted("the provider broke the answer off")),
                // `tool_calls` and `function_call` too: the model has said all that it will say for now.
                Some(_) => Some(FinishReason::Stop),
            };
        }
        // Groq counts in the same event; whoever counts in one of its own sends it right after.
        self.over = self.finish.is_some() && self.usage.is_some();
        Ok(said)
    }
}

/// The answer in a stream of events.
pub(super) fn chunks(
    connection: Arc<Connection>,
    mut events: EventReader,
    mut patience: Patience,
    calls: Calls,
) -> impl Stream<Item = Result<Chunk, ProviderError>> {
    stream! {
        let mut progress = Progress::new(calls);
        while !progress.over {
            let event = if progress.finish.is_some() {
                // The answer is whole. What may still come is worth a moment, and no error if it does not come.
                match timeout(LAG, next_known(&mut events)).await {
                    Ok(Ok(Some(event))) => event,
                    _ => break,
                }
            } else {
                match patience.wait(&connection, next_known(&mut events)).await {
                    Ok(Ok(Some(event))) => event,
                    Ok(Ok(None)) => {
                        yield Err(connection.interrupted("it ended without saying that the answer is whole"));
                        return;
                    }
                    Ok(Err(ReadError::TooLong)) => {
                        yield Err(connection.malformed("an event was too large"));
                        return;
                    }
                    Ok(Err(ReadError::Broken(what))) => {
                        yield Err(connection.interrupted(&what));
                        return;
                    }
                    Err(error) => {
                        yield Err(error);
                        return;
                    }
                }
            };
            match progress.take(&connection, &event) {
                Ok(said) => {
                    for chunk in said.into_iter().flatten() {
                        yield Ok(chunk);
                    }
                }
                Err(_) if progress.finish.is_some() => break,
                Err(error) => {
                    yield Err(error);
                    return;
                }
            }
        }
        release(events.into_response());
        let reason = progress.finish.unwrap_or(FinishReason::Stop);
        // Nobody may act on a call before it is certain that the answer is whole.
        match progress.calls.finish(reason) {
            Ok(calls) => {
                for call in calls {
                    yield Ok(Chunk::ToolCall(call));
                }
            }
            Err(error) => {
                yield Err(connection.malformed(error.as_str()));
                return;
            }
        }
        yield Ok(Chunk::Finished { reason, usage: progress.usage });
    }
}

/// The next event that is part of the answer. Others are none of our business, and no sign of life either.
async fn next_known(events: &mut EventReader) -> Result<Option<Event>, ReadError> {
    loop {
        match events.next().await? {
            Some(event) if !matches!(event.name.as_ref(), b"" | b"message" | b"error") => {}
            event => return Ok(event),
        }
    }
}

/// What a JSON document means that came in place of a stream: mostly an error with the wrong status.
pub(super) fn not_a_stream(connection: &Connection, body: &[u8]) -> ProviderError {
    match serde_json::from_slice::<WireChunk>(body) {
        Ok(WireChunk { error: Some(error), .. }) => connection.in_band(&error, false),
        _ => connection.malformed("it does not stream"),
    }
}
