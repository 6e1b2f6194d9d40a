//! What a piece of a file is, by the names in it.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, Visitor},
};

use super::Format;

/// What an element's first names tell about its format.
#[derive(Default)]
pub(super) struct Names {
    mapping: bool,
    chat_messages: bool,
    chat: bool,
    librechat: bool,
    messages: bool,
    mami: bool,
}

impl Names {
    pub(super) fn format(&self) -> Option<Format> {
        if self.mapping {
            Some(Format::Chatgpt)
        } else if self.chat_messages {
            Some(Format::Claude)
        } else if self.chat {
            Some(Format::OpenWebui)
        } else if self.librechat {
            Some(Format::Librechat)
        } else if self.messages && self.mami {
            Some(Format::Mami)
        } else {
            None
        }
    }
}

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Top;
        impl<'de> Visitor<'de> for Top {
            type Value = Names;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a conversation")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Names, A::Error> {
                let mut names = Names::default();
                while let Some((name, IgnoredAny)) = fields.next_entry::<String, IgnoredAny>()? {
                    match name.as_str() {
                        "mapping" => names.mapping = true,
                        "chat_messages" => names.chat_messages = true,
                        "chat" => names.chat = true,
                        "conversationId" | "messagesTree" => names.librechat = true,
                        "messages" => names.messages = true,
                        "head_message_id" | "conversation" => names.mami = true,
                        _ => {}
                    }
                }
                Ok(names)
            }
        }
        deserializer.deserialize_map(Top)
    }
}

/// The JSON with every half of a character (`\ud83d` alone: what cuts a text of JavaScript may leave) made a sign that one is
/// missing. JSON allows them by its grammar; no text of ours can hold them.
pub(super) fn mended(json: Vec<u8>) -> Vec<u8> {
    if !json.windows(3).any(|piece| matches!(piece, [b'\\', b'u', b'd' | b'D'])) {
        return json;
    }
    let unit = |at: usize| -> Option<u16> {
        let escape = json.get(at..at + 6)?;
        let digits = escape.strip_prefix(b"\\u")?;
        u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    };
    let mut whole = Vec::with_capacity(json.len());
    let mut at = 0;
    while let Some(byte) = json.get(at) {
        let length = match (byte, unit(at)) {
            (b'\\', Some(0xd800..=0xdbff)) if matches!(unit(at + 6), Some(0xdc00..=0xdfff)) => 12,
            (b'\\', Some(0xd800..=0xdfff)) => {
                whole.extend_from_slice(b"\\ufffd");
                at += 6;
                continue;
            }
            // The next byte belongs to it, whatever it is.
            (b'\\', _) => 2,
            _ => 1,
        };
        whole.extend_from_slice(json.get(at..at + length).unwrap_or_default());
        at += length;
    }
    whole
}
