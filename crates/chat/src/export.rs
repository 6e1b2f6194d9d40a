//! Conversations as files: JSON to be taken into another Mami, Markdown and HTML to be read.
//!
//! Mami's own format is a JSON object: `{"format": "mami", "version": 1, "conversations": […]}`. Each conversation has the
//! fields that the API shows of it, and `messages`: the whole tree, oldest first, each with the fields that the API shows.
//! A reader takes no harm from fields that it does not know; the version changes when one must not be passed over.
//!
//! Markdown and HTML have the branch that the conversation shows. What was said is in them as it was said: in Markdown byte for
//! byte, in HTML as text that no browser takes for anything else.

use std::{collections::HashMap, fmt::Write as _};

use chrono::{DateTime, Utc};
use mami_ports::MessageId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    conversations::Conversation,
    message::{Message, Role, Status},
};

/// What a file is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ExportFormat)]
pub enum Format {
    /// To be taken into another Mami, or read by a program: everything.
    #[default]
    Json,
    /// To be read: the branch that is shown.
    Markdown,
    /// To be read in a browser: the branch that is shown.
    Html,
}

impl Format {
    /// The end of a file's name.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Markdown => "md",
            Self::Html => "html",
        }
    }

    /// The kind of content.
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Markdown => "text/markdown; charset=utf-8",
            Self::Html => "text/html; charset=utf-8",
        }
    }
}

#[derive(Serialize)]
struct File<'a> {
    format: &'static str,
    version: u32,
    conversations: [Whole<'a>; 1],
}

#[derive(Serialize)]
struct Whole<'a> {
    #[serde(flatten)]
    conversation: &'a Conversation,
    messages: &'a [Message],
}

/// The conversation as a file. `messages` is its whole tree.
///
/// # Errors
/// Never, as long as what is kept can be told as JSON at all.
pub fn file(
    conversation: &Conversation,
    messages: &[Message],
    format: Format,
) -> serde_json::Result<Vec<u8>> {
    match format {
        Format::Json => serde_json::to_vec_pretty(&File {
            format: "mami",
            version: 1,
            conversations: [Whole { conversation, messages }],
        }),
        Format::Markdown => Ok(markdown(conversation, &branch(conversation, messages)).into_bytes()),
        Format::Html => Ok(html(conversation, &branch(conversation, messages)).into_bytes()),
    }
}

/// A name for the file, from the title.
pub fn file_name(conversation: &Conversation, format: Format) -> String {
    /// Leaves room for what stands before and behind it in an archive.
    const LONGEST: usize = 180;
    let mut name = safe_name(&conversation.title, LONGEST);
    if name.is_empty() {
        name = "conversation".to_owned();
    }
    format!("{name}.{}", format.extension())
}

/// A name that every file system takes, of at most so many bytes: without what means something in a path or turns the direction of
/// writing. It may be empty.
pub fn safe_name(name: &str, longest: usize) -> String {
    let kept = name.chars().map(|c| match c {
        '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => ' ',
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => ' ',
        c if c.is_control() => ' ',
        c => c,
    });
    let kept = kept.collect::<String>();
    let kept = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut bytes = 0;
    let short = kept.trim_matches(['.', ' ']).chars().take_while(|c| {
        bytes += c.len_utf8();
        bytes <= longest
    });
    let mut name = short.collect::<String>().trim_end_matches(['.', ' ']).to_owned();
    // Names of devices on Windows, whatever follows their dot.
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let numbered = ["COM", "LPT"]
        .iter()
        .any(|device| stem.strip_prefix(device).is_some_and(|number| number.chars().count() == 1));
    if numbered || ["CON", "PRN", "AUX", "NUL"].contains(&stem.as_str()) {
        name.insert(0, '_');
    }
    name
}

/// The branch that ends at the conversation's head, oldest first.
pub fn branch<'a>(conversation: &Conversation, messages: &'a [Message]) -> Vec<&'a Message> {
    let by_id: HashMap<MessageId, &Message> = messages.iter().map(|message| (message.id, message)).collect();
    let mut found = Vec::new();
    let mut next = conversation.head_message_id;
    while let Some(message) = next.and_then(|id| by_id.get(&id)) {
        found.push(*message);
        next = message.parent_id;
        if found.len() > messages.len() {
            break;
        }
    }
    found.reverse();
    found
}

fn speaker(message: &Message) -> String {
    match (message.role, &message.provider, &message.model) {
        (Role::User, ..) => "You".to_owned(),
        (Role::Assistant, _, None) => "Mami".to_owned(),
        (Role::Assistant, None, Some(model)) => format!("Mami ({model})"),
        (Role::Assistant, Some(provider), Some(model)) => format!("Mami ({provider}/{model})"),
    }
}

/// How an answer ended, where that has to be said.
fn ending(message: &Message) -> Option<&'static str> {
    match message.status {
        Status::Complete => None,
        Status::Streaming => Some("still being written"),
        Status::Cancelled => Some("stopped"),
        Status::Interrupted => Some("interrupted"),
        Status::Failed => Some("failed"),
    }
}

