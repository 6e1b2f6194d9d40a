//! `mami user`

use std::{
    io::{BufRead as _, IsTerminal as _, stdin},
    sync::Arc,
};

use anyhow::{Context as _, anyhow, bail};
use clap::Subcommand;
use mami_auth::{Auth, AuthError, By, Device, NewAccount, PeopleFilter, PersonInput, Role};
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
    /// Close an account: nobody can sign in with it, and everything that is signed in ends
    Disable {
        /// The name to sign in with
        name: String,
    },
    /// Open an account again
    Enable {
        /// The name to sign in with
        name: String,
    },
    /// List where an account is signed in
    Sessions {
        /// The name to sign in with
        name: String,
        /// End them all
        #[arg(long)]
        end: bool,
    },
}

/// Does what was asked, beside a running server or without one.
pub(super) async fn run(command: Command, settings: &Settings) -> anyhow::Result<()> {
    let (db, auth) = open(settings).await?;
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
        Command::List => list(&auth).await?,
        Command::Disable { name } => {
            change(&auth, &name, true).await.map_err(in_words)?;
            println!("{name} cannot sign in any more, and is signed out everywhere.");
        }
        Command::Enable { name } => {
            change(&auth, &name, false).await.map_err(in_words)?;
            println!("{name} can sign in again.");
        }
        Command::Sessions { name, end: true } => {
            let user = auth.find(&name).await.map_err(in_words)?;
            let ended = auth.end_sessions_of(&By::operator(), user.id).await.map_err(in_words)?;
            println!("{name} is signed out everywhere ({ended} sessions).");
        }
        Command::Sessions { name, end: false } => {
            let user = auth.find(&name).await.map_err(in_words)?;
            for session in auth.sessions(user.id).await? {
                let device = Device::from_user_agent(session.user_agent.as_deref().unwrap_or_default());
                let words = [device.browser, device.system, session.address].map(Option::unwrap_or_default);
                println!("{}  {}", session.last_seen_at.format("%Y-%m-%d %H:%M UTC"), words.join("  "));
            }
        }
    }
    db.close().await;
    Ok(())
}

async fn list(auth: &Auth) -> anyhow::Result<()> {
    let mut rows = vec![["NAME", "SHOWN AS", "ROLE", "SINCE"].map(str::to_owned)];
    let mut cursor: Option<String> = None;
    loop {
        let page = auth.people(&PeopleFilter::default(), 200, cursor.as_deref()).await?;
        rows.extend(page.items.into_iter().map(|person| {
            let since = person.created_at.format("%Y-%m-%d").to_string();
            let role = if person.disabled { "closed" } else { person.role.as_str() };
            [person.username, person.display_name, role.to_owned(), since]
        }));
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    let width = |column: fn(&[String; 4]) -> &str| {
        rows.iter().map(|row| column(row).chars().count()).max().unwrap_or(0)
    };
    let (names, shown) = (width(|[name, ..]| name), width(|[_, shown, ..]| shown));
    for [name, display_name, role, since] in &rows {
        println!("{name:names$}  {display_name:shown$}  {role:6}  {since}");
    }
    Ok(())
}

async fn change(auth: &Auth, name: &str, disabled: bool) -> Result<(), AuthError> {
    let user = auth.find(name).await?;
    let input = PersonInput { disabled: Some(disabled), ..PersonInput::default() };
    auth.change_person(&By::operator(), user.id, input).await?;
    Ok(())
}

/// Opens the database as it is (a mistyped folder must not get a new one), and the engine on it.
pub(super) async fn open(settings: &Settings) -> anyhow::Result<(Db, Auth)> {
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
    let store = Arc::new(db.clone());
    let policy = settings.auth.policy();
    let auth = Auth::new(store, Arc::new(SystemClock), Arc::new(SystemRandom), policy, None)?;
    Ok((db, auth))
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

pub(super) fn in_words(error: AuthError) -> anyhow::Error {
    match error {
        AuthError::Invalid(faults) => {
            anyhow!(faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
        }
        AuthError::AlreadySetUp => anyhow!("there is an owner already, and there can be only one"),
        AuthError::NotFound => anyhow!("there is no such account"),
        error => error.into(),
    }
}
