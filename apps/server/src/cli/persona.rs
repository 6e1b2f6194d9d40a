//! `mami persona`

use std::{
    io::Read as _,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context as _, anyhow};
use clap::Subcommand;
use mami_auth::{Auth, Role, User};
use mami_chat::{
    PersonaError, Personas,
    personas::{Origin, Viewer, file_id},
};
use mami_ports::{Ids, PersonaId, SystemClock, SystemRandom};
use mami_storage::Db;

use super::user::{in_words, open};
use crate::{persona_files::Folder, settings::Settings};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List the personas that everybody has, or those that one account has
    List {
        /// The account's name
        #[arg(long, value_name = "NAME")]
        user: Option<String>,
    },
    /// Print a persona as a file
    Export {
        /// Its id, as the list shows it, or the name of its file without .toml
        persona: String,
        /// The name of the account that has it
        #[arg(long, value_name = "NAME")]
        user: Option<String>,
    },
    /// Give an account a persona that is in a file
    Import {
        /// The file; - for the input
        file: PathBuf,
        /// The name of the account that gets it
        #[arg(long, value_name = "NAME")]
        user: String,
    },
}

/// Does what was asked, beside a running server or without one.
pub(super) async fn run(command: Command, settings: &Settings) -> anyhow::Result<()> {
    let (db, auth) = open(settings).await?;
    let personas = personas(&db, settings);
    match command {
        Command::List { user } => list(&personas, &account(&auth, user.as_deref()).await?).await?,
        Command::Export { persona, user } => {
            let account = account(&auth, user.as_deref()).await?;
            let id = persona.parse::<PersonaId>().unwrap_or_else(|_| file_id(&persona));
            let file = personas.export_toml(viewer(&account), id).await.map_err(said)?;
            print!("{}", file.toml);
        }
        Command::Import { file, user } => {
            let account = account(&auth, Some(&user)).await?;
            let text = read(&file)?;
            let persona = personas.import_toml(viewer(&account), &text).await.map_err(said)?;
            println!("{user} has the persona {} now.", persona.character.name);
        }
    }
    db.close().await;
    Ok(())
}

fn personas(db: &Db, settings: &Settings) -> Personas {
    let (clock, random) = (Arc::new(SystemClock), Arc::new(SystemRandom));
    let files = Folder::new(settings.chat.personas_dir.clone()).read();
    let ids = Ids::new(clock.clone(), random);
    Personas::new(Arc::new(db.clone()), clock, ids, files, &settings.chat.default_persona)
}

/// The account of this name; none: whoever has nothing of their own.
async fn account(auth: &Auth, name: Option<&str>) -> anyhow::Result<Option<User>> {
    match name {
        None => Ok(None),
        Some(name) => Ok(Some(auth.find(name).await.map_err(in_words)?)),
    }
}

fn viewer(account: &Option<User>) -> Viewer<'_> {
    match account {
        Some(user) => Viewer {
            user: user.id,
            administers: matches!(user.role, Role::Owner | Role::Admin),
            locale: user.locale.as_deref(),
        },
        None => Viewer {
            user: mami_ports::UserId::from_uuid(uuid::Uuid::nil()),
            administers: false,
            locale: None,
        },
    }
}

async fn list(personas: &Personas, account: &Option<User>) -> anyhow::Result<()> {
    println!("{:36}  {:7}  NAME", "ID", "ORIGIN");
    for persona in personas.list(viewer(account)).await.map_err(said)? {
        let origin = match persona.origin {
            Origin::Shipped => "shipped",
            Origin::File => "file",
            Origin::Shared => "shared",
            Origin::Own => "own",
        };
        println!("{:36}  {origin:7}  {}", persona.id.to_string(), persona.character.name);
    }
    Ok(())
}

fn read(file: &Path) -> anyhow::Result<String> {
    if file == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).context("the input cannot be read")?;
        return Ok(text);
    }
    std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))
}

fn said(error: PersonaError) -> anyhow::Error {
    match error {
        PersonaError::Invalid(faults) => {
            anyhow!(faults.into_iter().map(|fault| fault.message).collect::<Vec<_>>().join("\n"))
        }
        error => error.into(),
    }
}
