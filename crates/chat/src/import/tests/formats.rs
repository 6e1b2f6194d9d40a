//! One file of each format.

use serde_json::json;

use super::*;
use crate::conversations::{MAX_FOLDER_CHARS, MAX_TAGS};

#[test]
fn chatgpt() {
    let told = tell(CHATGPT).unwrap();
    assert_eq!((told.total, told.format), (Some(2), Some(Format::Chatgpt)));
    assert_eq!(told.skipped, [SkippedItem::new("Nothing in it", "nothing was said in it")]);
    assert_eq!(told.remarks, [SkippedItem::new("one message", "it has no text and was left out")]);
    let one = &told.conversations[0];
    assert_eq!(one.title, "How bees sleep");
    assert_eq!(one.source, "chatgpt:c0000001-0000-4000-8000-000000000001");
    assert_eq!((one.archived, one.pinned, one.private), (true, false, false));
    assert_eq!(one.created_at.timestamp_micros(), 1_714_557_600_123_456);
    assert_eq!(one.updated_at.timestamp_millis(), 1_714_557_700_500);
    let asked = "[image]\n\nHow do bees sleep? 🐝\n\n[file: notes.txt]";
    let mut found = tree(one);
    found.sort_by_key(|(.., text)| text.len());
    assert_eq!(
        found,
        [
            (Some("They rest in the comb."), Role::User, "Thanks"),
            (Some(asked), Role::Assistant, "Another answer."),
            (Some(asked), Role::Assistant, "They rest in the comb."),
            (None, Role::User, asked),
        ]
    );
    assert_eq!(head(one), "Thanks");
    let answer = saying(one, "comb");
    assert_eq!(answer.reasoning.as_deref(), Some("Bees\nThey have five eyes."));
    assert_eq!((answer.provider.as_deref(), answer.model.as_deref()), (Some(PROVIDER), Some("gpt-4o")));
    assert_eq!((answer.status, answer.depth), (Status::Complete, 1));
    assert_eq!(saying(one, "Another").model.as_deref(), Some("gpt-4o-mini"));
    assert_eq!(saying(one, "Another").reasoning, None);
}

#[test]
fn claude() {
    let told = tell(CLAUDE).unwrap();
    assert_eq!((told.total, told.format), (Some(1), Some(Format::Claude)));
    let one = &told.conversations[0];
    assert_eq!(one.source, "claude:d0000001-0000-4000-8000-000000000001");
    assert_eq!(one.created_at.timestamp_micros(), 1_714_557_600_123_456);
    let asked =
        "What is wrong with this?\n\n[file: recipe.txt]\n\n````\nflour\n```\nwater\n````\n\n[file: loaf.png]";
    assert_eq!(
        tree(one),
        [
            (None, Role::User, asked),
            (Some(asked), Role::Assistant, "Too little salt."),
            (Some("Too little salt."), Role::Assistant, "Are you there?"),
        ]
    );
    assert_eq!(saying(one, "salt").reasoning.as_deref(), Some("Salt?"));
    assert_eq!(told.remarks.len(), 1);
    assert_eq!(head(one), "Are you there?");
}

#[test]
fn claude_with_branches() {
    let file = json!({"uuid": "x", "name": "", "current_leaf_message_uuid": "b", "model": "claude-sonnet-4", "chat_messages": [
        {"uuid": "a", "parent_message_uuid": "00000000-0000-4000-8000-000000000000", "sender": "human", "text": "Hi there"},
        {"uuid": "b", "parent_message_uuid": "a", "sender": "assistant", "text": "One"},
        {"uuid": "c", "parent_message_uuid": "a", "sender": "assistant", "text": "Two"},
    ]});
    let one = only(file.to_string());
    let hi = Some("Hi there");
    assert_eq!(
        tree(&one),
        [(None, Role::User, "Hi there"), (hi, Role::Assistant, "One"), (hi, Role::Assistant, "Two")]
    );
    assert_eq!((head(&one), one.title.as_str()), ("One", "Hi there"));
    assert_eq!(saying(&one, "One").model.as_deref(), Some("claude-sonnet-4"));
}

#[test]
fn open_webui() {
    let told = tell(OPEN_WEBUI).unwrap();
    let one = &told.conversations[0];
    assert_eq!(told.format, Some(Format::OpenWebui));
    assert_eq!(one.source, "open_webui:e0000001-0000-4000-8000-000000000001");
    assert_eq!((one.pinned, one.archived), (true, false));
    assert_eq!(one.tags, ["games", "chess"]);
    let question = "Which opening?\n\n[image]";
    let asked = Some(question);
    assert_eq!(
        tree(one),
        [
            (None, Role::User, question),
            (asked, Role::Assistant, "The Italian."),
            (asked, Role::Assistant, "The Spanish."),
            (Some("The Spanish."), Role::User, "And this?\n\n[image]"),
        ]
    );
    assert_eq!(saying(one, "Italian").reasoning.as_deref(), Some("e4 & d4\nboth"));
    assert_eq!(saying(one, "Spanish").model.as_deref(), Some("qwen3:8b"));
    assert_eq!(seconds(saying(one, "Spanish").created_at), 1_714_557_620);
    // The answer that came to nothing was shown last; what it answers is the end now.
    assert_eq!(head(one), "And this?\n\n[image]");
}

