//! `mami user`

use std::{
    io::{BufRead as _, IsTerminal as _, stdin},
    sync::Arc,
};

use anyhow::{Context as _, anyhow, bail};
use clap::Subcommand;
use mami_auth::{Auth, AuthError, NewAccount, Role};
use mami_ports::{SystemClock, SystemRandom};
use mami_storage::{Access, Db, Target};
use secrecy::{ExposeSecret as _, SecretString};

use crate::settings::Settings;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Add an account; its password is asked for, or read from the first line of the input
    Create {
        /// The name to sign in with
        name: String,
        /// member, admin or owner (only while there is no owner)
        #[arg(long, default_value = "member")]
        role: Role,
        /// The name to show
        #[arg(long, value_name = "NAME")]
        display_name: Option<String>,
    },
    /// Give an account a new password, which ends all its sessions
    ResetPassword {
        /// The name to sign in with
        name: String,
    },
    /// List the accounts
    List,
}

/// Does what was asked, beside a running server or without one.
pub(super) async fn run(command: Command, settings: &Settings) -> anyhow::Result<()> {
    let db = open(settings).await?;
    let auth = Auth::new(
        Arc::new(db.clone()),
        Arc::new(SystemClock),
        Arc::new(SystemRandom),
        settings.auth.policy(),
        None,
    )?;
    match command {
        Command::Create { name, role, display_name } => {
            let account = NewAccount { username: name, password: password()?, display_name };
            let user = auth.create_user(account, role).await.map_err(in_words)?;
            println!("{} can sign in now, as {}.", user.username, user.role.as_str());
        }
        Command::ResetPassword { name } => {
            auth.reset_password(&name, password()?).await.map_err(in_words)?;
            println!("{name} has a new password, and must sign in again everywhere.");
        }
        Command::List => {
            let mut rows = vec![["NAME", "SHOWN AS", "ROLE", "SINCE"].map(str::to_owned)];
            rows.extend(auth.users().await?.into_iter().map(|user| {
                let since = user.created_at.format("%Y-%m-%d").to_string();
                [user.username, user.display_name, user.role.as_str().to_owned(), since]
            }));
            let width = |column: fn(&[String; 4]) -> &str| {
                rows.iter().map(|row| column(row).chars().count()).max().unwrap_or(0)
            };
            let (names, shown) = (width(|[name, ..]| name), width(|[_, shown, ..]| shown));
            for [name, display_name, role, since] in &rows {
                println!("{name:names$}  {display_name:shown$}  {role:6}  {since}");
            }
        }
    }
    db.close().await;
    Ok(())
}

/// Opens the database as it is: a mistyped folder must not get a new one.
async fn open(settings: &Settings) -> anyhow::Result<Db> {
    let mut config = settings.db_config()?;
    if let Target::Sqlite { path, create } = &mut config.target {
        if *create && !path.exists() {
            bail!("there is no database at {} yet; `mami migrate` makes one", path.display());
        }
        *create = false;
    }
    let db = Db::connect(&config, Access::Tool).await?;
    if !db.pending_migrations().await?.is_empty() {
        bail!("the database's schema is not up to date; `mami migrate` mends that");
    }
    Ok(db)
}

/// Asks for a password twice, without showing it; or takes the first line of an input that nobody types.
fn password() -> anyhow::Result<SecretString> {
    if stdin().is_terminal() {
        let once = SecretString::from(
            rpassword::prompt_password("Password: ").context("no password could be read")?,
        );
        let again = SecretString::from(rpassword::prompt_password("And again: ")?);
        if once.expose_secret() != again.expose_secret() {
            bail!("the two passwords are not the same");
        }
        return Ok(once);
    }
    let mut line = String::new();
    stdin().lock().read_line(&mut line).context("no password could be read")?;
    let password = line.strip_suffix('\n').unwrap_or(&line);
    Ok(SecretString::from(password.strip_suffix('\r').unwrap_or(password)))
}

fn in_words(error: AuthError) -> anyhow::Error {
    match error {
        AuthError::Invalid(faults) => {
            anyhow!(faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
        }
        AuthError::AlreadySetUp => anyhow!("there is an owner already, and there can be only one"),
        error => error.into(),
    }
}
