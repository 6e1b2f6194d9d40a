//! The two wire formats, frame by frame.

use serde_json::{Value, json};

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
    pub(crate) input_tokens: usize,
    pub(crate) output_tokens: usize,
}

impl Ending {
    fn reason(self) -> &'static str {
        if self.cut_short { "length" } else { "stop" }
    }

    fn openai_usage(self) -> Value {
        json!({
            "prompt_tokens": self.input_tokens,
            "completion_tokens": self.output_tokens,
            "total_tokens": self.input_tokens + self.output_tokens,
        })
    }
}

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
                let choice = json!([{ "index": 0, "delta": {}, "finish_reason": ending.reason() }]);
                event(out, &self.openai_chunk(&choice));
                if usage {
                    let mut chunk = self.openai_chunk(&json!([]));
                    if let Some(chunk) = chunk.as_object_mut() {
                        chunk.insert("usage".to_owned(), ending.openai_usage());
                    }
                    event(out, &chunk);
                }
                out.extend_from_slice(b"data: [DONE]\n\n");
            }
            Self::Ollama { model } => line(
                out,
                &json!({
                    "model": model, "created_at": CREATED_AT, "message": { "role": "assistant", "content": "" },
                    "done": true, "done_reason": ending.reason(), "total_duration": 1, "load_duration": 1,
                    "prompt_eval_count": ending.input_tokens, "prompt_eval_duration": 1,
                    "eval_count": ending.output_tokens, "eval_duration": 1,
                }),
            ),
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

    /// The whole answer at once.
    pub(crate) fn whole(self, text: &str, reasoning: &str, ending: Ending) -> Value {
        match self {
            Self::OpenAi { model, .. } => json!({
                "id": "chatcmpl-scripted", "object": "chat.completion", "created": CREATED, "model": model,
                "choices": [{
                    "index": 0, "finish_reason": ending.reason(),
                    "message": { "role": "assistant", "content": text, "reasoning": reasoning },
                }],
                "usage": ending.openai_usage(),
            }),
            Self::Ollama { model } => json!({
                "model": model, "created_at": CREATED_AT, "done": true, "done_reason": ending.reason(),
                "message": { "role": "assistant", "content": text, "thinking": reasoning },
                "prompt_eval_count": ending.input_tokens, "eval_count": ending.output_tokens,
            }),
        }
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

fn event(out: &mut Vec<u8>, value: &Value) {
    out.extend_from_slice(b"data: ");
    out.extend_from_slice(value.to_string().as_bytes());
    out.extend_from_slice(b"\n\n");
}

fn line(out: &mut Vec<u8>, value: &Value) {
    out.extend_from_slice(value.to_string().as_bytes());
    out.push(b'\n');
}
