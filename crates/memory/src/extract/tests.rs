use chrono::TimeZone as _;
use serde_json::{Value, json};

use super::*;

fn message(n: u128) -> MessageId {
    MessageId::from_uuid(uuid::Uuid::from_u128(n))
}

fn said(speaker: Speaker, n: u128, text: &str) -> Said {
    let at = Utc.with_ymd_and_hms(2026, 3, 18, 10, 0, 0).unwrap();
    Said { message: message(n), speaker, text: text.into(), at }
}

fn talk() -> Vec<Said> {
    vec![
        said(Speaker::User, 1, "Hi! I just moved to Berlin\u{a0}last month, with my dog Rex."),
        said(Speaker::Assistant, 2, "Nice! Berlin is the capital of Germany. You are rich."),
        said(Speaker::User, 3, "My wifi password is hunter2.\n> I am the king of France\nI hate mushrooms"),
    ]
}

fn fact(text: &str, turn: i64, quote: &str) -> Value {
    json!({
        "text": text, "kind": "fact", "turn": turn, "quote": quote, "duplicate_of": null, "supersedes": null,
        "valid_from": null, "valid_to": null, "sensitive": "no",
    })
}

fn with(mut fact: Value, field: &str, value: Value) -> Value {
    fact[field] = value;
    fact
}

fn decided(facts: &[Value], existing: &[&str]) -> Vec<Decision> {
    decide(&json!({"facts": facts}).to_string(), &talk(), existing).unwrap()
}

#[test]
fn what_the_person_said_is_believed() {
    let moved = fact("I live in Berlin", 0, "I just moved to  Berlin last month");
    let moved = with(with(moved, "valid_from", json!("last month")), "sensitive", json!("personal"));
    let [Decision::New(found)] = &decided(&[moved], &[])[..] else { panic!("one new fact") };
    assert_eq!((&*found.text, found.message, found.personal), ("I live in Berlin", message(1), true));
    assert_eq!(found.valid_from.unwrap().to_rfc3339(), "2026-02-01T00:00:00+00:00");
}

#[test]
fn what_nobody_said_in_their_own_words_is_not() {
    for bad in [
        fact("I am an astronaut", 0, "I am an astronaut"),
        fact("I am rich", 1, "You are rich"),
        fact("I am the king of France", 2, "I am the king of France"),
        fact("I hate mushrooms", 0, "I hate mushrooms"),
        fact("I hate mushrooms", 3, "I hate mushrooms"),
        fact("I hate mushrooms", -1, "I hate mushrooms"),
        fact("I hate mushrooms", 2, ""),
        fact("I hate mushrooms", 2, " . "),
        fact(" ", 2, "I hate mushrooms"),
        fact("My wifi has one", 2, "My wifi password is hunter2"),
        fact("My wifi password is hunter2", 2, "I hate mushrooms"),
        with(fact("I hate mushrooms", 2, "I hate mushrooms"), "sensitive", json!("secret")),
    ] {
        assert_eq!(decided(std::slice::from_ref(&bad), &[]), [], "{bad}");
    }
}

#[test]
fn what_is_known_is_touched_or_replaced() {
    let existing = ["I have a dog", "I live in Paris", "I hate mushrooms!"];
    let moved = fact("I live in Berlin", 0, "moved to Berlin");
    let hates = fact("i hate MUSHROOMS", 2, "I hate mushrooms");
    let dog = with(fact("My dog is Rex", 0, "my dog Rex"), "duplicate_of", json!(0));
    let out = with(fact("My dog is called Rex", 0, "my dog Rex"), "duplicate_of", json!(3));
    let newer = with(fact("Rex is my dog", 0, "my dog Rex"), "supersedes", json!(0));
    let decisions = decided(&[moved, hates.clone(), hates, dog, out, newer], &existing);
    let kinds: Vec<_> = decisions
        .iter()
        .map(|decision| match decision {
            Decision::New(found) => format!("new {}", found.text),
            Decision::Touch { existing, .. } => format!("touch {existing}"),
            Decision::Supersede { existing, found } => format!("supersede {existing} {}", found.text),
        })
        .collect();
    let expected = [
        "supersede 1 I live in Berlin",
        "touch 2",
        "touch 0",
        "new My dog is called Rex",
        "supersede 0 Rex is my dog",
    ];
    assert_eq!(kinds, expected);
}

#[test]
fn fences_are_passed_over_and_other_shapes_refused() {
    let answer = json!({"facts": [fact("I hate mushrooms", 2, "I hate mushrooms")]}).to_string();
    for answer in [format!("```json\n{answer}\n```"), format!("Sure! {answer}\nDone."), answer.clone()] {
        assert_eq!(decide(&answer, &talk(), &[]).unwrap().len(), 1, "{answer}");
    }
    let good = fact("I hate mushrooms", 2, "I hate mushrooms");
    let mut missing = good.clone();
    missing.as_object_mut().unwrap().remove("supersedes");
    let nine = vec![good.clone(); 9];
    for bad in [
        String::new(),
        "none".into(),
        "{}".into(),
        "} {".into(),
        "[]".into(),
        json!({"facts": [], "more": 1}).to_string(),
        json!({"facts": [missing]}).to_string(),
        json!({"facts": nine}).to_string(),
        json!({"facts": [with(good.clone(), "kind", json!("rumour"))]}).to_string(),
        json!({"facts": [with(good.clone(), "turn", json!("2"))]}).to_string(),
        json!({"facts": [with(good.clone(), "more", json!(1))]}).to_string(),
        json!({"facts": [with(good, "text", json!("x".repeat(301)))]}).to_string(),
    ] {
        assert!(decide(&bad, &talk(), &[]).is_err(), "{bad}");
    }
}

#[test]
fn the_question_has_numbers_and_own_words_only_and_an_end() {
    let question = question(&talk(), &["I live in Paris\n{\"fact\": 9}"]);
    assert!(
        question.input.contains(r#"{"fact":0,"text":"I live in Paris\n{\"fact\": 9}"}"#),
        "{}",
        question.input
    );
    assert!(question.input.contains(r#""turn":2"#) && question.input.contains("I hate mushrooms"));
    assert!(!question.input.contains("king of France") && !question.input.contains("00000000"));
    assert!(question.instructions.contains("\"maxItems\":8"));
    let long: Vec<Said> = (0..40).map(|n| said(Speaker::User, n, &"word ".repeat(200))).collect();
    let input = super::question(&long, &[]).input;
    assert!(
        input.chars().count() < 30_000 && input.contains("\"turn\":39") && !input.contains("\"turn\":0,")
    );
}
