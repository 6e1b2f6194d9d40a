//! ChatGPT's `conversations.json`: a list of conversations, each with its tree as a `mapping` of nodes.

use serde::Deserialize;

use super::{
    loose::{FromJson, Items, Loose, Moment, Object, Pair, Pairs, Text},
    tree::{Draft, Node, Said, What},
};
use crate::message::Role;

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Conversation {
    conversation_id: Text,
    id: Text,
    title: Text,
    create_time: Loose<Moment>,
    update_time: Loose<Moment>,
    is_archived: Loose<bool>,
    is_starred: Loose<bool>,
    default_model_slug: Text,
    current_node: Text,
    mapping: Pairs<Object<MapNode>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct MapNode {
    parent: Text,
    message: Object<Message>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Message {
    author: Object<Author>,
    create_time: Loose<Moment>,
    content: Object<Content>,
    recipient: Text,
    metadata: Object<Metadata>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Author {
    role: Text,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Metadata {
    model_slug: Text,
    is_visually_hidden_from_conversation: Loose<bool>,
    is_user_system_message: Loose<bool>,
    attachments: Items<Object<Attachment>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Attachment {
    name: Text,
    mime_type: Text,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Content {
    content_type: Text,
    parts: Items<Loose<Part>>,
    text: Text,
    language: Text,
    thoughts: Items<Object<Thought>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Thought {
    summary: Text,
    content: Text,
}

/// A piece of a message.
enum Part {
    Text(String),
    Other(Asset),
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Asset {
    content_type: Text,
    text: Text,
}

impl FromJson for Part {
    fn text(text: String) -> Option<Self> {
        Some(Self::Text(text))
    }

    fn object<'de, A: serde::de::MapAccess<'de>>(fields: A) -> Result<Option<Self>, A::Error> {
        Asset::deserialize(serde::de::value::MapAccessDeserializer::new(fields))
            .map(|it| Some(Self::Other(it)))
    }
}

pub(super) fn draft(json: &[u8]) -> serde_json::Result<Draft> {
    let found: Conversation = serde_json::from_slice(json)?;
    let model = found.default_model_slug.0;
    let nodes = found.mapping.0.unwrap_or_default();
    Ok(Draft {
        id: found.conversation_id.0.or(found.id.0),
        title: found.title.0,
        created_at: found.create_time.get(),
        updated_at: found.update_time.get(),
        pinned: found.is_starred.is_true(),
        archived: found.is_archived.is_true(),
        current: found.current_node.0,
        nodes: nodes.into_iter().map(|node| read_node(node, model.as_deref())).collect(),
        ..Draft::default()
    })
}

fn read_node(Pair(id, node): Pair<Object<MapNode>>, model: Option<&str>) -> Node {
    let node = node.get().unwrap_or_default();
    let what = node.message.get().map_or(What::Hidden, |message| read_message(message, model));
    Node { id: Some(id), parent: node.parent.0, what }
}

fn read_message(message: Message, model: Option<&str>) -> What {
    let metadata = message.metadata.get().unwrap_or_default();
    let author = message.author.get().unwrap_or_default();
    let role = match author.role.as_str() {
        "user" => Role::User,
        "assistant" => Role::Assistant,
        _ => return What::Hidden,
    };
    let hidden =
        metadata.is_visually_hidden_from_conversation.is_true() || metadata.is_user_system_message.is_true();
    // What is said to a tool is work, not conversation.
    if hidden || !matches!(message.recipient.as_str(), "" | "all") {
        return What::Hidden;
    }
    let content = message.content.get().unwrap_or_default();
    let text = match content.content_type.as_str() {
        "thoughts" => return What::Thought(thoughts(content.thoughts)),
        "reasoning_recap"
        | "user_editable_context"
        | "model_editable_context"
        | "execution_output"
        | "system_error"
        | "tether_browsing_display" => return What::Hidden,
        "code" => format!("```{}\n{}\n```", language(&content.language), content.text.as_str()),
        _ => parts(content, metadata.attachments),
    };
    let text = if role == Role::Assistant { without_marks(&text) } else { text };
    let mut said = Said::new(role, text, message.create_time.get());
    if role == Role::Assistant {
        said.model = metadata.model_slug.0.or_else(|| model.map(str::to_owned));
    }
    What::Said(Box::new(said))
}

fn language(language: &Text) -> &str {
    Some(language.as_str()).filter(|name| *name != "unknown").unwrap_or_default()
}

fn thoughts(thoughts: Items<Object<Thought>>) -> String {
    let each = thoughts.all().into_iter().filter_map(Object::get).map(|thought| {
        match (thought.summary.as_str(), thought.content.as_str()) {
            ("", content) => content.to_owned(),
            (summary, "") => summary.to_owned(),
            (summary, content) => format!("{summary}\n{content}"),
        }
    });
    each.collect::<Vec<_>>().join("\n\n")
}

/// The text of a message; in place of what cannot be taken along stands what it was.
fn parts(content: Content, attachments: Items<Object<Attachment>>) -> String {
    let mut pieces: Vec<String> = Vec::new();
    let mut images = 0;
    if let Some(text) = content.text.0 {
        pieces.push(text);
    }
    for part in content.parts.all().into_iter().filter_map(|part| part.0) {
        match part {
            Part::Text(text) => pieces.push(text),
            Part::Other(asset) => match (asset.content_type.as_str(), asset.text.0) {
                (_, Some(text)) => pieces.push(text),
                ("image_asset_pointer", None) => {
                    images += 1;
                    pieces.push("[image]".to_owned());
                }
                // Its words are a part of their own.
                ("audio_asset_pointer" | "real_time_user_audio_video_asset_pointer", None) => {}
                (_, None) => {}
            },
        }
    }
    for file in attachments.all().into_iter().filter_map(Object::get) {
        let image = file.mime_type.as_str().starts_with("image/");
        if image && images > 0 {
            images -= 1;
        } else if !file.name.as_str().is_empty() {
            pieces.push(format!("[file: {}]", file.name.as_str()));
        }
    }
    pieces.join("\n\n")
}

/// The text without ChatGPT's own marks for sources (`\u{e200}cite…\u{e201}`), which only its own page can read.
fn without_marks(text: &str) -> String {
    const LONGEST: usize = 2_000;
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\u{e200}') {
        kept.push_str(before);
        match after.split_once('\u{e201}') {
            Some((mark, behind)) if mark.len() <= LONGEST && !mark.contains('\n') => rest = behind,
            _ => {
                kept.push('\u{e200}');
                rest = after;
            }
        }
    }
    kept.push_str(rest);
    kept
}
