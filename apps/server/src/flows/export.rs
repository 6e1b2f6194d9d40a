//! Everything of one person, or their conversations, in one archive.

use std::{
    fs::File,
    io::{Seek, SeekFrom, Write},
};

use anyhow::Context as _;
use chrono::{DateTime, Datelike as _, Timelike as _, Utc};
use mami_auth::User;
use mami_chat::{
    ChatError, Conversation, ConversationFilter, File as Kept, FileError, Message,
    export::{self, Format},
    personas::PersonaFile,
};
use mami_memory::documents::{Document, DocumentError};
use mami_ports::{Clock as _, SystemClock};
use serde::Serialize;
use serde_json::json;
use tokio::sync::mpsc;
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::{compose::Mami, error::ApiError, flows::recollect};

/// How many items are read at once.
const PAGE: u32 = 100;
/// How many files of the archive may wait to be written.
const WAITING: usize = 4;
/// The bytes of a file's name that are kept. Most file systems take 255, of which the id has 37.
const LONGEST_NAME: usize = 200;

const README: &str = "\
Everything that Mami keeps of you
=================================

account.json          Your account, the devices that are signed in, your API keys (without the keys themselves) and
                      whether you use a second factor.
activity.jsonl        What you did and what was done to your account: one JSON object on each line, newest first.
conversations/*.json  One file for each conversation: its title and times, all its messages, every branch of it, and the
                      summaries of them that models are shown when it is long.
memories.jsonl        What is remembered of you, with what was done to it: one JSON object on each line.
personas/*.toml       One file for each persona that you made, in the form in which it can be imported again.
files/*               What you put into messages, as it is kept; files.json (only with files) says what each is called.
                      Their ids begin their names here, and stand beside the messages that have them.
documents/*           The documents that you gave Mami to read, as they came; documents.json (only with documents) says what
                      each is called and where it belongs, and lists your collections.

Times are UTC (RFC 3339). Ids are the same in all files. Passwords, tokens, keys and the secret of a second factor are not
in here.
";

/// An archive, as a file that is gone when it is closed.
pub struct Archive {
    /// The file, to be read from its start.
    pub file: File,
    /// Its size in bytes.
    pub size: u64,
    /// When it was made.
    pub made_at: DateTime<Utc>,
}

/// A piece of the archive. Pieces with the same name one after the other are one file.
type Piece = (String, Vec<u8>);

/// Makes the archive of everything that is kept of this person. It is written to a file as it grows, so that its size costs no memory.
///
/// # Errors
/// When the database is not available or the file cannot be written.
pub async fn archive(mami: &Mami, user: &User) -> Result<Archive, ApiError> {
    written(mami, async |pieces| collect(mami, user, pieces).await).await
}

/// Makes the archive of a person's conversations, a file in this format for each.
///
/// # Errors
/// When the database is not available or the file cannot be written.
pub async fn conversations(mami: &Mami, user: &User, format: Format) -> Result<Archive, ApiError> {
    written(mami, async |pieces| {
        each_conversation(mami, user, pieces, async |conversation, messages| {
            let day = conversation.created_at.format("%Y-%m-%d");
            let name = export::file_name(&conversation, format);
            let (title, extension) = name.rsplit_once('.').unwrap_or((&name, ""));
            // Titles are alike now and then; the end of an id is not.
            let id = conversation.id.to_string();
            let end = id.rsplit('-').next().unwrap_or_default();
            let name = format!("conversations/{day} {title} {end}.{extension}");
            let file = export::file(&conversation, &messages, format).map_err(ApiError::internal)?;
            let _ = pieces.send((name, file)).await;
            Ok(())
        })
        .await
    })
    .await
}

async fn written(
    mami: &Mami,
    collect: impl AsyncFnOnce(&mpsc::Sender<Piece>) -> Result<(), ApiError>,
) -> Result<Archive, ApiError> {
    let (pieces, waiting) = mpsc::channel::<Piece>(WAITING);
    let folder = mami.settings.data_dir.clone();
    let made_at = SystemClock.now();
    let writing = tokio::task::spawn_blocking(move || write(&folder, made_at, waiting));
    let collected = collect(&pieces).await;
    drop(pieces);
    let written = writing.await.map_err(ApiError::internal)?;
    collected?;
    let file = written.map_err(|error| ApiError::internal(format!("{error:#}")))?;
    let size = file.metadata().map_err(ApiError::internal)?.len();
    Ok(Archive { file, size, made_at })
}

async fn collect(mami: &Mami, user: &User, to: &mpsc::Sender<Piece>) -> Result<(), ApiError> {
    // A writer that failed takes nothing more; what it says is the error then.
    let put = async |name: String, bytes: Vec<u8>| {
        let _ = to.send((name, bytes)).await;
    };
    put("README.txt".to_owned(), README.into()).await;
    let account = json!({
        "user": user,
        "sessions": mami.auth.sessions(user.id).await?.iter().map(|session| json!({
            "id": session.id,
            "created_at": session.created_at,
            "last_seen_at": session.last_seen_at,
            "expires_at": session.ends_at(),
            "user_agent": session.user_agent,
            "address": session.address,
        })).collect::<Vec<_>>(),
        "api_keys": mami.auth.api_keys(user.id).await?,
        "second_factor": mami.auth.second_factor(user.id).await?,
    });
    put("account.json".to_owned(), pretty(&account)?).await;

    let mut cursor = None;
    loop {
        let page = mami.auth.activity(user.id, PAGE, cursor.as_deref()).await?;
        let mut lines = Vec::new();
        for entry in &page.items {
            serde_json::to_writer(&mut lines, entry).map_err(ApiError::internal)?;
            lines.push(b'\n');
        }
        put("activity.jsonl".to_owned(), lines).await;
        cursor = page.next_cursor;
        if cursor.is_none() || to.is_closed() {
            break;
        }
    }

    each_conversation(mami, user, to, async |conversation, messages| {
        let name = format!("conversations/{}.json", conversation.id);
        let summaries = match mami.chat.summaries(user.id, conversation.id).await {
            // Deleted meanwhile.
            Err(ChatError::NotFound) => Vec::new(),
            summaries => summaries?,
        };
        let all = json!({ "conversation": conversation, "messages": messages, "summaries": summaries });
        put(name, pretty(&all)?).await;
        Ok(())
    })
    .await?;

    collect_memories(mami, user, to).await?;
    for persona in mami.personas.own(user.id).await? {
        let file = PersonaFile::from(persona.character).to_toml();
        put(format!("personas/{}.toml", persona.id), file.into_bytes()).await;
    }
    collect_files(mami, user, to).await?;
    collect_documents(mami, user, to).await
}

/// Goes through a person's conversations with their whole trees, as long as somebody takes what is made of them.
async fn each_conversation(
    mami: &Mami,
    user: &User,
    to: &mpsc::Sender<Piece>,
    put: impl AsyncFn(Conversation, Vec<Message>) -> Result<(), ApiError>,
) -> Result<(), ApiError> {
    let mut cursor = None;
    loop {
        let page =
            mami.chat.conversations(user.id, &ConversationFilter::default(), PAGE, cursor.as_deref()).await?;
        for conversation in page.items {
            let mut messages = match mami.chat.messages(user.id, conversation.id).await {
                // Deleted meanwhile.
                Err(ChatError::NotFound) => continue,
                messages => messages?,
            };
            recollect::messages(&mami.recaller, user.id, &mut messages).await?;
            put(conversation, messages).await?;
        }
        cursor = page.next_cursor;
        if cursor.is_none() || to.is_closed() {
            return Ok(());
        }
    }
}

/// Page after page; none: no file.
async fn collect_memories(mami: &Mami, user: &User, to: &mpsc::Sender<Piece>) -> Result<(), ApiError> {
    let mut cursor = None;
    loop {
        let page = mami.memories.export(user.id, PAGE, cursor.as_deref()).await?;
        let mut lines = Vec::new();
        for memory in &page.items {
            serde_json::to_writer(&mut lines, memory).map_err(ApiError::internal)?;
            lines.push(b'\n');
        }
        if !lines.is_empty() {
            let _ = to.send(("memories.jsonl".to_owned(), lines)).await;
        }
        cursor = page.next_cursor;
        if cursor.is_none() || to.is_closed() {
            return Ok(());
        }
    }
}

/// One file after the other, so that no more than a few of them are in memory.
async fn collect_files(mami: &Mami, user: &User, to: &mpsc::Sender<Piece>) -> Result<(), ApiError> {
    let mut listed: Vec<Kept> = Vec::new();
    loop {
        let page = mami.files.list(user.id, PAGE, listed.last().map(|file| file.id)).await?;
        if page.is_empty() || to.is_closed() {
            break;
        }
        for file in page {
            match mami.files.content(user.id, file.id).await {
                // Deleted meanwhile. It stays listed, for the list goes on behind it.
                Err(FileError::NotFound) => {}
                content => {
                    let name = format!("files/{}-{}", file.id, export::safe_name(&file.name, LONGEST_NAME));
                    let _ = to.send((name, content?.1)).await;
                }
            }
            listed.push(file);
        }
    }
    if !listed.is_empty() {
        let _ = to.send(("files.json".to_owned(), pretty(&listed)?)).await;
    }
    Ok(())
}

/// One's own documents, one after the other.
async fn collect_documents(mami: &Mami, user: &User, to: &mpsc::Sender<Piece>) -> Result<(), ApiError> {
    let mut listed: Vec<Document> = Vec::new();
    loop {
        let page = mami.documents.own(user.id, PAGE, listed.last().map(|document| document.id)).await?;
        if page.is_empty() || to.is_closed() {
            break;
        }
        for document in page {
            match mami.documents.file(user.id, document.id).await {
                // Deleted meanwhile. It stays listed, for the list goes on behind it.
                Err(DocumentError::NotFound) => {}
                content => {
                    let name = export::safe_name(&document.name, LONGEST_NAME);
                    let _ = to.send((format!("documents/{}-{name}", document.id), content?.1)).await;
                }
            }
            listed.push(document);
        }
    }
    let collections = mami.documents.collections(user.id).await?;
    let collections: Vec<_> = collections.into_iter().filter(|collection| collection.own).collect();
    if !listed.is_empty() || !collections.is_empty() {
        let all = json!({ "documents": listed, "collections": collections });
        let _ = to.send(("documents.json".to_owned(), pretty(&all)?)).await;
    }
    Ok(())
}

fn pretty(value: &impl Serialize) -> Result<Vec<u8>, ApiError> {
    serde_json::to_vec_pretty(value).map_err(ApiError::internal)
}

fn write(
    folder: &std::path::Path,
    made_at: DateTime<Utc>,
    mut pieces: mpsc::Receiver<Piece>,
) -> anyhow::Result<File> {
    let file =
        tempfile::tempfile_in(folder).context("the archive cannot be written to the data directory")?;
    let mut archive = ZipWriter::new(file);
    let options = SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .last_modified_time(archive_time(made_at).unwrap_or_default());
    let mut begun = String::new();
    while let Some((name, bytes)) = pieces.blocking_recv() {
        if name != begun {
            archive.start_file(&*name, options)?;
            begun = name;
        }
        archive.write_all(&bytes)?;
    }
    let mut file = archive.finish()?;
    file.seek(SeekFrom::Start(0))?;
    Ok(file)
}

/// The time as ZIP archives keep it; none outside of the years that they know.
fn archive_time(at: DateTime<Utc>) -> Option<zip::DateTime> {
    let small = |number: u32| u8::try_from(number).ok();
    let year = u16::try_from(at.year()).ok()?;
    let (month, day) = (small(at.month())?, small(at.day())?);
    let (hour, minute, second) = (small(at.hour())?, small(at.minute())?, small(at.second())?);
    zip::DateTime::from_date_and_time(year, month, day, hour, minute, second).ok()
}
