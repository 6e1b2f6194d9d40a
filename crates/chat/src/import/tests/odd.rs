//! Archives, damage, and everything that nobody expects in a file.

use std::io::Write as _;

use rstest::rstest;
use zip::{ZipWriter, write::SimpleFileOptions};

use super::*;
use crate::import::MAX_MESSAGES;

fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        zip.start_file(*name, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn archives() {
    let chatgpt = archive(&[
        ("chat.html", "<html>"),
        ("user.json", "{\"id\": \"me\"}"),
        ("__MACOSX/._conversations.json", "\0\0"),
        ("export/conversations.json", CHATGPT),
        ("message_feedback.json", "[]"),
    ]);
    let told = tell(chatgpt).unwrap();
    assert_eq!((told.total, told.conversations.len(), told.format), (Some(2), 1, Some(Format::Chatgpt)));

    let parts = archive(&[("conversations-000.json", CHATGPT), ("conversations-001.json", CLAUDE)]);
    assert_eq!(tell(parts).unwrap().conversations.len(), 2);

    let inner: Value = serde_json::from_str(MAMI).unwrap();
    let mut about = inner["conversations"][0].clone();
    let messages = about.as_object_mut().unwrap().remove("messages").unwrap();
    let everything = json!({"conversation": about, "messages": messages}).to_string();
    let of_all =
        archive(&[("README.txt", "hello"), ("account.json", "{}"), ("conversations/1.json", &everything)]);
    assert_eq!(tell(of_all).unwrap().conversations, tell(MAMI).unwrap().conversations);

    let single = archive(&[("a.json", LIBRECHAT), ("b.json", "{\"no\": 1}"), ("c.json", "nonsense")]);
    let told = tell(single).unwrap();
    assert_eq!((told.conversations.len(), told.skipped.len()), (1, 2), "{told:?}");
}

#[test]
fn case_066_an_archive_that_never_ends_is_cut() {
    let long = json!([small("a", "hello"), small("b", &" ".repeat(17 << 20))]).to_string();
    let packed = {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        zip.start_file("conversations.json", options).unwrap();
        zip.write_all(long.as_bytes()).unwrap();
        zip.finish().unwrap().into_inner()
    };
    assert!(packed.len() < 100_000);
    let told = tell(packed).unwrap();
    assert_eq!((told.total, told.conversations.len()), (None, 1));
    assert!(told.skipped[0].why.contains("more than is taken"), "{told:?}");
}

#[rstest]
#[case::nothing("", Unreadable::NotRecognised)]
#[case::text("hello", Unreadable::NotRecognised)]
#[case::html("<html>", Unreadable::NotRecognised)]
#[case::no_conversation("{\"a\": 1}", Unreadable::NotRecognised)]
#[case::numbers("[1, 2]", Unreadable::NotRecognised)]
#[case::empty("[]", Unreadable::Empty)]
#[case::empty_mami("{\"format\": \"mami\", \"version\": 1, \"conversations\": []}", Unreadable::Empty)]
#[case::newer("{\"format\":\"mami\",\"version\":2,\"conversations\":[{\"id\":\"x\"}]}", Unreadable::Newer(2))]
fn what_is_nothing_is_said_to_be_nothing(#[case] file: &str, #[case] expected: Unreadable) {
    match tell(file) {
        Err(error) => assert_eq!(error, expected),
        Ok(told) => panic!("{told:?}"),
    }
}

#[test]
fn an_archive_of_more_files_than_are_looked_at_is_not_opened() {
    let mut mass = archive(&[("conversations.json", CLAUDE)]);
    mass.extend(b"PK\x01\x02".repeat(100_000));
    let error = tell(mass).unwrap_err();
    assert_eq!(error, Unreadable::Archive("it has more than 100000 files".to_owned()));
}

#[test]
fn broken_archives_are_said_to_be_broken() {
    let whole = archive(&[("conversations.json", CLAUDE)]);
    assert!(matches!(tell(&whole[..whole.len() / 2]), Err(Unreadable::Archive(_))));
    assert!(matches!(tell(b"PK\x03\x04"), Err(Unreadable::Archive(_))));
    assert_eq!(tell(archive(&[("a.txt", "x")])).unwrap_err(), Unreadable::NotRecognised);
    // Damaged inside: the sum does not fit.
    let mut damaged = whole.clone();
    let at = damaged.windows(9).position(|bytes| bytes == b"Sourdough").unwrap();
    damaged[at] = b'X';
    let told = tell(&damaged);
    assert!(matches!(&told, Ok(told) if !told.skipped.is_empty()) || told.is_err(), "{told:?}");
}

/// Wherever a file ends too early, what stands before is taken and the place is told.
#[test]
fn a_file_that_was_cut_off_gives_what_is_whole() {
    let list: Vec<Value> = (0..3).map(|n| small(&format!("c{n}"), "hello")).collect();
    let whole = serde_json::to_string(&list).unwrap();
    let one = serde_json::to_string(&list[0]).unwrap().len() + 1;
    for end in 1..whole.len() {
        let there = (end - 1) / one + usize::from((end - 1) % one == one - 1);
        match tell(&whole.as_bytes()[..end]) {
            Ok(told) => {
                assert_eq!(told.conversations.len(), there, "{end}");
                assert_eq!((told.total, told.skipped.len()), (None, 1), "{end}");
                assert_eq!(told.skipped[0].what, format!("byte {end} and all that follows"));
            }
            Err(error) => {
                assert_eq!(there, 0, "{end}");
                assert!(matches!(error, Unreadable::Damaged { .. }), "{end} {error}");
            }
        }
    }
}

#[test]
fn what_is_broken_in_the_middle_costs_only_itself_where_it_can() {
    let (a, b) = (small("a", "hello").to_string(), small("b", "hello").to_string());
    let told = tell(format!("[{a}, {{\"uuid\": nonsense}}, 7, [], {{\"x\": 1}}, {b}]")).unwrap();
    assert_eq!(told.conversations.len(), 2);
    let places: Vec<_> = told.skipped.iter().map(|item| item.what.as_str()).collect();
    assert_eq!(places.len(), 4, "{told:?}");
    assert_eq!(places[0], format!("byte {}", a.len() + 3));
    // A bracket that closes another one: from there on, nobody knows what belongs to what.
    let told = tell(format!("[{a}, {{\"chat_messages\": [}}], {b}]")).unwrap();
    assert_eq!((told.conversations.len(), told.skipped.len()), (1, 1));
    assert_eq!(told.skipped[0].what, format!("byte {} and all that follows", a.len() + 22));
}

#[test]
fn fields_of_any_shape_do_no_harm() {
    let odd = [
        json!(null),
        json!(7),
        json!(-1.5),
        json!("x"),
        json!([]),
        json!([1, null]),
        json!({"a": {}}),
        json!(true),
    ];
    for (file, expected) in
        [(CHATGPT, Format::Chatgpt), (CLAUDE, Format::Claude), (OPEN_WEBUI, Format::OpenWebui)]
    {
        let whole: Value = serde_json::from_str(file).unwrap();
        let names: Vec<String> = whole[0].as_object().unwrap().keys().cloned().collect();
        for name in names {
            for odd in &odd {
                let mut changed = whole.clone();
                changed[0][&name] = odd.clone();
                let told = tell(changed.to_string()).unwrap();
                let first = told.conversations.first();
                assert!(first.is_some() || !told.skipped.is_empty(), "{name} {odd}");
                if let Some(one) = first {
                    assert!(one.source.starts_with(expected.as_str()), "{name} {odd}");
                }
            }
        }
    }
    // Within messages, too: the others are taken.
    for odd in &odd {
        let mut changed: Value = serde_json::from_str(CLAUDE).unwrap();
        changed[0]["chat_messages"][1] = odd.clone();
        assert_eq!(only(changed.to_string()).messages.len(), 2, "{odd}");
        let mut changed: Value = serde_json::from_str(CHATGPT).unwrap();
        changed[0]["mapping"]["a1"]["message"] = odd.clone();
        assert_eq!(tell(changed.to_string()).unwrap().conversations[0].messages.len(), 3, "{odd}");
    }
}

#[test]
fn case_046_text_that_no_database_takes_is_mended_and_all_else_is_kept() {
    let text = r#""a\u0000b \ud83d half \udc1d\ud83d\udc1d \\ud83d \u202e\t end""#;
    let file = format!(
        r#"[{{"uuid":"u","name":"n\u0000\n\u0007","chat_messages":[{{"sender":"human","text":{text}}}]}}]"#
    );
    let one = only(file);
    assert_eq!(one.messages[0].content, "ab \u{fffd} half \u{fffd}🐝 \\ud83d \u{202e}\t end");
    assert_eq!(one.title, "n");
    // What is no UTF-8 is no text.
    let told = tell(b"[{\"uuid\":\"\xff\",\"chat_messages\":[]},{\"uuid\":\"v\",\"chat_messages\":[{\"sender\":\"human\",\"text\":\"x\"}]}]").unwrap();
    assert_eq!((told.conversations.len(), told.skipped.len()), (1, 1));
}

#[test]
fn titles_are_cut_and_found_where_there_are_none() {
    let mut long = small("a", "hello");
    long["name"] = json!("世".repeat(500));
    assert_eq!(only(json!([long]).to_string()).title.chars().count(), 200);
    let mut none = small("a", "# What of this?\nx");
    none["name"] = json!(" \u{7}");
    assert_eq!(only(json!([none]).to_string()).title, "What of this?");
}

#[test]
fn without_an_id_the_same_bytes_are_the_same_conversation() {
    let mut file = small("a", "hello");
    file.as_object_mut().unwrap().remove("uuid");
    let one = only(json!([file]).to_string());
    assert!(one.source.starts_with("claude:sha256-") && one.source.len() == 78, "{}", one.source);
    assert_eq!(only(json!([file]).to_string()).source, one.source);
    file["chat_messages"][0]["text"] = json!("other");
    assert_ne!(only(json!([file]).to_string()).source, one.source);
    // Nor has one that is longer than any.
    file["uuid"] = json!("x".repeat(1000));
    assert!(only(json!([file]).to_string()).source.starts_with("claude:sha256-"));
}

#[test]
fn a_message_that_is_too_long_is_left_out_and_the_tree_stays_joined() {
    let file = json!([{"uuid": "u", "name": "n", "chat_messages": [
        {"uuid": "1", "sender": "human", "text": "first"},
        {"uuid": "2", "sender": "assistant", "text": "x".repeat((1 << 20) + 1)},
        {"uuid": "3", "sender": "human", "text": "y".repeat(1 << 20)}]}]);
    let told = tell(file.to_string()).unwrap();
    let messages = &told.conversations[0].messages;
    assert_eq!((messages.len(), messages[1].parent, messages[1].content.len()), (2, Some(0), 1 << 20));
    assert_eq!(told.remarks.len(), 1);
    assert!(told.remarks[0].why.contains("longer than 1 MiB"), "{told:?}");
}

#[test]
fn more_messages_than_are_taken() {
    let of = |count: usize| {
        let messages: Vec<_> = (0..count).map(|_| json!({"sender": "human", "text": "x"})).collect();
        tell(json!([{"uuid": "u", "name": "n", "chat_messages": messages}, small("a", "hello")]).to_string())
            .unwrap()
    };
    let told = of(MAX_MESSAGES + 1);
    assert_eq!((told.conversations.len(), told.skipped.len()), (1, 1));
    let told = of(MAX_MESSAGES);
    assert_eq!(told.conversations[0].messages.len(), MAX_MESSAGES);
    assert_eq!(told.conversations[0].messages.last().unwrap().depth, 99_999);
}

#[test]
fn case_045_a_tree_may_be_as_deep_as_it_likes() {
    let depth = 20_000;
    let mut file = r#"{"conversationId":"deep","title":"t","messages":["#.to_owned();
    for n in 0..depth {
        file += &format!(r#"{{"messageId":"{n}","text":"{n}","isCreatedByUser":true,"children":["#);
    }
    file += &"]}".repeat(depth);
    file += "]}";
    let one = only(file);
    assert_eq!(one.messages.len(), depth);
    assert_eq!(one.messages.last().unwrap().depth, 19_999);
    // Nonsense that is deep is passed over.
    let deep =
        format!("{{\"uuid\":\"u\",\"chat_messages\":[],\"x\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
    let told = tell(format!("[{deep},{}]", small("a", "hello"))).unwrap();
    assert_eq!((told.conversations.len(), told.skipped.len()), (1, 1));
    let told = tell(format!("[{},{}", small("a", "hello"), "[".repeat(1_000_000))).unwrap();
    assert_eq!(told.conversations.len(), 1);
}

#[test]
fn circles_twins_and_orphans_are_put_in_order() {
    let node = |parent: Value, text: &str| json!({"parent": parent, "message": {"author": {"role": "user"}, "content": {"parts": [text]}}});
    let file = json!([{"conversation_id": "c", "title": "t", "current_node": "a", "mapping": {
        "a": node(json!("b"), "a"), "b": node(json!("c"), "b"), "c": node(json!("a"), "c"),
        "self": node(json!("self"), "self"), "orphan": node(json!("nobody"), "orphan"), "leaf": node(json!("a"), "leaf"),
    }}]);
    let one = only(file.to_string());
    assert_eq!(one.messages.len(), 6);
    for (index, message) in one.messages.iter().enumerate() {
        assert!(message.parent.is_none_or(|parent| parent < index), "each stands behind what it follows");
    }
    assert_eq!(head(&one), "a");
    assert_eq!(saying(&one, "leaf").parent.map(|parent| one.messages[parent].content.as_str()), Some("a"));
}

#[test]
fn times_of_every_kind_are_read_and_nothing_is_said_before_what_it_answers() {
    let at = |time: Value| {
        let mut file = small("a", "hello");
        file["created_at"] = time.clone();
        file["chat_messages"][0]["created_at"] = time;
        seconds(only(json!([file]).to_string()).messages[0].created_at)
    };
    for time in [
        json!(1_714_557_600),
        json!(1_714_557_600.0),
        json!(1_714_557_600_000_i64),
        json!(1_714_557_600_000_000_i64),
        json!(1_714_557_600_000_000_000_i64),
        json!("2024-05-01T10:00:00Z"),
        json!("2024-05-01T12:00:00+02:00"),
        json!("1714557600"),
    ] {
        assert_eq!(at(time.clone()), 1_714_557_600, "{time}");
    }
    for time in [
        json!(null),
        json!("yesterday"),
        json!(-1),
        json!(1e300),
        json!(i64::MAX),
        json!("99999-01-01T00:00:00Z"),
    ] {
        assert_eq!(at(time.clone()), now().timestamp(), "{time}");
    }
    let file = json!([{"uuid": "u", "chat_messages": [
        {"sender": "human", "text": "a", "created_at": "2024-05-01T10:00:00Z"},
        {"sender": "assistant", "text": "b", "created_at": "2024-05-01T09:00:00Z"}, {"sender": "human", "text": "c"}]}]);
    assert!(
        only(file.to_string()).messages.iter().all(|message| seconds(message.created_at) == 1_714_557_600)
    );
}

#[test]
fn reading_ends_when_nobody_wants_more() {
    let file = json!([small("a", "x"), small("b", "x"), small("c", "x")]).to_string();
    let mut seen = 0;
    read(Cursor::new(file), &LIMITS, now(), &mut |step| {
        seen += usize::from(matches!(step, Step::Conversation(..)));
        seen < 2
    })
    .unwrap();
    assert_eq!(seen, 2);
}
