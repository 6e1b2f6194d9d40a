//! LibreChat's exported conversation: its messages in a list, or in each other (`children`), as deep as the conversation is long.

use serde::Deserialize;

use super::{
    loose::{FromJson, Items, Loose, Moment, Object, Text},
    tree::{Draft, Node, Said, What},
};
use crate::message::Role;

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Conversation {
    conversation_id: Text,
    title: Text,
    created_at: Loose<Moment>,
    updated_at: Loose<Moment>,
    is_archived: Loose<bool>,
    tags: Items<Text>,
    options: Object<Options>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Options {
    model: Text,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Message {
    message_id: Text,
    parent_message_id: Text,
    is_created_by_user: Loose<bool>,
    sender: Text,
    text: Text,
    content: Items<Object<Part>>,
    model: Text,
    created_at: Loose<Moment>,
    files: Items<Object<File>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct File {
    filename: Text,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Part {
    #[serde(rename = "type")]
    kind: Text,
    text: Loose<Words>,
    think: Loose<Words>,
}

/// A text, or an object with it as its `value`.
struct Words(String);

#[derive(Deserialize, Default)]
#[serde(default)]
struct Value {
    value: Text,
}

impl FromJson for Words {
    fn text(text: String) -> Option<Self> {
        Some(Self(text))
    }

    fn object<'de, A: serde::de::MapAccess<'de>>(fields: A) -> Result<Option<Self>, A::Error> {
        let value = Value::deserialize(serde::de::value::MapAccessDeserializer::new(fields))?;
        Ok(value.value.0.map(Self))
    }
}

pub(super) fn draft(json: &[u8]) -> serde_json::Result<Draft> {
    let (outside, pieces) = apart(json);
    let found: Conversation = serde_json::from_slice(&outside)?;
    let model = found.options.get().unwrap_or_default().model.0;
    let mut nodes: Vec<Node> = Vec::with_capacity(pieces.len());
    for (index, piece) in pieces.iter().enumerate() {
        let message: Message = serde_json::from_slice(&piece.json)?;
        let id = message.message_id.0.clone().unwrap_or_else(|| format!("#{index}"));
        let above = piece.inside.and_then(|above| nodes.get(above)).and_then(|node| node.id.clone());
        let parent = above.or(message.parent_message_id.0.clone());
        nodes.push(Node { id: Some(id), parent, what: read_message(message, model.as_deref()) });
    }
    Ok(Draft {
        id: found.conversation_id.0,
        title: found.title.0,
        created_at: found.created_at.get(),
        updated_at: found.updated_at.get(),
        archived: found.is_archived.is_true(),
        tags: found.tags.all().into_iter().filter_map(|tag| tag.0).collect(),
        nodes,
        ..Draft::default()
    })
}

fn read_message(message: Message, model: Option<&str>) -> What {
    let role = match message.is_created_by_user.0 {
        Some(true) => Role::User,
        Some(false) => Role::Assistant,
        None if message.sender.as_str().eq_ignore_ascii_case("user") => Role::User,
        None => Role::Assistant,
    };
    let (mut texts, mut thoughts) = (Vec::new(), Vec::new());
    for part in message.content.all().into_iter().filter_map(Object::get) {
        match part.kind.as_str() {
            "text" => texts.extend(part.text.0.map(|words| words.0)),
            "think" => thoughts.extend(part.think.0.map(|words| words.0)),
            "image_file" | "image_url" => texts.push("[image]".to_owned()),
            _ => {}
        }
    }
    if texts.is_empty() {
        texts.extend(message.text.0);
    }
    for file in message.files.all().into_iter().filter_map(Object::get) {
        texts.extend(file.filename.0.map(|name| format!("[file: {name}]")));
    }
    let mut said = Said::new(role, texts.join("\n\n"), message.created_at.get());
    if role == Role::Assistant {
        said.model = message.model.0.or_else(|| model.map(str::to_owned));
        said.reasoning = Some(thoughts.join("\n\n")).filter(|text| !text.is_empty());
    }
    What::Said(Box::new(said))
}

/// A message without those that stood in it.
struct Piece {
    json: Vec<u8>,
    /// The one that it stood in.
    inside: Option<usize>,
}

/// What is open at a place in the JSON.
enum Open {
    /// The conversation, a message, or another object; with the last name that was read in it.
    Object { message: bool, name: Vec<u8> },
    /// A list of messages, in its place stands an empty one.
    Messages,
    /// Another list.
    List,
}

/// Takes the messages out of the conversation and out of each other, so that no reader has to go deeper than one message.
/// Whether it is JSON is for those who read the pieces to say.
fn apart(json: &[u8]) -> (Vec<u8>, Vec<Piece>) {
    let mut outside = Vec::new();
    let mut pieces: Vec<Piece> = Vec::new();
    // The messages that are open, innermost last.
    let mut within: Vec<usize> = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    let (mut string, mut escaped, mut last) = (false, false, Vec::new());
    for &byte in json {
        let inner = within.last().copied();
        if string {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => string = false,
                _ => {}
            }
            if string {
                last.push(byte);
            }
        } else if let Some(Open::Messages) = open.last() {
            match byte {
                b'{' => {
                    pieces.push(Piece { json: vec![byte], inside: inner });
                    within.push(pieces.len() - 1);
                    open.push(Open::Object { message: true, name: Vec::new() });
                    continue;
                }
                b']' => {
                    open.pop();
                }
                // Between messages there is nothing to keep, and what is no message is none.
                _ => continue,
            }
        } else {
            match byte {
                b'"' => {
                    string = true;
                    last.clear();
                }
                b':' => {
                    if let Some(Open::Object { name, .. }) = open.last_mut() {
                        std::mem::swap(name, &mut last);
                    }
                }
                b'{' => open.push(Open::Object { message: open.is_empty(), name: Vec::new() }),
                b'[' => {
                    let messages = match open.last() {
                        Some(Open::Object { message: true, name }) => {
                            matches!(name.as_slice(), b"messages" | b"messagesTree" | b"children")
                        }
                        _ => false,
                    };
                    open.push(if messages { Open::Messages } else { Open::List });
                }
                b'}' | b']' => {
                    let message = matches!(open.pop(), Some(Open::Object { message: true, .. }));
                    if message && let Some(piece) = inner.and_then(|inner| pieces.get_mut(inner)) {
                        piece.json.push(byte);
                        within.pop();
                        continue;
                    }
                }
                _ => {}
            }
        }
        match inner.and_then(|inner| pieces.get_mut(inner)) {
            Some(piece) => piece.json.push(byte),
            None => outside.push(byte),
        }
    }
    (outside, pieces)
}