fn time(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}

/// What was put into a message, where there is something. What is in it stays behind: a page to read leads nowhere else.
fn attached(message: &Message) -> Option<String> {
    let files: Vec<_> =
        message.attachments.iter().map(|file| format!("{} ({})", file.name, file.kind.as_str())).collect();
    (!files.is_empty()).then(|| format!("Attached: {}", files.join(", ")))
}

fn title(conversation: &Conversation) -> &str {
    if conversation.title.is_empty() { "Conversation" } else { &conversation.title }
}

fn markdown(conversation: &Conversation, messages: &[&Message]) -> String {
    let mut page = format!("# {}\n\n", marked(title(conversation)));
    let _ = writeln!(
        page,
        "Begun {}, last changed {}.",
        time(conversation.created_at),
        time(conversation.updated_at)
    );
    for message in messages {
        let _ = write!(page, "\n## {} · {}", marked(&speaker(message)), time(message.created_at));
        if let Some(ending) = ending(message) {
            let _ = write!(page, " · {ending}");
        }
        page.push_str("\n\n");
        if let Some(attached) = attached(message) {
            let _ = write!(page, "*{}*\n\n", marked(&attached));
        }
        if let Some(reasoning) = &message.reasoning {
            page.push_str("<details>\n<summary>Reasoning</summary>\n\n");
            for line in reasoning.lines() {
                let _ = writeln!(page, "> {line}");
            }
            page.push_str("\n</details>\n\n");
        }
        page.push_str(&message.content);
        if !message.content.ends_with('\n') {
            page.push('\n');
        }
        // What comes next is not part of this one's code.
        if let Some(fence) = open_fence(&message.content) {
            let _ = writeln!(page, "{fence}");
        }
    }
    page
}

/// Text in which nothing is a mark.
fn marked(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&') {
            plain.push('\\');
        }
        plain.push(if c.is_control() { ' ' } else { c });
    }
    plain
}

/// The fence of a block of code that is not closed.
fn open_fence(text: &str) -> Option<String> {
    let mut open: Option<(char, usize)> = None;
    for line in text.lines() {
        let line = line.trim_start();
        let Some(mark) = line.chars().next().filter(|c| matches!(c, '`' | '~')) else { continue };
        let length = line.chars().take_while(|c| *c == mark).count();
        let rest: String = line.chars().skip(length).collect();
        open = match open {
            None if length >= 3 && !(mark == '`' && rest.contains('`')) => Some((mark, length)),
            Some((c, least)) if c == mark && length >= least && rest.trim().is_empty() => None,
            other => other,
        };
    }
    open.map(|(mark, length)| std::iter::repeat_n(mark, length).collect())
}

/// What the page may do: show itself, with the one style that is in it.
pub const HTML_POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const STYLE: &str = "\
:root { color-scheme: light dark; --line: #d8d5cf; --soft: #6b6760; --mine: #f3f1ec; }
@media (prefers-color-scheme: dark) { :root { --line: #3d3b38; --soft: #a09b93; --mine: #2a2927; } }
body { font: 1rem/1.6 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; line-height: 1.3; overflow-wrap: anywhere; }
article { border-top: 1px solid var(--line); padding: 1rem 0; }
article.user { background: var(--mine); padding: 1rem; border-radius: .5rem; border-top: 0; }
header, footer, summary { color: var(--soft); font-size: .875rem; }
h2 { display: inline; font-size: .875rem; margin: 0; }
pre { font: inherit; white-space: pre-wrap; overflow-wrap: anywhere; margin: .5rem 0 0; }
";

fn html(conversation: &Conversation, messages: &[&Message]) -> String {
    let title = escaped(title(conversation));
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{HTML_POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<header>\n<h1>{title}</h1>\n\
         <p>Begun {}, last changed {}.</p>\n</header>\n<main>\n",
        time(conversation.created_at),
        time(conversation.updated_at),
    );
    for message in messages {
        let _ = write!(
            page,
            "<article class=\"{}\" dir=\"auto\">\n<header><h2>{}</h2> <time datetime=\"{}\">{}</time>",
            message.role.as_str(),
            escaped(&speaker(message)),
            message.created_at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
            time(message.created_at),
        );
        if let Some(ending) = ending(message) {
            let _ = write!(page, " · {ending}");
        }
        page.push_str("</header>\n");
        // A browser takes a line break that a <pre> begins with for none, so each begins with one of ours.
        if let Some(reasoning) = &message.reasoning {
            let _ = writeln!(
                page,
                "<details><summary>Reasoning</summary><pre>\n{}</pre></details>",
                escaped(reasoning)
            );
        }
        let _ = writeln!(page, "<pre>\n{}</pre>", escaped(&message.content));
        if let Some(attached) = attached(message) {
            let _ = writeln!(page, "<footer>{}</footer>", escaped(&attached));
        }
        page.push_str("</article>\n");
    }
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

/// Text that is nothing but text, in an element and in an attribute.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            // A browser makes a line feed of it.
            '\r' => safe.push_str("&#13;"),
            '\0' => safe.push('\u{fffd}'),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests;
