//! What is sent.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use mami_ports::{Capability, Effort, ModelInfo, Prompt, PromptMessage, PromptRole, Tool, ToolCall};
use ollama_rs::{
    generation::{
        chat::{ChatMessage, request::ChatMessageRequest},
        parameters::ThinkType,
        tools::{ToolCall as WireCall, ToolCallFunction},
    },
    models::ModelOptions,
};
use serde_json::{Map, Value, json};

/// The request for an answer to a prompt, in ollama-rs's types; `known` is what is known about the model. What those types
/// leave out is added: that it shall stream, which only their own client may say, the tools, which they take from Rust
/// types alone, and what stands beside a message.
pub(super) fn body(
    prompt: &Prompt,
    known: Option<&ModelInfo>,
    send_reasoning: bool,
) -> Result<Value, serde_json::Error> {
    let mut options = ModelOptions::default();
    if let Some(temperature) = prompt.temperature {
        options = options.temperature(temperature);
    }
    if let Some(most) = prompt.max_tokens {
        options = options.num_predict(i32::try_from(most).unwrap_or(i32::MAX));
    }
    // Unless told, Ollama takes a small context and silently forgets what does not fit.
    if let Some(context) = known.and_then(|model| model.context_length) {
        options = options.num_ctx(context.into());
    }
    let messages = prompt.messages.iter().map(|said| message(said, send_reasoning)).collect();
    let mut request = ChatMessageRequest::new(prompt.model.clone(), messages).options(options);
    request.think = think(prompt, known);
    let mut body = serde_json::to_value(request)?;
    if let Some(body) = body.as_object_mut() {
        body.insert("stream".to_owned(), Value::Bool(true));
        if let Some(schema) = &prompt.schema {
            body.insert("format".to_owned(), schema.clone());
        }
        if !prompt.tools.is_empty() {
            body.insert("tools".to_owned(), prompt.tools.iter().map(tool).collect());
        }
    }
    let sent = body.get_mut("messages").and_then(Value::as_array_mut).into_iter().flatten();
    for (at, (sent, said)) in sent.zip(&prompt.messages).enumerate() {
        if let Some(sent) = sent.as_object_mut() {
            complete(sent, said, prompt.messages.get(..at).unwrap_or_default());
        }
    }
    Ok(body)
}

/// Most models only think or do not; those of the family gpt-oss always do, and can be told how long. A model that cannot
/// think at all refuses to be told.
fn think(prompt: &Prompt, known: Option<&ModelInfo>) -> Option<ThinkType> {
    let effort = prompt.effort?;
    if prompt.model.contains("gpt-oss") {
        return Some(match effort {
            Effort::Low => ThinkType::Low,
            Effort::Medium => ThinkType::Medium,
            Effort::High => ThinkType::High,
        });
    }
    let thinks = known.is_some_and(|model| model.capabilities.contains(&Capability::Reasoning));
    thinks.then_some(if effort == Effort::Low { ThinkType::False } else { ThinkType::True })
}

fn tool(tool: &Tool) -> Value {
    let Tool { name, description, parameters } = tool;
    json!({
        "type": "function",
        "function": { "name": name, "description": description, "parameters": parameters },
    })
}

fn message(message: &PromptMessage, send_reasoning: bool) -> ChatMessage {
    let content = message.content.clone();
    match message.role {
        PromptRole::System => ChatMessage::system(content),
        PromptRole::User => ChatMessage::user(content),
        PromptRole::Assistant => ChatMessage {
            tool_calls: message.calls.iter().map(call).collect(),
            thinking: message.reasoning.clone().filter(|_| send_reasoning),
            ..ChatMessage::assistant(content)
        },
        PromptRole::Tool => ChatMessage::tool(content),
    }
}

/// Ollama wants an object; what a model wrote as arguments may be none.
fn call(call: &ToolCall) -> WireCall {
    let arguments: Map<String, Value> = serde_json::from_str(&call.arguments).unwrap_or_default();
    WireCall { function: ToolCallFunction { name: call.name.clone(), arguments: Value::Object(arguments) } }
}

/// Adds the images of a message, and the name of the tool whose result it is: Ollama knows no ids.
fn complete(sent: &mut Map<String, Value>, said: &PromptMessage, before: &[PromptMessage]) {
    if said.role == PromptRole::User && !said.images.is_empty() {
        let images = said.images.iter().map(|image| Value::from(STANDARD.encode(&image.bytes)));
        sent.insert("images".to_owned(), images.collect());
    }
    if said.role == PromptRole::Tool
        && let Some(id) = &said.call_id
        && let Some(call) = before.iter().rev().flat_map(|message| &message.calls).find(|call| call.id == *id)
    {
        sent.insert("tool_name".to_owned(), call.name.as_str().into());
    }
}
