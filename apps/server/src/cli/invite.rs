//! `mami invite`

use anyhow::anyhow;
use chrono::{TimeDelta, Utc};
use clap::Subcommand;
use mami_auth::{Auth, AuthError, By, InviteInput, InviteStatus, Role};
use mami_ports::{Clock as _, InviteId, SystemClock};
use secrecy::ExposeSecret as _;

use super::user::{in_words, open};
use crate::settings::Settings;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make an invite, and print the link to hand over; it is shown this once
    Create {
        /// What who comes by it may do: member or admin
        #[arg(long, default_value = "member")]
        role: Role,
        /// How many accounts it is for
        #[arg(long, value_name = "NUMBER", default_value_t = 1)]
        uses: u32,
        /// How many days it is good; 0 for ever
        #[arg(long, value_name = "DAYS", default_value_t = 7)]
        days: u32,
        /// A note for those who run the place
        #[arg(long)]
        note: Option<String>,
    },
    /// List the invites, and who came by them
    List,
    /// Take an invite back
    Revoke {
        /// Its id, as the list shows it
        id: InviteId,
    },
}

/// Does what was asked, beside a running server or without one.
pub(super) async fn run(command: Command, settings: &Settings) -> anyhow::Result<()> {
    let (db, auth) = open(settings).await?;
    match command {
        Command::Create { role, uses, days, note } => {
            let end = (days > 0).then(|| SystemClock.now() + TimeDelta::days(days.into()));
            let input = InviteInput { role: Some(role), expires_at: Some(end), max_uses: Some(uses), note };
            let new = auth.create_invite(&By::operator(), None, input).await.map_err(in_words)?;
            let address = match &settings.server.public_url {
                Some(url) => url.as_str().trim_end_matches('/').to_owned(),
                None => format!("http://{}:{}", settings.server.host, settings.server.port),
            };
            println!("{address}/register?code={}", new.code.expose_secret());
        }
        Command::List => list(&auth).await?,
        Command::Revoke { id } => {
            auth.revoke_invite(&By::operator(), id).await.map_err(|error| match error {
                AuthError::NotFound => anyhow!("there is no such invite"),
                error => in_words(error),
            })?;
            println!("This invite lets nobody in any more.");
        }
    }
    db.close().await;
    Ok(())
}

async fn list(auth: &Auth) -> anyhow::Result<()> {
    println!("{:36}  {:6}  {:8}  {:7}  {:10}  NOTE, WHO CAME", "ID", "ROLE", "STATUS", "USES", "UNTIL");
    let mut cursor: Option<String> = None;
    loop {
        let page = auth.invites(200, cursor.as_deref()).await?;
        for invite in page.items {
            let status = match invite.status {
                InviteStatus::Open => "open",
                InviteStatus::UsedUp => "used up",
                InviteStatus::Expired => "expired",
                InviteStatus::Revoked => "revoked",
            };
            let until = invite.expires_at.map_or_else(
                || "for ever".into(),
                |end: chrono::DateTime<Utc>| end.format("%Y-%m-%d").to_string(),
            );
            let uses = format!("{}/{}", invite.uses, invite.max_uses);
            let names: Vec<_> = invite.used_by.iter().map(|one| one.display_name.as_str()).collect();
            let names = names.join(", ");
            let gap = if invite.note.is_empty() || names.is_empty() { "" } else { ": " };
            println!(
                "{:36}  {:6}  {status:8}  {uses:7}  {until:10}  {}{gap}{names}",
                invite.id.to_string(),
                invite.role.as_str(),
                invite.note
            );
        }
        cursor = page.next_cursor;
        if cursor.is_none() {
            return Ok(());
        }
    }
}