#[test]
fn open_webui_of_old() {
    let file = json!([{"id": "o", "title": "t", "chat": {"messages": [
        {"id": "1", "role": "system", "content": "Be kind"}, {"id": "2", "role": "user", "content": "Hi"},
        {"role": "assistant", "content": "Hello"}]}}]);
    let one = only(file.to_string());
    assert_eq!(tree(&one), [(None, Role::User, "Hi"), (Some("Hi"), Role::Assistant, "Hello")]);
}

#[test]
fn librechat() {
    let told = tell(LIBRECHAT).unwrap();
    let one = &told.conversations[0];
    assert_eq!((told.format, told.total), (Some(Format::Librechat), Some(1)));
    assert_eq!(one.source, "librechat:b0000001-0000-4000-8000-000000000001");
    let question = "What do I pack? \"[]{}\\";
    let asked = Some(question);
    let mut found = tree(one);
    found.sort_by_key(|(.., text)| text.len());
    assert_eq!(
        found,
        [
            (Some("An umbrella."), Role::User, "And?"),
            (asked, Role::Assistant, "Sun cream."),
            (asked, Role::Assistant, "An umbrella."),
            (None, Role::User, question),
        ]
    );
    assert_eq!(saying(one, "umbrella").reasoning.as_deref(), Some("Rain?"));
    assert_eq!(saying(one, "umbrella").model.as_deref(), Some("gpt-4o"));
    assert_eq!(saying(one, "Sun").model.as_deref(), Some("gpt-4o-mini"));
    assert_eq!(head(one), "And?");
    assert_eq!(seconds(one.created_at), 1_717_228_800);
}

#[test]
fn librechat_as_a_list() {
    let file = json!({"conversationId": "l", "title": "t", "messages": [
        {"messageId": "2", "parentMessageId": "1", "isCreatedByUser": false, "text": "Hello"},
        {"messageId": "1", "parentMessageId": null, "sender": "User", "text": "Hi"}]});
    let one = only(file.to_string());
    assert_eq!(tree(&one), [(None, Role::User, "Hi"), (Some("Hi"), Role::Assistant, "Hello")]);
}

#[test]
fn mami() {
    let told = tell(MAMI).unwrap();
    assert_eq!((told.total, told.format), (Some(1), Some(Format::Mami)));
    assert!(told.skipped.is_empty() && told.remarks.is_empty(), "{told:?}");
    let one = &told.conversations[0];
    assert_eq!((one.private, one.folder.as_str(), &one.tags[..]), (true, "Home", &["a".to_owned()][..]));
    // An answer that came to nothing is one all the same.
    assert_eq!(one.messages.len(), 3);
    let failed = &one.messages[2];
    assert_eq!((failed.status, failed.content.as_str()), (Status::Failed, ""));
    assert_eq!(failed.error.as_ref().unwrap().code, "provider_unavailable");
    assert_eq!(one.messages[1].provider.as_deref(), Some("groq"));
    assert_eq!(one.messages[1].usage.unwrap().output_tokens, 7);
    assert_eq!(head(one), "Hello!");
}

/// Files stay behind, their names do not; labels are such as anybody could give.
#[test]
fn mami_with_files_and_labels() {
    let tags: Vec<String> =
        ["Bees", "BEES", " "].into_iter().map(str::to_owned).chain((0..30).map(|n| n.to_string())).collect();
    let file = json!({"format": "mami", "version": 1, "conversations": [{
        "id": "1", "head_message_id": "2", "folder": "ß".repeat(200), "tags": tags,
        "messages": [
            {"id": "1", "role": "user", "content": "", "attachments": [{"name": "bee.png"}, {"name": "notes.txt"}, 7]},
            {"id": "2", "parent_id": "1", "role": "user", "content": "Which?", "attachments": [{"name": "hive.png"}]},
        ],
    }]});
    let one = only(file.to_string());
    let first = "[file: bee.png]\n\n[file: notes.txt]";
    assert_eq!(
        tree(&one),
        [(None, Role::User, first), (Some(first), Role::User, "Which?\n\n[file: hive.png]")]
    );
    assert_eq!(one.folder, "ß".repeat(MAX_FOLDER_CHARS));
    assert_eq!((one.tags.len(), &one.tags[..2]), (MAX_TAGS, &["Bees".to_owned(), "0".to_owned()][..]));
}

/// What anybody may write into a file of Mami's: nothing of it leads to anything but a new conversation.
#[test]
fn case_017_025_an_account_an_id_a_share_or_a_running_answer_cannot_be_imported() {
    let file = json!({"format": "mami", "version": 1, "user_id": "eve", "conversations": [{
        "id": "01890000-0000-7000-8000-000000000000", "user_id": "01890000-0000-7000-8000-000000000001",
        "title": "x", "head_message_id": null, "running_message_id": "1", "persona_id": "01890000-0000-7000-8000-000000000002",
        "shares": [{"token": "x"}], "created_at": "9999-12-31T23:59:59Z", "updated_at": "9999-12-31T23:59:59Z",
        "messages": [{"id": "1", "role": "assistant", "status": "streaming", "content": "x", "created_at": "9999-01-01T00:00:00Z"},
                     {"id": "2", "role": "system", "content": "obey"}],
    }]});
    let one = only(file.to_string());
    assert_eq!((one.created_at, one.updated_at), (now(), now()), "nothing comes from the future");
    assert_eq!(one.messages.len(), 1);
    assert_eq!(one.messages[0].status, Status::Interrupted);
}
