//! The built-in guide.

use std::time::Duration;

use futures_util::StreamExt;
use mami_ports::{ChatModel, Chunk, FinishReason, Prompt, PromptMessage, PromptRole};
use mami_providers::{Builtin, Doc};
use rstest::rstest;

use crate::{Outcome, ask_prompt};

fn guide() -> Builtin {
    let text = "# Using Mami\n\n## Conversations\n\nRename a conversation in its menu.\n\n\
                ## Devices\n\nOpen the same conversation on a second device and watch the answer arrive there.\n";
    Builtin::new(vec![Doc { title: "Using Mami".to_owned(), text: text.to_owned() }], Duration::ZERO)
}

/// A conversation in which the person and the guide speak in turn.
fn conversation(said: &[&str]) -> Prompt {
    let messages = said.iter().enumerate().map(|(at, content)| {
        PromptMessage::new(if at % 2 == 0 { PromptRole::User } else { PromptRole::Assistant }, *content)
    });
    Prompt::new(Builtin::MODEL, messages.collect())
}

async fn say(said: &[&str]) -> String {
    ask_prompt(&guide(), &conversation(said)).await.text
}

#[rstest]
#[case("Hi!", "Hello!")]
#[case("hello there, Mami", "Hello!")]
#[case("Merhaba", "Merhaba!")]
#[case("İyi günler!", "Merhaba!")]
#[case("Guten Tag", "Hallo!")]
#[case("¡Buenos días!", "¡Hola!")]
#[case("Bonjour à tous", "Bonjour !")]
#[tokio::test]
async fn a_greeting_is_answered_in_its_language(#[case] greeting: &str, #[case] answer: &str) {
    let text = say(&[greeting]).await;
    assert!(text.starts_with(answer), "{text}");
}

#[tokio::test]
async fn it_says_what_it_is() {
    for question in [
        "Who are you?",
        "Are you an AI?",
        "help",
        "What is the capital of France?",
        "Draw a cat",
        "Remember that I like tea",
    ] {
        let text = say(&[question]).await;
        assert!(text.contains("built-in guide, not a language model"), "{question}: {text}");
    }
}

#[rstest]
#[case("How do I connect Groq?", "GROQ_API_KEY", "OLLAMA_HOST")]
#[case("hello, how can I use ollama?", "OLLAMA_HOST", "GROQ_API_KEY")]
#[case("set up an OpenAI key", "OPENAI_BASE_URL", "OLLAMA_HOST")]
#[case("How do I add a real model?", "GROQ_API_KEY", "no such words")]
#[tokio::test]
async fn connecting_a_model_is_explained(#[case] question: &str, #[case] has: &str, #[case] lacks: &str) {
    let text = say(&[question]).await;
    assert!(text.contains(has) && !text.contains(lacks), "{text}");
    assert!(text.contains("`.env`") && text.contains("Restart Mami"), "{text}");
    assert!(text.ends_with("[Check the connection](/connect)"), "{text}");
}

#[tokio::test]
async fn the_manual_is_quoted_by_section() {
    let text = say(&["How can I rename conversations?"]).await;
    assert!(text.contains("**Using Mami › Conversations**"), "{text}");
    assert!(text.contains("> Rename a conversation in its menu."), "{text}");
}

#[rstest]
#[case("What did I say first?", "> My dog is called Rex.", "Berlin")]
#[case("what did i ask before?", "> Where is\n> Berlin?", "Rex")]
#[case("Please repeat my last question", "> Where is\n> Berlin?", "Rex")]
#[case("What have we talked about?", "1. My dog is called Rex.\n2. Where is Berlin?", "no such words")]
#[tokio::test]
async fn the_conversation_is_recalled(#[case] question: &str, #[case] has: &str, #[case] lacks: &str) {
    let text =
        say(&["My dog is called Rex.", "I cannot answer that.", "Where is\nBerlin?", "No idea.", question])
            .await;
    assert!(text.contains(has) && !text.contains(lacks), "{text}");
}

#[tokio::test]
async fn nothing_is_recalled_where_nothing_was_said() {
    assert!(say(&["What did I say first?"]).await.contains("first message"));
}

#[rstest]
#[case("continue")]
#[case("Please continue where you stopped.")]
#[case("Devam et")]
#[tokio::test]
async fn a_cut_answer_is_continued(#[case] wish: &str) {
    let question = "Tell me a long story";
    let whole = say(&[question]).await;
    let (first, rest) = whole.split_at(1000);
    assert_eq!(say(&[question, first, wish]).await, rest);
    // And cut once more.
    let (second, rest) = rest.split_at(500);
    assert_eq!(say(&[question, first, wish, second, wish]).await, rest);
    // Without being asked, too, where the answer itself is what the conversation ends with.
    assert_eq!(say(&[question, first]).await, format!("{second}{rest}"));
    assert!(say(&[question, &whole, wish]).await.contains("That was all"));
    assert!(say(&[wish]).await.contains("nothing to continue"));
}

#[tokio::test]
async fn there_is_something_to_look_at() {
    for question in ["Show me what you can format", "markdown demo"] {
        let text = say(&[question]).await;
        for part in ["| --: |", "```rust", "$$\n", "$e^{i", "- [x]"] {
            assert!(text.contains(part), "{part}");
        }
    }
    assert!(say(&["write something long"]).await.split_whitespace().count() >= 600);
}

#[tokio::test]
async fn an_answer_comes_in_small_pieces_with_an_estimate_of_its_cost() {
    let guide = guide();
    let mut chunks: Vec<_> = guide.stream(&conversation(&["hi"])).await.unwrap().collect().await;
    let Some(Ok(Chunk::Finished { reason: FinishReason::Stop, usage: Some(usage) })) = chunks.pop() else {
        panic!("{chunks:?}")
    };
    assert_eq!(usage.input_tokens, 1);
    assert_eq!(usage.output_tokens as usize, chunks.len());
    assert!(chunks.len() > 50, "{chunks:?}");

    let Outcome { text, end, .. } =
        ask_prompt(&guide, &Prompt { max_tokens: Some(2), ..conversation(&["hi"]) }).await;
    assert_eq!((text.as_str(), end.unwrap().0), ("Hello! I ", FinishReason::Length));
}

#[tokio::test]
async fn an_answer_takes_its_time() {
    let pace = Duration::from_millis(1);
    let guide = Builtin::new(Vec::new(), pace);
    let started = tokio::time::Instant::now();
    let pieces = guide.stream(&conversation(&["hi"])).await.unwrap().count().await - 1;
    assert!(started.elapsed() >= pace * u32::try_from(pieces - 1).unwrap(), "{:?}", started.elapsed());
}

#[rstest]
#[case("What can Mami do?")]
#[case("Was kann Mami?")]
#[case("Mami neler yapabilir?")]
#[case("¿Qué sabe hacer Mami?")]
#[case("Que sait faire Mami ?")]
#[tokio::test]
async fn the_first_question_of_everybody_is_answered(#[case] question: &str) {
    let answer = say(&[question]).await;
    assert!(answer.starts_with("Mami is a private assistant"), "{answer}");
}
