//! What is sent.

use async_openai::types::chat::{
    ChatCompletionRequestAssistantMessage, ChatCompletionRequestMessage, ChatCompletionRequestSystemMessage,
    ChatCompletionRequestUserMessage, ChatCompletionStreamOptions, CreateChatCompletionRequest,
};
use mami_ports::{Prompt, PromptMessage, PromptRole};
use url::Url;

/// The request for an answer to a prompt.
#[expect(deprecated, reason = "most compatible servers know only the older name of the limit")]
pub(super) fn body(prompt: &Prompt, base_url: &Url) -> CreateChatCompletionRequest {
    // OpenAI's newer models refuse the older name; everybody else understands it.
    let newer = base_url.host_str() == Some("api.openai.com");
    CreateChatCompletionRequest {
        model: prompt.model.clone(),
        messages: prompt.messages.iter().map(message).collect(),
        temperature: prompt.temperature,
        max_completion_tokens: prompt.max_tokens.filter(|_| newer),
        max_tokens: prompt.max_tokens.filter(|_| !newer),
        stream: Some(true),
        stream_options: Some(ChatCompletionStreamOptions {
            include_usage: Some(true),
            include_obfuscation: None,
        }),
        ..CreateChatCompletionRequest::default()
    }
}

fn message(message: &PromptMessage) -> ChatCompletionRequestMessage {
    let content = message.content.as_str();
    match message.role {
        PromptRole::System => ChatCompletionRequestSystemMessage::from(content).into(),
        PromptRole::User | PromptRole::Tool => ChatCompletionRequestUserMessage::from(content).into(),
        PromptRole::Assistant => ChatCompletionRequestAssistantMessage::from(content).into(),
    }
}
