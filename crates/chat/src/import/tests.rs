//! Files of every format, whole and damaged, as small as they can be and show what they are about.

mod formats;
mod odd;

use std::io::Cursor;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::{Format, Imported, ImportedMessage, Limits, PROVIDER, SkippedItem, Step, Unreadable, read};
use crate::message::{Role, Status};

const CHATGPT: &str = include_str!("fixtures/chatgpt.json");
const CLAUDE: &str = include_str!("fixtures/claude.json");
const OPEN_WEBUI: &str = include_str!("fixtures/open_webui.json");
const LIBRECHAT: &str = include_str!("fixtures/librechat.json");
const MAMI: &str = include_str!("fixtures/mami.json");

const LIMITS: Limits = Limits { conversation_bytes: 8 << 20, expanded_bytes: 16 << 20 };

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap()
}

/// What a file has told.
#[derive(Debug, Default)]
struct Told {
    total: Option<u32>,
    format: Option<Format>,
    conversations: Vec<Imported>,
    skipped: Vec<SkippedItem>,
    remarks: Vec<SkippedItem>,
}

fn tell(file: impl AsRef<[u8]>) -> Result<Told, Unreadable> {
    let mut told = Told::default();
    read(Cursor::new(file.as_ref()), &LIMITS, now(), &mut |step| {
        match step {
            Step::Total(total) => told.total = Some(total),
            Step::Conversation(format, one) => {
                told.format = Some(format);
                told.conversations.push(*one);
            }
            Step::Skipped(item) => told.skipped.push(item),
            Step::Remark(item) => told.remarks.push(item),
        }
        true
    })?;
    Ok(told)
}

fn only(file: impl AsRef<[u8]>) -> Imported {
    let mut told = tell(file).unwrap();
    assert_eq!(told.conversations.len(), 1, "{told:?}");
    told.conversations.remove(0)
}

/// The messages as (what they follow, who, what).
fn tree(conversation: &Imported) -> Vec<(Option<&str>, Role, &str)> {
    conversation
        .messages
        .iter()
        .map(|message| {
            let parent = message.parent.map(|parent| conversation.messages[parent].content.as_str());
            (parent, message.role, message.content.as_str())
        })
        .collect()
}

fn saying<'a>(conversation: &'a Imported, text: &str) -> &'a ImportedMessage {
    conversation.messages.iter().find(|message| message.content.contains(text)).unwrap()
}

fn head(conversation: &Imported) -> &str {
    &conversation.messages[conversation.head.unwrap()].content
}

fn seconds(at: DateTime<Utc>) -> i64 {
    at.timestamp()
}

/// A conversation of Claude's, as small as it can be.
fn small(id: &str, text: &str) -> Value {
    json!({"uuid": id, "name": id, "chat_messages": [{"uuid": "m", "sender": "human", "text": text}]})
}
