//! What the guide says to a conversation. The same conversation always gets the same words.

use mami_ports::{PromptMessage, PromptRole};

use super::{library::Library, words::phrase};

const FORMATS: &str = include_str!("formats.md");
const STORY: &str = include_str!("story.md");
const CONNECT: [(&[&str], &str); 3] = [
    (&["groq"], include_str!("connect_groq.md")),
    (
        &["openai", "openrouter", "mistral", "vllm", "lm studio", "llama cpp", "chatgpt", "gpt", "deepseek"],
        include_str!("connect_openai.md"),
    ),
    (&["ollama", "ollamas"], include_str!("connect_ollama.md")),
];
/// What Mami is, for who asks her guide.
const MAMI: &str = "\
Mami is a private assistant for the people of one house. With a model connected, she

- answers in text, looks at photos and reads files that you attach;
- speaks as different personas, yours among them;
- keeps every conversation, finds it again, and takes in those from other assistants;
- keeps a private chat on this machine, and a temporary one nowhere.

I am her built-in guide, not a language model: I follow rules, and look things up in her manual.";

const ABILITIES: &str = "\
Here is what I can do:

- explain how to connect a real model: [Groq, an OpenAI-compatible API or Ollama](/connect);
- answer questions about using Mami from its manual;
- recall what you said earlier in this conversation;
- show what answers can look like (ask for a *Markdown demo*) or tell a *long story*, to try out streaming.";

/// How people greet, and what to answer.
const GREETINGS: [(&[&str], &str); 5] = [
    (
        &[
            "hi",
            "hello",
            "hey",
            "howdy",
            "greetings",
            "good morning",
            "good afternoon",
            "good evening",
            "good day",
        ],
        "Hello! I am Mami's built-in guide, not a language model.",
    ),
    (
        &["merhaba", "merhabalar", "selam", "selamlar", "gunaydin", "iyi gunler", "iyi aksamlar"],
        "Merhaba! Ben Mami'nin yerleşik rehberiyim; bir dil modeli değilim.",
    ),
    (
        &["hallo", "guten tag", "guten morgen", "guten abend", "moin", "servus", "gruss gott", "grusse"],
        "Hallo! Ich bin der eingebaute Wegweiser von Mami, kein Sprachmodell.",
    ),
    (
        &["hola", "buenos dias", "buenas tardes", "buenas noches", "buenas"],
        "¡Hola! Soy la guía integrada de Mami, no un modelo de lenguaje.",
    ),
    (
        &["bonjour", "salut", "bonsoir", "coucou"],
        "Bonjour ! Je suis le guide intégré de Mami, pas un modèle de langage.",
    ),
];

/// What the guide answers to a conversation that ends with the person's message, or with an answer that was cut off.
pub(super) fn reply(messages: &[PromptMessage], library: &Library) -> String {
    let Some((last, earlier)) = messages.split_last() else {
        return introduction();
    };
    match last.role {
        PromptRole::User if asks_to_continue(&last.content) => {
            continuation(earlier, library).unwrap_or_else(|| {
                "There is nothing to continue yet: I have not begun an answer in this conversation."
                    .to_owned()
            })
        }
        PromptRole::User => answer(&last.content, earlier, library),
        PromptRole::Assistant => continuation(messages, library).unwrap_or_else(introduction),
        PromptRole::System | PromptRole::Tool => introduction(),
    }
}

/// The rest of the answer that a conversation ends with.
fn continuation(messages: &[PromptMessage], library: &Library) -> Option<String> {
    let (partial, before) = messages.split_last()?;
    if partial.role != PromptRole::Assistant {
        return None;
    }
    let whole = reply(before, library);
    Some(
        match whole.strip_prefix(&partial.content).or_else(|| whole.strip_prefix(partial.content.trim_end()))
        {
            Some("") => "That was all: my last answer is whole.".to_owned(),
            Some(rest) => rest.to_owned(),
            None => whole,
        },
    )
}

fn answer(question: &str, earlier: &[PromptMessage], library: &Library) -> String {
    let words = phrase(question);
    let asks = |phrases: &[&str]| phrases.iter().any(|phrase| words.contains(&format!(" {phrase} ")));

    if let Some(recalled) = recall(asks, earlier) {
        return recalled;
    }
    if asks(&["markdown", "formatting", "can format"])
        && asks(&["demo", "show", "example", "examples", "sample", "test", "can"])
    {
        return FORMATS.to_owned();
    }
    if asks(&["story", "something long", "long text", "long answer", "long message", "at length"]) {
        return STORY.to_owned();
    }
    if let Some(greeting) = greeting(&words) {
        return format!("{greeting}\n\n{ABILITIES}");
    }
    if asks(&[
        "what can mami do",
        "what does mami do",
        "was kann mami",
        "mami neler yapabilir",
        "mami ne yapabilir",
        "que sabe hacer mami",
        "que puede hacer mami",
        "que sait faire mami",
        "que peut faire mami",
    ]) {
        return format!("{MAMI}\n\n{ABILITIES}");
    }
    if asks(&[
        "who are you",
        "what are you",
        "what can you do",
        "are you an ai",
        "are you ai",
        "are you a language model",
        "are you real",
        "are you a bot",
        "are you human",
        "sen kimsin",
        "wer bist du",
        "quien eres",
        "qui es tu",
        "your name",
    ]) || matches!(words.trim(), "help" | "help me" | "" | "hilfe" | "ayuda" | "aide" | "yardim")
    {
        return introduction();
    }
    if asks(&["thanks", "thank you", "danke", "gracias", "merci", "tesekkurler", "tesekkur ederim"]) {
        return "You are welcome.".to_owned();
    }
    if let Some(steps) = connecting(asks) {
        return steps;
    }
    match library.find(question) {
        Some(found) => {
            let quote: Vec<String> =
                found.quote.lines().map(|line| format!("> {line}").trim_end().to_owned()).collect();
            let also = found.also.map(|name| format!("\n\nSee also *{name}*.")).unwrap_or_default();
            format!("The manual says under **{}**:\n\n{}{also}", found.name, quote.join("\n"))
        }
        None => format!(
            "I cannot answer that. I am Mami's built-in guide, not a language model: I look things up in Mami's manual, and \
             found nothing about this.\n\n{ABILITIES}\n\nFor everything else, [connect a model](/connect)."
        ),
    }
}

