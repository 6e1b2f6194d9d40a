//! Files, and what is hostile in them.

use mami_ports::{ConversationId, FileId};

use super::*;
use crate::files::{File as Attachment, FileKind};

fn conversation(title: &str) -> Conversation {
    let at = DateTime::from_timestamp(1_790_000_000, 123_456_000).unwrap();
    let id = ConversationId::from_uuid(uuid::Uuid::from_u128(1));
    Conversation { title: title.to_owned(), ..Conversation::new(id, at) }
}

fn message(id: u128, parent: Option<u128>, role: Role, content: &str) -> Message {
    let id_of = |id: u128| MessageId::from_uuid(uuid::Uuid::from_u128(id));
    let at = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
    Message {
        parent_id: parent.map(id_of),
        provider: (role == Role::Assistant).then(|| "groq".to_owned()),
        model: (role == Role::Assistant).then(|| "llama".to_owned()),
        ..Message::new(id_of(id), role, content.to_owned(), at)
    }
}

fn written(content: &str, format: Format) -> String {
    let mut answer = message(3, Some(1), Role::Assistant, content);
    answer.reasoning = Some(content.to_owned());
    let messages = [
        message(1, None, Role::User, content),
        message(2, Some(1), Role::Assistant, "another branch"),
        answer,
    ];
    let mut conversation = conversation(content.lines().next().unwrap_or_default());
    conversation.head_message_id = Some(messages[2].id);
    String::from_utf8(file(&conversation, &messages, format).unwrap()).unwrap()
}

/// What would do something in a page.
const HOSTILE: [&str; 8] = [
    "<script>alert(1)</script>",
    "</pre></article></body><img src=x onerror=alert(1)>",
    "[x](javascript:alert(1)) <a href='javascript:alert(1)'>",
    "\"><svg/onload=alert(1)>",
    "<!-- --><style>@import url(//evil.example)</style>",
    "![x](https://evil.example/x.png)\r\n<iframe src=//evil.example>",
    "\n\n<base href=//evil.example>",
    "]]></title><meta http-equiv=refresh content='0;url=//evil.example'>\0",
];

#[test]
fn case_067_069_a_page_has_no_element_but_its_own() {
    let empty = written("", Format::Html);
    let tags = |page: &str| -> Vec<String> {
        page.split('<').skip(1).map(|rest| rest.split('>').next().unwrap().to_owned()).collect()
    };
    for hostile in HOSTILE {
        let page = written(hostile, Format::Html);
        assert_eq!(tags(&page), tags(&empty), "{hostile}");
        assert!(page.contains(&format!("<pre>\n{}</pre>", escaped(hostile))), "{hostile}");
        assert!(page.contains(&format!("content=\"{HTML_POLICY}\"")));
    }
    assert!(!empty.contains("script") && !empty.contains("http://") && !empty.contains("https://"));
}

#[test]
fn markdown_has_the_shown_branch_byte_for_byte() {
    for text in HOSTILE.iter().chain(&["tail\n\n", "```rust\nlet x;", "a\r\nb\tc", "世界 \u{202e}x"]) {
        let page = written(text, Format::Markdown);
        assert!(page.matches(text).count() >= 2, "{page}");
        assert!(!page.contains("another branch"), "{page}");
    }
    let page = written("```rust\nlet x;", Format::Markdown);
    assert!(page.contains("let x;\n```\n\n## Mami (groq/llama)"), "{page}");
    assert!(page.starts_with("# \\`\\`\\`rust\n"), "{page}");
}

#[test]
fn what_was_attached_is_named_and_its_name_does_nothing() {
    let attachment = |name: &str, kind| Attachment {
        id: FileId::from_uuid(uuid::Uuid::from_u128(9)),
        name: name.to_owned(),
        mime: String::new(),
        kind,
        size: 1,
        width: None,
        height: None,
        created_at: DateTime::from_timestamp(1_790_000_000, 0).unwrap(),
    };
    let mut asked = message(1, None, Role::User, "Which bee?");
    asked.attachments =
        vec![attachment("b<i>ee_*.png", FileKind::Image), attachment("notes.txt", FileKind::Text)];
    let mut conversation = conversation("Bees");
    conversation.head_message_id = Some(asked.id);
    let written = |format| String::from_utf8(file(&conversation, &[asked.clone()], format).unwrap()).unwrap();
    let page = written(Format::Markdown);
    assert!(
        page.ends_with("UTC\n\n*Attached: b\\<i\\>ee\\_\\*.png (image), notes.txt (text)*\n\nWhich bee?\n"),
        "{page}"
    );
    let page = written(Format::Html);
    let line = "<footer>Attached: b&lt;i&gt;ee_*.png (image), notes.txt (text)</footer>\n</article>";
    assert!(page.contains(line), "{page}");
    assert!(written(Format::Json).contains("\"name\": \"b<i>ee_*.png\""));
}

#[test]
fn json_has_the_whole_tree() {
    let file: serde_json::Value = serde_json::from_str(&written("Hello", Format::Json)).unwrap();
    assert_eq!((&file["format"], &file["version"]), (&"mami".into(), &1.into()));
    let conversation = &file["conversations"][0];
    assert_eq!(conversation["title"], "Hello");
    assert_eq!(conversation["messages"].as_array().unwrap().len(), 3);
}

#[test]
fn case_053_a_file_gets_a_name_that_leads_nowhere() {
    let name = |title: &str| file_name(&conversation(title), Format::Json);
    assert_eq!(name("../../etc/passwd"), "etc passwd.json");
    assert_eq!(name("C:\\x\n\0y\u{202e}gpj.exe"), "C x y gpj.exe.json");
    assert_eq!(name(""), "conversation.json");
    assert_eq!(name(" ... "), "conversation.json");
    assert_eq!(name("nul"), "_nul.json");
    assert_eq!(name("com1.x"), "_com1.x.json");
    assert_eq!(name("Wie schläft die Biene?"), "Wie schläft die Biene.json");
    assert_eq!(name(&"世".repeat(300)), format!("{}.json", "世".repeat(60)));
    assert_eq!(safe_name("a/b<>.txt", 200), "a b .txt");
    assert_eq!(safe_name("ab. .cd", 4), "ab");
    assert_eq!(safe_name("...", 9), "");
}

#[test]
fn a_fence_that_is_open_is_found() {
    assert_eq!(open_fence("a\n```\nb\n```\nc"), None);
    assert_eq!(open_fence("~~~~x\n~~~\n```"), Some("~~~~".into()));
    assert_eq!(open_fence("``` a ` b"), None);
}
