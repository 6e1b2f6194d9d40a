//! Claude's `conversations.json`: a list of conversations, each with its `chat_messages`.

use serde::Deserialize;

use super::{
    loose::{Items, Loose, Moment, Object, Text},
    tree::{Draft, Node, Said, What},
};
use crate::message::Role;

#[derive(Deserialize, Default)]
#[serde(default)]
struct Conversation {
    uuid: Text,
    name: Text,
    model: Text,
    created_at: Loose<Moment>,
    updated_at: Loose<Moment>,
    is_starred: Loose<bool>,
    current_leaf_message_uuid: Text,
    chat_messages: Items<Object<Message>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Message {
    uuid: Text,
    parent_message_uuid: Text,
    sender: Text,
    text: Text,
    content: Items<Object<Block>>,
    created_at: Loose<Moment>,
    attachments: Items<Object<Attachment>>,
    files: Items<Object<Attachment>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Block {
    #[serde(rename = "type")]
    kind: Text,
    text: Text,
    thinking: Text,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Attachment {
    file_name: Text,
    extracted_content: Text,
}

pub(super) fn draft(json: &[u8]) -> serde_json::Result<Draft> {
    let found: Conversation = serde_json::from_slice(json)?;
    let messages: Vec<Message> = found.chat_messages.all().into_iter().filter_map(Object::get).collect();
    // Claude's own export is a plain list; what other programs take from its page has the tree.
    let tree = messages.iter().any(|message| message.parent_message_uuid.0.is_some());
    let mut nodes: Vec<Node> = Vec::with_capacity(messages.len());
    for (index, message) in messages.into_iter().enumerate() {
        let before = nodes.last().and_then(|node: &Node| node.id.clone());
        let id = message.uuid.0.clone().unwrap_or_else(|| format!("#{index}"));
        let parent = if tree { message.parent_message_uuid.0.clone() } else { before };
        nodes.push(Node { id: Some(id), parent, what: read_message(message, found.model.0.as_deref()) });
    }
    let last = nodes.last().and_then(|node| node.id.clone()).filter(|_| !tree);
    Ok(Draft {
        id: found.uuid.0,
        title: found.name.0,
        created_at: found.created_at.get(),
        updated_at: found.updated_at.get(),
        pinned: found.is_starred.is_true(),
        current: found.current_leaf_message_uuid.0.or(last),
        nodes,
        ..Draft::default()
    })
}

fn read_message(message: Message, model: Option<&str>) -> What {
    let role = match message.sender.as_str() {
        "human" | "user" => Role::User,
        "assistant" => Role::Assistant,
        _ => return What::Hidden,
    };
    let (mut texts, mut thoughts) = (Vec::new(), Vec::new());
    for block in message.content.all().into_iter().filter_map(Object::get) {
        match block.kind.as_str() {
            "text" => texts.extend(block.text.0),
            "thinking" => thoughts.extend(block.thinking.0),
            _ => {}
        }
    }
    if texts.is_empty() {
        texts.extend(message.text.0);
    }
    for file in message.attachments.all().into_iter().chain(message.files.all()).filter_map(Object::get) {
        match (file.file_name.0, file.extracted_content.0) {
            // What was pasted is part of what was said.
            (name, Some(content)) => {
                let fence = fence(&content);
                let name = name.map(|name| format!("[file: {name}]\n\n")).unwrap_or_default();
                texts.push(format!("{name}{fence}\n{content}\n{fence}"));
            }
            (Some(name), None) => texts.push(format!("[file: {name}]")),
            (None, None) => {}
        }
    }
    let mut said = Said::new(role, texts.join("\n\n"), message.created_at.get());
    if role == Role::Assistant {
        said.model = model.map(str::to_owned);
        said.reasoning = Some(thoughts.join("\n\n")).filter(|text| !text.is_empty());
    }
    What::Said(Box::new(said))
}

/// A fence that nothing in the text closes.
fn fence(text: &str) -> String {
    let (mut longest, mut run) = (2, 0);
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    "`".repeat(longest + 1)
}
