//! Open WebUI's exported chats: a list, each with `chat.history.messages` by id.

use serde::Deserialize;

use super::{
    loose::{FromJson, Items, Loose, Moment, Object, Pair, Pairs, Text},
    tree::{Draft, Node, Said, What},
};
use crate::message::Role;

#[derive(Deserialize, Default)]
#[serde(default)]
struct Exported {
    id: Text,
    title: Text,
    created_at: Loose<Moment>,
    updated_at: Loose<Moment>,
    archived: Loose<bool>,
    pinned: Loose<bool>,
    chat: Object<Chat>,
    meta: Object<Meta>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Meta {
    tags: Items<Text>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Chat {
    title: Text,
    timestamp: Loose<Moment>,
    history: Object<History>,
    messages: Items<Object<Message>>,
    tags: Items<Text>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
#[serde(rename_all = "camelCase")]
struct History {
    current_id: Text,
    messages: Pairs<Object<Message>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
#[serde(rename_all = "camelCase")]
struct Message {
    id: Text,
    parent_id: Text,
    role: Text,
    content: Loose<Content>,
    reasoning_content: Text,
    timestamp: Loose<Moment>,
    model: Text,
    files: Items<Object<File>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct File {
    #[serde(rename = "type")]
    kind: Text,
    name: Text,
}

/// A message's text, or its pieces.
struct Content(Vec<String>);

#[derive(Deserialize, Default)]
#[serde(default)]
struct Piece {
    #[serde(rename = "type")]
    kind: Text,
    text: Text,
}

impl FromJson for Content {
    fn text(text: String) -> Option<Self> {
        Some(Self(vec![text]))
    }

    fn list<'de, A: serde::de::SeqAccess<'de>>(mut items: A) -> Result<Option<Self>, A::Error> {
        let mut pieces = Vec::new();
        while let Some(item) = items.next_element::<Object<Piece>>()? {
            let Some(piece) = item.get() else { continue };
            match piece.kind.as_str() {
                "image_url" => pieces.push("[image]".to_owned()),
                _ => pieces.extend(piece.text.0),
            }
        }
        Ok(Some(Self(pieces)))
    }
}

pub(super) fn draft(json: &[u8]) -> serde_json::Result<Draft> {
    let found: Exported = serde_json::from_slice(json)?;
    let chat = found.chat.get().unwrap_or_default();
    let history = chat.history.get().unwrap_or_default();
    let mut nodes: Vec<Node> = Vec::new();
    for Pair(id, message) in history.messages.0.unwrap_or_default() {
        let message = message.get().unwrap_or_default();
        let parent = message.parent_id.0.clone();
        nodes.push(Node { id: Some(id), parent, what: read_message(message) });
    }
    let mut current = history.current_id.0;
    if nodes.is_empty() {
        // Older ones have the shown branch alone.
        for (index, message) in chat.messages.all().into_iter().filter_map(Object::get).enumerate() {
            let parent = nodes.last().and_then(|node| node.id.clone());
            let id = message.id.0.clone().unwrap_or_else(|| format!("#{index}"));
            nodes.push(Node { id: Some(id), parent, what: read_message(message) });
        }
        current = nodes.last().and_then(|node| node.id.clone());
    }
    let tags = found.meta.get().unwrap_or_default().tags.all().into_iter().chain(chat.tags.all());
    Ok(Draft {
        id: found.id.0,
        title: found.title.0.or(chat.title.0),
        created_at: found.created_at.get().or(chat.timestamp.get()),
        updated_at: found.updated_at.get(),
        pinned: found.pinned.is_true(),
        archived: found.archived.is_true(),
        tags: tags.filter_map(|tag| tag.0).collect(),
        current,
        nodes,
        ..Draft::default()
    })
}

fn read_message(message: Message) -> What {
    let role = match message.role.as_str() {
        "user" => Role::User,
        "assistant" => Role::Assistant,
        _ => return What::Hidden,
    };
    let mut pieces = message.content.0.map(|content| content.0).unwrap_or_default();
    for file in message.files.all().into_iter().filter_map(Object::get) {
        match (file.kind.as_str(), file.name.0) {
            ("image", _) => pieces.push("[image]".to_owned()),
            (_, Some(name)) => pieces.push(format!("[file: {name}]")),
            (_, None) => {}
        }
    }
    let mut said = Said::new(role, pieces.join("\n\n"), message.timestamp.get());
    if role == Role::Assistant {
        said.model = message.model.0;
        said.reasoning = message.reasoning_content.0;
        if let Some((thought, text)) = thought_first(&said.content) {
            (said.reasoning, said.content) = (Some(thought), text);
        }
    }
    What::Said(Box::new(said))
}

/// Takes apart an answer that begins with its thinking, as Open WebUI writes it: quoted, in a `<details type="reasoning">`.
fn thought_first(content: &str) -> Option<(String, String)> {
    let rest = content.trim_start().strip_prefix("<details type=\"reasoning\"")?;
    let (inside, behind) = rest.split_once("</details>")?;
    let inside = inside.split_once("</summary>").map_or(inside, |(_, inside)| inside);
    let lines = inside.trim().lines().map(|line| {
        let line = line.strip_prefix("&gt;").or(line.strip_prefix('>')).unwrap_or(line);
        line.strip_prefix(' ').unwrap_or(line)
    });
    let thought = lines.collect::<Vec<_>>().join("\n");
    let thought =
        thought.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#x27;", "'");
    Some((thought.replace("&amp;", "&"), behind.trim_start_matches('\n').to_owned()))
}