fn introduction() -> String {
    format!(
        "I am Mami's built-in guide, not a language model. I cannot think; I follow rules.\n\n{ABILITIES}"
    )
}

fn asks_to_continue(message: &str) -> bool {
    let words = phrase(message);
    let words = words.trim().trim_start_matches("please ");
    let begins = [
        "continue",
        "go on",
        "keep going",
        "carry on",
        "weiter",
        "mach weiter",
        "devam",
        "devam et",
        "sigue",
        "continua",
        "continuez",
    ];
    let stopped = ["stopped", "left off", "interrupted", "broke off"];
    if words.contains("continue") && stopped.iter().any(|word| words.contains(word)) {
        return true;
    }
    words.split(' ').count() <= 9
        && begins.iter().any(|begin| words == *begin || words.starts_with(&format!("{begin} ")))
}

/// The answer to a message that greets and says little else.
fn greeting(words: &str) -> Option<&'static str> {
    GREETINGS.into_iter().find_map(|(greetings, answer)| {
        let rest =
            greetings.iter().filter_map(|greeting| words.strip_prefix(&format!(" {greeting} "))).next()?;
        let polite = [
            "there", "mami", "again", "everyone", "you", "how", "are", "whats", "up", "zusammen", "a",
            "tous", "todos",
        ];
        let more = rest.split_whitespace().filter(|word| !polite.contains(word)).count();
        (more <= 1).then_some(answer)
    })
}

/// The steps that connect a model, if that is what is asked.
fn connecting(asks: impl Fn(&[&str]) -> bool) -> Option<String> {
    let named: Vec<&str> =
        CONNECT.into_iter().filter(|(names, _)| asks(names)).map(|(_, steps)| steps).collect();
    let verb = asks(&[
        "connect",
        "connecting",
        "add",
        "use",
        "using",
        "set up",
        "setup",
        "install",
        "configure",
        "enable",
        "verbinden",
        "bagla",
        "baglamak",
        "conectar",
        "connecter",
    ]);
    let about = asks(&[
        "model",
        "models",
        "provider",
        "providers",
        "llm",
        "ai",
        "api key",
        "key",
        "modell",
        "modelo",
        "modele",
        "modeli",
    ]);
    let steps = match named.as_slice() {
        [] if (verb && about) || asks(&["api key", "real model", "connect"]) => {
            let all: Vec<&str> = CONNECT.into_iter().map(|(_, steps)| steps).collect();
            format!("There are three ways to connect a real model. One is enough.\n\n{}", all.join("\n"))
        }
        [] => return None,
        named => named.join("\n"),
    };
    Some(format!(
        "{steps}\nWhat is set in the environment counts more than what stands in `.env`.\n\n[Check the connection](/connect)"
    ))
}

/// What the person said earlier, if that is what is asked.
fn recall(asks: impl Fn(&[&str]) -> bool, earlier: &[PromptMessage]) -> Option<String> {
    let said: Vec<&str> = earlier
        .iter()
        .filter(|message| message.role == PromptRole::User)
        .map(|message| message.content.as_str())
        .collect();
    let about_me = asks(&[
        "did i say",
        "did i ask",
        "did i write",
        "did i tell you",
        "did i just say",
        "did i just ask",
        "i said",
        "i asked",
        "my first",
        "my last",
        "my previous",
        "my earlier",
        "repeat my",
        "was my question",
        "was my message",
    ]);
    let all = asks(&[
        "have we talked about",
        "did we talk about",
        "we have talked about",
        "we talked about",
        "have we discussed",
        "did we discuss",
        "our conversation",
        "this conversation so far",
        "have i said",
        "have i asked",
    ]);
    let which =
        asks(&["what", "which", "repeat", "recall", "remember", "quote", "summarise", "summarize", "list"]);
    if !which || !(about_me || all) {
        return None;
    }
    let only_here = "I look only at this conversation; others I do not know.";
    let answer = match said.as_slice() {
        [] => format!("This is your first message here, so there is nothing to recall yet. {only_here}"),
        _ if all => {
            let recent = said.iter().enumerate().skip(said.len().saturating_sub(10));
            let list: Vec<String> =
                recent.map(|(at, text)| format!("{}. {}", at + 1, shorten(text))).collect();
            format!("So far you have said:\n\n{}\n\n{only_here}", list.join("\n"))
        }
        [first, ..] if asks(&["first", "beginning", "start"]) => {
            format!("First you said:\n\n{}", quote(first))
        }
        [.., last] => format!("Before this, you said:\n\n{}", quote(last)),
    };
    Some(answer)
}

fn quote(text: &str) -> String {
    text.lines().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n")
}

/// A message on one line, cut to a sensible length.
fn shorten(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut short: String = line.chars().take(120).collect();
    if short.len() < line.len() {
        short.push('…');
    }
    short
}
