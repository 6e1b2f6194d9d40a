//! Mami's own conversations, as [`crate::export`] writes them, and as they are in the archive of everything of a person's.

use mami_ports::{Problem, TokenUsage, TurnEnd};
use serde::Deserialize;

use super::{
    loose::{FromJson, Items, Loose, Moment, Object, Text},
    tree::{Draft, Node, Said, What},
};
use crate::message::{Role, Status};

/// The version of the format that is written and the last that is read.
pub(super) const VERSION: u32 = 1;

/// What stands before the conversations.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Header {
    format: Text,
    version: Loose<u32>,
}

impl Header {
    /// The version, if this says that it is Mami's format.
    pub(super) fn version(json: &[u8]) -> Option<u32> {
        let header: Self = serde_json::from_slice(json).ok()?;
        (header.format.as_str() == "mami").then(|| header.version.0.unwrap_or(VERSION))
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Outer {
    /// In the archive of everything, what a conversation is stands in here.
    conversation: Object<Inner>,
    messages: Items<Object<Message>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Inner {
    id: Text,
    title: Text,
    head_message_id: Text,
    pinned: Loose<bool>,
    archived: Loose<bool>,
    folder: Text,
    tags: Items<Text>,
    private: Loose<bool>,
    created_at: Loose<Moment>,
    updated_at: Loose<Moment>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Message {
    id: Text,
    parent_id: Text,
    role: Text,
    content: Text,
    attachments: Items<Object<Attachment>>,
    status: Text,
    reasoning: Text,
    reasoning_ms: Loose<u32>,
    provider: Text,
    model: Text,
    usage: Loose<TokenUsage>,
    finish_reason: Text,
    error: Loose<Problem>,
    created_at: Loose<Moment>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Attachment {
    name: Text,
}

impl FromJson for TokenUsage {
    fn object<'de, A: serde::de::MapAccess<'de>>(fields: A) -> Result<Option<Self>, A::Error> {
        #[derive(Deserialize, Default)]
        #[serde(default)]
        struct Usage {
            input_tokens: Loose<u32>,
            output_tokens: Loose<u32>,
        }
        let usage = Usage::deserialize(serde::de::value::MapAccessDeserializer::new(fields))?;
        let both = usage.input_tokens.0.zip(usage.output_tokens.0);
        Ok(both.map(|(input_tokens, output_tokens)| Self { input_tokens, output_tokens }))
    }
}

impl FromJson for Problem {
    fn object<'de, A: serde::de::MapAccess<'de>>(fields: A) -> Result<Option<Self>, A::Error> {
        #[derive(Deserialize, Default)]
        #[serde(default)]
        struct Told {
            title: Text,
            status: Loose<u32>,
            detail: Text,
            code: Text,
        }
        let told = Told::deserialize(serde::de::value::MapAccessDeserializer::new(fields))?;
        let status = told.status.0.and_then(|status| u16::try_from(status).ok()).unwrap_or(500);
        let code: String =
            told.code.as_str().chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').take(100).collect();
        let short = |text: &Text| text.as_str().replace('\0', "").chars().take(2_000).collect::<String>();
        Ok((!code.is_empty()).then(|| Self::new(status, &code, &short(&told.title), short(&told.detail))))
    }
}

pub(super) fn draft(json: &[u8]) -> serde_json::Result<Draft> {
    let found: Outer = serde_json::from_slice(json)?;
    let about = match found.conversation.get() {
        Some(about) => about,
        None => serde_json::from_slice(json)?,
    };
    let nodes = found.messages.all().into_iter().filter_map(Object::get).map(|mut message| Node {
        id: message.id.0.take(),
        parent: message.parent_id.0.take(),
        what: read_message(message),
    });
    Ok(Draft {
        id: about.id.0,
        title: about.title.0,
        created_at: about.created_at.get(),
        updated_at: about.updated_at.get(),
        pinned: about.pinned.is_true(),
        archived: about.archived.is_true(),
        folder: about.folder.0.unwrap_or_default(),
        tags: about.tags.all().into_iter().filter_map(|tag| tag.0).collect(),
        private: about.private.is_true(),
        current: about.head_message_id.0,
        nodes: nodes.collect(),
        keeps_empty: true,
    })
}

fn read_message(message: Message) -> What {
    let Some(role) = Role::parse(message.role.as_str()) else { return What::Hidden };
    let mut content = message.content.0.unwrap_or_default();
    for name in message.attachments.all().into_iter().filter_map(|file| file.get()?.name.0) {
        let gap = if content.is_empty() { "" } else { "\n\n" };
        content.push_str(&format!("{gap}[file: {name}]"));
    }
    let mut said = Said::new(role, content, message.created_at.get());
    if role == Role::Assistant {
        said.status = Status::parse(message.status.as_str()).unwrap_or(Status::Complete);
        said.provider = message.provider.0;
        said.model = message.model.0;
        said.reasoning = message.reasoning.0;
        said.reasoning_ms = message.reasoning_ms.0;
        said.usage = message.usage.0;
        said.finish_reason = TurnEnd::parse(message.finish_reason.as_str());
        said.error = message.error.0;
    }
    What::Said(Box::new(said))
}
