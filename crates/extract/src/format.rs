//! The formats that are read.

use serde::{Deserialize, Serialize};

/// A format of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Plain text.
    Text,
    /// Markdown.
    Markdown,
    /// A web page.
    Html,
    /// PDF.
    Pdf,
    /// A text document of Word's (Office Open XML).
    Docx,
    /// A workbook of Excel's (Office Open XML).
    Xlsx,
    /// A table as text, with commas, semicolons or tabs between its cells.
    Csv,
    /// A book.
    Epub,
    /// The source of a program, or another text in which every line counts.
    Code,
}

/// Endings of files in which every line counts.
const CODE: &[&str] = &[
    "rs",
    "py",
    "js",
    "mjs",
    "cjs",
    "jsx",
    "ts",
    "tsx",
    "go",
    "java",
    "kt",
    "kts",
    "swift",
    "c",
    "h",
    "cc",
    "cpp",
    "cxx",
    "hpp",
    "cs",
    "rb",
    "php",
    "pl",
    "lua",
    "r",
    "jl",
    "scala",
    "clj",
    "ex",
    "exs",
    "erl",
    "hs",
    "ml",
    "fs",
    "dart",
    "zig",
    "nim",
    "sh",
    "bash",
    "zsh",
    "fish",
    "ps1",
    "bat",
    "sql",
    "css",
    "scss",
    "less",
    "vue",
    "svelte",
    "json",
    "jsonl",
    "yaml",
    "yml",
    "toml",
    "ini",
    "cfg",
    "conf",
    "env",
    "xml",
    "svg",
    "proto",
    "graphql",
    "tf",
    "nix",
    "cmake",
    "make",
    "mk",
    "dockerfile",
    "gradle",
    "log",
    "diff",
    "patch",
    "tex",
];

impl Format {
    /// The media type to keep for it.
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Text | Self::Code => "text/plain",
            Self::Markdown => "text/markdown",
            Self::Html => "text/html",
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv",
            Self::Epub => "application/epub+zip",
        }
    }

    /// What a file is most likely, by its first bytes and the ending of its name, without reading it. Whoever reads it knows better.
    pub fn guess(name: &str, start: &[u8]) -> Self {
        if start.starts_with(b"%PDF-") {
            return Self::Pdf;
        }
        let ending = ending(name);
        if start.starts_with(b"PK") {
            return match ending.as_str() {
                "xlsx" | "xlsm" => Self::Xlsx,
                "epub" => Self::Epub,
                _ => Self::Docx,
            };
        }
        Self::of_text(&ending)
    }

    /// What a text is, by the ending of its name.
    pub(crate) fn of_text(ending: &str) -> Self {
        match ending {
            "md" | "markdown" | "mdown" | "mkd" => Self::Markdown,
            "html" | "htm" | "xhtml" => Self::Html,
            "csv" | "tsv" => Self::Csv,
            code if CODE.contains(&code) => Self::Code,
            _ => Self::Text,
        }
    }
}

/// The ending of a file's name, in small letters; of a name without any, the whole of it: `Dockerfile`.
pub(crate) fn ending(name: &str) -> String {
    name.rsplit('.').next().unwrap_or_default().trim().to_ascii_lowercase()
}
