//! The two wire formats, frame by frame.

use serde_json::{Value, json};

use crate::Call;

/// A fixed moment: the same script gives the same bytes.
const CREATED: u64 = 1_767_225_600;
const CREATED_AT: &str = "2026-01-01T00:00:00Z";

/// Whose format, and what the request asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Wire<'a> {
    OpenAi { model: &'a str, usage: bool },
    Ollama { model: &'a str },
}

/// How an answer ended.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ending {
    pub(crate) cut_short: bool,
    /// Whether it called tools.
    pub(crate) calls: bool,
    /// What it took, if that is told.
    pub(crate) tokens: Option<Tokens>,
}

/// What an answer took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tokens {
    pub(crate) input: usize,
    pub(crate) output: usize,
}

impl Ending {
    /// Ollama does not tell apart why an answer is over, OpenAI does.
    fn reason(self, wire: Wire<'_>) -> &'static str {
        match wire {
            _ if self.cut_short => "length",
            Wire::OpenAi { .. } if self.calls => "tool_calls",
            _ => "stop",
        }
    }

    /// Adds what the answer took, where it is told.
    fn count(self, wire: Wire<'_>, document: &mut Value) {
        let (Some(Tokens { input, output }), Some(document)) = (self.tokens, document.as_object_mut()) else {
            return;
        };
        match wire {
            Wire::OpenAi { .. } => {
                let usage = json!({ "prompt_tokens": input, "completion_tokens": output, "total_tokens": input + output });
                document.insert("usage".to_owned(), usage);
            }
            Wire::Ollama { .. } => {
                document.insert("prompt_eval_count".to_owned(), input.into());
                document.insert("eval_count".to_owned(), output.into());
            }
        }
    }
}

/// How many characters of a call's arguments come at once.
const ARGUMENTS_PIECE: usize = 6;

impl Wire<'_> {
    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::OpenAi { .. } => "text/event-stream",
            Self::Ollama { .. } => "application/x-ndjson",
        }
    }

    pub(crate) fn text(self, out: &mut Vec<u8>, text: &str) {
        match self {
            Self::OpenAi { .. } => self.delta(out, &json!({ "content": text })),
            Self::Ollama { .. } => self.message(out, &json!({ "role": "assistant", "content": text })),
        }
    }

    pub(crate) fn reasoning(self, out: &mut Vec<u8>, text: &str) {
        match self {
            Self::OpenAi { .. } => self.delta(out, &json!({ "reasoning": text })),
            Self::Ollama { .. } => {
                self.message(out, &json!({ "role": "assistant", "content": "", "thinking": text }));
            }
        }
    }

    /// The frame of a piece of text, but for the text: encoding one more piece then costs next to nothing.
    pub(crate) fn text_template(self) -> (Vec<u8>, Vec<u8>) {
        const MARK: &str = "\"the text\"";
        let mut frame = Vec::new();
        self.text(&mut frame, MARK.trim_matches('"'));
        let frame = String::from_utf8_lossy(&frame).into_owned();
        let (before, after) = frame.split_once(MARK).unwrap_or((&frame, ""));
        (before.into(), after.into())
    }

    /// What says that the answer is whole.
    pub(crate) fn end(self, out: &mut Vec<u8>, ending: Ending) {
        match self {
            Self::OpenAi { usage, .. } => {
                let choice = json!([{ "index": 0, "delta": {}, "finish_reason": ending.reason(self) }]);
                event(out, &self.openai_chunk(&choice));
                if usage && ending.tokens.is_some() {
                    let mut chunk = self.openai_chunk(&json!([]));
                    ending.count(self, &mut chunk);
                    event(out, &chunk);
                }
                out.extend_from_slice(b"data: [DONE]\n\n");
            }
            Self::Ollama { model } => {
                let mut last = json!({
                    "model": model, "created_at": CREATED_AT, "message": { "role": "assistant", "content": "" },
                    "done": true, "done_reason": ending.reason(self), "total_duration": 1, "load_duration": 1,
                    "prompt_eval_duration": 1, "eval_duration": 1,
                });
                ending.count(self, &mut last);
                line(out, &last);
            }
        }
    }

    pub(crate) fn error(self, out: &mut Vec<u8>) {
        match self {
            Self::OpenAi { .. } => {
                event(
                    out,
                    &json!({ "error": { "message": "the model ran out of memory", "type": "server_error" } }),
                );
            }
            Self::Ollama { .. } => line(out, &json!({ "error": "the model ran out of memory" })),
        }
    }

    pub(crate) fn malformed(self, out: &mut Vec<u8>) {
        out.extend_from_slice(match self {
            Self::OpenAi { .. } => b"data: {\"choices\": [{\"delta\": oops\n\n",
            Self::Ollama { .. } => b"{\"message\": oops\n",
        });
    }

    /// What nobody asked for, and what must do nothing.
    pub(crate) fn foreign(self, out: &mut Vec<u8>) {
        match self {
            Self::OpenAi { .. } => {
                out.extend_from_slice(
                    b": keep-alive\n\nevent: execute\ndata: {\"code\": \"<script>alert(1)</script>\"}\n\n",
                );
                let delta =
                    json!({ "execute": "alert(1)", "html": "<img src=x onerror=alert(1)>", "content": null });
                self.delta(out, &delta);
            }
            Self::Ollama { .. } => {
                let html = "<img src=x onerror=alert(1)>";
                self.message(
                    out,
                    &json!({ "role": "assistant", "content": "", "html": html, "execute": [html] }),
                );
            }
        }
    }

    /// The frames of calls: OpenAI's come in pieces, the name first, Ollama's whole.
    pub(crate) fn calls(self, calls: &[Call]) -> Vec<Vec<u8>> {
        let mut frames = Vec::new();
        for (index, Call { name, arguments }) in calls.iter().enumerate() {
            if let Self::Ollama { .. } = self {
                let mut frame = Vec::new();
                let calls = self.whole_calls(calls.get(index..=index).unwrap_or_default());
                self.message(&mut frame, &json!({ "role": "assistant", "content": "", "tool_calls": calls }));
                frames.push(frame);
                continue;
            }
            let arguments: Vec<char> = arguments.chars().collect();
            let first = json!({
                "index": index, "id": call_id(index), "type": "function",
                "function": { "name": name, "arguments": "" },
            });
            let pieces = arguments.chunks(ARGUMENTS_PIECE).map(|piece| {
                json!({ "index": index, "function": { "arguments": piece.iter().collect::<String>() } })
            });
            for call in std::iter::once(first).chain(pieces) {
                let mut frame = Vec::new();
                self.delta(&mut frame, &json!({ "tool_calls": [call] }));
                frames.push(frame);
            }
        }
        frames
    }

    /// Calls as they stand in a message; the arguments are text for OpenAI and an object for Ollama.
    fn whole_calls(self, calls: &[Call]) -> Value {
        let call = |(index, Call { name, arguments }): (usize, &Call)| match self {
            Self::OpenAi { .. } => json!({
                "id": call_id(index), "type": "function",
                "function": { "name": name, "arguments": arguments },
            }),
            Self::Ollama { .. } => {
                let arguments: Value = serde_json::from_str(arguments).unwrap_or_default();
                json!({ "function": { "name": name, "arguments": arguments } })
            }
        };
        calls.iter().enumerate().map(call).collect()
    }

    /// The whole answer at once.
    pub(crate) fn whole(self, text: &str, reasoning: &str, calls: &[Call], ending: Ending) -> Value {
        let reason = ending.reason(self);
        let mut message = match self {
            Self::OpenAi { .. } => json!({ "role": "assistant", "content": text, "reasoning": reasoning }),
            Self::Ollama { .. } => json!({ "role": "assistant", "content": text, "thinking": reasoning }),
        };
        if let Some(message) = message.as_object_mut().filter(|_| !calls.is_empty()) {
            message.insert("tool_calls".to_owned(), self.whole_calls(calls));
        }
        let mut document = match self {
            Self::OpenAi { model, .. } => json!({
                "id": "chatcmpl-scripted", "object": "chat.completion", "created": CREATED, "model": model,
                "choices": [{ "index": 0, "finish_reason": reason, "message": message }],
            }),
            Self::Ollama { model } => json!({
                "model": model, "created_at": CREATED_AT, "done": true, "done_reason": reason, "message": message,
            }),
        };
        ending.count(self, &mut document);
        document
    }

    fn delta(self, out: &mut Vec<u8>, delta: &Value) {
        event(out, &self.openai_chunk(&json!([{ "index": 0, "delta": delta, "finish_reason": null }])));
    }

    fn openai_chunk(self, choices: &Value) -> Value {
        let (Self::OpenAi { model, .. } | Self::Ollama { model }) = self;
        json!({
            "id": "chatcmpl-scripted", "object": "chat.completion.chunk", "created": CREATED, "model": model,
            "choices": choices,
        })
    }

    fn message(self, out: &mut Vec<u8>, message: &Value) {
        let (Self::OpenAi { model, .. } | Self::Ollama { model }) = self;
        line(out, &json!({ "model": model, "created_at": CREATED_AT, "message": message, "done": false }));
    }
}

/// The id of a call; the same script gives the same ids.
fn call_id(index: usize) -> String {
    format!("call_scripted_{}", index + 1)
}

fn event(out: &mut Vec<u8>, value: &Value) {
    out.extend_from_slice(b"data: ");
    out.extend_from_slice(value.to_string().as_bytes());
    out.extend_from_slice(b"\n\n");
}

fn line(out: &mut Vec<u8>, value: &Value) {
    out.extend_from_slice(value.to_string().as_bytes());
    out.push(b'\n');
}
