//! What is sent.

use async_openai::types::chat::{
    ChatCompletionMessageToolCall, ChatCompletionMessageToolCalls, ChatCompletionRequestAssistantMessage,
    ChatCompletionRequestMessage, ChatCompletionRequestMessageContentPartImage,
    ChatCompletionRequestMessageContentPartText, ChatCompletionRequestSystemMessage,
    ChatCompletionRequestToolMessage, ChatCompletionRequestUserMessage,
    ChatCompletionRequestUserMessageContent, ChatCompletionRequestUserMessageContentPart,
    ChatCompletionStreamOptions, ChatCompletionTool, ChatCompletionTools, CreateChatCompletionRequest,
    FunctionCall, FunctionObject, ImageUrl, ReasoningEffort, ResponseFormat,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use mami_ports::{Effort, Prompt, PromptImage, PromptMessage, PromptRole, Tool, ToolCall};
use serde_json::Value;
use url::Url;

use super::OpenAiConfig;

/// The request for an answer to a prompt, as JSON.
pub(super) fn body(prompt: &Prompt, config: &OpenAiConfig) -> Result<Vec<u8>, serde_json::Error> {
    let request = request(prompt, &config.base_url);
    let thoughts = || prompt.messages.iter().map(|message| message.reasoning.as_deref());
    if !config.send_reasoning || thoughts().all(|thought| thought.is_none()) {
        return serde_json::to_vec(&request);
    }
    // OpenAI itself has no such field, so its types have none either.
    let mut request = serde_json::to_value(request)?;
    let messages = request.get_mut("messages").and_then(Value::as_array_mut).into_iter().flatten();
    for (message, thought) in messages.zip(thoughts()) {
        if let (Some(message), Some(thought)) = (message.as_object_mut(), thought) {
            message.insert("reasoning_content".to_owned(), thought.into());
        }
    }
    serde_json::to_vec(&request)
}

#[expect(deprecated, reason = "most compatible servers know only the older name of the limit")]
fn request(prompt: &Prompt, base_url: &Url) -> CreateChatCompletionRequest {
    // OpenAI's newer models refuse the older name; everybody else understands it.
    let newer = base_url.host_str() == Some("api.openai.com");
    // At Groq, these can be told to think or not to think, but not how long, and refuse to be asked.
    let on_or_off = base_url.host_str() == Some("api.groq.com") && prompt.model.contains("qwen");
    let tools: Vec<_> = prompt.tools.iter().map(tool).collect();
    CreateChatCompletionRequest {
        model: prompt.model.clone(),
        messages: prompt.messages.iter().map(message).collect(),
        temperature: prompt.temperature,
        max_completion_tokens: prompt.max_tokens.filter(|_| newer),
        max_tokens: prompt.max_tokens.filter(|_| !newer),
        reasoning_effort: prompt.effort.filter(|_| !on_or_off).map(effort),
        // An empty list is refused.
        tools: (!tools.is_empty()).then_some(tools),
        // More than this, many compatible servers refuse.
        response_format: prompt.schema.as_ref().map(|_| ResponseFormat::JsonObject),
        stream: Some(true),
        stream_options: Some(ChatCompletionStreamOptions {
            include_usage: Some(true),
            include_obfuscation: None,
        }),
        ..CreateChatCompletionRequest::default()
    }
}

const fn effort(effort: Effort) -> ReasoningEffort {
    match effort {
        Effort::Low => ReasoningEffort::Low,
        Effort::Medium => ReasoningEffort::Medium,
        Effort::High => ReasoningEffort::High,
    }
}

fn tool(tool: &Tool) -> ChatCompletionTools {
    let Tool { name, description, parameters } = tool.clone();
    let function =
        FunctionObject { name, description: Some(description), parameters: Some(parameters), strict: None };
    ChatCompletionTools::Function(ChatCompletionTool { function })
}

fn message(message: &PromptMessage) -> ChatCompletionRequestMessage {
    let content = message.content.as_str();
    match message.role {
        PromptRole::System => ChatCompletionRequestSystemMessage::from(content).into(),
        PromptRole::User => user(message).into(),
        PromptRole::Assistant => ChatCompletionRequestAssistantMessage {
            // Sent even when it is empty: the templates of many models cannot do without.
            content: Some(content.into()),
            tool_calls: (!message.calls.is_empty()).then(|| message.calls.iter().map(call).collect()),
            ..ChatCompletionRequestAssistantMessage::default()
        }
        .into(),
        PromptRole::Tool => ChatCompletionRequestToolMessage {
            content: content.into(),
            tool_call_id: message.call_id.clone().unwrap_or_default(),
        }
        .into(),
    }
}

/// Text alone stays text: not every server knows parts.
fn user(message: &PromptMessage) -> ChatCompletionRequestUserMessage {
    if message.images.is_empty() {
        return message.content.as_str().into();
    }
    let text = Some(&message.content).filter(|text| !text.is_empty()).map(|text| {
        let text = text.clone();
        ChatCompletionRequestUserMessageContentPart::Text(ChatCompletionRequestMessageContentPartText {
            text,
            ..Default::default()
        })
    });
    let images = message.images.iter().map(image);
    ChatCompletionRequestUserMessage {
        content: ChatCompletionRequestUserMessageContent::Array(text.into_iter().chain(images).collect()),
        name: None,
    }
}

fn image(image: &PromptImage) -> ChatCompletionRequestUserMessageContentPart {
    let mut url = format!("data:{};base64,", image.mime);
    STANDARD.encode_string(&image.bytes, &mut url);
    let image_url = ImageUrl { url, detail: None };
    ChatCompletionRequestUserMessageContentPart::ImageUrl(ChatCompletionRequestMessageContentPartImage {
        image_url,
        ..Default::default()
    })
}

fn call(call: &ToolCall) -> ChatCompletionMessageToolCalls {
    let ToolCall { id, name, arguments } = call.clone();
    let function = FunctionCall { name, arguments };
    ChatCompletionMessageToolCalls::Function(ChatCompletionMessageToolCall { id, function })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::openai::{GROQ_BASE_URL, OPENAI_BASE_URL};

    #[rstest]
    #[case(GROQ_BASE_URL, "openai/gpt-oss-20b", Some(ReasoningEffort::Low))]
    #[case(GROQ_BASE_URL, "qwen/qwen3-32b", None)]
    #[case("http://127.0.0.1:8000/v1", "qwen/qwen3-32b", Some(ReasoningEffort::Low))]
    #[case(OPENAI_BASE_URL, "gpt-5", Some(ReasoningEffort::Low))]
    fn effort_is_asked_for_where_it_is_known(
        #[case] base_url: &str,
        #[case] model: &str,
        #[case] expected: Option<ReasoningEffort>,
    ) {
        let prompt = Prompt { effort: Some(Effort::Low), ..Prompt::new(model, Vec::new()) };
        assert_eq!(request(&prompt, &base_url.parse().unwrap()).reasoning_effort, expected);
    }
}
