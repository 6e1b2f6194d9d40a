//! Reading an answer: a JSON document on each line.

use std::sync::Arc;

use async_stream::stream;
use bytes::Bytes;
use futures_util::Stream;
use mami_ports::{Chunk, FinishReason, ProviderError, TokenUsage};
use serde::Deserialize;
use serde_json::Value;

use crate::{
    calls::{Calls, Fragment},
    http::{Connection, Patience, release},
    lines::{LineReader, ReadError},
};

#[derive(Debug, Deserialize)]
struct Line {
    message: Option<Message>,
    #[serde(default)]
    done: bool,
    done_reason: Option<String>,
    prompt_eval_count: Option<u32>,
    eval_count: Option<u32>,
    error: Option<Value>,
}

#[derive(Debug, Deserialize)]
struct Message {
    content: Option<String>,
    thinking: Option<String>,
    tool_calls: Option<Vec<WireCall>>,
}

#[derive(Debug, Deserialize)]
struct WireCall {
    id: Option<String>,
    function: WireFunction,
}

#[derive(Debug, Deserialize)]
struct WireFunction {
    name: String,
    /// An object; text in a few servers that only look like Ollama.
    arguments: Option<Value>,
}

impl WireCall {
    /// Ollama sends each call whole, and numbers all of them 0: they are counted here.
    fn numbered(self, index: u32) -> Fragment {
        let arguments = match self.function.arguments {
            None => String::new(),
            Some(Value::String(text)) => text,
            Some(json) => json.to_string(),
        };
        let (id, name) = (self.id.unwrap_or_default(), self.function.name);
        Fragment { index: Some(index), id, name, arguments }
    }
}

impl Line {
    /// Ollama leaves the prompt's count out when it had the prompt cached.
    fn usage(&self) -> Option<TokenUsage> {
        (self.prompt_eval_count.is_some() || self.eval_count.is_some()).then(|| TokenUsage {
            input_tokens: self.prompt_eval_count.unwrap_or_default(),
            output_tokens: self.eval_count.unwrap_or_default(),
        })
    }
}

/// The answer in a stream of lines.
pub(super) fn chunks(
    connection: Arc<Connection>,
    mut lines: LineReader,
    mut patience: Patience,
    mut calls: Calls,
) -> impl Stream<Item = Result<Chunk, ProviderError>> {
    stream! {
        let mut spoken = false;
        let mut called = 0;
        loop {
            let line = match patience.wait(&connection, next_full(&mut lines)).await {
                Ok(Ok(Some(line))) => read(&connection, &line, spoken),
                Ok(Ok(None)) => Err(connection.interrupted("it ended without saying that the answer is whole")),
                Ok(Err(ReadError::TooLong)) => Err(connection.malformed("a line was too long")),
                Ok(Err(ReadError::Broken(what))) => Err(connection.interrupted(&what)),
                Err(error) => Err(error),
            };
            let line = match line {
                Ok(line) => line,
                Err(error) => {
                    yield Err(error);
                    return;
                }
            };
            let usage = line.usage();
            if let Some(Message { content, thinking, tool_calls }) = line.message {
                if let Some(thinking) = thinking.filter(|text| !text.is_empty()) {
                    spoken = true;
                    yield Ok(Chunk::Reasoning(thinking));
                }
                if let Some(content) = content.filter(|text| !text.is_empty()) {
                    spoken = true;
                    yield Ok(Chunk::Text(content));
                }
                for call in tool_calls.unwrap_or_default() {
                    if let Err(error) = calls.add(call.numbered(called)) {
                        yield Err(connection.malformed(error.as_str()));
                        return;
                    }
                    called += 1;
                }
            }
            if line.done {
                let cut_short = line.done_reason.as_deref() == Some("length");
                let reason = if cut_short { FinishReason::Length } else { FinishReason::Stop };
                release(lines.into_response());
                // Nobody may act on a call before it is certain that the answer is whole.
                match calls.finish(reason) {
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
                yield Ok(Chunk::Finished { reason, usage });
                return;
            }
        }
    }
}

/// The next line that is not empty.
async fn next_full(lines: &mut LineReader) -> Result<Option<Bytes>, ReadError> {
    loop {
        match lines.next().await? {
            Some(line) if line.is_empty() => {}
            line => return Ok(line),
        }
    }
}

fn read(connection: &Connection, line: &[u8], spoken: bool) -> Result<Line, ProviderError> {
    let line: Line = serde_json::from_slice(line)
        .map_err(|error| connection.malformed(&format!("a line is no JSON ({error})")))?;
    match line.error {
        Some(error) => Err(connection.in_band(&error, spoken)),
        None => Ok(line),
    }
}
